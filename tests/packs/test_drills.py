"""Flashcards and lifecycle drills: made from their tables, fair, and out of the way of authored items."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.kernel.grading import grade
from bot.kernel.questions import Choice, Kind, Question, Typed
from bot.packs.catalogue import BUILT_IN, Catalogue, load_catalogue
from bot.packs.checking.rules import ITEM_RULES
from bot.packs.drills.lifecycle import Lifecycle
from bot.packs.live import LivePacks
from bot.packs.reading import read_tree
from bot.packs.tables import Tables, load_tables
from bot.packs.validating import validate
from tests.packs.samples import item, write_pack

GLOSSARY = """
as_of: 2026-09-29
groups: {serving: {AIF-C01: 1}}
terms:
  - {term: Cold start, group: serving, concept: IM-C02, meaning: The wait after a pause, source: a/b}
  - {term: Shadow test, also: [shadowing], group: serving, concept: IM-C02, meaning: Copied live traffic, source: a/b}
  - {term: Endpoint, group: serving, concept: IM-C02, meaning: Where a model answers, source: a/b}
  - {term: Payload, group: serving, concept: IM-C02, meaning: What a request carries, source: a/b}
"""


@pytest.fixture(scope="module")
def built_in() -> Catalogue:
    catalogue, problems = load_catalogue([BUILT_IN])
    assert problems == []
    return catalogue


def cards(catalogue: Catalogue, prefix: str) -> list[Question]:
    return [card for name, card in catalogue.drills.items() if name.startswith(prefix)]


def test_every_term_is_asked_in_both_directions(tmp_path: Path) -> None:
    """A term gives a card that asks for its meaning and one on which it is typed, its other spellings accepted."""
    (tmp_path / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    drills = load_catalogue([tmp_path])[0].drills
    assert len(drills) == 8
    meaning, word = drills["gloss-shadow-test-meaning"], drills["gloss-shadow-test-word"]
    assert isinstance(meaning.body, Choice)
    assert [option.text for option in meaning.body.options if option.right] == ["Copied live traffic"]
    assert grade(word, "shadowing").correct
    assert not grade(word, "Cold start").correct


def test_the_built_in_tables_give_enough_cards(built_in: Catalogue) -> None:
    """About sixty terms, and drills in all three kinds: stage to tool, tool to stage, persona to duty."""
    assert len(cards(built_in, "gloss-")) >= 120
    assert min(len(cards(built_in, f"life-{kind}-")) for kind in ("tool", "stage")) >= 20
    assert len(cards(built_in, "life-duty-")) == len(cards(built_in, "life-persona-")) >= 8


def test_feature_store_is_never_asked_for_its_stage(built_in: Catalogue) -> None:
    """Sources dispute the stage of Feature Store: it is neither a key nor a wrong option of the drills."""
    drills = cards(built_in, "life-")
    texts = [option.text for card in drills if isinstance(card.body, Choice) for option in card.body.options]
    assert "Data Wrangler" in texts
    assert "Feature Store" not in texts
    assert not [card.id for card in drills if "feature-store" in card.id]


def test_no_stage_is_wrong_for_which_a_case_can_be_made(built_in: Catalogue) -> None:
    """A tool that may serve a stage is not offered as wrong for it, nor the stage as wrong for the tool."""
    table = validate(Lifecycle, read_tree(BUILT_IN / "lifecycle.yaml"))
    titles = {stage.title: stage.slug for stage in table.stages}
    tools = {tool.name: tool for tool in table.tools}
    for card in (*cards(built_in, "life-stage-"), *cards(built_in, "life-tool-")):
        assert isinstance(card.body, Choice)
        named = card.stem.split("**")[1]
        for option in card.body.options:
            tool, stage = (tools[named], option.text) if named in tools else (tools[option.text], named)
            assert tool.may_serve(titles[stage]) == option.right, card.id


def test_cards_are_fair(built_in: Catalogue) -> None:
    """Cards pass the rules, but for the lengths and forms of names and meanings, which are what they are."""
    tables = load_tables(BUILT_IN)
    for card in built_in.drills.values():
        flaws = [(rule.name, flaw.message) for rule in ITEM_RULES for flaw in rule.find(card, tables)]
        assert {name for name, _ in flaws} <= {"key-length", "grammar"}, (card.id, flaws)
        if card.kind is Kind.SINGLE:
            assert isinstance(card.body, Choice)
            assert len({option.text for option in card.body.options}) == 4
        else:
            assert isinstance(card.body, Typed)
            assert all(grade(card, answer).correct for answer in card.body.answers), card.id
            assert not any(grade(card, near.text).correct for near in card.body.near), card.id


def test_meanings_do_not_name_their_terms(built_in: Catalogue) -> None:
    """The card that asks for the term does not hold it."""
    for card in cards(built_in, "gloss-"):
        if isinstance(card.body, Typed):
            assert card.body.answers[0].casefold() not in card.stem.casefold().split("?")[1], card.id


def test_closed_services_are_tagged_on_cards(built_in: Catalogue) -> None:
    """A card that names a service closed to new customers carries its status."""
    assert [tag.state for tag in built_in.drills["life-tool-ground-truth"].status if tag.service == "Ground Truth"] == [
        "closed"
    ]


def test_a_broken_table_is_one_problem_and_the_rest_serves(tmp_path: Path) -> None:
    """A damaged glossary is reported with its place; packs serve on."""
    write_pack(tmp_path / "a.yaml", item())
    (tmp_path / "glossary.yaml").write_text(GLOSSARY.replace("Endpoint", "Payload"), encoding="utf-8")
    catalogue, problems = load_catalogue([tmp_path])
    assert [(p.path.name, p.line, "payload" in p.message) for p in problems] == [("glossary.yaml", 4, True)]
    assert (len(catalogue.questions), len(catalogue.drills)) == (1, 0)


def test_a_tool_names_stages_that_exist(tmp_path: Path) -> None:
    """A stage that is not listed is an error with the tool's name."""
    text = (BUILT_IN / "lifecycle.yaml").read_text(encoding="utf-8")
    (tmp_path / "lifecycle.yaml").write_text(text.replace("stage: monitor", "stage: watch"), encoding="utf-8")
    (problem,) = load_catalogue([tmp_path])[1]
    assert "Model Monitor names the stage 'watch'" in problem.message


