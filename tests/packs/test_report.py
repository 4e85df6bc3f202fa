"""The checker over whole packs: twins, near-duplicates, shapes, coverage, reviews, and what the command prints."""

import errno
import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.kernel.questions import Question
from bot.packs.checking.report import Report, check
from bot.packs.cli import app
from bot.packs.outside import Outside
from tests.packs.samples import BODIES, item, write_pack
from tests.packs.test_rules import options

CONCEPTS = """
concepts:
  - {id: IM-C02, topic: inference_modes, title: Serverless, exams: [AIF-C01]}
  - {id: IM-C03, topic: inference_modes, title: Asynchronous}
"""


def rules(report: Report) -> list[str]:
    return [problem.rule for problem in report.problems]


def plain(name: str, **changes: object) -> dict[str, object]:
    """An item with nothing to find fault with, unlike the others by its name."""
    stem = f"A {name} of {name}s, {name}ing by {name}-light near {name}land: what does the {name}er do?"
    return item("single", name, **{"stem": stem, "options": options("Nap", "Run", "Row", "Sit"), **changes})


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ({"twin": "second"}, {}, "does not name this item"),
        ({"twin": "nobody"}, {}, "There is no item 'nobody'"),
        ({"twin": "second"}, {"twin": "first"}, "has the same key"),
    ],
)
def test_twins_name_each_other_and_differ_in_the_key(
    tmp_path: Path, first: dict[str, object], second: dict[str, object], said: str
) -> None:
    """A twin that is missing, one-sided or has the same key is an error."""
    write_pack(tmp_path / "a.yaml", plain("first", **first), plain("second", **second))
    found = [p for p in check([tmp_path]).problems if p.rule == "twin"]
    assert found
    assert all(p.severity == "error" for p in found)
    assert said in found[0].message


def test_good_twins_are_counted(tmp_path: Path) -> None:
    """A pair whose keys differ passes and counts once."""
    other = {"options": options("Nap", "Run", "Row", "Sit", right=2)}
    write_pack(tmp_path / "a.yaml", plain("first", twin="second"), plain("second", twin="first", **other))
    report = check([tmp_path])
    assert (report.twins, rules(report)) == (1, [])


def test_near_duplicates_are_found_across_packs(tmp_path: Path) -> None:
    """Two items of different files that say nearly the same are found, and each names the other."""
    write_pack(tmp_path / "a" / "a.yaml", item("single", "aaa"))
    write_pack(tmp_path / "b" / "b.yaml", item("single", "bbb"), topic="metrics")
    found = [p for p in check([tmp_path]).problems if p.rule == "near-duplicate"]
    assert [(p.item, "'aaa'" in p.message) for p in found] == [("bbb", True)]


def test_a_single_file_is_compared_with_its_whole_directory(tmp_path: Path) -> None:
    """Given one file, twins and near-duplicates in other files count, and findings of other files stay out."""
    (tmp_path / "concepts.yaml").write_text(CONCEPTS, encoding="utf-8")
    mine = write_pack(tmp_path / "b" / "b.yaml", item("single", "bbb", twin="aaa"))
    write_pack(tmp_path / "a" / "a.yaml", item("single", "aaa", twin="bbb", explanation="One. Two. Three."))
    report = check([mine])
    assert {p.path for p in report.problems} == {mine}
    assert "twin" in rules(report)
    assert "There is no item" not in str(report.problems)


def test_keys_that_stand_out_over_a_topic_are_reported(tmp_path: Path) -> None:
    """Keys that are the longest, or at one place, in too many items of a topic are reported once for the topic."""
    long_key = {"options": options("Nappy", "Run", "Roam", "Sits")}
    write_pack(tmp_path / "t" / "a.yaml", *(plain(f"item-{i}", **long_key) for i in range(20)))
    report = check([tmp_path])
    assert rules(report).count("longest-key-share") == 1
    assert any("100%" in p.message for p in report.problems if p.rule == "key-position")
    assert any("20 times in a row" in p.message for p in report.problems)


def test_balance_evens_the_places_of_keys(tmp_path: Path) -> None:
    """After `packs balance` no place is favoured, and every item asks what it asked before."""
    path = tmp_path / "t" / "a.yaml"
    path.parent.mkdir()
    head = "topic: metrics\nsubtopic: Sample\nitems:\n"
    path.write_text(head + "".join(_block_item(i) for i in range(24)), encoding="utf-8")
    assert "key-position" in rules(check([tmp_path]))
    result = CliRunner().invoke(app, ["balance", str(path)])
    assert result.exit_code == 0, result.output
    after = check([tmp_path])
    assert "key-position" not in rules(after)
    assert after.topics["metrics"].positions == {0: 6, 1: 6, 2: 6, 3: 6}


