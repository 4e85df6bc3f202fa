"""The host's menu, as a host, a player and a stranger find it; and who may host on a server."""

import pytest

from bot.kernel.custom_ids import base36
from bot.kernel.pace import Pace
from bot.rounds.rules.model import Joining, Phase, Weight
from tests.cogs.table import SELECT, Table, labels, parts, private, text


async def choose(laid: Table, who: str, value: str) -> str:
    """Open the host's menu and choose this in whichever of its selects offers it; what is told then."""
    shown = private(await laid.press(who, "Host"))
    custom_id = next(
        part["custom_id"]
        for part in parts(shown)
        if part["type"] == SELECT and value in {option["value"] for option in part["options"]}
    )
    result = await laid._once_seen(lambda: laid.people[who].select(shown, [value], custom_id=custom_id))
    await laid.settle()
    return text(private(result))


async def about(laid: Table, who: str, label: str, whom: str) -> str:
    """Open a list of people from the host's menu and choose one of them."""
    listed = private(await laid.press(who, label, private(await laid.press(who, "Host"))))
    result = await laid.choose(who, str(laid.people[whom].id), on=listed)
    await laid.settle()
    return text(private(result))


async def reveal(laid: Table) -> None:
    """Close the open question with everybody's answer."""
    for who in ("ada", "ben"):
        await laid.attempt(who)
    assert (await laid.game()).phase is Phase.REVEAL


async def test_only_the_host_sees_the_menu(laid: Table) -> None:
    """In the lobby as later the host and who may manage the server get it, privately; others are told who may."""
    await laid.start()
    await laid.press("ben", "Join")
    assert "Only the host" in text(private(await laid.press("ben", "Host")))
    for who in ("ada", "gus"):
        menu = text(private(await laid.press(who, "Host")))
        assert "Host's controls" in menu
        assert "Answers given so far" not in menu  # there are none yet


async def test_a_locked_lobby(laid: Table) -> None:
    """Once the host has said that nobody else can join, the card says so and Join is refused in words."""
    await laid.start()
    await laid.press("ben", "Join")
    await choose(laid, "ada", Joining.NOBODY)
    assert "Nobody else can join" in text(laid.card())
    assert "closed this quiz to newcomers" in text(private(await laid.press("cleo", "Join")))
    await choose(laid, "ada", Joining.ANYBODY)
    assert "You are in" in text(private(await laid.press("cleo", "Join")))


async def test_the_card_of_the_lobby_stays_true_whatever_is_decided_later(laid: Table) -> None:
    """It is not drawn again: not once the host lets nobody else in, nor once the quiz is over."""
    await laid.begin("ben")
    promise = "While it runs, others can join by answering, unless the host lets nobody else in"
    await choose(laid, "ada", Joining.NOBODY)
    assert promise in text(laid.card(0))
    await laid.stop("ada")
    assert promise in text(laid.card(0))


async def test_no_latecomers(laid: Table) -> None:
    """Whoever was not in when it began cannot answer their way in."""
    await laid.start()
    await choose(laid, "ada", Joining.BEFORE_START)
    await laid.press("ben", "Join")
    await laid.press("ada", "Start")
    assert "Others can join only if the host lets them" in text(laid.card(0))
    assert "Nobody can join this quiz once it has begun" in text(private(await laid.attempt("cleo")))
    assert laid.cleo.id not in (await laid.game()).players


async def test_taking_somebody_out(laid: Table) -> None:
    """The host chooses a name; that person's next press is refused, and the question does not wait for them."""
    await laid.begin("ben", "cleo")
    assert "cleo** is out" in await about(laid, "ada", "Remove a player", "cleo")
    assert "taken you out" in text(private(await laid.attempt("cleo")))
    await reveal(laid)
    assert "cleo" not in text(laid.card())


async def test_passing_the_hosting_on(laid: Table) -> None:
    """To a person by name, who hosts from then on; the one before is told, and in the lobby the new one as well."""
    await laid.start()
    joined = await laid.press("ben", "Join")
    await laid.press("cleo", "Join")
    assert "ben** hosts the quiz now" in await about(laid, "ada", "Hand over to", "ben")
    assert "made **you the host**" in text(private(joined))
    assert "Only the host" in text(private(await laid.press("ada", "Host")))
    assert "ben starts the quiz" in text(laid.card())


async def test_a_list_of_people_is_checked_again(laid: Table) -> None:
    """Whoever has left meanwhile cannot host, and a list that is opened by nobody's host does nothing."""
    await laid.begin("ben", "cleo")
    listed = private(await laid.press("ada", "Hand over to", private(await laid.press("ada", "Host"))))
    game = await laid.game()
    await laid.rounds.leave(game.id, laid.cleo.id, laid.env.now())
    told = text(private(await laid.choose("ada", str(laid.cleo.id), on=listed)))
    assert "not in this quiz" in told
    assert (await laid.game()).host_id == laid.ada.id


async def test_pace_and_weight_of_the_next_question(laid: Table) -> None:
    """Between two questions the host changes the pace and what the next one counts, and its card says so."""
    await laid.begin("ben")
    shown = private(await laid.press("ada", "Host"))
    assert "counts" not in " ".join(part.get("placeholder", "") for part in parts(shown))
    await reveal(laid)
    assert "Host's controls" in await choose(laid, "ada", Weight.TWICE)
    await choose(laid, "ada", Pace.RELAXED)
    await laid.press("ada", "Next", private(await laid.press("ada", "Host")))
    assert "This question counts twice" in text(laid.card())
    assert "deadline" not in text(laid.card())
    await laid.press("ada", "Skip", private(await laid.press("ada", "Host")))
    assert "counts twice" in text(laid.card())


