"""What all writers share: what an item loses in a format, and its texts as HTML."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.exchange.draft import Place
from bot.exchange.report import Line, Outcome
from bot.kernel.numbers import shown
from bot.kernel.questions import MARK, Choice, Extra, Matching, Numeric, Option, Ordering, Question, Typed
from bot.kernel.reading import series

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of each file in an archive."""


@dataclass(frozen=True, slots=True)
class Pack:
    """What is taken out, `at` some moment: questions with the pack they stand in. `sections`: the sub-topic of each."""

    title: str
    topic: str
    questions: Sequence[Question]
    sections: Sequence[str]
    at: datetime = datetime(2020, 1, 1, tzinfo=UTC)

    def by_section(self) -> Iterator[tuple[str, list[Question]]]:
        """The questions by sub-topic, in their order."""
        groups: dict[str, list[Question]] = {}
        for question, section in zip(self.questions, self.sections, strict=True):
            groups.setdefault(section, []).append(question)
        yield from groups.items()


@dataclass(frozen=True, slots=True)
class Written:
    """A file, how many items are in it, and a line for each that is not, or not as it was."""

    data: bytes
    count: int
    lines: Sequence[Line] = ()


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Files by their names in an archive; the same ones make the same archive."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files:
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def loses(question: Question, *losses: str) -> list[Line]:
    """The line about what an item loses; none where it loses nothing."""
    told = [loss for loss in losses if loss]
    return [_line(question, "changed", f"The file cannot hold {series(told, 'or')}.")] if told else []


def left(question: Question, why: str) -> Line:
    """The line about an item that the format cannot hold."""
    return _line(question, "refused", why)


def _line(question: Question, outcome: Outcome, message: str) -> Line:
    return Line(Place(), question.asking, outcome, message, question.id)


def always_lost(question: Question) -> list[str]:
    """What no other format has a place for."""
    lost = []
    if question.status:
        lost.append("the status of services")
    if isinstance(question.body, Choice) and any(option.concept for option in question.body.options):
        lost.append("the concepts of options")
    if question.image:
        lost.append("the picture")
    return lost


def reasons_of(question: Question) -> list[str]:
    """All reasons of an item that say something."""
    body = question.body
    parts: Sequence[object]
    match body:
        case Choice():
            parts = body.options
        case Ordering():
            parts = body.steps
        case Matching():
            parts = (*body.pairs, *body.extra)
        case Numeric():
            parts = body.mistakes
        case Typed():
            parts = body.near
    return [why for part in parts if (why := getattr(part, "why", ""))]


def parts_of(question: Question) -> list[Option]:
    """Options as they are; spellings as right ones and near misses as wrong ones."""
    body = question.body
    if isinstance(body, Choice):
        return list(body.options)
    if isinstance(body, Typed):
        return [*(Option(text, "", right=True) for text in body.answers), *(_wrong(one) for one in body.near)]
    if isinstance(body, Numeric):
        return [_wrong(one) for one in body.mistakes]
    return []


def _wrong(extra: Extra) -> Option:
    return Option(extra.text, extra.why)


def figure(value: float) -> str:
    """A number in full, as every reader takes it."""
    return shown(value)


def escaped(text: str) -> str:
    """Plain text as HTML or XML, line ends kept."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return "".join(letter for letter in plain if letter in "\n\t" or letter.isprintable() or ord(letter) > 159)


def lined(text: str) -> str:
    """Text of the pack as HTML, lines broken."""
    return escaped(text).replace("\n", "<br>")


def html(text: str) -> str:
    """The text of a question as HTML: what decides in bold, lines broken."""
    parts = escaped(text).split(MARK)
    marked = [f"<b>{part}</b>" if place % 2 and place < len(parts) - 1 else part for place, part in enumerate(parts)]
    return "".join(marked).replace("\n", "<br>")
