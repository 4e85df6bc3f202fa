"""What Discord refuses in a payload, with the nested ``errors`` of its 50035 answers.

Limits and codes: Discord's developer documentation (Message, Component Reference, Application Commands, Error
Messages). The wording of a few component errors, which the documentation does not list, follows what the API says.
"""
