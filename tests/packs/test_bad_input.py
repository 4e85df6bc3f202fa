"""Bad input: each kind gets one clear error with its place, and never a crash."""

import os
from pathlib import Path

import pytest

from bot.packs.catalogue import load_catalogue
from bot.packs.files import MAX_BYTES
from bot.packs.loading import load_file
from bot.packs.problems import PackError, Problem
from tests.campaigns.packs_fuzz import main
from tests.packs.samples import item, write_pack
from tests.packs.test_rules import options

GOOD = """\
topic: metrics
subtopic: Sample
items:
  - id: me-sample
    version: 1
    kind: single
    concept: ME-C01
    angle: recall
    difficulty: 1
    exams: {AIF-C01: 1}
    stem: What is measured here?
    options:
      - {text: Accuracy, right: true, why: It is the share of what is right.}
      - {text: Latency, why: It is about time.}
      - {text: Cost, why: It is about money.}
    explanation: It is a share.
    source: {title: Metrics, url: "https://docs.aws.amazon.com/a.html", as_of: 2026-09-29}
"""


def problems_of(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(PackError) as refused:
        load_file(path)
    return refused.value.problems


def only_problem(tmp_path: Path, text: str | bytes) -> Problem:
    path = tmp_path / "pack.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (problem,) = problems_of(path)
    assert problem.mend
    assert str(problem).startswith(f"{path}:{problem.line}:{problem.column}: error [")
    return problem


def test_the_sample_itself_serves(tmp_path: Path) -> None:
    """What the other tests damage is in order before."""
    path = tmp_path / "pack.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert [question.id for question in load_file(path).questions] == ["me-sample"]


LAUGHS = "a: &a [x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("damage", "rule", "place", "said"),
    [
        (lambda t: t.replace("    kind", "   kind"), "yaml", (6, 4), "“kind: single”. Its indentation"),
        (lambda t: t.replace("stem: What", "stem: 'What"), "yaml", (11, 11), "?”. A quotation mark opens here"),
        (lambda t: t.replace("version: 1", "version:\t\t- 1"), "yaml", (5, 15), "“version:  - 1”. It has a hyphen"),
        (lambda t: t + "\x07", "yaml", (18, 1), "invisible control character"),
        (lambda t: t.replace("stem: What", "stem: Note: what"), "yaml", (11, 15), "It has a colon followed by a space"),
        (lambda t: t.replace("    kind", "\tkind"), "yaml", (6, 1), "It has a tab"),
        (lambda t: t.replace("stem: What", "stem:What"), "yaml", (11, 5), "It has no colon with a space"),
        (lambda t: t.replace("    kind: single", "    kind single"), "yaml", (6, 5), "“kind single”. It has no colon"),
        (lambda t: t.replace("  - id", "\t- id"), "yaml", (4, 1), "It has a tab"),
        (lambda t: t.replace("stem: What", "stem: 'It's'"), "yaml", (11, 15), "goes on after the quotation mark"),
        (lambda t: t.replace("stem: What", 'stem: "A "b" c"'), "yaml", (11, 15), "goes on after the quotation mark"),
        (lambda t: t.replace("What is", '"\\d What'), "yaml", (11, 12), "a backslash that means nothing"),
        (lambda t: t.replace("stem: What", "stem: @What"), "yaml", (11, 11), "means something else"),
        (lambda t: t.replace("stem: What", "stem: **What** is"), "yaml", (11, 12), "means something else"),
        (lambda t: t.replace("stem: What", "stem: >What"), "yaml", (11, 12), "begins with '>'"),
        (lambda t: t.replace("AIF-C01: 1}", "AIF-C01: 1"), "yaml", (10, 12), "A bracket opens here"),
        (lambda t: t.replace("stem: What", "stem: [b: c: d]"), "yaml", (11, 16), "a second colon followed by a space"),
        (lambda t: t.replace("stem: What", 'stem: ["b": "c": d]'), "yaml", (11, 20), "a second colon"),
        (lambda t: t.replace("stem: What", "stem: [\n  b: c: d\n  ] What"), "yaml", (12, 7), "a second colon"),
        (lambda t: t.replace("stem: What", "stem: [\n  b\n  c} What"), "yaml", (13, 4), "of another kind"),
        (lambda t: t.replace("stem: What", "stem: [b], What"), "yaml", (11, 14), "goes on after the bracket"),
        (lambda t: t.replace("stem: What", "stem: 'b', What"), "yaml", (11, 14), "goes on after the quotation mark"),
        (lambda t: t.replace("stem: What", "stem: [x] What"), "yaml", (11, 15), "goes on after the bracket"),
        (lambda t: t.replace("stem: What", "stem: '[x]' What"), "yaml", (11, 17), "goes on after the quotation mark"),
        (lambda t: t.replace("stem: What", "stem: [x 'y' What"), "yaml", (11, 11), "A bracket opens here"),
        (lambda t: t.replace("stem: What", "stem: } What"), "yaml", (11, 11), "a “}” that closes no bracket"),
        (lambda t: t.replace("AIF-C01: 1}", "AIF-C01: 1}}"), "yaml", (10, 24), "a “}” that closes no bracket"),
        (lambda t: t.replace("AIF-C01: 1}", "AIF-C01: 1]"), "yaml", (10, 23), "closes a bracket of another kind"),
        (lambda t: t.replace("AIF-C01: 1}", "'x' AIF: 1}"), "yaml", (10, 17), "goes on after the quotation mark"),
        (lambda t: t.replace("stem: What", "stem: , What"), "yaml", (11, 11), "a comma with nothing before it"),
        (lambda t: t.replace("What is", '"What \\q'), "yaml", (11, 17), "a backslash that means nothing"),
        (lambda _: "", "yaml", (1, 1), "empty"),
        (lambda _: "# nothing but a comment\n", "yaml", (1, 1), "empty"),
        (lambda t: t + "---\n" + t, "yaml", (18, 1), "second document"),
        (lambda t: t + "topic: metrics\n", "yaml-key", (18, 1), "'topic' stands here twice"),
        (lambda t: t + "? [a, b]\n: c\n", "yaml-key", (18, 3), "has to be a word"),
        (lambda t: LAUGHS + t, "yaml-alias", (1, 4), "Anchors"),
        (lambda t: t.replace("version: 1", "version: *one"), "yaml-alias", (5, 14), "aliases"),
        (lambda t: t.replace("version: 1", "version: !!python/name:os.system x"), "yaml-tag", (5, 14), "Tags"),
        (lambda t: t + "deep: " + "[" * 100_000, "yaml-depth", (18, 16), "too deeply"),
        (lambda t: t + "deep:\n  " + "- " * 100_000, "yaml-depth", (19, 21), "too deeply"),
        (lambda t: t.replace("items:", "items: 7 #"), "yaml", (4, 3), "“- id: me-sample”. Its indentation"),
        (lambda t: t.replace("topic: metrics", "topic: [metrics]"), "schema", (1, 1), "'topic'"),
        (lambda t: t.replace("difficulty: 1", "difficulty: easy"), "schema", (9, 17), "'difficulty'"),
        (lambda t: t.replace("difficulty: 1", "difficulty: 6"), "schema", (9, 17), "5"),
        (lambda t: t.replace("kind: single", "kind: quiz"), "schema", (4, 5), "quiz"),
        (lambda t: t.replace("    kind: single\n", ""), "schema", (4, 5), "kind"),
        (lambda t: t.replace("    stem: What is measured here?\n", ""), "schema", (4, 5), "'stem' is missing"),
        (lambda t: t.replace("angle: recall", "angle: recall\n    angel: x"), "schema", (9, 12), "'angel'"),
        (lambda t: t.replace("AIF-C01: 1", "AIF-C01: 6"), "schema", (10, 5), "domains 1 to 5"),
        (lambda t: t.replace("AIF-C01: 1", "MLS-C01: 1"), "schema", (10, 22), "AIF-C01"),
        (lambda t: t.replace("2026-09-29", "last week"), "schema", (17, 80), "as_of"),
        (lambda t: t.replace("https:", "ftp:"), "schema", (17, 35), "url"),
        (lambda t: t.replace(", right: true", ""), "schema", (12, 5), "0 options carry 'right: true' where 1 should"),
        (lambda t: t.replace("text: Cost", "right: yes, text: Cost"), "schema", (12, 5), "2 options carry"),
        (lambda t: t.replace("text: Cost", "text: latency"), "schema", (12, 5), "Two options read alike: latency"),
        (lambda t: t.replace("what is right.", "x" * 300), "schema", (13, 44), "200 is the most"),
        (lambda t: t.replace("me-sample", "Me Sample"), "schema", (4, 9), "'id'"),
        (lambda t: t.replace("stem: What is measured here?", "stem:"), "schema", (11, 10), "'stem'"),
    ],
)  # fmt: skip
def test_a_damage_gets_one_error_with_its_place(
    tmp_path: Path, damage: object, rule: str, place: tuple[int, int], said: str
) -> None:
    """Damaged YAML, wrong types, unknown keys, wrong keys: one error that says what, where, and how to mend it."""
    assert callable(damage)
    problem = only_problem(tmp_path, damage(GOOD))
    assert problem.rule == rule
    assert (problem.line, problem.column) == place
    assert said in problem.message


