"""The cards of an essay evening, and each one's private pages."""

from collections.abc import Sequence

from discord import TextStyle
from discord.ui import ActionRow, Label, LayoutView, Modal, TextDisplay, TextInput

from bot.delivery.sender import Drawing
from bot.essays.api import MOST_LETTERS, WORTH, Mark, score
from bot.evenings.rules import GRACE, MARKERS, Phase, markings_of
from bot.evenings.service import MARK, WRITE
from bot.evenings.views import Board, Desk, Page, Result, ToMark
from bot.kernel.custom_ids import SURE, base36
from bot.kernel.essays import Essay
from cogs.essays import words as essays
from cogs.evenings import words
from cogs.evenings.ids import Verb, on_evening
from cogs.shared.asking import asked_first
from cogs.shared.cards import MAIN, QUIET, STOP, Card, button, row
from cogs.shared.literal import fitting, link, literal
from cogs.shared.words import american, count, from_now, plural, until

FIELD = "text"
MOST_ALONE, MOST_BESIDE = 3_600, 1_800
"""Characters of a text on a page of its own, and above a point; a message holds 4,000 with all that is around it."""
MOST_POINTS = 2_400
MOST_SIGNS = 40
"""Characters around a point in a list of all of them."""


def draw_writing(board: Board) -> Drawing:
    """The card of an evening for as long as one writes, and what it becomes."""
    evening, subject = board.evening, _subject(board.essay)
    if evening.phase in words.NOTHING_CAME:
        return Drawing(Card(words.NOTHING_CAME[evening.phase].format(subject=subject)), settled=True)
    if evening.phase is not Phase.WRITING:
        told = words.WRITTEN.format(subject=subject, answers=count(board.texts, *words.ANSWERS))
        return Drawing(Card(told if evening.is_open else words.CLEARED.format(subject=subject)), settled=True)
    if board.essay is None:
        return Drawing(Card(words.SUBJECT_GONE), settled=False)
    if evening.is_closing:
        return Drawing(Card(words.CLOSING.format(subject=subject, seconds=GRACE.seconds)), settled=False)
    card = Card(
        words.HEAD.format(subject=subject, prompt=literal(board.essay.prompt)),
        words.HOW_IT_GOES.format(until=until(evening.ends_at)),
        f"**{count(board.texts, *words.SAVED_SO_FAR)}**",
        rows=[
            row(button(words.WRITE, on_evening(Verb.WRITE, evening.id, WRITE), MAIN)),
            row(
                button(words.TIME_IS_UP, on_evening(Verb.STOP, evening.id, WRITE)),
                button(words.CALL_IT_OFF, on_evening(Verb.CALL_OFF, evening.id, WRITE), STOP),
            ),
        ],
    )
    return Drawing(card, settled=False)


def draw_marking(board: Board) -> Drawing:
    """The card of an evening from when the time is up."""
    evening, subject = board.evening, _subject(board.essay)
    if not evening.is_open:
        return Drawing(Card(words.CLEARED.format(subject=subject)), settled=True)
    if board.essay is None:
        return Drawing(Card(words.SUBJECT_GONE), settled=False)
    card = _over(board, board.essay) if evening.phase is Phase.OVER else _marking(board)
    return Drawing(card, settled=False)


def _marking(board: Board) -> Card:
    evening = board.evening
    ends = until(evening.due_at, dated=True) if evening.due_at else ""
    return Card(
        words.MARKING_HEAD.format(subject=_subject(board.essay)),
        _rule(board),
        words.PROGRESS.format(sets=_sets(board), are=plural(board.done, *words.ARE), done=board.done, until=ends),
        rows=[
            row(
                button(words.MARK_ONE, on_evening(Verb.NEXT, evening.id, MARK), MAIN),
                button(words.READ, on_evening(Verb.READ, evening.id, MARK, "0")),
                button(words.MY_ANSWER, on_evening(Verb.MINE, evening.id, MARK)),
            ),
            row(button(words.END_MARKING, on_evening(Verb.END, evening.id, MARK), STOP)),
        ],
    )


def _rule(board: Board) -> str:
    """Who marks each answer; of those who were erased nobody takes the part over."""
    if board.markings < markings_of(board.texts):
        return words.SHORT_RULE
    return words.RULE[min(board.texts, 3)] if board.texts else ""


def _sets(board: Board) -> str:
    return count(board.markings, *words.SETS)