def test_a_file_that_cannot_be_balanced_in_its_place_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a disk that is mounted read-only: one sentence with its name."""
    write_pack(tmp_path / "a.yaml", plain("first"))

    before = (tmp_path / "a.yaml").read_bytes()

    def read_only(_: int) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("bot.whole.os.fsync", read_only)
    result = CliRunner().invoke(app, ["balance", str(tmp_path / "a.yaml")])
    assert result.exit_code == 1
    kept = "Nothing was written there, and what was there is as it was. Work on a copy elsewhere."
    assert result.output == f"{tmp_path / 'a.yaml'} cannot be written: Read-only file system. {kept}\n"
    assert (tmp_path / "a.yaml").read_bytes() == before


@pytest.mark.parametrize("level", ["Own", "private", "7", "[own]"])
def test_a_level_that_there_is_not_is_all_that_is_said_of_a_file(tmp_path: Path, level: str) -> None:
    """Which rules hold for it is not known, so that nothing else can be called wrong."""
    (tmp_path / "a.yaml").write_text(f"level: {level}\ntopic: metrics\nitems: []\n", encoding="utf-8")
    problems = [problem for problem in check([tmp_path]).problems if problem.path.name == "a.yaml"]
    assert [problem.message for problem in problems] == ["'level' should be own or published."]


def test_an_answer_may_begin_with_a_minus(tmp_path: Path) -> None:
    """A number below zero is no option of the command."""
    write_pack(tmp_path / "a.yaml", item("numeric", "first"))
    result = CliRunner().invoke(app, ["judge", str(tmp_path / "a.yaml"), "first", "-8"])
    assert result.exit_code == 0, result.output
    assert "No such option" not in result.output


def _block_item(number: int) -> str:
    choices = "".join(
        f"      - text: Choice {name}\n{'        right: true' + chr(10) if name == 'Nap' else ''}"
        f"        # said of {name}\n        why: >-\n          This is what {name} would be\n          good for.\n"
        for name in ("Nap", "Run", "Row", "Sit")
    )
    return (
        f"  - id: item-{number}\n    version: 1\n    kind: single\n    concept: ME-C01\n    angle: recall\n"
        f"    difficulty: 1\n    exams: {{}}\n    stem: What does number {number} of {number * 7} do?\n    options:\n"
        f"{choices}    explanation: It naps at length.\n"
        "    source: {title: A, url: 'https://docs.aws.amazon.com/a.html', as_of: 2026-09-29}\n\n"
    )


def test_coverage_counts_items_and_angles(tmp_path: Path) -> None:
    """A concept that an exam asks for needs three items from two angles, every other concept one."""
    (tmp_path / "concepts.yaml").write_text(CONCEPTS, encoding="utf-8")
    write_pack(tmp_path / "t" / "a.yaml", plain("one"), plain("two"), plain("three"))
    messages = [p.message for p in check([tmp_path]).problems if p.rule == "coverage"]
    assert messages == [
        "IM-C02 (Serverless) is asked from only one angle.",
        "IM-C03 (Asynchronous) has 0 items of 1.",
    ]


@pytest.mark.parametrize(("on", "found"), [("2026-10-01", []), ("2027-10-01", ["as-of"]), ("2026-09-01", ["as-of"])])
def test_facts_grow_stale(tmp_path: Path, on: str, found: list[str]) -> None:
    """A fact looked up more than a year before the day given, or after it, is reported."""
    write_pack(tmp_path / "a.yaml", plain("one"))
    assert rules(check([tmp_path], on=date.fromisoformat(on))) == found


def test_what_a_screen_cannot_show_is_an_error(tmp_path: Path) -> None:
    """A complaint of the renderer is an error at the item."""
    write_pack(tmp_path / "a.yaml", plain("one"))

    def render(question: Question) -> list[str]:
        return [f"The card of {question.id} has 4,001 characters."]

    report = check([tmp_path], render=render)
    assert [(p.rule, p.severity, p.item) for p in report.problems] == [("discord-limits", "error", "one")]


def _review(directory: Path, *lines: dict[str, object], expect: int = 0) -> str:
    answers = directory / "answers.jsonl"
    answers.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    arguments = ["review", str(answers), "--directory", str(directory)]
    result = CliRunner().invoke(app, arguments, obj=Outside(today=date(2026, 10, 1)))
    assert result.exit_code == expect, result.output
    return result.output


YES = dict.fromkeys(("parallel", "plausible", "one_best", "focused"), "yes")


def test_reviews_are_recorded_go_stale_and_tell_disagreements(tmp_path: Path) -> None:
    """A blind answer is recorded with the item's hash; an edit makes it stale; a wrong one is an error."""
    path = write_pack(tmp_path / "a.yaml", plain("one"), plain("two"), plain("three"))
    said = _review(tmp_path, {"id": "one", "answer": "Nap", **YES}, {"id": "two", "answer": "Run", **YES}, expect=1)
    assert 'two: answered differently: "Run"' in said
    found = {(p.item, p.rule, p.severity) for p in check([tmp_path]).problems}
    assert found == {("two", "blind", "error"), ("three", "review", "warning")}

    write_pack(path, plain("one", stem="What would the first of all these do next?"), plain("two"), plain("three"))
    assert ("one", "review-stale") in {(p.item, p.rule) for p in check([tmp_path]).problems}


