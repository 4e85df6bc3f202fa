"""The private messages of essays."""

from collections.abc import Sequence

from discord import TextStyle
from discord.ui import Label, Modal, TextDisplay, TextInput

from bot.essays.rules import MOST_LETTERS, WORTH, Attempt, Mark, missing, score
from bot.essays.service import Desk
from bot.kernel.custom_ids import base36
from bot.kernel.essays import Essay
from cogs.essays import words
from cogs.essays.ids import Verb, on_essay
from cogs.shared.cards import MAIN, QUIET, Card, button, row, select
from cogs.shared.literal import fitting, link, literal
from cogs.shared.words import american, count

FIELD = "text"
MOST_OFFERED = 25
MOST_BESIDE_POINT = 1_800
"""Characters of one's text above a point; all of it stands on the subject's page."""
MOST_SHOWN = 2_900
"""Characters of a text on a page of its own: a message holds 4,000 with all that is around it."""


def list_card(desks: Sequence[Desk]) -> Card:
    """All subjects: those not done yet come first in the menus."""
    done = sum(_is_done(desk) for desk in desks)
    ordered = sorted(desks, key=_is_done)
    rows, more = [], False
    for length, label in words.CHOOSE.items():
        options = [(_title(desk), desk.essay.id) for desk in ordered if desk.essay.length is length]
        more = more or len(options) > MOST_OFFERED
        if options:
            rows.append(row(select(on_essay(Verb.PICK, length.value), label, options[:MOST_OFFERED])))
    told = words.DONE_OF.format(done=done, all=len(desks))
    return Card(words.LIST_HEAD, told, words.MORE if more else "", rows=rows)


def _is_done(desk: Desk) -> bool:
    return desk.attempt is not None and desk.attempt.done_at is not None


def _title(desk: Desk) -> str:
    return words.TITLED.format(sign=words.DONE_SIGN if _is_done(desk) else "", subject=desk.essay.subject)


def desk_card(desk: Desk, notice: str = "") -> Card:
    """A subject, what was written on it, and the next step."""
    essay, attempt = desk.essay, desk.attempt
    open_one = attempt if attempt and not attempt.done_at else None
    buttons = []
    if open_one and open_one.marks:
        buttons.append(button(words.GO_ON, on_essay(Verb.COMPARE, essay.id), MAIN))
    elif open_one:
        buttons.append(button(words.COMPARE, on_essay(Verb.COMPARE, essay.id), MAIN))
        buttons.append(button(words.CHANGE, on_essay(Verb.WRITE, essay.id)))
    else:
        buttons.append(button(words.WRITE_AGAIN if attempt else words.WRITE, on_essay(Verb.WRITE, essay.id), MAIN))
    buttons.append(button(words.ALL_SUBJECTS, on_essay(Verb.LIST)))
    return Card(
        f"**{notice}**" if notice else "",
        _head(essay),
        words.YOUR_TEXT.format(text=fitting(attempt.text, MOST_SHOWN - 900)) if attempt else "",
        words.SAVED if open_one and not open_one.marks else "",
        rows=[row(*buttons)],
    )


def _head(essay: Essay) -> str:
    return words.HEAD.format(
        length=words.LENGTHS[essay.length], subject=literal(essay.subject), prompt=literal(essay.prompt)
    )


def essay_form(desk: Desk) -> Modal:
    """The prompt, and one field that holds what was written so far."""
    essay, attempt = desk.essay, desk.attempt
    form = Modal(title=words.FORM_TITLE, custom_id=on_essay(Verb.SUBMIT, essay.id), timeout=None)
    form.add_item(TextDisplay(fitting(essay.prompt, 1_900)))
    most = MOST_LETTERS[essay.length]
    draft = attempt.text[:most] if attempt and not attempt.marks else None
    field = TextInput[Modal](custom_id=FIELD, style=TextStyle.paragraph, max_length=most, required=False, default=draft)
    form.add_item(Label(text=words.FORM_LABEL, description=words.FORM_HINT, component=field))
    form.stop()
    return form


def point_card(essay: Essay, attempt: Attempt) -> Card:
    """The next point beside one's own text, to be marked."""
    place = len(attempt.marks)
    point = essay.points[place]
    marks = [
        button(label, on_essay(Verb.MARK, essay.id, base36(place), mark), MAIN if mark is Mark.THERE else QUIET)
        for mark, label in words.MARKS.items()
    ]
    return Card(
        words.POINT_HEAD.format(place=place + 1, all=len(essay.points), subject=literal(essay.subject)),
        words.YOUR_TEXT.format(text=fitting(attempt.text, MOST_BESIDE_POINT)),
        words.POINT.format(text=literal(point.text), why=literal(point.why)),
        words.SOURCE.format(link=link(point.source.title, point.source.url), day=american(point.source.as_of)),
        words.IS_IT_THERE,
        rows=[row(*marks)],
    )


def result_card(essay: Essay, attempt: Attempt, notice: str = "") -> Card:
    """What it came to."""
    got, whole = score(essay, attempt.marks)
    lines = [
        words.FARED.format(
            sign=words.SIGNS[mark], point=literal(point.text), got=WORTH[mark] * point.weight, weight=point.weight
        )
        for point, mark in zip(essay.points, attempt.marks, strict=False)
    ]
    lost = len(missing(attempt))
    return Card(
        f"**{notice}**" if notice else "",
        words.RESULT.format(subject=literal(essay.subject), got=got, all=whole),
        "\n".join(lines),
        words.COMES_BACK.format(missing=count(lost, *words.MISSING)) if lost else "",
        rows=[
            row(
                button(words.SAMPLE, on_essay(Verb.SAMPLE, essay.id), MAIN),
                button(words.WRITE_AGAIN, on_essay(Verb.WRITE, essay.id)),
                button(words.ALL_SUBJECTS, on_essay(Verb.LIST)),
            )
        ],
    )


def sample_card(essay: Essay) -> Card:
    """How somebody might have answered."""
    return Card(
        words.SAMPLE_HEAD.format(subject=literal(essay.subject), sample=fitting(essay.sample, MOST_SHOWN)),
        rows=[row(button(words.BACK, on_essay(Verb.OPEN, essay.id)))],
    )