def calling_off_card(board: Board) -> Card:
    """Whether to call it off, asked once more."""
    sure = on_evening(Verb.CALL_OFF, board.evening.id, WRITE, SURE)
    text = words.SURE_TO_CALL_OFF.format(texts=count(board.texts, *words.SAVED_SO_FAR))
    return asked_first(text, deed=(words.CALL_IT_OFF, sure))


def stopping_card(board: Board) -> Card:
    """Whether the time is to be up now, asked once more."""
    sure = on_evening(Verb.STOP, board.evening.id, WRITE, SURE)
    text = words.SURE_TO_STOP.format(
        until=until(board.evening.ends_at), texts=count(board.texts, *words.SAVED_SO_FAR), seconds=GRACE.seconds
    )
    return asked_first(text, deed=(words.END_WRITING, sure))


def ending_card(board: Board) -> Card:
    """Whether to end the marking, asked once more."""
    sure, left = on_evening(Verb.END, board.evening.id, MARK, SURE), board.markings - board.done
    text = words.SURE_TO_END.format(sets=_sets(board), are=plural(left, *words.ARE), left=left)
    return asked_first(text, deed=(words.END_MARKING, sure))


def _over(board: Board, essay: Essay) -> Card:
    evening = board.evening
    answers = count(board.texts, *words.ANSWERS)
    told = words.OVER_TOLD if board.markings else words.OVER_UNMARKED
    most = MOST_POINTS // len(essay.points) - MOST_SIGNS
    lines = [
        words.FARED_LINE.format(
            there=fared.get(Mark.THERE, 0),
            half=fared.get(Mark.HALF, 0),
            missing=fared.get(Mark.MISSING, 0),
            point=fitting(point.text, most),
        )
        for point, fared in zip(essay.points, board.fared, strict=False)
    ]
    return Card(
        words.OVER_HEAD.format(subject=literal(essay.subject)),
        told.format(sets=_sets(board), are=plural(board.done, *words.ARE), answers=answers, done=board.done),
        words.FARED.format(lines="\n".join(lines)) if lines else words.FARED_WAITS if board.withheld else "",
        words.DELETED_THEN.format(from_now=from_now(evening.due_at)) if evening.due_at else "",
        rows=[
            row(
                button(words.MY_ANSWER, on_evening(Verb.MINE, evening.id, MARK), MAIN),
                button(words.READ, on_evening(Verb.READ, evening.id, MARK, "0")),
                button(words.SAMPLE, on_evening(Verb.SAMPLE, evening.id, MARK)),
            )
        ],
    )


def _subject(essay: Essay | None) -> str:
    return literal(essay.subject) if essay else words.GONE


def evening_form(desk: Desk) -> Modal:
    """The prompt, and one field that holds what was saved so far."""
    essay = desk.essay
    form = Modal(title=words.FORM_TITLE, custom_id=on_evening(Verb.SUBMIT, desk.evening.id, WRITE), timeout=None)
    form.add_item(TextDisplay(fitting(essay.prompt, 1_900)))
    most = MOST_LETTERS[essay.length]
    draft = desk.mine.text[:most] if desk.mine else None
    field = TextInput[Modal](custom_id=FIELD, style=TextStyle.paragraph, max_length=most, required=False, default=draft)
    form.add_item(Label(text=essays.FORM_LABEL, description=words.FORM_HINT, component=field))
    form.stop()
    return form


def saved_card(desk: Desk, notice: str = "", *, changeable: bool) -> Card:
    """What was saved. It names no time: the host may end it sooner, and nobody can edit this message then."""
    text = desk.mine.text if desk.mine else ""
    change = row(button(words.CHANGE, on_evening(Verb.WRITE, desk.evening.id, WRITE)))
    return Card(
        notice,
        words.SAVED.format(text=fitting(text, MOST_ALONE)),
        words.SAVED_UNTIL if changeable else words.SAVED_LAST,
        rows=[change] if changeable else [],
    )


def page_card(page: Page) -> Card:
    """One of the answers, for everybody to read in private."""
    rows = []
    if page.of > 1:
        following = base36((page.at + 1) % page.of)
        rows.append(row(button(words.NEXT_PAGE, on_evening(Verb.READ, page.evening.id, MARK, following))))
    text = words.PAGE.format(
        place=page.at + 1,
        all=page.of,
        mine=words.YOURS if page.mine else "",
        subject=literal(page.essay.subject),
        text=fitting(page.text.text, MOST_ALONE),
    )
    return Card(text, rows=rows)