async def test_a_warm_up(laid: Table) -> None:
    """One more question comes first, says that it does not count, and leaves everybody without points."""
    await laid.start(questions=2)
    await laid.press("ada", "Add a warm-up question", private(await laid.press("ada", "Host")))
    assert "warm-up question comes first" in text(laid.card())
    await laid.press("ben", "Join")
    await laid.press("ada", "Start")
    assert "Warm-up:** this question does not count" in text(laid.card())
    assert len((await laid.game()).asked) == 3
    await reveal(laid)
    assert "Standings" not in text(laid.card())
    mine = text(private(await laid.press("ada", "My answer")))
    assert "This was the warm-up question, which does not count." in mine
    assert "You: place" not in mine
    await laid.press("ada", "Next", private(await laid.press("ada", "Host")))
    assert "1/2" in text(laid.card())
    await reveal(laid)
    assert "Standings" in text(laid.card())
    assert "You: place" in text(private(await laid.press("ada", "My answer")))


async def test_a_break_to_look_it_up(laid: Table) -> None:
    """The card says that there is a break and until when; then the next question comes by itself."""
    await laid.begin("ben")
    await reveal(laid)
    assert "Everybody is looking it up" in text(
        private(await laid.press("ada", "Look it up", private(await laid.press("ada", "Host"))))
    )
    assert "A break to look it up" in text(laid.card())
    assert "Only the host" in text(private(await laid.press("ben", "Continue")))
    await laid.later(5 * 60)
    assert "2/7" in text(laid.card())


@pytest.mark.parametrize(
    "custom_id", ["ho:{}:0", "ho:{}:0:x", "ho:{}:0:j", "ho:{}:0:w", "ho:{}:0:u", "ho:{}:lobby:o:zz", "ho:{}:0:r:-"]
)
async def test_a_forged_control_changes_nothing(laid: Table, custom_id: str) -> None:
    """What no menu offers is answered in words, to the host as to others."""
    await laid.begin("ben")
    before = await laid.game()
    base = f"v1:{custom_id.format(base36(before.id))}"
    for values in (["nonsense"], ["not_at_all"], ["9" * 30], []):
        for who in ("ada", "ben"):
            told = text(private(await laid.forge(who, base, values=values)))
            assert "our side" not in told
    assert await laid.game() == before


# Who may host


async def test_hosting_can_be_left_to_a_role(laid: Table) -> None:
    """Others are told who starts quizzes, whichever way they try; they join as ever. Organizers always may."""
    role = laid.guild.create_role("Tutors")
    told = text(private(await laid.slash("gus", "settings server", host_role=role)))
    assert f"Members with <@&{role.id}> and organizers" in told
    refused = text(private(await laid.slash("ada", "quiz start")))
    assert f"members with <@&{role.id}>" in refused
    laid.people["tess"] = laid.guild.add_member(laid.env.create_user("tess"), roles=[role])
    await laid.slash("tess", "quiz start")
    assert "You are in" in text(private(await laid.press("ada", "Join")))
    await laid.stop("tess")
    await laid.slash("gus", "quiz start")
    assert "gus starts the quiz" in text(laid.card())


async def test_play_again_asks_who_may_host(laid: Table) -> None:
    """The podium's button opens no lobby for who may not host, and leads into one that somebody else has opened."""
    await laid.slash("gus", "settings server", host="organizers")
    await laid.slash("gus", "quiz start")
    await laid.press("ben", "Join")
    await laid.press("gus", "Start")
    await laid.stop("gus")
    podium = laid.card()
    assert "organizers" in text(private(await laid.press("ben", "Play again", podium)))
    await laid.press("gus", "Play again", podium)
    assert "The next quiz is open already" in text(private(await laid.press("ben", "Play again", podium)))


async def test_everybody_may_host_again(laid: Table) -> None:
    """A role and a choice at once contradict each other; everybody's role means everybody."""
    role = laid.guild.create_role("Tutors")
    told = text(private(await laid.slash("gus", "settings server", host="organizers", host_role=role)))
    assert "contradict" in told
    await laid.slash("gus", "settings server", host="organizers")
    assert "Only organizers" in text(private(await laid.slash("gus", "settings show")))
    assert "Everybody" in text(private(await laid.slash("gus", "settings server", host="everybody")))
    await laid.start()
    assert "Join" in labels(laid.card())


async def test_another_server_has_its_own_rule(laid: Table) -> None:
    """What one server has set holds there alone."""
    await laid.slash("gus", "settings server", host="organizers")
    elsewhere = laid.env.create_guild()
    laid.people["zoe"] = elsewhere.add_member(laid.env.create_user("zoe"))
    laid.channel = elsewhere.create_text_channel("quiz")
    assert "The lobby is open" in text(private(await laid.slash("zoe", "quiz start")))


async def test_who_has_no_place_is_not_counted_among_more_players(laid: Table) -> None:
    """A host who has not answered stands nowhere: neither at the reveal nor with a share of no questions at the end."""
    await laid.start(questions=1)
    for who in ("ben", "cleo", "dan"):
        await laid.press(who, "Join")
    await laid.press("ada", "Start")
    for who in ("ben", "cleo", "dan"):
        await laid.attempt(who)
    await laid.press("ada", "Close it now", private(await laid.press("ada", "Host")))
    await laid.settle()
    assert "Standings:" in text(laid.card())
    assert " more" not in text(laid.card())
    await laid.press("ada", "To the podium")
    await laid.settle()
    assert "0 of 0" not in text(laid.card())
