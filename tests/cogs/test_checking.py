"""Items are rendered for every screen before they are played."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from discord.ui import LayoutView, TextDisplay
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.delivery.validator import MOST_TEXT
from bot.kernel.questions import Choice, Matching, Option, Ordering, Question, Typed
from bot.packs.live import LivePacks
from bot.packs.loading import load_file
from cogs.checking import unfit
from cogs.checking.bounds import most_shown, surely_fits
from cogs.checking.drawing import all_screens, violations
from cogs.checking.playing import AT, with_longest_contrasts
from cogs.own import checking as own
from tests.packs.samples import BODIES, item, write_pack
from tests.prepared import built_in
from tests.wire.nursery import recall

LONG = "x" * 3_900


def question(tmp_path: Path, kind: str) -> Question:
    return load_file(write_pack(tmp_path / "pack.yaml", item(kind))).questions[0]


def test_every_built_in_item_fits_on_every_screen() -> None:
    """None breaks a limit of Discord's or shows its key. Of those that surely fit, some are drawn."""
    items = [*built_in().questions.values(), *built_in().drills.values()]
    assert len(items) > 100
    drawn = [asked for place, asked in enumerate(items) if not surely_fits(asked) or place % 20 == 0]
    assert {asked.id: found for asked in drawn if (found := violations(asked))} == {}


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_what_is_called_short_enough_fits_wherever_it_is_shown(data: st.DataObject) -> None:
    """An item that is not even drawn breaks no limit on any screen, however its texts have to be escaped."""
    kind = data.draw(st.sampled_from(list(BODIES)))
    asked = grown(build_one(kind), data.draw(st.integers(1, 12)), data.draw(st.sampled_from("x*_<@")))
    if surely_fits(asked):
        assert violations(asked) == []


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_no_screen_shows_more_of_an_item_than_is_reckoned(data: st.DataObject) -> None:
    """Whatever its texts hold, however long each of them is, and however many options there are.

    The screens on which a server's own questions are written cut their texts to fit."""
    kind, letter = data.draw(st.sampled_from(list(BODIES))), data.draw(st.sampled_from("x*_<@"))
    asked = grown(build_one(kind), data.draw(st.integers(1, 12)), letter)
    if kind in ("single", "multiple") and isinstance(asked.body, Choice):
        right = [option for option in asked.body.options if option.right]
        lengths = data.draw(st.lists(st.tuples(st.integers(0, 240), st.integers(0, 200)), min_size=2, max_size=4))
        wrong = [Option(f"{n}{letter * text}"[:240], letter * why) for n, (text, why) in enumerate(lengths)]
        asked = replace(asked, body=Choice((*right, *wrong)))
    assert shows_no_more_than_is_reckoned(asked)


@pytest.mark.parametrize("kind", BODIES)
def test_what_stands_beside_the_shortest_item_is_reckoned(kind: str) -> None:
    """Of such an item nothing is reckoned twice: what is not the item's has its room by itself."""
    assert shows_no_more_than_is_reckoned(replace(build_one(kind), stem="Which?", explanation="This one.", status=()))


def shows_no_more_than_is_reckoned(asked: Question) -> bool:
    for screens in all_screens():
        most = MOST_TEXT if screens is own.screens else most_shown(asked)
        shown = {name: shown_on(view) for name, view in screens(with_longest_contrasts(asked))}
        assert max(shown.values()) <= most, max(shown, key=lambda name: shown[name])
    return True


def shown_on(view: LayoutView) -> int:
    """Characters of text."""
    return sum(len(part.content) for part in view.walk_children() if isinstance(part, TextDisplay))


def test_an_item_as_exams_ask_it_is_not_even_drawn() -> None:
    """A scenario, four whole solutions, and why: a file of a thousand of these is read within its time."""
    asked = build_one("single")
    options = tuple(Option(f"{n}{'x' * 150}", "y" * 60, right=n == 0) for n in range(4))
    assert surely_fits(replace(asked, body=Choice(options), stem="x " * 225, explanation="x " * 120))


