"""The catalogue: what serves, what is refused, and how changes are picked up."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.kernel.choosing import topics_of
from bot.kernel.questions import Exam, Kind, Numeric
from bot.kernel.topics import plain_title
from bot.packs.catalogue import load_catalogue
from bot.packs.content import content_hash, from_json, to_json
from bot.packs.live import LivePacks
from cogs.shared.options import topic_choices
from cogs.shared.words import topic_title
from tests.packs.samples import BODIES, item, write_pack
from tests.storage.rights import as_nobody, needs_root

AT = datetime(2026, 11, 2, tzinfo=UTC)


def test_every_kind_of_item_serves(tmp_path: Path) -> None:
    """A pack with one item of each kind loads without a problem, found by id, topic, concept and exam."""
    write_pack(tmp_path / "inference_modes" / "a.yaml", *(item(kind) for kind in BODIES))
    catalogue, problems = load_catalogue([tmp_path])
    assert problems == []
    assert {q.kind for q in catalogue.questions.values()} == set(Kind)
    assert len(catalogue.by_topic["inference_modes"]) == len(BODIES)
    assert len(catalogue.by_concept["IM-C02"]) == len(BODIES)
    assert len(catalogue.by_exam[Exam.AIF_C01]) == len(BODIES)


def test_a_broken_file_is_left_out_whole_and_the_others_serve(tmp_path: Path) -> None:
    """One bad item keeps its whole file out, with its error; the other file serves on."""
    write_pack(tmp_path / "t" / "bad.yaml", item("single", "good-one"), item("single", "bad-one", difficulty=9))
    write_pack(tmp_path / "t" / "fine.yaml", item("single", "fine-one"))
    catalogue, problems = load_catalogue([tmp_path])
    assert set(catalogue.questions) == {"fine-one"}
    assert [(p.path.name, p.item, p.severity) for p in problems] == [("bad.yaml", "bad-one", "error")]


def test_an_id_clash_keeps_the_later_file_out(tmp_path: Path) -> None:
    """A pack of one's own cannot take the place of a built-in item: its file is refused."""
    write_pack(tmp_path / "built-in" / "t" / "a.yaml", item("single", "the-same", difficulty=1))
    write_pack(tmp_path / "own" / "b.yaml", item("single", "the-same", difficulty=5), topic="cooking")
    catalogue, problems = load_catalogue([tmp_path / "built-in", tmp_path / "own"])
    assert catalogue.questions["the-same"].difficulty == 1
    assert [(p.rule, p.path.name) for p in problems] == [("id-clash", "b.yaml")]
    assert "cooking" not in catalogue.topics


def test_a_missing_directory_is_said(tmp_path: Path) -> None:
    """A pack directory that does not exist is a problem with its name, not a silence."""
    _, problems = load_catalogue([tmp_path / "nowhere"])
    assert [(p.rule, p.path.name) for p in problems] == [("directory", "nowhere")]


@needs_root
@pytest.mark.parametrize("mode", [0o700, 0o744], ids=["neither listed nor entered", "listed and not entered"])
@pytest.mark.parametrize("below", [False, True], ids=["the directory itself", "a folder in it"])
def test_a_closed_folder_is_named_with_whose_it_is_and_how_it_is_opened(
    folder: Path, mode: int, *, below: bool
) -> None:
    """Whoever may not read it hears so once, gets the questions of all other folders, and no traceback."""
    shut = folder / "packs" / "shut" if below else folder / "packs"
    write_pack(folder / "open" / "fine.yaml", item("single", "fine-one"))
    write_pack(shut / "a.yaml", item("single", "shut-one"))
    for table in ("concepts.yaml", "notes.txt"):
        (shut / table).touch()
    shut.chmod(mode)

    def load() -> object:
        catalogue, problems = load_catalogue([folder / "open", folder / "packs"])
        packs = LivePacks([folder / "open", folder / "packs"], beside=folder / "recall.sqlite3")
        return list(catalogue.questions), list(packs.questions()), [str(one) for one in problems]

    me, opening = f"{shut} is not accessible to nobody.", f"It belongs to root. As root: `chmod -R o+rX {shut}`."
    told = f"{shut}:1:1: error [directory] {me} {opening}"
    assert as_nobody(load) == str((["fine-one"], ["fine-one"], [told]))


async def test_a_changed_file_gives_new_questions_and_leaves_the_old_ones_alone(tmp_path: Path) -> None:
    """A reload sees edits, new files and deletions; a round that holds the old questions keeps them."""
    first = write_pack(tmp_path / "t" / "a.yaml", item("single", "one", difficulty=1))
    packs = LivePacks([tmp_path])
    old = packs.questions()
    await packs.reload(AT)
    assert packs.questions() is old

    write_pack(first, item("single", "one", difficulty=5))
    os.utime(first, ns=(1, 1))
    write_pack(tmp_path / "t" / "b.yaml", item("single", "two"))
    await packs.reload(AT)
    new = packs.questions()
    assert (old["one"].difficulty, new["one"].difficulty) == (1, 5)
    assert set(old) == {"one"}
    assert set(new) == {"one", "two"}

    first.unlink()
    await packs.reload(AT)
    assert set(packs.questions()) == {"two"}