def test_a_judgement_other_than_yes_is_reported(tmp_path: Path) -> None:
    """What a reader finds unfocused or implausible comes out with the reader's words."""
    write_pack(tmp_path / "a.yaml", plain("one"))
    _review(tmp_path, {"id": "one", "answer": "Nap", **YES, "focused": "two questions in one"})
    assert ["two questions in one" in p.message for p in check([tmp_path]).problems] == [True]


BLIND = {
    "single": "Serverless inference",
    "true_false": "False",
    "multiple": ["Asynchronous inference", "Serverless inference"],
    "ordering": ["Prepare the data", "Train the model", "Deploy the model"],
    "matching": {
        "A reply in milliseconds": "Real-time",
        "A weekly file of a million rows": "Batch transform",
        "A 500 MB payload": "Asynchronous",
    },
    "numeric": "80%",
    "typed": "comprehend",
}


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_the_blind_sheet_holds_no_key_and_its_answer_can_be_taken_in(tmp_path: Path, kind: str) -> None:
    """A reader sees what a player sees, shuffled; right answers of every kind agree with the key."""
    path = write_pack(tmp_path / "a.yaml", item(kind))
    result = CliRunner().invoke(app, ["blind", str(path), "--seed", "3"])
    line = json.loads(result.output)
    assert set(line) <= {"id", "kind", "stem", "choose", "options", "steps", "prompts", "responses", "unit"}
    assert line.get("steps") != BLIND["ordering"]
    said = _review(tmp_path, {"id": line["id"], "answer": BLIND[kind], **YES})
    assert "1 items reviewed, 0 answered differently" in said


@pytest.mark.parametrize("answer", ["Nothing of the kind", ["Nap", "Run"], {"Nap": "Run"}, [], ""])
def test_a_blind_answer_that_fits_no_option_disagrees(tmp_path: Path, answer: object) -> None:
    """An answer that is none of the options is a disagreement, not a crash."""
    write_pack(tmp_path / "a.yaml", plain("one"))
    assert "1 answered differently" in _review(tmp_path, {"id": "one", "answer": answer, **YES}, expect=1)


@pytest.mark.parametrize("said", ["[recall]", "{recall", "re\u2028call", "re\x0bcall", "re\ncall"])
def test_what_a_reader_wrote_damages_no_reviews(tmp_path: Path, said: str) -> None:
    """Brackets, and signs that end a line elsewhere, are read again as they were recorded."""
    write_pack(tmp_path / "a.yaml", item("typed", "typed-one"))
    answers = tmp_path / "answers.jsonl"
    answers.write_text(json.dumps({"id": "typed-one", "answer": said, "parallel": said}))
    for _ in range(2):
        taken = CliRunner().invoke(app, ["review", str(answers), "--on", "2026-10-01", "--directory", str(tmp_path)])
        assert "1 items reviewed" in taken.output, taken.output
    messages = [problem.message for problem in check([tmp_path]).problems if problem.rule in ("blind", "judgement")]
    assert f"A reader did not find it parallel in its options: {said}." in messages