@pytest.mark.parametrize("steps", range(2, 7))
def test_an_ordering_of_any_length_that_the_format_allows_can_be_answered(steps: int) -> None:
    """Each number of steps that an author may write has its buttons on every screen."""
    asked = build_one("ordering")
    assert isinstance(asked.body, Ordering)
    one = asked.body.steps[0]
    body = replace(asked.body, steps=tuple(replace(one, text=f"Step {number}") for number in range(steps)))
    assert violations(replace(asked, body=body)) == []


@pytest.mark.parametrize("pairs", range(2, 8))
def test_a_matching_of_any_length_that_the_format_allows_can_be_answered(pairs: int) -> None:
    """The same for prompts and responses."""
    asked = build_one("matching")
    assert isinstance(asked.body, Matching)
    one = asked.body.pairs[0]
    body = tuple(replace(one, prompt=f"Prompt {number}", match=f"Match {number}") for number in range(pairs))
    assert violations(replace(asked, body=replace(asked.body, pairs=body))) == []


@pytest.mark.parametrize("options", range(3, 7))
@pytest.mark.parametrize("kind", ["single", "multiple"])
def test_a_choice_of_any_length_that_the_format_allows_can_be_answered(kind: str, options: int) -> None:
    """The same for options."""
    asked = build_one(kind)
    assert isinstance(asked.body, Choice)
    wrong = next(option for option in asked.body.options if not option.right)
    right = [option for option in asked.body.options if option.right]
    more = [replace(wrong, text=f"Wrong {number}") for number in range(options - len(right))]
    body = replace(asked.body, options=(*right, *more))
    assert violations(replace(asked, body=body)) == []


def build_one(kind: str) -> Question:
    with TemporaryDirectory() as directory:
        return question(Path(directory), kind)


def grown(asked: Question, times: int, letter: str) -> Question:
    """The question with all of its texts so many times as long, as far as the format allows."""

    def longer(text: str, most: int) -> str:
        return (text + letter * len(text) * times)[:most]

    body = asked.body
    if isinstance(body, Choice):
        options = (replace(o, text=longer(o.text, 100), why=longer(o.why, 200)) for o in body.options)
        body = replace(body, options=tuple(options))
    elif isinstance(body, Matching):
        pairs = (
            replace(p, prompt=longer(p.prompt, 80), match=longer(p.match, 80), why=longer(p.why, 200))
            for p in body.pairs
        )
        body = replace(body, pairs=tuple(pairs))
    elif isinstance(body, Ordering):
        body = replace(
            body, steps=tuple(replace(s, text=longer(s.text, 80), why=longer(s.why, 200)) for s in body.steps)
        )
    elif isinstance(body, Typed):
        body = replace(body, answers=tuple(f"{longer(body.answers[0], 57)}{n:03}" for n in range(times * 5)))
    return replace(asked, body=body, stem=longer(asked.stem, 600), explanation=longer(asked.explanation, 350))


@pytest.mark.parametrize("kind", BODIES)
def test_a_stem_that_does_not_fit_is_named_with_its_screens(tmp_path: Path, kind: str) -> None:
    """Whatever the kind, a stem too long for a card is found in every game, wherever the stem is shown."""
    found = violations(replace(question(tmp_path, kind), stem=LONG + LONG))
    assert {complaint.split(":")[0] for complaint in found} >= {
        *("Question", "Reveal", "Pause", "Misses", "Report", "Weak spots' misses"),
        *("Daily", "Daily's explanation", "Practice", "Practice's explanation"),
        *("Duel", "Duel's reveal", "Duel's review"),
    }


def test_a_reason_that_does_not_fit_is_found_where_it_shows(tmp_path: Path) -> None:
    """A rationale is shown to who chose its option: too long a one breaks those private screens alone."""
    asked = question(tmp_path, "single")
    assert isinstance(asked.body, Choice)
    options = tuple(replace(option, why=LONG if not option.right else option.why) for option in asked.body.options)
    found = violations(replace(asked, body=Choice(options)))
    broken = {complaint.split(":")[0] for complaint in found}
    assert broken >= {"Outcome", "Misses", "Daily's explanation", "Practice's explanation", "Duel's review"}
    assert not broken & {"Question", "Reveal", "Daily", "Duel", "Practice", "Report"}


