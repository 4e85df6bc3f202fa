"""The guide for authors and the published schema say what the program does."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml
from typer.testing import CliRunner

from bot.kernel.questions import Kind
from bot.packs.catalogue import BUILT_IN, pack_paths
from bot.packs.checking import edition
from bot.packs.checking.report import Report, check
from bot.packs.checking.rules import ITEM_RULES
from bot.packs.cli import app
from tests.strategies import TOPICS

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "pack-authors.md"


def example() -> str:
    """The guide's YAML, put together: the head of the file and then the items."""
    blocks: list[str] = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    head = next(block for block in blocks if block.startswith("topic:"))
    return head + "\n".join(block for block in blocks if block.startswith("  - id:"))


def as_json(text: str) -> Any:
    return json.loads(json.dumps(yaml.load(text, _LOADER), default=str))  # noqa: S506 - as safe, and quicker


@pytest.fixture(scope="module")
def checked() -> Report:
    """What the checker says of what comes with Recall."""
    return check([BUILT_IN])


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    published = json.loads((BUILT_IN / "pack.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    return jsonschema.Draft202012Validator(published)


def test_the_guide_shows_one_item_of_each_kind_that_passes(tmp_path: Path) -> None:
    """The examples in the guide pass the checker without a finding, and are of all kinds."""
    (tmp_path / "services.yaml").write_text((BUILT_IN / "services.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "metrics.yaml").write_text(example(), encoding="utf-8")
    report = check([tmp_path])
    assert report.problems == ()
    assert report.topics["metrics"].kinds == dict.fromkeys(sorted(Kind), 1) | {"single": 2}  # one is the scenario


def test_the_guide_names_every_rule() -> None:
    """Each rule of the checker stands in the guide's table."""
    text = GUIDE.read_text(encoding="utf-8")
    pack_rules = ("key-position", "longest-key-share", "near-duplicate", "twin", "coverage", "as-of", "discord-limits")
    assert [name for name in (*(rule.name for rule in ITEM_RULES), *pack_rules) if f"`{name}`" not in text] == []


def test_the_published_schema_is_that_of_the_loader() -> None:
    """`packs schema` prints what is published; write it anew when this fails."""
    printed = CliRunner().invoke(app, ["schema"]).output
    assert (BUILT_IN / "pack.schema.json").read_text(encoding="utf-8") == printed


def test_all_built_in_packs_fit_the_schema(schema: jsonschema.Draft202012Validator) -> None:
    """An editor that holds the schema against our packs finds nothing."""
    for path in pack_paths([BUILT_IN]):
        schema.validate(as_json(path.read_text(encoding="utf-8")))
    schema.validate(as_json(example()))


@pytest.mark.parametrize(
    "damage", [("kind: single", "kind: quiz"), ("angle: choose", "angel: choose"), ("ME-C03", "me3")]
)
def test_the_schema_finds_what_the_loader_refuses(
    schema: jsonschema.Draft202012Validator, damage: tuple[str, str]
) -> None:
    """Unknown kinds and keys, and ids of another form, are marked in the editor already."""
    with pytest.raises(jsonschema.ValidationError):
        schema.validate(as_json(example().replace(*damage, 1)))


def test_the_built_in_packs_pass_without_a_warning(checked: Report) -> None:
    """What comes with Recall is in order."""
    yet = frozenset() if edition.FINISHED else edition.RULES
    assert [str(problem) for problem in checked.problems if problem.rule not in yet] == []


def test_the_built_in_packs_hold_what_was_promised(checked: Report) -> None:
    """330 items at least, 60 a topic, every concept asked, 40 pairs of twins, two thirds or so single choice."""
    report = checked
    assert report.items >= 330
    assert report.twins >= 40
    assert report.topics.keys() >= set(TOPICS)
    for topic in TOPICS:
        shape = report.topics[topic]
        assert shape.items >= 60, topic
        assert shape.covered == shape.total, topic
        assert set(shape.kinds) == set(Kind), topic
        assert 0.55 <= shape.kinds["single"] / shape.items <= 0.75, topic
        assert shape.longest_key <= 0.30, topic


def test_no_built_in_text_stands_in_quotation_marks() -> None:
    """In a block of YAML they are part of the text, and people read them. What is matched may be a quotation itself."""
    paths = sorted(BUILT_IN.rglob("*.yaml"))
    said = [(path.name, *text) for path in paths for text in _texts(yaml.load(path.read_bytes(), _LOADER))]  # noqa: S506
    assert len(said) > 10_000
    assert [one for one in said if one[1] != "prompt" and re.fullmatch("[\"'“‘].*[\"'”’]", one[2], re.DOTALL)] == []


def _texts(node: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Each text with the key above it."""
    if isinstance(node, str):
        yield key, node
    elif isinstance(node, dict):
        for name, value in node.items():
            yield from _texts(value, str(name))
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value, key)
