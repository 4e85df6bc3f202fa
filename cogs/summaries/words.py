"""What summaries say."""

from collections.abc import Sequence

from bot.summaries.rules import ENOUGH, ENOUGH_ALONE, Item, Presence, Refusal
from cogs.shared.words import cut, percent

REFUSALS: dict[Refusal, str] = {
    Refusal.UNKNOWN: "This game no longer exists.",
    Refusal.NOT_OVER: "This is not over yet. The summary comes with the end.",
    Refusal.NOT_YOURS: "The summary is for the host and for organizers.",
    Refusal.NOTHING: "Nobody answered a question that counts, so there is nothing to summarize.",
}

HEAD = "## Summary"

FIGURES = "{questions} · {people} · {answers}{right}"

RIGHT = " · {share} of them right"

QUESTIONS, PEOPLE, ANSWERS = ("question", "questions"), ("person", "people"), ("answer", "answers")
"""Of one, of several."""

HARDEST = "**Hardest questions**"

LEFT_OUT = (
    "-# Question {numbers} is left out, because too few people answered it.",
    "-# Questions {numbers} are left out, because too few people answered them.",
)
"""Of one question, of several."""

ITEM = "**{number}** · {share} right ({right} of {answers}): {asking}"
"""Not as a list: Discord would count its numbers up from the first."""

IN_WORDS = "question {number}, {share}, {right} of {answers}, {asking}"

NO_PICTURE = "-# Too few people answered the same questions to say how hard these were."

PRIVATE = (
    "-# The file opens in any spreadsheet. Nobody's own answers are in it: how a question went is left out "
    f"if it has fewer than {ENOUGH} answers, or {ENOUGH_ALONE} if everybody answered privately."
)

CAPTION = "right answers, hardest first"

OVER_TIME = "How many answered, over time"

LABEL, QUESTION, OF = "{number}. {asking}", "Question {number}", "{right} of {answers}"
"""The second where the font of the picture lacks letters of what is asked."""

ALTERNATIVE = (
    "Bar chart of how many answered correctly, hardest first. {items}. How many answered, over time: {presence}."
)

FILE, PICTURE = "summary.csv", "summary.png"

YES, NO = "yes", "no"

QUESTION_COLUMNS = (
    *("Question", "ID", "Topic", "Text", "Answers", "Right", "Share right", "Different answers"),
    *("Option", "Option is right", "Chosen by"),
)

PLACE_COLUMNS = ("Place", "Name", "Team", "Points", "Right", "Of")

TEAM_COLUMNS = ("Place", "Team", "Points")

TIME_COLUMNS = ("From (UTC)", "People who answered", "Of")


def alternative(items: Sequence[Item], presence: Sequence[Presence]) -> str:
    """The picture in words; Discord has room for 1,024 characters of them."""
    told = "; ".join(
        IN_WORDS.format(
            number=item.number,
            share=percent(item.facility),
            right=item.right,
            answers=item.answers,
            asking=cut(item.asking, 40),
        )
        for item in items
        if item.facility is not None
    )
    there = ", ".join(str(one.there) for one in presence)
    return cut(ALTERNATIVE.format(items=told, presence=there), 1_000)
