"""The checker's rules: each flaws the item that breaks it, at its place, and lets the good one pass."""

from pathlib import Path
from typing import Any

import pytest

from bot.packs.catalogue import BUILT_IN
from bot.packs.checking.report import Report, check
from bot.packs.checking.rules import ITEM_RULES
from tests.packs.samples import BODIES, item, write_pack

CLOSED = "services:\n  - {names: [Model Monitor], state: closed, note: announced 30 June 2026}\n"
EXAMS = (BUILT_IN / "exams.yaml").read_text(encoding="utf-8")
CONCEPTS = "concepts:\n  - {id: IM-C02, topic: inference_modes, title: Serverless}\n"


def options(*texts: str, right: int = 0, kind: str = "single") -> list[dict[str, Any]]:
    """Options with the texts, of which one is right (of multiple response: two from `right` on)."""
    keys = (right, right + 1) if kind == "multiple" else (right,)
    whys = [f"The reason for option number {i + 1}." for i in range(len(texts))]
    return [
        {"text": text, "why": why, **({"right": "true"} if i in keys else {})}
        for i, (text, why) in enumerate(zip(texts, whys, strict=True))
    ]


def report(tmp_path: Path, *items: dict[str, object], topic: str = "inference_modes") -> Report:
    """What the checker says of a pack with the items."""
    (tmp_path / "services.yaml").write_text(CLOSED, encoding="utf-8")
    (tmp_path / "concepts.yaml").write_text(CONCEPTS, encoding="utf-8")
    (tmp_path / "exams.yaml").write_text(EXAMS, encoding="utf-8")
    write_pack(tmp_path / "t" / "a.yaml", *items, topic=topic)
    return check([tmp_path])


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_a_good_item_of_each_kind_passes(tmp_path: Path, kind: str) -> None:
    """The checker has nothing to say about an item that is in order."""
    concepts = [{**o, "concept": None} for o in item(kind).get("options", [])]  # type: ignore[attr-defined]
    plain = [{k: v for k, v in o.items() if v is not None} for o in concepts]
    changes: dict[str, object] = {"options": plain} if plain else {}
    assert report(tmp_path, item(kind, **changes)).problems == ()


BAD: list[tuple[str, dict[str, object]]] = [
    ("key-length", {"options": options("A key that goes on and on and on about it", "Short", "Brief", "Little")}),
    ("all-of-the-above", {"options": options("Batch job", "Live endpoint", "Queue", "None of the above")}),
    ("all-of-the-above", {"options": options("Batch job", "Live endpoint", "Queue", "Both A and B")}),
    ("absolute-words", {"options": options("Costs by use", "Costs never change", "Costs by hour", "Costs by month")}),
    ("absolute-words", {"options": options("May scale in", "Scales out late", "Scales by day", "Scales by hand")}),
    ("clang", {"options": options("Idle scaling", "Real-time host", "Batch host", "Queued host")}),
    ("grammar", {"options": options("A queue", "Endpoint", "Batch run", "Notebook")}),
    ("grammar", {"stem": "The option that fits a bot that sleeps most of the night is an"}),
    ("negative-stem", {"stem": "A bot sleeps most of the night. Which of these options is not a good fit?"}),
    ("negative-stem", {"stem": "A bot sleeps most of the night. All of these fit EXCEPT which option?"}),
    ("overlap", {"options": options("Amazon Lex", "Lex service", "Batch run", "Notebook")}),
    ("overlap", {"options": options("0.8", "80%", "0.75", "0.70")}),
    ("overlap", {"options": options("1 to 10 MB", "5 to 20 MB", "30 to 40 MB", "50 to 60 MB")}),
    ("rationale", {"options": [{**o, "why": "It is wrong."} for o in options("Batch", "Queue", "Live", "Edge")]}),
    ("explanation", {"explanation": "It scales to zero. It costs nothing then. It starts slowly after that."}),
    ("option-letters", {"explanation": "Option B keeps an instance up."}),
    ("markdown", {"explanation": "It `scales` to zero between bursts."}),
    ("markdown", {"stem": "A bot sleeps most of **the night. Which option fits?"}),
    ("source", {"source": {"title": "A blog", "url": "https://example.com/post", "as_of": "2026-09-29"}}),
    ("status", {"stem": "A team runs Model Monitor on an endpoint that sleeps at night. Which option fits?"}),
    (
        "status-aside",
        {
            "status": [{"service": "Model Monitor", "state": "closed", "note": "announced in June"}],
            "options": options("Nap", "Model Monitor", "Row", "Sit"),
        },
    ),
    ("naming", {"explanation": "Amazon SageMaker scales it to zero between bursts."}),
    ("disputed", {"options": options("6 MB", "9 MB", "1 MB", "3 MB")}),
    ("concept", {"concept": "IM-C99"}),
    ("task", {"exams": {"AIF-C01": "1.9"}}),
    ("task", {"exams": {"AIF-C01": "1.2.7"}}),
    ("scenario", {"scenario": "true"}),
]


