"""Interactions that go when nobody holds them anymore, not when the collector comes round to them."""

from discord import Interaction


def untie(interaction: Interaction) -> None:
    """Have the response to an interaction that has been answered hold it no longer: whatever comes after needs neither.

    The library has the two hold each other, with the message and the person: 5 kB for each press that only a look
    through all of the memory would free, which stops everybody.
    """
    if interaction.response.is_done():
        interaction.response._parent = None  # type: ignore[assignment]  # noqa: SLF001 - there is no other way