def test_any_question_is_found_by_its_id(built_in: Catalogue) -> None:
    """Packs, drills and generated questions have ids of one space; an author cannot take those of the latter."""
    authored = next(iter(built_in.questions))
    for name in (authored, "gloss-recall-word", "gen-mode-00002a"):
        found = built_in.find(name)
        assert found is not None
        assert found.id == name
    assert built_in.find("nobody") is None


@pytest.mark.parametrize("name", ["gen-mode-000001", "gloss-recall-word", "life-x"])
def test_reserved_ids_are_refused(tmp_path: Path, name: str) -> None:
    """An authored item may not be called like a drill or a generated question."""
    write_pack(tmp_path / "a.yaml", item("single", name))
    assert ["are reserved for generated" in p.message for p in load_catalogue([tmp_path])[1]] == [True]


async def test_a_table_that_changed_is_read_again(tmp_path: Path) -> None:
    """A reload sees an edited glossary too."""
    packs = LivePacks([tmp_path])
    (tmp_path / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    await packs.reload(datetime(2026, 11, 2, tzinfo=UTC))
    assert len(packs.stock.drills.flashcards) == 8
    assert Tables(topics={"metrics": "Metrics"}).topic_of("ZZ-C01") == "metrics"


def test_the_glossary_has_a_term_for_every_concept(built_in: Catalogue) -> None:
    """Whatever the packs cover can be learned with flashcards too."""
    explained = {card.concept for name, card in built_in.drills.items() if name.startswith("gloss-")}
    assert load_tables(BUILT_IN).concepts.keys() <= explained


def test_a_card_reads_well_whatever_its_name_is(built_in: Catalogue) -> None:
    """“Does Shadow tests serve” and “SHAP values means” stumble: no verb goes with a name that may be a plural."""
    plurals = [name for name in _names(built_in) if name.endswith("s")]
    assert {"Shadow tests", "Model Cards", "SHAP values"} <= set(plurals)
    name = "|".join(map(re.escape, plurals))
    before, after = rf"(?:does|is) \**(?:{name})\b", rf"(?:{name})\** (?:is|means|serves|does|has)\b"
    for card in built_in.drills.values():
        told = [card.stem, card.explanation, *(option.why for option in getattr(card.body, "options", ()))]
        assert not [text for text in told if re.search(f"{before}|{after}", text)], card.id


def test_a_term_is_set_apart_where_no_mark_is_shown(built_in: Catalogue) -> None:
    """As on a flashcard, which shows no mark of what decides."""
    assert built_in.drills["gloss-shap-values-meaning"].asking == "What is the definition of “SHAP values”?"


def test_cards_ask_as_people_do(built_in: Catalogue) -> None:
    """What a term means, which tool one would use in a stage, and what somebody in a role does."""
    asked = {name: built_in.drills[name].stem for name in built_in.drills}
    assert asked["gloss-shap-values-meaning"] == "What is the definition of “**SHAP values**”?"
    assert asked["gloss-accuracy-word"] == "Which term fits this description? The share of predictions that are right."
    assert (
        asked["life-stage-shadow-tests"]
        == "In SageMaker AI, for which stage of the ML lifecycle would you use **Shadow tests**?"
    )
    assert (
        asked["life-tool-autopilot"]
        == "Which of these tools would you use in the **Train and tune** stage of the ML lifecycle?"
    )
    assert asked["life-duty-ml-engineer"] == "In a large organization, what does the **ML engineer** do?"


def _names(built_in: Catalogue) -> set[str]:
    """All terms and tools."""
    keys = [option for card in built_in.drills.values() for option in getattr(card.body, "options", ()) if option.right]
    typed = [card.body.answers[0] for card in built_in.drills.values() if isinstance(card.body, Typed)]
    return {*typed, *(key.text for key in keys if key.why.startswith(f"{key.text}: "))}