def test_a_near_miss_that_does_not_fit_is_found(tmp_path: Path) -> None:
    """What is said of a usual wrong answer counts too."""
    asked = question(tmp_path, "typed")
    assert isinstance(asked.body, Typed)
    near = tuple(replace(miss, why=LONG) for miss in asked.body.near)
    assert any(
        complaint.startswith("Outcome") for complaint in violations(replace(asked, body=replace(asked.body, near=near)))
    )


def test_packs_check_reports_what_does_not_fit(tmp_path: Path) -> None:
    """`packs check` calls an item that breaks Discord's limits an error of the rule discord-limits."""

    status = [{"service": "S", "state": "renamed", "note": "n" * 150}] * 30
    pack = write_pack(tmp_path / "pack.yaml", item("ordering", status=status))
    run = recall("packs", "check", str(pack))
    assert run.returncode == 1
    assert "discord-limits" in run.stdout


def test_the_bot_leaves_out_only_the_item_that_does_not_fit(tmp_path: Path) -> None:
    """The rest of the file is asked, and the log says what is left out and where."""
    status = [{"service": "S", "state": "renamed", "note": "n" * 150}] * 30
    write_pack(tmp_path / "pack.yaml", item("single"), item("ordering", status=status))
    with capture_logs() as logged:
        packs = LivePacks([tmp_path], unfit)
    assert list(packs.questions()) == ["im-single"]
    [told] = [entry for entry in logged if entry["event"] == "an item is left out"]
    assert "im-ordering" in told["problem"]
    assert "pack.yaml:" in told["problem"]


async def test_a_mended_item_is_asked_again(tmp_path: Path) -> None:
    """As soon as its file is mended the item comes back, without a restart."""
    status = [{"service": "S", "state": "renamed", "note": "n" * 150}] * 30
    write_pack(tmp_path / "pack.yaml", item("single"), item("ordering", status=status))
    packs = LivePacks([tmp_path], unfit)
    write_pack(tmp_path / "pack.yaml", item("single"), item("ordering"))
    await packs.reload(AT)
    assert set(packs.questions()) == {"im-single", "im-ordering"}


async def test_what_ships_is_taken_as_fit_until_it_is_changed(tmp_path: Path) -> None:
    """The items that come with the game are not drawn at the start; a file that is changed afterward is."""
    drawn: list[str] = []

    def render(asked: Question) -> list[str]:
        drawn.append(asked.id)
        return []

    write_pack(tmp_path / "shipped" / "a.yaml", item("single"))
    write_pack(tmp_path / "own" / "b.yaml", item("ordering"))
    packs = LivePacks([tmp_path / "shipped", tmp_path / "own"], render, shipped=tmp_path / "shipped")
    assert drawn == ["im-ordering"]
    drawn.clear()
    write_pack(tmp_path / "shipped" / "a.yaml", item("single"), item("numeric"))
    await packs.reload(AT)
    assert drawn == ["im-single", "im-numeric", "im-ordering"]


@pytest.mark.parametrize("kind", ["single", "multiple"])
def test_the_longest_item_that_the_format_allows_fits_on_every_screen(tmp_path: Path, kind: str) -> None:
    """Whole solutions of 240 characters under a long scenario fit, letters on the controls and texts in the message."""
    count, ending = (4, "") if kind == "single" else (6, "(Choose three.)")
    texts = [f"{letter} {'solution ' * 26}".strip()[:240] for letter in "PQRSTU"[:count]]
    right = 1 if kind == "single" else 3
    options = [
        {"text": text, "why": f"{place} {'reason ' * 28}".strip(), **({"right": "true"} if place < right else {})}
        for place, text in enumerate(texts)
    ]
    stem = f"**{'demand ' * 9}at all** and {'word ' * 62}**{'demand ' * 9}too** {ending}".strip()
    whole = item(kind, options=options, stem=stem, explanation=f"{'because ' * 42}.")
    asked = load_file(write_pack(tmp_path / "pack.yaml", whole)).questions[0]
    assert violations(asked) == []