def to_mark_card(found: ToMark) -> Card:
    """An answer as a whole, before its points are marked."""
    more = words.MORE.format(more=found.more) if found.more else ""
    text = words.TO_MARK.format(
        more=more, subject=literal(found.essay.subject), text=fitting(found.text.text, MOST_ALONE)
    )
    begin = on_evening(Verb.POINTS, found.evening.id, MARK, base36(found.text.place or 0))
    return Card(text, rows=[row(button(words.BEGIN_MARKING, begin, MAIN))])


def mark_card(found: ToMark) -> Card:
    """The next point beside somebody's answer, to be marked."""
    essay, place = found.essay, len(found.marking.marks)
    point, of = essay.points[place], base36(found.text.place or 0)
    marks = [
        button(
            label,
            on_evening(Verb.MARK, found.evening.id, MARK, of, base36(place), mark),
            MAIN if mark is Mark.THERE else QUIET,
        )
        for mark, label in essays.MARKS.items()
    ]
    return Card(
        essays.POINT_HEAD.format(place=place + 1, all=len(essay.points), subject=literal(essay.subject)),
        words.THEIR_TEXT.format(text=fitting(found.text.text, MOST_BESIDE)),
        essays.POINT.format(text=literal(point.text), why=literal(point.why)),
        essays.SOURCE.format(link=link(point.source.title, point.source.url), day=american(point.source.as_of)),
        rows=[row(*marks), *_whole(found)],
    )


def _whole(found: ToMark) -> list[ActionRow[LayoutView]]:
    """The way to all of an answer that is cut short beside a point."""
    if len(literal(found.text.text)) <= MOST_BESIDE:
        return []
    return [row(button(words.WHOLE, on_evening(Verb.READ, found.evening.id, MARK, base36(found.page))))]


def result_card(result: Result) -> Card:
    """One's own answer, with both markings beside the points."""
    essay, evening = result.essay, result.evening
    waits = bool(result.awaited) and evening.phase is Phase.MARKING
    told = words.NOT_MARKED if waits else words.NEVER_MARKED
    if result.markings:
        scores = [score(essay, one.marks) for one in result.markings]
        got = words.AND.join(f"{there:g}" for there, _ in scores)
        told = words.MARKED_BY[min(len(scores), MARKERS)].format(got=got, all=scores[0][1])
    awaited = count(result.awaited, *words.AWAITED) if waits else ""
    marks = [one.marks for one in result.markings]
    return Card(
        words.MY_HEAD.format(subject=literal(essay.subject)),
        fitting(result.mine.text, MOST_BESIDE if waits and not marks else 1_200),
        "\n".join(part for part in (told, f"-# {awaited}." if awaited else "") if part),
        "" if waits and not marks else _points(essay, marks),
        rows=[row(button(words.SAMPLE, on_evening(Verb.SAMPLE, evening.id, MARK)))],
    )


def _points(essay: Essay, marks: Sequence[Sequence[Mark]]) -> str:
    """Each point with its marks; of what is too long for one message the sources go first, then the reasons."""
    lines, most = [], MOST_POINTS // len(essay.points) - MOST_SIGNS
    for place, point in enumerate(essay.points):
        signs = "".join(essays.SIGNS[one[place]] for one in marks if place < len(one)) or words.UNMARKED
        got = words.AND.join(f"{WORTH[one[place]] * point.weight:g}" for one in marks if place < len(one))
        worth = words.WORTH.format(got=got, weight=point.weight) if got else ""
        short = words.POINT_SHORT.format(signs=signs, point=literal(point.text)) + worth
        reason = words.REASON.format(why=literal(point.why))
        source = words.WHERE.format(source=link(point.source.title, point.source.url))
        shortest = words.POINT_SHORT.format(signs=signs, point=fitting(point.text, most)) + worth
        lines.append((f"{short}\n{reason} {source}", f"{short}\n{reason}", short, shortest))
    told = ["\n".join(fullness) for fullness in zip(*lines, strict=True)]
    return next((text for text in told if len(text) <= MOST_POINTS), told[-1])


def sample_card(essay: Essay) -> Card:
    """How somebody might have answered."""
    sample = fitting(essay.sample, MOST_ALONE)
    return Card(essays.SAMPLE_HEAD.format(subject=literal(essay.subject), sample=sample))
