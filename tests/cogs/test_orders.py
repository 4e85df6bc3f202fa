"""What the operator orders reaches people within seconds, in words, and stops nothing that runs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cli.orders import block
from bot.client import orders
from bot.client.orders import Orders, Standing, make_known, orders_beside, read_orders, write_orders
from bot.client.words import BLOCKED, CLOSED, MAINTENANCE, NO_REASON
from bot.cohorts.store import SqlCohorts
from bot.kernel.ports import ClosedError
from bot.nights.manifest import Nights
from bot.reminders.manifest import Reminders
from bot.rounds.rules.model import Phase
from bot.storage.place import address as place
from tests.cogs.dailies import at_nine, set_up
from tests.cogs.table import Table, private, text

WAITS = "New games have to wait. Back at nine."


@pytest.fixture
def file(laid: Table, tmp_path: Path) -> Path:
    """The file that the bot at the table looks at."""
    laid.app.client.standing = Standing(tmp_path / "orders.json")
    return tmp_path / "orders.json"


async def order(laid: Table, file: Path, orders: Orders) -> None:
    write_orders(file, orders)
    await laid.app.client.standing.look(laid.env.now())


async def test_who_is_blocked_reads_why_and_changes_nothing(laid: Table, file: Path) -> None:
    """Neither a command nor a press of theirs does anything; everybody else plays on, and they may return."""
    await laid.start()
    await order(laid, file, Orders({laid.ben.id: "You asked for it."}))
    said = text(private(await laid.press("ben", "Join")))
    assert said == "You cannot use Recall here. You asked for it."
    assert "cannot use Recall" in text(private(await laid.slash("ben", "help")))
    await laid.press("cleo", "Join")
    assert set((await laid.game()).players) == {laid.ada.id, laid.cleo.id}
    await order(laid, file, Orders())
    await laid.press("ben", "Join")
    assert laid.ben.id in (await laid.game()).players


async def test_a_refusal_that_nobody_waits_for_any_more_is_no_error(laid: Table, file: Path) -> None:
    """Discord no longer takes the reply: whoever floods fills no log with tracebacks."""
    await order(laid, file, Orders({laid.ben.id: "You asked for it."}))
    laid.env.inject_error("POST", "/interactions/*", status=404, code=10062)
    await laid.slash("ben", "help")  # what is raised and not caught fails at the end


async def test_a_blocked_server_is_told_so(laid: Table, file: Path) -> None:
    """Without a reason of the operator's, too."""
    await order(laid, file, Orders({laid.guild.id: ""}))
    said = text(private(await laid.start()))
    assert said == BLOCKED.format(reason=NO_REASON)
    assert await laid.rounds.running_in(laid.channel.id) is None


async def test_a_notice_is_read_once_by_everybody(laid: Table, file: Path) -> None:
    """Beside the next answer, and again only when it is another."""
    notice = "Recall is down from 22:00 to 22:15 UTC."
    await order(laid, file, Orders(notice=notice))
    first, second = await laid.slash("ada", "help"), await laid.slash("ada", "help")
    assert [notice in text(one) for one in (first, second)] == [True, False]
    await order(laid, file, Orders(notice="Moved to 23:00."))
    third = await laid.slash("ada", "help")
    assert text(third) == "Moved to 23:00."


async def test_no_game_begins_before_maintenance_and_those_under_way_end(laid: Table, file: Path) -> None:
    """A quiz that runs goes on to its end; a new one is refused with the notice, and so is a lobby's start."""
    card = await laid.begin("ben")
    await order(laid, file, Orders(notice="Back at nine.", closed=True))
    await laid.later(1)
    await laid.slash("ben", "help")  # reads the notice
    assert "Locked in" in text(private(await laid.attempt("ben", card)))
    assert text(private(await laid.slash("ben", "duel"))) == WAITS
    await laid.stop("ada")
    assert text(private(await laid.press("ada", "Play again"))) == WAITS
    await order(laid, file, Orders())
    await laid.press("ada", "Play again")
    await order(laid, file, Orders(notice="Back at nine.", closed=True))
    assert text(private(await laid.press("ada", "Start"))).startswith(WAITS)
    assert (await laid.game()).phase is Phase.LOBBY


async def test_no_duel_is_accepted_before_maintenance(laid: Table, file: Path) -> None:
    """A challenge waits, and can be accepted afterward."""
    await laid.slash("ada", "duel")
    await order(laid, file, Orders(closed=True))
    waits = CLOSED.format(notice=MAINTENANCE)
    assert text(private(await laid.press("ben", "Accept"))) == waits
    await order(laid, file, Orders())
    assert waits not in text(private(await laid.press("ben", "Accept")))


