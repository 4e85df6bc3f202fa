"""Rows of a table as items: which column is what, read from the header or told by whoever brings it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.exchange.carrying import facts_in
from bot.exchange.cells import unquoted
from bot.exchange.draft import (
    Draft,
    Found,
    Part,
    Place,
    Refused,
    RefusedError,
    UnclearError,
    UnreadableError,
    Wish,
    one_line,
)
from bot.exchange.readers.cards import card
from bot.kernel.questions import Kind

Row = tuple[int, Sequence[str]]
"""A row's number from 1, and its cells."""

COLUMNS = ("question", "right", "wrong", "option", "explanation", "category", "tags", "name", "difficulty", "-")
"""What a column can be; `-` is passed over."""

_WORDS = {
    "question": "question|questiontext|questions|stem|prompt|q|front|frage|pregunta|questiontitle|problem",
    "right": "correctanswer|correctanswers|correct|right|answer|answers|rightanswer|key|answerkey|solution"
    "|correctoption|back|richtigeantwort|correctchoice|rightanswers|correctresponse|answertext|antwort|respuesta",
    "wrong": "incorrectanswer|incorrectanswers|incorrect|wrong|wronganswer|wronganswers|distractor|distractors",
    "option": "option|options|choice|choices|answeroption|answeroptions|answerchoices|possibleanswer|possibleanswers"
    "|alternative",
    "explanation": "explanation|rationale|feedback|why|info|reason|comment|explanations|generalfeedback",
    "category": "category|topic|subject|chapter|section|domain",
    "tags": "tags|tag|keywords|labels",
    "name": "id|name|code|questionid|number|no|nr",
    "difficulty": "difficulty|level",
}
SIDES = frozenset(
    "term terms definition definitions word words meaning meanings translation concept description phrase".split()  # noqa: SIM905
)
"""What people call the two columns of a table of cards."""

_KNOWN = {word: column for column, words in _WORDS.items() for word in words.split("|")}
LETTER = re.compile(r"^(?:(?:option|answer|choice|opt)[ _.-]*)?\(?([a-j]|10|[1-9])\)?[.)]?$", re.IGNORECASE)
"""What names an option: its letter, or its number."""