@pytest.mark.parametrize("text", ["no,such,columns\n", "item,hash\n", "\x00", "", "\udcff"])
def test_a_damaged_review_file_is_one_error(tmp_path: Path, text: str) -> None:
    """Reviews that cannot be read are said so, with the file."""
    write_pack(tmp_path / "a.yaml", plain("one"))
    (tmp_path / "reviews.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert [(p.rule, p.severity) for p in check([tmp_path]).problems] == [("reviews", "error")]


def test_check_prints_findings_and_fails_on_errors(tmp_path: Path) -> None:
    """The command's exit status is for CI: 0 in order or with warnings, 1 with errors, or with --strict."""
    path = write_pack(tmp_path / "a.yaml", plain("one"), plain("two", explanation="One here. Two here. Three here."))
    run = CliRunner().invoke
    result = run(app, ["check", str(path)])
    assert result.exit_code == 0
    assert "warning [explanation] two: The explanation has 3 sentences. Say it in two." in result.output
    assert run(app, ["check", "--strict", str(path)]).exit_code == 1

    write_pack(path, plain("one", difficulty=9))
    result = run(app, ["check", "--json", str(path)])
    assert result.exit_code == 1
    found = json.loads(result.output)
    assert found["errors"] == 1, found
    assert {"path", "line", "column", "rule", "message", "mend", "severity", "item"} == set(found["findings"][0])


def test_stats_and_concepts_count(tmp_path: Path) -> None:
    """The counts give items, kinds and covered concepts by topic; the concept list tells what is uncovered."""
    (tmp_path / "concepts.yaml").write_text(CONCEPTS, encoding="utf-8")
    write_pack(tmp_path / "t" / "a.yaml", plain("one"), item("typed", "two"))
    counts = json.loads(CliRunner().invoke(app, ["stats", "--json", "--directory", str(tmp_path)]).output)
    topic = {"items": 2, "kinds": {"single": 1, "typed": 1}, "concepts": {"covered": 1, "total": 2}}
    assert counts["items"] == 2
    assert counts["topics"]["inference_modes"] == topic
    listed = json.loads(CliRunner().invoke(app, ["concepts", "--json", "--directory", str(tmp_path)]).output)
    assert listed == {"concepts": {"IM-C02": ["one", "two"], "IM-C03": []}, "uncovered": ["IM-C03"]}


def test_counts_are_said_as_one_says_them(tmp_path: Path) -> None:
    """One item is no items, and a topic that a directory has nothing about is not among its topics."""
    write_pack(tmp_path / "own_g" / "a.yaml", plain("one"), topic="own_g")
    told = CliRunner().invoke(app, ["stats", "--directory", str(tmp_path)]).output.splitlines()
    assert (told[0], told[-1]) == ("own_g: 1 item (single 1)", "1 item in all")
    assert not [line for line in told if " 0 items" in line]
    checked = CliRunner().invoke(app, ["check", str(tmp_path)]).output
    assert "own_g: 1 item; single 1" in checked
    assert "concepts 0 of 0" not in checked


@pytest.mark.parametrize("day", ["tomorrow", "31.12.2026", "2026-02-30", ""])
def test_what_is_no_day_is_told_in_plain_words(tmp_path: Path, day: str) -> None:
    """How a day is written is said, and nothing of what reads it."""
    result = CliRunner().invoke(app, ["check", str(tmp_path), "--on", day])
    assert result.exit_code == 2
    said = " ".join(result.output.replace("│", " ").split())
    assert f"{day} is not a date. Give one as YYYY-MM-DD, such as 2026-12-31." in said
    assert "Value error" not in said


@pytest.mark.parametrize("command", ["check", "blind", "balance"])
def test_a_path_that_does_not_exist_is_said(tmp_path: Path, command: str) -> None:
    """A mistyped path is an error with its name, not an empty answer."""
    result = CliRunner().invoke(app, [command, str(tmp_path / "nowhere")])
    assert result.exit_code == 2
    assert "does not exist" in " ".join(result.output.replace("│", " ").split())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("[1, 2]", "not an object"),
        ('{"id": "one"}', "no 'answer'"),
        ('{"answer": "Run"}', "no 'id'"),
        ('{"id": 1, "answer": "Run"}', "'id' should be text"),
        ('{"id": "one", "answer": 5}', "'answer' is not an answer"),
        ('{"id": "one", "answer": "Run", "sure\u2028ly": 1}', "does not belong"),
    ],
)
def test_a_blind_answer_that_is_none_is_told_with_its_line(tmp_path: Path, line: str, words: str) -> None:
    """The file, the line and what a line must be, in plain words; nothing is recorded."""
    write_pack(tmp_path / "a.yaml", plain("one"))
    answers = tmp_path / "answers.jsonl"
    answers.write_text(f'{{"id": "one", "answer": "Run"}}\n\n{line}\n', encoding="utf-8")
    result = CliRunner().invoke(app, ["review", str(answers), "--directory", str(tmp_path), "--on", "2026-10-01"])
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith(f"{answers}:3:1: error [answers]")
    assert words in result.stderr
    assert 'Write {"id"' in result.stderr
    assert not (tmp_path / "reviews.csv").exists()
