"""Flashcards of two sides, as Quizlet, Anki and plain tables have them: which side is asked, and which is typed."""

import re
from collections.abc import Sequence

from bot.exchange.draft import Draft, Found, Markup, Part, Place, Refused
from bot.exchange.readers.shared import text_as_html
from bot.exchange.text import plain
from bot.kernel.questions import Kind

LONGEST = 60
"""Characters of what somebody can be asked to type."""

GAP = re.compile(r"\{\{c\d+::")
"""How a gap begins."""

UNEVEN = "A gap is within another one, or does not end with '}}'."

_CLOZE = re.compile(r"\{\{c(\d+)::((?:(?!::|\}\}|\{\{c).)*)(?:::((?:(?!\}\}|\{\{c).)*))?\}\}", re.DOTALL)
"""Neither the words nor the hint can begin another one, so that no text takes longer than its length."""


def card(
    place: Place,
    front: str,
    back: str,
    *,
    tags: Sequence[str] = (),
    category: str = "",
    name: str = "",
    markup: Markup = "guessed",
) -> Found:
    """A card whose back is typed; where that is too long, and the front is a term, the sides are turned."""
    shown, typed = plain(front, markup)[0], plain(back, markup)[0]
    label = name or shown
    if not shown or not typed:
        pictures = [change for text in (front, back) for change in plain(text, markup)[1]]
        return Refused(place, label, " ".join(["One side of the card has no text.", *pictures]))
    if len(typed) <= LONGEST and "\n" not in typed:
        return _card(place, front, typed, back, tags, category, name, markup, ())
    if len(shown) <= LONGEST and "\n" not in shown and not shown.endswith("?"):
        turned = ("The sides are swapped: the back is asked, and the front is typed.",)
        return _card(place, back, shown, front, tags, category, name, markup, turned)
    why = f"The back of the card has {len(typed)} characters; an answer to type can have at most {LONGEST}."
    return Refused(place, label, why)


def _card(
    place: Place,
    asked: str,
    typed: str,
    source: str,
    tags: Sequence[str],
    category: str,
    name: str,
    markup: Markup,
    changes: tuple[str, ...],
) -> Draft:
    pictures = [change for change in plain(source, markup)[1] if "left out" in change]
    parts = [Part(_as(one, markup), right=True) for one in spellings(typed)]
    return Draft(
        place,
        Kind.TYPED,
        asked,
        parts,
        tags=tags,
        category=category,
        name=name,
        markup=markup,
        changes=(*changes, *pictures),
    )


def _as(text: str, markup: Markup) -> str:
    return text_as_html(text) if markup == "html" else text


def spellings(text: str) -> list[str]:
    """What a side says in several spellings, with ` / ` or `;` between them; the whole comes first."""
    parts = [part.strip() for part in re.split(r"\s/\s|;", text) if part.strip()]
    return parts if 1 < len(parts) <= 6 else [text]


def clozes(
    place: Place,
    text: str,
    extra: str,
    *,
    tags: Sequence[str] = (),
    category: str = "",
    markup: Markup,
) -> list[Found]:
    """A gap text: an item for each number of its gaps, the others filled in."""
    numbers = list(dict.fromkeys(found[1] for found in _CLOZE.finditer(text)))
    if not numbers:
        return [Refused(place, plain(text, markup)[0], UNEVEN)]
    found: list[Found] = []
    for number in numbers[:20]:
        answers = list(dict.fromkeys(one[2] for one in _CLOZE.finditer(text) if one[1] == number))
        stem = _gapped(text, number)
        said = [plain(one, markup)[0] for one in answers]
        label = f"c{number}"
        if GAP.search(stem):
            found.append(Refused(place, label, UNEVEN))
        elif len(said) != 1:
            found.append(Refused(place, label, "Several different words are hidden at once."))
        elif not said[0] or len(said[0]) > LONGEST:
            found.append(
                Refused(place, label, f"What is hidden has {len(said[0])} characters; {LONGEST} is the limit.")
            )
        else:
            parts = [Part(answers[0], right=True)]
            found.append(
                Draft(
                    place,
                    Kind.TYPED,
                    stem,
                    parts,
                    explanation=extra,
                    tags=tags,
                    category=category,
                    name=label,
                    markup=markup,
                )
            )
    return found


def _gapped(text: str, number: str) -> str:
    """The text with a gap for each place of that number, and the others filled in."""
    return _CLOZE.sub(lambda one: _gap(one) if one[1] == number else one[2], text)


def _gap(one: "re.Match[str]") -> str:
    return f"_____ ({one[3]})" if one[3] else "_____"
