"""The guesser that knows no AWS: what it finds in badly written banks, and that chance is all it has in good ones."""

import json
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from bot.packs.checking import edition
from bot.packs.checking.guesser import RULES, guess_all, score
from bot.packs.checking.report import check
from bot.packs.cli import app
from bot.packs.loading import load_file
from tests.packs.samples import item, write_pack
from tests.packs.test_rules import CONCEPTS, options

WORDS = [
    word + ending for word in ("amber", "birch", "cedar", "delta", "ember", "grove") for ending in ("", "ly", "ful")
]

TRICKS = {
    "longest": lambda rng: options("one long and winding key", *rng.sample(WORDS, 3)),
    "shortest": lambda rng: options("key", *(" ".join(rng.sample(WORDS, 3)) for _ in range(3))),
    "most specific": lambda rng: options("use 12 of Amber", *(f"use {word} of it" for word in rng.sample(WORDS, 3))),
    "echo of the stem": lambda rng: options("a zebra", *(f"a {word}" for word in rng.sample(WORDS, 3))),
    "odd one out": lambda rng: options("pick it", *(f"set the {word}" for word in rng.sample(WORDS, 3))),
    "not extreme": lambda rng: options("pick it", *(f"always {word}" for word in rng.sample(WORDS, 3))),
    "middle number": lambda rng: options("20", "10", "90", str(rng.randrange(91, 99))),
    "opposites": lambda rng: options("raise the rate", "lower the rate", *rng.sample(WORDS, 2)),
}  # fmt: skip


def bank(tmp_path: Path, trick: str, count: int = 40) -> Path:
    """A bank in which the trick finds every key."""
    rng = Random(trick)  # noqa: S311 - repeatable on purpose
    stem = "A zebra asks which of these would fit best."
    items = [item("single", f"item-{i}", stem=stem, options=TRICKS[trick](rng)) for i in range(count)]
    (tmp_path / "concepts.yaml").write_text(CONCEPTS, encoding="utf-8")
    return write_pack(tmp_path / "t" / "a.yaml", *items)


def test_every_rule_has_a_bank() -> None:
    """No trick goes untested."""
    assert TRICKS.keys() == RULES.keys()


@pytest.mark.parametrize("trick", TRICKS)
def test_a_bank_that_can_be_guessed_is_found(tmp_path: Path, trick: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trick that works in 30 items or more is a finding that names it; an error once the edition is finished."""
    bank(tmp_path, trick)
    monkeypatch.setattr(edition, "FINISHED", False)
    found = [problem for problem in check([tmp_path]).problems if problem.rule == "guesser"]
    assert any(f"'{trick}'" in problem.message for problem in found)
    assert {problem.severity for problem in found} == {"warning"}
    monkeypatch.setattr(edition, "FINISHED", True)
    assert check([tmp_path]).errors >= len(found)


@pytest.mark.parametrize("trick", TRICKS)
def test_a_few_items_are_no_pattern(tmp_path: Path, trick: str) -> None:
    """Under 30 items, chance may well look like a trick."""
    bank(tmp_path, trick, 29)
    assert "guesser" not in {problem.rule for problem in check([tmp_path]).problems}


def test_where_keys_fall_by_chance_the_guesser_has_chance(tmp_path: Path) -> None:
    """With keys drawn at random among any options, nothing does much better than a quarter."""
    rng = Random(5)  # noqa: S311 - repeatable on purpose
    items = []
    for number in range(400):
        texts = {" ".join(rng.sample(WORDS, rng.randint(1, 4))) for _ in range(9)}
        items.append(item("single", f"item-{number}", options=options(*sorted(texts)[:4], right=rng.randrange(4))))
    guessed = score(guess_all(load_file(write_pack(tmp_path / "a.yaml", *items)).questions))
    assert guessed.together.share == pytest.approx(0.25, abs=0.06)
    assert guessed.rules["longest"].share == pytest.approx(0.25, abs=0.08)


def test_the_check_prints_what_the_guesser_got(tmp_path: Path) -> None:
    """`packs check` gives its score in text and JSON; `packs guess` names the items and the rules."""
    path = bank(tmp_path, "shortest")
    run = CliRunner().invoke
    assert (
        "guesser that does not know AWS: 81.2% of 40 single-choice items right" in run(app, ["check", str(path)]).output
    )
    told = json.loads(run(app, ["check", "--json", str(path)]).output)["guesser"]
    assert told["rules"]["shortest"] == {"share": 1.0, "items": 40}
    assert ": 100% (shortest 100%" in run(app, ["guess", str(path)]).output


def statement(number: int, stem: str, true: bool) -> dict[str, object]:
    told = [{"text": "True", "why": "It is so, as the page says."}, {"text": "False", "why": "It is not what it says."}]
    told[not true]["right"] = "true"
    return item("true_false", f"item-{number}", stem=stem, options=told)


@pytest.mark.parametrize(
    ("cue", "said"),
    [
        ("The bot must rest.", "an absolute word"),
        ("Ada believes that bots rest.", "somebody's belief"),
        ("Bots have to rest.", "'have to'"),
        ("Bots rest.", "95% of the 20 statements are true"),
    ],
)
def test_what_tells_true_from_false_is_found(tmp_path: Path, cue: str, said: str) -> None:
    """A cue that goes with one answer, and a bank of mostly true statements, are found; an even bank is not."""
    (tmp_path / "concepts.yaml").write_text(CONCEPTS, encoding="utf-8")
    mostly = "statements are true" in said
    stems = [cue if i % 2 else "A plain matter." for i in range(20)]
    items = [statement(i, stem, bool(i % 2 or mostly) and i > 0) for i, stem in enumerate(stems)]
    write_pack(tmp_path / "t" / "a.yaml", *items)
    found = [problem.message for problem in check([tmp_path]).problems if problem.rule == "true-false"]
    assert any(said in message for message in found), found
    even = [statement(i, stem, i % 4 < 2) for i, stem in enumerate(stems)]
    write_pack(tmp_path / "t" / "a.yaml", *even)
    assert "true-false" not in {problem.rule for problem in check([tmp_path]).problems}