async def test_nothing_takes_an_id_before_maintenance(laid: Table, file: Path) -> None:
    """Whatever begins a game has to take an id for it: none gets one but practice, which waits for its person."""
    await order(laid, file, Orders(notice="Back at nine.", closed=True))
    with pytest.raises(ClosedError):
        laid.app.ids.next_id()
    assert WAITS not in text(private(await laid.slash("ada", "practice")))
    assert SqlCohorts(laid.app.writer, laid.app.database.reading, laid.app.ids).next_id(), "a card comes on its day"


async def test_a_damaged_file_changes_nothing(laid: Table, file: Path) -> None:
    """The last orders stand until it is mended."""
    await order(laid, file, Orders({laid.ben.id: "x"}))
    for damaged in ("[", "[1]", '{"blocked": 5}', '{"blocked": {"ben": "x"}}'):
        file.write_text(damaged)  # noqa: ASYNC240 - nobody else waits here
        await laid.app.client.standing.look(laid.env.now())
        assert laid.app.client.standing.refusal(laid.ben.id, 0) == "x"


def test_the_commands_write_what_the_bot_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Block, list, unblock, tell, take back; what is wrong is refused in words and changes nothing."""
    database = tmp_path / "recall.sqlite3"
    monkeypatch.setenv("RECALL_DATABASE", str(database))

    def recall(*arguments: str) -> tuple[int, str]:
        ended = CliRunner().invoke(app, arguments)
        return ended.exit_code, ended.output

    assert recall("block", "123456789012345678", "--reason", "Floods.") == (0, "123456789012345678 is blocked.\n")
    assert "123456789012345678  Floods." in recall("unblock")[1]
    assert recall("notice", "Down at ten.", "--no-new-games")[0] == 0
    stand = Orders({123456789012345678: "Floods."}, "Down at ten.", closed=True)
    assert read_orders(orders_beside(database)) == stand
    for wrong in (
        ("block", "ben"),
        ("unblock", "5"),
        ("notice",),
        ("notice", "x" * 1_001),
        ("notice", " \n "),
        ("notice", "caf\udce9"),
        ("block", "5"),
        ("block", "9" * 19),
        ("block", "123456789012345679", "--reason", "x" * 201),
        ("block", "123456789012345679", "--reason", "caf\udce9"),
    ):
        assert recall(*wrong)[0] == 2, wrong
    assert read_orders(orders_beside(database)) == stand
    assert recall("notice", "--clear")[0] == recall("unblock", "123456789012345678")[0] == 0
    assert read_orders(orders_beside(database)) == Orders()


def test_what_was_ordered_holds_until_it_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new text lets no game go on while the operator copies the database; each answer says what holds."""
    database = tmp_path / "recall.sqlite3"
    monkeypatch.setenv("RECALL_DATABASE", str(database))

    def notice(*arguments: str) -> str:
        return CliRunner().invoke(app, ["notice", *arguments]).output

    assert "no new game begins" in notice("Soon.", "--no-new-games")
    both = notice("--read-only")
    assert "read-only" in both
    assert "no new game begins" in both
    assert read_orders(orders_beside(database)) == Orders({}, "Soon.", closed=True, read_only=True)
    assert "read-only" in notice("Five more minutes.")
    assert read_orders(orders_beside(database)) == Orders({}, "Five more minutes.", closed=True, read_only=True)
    assert "saves again" in notice("--clear")
    assert read_orders(orders_beside(database)) == Orders()


def test_a_file_that_cannot_be_reached_is_not_to_be_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever removed it would let everybody in again; a write that failed leaves nothing behind."""
    monkeypatch.setenv("RECALL_DATABASE", str(tmp_path / "recall.sqlite3"))
    file = orders_beside(tmp_path / "recall.sqlite3")
    file.mkdir()
    ended = CliRunner().invoke(app, ["unblock"])
    assert ended.exit_code != 0
    assert f"{file} cannot be read" in ended.output
    assert "emove" not in ended.output
    with pytest.raises(OSError, match="directory"):
        write_orders(file, Orders({1: "no"}))
    assert [left for left in tmp_path.iterdir() if left.suffix != ".lock"] == [file]


def test_orders_that_are_given_at_once_all_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two operators, or a script: whoever is told that it is done is not undone by another's order."""
    monkeypatch.setenv("RECALL_DATABASE", str(tmp_path / "recall.sqlite3"))
    people = [123456789012345678 + number for number in range(16)]
    with ThreadPoolExecutor(len(people)) as operators:
        list(operators.map(lambda person: block(str(person), reason="Floods."), people))
    assert sorted(read_orders(orders_beside(tmp_path / "recall.sqlite3")).blocked) == people


