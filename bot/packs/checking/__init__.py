"""The checker: rules for items and packs, and the report on them."""

from bot.packs.catalogue import Render
from bot.packs.checking.report import Report, check

__all__ = ["Render", "Report", "check"]