def test_a_topic_of_ones_own_has_its_title(tmp_path: Path) -> None:
    """A pack may bring a topic; people see the title that its file gives."""
    write_pack(tmp_path / "own.yaml", item(), topic="cooking", title="Cooking for six")
    catalogue, _ = load_catalogue([tmp_path])
    assert catalogue.topics["cooking"] == "Cooking for six"


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_json_gives_the_same_question_back(tmp_path: Path, kind: str) -> None:
    """What a running round stores of a question is the whole question."""
    write_pack(tmp_path / "a.yaml", item(kind))
    question = next(iter(load_catalogue([tmp_path])[0].questions.values()))
    assert from_json(to_json(question)) == question


def test_the_content_hash_follows_what_is_asked_alone(tmp_path: Path) -> None:
    """Another stem, option or key gives another hash; a mended rationale or another order of options does not."""
    options = item()["options"]
    assert isinstance(options, list)
    variants = [
        item("single", "base"),
        item("single", "turned", options=list(reversed(options))),
        item("single", "mended", options=[{**option, "why": "Said better."} for option in options]),
        item("single", "stem", stem="Another question altogether?"),
        item(
            "single", "key", options=[{**options[0], "right": "false"}, {**options[1], "right": "true"}, *options[2:]]
        ),
    ]
    write_pack(tmp_path / "a.yaml", *variants)
    questions = load_catalogue([tmp_path])[0].questions
    hashes = {name: content_hash(question) for name, question in questions.items()}
    assert hashes["base"] == hashes["turned"] == hashes["mended"]
    assert len({hashes["base"], hashes["stem"], hashes["key"]}) == 3


def test_large_numbers_stay_as_they_are(tmp_path: Path) -> None:
    """The value of a usual mistake is shown as it was written, seven digits and more."""
    answer = {"value": 1234567, "tolerance": 1}
    write_pack(
        tmp_path / "a.yaml", item("numeric", answer=answer, mistakes=[{"value": 7654321, "why": "Turned round."}])
    )
    body = load_catalogue([tmp_path])[0].questions["im-numeric"].body
    assert isinstance(body, Numeric)
    assert [mistake.text for mistake in body.mistakes] == ["7654321"]


DECLARED = "topics:\n  - {topic: zoo, title: At the zoo}\n  - {topic: bees, title: Bees and hives}\n"


def test_topics_are_data(tmp_path: Path) -> None:
    """A declared topic is offered and titled as the built-in ones are, in its order, before undeclared ones."""
    (tmp_path / "topics.yaml").write_text(DECLARED, encoding="utf-8")
    for number, topic in enumerate(("aviary", "bees", "zoo", "metrics")):
        write_pack(tmp_path / topic / "a.yaml", item("single", f"im-{number}"), topic=topic)
    offered = topics_of(LivePacks([tmp_path]).questions().values())
    assert offered == ["metrics", "zoo", "bees", "aviary"]
    names = [choice.name for choice in topic_choices(offered, "")]
    assert names == ["All topics", "Metrics", "At the zoo", "Bees and hives", "Aviary"]


def test_a_topic_that_is_renamed_is_shown_so_without_a_restart(tmp_path: Path) -> None:
    """The title follows the packs, also that of a topic which only a pack file names."""
    path = write_pack(tmp_path / "a.yaml", item(), topic="cooking", title="Cooking for six")
    assert LivePacks([tmp_path]).stock.topics["cooking"] == topic_title("cooking") == "Cooking for six"
    write_pack(path, item(), topic="cooking", title="Cooking for a dozen")
    LivePacks([tmp_path])
    assert topic_title("cooking") == "Cooking for a dozen"


def test_a_broken_list_of_topics_is_one_error_and_the_packs_serve(tmp_path: Path) -> None:
    """Whoever damages the list sees where; the topics go on under plain names."""
    (tmp_path / "topics.yaml").write_text("topics:\n  - {topic: Zoo!, title: At the zoo}\n", encoding="utf-8")
    write_pack(tmp_path / "a.yaml", item(), topic="zoo")
    catalogue, problems = load_catalogue([tmp_path])
    assert [(p.path.name, p.rule) for p in problems] == [("topics.yaml", "schema")]
    assert catalogue.topics["zoo"] == "Zoo"


def test_what_hangs_together_is_apart_as_a_whole(tmp_path: Path) -> None:
    """Twins and `apart` join groups over any number of steps and files, whichever item names the other."""
    write_pack(
        tmp_path / "a.yaml",
        item("single", "one", twin="two"),
        item("typed", "two"),
        item("numeric", "three", apart=["two", "four"]),
    )
    write_pack(tmp_path / "b.yaml", item("ordering", "four"), item("matching", "five", apart=["four"]), item())
    questions = load_catalogue([tmp_path])[0].questions
    group = {"one", "two", "three", "four", "five"}
    assert {name: {name, *questions[name].apart} for name in group} == dict.fromkeys(group, group)
    assert questions["im-single"].apart == ()


def test_a_topic_without_a_title_is_called_by_its_name() -> None:
    """Words that have capitals of their own keep them."""
    names = {"sagemaker_services": "SageMaker services", "ai_services": "AI services", "cooking": "Cooking"}
    assert {topic: plain_title(topic) for topic in names} == names