@pytest.mark.parametrize(("rule", "changes"), BAD, ids=lambda value: value if isinstance(value, str) else "")
def test_a_rule_finds_what_breaks_it(tmp_path: Path, rule: str, changes: dict[str, object]) -> None:
    """An item that breaks a rule is flawed by that rule, with its line, its id and how to mend it."""
    bad = item(**{"options": options("Nap", "Run", "Row", "Sit"), **changes})
    mine = [p for p in report(tmp_path, bad).problems if p.rule == rule]
    assert [p.item for p in mine] == ["im-single"] * len(mine) != []
    assert all(p.mend and p.line > 1 for p in mine)


def test_every_rule_has_an_item_that_breaks_it() -> None:
    """No rule goes untested."""
    assert {rule.name for rule in ITEM_RULES} == {rule for rule, _ in BAD}


@pytest.mark.parametrize(
    "changes",
    [
        {"stem": "A team that does not want to manage servers asks for help. Which option fits a team that cannot?"},
        {"stem": "Which option has the LEAST operational overhead for a sleepy bot?"},
        {"options": options("12.5", "3", "40", "7")},
        {"options": options("May nap", "May run", "Walking", "Sitting")},
        {"options": options("Under 10 MB of text", "Over 20 MB of text", "From 30 to 40 MB", "From 50 to 60 MB")},
        {"stem": "Amazon SageMaker Canvas is open to an analyst. Which option of Amazon SageMaker AI fits?"},
        {"status": [{"service": "Amazon SageMaker Model Monitor", "state": "closed", "note": "announced"}],
         "explanation": "Model Monitor watches what an endpoint captured."},
        {"options": options("Napped", "Run", "Row", "Sit")},
    ],
)  # fmt: skip
def test_rules_let_cues_pass_that_are_no_flaws(tmp_path: Path, changes: dict[str, object]) -> None:
    """LEAST overhead, a negation in the situation, bare numbers and tagged services are in order."""
    assert report(tmp_path, item(**{"options": options("Nap", "Run", "Row", "Sit"), **changes})).problems == ()


def test_a_typed_answer_does_not_stand_in_its_stem(tmp_path: Path) -> None:
    """A stem that names what is to be typed is flawed."""
    found = report(tmp_path, item("typed", stem="Which service, Comprehend or Lex, finds the sentiment of a text?"))
    assert [p.rule for p in found.problems] == ["clang"]


def test_facts_of_ones_own_topic_may_stand_anywhere(tmp_path: Path) -> None:
    """The rule about AWS's documentation binds the built-in topics alone."""
    source = {"title": "A book", "url": "https://example.com/book", "as_of": "2026-09-29"}
    own = item(source=source, options=options("Nap", "Run", "Row", "Sit"))
    assert report(tmp_path, own, topic="cooking").problems == ()


SOLUTIONS = [f"Run a {way} endpoint behind the queue and scale it by the hour" for way in ("big", "wee", "hot", "new")]
LONG = "**at night** the bot sleeps and **by day** it answers " * 5


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"stem": "**At night** the bot sleeps, and **by day** it answers. Which option fits?"}, "a scenario has 45"),
        ({"stem": LONG * 2 + "Which fits?"}, "words; a scenario has 45 to 85"),
        ({"stem": LONG.replace("**", "") + "Which fits?"}, "fewer than two requirements"),
        ({"options": options("Batch", *SOLUTIONS[:3])}, "fewer than 5 words"),
        ({"options": options(*SOLUTIONS[:3])}, "offers four solutions"),
    ],
)
def test_a_scenario_is_what_it_says(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    """A scenario has the exam's length, two marked requirements, and four whole solutions; else it is an error."""
    whole = item(**{"stem": LONG + "Which fits?", "options": options(*SOLUTIONS), "scenario": "true", **changes})
    found = [p for p in report(tmp_path, whole).problems if p.rule == "scenario"]
    assert [p.severity for p in found] == (["error"] if said else [])
    assert all(said in p.message for p in found)


def test_models_are_listed_as_services_are(tmp_path: Path) -> None:
    """A retired model in the stem or the key wants its status; a newer one whose name goes on is another model."""
    models = "models:\n  - {names: [Nova 4], state: retired, note: end of life on 14 October 2026}\n"
    for stem, found in (("A team calls Nova 4. Which fits?", 1), ("A team calls Nova 4.5. Which fits?", 0)):
        report(tmp_path, item(stem=stem, options=options("Nap", "Run", "Row", "Sit")))
        (tmp_path / "services.yaml").write_text(models, encoding="utf-8")
        assert [p.rule for p in check([tmp_path]).problems].count("status") == found


def test_a_closed_service_among_the_wrong_options_needs_no_status(tmp_path: Path) -> None:
    """The player is warned of what the item is about, not of what it is not."""
    assert report(tmp_path, item(options=options("Nap", "Model Monitor", "Row", "Sit"))).problems == ()
    keyed = report(tmp_path, item(options=options("Model Monitor", "Nap", "Row", "Sit")))
    assert "status" in {p.rule for p in keyed.problems}
