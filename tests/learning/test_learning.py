"""What is made of answers."""

from dataclasses import replace
from pathlib import Path

from bot.kernel.library import Library
from bot.learning.service import KEY_FRESH, is_right, memories, picks, responses
from bot.practice.rules.model import Focus, Sitting, Wish
from tests.studying import BEN, DAY, NOW, RIGHT, SECOND, WRONG, desk, mended, question


async def test_a_mended_key_judges_old_answers_anew(tmp_path: Path) -> None:
    """Where a key was mended, what somebody chose then is right or wrong by the key as it is now."""
    async with desk(tmp_path, [question("m0"), question("m1")]) as table:
        await table.played({"m0": WRONG, "m1": WRONG})
        [first, second] = await table.history.history(BEN)
        table.questions["m0"] = mended(question("m0"))
        library = table.library()
        assert [is_right(one, library) for one in (first, second)] == [True, False]
        assert [one.correct for one in responses([first, second], library, {})] == [True, False]
        assert not memories([first], library)["m0"].doubted


async def test_a_question_that_asks_something_else_now_leaves_old_answers_as_they_were(tmp_path: Path) -> None:
    """A new stem is a new question: what was answered to the old one stays judged by the old one."""
    async with desk(tmp_path, [question("m0")]) as table:
        await table.played({"m0": WRONG})
        [given] = await table.history.history(BEN)
        other = replace(mended(question("m0")), stem="Quite another stem?")
        changed = Library({}, lambda _: other)
        assert not is_right(given, changed)


async def test_what_was_chosen_for_what_is_counted_over_all_answers(tmp_path: Path) -> None:
    """A wrong option stands for its own concept, chosen in the place of the key's."""
    async with desk(tmp_path, [question("m0"), question("m1")]) as table:
        await table.played({"m0": WRONG, "m1": RIGHT})
        found = picks(await table.history.history(BEN), table.library())
        assert [(one.key, one.chosen) for one in found] == [("XX-C01", "XX-C02"), ("XX-C01", "XX-C01")]


async def test_what_was_chosen_is_held_against_the_key_as_it_is_now(tmp_path: Path) -> None:
    """Nobody is told to have mixed something up with what only a wrong key called right."""
    async with desk(tmp_path, [question("m0"), question("m1"), question("m2")]) as table:
        await table.played({"m0": (2,), "m1": RIGHT, "m2": WRONG})
        table.questions |= {name: mended(question(name)) for name in ("m0", "m1", "m2")}
        found = picks(await table.history.history(BEN), table.library())
        assert [(one.key, one.chosen) for one in found] == [
            ("XX-C02", "XX-C03"),
            ("XX-C02", "XX-C01"),
            ("XX-C02", "XX-C02"),
        ]


async def test_history_is_in_the_order_of_answering(tmp_path: Path) -> None:
    """However games overlapped, answers come back oldest first."""
    async with desk(tmp_path, [question("m0"), question("m1")]) as table:
        await table.played({"m0": RIGHT}, NOW + DAY)
        await table.played({"m1": RIGHT}, NOW)
        assert [one.question.id for one in await table.history.history(BEN)] == ["m1", "m0"]


async def test_an_answer_from_a_key_just_seen_tells_nothing_of_what_is_known(tmp_path: Path) -> None:
    """Asked again within hours of its key, a question counts for no estimate; later it does, and so do others."""
    async with desk(tmp_path, [question("m0"), question("m1")]) as table:
        await table.played({"m0": WRONG})
        await table.played({"m0": RIGHT, "m1": RIGHT}, NOW + KEY_FRESH - SECOND)
        await table.played({"m0": RIGHT}, NOW + 2 * KEY_FRESH - SECOND)
        found = responses(await table.history.history(BEN), table.library(), {})
        assert [(one.item, one.key_shown) for one in found] == [
            ("m0", False),
            ("m0", True),
            ("m1", False),
            ("m0", False),
        ]


async def test_practising_ones_misses_tells_nothing_of_what_is_known(tmp_path: Path) -> None:
    """Their keys can be read under My misses the moment before, so they count as reviews and for no estimate."""
    async with desk(tmp_path, [question("m0")]) as table:
        await table.played({"m0": WRONG})
        sitting = await table.begin(Wish(Focus.MISSES), NOW + 9 * DAY)
        assert isinstance(sitting, Sitting)
        await table.reply(sitting, RIGHT)
        history = await table.history.history(BEN)
        assert [one.key_shown for one in responses(history, table.library(), {})] == [False, True]
        assert memories(history, table.library())["m0"].correct
