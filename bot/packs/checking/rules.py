"""All rules for one item, by name."""

from bot.packs.checking import facts, wording
from bot.packs.checking.flaws import Rule

ITEM_RULES = (
    Rule("key-length", "warning", wording.key_length),
    Rule("all-of-the-above", "error", wording.all_of_the_above),
    Rule("absolute-words", "warning", wording.absolute_words),
    Rule("clang", "warning", wording.clang),
    Rule("grammar", "warning", wording.grammar),
    Rule("negative-stem", "warning", wording.negative_stem),
    Rule("overlap", "error", wording.overlap),
    Rule("rationale", "warning", facts.rationale),
    Rule("explanation", "warning", facts.explanation),
    Rule("option-letters", "error", facts.option_letters),
    Rule("markdown", "warning", facts.markdown),
    Rule("source", "warning", facts.source),
    Rule("status", "warning", facts.status),
    Rule("status-aside", "warning", facts.status_aside),
    Rule("naming", "warning", facts.naming),
    Rule("disputed", "warning", facts.disputed),
    Rule("concept", "error", facts.concepts),
    Rule("task", "error", facts.tasks),
    Rule("scenario", "error", facts.scenario),
)
