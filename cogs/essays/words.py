"""Essays, in words."""

from bot.essays.rules import Mark, Refusal
from bot.kernel.essays import Length
from bot.kernel.verdicts import Verdict
from cogs.shared.marks import SIGNS as JUDGED

NO_ESSAYS = "There are no essays here. The operator of this bot can add some to the question packs."

REFUSALS = {
    Refusal.UNKNOWN: "That subject no longer exists. `/course write` lists all subjects.",
    Refusal.EMPTY: "There was no text in the form, so nothing was saved.",
}

BEING_WRITTEN = (
    "People are writing about this subject in an essay evening right now. You can compare your text with the points, "
    "and see a sample answer, when their time is up."
)

NO_SUCH = "{text} is not a subject here. Use `/course write` without a subject to list them all."

LIST_HEAD = """## In your own words
Choose a subject and write. Then you compare your text with the points of a good answer, one after another, and mark \
each one yourself. Your marks do not affect ratings or estimates. Points that were missing come back as flashcards."""

DONE_OF = "-# {done} of {all} subjects done."

CHOOSE = {Length.SHORT: "Short answers", Length.ESSAY: "Essays"}

LENGTHS = {Length.SHORT: "Short answer, a few sentences", Length.ESSAY: "Essay, several paragraphs"}

MORE = "-# Each menu shows up to 25; `/course write subject:` finds the others."

HEAD = "-# {length}\n## {subject}\n{prompt}"

YOUR_TEXT = "**Your text**\n{text}"

SAVED = "-# Saved. Change it as often as you like until you compare it with the points."

WRITE = "Write"

CHANGE = "Change it"

COMPARE = "Compare with the points"

GO_ON = "Continue comparing"

ALL_SUBJECTS = "All subjects"

WRITE_AGAIN = "Write it again"

SAMPLE = "A sample answer"

FORM_TITLE = "In your own words"

FORM_LABEL = "Your answer"

FORM_HINT = "Closing the form discards your text; submit it to save a draft"

POINT_HEAD = "-# Point {place} of {all} · {subject}"

POINT = "**{text}**\n{why}"

SOURCE = "-# Source: {link}, as of {day}"

IS_IT_THERE = "-# Does your text say this? Saying it in other words counts, too."

MARKS = {Mark.THERE: "It is there", Mark.HALF: "Half", Mark.MISSING: "Missing"}

SIGNS = {Mark.THERE: JUDGED[Verdict.RIGHT], Mark.HALF: JUDGED[Verdict.HALF], Mark.MISSING: JUDGED[Verdict.WRONG]}
"""Those of answers to questions."""

FARED = "{sign} {point} · {got:g} of {weight}"

RESULT = "## {subject}: {got:g} of {all}, by your own marks"

COMES_BACK = "-# {missing}: `/course cards`."

MISSING = ("missing point comes back tomorrow as a flashcard", "missing points come back tomorrow as flashcards")

SAMPLE_HEAD = "**A sample answer to** {subject}\n{sample}"

BACK = "Back"

TITLED = "{sign}{subject}"

DONE_SIGN = "✓ "