def test_what_is_no_yaml_is_told_in_plain_words(tmp_path: Path) -> None:
    """With its place and the line itself, and never in the parser's words."""
    problem = only_problem(tmp_path, GOOD.replace("stem: What", "stem: Note: what"))
    assert str(problem).endswith(
        ":11:15: error [yaml] This line cannot be read as YAML: “stem: Note: what is measured here?”. It has a colon "
        "followed by a space where no value can begin. Quote the text if the colon is part of it; else begin the line "
        "in the column of the other keys."
    )


def test_a_misspelt_key_gets_a_suggestion(tmp_path: Path) -> None:
    """The way to mend a misspelt key names the one that was meant."""
    problem = only_problem(tmp_path, GOOD.replace("difficulty: 1", "difficulty: 1\n    verson: 2"))
    assert problem.mend == "Did you mean 'version'?"


@pytest.mark.parametrize(
    ("data", "place", "said"),
    [
        (GOOD.encode("utf-16"), (1, 1), "UTF-16"),
        (GOOD.encode("utf-32"), (1, 1), "UTF-16 or UTF-32"),
        (GOOD.encode("utf-16-le"), (1, 1), "UTF-16"),
        (GOOD.encode("utf-16-be"), (1, 1), "UTF-16"),
        (GOOD.replace("a share", "une dépense").encode("latin-1"), (16, 29), "not UTF-8"),
    ],
)
def test_other_encodings_are_named(tmp_path: Path, data: bytes, place: tuple[int, int], said: str) -> None:
    """A file in another encoding is refused at the first byte that is not UTF-8."""
    problem = only_problem(tmp_path, data)
    assert (problem.rule, problem.line, problem.column) == ("encoding", *place)
    assert said in problem.message


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    """What editors on Windows write is in order."""
    path = tmp_path / "pack.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_file(path).questions[0].stem == "What is measured here?"


