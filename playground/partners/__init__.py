"""Practice partners: members run by the computer, who join what they see and answer as well as they are told to.

They act through the member API alone. What is right they look up in an oracle, a JSON file that somebody else
wrote: ``{stem: {"texts": [...]}}`` for choices, ``{"steps": [...]}`` in order, ``{"pairs": {prompt: match}}`` or
``{"typed": "..."}``. Without an entry they guess. While somebody plays one of these members at the page, the computer
leaves that member alone.

    python -m playground.partners --url http://127.0.0.1:8300 --oracle FILE [--members ben,chloe] [--strength 0.7]
"""

from playground.partners.partner import Partner, play

__all__ = ["Partner", "play"]
