"""The summary as a private message with a picture and a file."""

from bot.summaries.rules import Item, Summary
from cogs.shared.cards import Card
from cogs.shared.ink import drawn
from cogs.shared.literal import literal
from cogs.shared.words import count, cut, listed, percent
from cogs.summaries import words
from cogs.weakspots.chart import Bar, Columns, chart

MOST_BARS, MOST_COLUMNS, HARDEST, MOST_LEFT_OUT = 12, 30, 3, 10


def summary_card(summary: Summary) -> Card:
    """The figures, the picture, the hardest questions, and the file."""
    hardest = summary.hardest
    lines = [words.HARDEST, *map(_line, hardest[:HARDEST]), *_left_out(summary)]
    text = "\n".join(lines) if hardest else words.NO_PICTURE
    alternative = words.alternative(hardest[:MOST_BARS], summary.presence)
    return Card(
        f"{words.HEAD}\n{_figures(summary)}",
        text,
        words.PRIVATE,
        picture=(words.PICTURE, alternative) if hardest else None,
        files=[words.FILE],
    )


def picture(summary: Summary) -> bytes:
    """How hard the questions were, and how many answered over time, as a PNG. Call it in a thread."""
    there = [one.there for one in summary.presence][-MOST_COLUMNS:]
    return chart([bar(item) for item in summary.hardest[:MOST_BARS]], words.CAPTION, Columns(words.OVER_TIME, there))


def _figures(summary: Summary) -> str:
    known = [item for item in summary.items if item.right is not None]
    answers, right = sum(item.answers for item in known), sum(item.right or 0 for item in known)
    return words.FIGURES.format(
        questions=count(len(summary.items), *words.QUESTIONS),
        people=count(summary.people, *words.PEOPLE),
        answers=count(summary.answers, *words.ANSWERS),
        right=words.RIGHT.format(share=percent(right / answers)) if answers == summary.answers else "",
    )


def _left_out(summary: Summary) -> list[str]:
    """Which questions stand neither here nor in the picture, though the players may have seen how they went."""
    numbers = [str(item.number) for item in summary.items if item.facility is None]
    told = words.LEFT_OUT[min(len(numbers), 2) - 1].format(numbers=listed(numbers, MOST_LEFT_OUT))
    return [told] if numbers else []


def _line(item: Item) -> str:
    return words.ITEM.format(
        number=item.number,
        share=percent(item.facility or 0.0),
        right=item.right,
        answers=item.answers,
        asking=literal(cut(item.asking, 160)),
    )


def bar(item: Item) -> Bar:
    """A question's line in the picture: its number, and what was asked where the font has all letters of that."""
    share, asking = item.facility or 0.0, drawn(" ".join(item.asking.split()))
    return Bar(
        words.LABEL.format(number=item.number, asking=asking) if asking else words.QUESTION.format(number=item.number),
        share,
        share,
        share,
        words.OF.format(right=item.right, answers=item.answers),
    )
