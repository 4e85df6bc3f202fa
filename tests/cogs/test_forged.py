"""Presses that come from another time, or from no honest app: each is answered in words and changes nothing."""

import pytest

from bot.kernel.custom_ids import base36
from bot.kernel.questions import Kind
from bot.rounds.rules.model import Phase
from tests.cogs.table import Table, private, text

DAMAGED = (
    "nonsense",
    "",
    "v1",
    "v1:a:1",
    "v2:a:1:0:0",
    "v1:zzz:1:0",
    "v1:a:?:0:0",
    "v1:a:1:-:0",
    "v1:j:1:l:" + "x" * 100,
)
"""Ids that say nothing to us."""

FOREIGN = (
    "v1:a:1:0:9",
    "v1:a:1:0:²",
    "v1:a:1:0:-1",
    "v1:a:1:0",
    "v1:a:1:6:0",
    "v1:a:1:zz:0",
    "v1:s:1:0",
    "v1:k:1:0:0129",
    "v1:k:1:0:00000",
    "v1:o:1:0:-:é",
    "v1:u:1:0:zzz",
    "v1:w:1:5",
    "v1:t:1:0",
    "v1:q:1:3",
    "v1:y:1:4",
    "v1:n:1:2",
)
"""Ids of a known form that fit nothing on the screen."""


@pytest.mark.parametrize("custom_id", DAMAGED)
async def test_a_damaged_id_is_answered(laid: Table, custom_id: str) -> None:
    """A button that cannot be read is from another time, and the player is shown the way to what there is."""
    await laid.start()
    assert "is out of date" in text(private(await laid.forge("ben", custom_id)))


@pytest.mark.parametrize("custom_id", FOREIGN)
async def test_an_id_that_fits_nothing_changes_nothing(laid: Table, custom_id: str) -> None:
    """Options, places and sheets that this question does not have are refused in words."""
    await laid.begin("ben")
    before = await laid.game()
    told = text(private(await laid.forge("ben", custom_id)))
    assert len(told) > 20
    assert "our side" not in told
    assert await laid.game() == before


@pytest.mark.parametrize(
    "custom_id",
    [
        *(f"v1:{verb}:0:b:points:all::99999999999999999999" for verb in ("lb", "lx", "lp")),
        *(f"v1:{verb}:0:b:points:all:Free nitro here:0" for verb in ("lb", "lx", "lp")),
        *(
            f"v1:{verb}:0:b:points:{period}::0"
            for verb in ("lb", "lx")
            for period in ("9999-12", "9999-w52", "٢٠٢٦-01")
        ),
        *(f"v1:{verb}:0:b:99999999999999999999" for verb in ("lr", "ls", "ly", "lz")),
    ],
)
async def test_a_board_that_there_is_not(laid: Table, custom_id: str) -> None:
    """Pages, periods and topics that no board has are refused in private: nothing speaks for us in the channel."""
    await laid.start()
    told = text(private(await laid.forge("ben", custom_id)))
    assert "does not belong to a leaderboard" in told


@pytest.mark.parametrize("custom_id", ["v1:wi:0:w:é", "v1:wi:0:w:²", "v1:wi:0:w:" + "z" * 80, "v1:rc:0:r:é:²"])
async def test_a_place_that_is_no_number(laid: Table, custom_id: str) -> None:
    """Where a list is asked for from no place, it begins at its first."""
    await laid.start()
    assert "our side" not in text(private(await laid.forge("ada", custom_id)))


@pytest.mark.parametrize("values", [None, "0", ["²"], [""], ["99"], [{}], ["9" * 5000], ["0", "9" * 5000]])
async def test_a_select_that_was_tampered_with_changes_nothing(laid: Table, values: object) -> None:
    """Whatever a client puts in the place of chosen values, nothing breaks and nothing counts."""
    await laid.begin("ben")
    before = await laid.game()
    told = text(private(await laid.forge("ben", "v1:s:1:0", component_type=3, values=values)))
    assert "our side" not in told
    assert await laid.game() == before


async def test_starting_twice(laid: Table) -> None:
    """A second Start hears that the quiz has begun."""
    await laid.begin("ben")
    assert "has begun" in text(private(await laid.forge("ada", "v1:b:1:l")))


async def test_steering_before_the_start(laid: Table) -> None:
    """In the lobby there is nothing to skip or to pause."""
    await laid.start()
    for custom_id in ("v1:i:1:l", "v1:p:1:l"):
        assert "has not begun yet" in text(private(await laid.forge("ada", custom_id)))


async def test_going_on_without_a_pause(laid: Table) -> None:
    """A second Continue hears that the quiz is running."""
    await laid.begin("ben")
    assert "The quiz is running" in text(private(await laid.forge("ada", "v1:c:1:0")))


async def test_unsure_of_nothing(laid: Table) -> None:
    """Not sure without an answer is refused."""
    await laid.begin("ben")
    assert "You have not answered" in text(private(await laid.forge("ben", "v1:q:1:0")))


async def test_an_answer_before_the_question_is_on_the_screen(laid: Table) -> None:
    """While the question is on its way nothing can be answered yet."""
    await laid.start()
    laid.app.delivery._open = False
    await laid.press("ada", "Start")
    assert (await laid.game()).phase is Phase.POSTING
    assert "is on its way" in text(private(await laid.forge("ada", "v1:i:1:0")))


async def test_a_sheet_before_the_question_is_on_the_screen(laid: Table) -> None:
    """While a card is on its way nobody reads the steps of an ordering, or what is to be matched, before the others."""
    await laid.begin("ben")
    sheets = Kind.ORDERING, Kind.MATCHING
    while True:
        game = await laid.game()
        if game.phase is Phase.REVEAL and game.asked[game.position + 1].question.kind in sheets:
            break
        await laid.env.advance_time(2)
        await laid.rounds.skip(game.id, laid.ada.id, laid.env.now(), may_manage=True)
        await laid.settle()
    laid.app.delivery._open = False
    await laid.rounds.skip(game.id, laid.ada.id, laid.env.now(), may_manage=True)
    assert (await laid.game()).phase is Phase.POSTING
    for step in "wou":
        custom_id = f"v1:{step}:{base36(game.id)}:{base36(game.position + 1)}"
        assert "is on its way" in text(private(await laid.forge("ben", custom_id)))


@pytest.mark.parametrize("custom_id", ["v1:j:zz:l", "v1:a:zz:0:0", "v1:h:zz:0", "v1:v:zz:p", "v1:g:zz:p", "v1:y:zz:0"])
async def test_a_quiz_that_never_was(laid: Table, custom_id: str) -> None:
    """The buttons of a quiz that does not exist say so."""
    await laid.start()
    assert "no longer exists" in text(private(await laid.forge("ben", custom_id)))


@pytest.mark.parametrize("custom_id", ["v1:v:1:p:é", "v1:v:1:p:²", "v1:v:1:p:zzzz", "v1:v:1:p:"])
async def test_misses_from_a_damaged_place(laid: Table, custom_id: str) -> None:
    """A review that is asked for a place that does not exist begins somewhere it does."""
    await laid.begin("ben")
    await laid.stop("ada")
    told = text(private(await laid.forge("ben", custom_id)))
    assert "miss" in told.lower()


async def test_no_report_tells_what_comes_next(laid: Table) -> None:
    """The id of a question to come would be its key, since the packs are public; the one on the screen can be named."""
    await laid.begin("ben")
    told = await laid.forge("ben", "v1:rq:1:2")
    assert told.modal is None
    assert "once you have answered it" in text(private(told))
    opened = await laid.forge("ben", "v1:rq:1:0")
    assert opened.modal is not None
