"""The one private message of flashcards."""

from bot.flashcards.rules import Card as Flashcard
from bot.flashcards.rules import Grade
from bot.flashcards.service import Turn
from cogs.flashcards import words
from cogs.flashcards.ids import Verb, on_card
from cogs.shared.cards import MAIN, QUIET, Card, button, row
from cogs.shared.literal import link, literal
from cogs.shared.words import american, count, from_now, plural, topic_text


def front_card(turn: Turn, notice: str = "") -> Card:
    """A card to think about, or that all rest."""
    if turn.card is None:
        return _rest_card(turn, notice)
    card = turn.card
    # Turn stands under the row in which the grades come, so that a double click grades nothing.
    return Card(
        f"**{notice}**" if notice else "",
        _head(card, turn.waiting),
        literal(card.front),
        words.THINK,
        rows=[
            row(button(words.SUSPEND, on_card(Verb.SUSPEND, card.id))),
            row(button(words.TURN, on_card(Verb.TURN, card.id), MAIN)),
        ],
    )


def back_card(card: Flashcard) -> Card:
    """The card turned over, to be graded by oneself."""
    grades = [
        button(label, on_card(Verb.GRADE, card.id, grade), MAIN if grade is Grade.GOOD else QUIET)
        for grade, label in words.GRADES.items()
    ]
    source = card.source
    told = words.SOURCE.format(link=link(source.title, source.url), day=american(source.as_of)) if source else ""
    return Card(
        _head(card),
        literal(card.front),
        words.ANSWER.format(back=literal(card.back)),
        told,
        words.HOW_WELL,
        rows=[row(*grades), row(button(words.SUSPEND, on_card(Verb.SUSPEND, card.id)))],
    )


def _head(card: Flashcard, waiting: int = 0) -> str:
    topic = topic_text(card.topic) if card.topic else words.POINTS
    return words.HEAD.format(topic=topic, waiting=words.DUE.format(waiting=waiting) if waiting else "")


def _rest_card(turn: Turn, notice: str) -> Card:
    lines = [words.ALL_OFF if turn.off else words.ALL_REST]
    if turn.next_due:
        lines.append(words.NEXT_DUE.format(from_now=from_now(turn.next_due)))
    if turn.aside:
        lines.append(f"-# {count(turn.aside, *words.ASIDE)}.")
    rows = [row(button(plural(turn.aside, *words.RESUME), on_card(Verb.RESUME)))] if turn.aside else []
    return Card(f"**{notice}**" if notice else "", "\n".join(lines), rows=rows)