def test_a_notice_without_a_text_promises_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody sees anything of it until they press something."""
    monkeypatch.setenv("RECALL_DATABASE", str(tmp_path / "recall.sqlite3"))
    assert "see it" not in CliRunner().invoke(app, ["notice", "--read-only"]).output


def test_an_order_that_no_recall_would_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a database on a server the file is named after the address: by another, nobody would ever see a notice."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    def notice(address: str) -> tuple[int, str]:
        monkeypatch.setenv("RECALL_DATABASE", address)
        ended = CliRunner().invoke(app, ["notice", "Down at ten."])
        return ended.exit_code, ended.output

    assert notice("postgresql://recall@db/recall")[0] == 2
    make_known(place("postgresql://recall@db/recall"))
    assert notice("postgresql://recall:secret@db:5432/recall") == (0, "Everybody will see it within seconds.\n")
    assert read_orders(orders_beside(place("postgresql://recall@db/recall"))).notice == "Down at ten."
    status, said = notice("postgresql://recall:secret@db.example.org/recall")
    assert (status, "Start Recall first" in said, "secret" in said) == (2, True, False)
    make_known(place("postgresql://recall@db.example.org/recall"))
    status, said = notice("postgresql://recall@db.example.org/recall")
    assert (status, "db-recall.postgresql.orders.json); it does not read" in said) == (0, True)


def test_a_recall_that_starts_keeps_the_orders_that_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That it makes the file known does not let anybody in again, and beside a file nothing has to be made."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    server = place("postgresql://recall@localhost/recall")
    make_known(server)
    write_orders(orders_beside(server), Orders({1: "no"}))
    for again in ("127.0.0.1", "[::1]:5432", ""):
        make_known(place(f"postgresql://recall@{again}/recall"))
    assert read_orders(orders_beside(server)) == Orders({1: "no"})
    make_known(tmp_path / "recall.sqlite3")
    assert [file.name for file in tmp_path.rglob("*.json")] == [orders_beside(server).name]


async def test_nothing_begins_by_itself_where_nobody_may_press(laid: Table, file: Path) -> None:
    """A blocked server gets no daily, and one that is blocked no more does; a blocked person gets no reminder."""
    daily = await set_up(laid)
    await order(laid, file, Orders({laid.guild.id: "", laid.ben.id: ""}))
    reminders = next(one for one in laid.app.features if isinstance(one, Reminders)).service
    for person in (laid.ada, laid.ben):
        await reminders.ask(person.id, time(9), "Europe/Berlin", laid.env.now())
    await at_nine(laid, daily)
    await reminders.tick(laid.env.now())
    await laid.settle()
    assert await daily.dailies.latest(laid.guild.id) is None
    assert [len(list(one.user.dm_channel.history())) for one in (laid.ada, laid.ben)] == [1, 0]
    await order(laid, file, Orders())
    await at_nine(laid, daily)
    assert await daily.dailies.latest(laid.guild.id) is not None


@pytest.mark.parametrize("what", ["read_orders", "_stamp_of"], ids=["the file", "its folder"])
async def test_orders_that_may_be_read_at_last_are(
    laid: Table, file: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever gives the file to the service changes neither its time nor its size; until then the log says so once."""
    write_orders(file, Orders({laid.ben.id: "x"}))
    standing = laid.app.client.standing
    with capture_logs() as logged:
        with monkeypatch.context() as barred:
            barred.setattr(orders, what, Mock(side_effect=PermissionError("Permission denied")))
            for _ in range(2):
                await standing.look(laid.env.now())
        assert standing.refusal(laid.ben.id, 0) is None
        await standing.look(laid.env.now())
    assert standing.refusal(laid.ben.id, 0) == "x"
    assert [line["log_level"] for line in logged] == ["warning", "info"]


async def test_a_quiz_night_begins_and_reminds_nowhere_where_nobody_may_press(laid: Table, file: Path) -> None:
    """Neither on a server that is blocked nor for a person who is: they could not even turn reminders off."""
    evening = laid.env.now() + timedelta(hours=2)
    when = {"day": evening.date().isoformat(), "time": f"{evening:%H:%M}", "zone": "UTC"}
    await laid.slash("gus", "night plan", **when)
    for person in ("ada", "ben"):
        await laid.press(person, "Sign up")
    await order(laid, file, Orders({laid.ben.id: ""}))
    nights = next(one for one in laid.app.features if isinstance(one, Nights))
    await laid.env.advance_time(106 * 60)
    await nights.letters.tick(laid.env.now())
    await laid.settle()
    assert [len(list(one.user.dm_channel.history())) for one in (laid.ada, laid.ben)] == [1, 0]
    await laid.env.advance_time(13 * 60)
    for opens, orders_then in ((False, Orders({laid.guild.id: ""})), (True, Orders())):
        await order(laid, file, orders_then)
        await laid.env.advance_time(2 * 60)
        for _ in range(2):  # it is on, and then its round opens
            await nights.nights.tick(laid.env.now())
        await laid.settle()
        assert (await laid.rounds.running_in(laid.channel.id) is not None) is opens
