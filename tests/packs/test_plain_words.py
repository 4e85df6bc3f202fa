"""Whatever an author writes, what is wrong with it is told in plain sentences, and never in a library's words."""

import json
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

import bot.packs
from bot.exchange.draft import Refused, RefusedError, Wish
from bot.exchange.readers import ours
from bot.exchange.shaping import held
from bot.packs.patterns import IN_WORDS
from bot.packs.problems import PackError, Problem
from bot.packs.reading import read_text
from bot.packs.schema import PackIn, Strict
from bot.packs.validating import validate
from tests.packs.samples import item

for found in pkgutil.walk_packages(bot.packs.__path__, "bot.packs."):
    import_module(found.name)

LIBRARYS = ("pattern", "Value error", "Input should", "String should", "type=", "valid dictionary", "\\", "^[", "$'")
WRONG: tuple[Any, ...] = (
    None, "", "x", "## !", "x" * 5_000, "99", "-1", "0.5", "nan", [], ["x"], ["x"] * 600, {}, {"x": "y"}, [{"x": "y"}],
    [{"kind": "quiz"}], "2026-09-29T10:00", "9" * 5_000,
)  # fmt: skip


def models() -> list[type[Strict]]:
    """Every model by which a file of an author's is read."""

    def below(model: type[Strict]) -> Iterator[type[Strict]]:
        for one in model.__subclasses__():
            yield one
            yield from below(one)

    return sorted(
        (model for model in set(below(Strict)) if model.model_fields),
        key=lambda model: (model.__module__, model.__name__),
    )


def problems_with(model: type[Strict], value: Any) -> tuple[Problem, ...]:
    try:
        validate(model, read_text(Path("a.yaml"), json.dumps(value).encode()))  # JSON is YAML, too
    except PackError as error:
        return error.problems
    return ()


def assert_plain(said: str) -> None:
    """Whole sentences of our own."""
    assert said.endswith((".", "…", "?"))
    assert not [words for words in LIBRARYS if words in said], said


@pytest.mark.parametrize("model", models(), ids=lambda model: f"{model.__module__}.{model.__name__}")
def test_a_wrong_value_in_any_field_is_told_in_plain_words(model: type[Strict]) -> None:
    """Each field of each model gets values of every wrong kind; nothing that is told of them is a programmer's."""
    told = [
        problem for field in model.model_fields for wrong in WRONG for problem in problems_with(model, {field: wrong})
    ]
    assert told
    for problem in told:
        assert_plain(problem.message)
        assert_plain(problem.mend)
        assert "does not fit here" not in problem.message


def test_each_pattern_of_the_format_has_its_words() -> None:
    """No text of the format has a shape that is not told in words, as the published schema lists them."""
    shapes = {shape for model in models() for shape in re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', schema_of(model))}
    assert shapes
    assert {shape.replace("\\\\", "\\") for shape in shapes} <= set(IN_WORDS)


def schema_of(model: type[Strict]) -> str:
    """The model's JSON Schema, as text."""
    return json.dumps(model.model_json_schema())


def test_a_wrong_concept_is_told_with_an_example_when_a_pack_is_imported() -> None:
    """What `/packs import` and the command line show of an item that is refused says what belongs there."""
    pack = {"topic": "metrics", "subtopic": "Sample", "items": [item("single", concept="own-cap")]}
    (refused,) = ours.read(yaml.safe_dump(pack).encode(), Wish()).found
    assert isinstance(refused, Refused)
    assert refused.why == "'concept' should be the code of a concept, such as ME-C06. Write it that way."
    assert problems_with(PackIn, pack)[0].message == "'concept' should be the code of a concept, such as ME-C06."


@pytest.mark.parametrize("wrong", [{"id": "Not an ID"}, {"difficulty": 9}, {"angle": "?"}, {"exams": {"X": "1"}}])
def test_an_item_of_another_format_that_is_refused_is_told_in_plain_words(wrong: dict[str, Any]) -> None:
    """An import from another program's file is held against the same format, and says so in the same words."""
    good = {"id": "a-probe", "kind": "typed", "stem": "Probe?", "answers": ["probe"]}
    with pytest.raises(RefusedError) as refused:
        held(good | wrong)
    assert_plain(str(refused.value))
