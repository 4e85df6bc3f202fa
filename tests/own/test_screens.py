"""Every screen and form of a server's own questions fits into what Discord takes, whatever was written into them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from discord.ui import LayoutView
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.validator import COMPONENTS_V2, message_violations, modal_violations
from bot.exchange.draft import Place
from bot.exchange.report import Line, Report
from bot.kernel.people import STAND_INS_FROM
from bot.kernel.questions import (
    Body,
    Choice,
    Extra,
    Kind,
    Matching,
    Numeric,
    Option,
    Ordering,
    Pair,
    Question,
    Source,
    Step,
    Typed,
)
from bot.kernel.sources import Game, own_topic
from bot.own.files import There
from bot.own.rules import MOST_ITEMS, MOST_PACKS, Choices, Deed, Item, Pack, Version, Waiting
from bot.own.shelf import Shelf
from cogs.own.checking import LONGEST, NOTICE, PACK, lines, screens
from cogs.own.fitting import shortened
from cogs.own.forms import (
    decline_form,
    distractor_form,
    fields_of,
    file_form,
    question_form,
    suggestion_form,
)
from cogs.own.listing import list_card, topics_of
from cogs.own.rendering import drop_card, history_card, is_whole, pack_card, report_card, unsaved_card
from cogs.shared.literal import literal
from tests.strategies import NOON, question


def bodies(sign: str) -> dict[Kind, Body]:
    """The longest body of each kind."""

    def of(length: int, place: int = 0) -> str:
        return (f"{place} " + sign * length)[:length]

    return {
        Kind.SINGLE: Choice(tuple(Option(of(400, n), of(200), right=n == 9) for n in range(10))),
        Kind.TRUE_FALSE: Choice((Option("True", of(200), right=True), Option("False", of(200)))),
        Kind.MULTIPLE: Choice(tuple(Option(of(400, n), of(200), right=n > 0) for n in range(10))),
        Kind.ORDERING: Ordering(tuple(Step(of(80, n), of(200)) for n in range(9))),
        Kind.MATCHING: Matching(
            tuple(Pair(of(80, n), of(80, 9 - n), of(200)) for n in range(7)),
            tuple(Extra(of(100, n), of(200)) for n in range(4)),
        ),
        Kind.NUMERIC: Numeric(1 / 3, 0.001, of(20), of(300), tuple(Extra(str(n), of(200)) for n in range(6))),
        Kind.TYPED: Typed(tuple(of(60, n) for n in range(30)), tuple(Extra(of(100, n), of(200)) for n in range(8))),
    }


def longest(kind: Kind, sign: str) -> Question:
    source = Source(sign * 200, f"https://example.org/{'x' * 300}", NOON.date())
    body = bodies(sign)[kind]
    return replace(question(kind=kind, body=body, stem=sign * 1_500), explanation=sign * 700, source=source)


def wrong_with(view: LayoutView) -> list[str]:
    components = view.to_components()  # type: ignore[no-untyped-call]
    return message_violations({"components": components, "flags": COMPONENTS_V2, "allowed_mentions": {"parse": []}})


@pytest.mark.parametrize("sign", ["*", "x", "\n", "\\"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_screen_of_a_question_fits(kind: Kind, sign: str) -> None:
    """The question, its history, a suggestion in each of its forms, and what became of it."""
    one = longest(kind, sign)
    assert {name: found for name, view in (*screens(one), *lines(one)) if (found := wrong_with(view))} == {}


def test_a_history_names_nobody_who_was_erased() -> None:
    """A number stands in for them, which as a mention would be nobody, or somebody else one day."""
    asked = question("q1")
    item = Item(1, "q1", "p0", 2, asked, deleted=False, changed_by=5, changed_at=NOON)
    people = 5, STAND_INS_FROM + 9
    versions = [Version("q1", n, Deed.EDITED, by, NOON, asked) for n, by in enumerate(people)]
    told = str(history_card(item, versions).to_components())  # type: ignore[no-untyped-call]
    assert "by <@5>" in told
    assert "by somebody who left" in told
    assert str(STAND_INS_FROM + 9) not in told


def lists(sign: str) -> Iterator[tuple[str, LayoutView]]:
    """The screens that show no single question, as full as they can be."""
    title = sign * len(LONGEST)
    packs = [Pack(1, f"p{n}", f"{n}{title}"[:60], published=n < 20, made_by=1, made_at=NOON) for n in range(MOST_PACKS)]
    off = {game: frozenset(own_topic(1, f"p{n}") for n in range(20)) for game in (Game.QUIZ, Game.DAILY, Game.DUEL)}
    sizes = {pack.name: MOST_ITEMS // MOST_PACKS for pack in packs}
    shelf = Shelf(packs, sizes, [Waiting(n, "p0", 1) for n in range(100)], Choices(1, 1, off))
    topics = topics_of([f"{n}{sign * 60}" for n in range(30)], shelf)
    for page in range(3):
        for game in (None, *Game):
            yield f"list {page} {game}", list_card(shelf, topics, page, game, NOTICE)
    yield "members' list", list_card(shelf, topics, 1, None, "", edits=False, manages=False)
    yield "pack", pack_card(shelf, packs[0], [], 2, NOTICE)
    yield "drop", drop_card(PACK, MOST_ITEMS)
    yield "unsaved", unsaved_card(sign * 5_000, "v1:zg:0:p", [sign * 4_000, sign * 300])
    items = [Line(Place(line=n, cell="ZZ99999"), sign * 90, "refused", sign * 900) for n in range(99_990, 99_999)] * 2
    there = There(5_000, 5_000)
    for report in (Report("x", 2, items, [sign * 500] * 9), Report("x", 2, items[:3], ["A note."])):
        yield (
            "report",
            report_card(report, PACK, "t" * 13, there, whole=is_whole(report, 9), coming=[question(sign * 900)] * 9),
        )


@pytest.mark.parametrize("sign", ["*", "x", "\\"])
def test_every_list_fits(sign: str) -> None:
    """Forty packs with the longest titles, topics off in most games, hundreds of lines."""
    assert {name: found for name, view in lists(sign) if (found := wrong_with(view))} == {}


def test_every_pack_can_be_opened_from_the_list() -> None:
    """Beyond the 25 that one menu holds, too."""
    packs = [Pack(1, f"p{n}", f"Pack {n}", published=False, made_by=1, made_at=NOON) for n in range(MOST_PACKS)]
    shelf = Shelf(packs, {}, [], Choices(1))
    shown: set[str] = set()
    for page in range(2):
        card = list_card(shelf, {"metrics": "Metrics"}, page).to_components()  # type: ignore[no-untyped-call]
        shown |= {name for name in (pack.name for pack in packs) if f"'value': '{name}'" in str(card)}
        assert "Next page" in str(card)
    assert shown == {pack.name for pack in packs}


def test_a_report_that_is_cut_says_so() -> None:
    """Its card is whole only where it shows each word; otherwise a file has the rest."""
    line = Line(Place(line=1), "Which?", "refused", "None of its options is marked as right.")
    assert is_whole(Report("x", 1, [line] * 3, ["A note."]))
    assert not is_whole(Report("x", 1, [line] * 16))
    assert not is_whole(Report("x", 1, [replace(line, message="x" * 4_000)]))


@pytest.mark.parametrize("kind", list(Kind))
def test_every_form_fits(kind: Kind) -> None:
    """With whatever stands in it."""
    one = longest(kind, "*")
    forms = [
        question_form("v1:zs:0:p", kind, fields_of(one)),
        distractor_form("v1:z6:0:p", one),
        suggestion_form("v1:zq:0:p", LONGEST),
        decline_form("v1:zo:0:p"),
        file_form("v1:z9:0:p", LONGEST),
    ]
    found = [complaint for form in forms for complaint in modal_violations(form.to_dict())]
    assert [complaint for complaint in found if "no limits are known" not in complaint] == []


@given(st.text("*\\_ab|`[ \n"), st.integers(5, 40))
def test_a_cut_leaves_no_half_a_mark(text: str, most: int) -> None:
    """No backslash is left without its sign, and no bold without its end."""
    marked = f"**{literal(text)}** {literal(text)}"
    cut = shortened(marked, most)
    assert len(cut) <= most or cut == marked
    bare = cut.replace("\\\\", "")
    assert not bare.removesuffix("…").endswith("\\")
    if cut != marked:
        assert bare.replace("\\*", "").count("**") % 2 == 0