def test_a_hundred_megabytes_are_not_read(tmp_path: Path) -> None:
    """A huge file is refused for its size; one at the limit is read."""
    path = tmp_path / "pack.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    (problem,) = problems_of(path)
    assert problem.rule == "file-size"
    path.write_bytes(GOOD.encode() + b"#" * (MAX_BYTES - len(GOOD)))
    assert load_file(path).questions


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    """A directory, a pipe or a dangling link with the name of a pack is an error, and nothing waits for it."""
    (tmp_path / "a.yaml").mkdir()
    os.mkfifo(tmp_path / "b.yaml")
    (tmp_path / "c.yaml").symlink_to(tmp_path / "nowhere")
    problems = load_catalogue([tmp_path])[1]
    assert [(p.path.name, p.rule) for p in problems] == [("a.yaml", "file"), ("b.yaml", "file"), ("c.yaml", "file")]


def test_duplicate_ids_in_a_file_are_refused(tmp_path: Path) -> None:
    """Two items of one id in a file: one error that names the id."""
    path = write_pack(tmp_path / "a.yaml", item("single", "same"), item("typed", "same"))
    assert ["two ids read alike: same" in p.message.casefold() for p in problems_of(path)] == [True]


KINDS: list[tuple[str, dict[str, object], str]] = [
    ("true_false", {"options": options("Yes", "No")}, "exactly True and False"),
    ("multiple", {"stem": "Which of these options fit? (Choose three.)"}, "has to end in (Choose two.)"),
    ("multiple", {"options": options("A1", "B1", "C1", "D1", "E1")}, "two or more should"),
    ("multiple", {"options": options("A1", "B1", "C1", "D1", kind="multiple")}, "4 entries of at least 5"),
    ("ordering", {"steps": [{"text": "Step", "why": "Because."}] * 3}, "Two steps read alike"),
    ("ordering", {"options": options("A1", "B1", "C1")}, "'options' is not a valid key here"),
    ("matching", {"extra": [{"text": "real-time", "why": "Because."}]}, "Two responses read alike"),
    ("numeric", {"mistakes": [{"value": "0.803", "why": "Because."}]}, "lies within the tolerance"),
    ("numeric", {"answer": {"value": "nan", "tolerance": 0}}, "'value'"),
    ("typed", {"near": [{"text": "comprehend", "why": "Because."}]}, "among both the right and the wrong answers"),
    ("typed", {"answers": ["?!"]}, "contains no letter or digit"),
]