_NUMBERED = re.compile(r"^(.*?)[ _.-]*\(?(?:10|[1-9]|[a-j])\)?$", re.IGNORECASE)
_DIFFICULTIES = {"easy": 1, "medium": 3, "hard": 5, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
FORMULA = re.compile(r"^=\s*(?:[-+(\"']|[A-Za-z]+[A-Za-z0-9.]*\(|\$?[A-Z]{1,3}\$?\d|.*[!|])|^[+@]\s*[A-Za-z]+\(")
MOST_ROWS, MOST_COLUMNS = 20_000, 60
TOO_WIDE = "The row has more cells than the table has columns. Put text that contains the separator in quotation marks."


@dataclass(frozen=True, slots=True)
class Columns:
    """Which places hold what."""

    of: dict[str, list[int]]
    unknown: tuple[int, ...] = ()
    """Those in which options may stand though their names do not say so."""

    def one(self, cells: Sequence[str], name: str) -> str:
        """The first cell of that name."""
        return next(iter(self.many(cells, name)), "")

    def many(self, cells: Sequence[str], name: str) -> list[str]:
        """All cells of that name that say something."""
        places = self.of.get(name, ())
        return [cells[place].strip() for place in places if place < len(cells) and cells[place].strip()]


def items(rows: Sequence[Row], wish: Wish, place_of: Callable[[int, int], Place]) -> Iterator[Found]:
    """Each row as an item. `place_of(row, column)` says where a cell stands.

    Raises `UnreadableError` where neither the header nor `wish` says what the columns are.
    """
    if not rows:
        raise UnreadableError("The table is empty.")
    columns, rest = _columns(rows, wish)
    width = len(rows[0][1]) if len(rest) < len(rows) else MOST_COLUMNS
    for number, cells in rest:
        if any(cell.strip() for cell in cells[width:]):
            yield Refused(place_of(number, width), next(filter(None, cells), ""), TOO_WIDE)
        elif any(cell.strip() for cell in cells):
            yield _item(number, cells, columns, place_of)


def passed_over(rows: Sequence[Row], wish: Wish) -> list[str]:
    """A note about the columns of which nothing is taken since their names do not say what they are."""
    named = [named_column(cell) for cell in rows[0][1]] if rows else []
    if wish.columns or not _is_clear(named):
        return []
    unknown = [
        f"'{one_line(cell)[:30]}'" if cell.strip() else f"number {place + 1}"
        for place, cell in enumerate(rows[0][1])
        if named[place] is None and any(place < len(cells) and cells[place].strip() for _, cells in rows[1:])
    ]
    shown = ", ".join(unknown[:12])
    mend = "If one belongs to the questions, say what all columns are, such as: question,right,wrong,- (- skips one)."
    return [f"Nothing is taken of columns whose names Recall does not know: {shown}. {mend}"] if unknown else []


def _columns(rows: Sequence[Row], wish: Wish) -> tuple[Columns, Sequence[Row]]:
    named, told = [named_column(cell) for cell in rows[0][1]], wish.columns
    if told:
        unknown = [name for name in told if name not in COLUMNS]
        if unknown:
            raise UnreadableError(f"'{unknown[0][:30]}' is not a column. Use {', '.join(COLUMNS)}.")
        seems_header = sum(name is not None for name in named) >= min(2, len(told))
        return placed(told), rows[1:] if (seems_header if wish.header is None else wish.header) else rows
    if _is_clear(named):
        return replace(placed([name or "-" for name in named]), unknown=may_be_options(rows[0][1])), rows[1:]
    if all(len([cell for cell in cells if cell.strip()]) <= 2 for _, cells in rows[:50]) and not any(named):
        is_header = all(cell.strip().casefold() in SIDES for cell in rows[0][1] if cell.strip())
        return Columns({"card": [0, 1]}), rows[1:] if is_header else rows
    shown = ", ".join(f"'{cell.strip()[:30]}'" for cell in rows[0][1][:12])
    raise UnclearError(
        f"The first row ({shown}) does not say which column is the question and which is the right answer. "
        "Name the columns from the left, such as: question,right,wrong,wrong,wrong (- skips one).",
        rows[0][1],
    )


LONGEST_NAME = 60
"""Characters of what can be the name of a column."""


def place_named(name: str) -> int:
    """The place, from 0, of the option that a letter or a number from 1 names."""
    return int(name) - 1 if name.isdecimal() else ord(name.lower()) - ord("a")


def word_of(cell: str) -> str:
    """The name of a column in small letters and digits alone."""
    return re.sub(r"[^a-z0-9]", "", cell.casefold())


def named_column(cell: str) -> str | None:
    """What a header calls a column; None where it is no name that is known."""
    if len(cell) > LONGEST_NAME:
        return None
    if found := _KNOWN.get(word_of(cell)):
        return found
    if LETTER.match(cell.strip()):
        return "option"
    if numbered := _NUMBERED.match(cell.strip()):
        word = word_of(numbered[1])
        return "option" if word in ("answer", "answers") else _KNOWN.get(word)
    return None


def _is_clear(named: Sequence[str | None]) -> bool:
    return "question" in named and ("right" in named)


def placed(names: Sequence[str]) -> Columns:
    """Columns by their names from the left."""
    of: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        if name != "-":
            of.setdefault(name, []).append(place)
    return Columns(of)


def _item(number: int, cells: Sequence[str], columns: Columns, place_of: Callable[[int, int], Place]) -> Found:
    formula = next((n for n, cell in enumerate(cells) if FORMULA.match(cell.strip())), None)
    if formula is not None:
        return Refused(
            place_of(number, formula), "", "The cell holds a formula, which Recall does not calculate or keep."
        )
    place = place_of(number, columns.of.get("question", [0])[0])
    if "card" in columns.of:
        front, back = [*(unquoted(cell) for cell in cells), "", ""][:2]
        return card(place, front.strip(), back.strip())
    stem = unquoted(columns.one(cells, "question"))
    if not stem:
        return Refused(place, "", "The question is empty.")
    try:
        kind, parts = parts_in(cells, columns)
    except RefusedError as error:
        return Refused(place_of(number, columns.of.get("right", [0])[0]), stem, str(error))
    facts, tags = facts_in(tag.strip() for tag in re.split(r"[;,]", columns.one(cells, "tags")) if tag.strip())
    level = _DIFFICULTIES.get(columns.one(cells, "difficulty").casefold())
    return Draft(
        place,
        kind,
        stem,
        parts,
        explanation=unquoted(columns.one(cells, "explanation")),
        name=columns.one(cells, "name"),
        category=columns.one(cells, "category"),
        tags=tags,
        facts=({"difficulty": level} if level else {}) | facts,
    )


def parts_in(cells: Sequence[str], columns: Columns) -> tuple[Kind, list[Part]]:
    """What a row says is right and wrong. Raises `RefusedError`."""
    options = [unquoted(cells[n].strip()) if n < len(cells) else "" for n in columns.of.get("option", ())]
    rights = [unquoted(one) for one in columns.many(cells, "right")]
    if len(options) == 1 and not all(_as_text(one, options) for one in rights):
        options = _split(options[0])
        if len(options) == 1:
            raise RefusedError(IN_ONE_CELL)
    if not any(options):
        wrong = [part for one in columns.many(cells, "wrong") for part in _split(unquoted(one))]
        if not any(rights):
            raise RefusedError("It has no right answer.")
        others = in_cells([cells[n] for n in columns.unknown if n < len(cells)])
        if not wrong and seems_place(rights[0], others):
            raise RefusedError(UNNAMED_OPTIONS.format(right=rights[0][:40]))
        if not wrong:
            return Kind.TYPED, [Part(one, right=True) for right in rights for one in _split(right)]
        return Kind.SINGLE, [*(Part(one, right=True) for one in rights), *(Part(one) for one in wrong)]
    key = keyed(rights, options)
    kind = Kind.MULTIPLE if len(key) > 1 else Kind.SINGLE
    return kind, [Part(one, right=place in key) for place, one in enumerate(options) if one]


UNNAMED_OPTIONS = (
    "'{right}' seems to say which one is right of options whose names Recall does not know. Call them Option A, "
    "Option B, and so on; if it is to be typed, leave them out."
)


def may_be_options(names: Sequence[str]) -> tuple[int, ...]:
    """The places of columns that nobody knows, and that may be options: several of one name with letters or numbers,
    several without a name, and one that is called alternatives, which may be other spellings, too.
    """
    short = ((n, name.strip().casefold()) for n, name in enumerate(names) if len(name) <= LONGEST_NAME)
    unknown = {n: name for n, name in short if named_column(name) is None}
    bare = {n: "" if name in _ORDINALS else _NUMBERED.sub(r"\1", name).strip() for n, name in unknown.items()}
    many = Counter(bare.values())
    again = [n for n, name in bare.items() if name not in _MORE and many[name] > 1]
    return tuple(again or (n for n, name in unknown.items() if name == "alternatives"))


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_MORE = ("hint", "clue", "note", "extra", "example", "source", "link", "image")
"""What a table may hold several of for each question, and what is no option."""


def in_cells(cells: Sequence[str]) -> list[str]:
    """What stands in cells that may be options, all of them perhaps in one."""
    filled = [cell for cell in cells if cell.strip()]
    return [part for part in re.split(r"[|;\n]", filled[0]) if part.strip()] if len(filled) == 1 else filled


def seems_place(right: str, others: Sequence[str]) -> bool:
    """Whether what would be typed is the letter or number of an option: of `others`, whose names do not say so.

    A number may be what is to be typed beside other numbers, such as points.
    """
    found = LETTER.match(right)
    if found is None:
        return False
    if found[1].isdecimal():
        others = [one for one in others if not re.fullmatch(r"[\d.,:% -]*", one)]
    return len(others) >= max(2, place_named(found[1]) + 1)


IN_ONE_CELL = "Its options stand in one cell: write '|' between them, or give each one a column of its own."


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def keyed(rights: Sequence[str], options: Sequence[str]) -> set[int]:
    """The places of those options that are right: by their texts, their letters or their numbers from 1.

    An option that is empty has a place, too, but can be none of them. Raises `RefusedError` where nothing says what is
    right, or something could be either of two options.
    """
    if not any(rights):
        raise RefusedError("It has no right answer.")
    return {place for right in rights for place in _named(right, options)}


def _named(right: str, options: Sequence[str]) -> set[int]:
    text = _as_text(right, options)
    if text and not LETTER.match(right):
        return text
    said = _in_places(right)
    if not said:
        raise _none_of(f"'{right[:40]}'")
    return {_one(word, place, right, options) for word, place in said}


def _one(word: str, place: int, right: str, options: Sequence[str]) -> int:
    """What one of several letters or numbers says, each of which could be an option's text as well."""
    text, is_there = _as_text(word, options), _is_there(place, options)
    what = f"'{word}'" if word == right else f"'{word}' in '{right[:40]}'"
    if text and is_there and text != {place}:
        raise _either(what, text, {place})
    if not text and not is_there:
        raise _none_of(what)
    return min(text) if text else place


def _either(what: str, text: set[int], places: set[int]) -> RefusedError:
    meant = f"{what} could be the option with this text, or the one in that place."
    return RefusedError(f"{meant} Write its place in words: 'option {min(text) + 1}' or 'option {min(places) + 1}'.")


def _none_of(what: str) -> RefusedError:
    return RefusedError(f"{what} is not one of its options. Write its text, its letter, or its number from 1.")


def _is_there(place: int, options: Sequence[str]) -> bool:
    return place < len(options) and bool(options[place])


def _as_text(right: str, options: Sequence[str]) -> set[int]:
    """The options with this very text; where there is none, those that differ from it in capitals alone."""
    exact = {place for place, one in enumerate(options) if one and one == right}
    return exact or {place for place, one in enumerate(options) if one and one.casefold() == right.casefold()}


_BETWEEN = re.compile(r"[,;|&]+|(?<=[\w).])\s*[/+]\s*(?=[\w(])|\band\b")
"""What stands between several places; a plus at the end, as in C++, is between none."""


def _in_places(right: str) -> list[tuple[str, int]]:
    """The letters and numbers in a cell, with the places that they name; none where anything else stands in it."""
    found: list[tuple[str, int]] = []
    for said in _BETWEEN.split(right):
        word = said.strip()
        for one in [word] if LETTER.match(word) else word.split():
            letter = LETTER.match(one)
            if letter is None:
                return []
            found.append((one, place_named(letter[1])))
    return found
