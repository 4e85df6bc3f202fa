"""The rules of a round: pure and synchronous."""