@pytest.mark.parametrize(("kind", "changes", "said"), KINDS)
def test_what_a_kind_needs_is_checked(tmp_path: Path, kind: str, changes: dict[str, object], said: str) -> None:
    """Each kind's own demands are held: counts, True and False, distinct texts, wrong answers that are wrong."""
    (problem,) = problems_of(write_pack(tmp_path / "a.yaml", item(kind, **changes)))
    assert said in problem.message
    assert problem.item == f"im-{kind.replace('_', '-')}"


def test_all_errors_of_a_file_come_at_once(tmp_path: Path) -> None:
    """An author sees every error of a file, not the first alone; fifty at most."""
    path = write_pack(tmp_path / "a.yaml", *(item("single", f"item-{i}", difficulty=9, version=0) for i in range(3)))
    assert len(problems_of(path)) == 6
    write_pack(path, *(item("single", f"item-{i}", difficulty=9) for i in range(80)))
    assert len(problems_of(path)) == 50


def test_damaged_files_are_refused_or_serve(capsys: pytest.CaptureFixture[str]) -> None:
    """The fuzz campaign, briefly: no damage brings a crash, a silence, or a message without a place."""
    assert main(seed=11, runs=250) == 0
    assert "250 damaged files" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(("leads_to", "told"), [("/nowhere/x", "leads to /nowhere/x"), ("a.yaml", "a circle")])
@pytest.mark.parametrize("name", ["a.yaml", "concepts.yaml"])
def test_a_link_that_leads_nowhere_is_to_be_corrected(tmp_path: Path, name: str, leads_to: str, told: str) -> None:
    """What is wrong is where it leads, whatever it stands for, and not anybody's permissions."""
    (tmp_path / name).symlink_to(name if leads_to == "a.yaml" else leads_to)
    _, problems = load_catalogue([tmp_path])
    [problem] = problems
    assert (problem.rule, told in problem.message) == ("file", True)
    assert problem.mend == "Correct the link, or remove it."


def test_what_should_have_keys_is_named_and_shown_how(tmp_path: Path) -> None:
    """The file as the file, an entry as an entry of its list; and not the same sentence twice."""
    path = tmp_path / "mine.yaml"
    path.write_text("- x\n", encoding="utf-8")
    [problem] = problems_of(path)
    assert problem.message == "The file should be 'key: value' pairs."
    assert problem.mend == "Write at its top 'topic:', 'subtopic:', 'items:', each on a line of its own."
    path.write_text("topic: mine\nsubtopic: b\nitems: [x, 3]\n", encoding="utf-8")
    told = [(one.message, one.mend) for one in problems_of(path)]
    mend = "Write its first key after the '- ', and the others below it."
    assert told == [(f"Entry {number} of 'items' should be 'key: value' pairs.", mend) for number in (1, 2)]
