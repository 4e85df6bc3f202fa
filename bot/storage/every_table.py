"""All tables together: whoever walks through `metadata` imports it from here, where every feature's were read."""

from bot.parts import parts
from bot.storage.tables import metadata

__all__ = ["metadata"]

list(parts("tables"))  # importing them puts them into the metadata
