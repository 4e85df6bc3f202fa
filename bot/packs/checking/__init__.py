"""The checker: rules for items and packs, and the report on them."""

from bot.packs.checking.report import Render, Report, check

__all__ = ["Render", "Report", "check"]
