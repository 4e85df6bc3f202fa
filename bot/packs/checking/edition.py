"""Whether the rules of the second edition bind already."""

from bot.packs.problems import Severity

FINISHED = True
"""Set it once every built-in item is rewritten: what the rules below find are errors from then on."""

RULES = frozenset({"status", "status-aside", "guesser", "uncontrasted", "true-false", "unmapped"})
"""The rules that the built-in packs need not hold before."""


def severity() -> Severity:
    """How much a finding of one of these rules matters today."""
    return "error" if FINISHED else "warning"
