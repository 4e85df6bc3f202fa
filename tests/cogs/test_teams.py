"""A quiz in teams, as its players find it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.kernel.asked import Player
from bot.kernel.background import Background
from bot.kernel.custom_ids import base36
from bot.kernel.questions import Kind
from bot.rounds.hosting import HostService
from bot.rounds.rules import moments, play, team_standings
from bot.rounds.rules.cards import LOBBY
from bot.rounds.rules.model import MOST_TEAMS, Forming, Joining, Part, Phase, Round, Speaking, Teams
from bot.rounds.rules.teams import team_of
from cogs.rounds.hosting.ids import Act
from cogs.rounds.presenting.rendering import screen
from cogs.rounds.privates import QuizPrivates
from cogs.rounds.rendering import draw
from cogs.rounds.teams.words import NAMES
from cogs.shared.passing import Passing
from cogs.shared.words import TOO_SOON
from tests.cogs.table import SELECT, Shown, Table, labels, parts, private, text
from tests.cogs.test_rendering import seen
from tests.rounds.test_play import RIGHT
from tests.rounds.test_team_standings import ALL, closed, team_game
from tests.strategies import NOON, SECOND, a_lobby, granted

TALK = timedelta(seconds=15)


async def choose(laid: Table, *choices: tuple[Act, str]) -> str:
    """As the host, open the menu's page about teams and choose these."""
    shown = private(await laid.press("ada", "Teams", private(await laid.press("ada", "Host"))))
    for what, value in choices:
        custom_id = next(
            part["custom_id"]
            for part in parts(shown)
            if part["type"] == SELECT and part["custom_id"].endswith(f":{what}")
        )
        page = shown
        result = await laid._once_seen(lambda: laid.ada.select(page, [value], custom_id=custom_id))  # noqa: B023
        await laid.settle()
        shown = private(result)
    return text(shown)


async def lobby(laid: Table, *choices: tuple[Act, str], **options: object) -> None:
    """A lobby with Ada, Ben, Cleo and Dan in it, to be played so."""
    await laid.start(**options)
    await choose(laid, *choices)
    for who in ("ben", "cleo", "dan"):
        await laid.press(who, "Join")


async def talked(laid: Table) -> None:
    """The teams have talked, and what appeared then has stood for a moment."""
    await laid.later(15)
    await laid.env.advance_time(1)


async def test_the_host_chooses_how_teams_play(laid: Table) -> None:
    """Step by step, on one private page; the lobby says what was chosen, and that it was undone."""
    await laid.start()
    chosen = ((Act.NUMBER, "3"), (Act.FORMING, "strength"), (Act.SPEAKING, "in_turn"), (Act.TALK, "20"))
    await choose(laid, *chosen)
    told = text(laid.card())
    assert "3 teams** · evenly strong, by rating · one member answers, in turn · 20 seconds to talk first" in told
    assert (await laid.game()).teams == Teams(3, Forming.STRENGTH, Speaking.IN_TURN, timedelta(seconds=20))
    await choose(laid, (Act.NUMBER, "0"))
    assert "teams" not in text(laid.card())


async def test_everybody_chooses_a_team(laid: Table) -> None:
    """Join offers the teams, the lobby says who is in which, and choosing again changes it."""
    await laid.start()
    await choose(laid, (Act.NUMBER, "2"), (Act.FORMING, "choice"))
    offered = private(await laid.press("ben", "Join"))
    assert "Choose your team" in text(offered)
    offered = private(await laid.press("ben", "🚀 Rockets", offered))
    assert "You play for **🚀 Rockets**" in text(offered)
    assert "🚀 Rockets:** ben" in text(laid.card())
    await laid.press("ben", "🐢 Turtles", offered)
    assert "🐢 Turtles:** ben" in text(laid.card())
    host = private(await laid.press("ada", "Join"))
    await laid.press("ada", "🐢 Turtles", host)
    assert "two different teams" in text(private(await laid.press("ada", "Start")))
    await laid.press("ada", "🚀 Rockets", host)
    await laid.press("ada", "Start")
    assert "🚀 Rockets:** ada" in text(laid.card(0))
    told = private(await laid.press("ada", "🐢 Turtles", host))
    assert "The teams have been fixed since the quiz began. You play for **🚀 Rockets**." in text(told)
    assert not labels(told)


async def test_a_round_of_two_teams(laid: Table) -> None:
    """Talk, then answers from everybody; the reveal has the teams, the podium each team with its members' own lines."""
    await lobby(laid, (Act.NUMBER, "2"), questions=1)
    await laid.press("ada", "Start")
    told = text(laid.card())
    assert "Talk it over with your team" in told
    assert "🚀 Rockets:**" in text(laid.card(0))
    assert labels(laid.card()) == ["Host"]
    assert (await laid.game()).phase is Phase.TALK
    await talked(laid)
    assert "Talk it over" not in text(laid.card())
    for who in ("ada", "ben", "cleo"):
        assert "You play for " in text(private(await laid.attempt(who)))
    await laid.attempt("dan")
    revealed = text(laid.card())
    assert "Teams: **1.**" in revealed
    assert "Standings:" not in revealed
    answer = text(private(await laid.press("ben", "My answer")))
    assert "Your team:" in answer
    for who in ("ada", "ben", "cleo", "dan"):
        await laid.press(who, "To the podium")
    podium = text(laid.card())
    assert "win: " in podium or "share first place" in podium or "No points this time" in podium
    for who in ("ada", "ben", "cleo", "dan"):
        assert f"{who}: " in podium
    assert "of 1" in podium


async def test_fewer_teams_than_chosen_are_no_surprise(laid: Table) -> None:
    """Four people make four teams of the six that were chosen, and the card that says who is in which says so."""
    await lobby(laid, (Act.NUMBER, "6"), (Act.FORMING, "lot"), (Act.TALK, "0"))
    await laid.press("ada", "Start")
    assert "only 4 teams instead of 6, because 4 people are playing" in text(laid.card(0))


async def test_nobody_answers_while_teams_talk(laid: Table) -> None:
    """A press that finds the question some other way is answered in words; the host can end the talk."""
    await lobby(laid, (Act.NUMBER, "2"))
    await laid.press("ada", "Start")
    game = await laid.game()
    before = game.current
    told = text(private(await laid.forge("ben", f"v1:a:{base36(game.id)}:0:0")))
    assert "our side" not in told
    assert (await laid.game()).current == before
    await laid.press("ada", "End the talk", private(await laid.press("ada", "Host")))
    assert (await laid.game()).phase is Phase.OPEN


async def test_a_press_in_the_instant_in_which_the_answers_open(laid: Table) -> None:
    """What is pressed while the buttons are only just appearing changes nothing."""
    await lobby(laid, (Act.NUMBER, "2"))
    await laid.press("ada", "Start")
    await laid.later(15)
    game = await laid.game()
    pressed = await laid.ben.click(laid.card(), label=labels(laid.card())[0])
    await laid.settle()
    if game.current.question.kind in (Kind.SINGLE, Kind.TRUE_FALSE):
        assert TOO_SOON in text(private(pressed))
    assert not (await laid.game()).current.answers


async def test_one_member_in_turn(laid: Table) -> None:
    """The card names who answers for each team; others are told who, and learn how it went."""
    await lobby(laid, (Act.NUMBER, "2"), (Act.SPEAKING, "in_turn"), (Act.TALK, "0"))
    await laid.press("ada", "Start")
    game = await laid.game()
    names = {player.id: player.name for player in game.players.values()}
    speaking = [names[one] for one in game.expected[0]]
    quiet = [name for name in names.values() if name not in speaking]
    assert "🔊 Answering: 🚀 " in text(laid.card())
    assert all(name in text(laid.card()) for name in speaking)
    assert "answers this one for" in text(private(await laid.attempt(quiet[0])))
    for who in speaking:
        await laid.attempt(who)
    assert (await laid.game()).phase is Phase.REVEAL
    assert "no answer" not in text(laid.card())
    assert "answered for your team" in text(private(await laid.press(quiet[0], "My answer")))


async def test_another_answers_when_the_speaker_is_taken_out(laid: Table) -> None:
    """The card names the next member, who can answer; nobody is told that somebody answers who is out."""
    await lobby(laid, (Act.NUMBER, "2"), (Act.SPEAKING, "in_turn"), (Act.TALK, "0"))
    await laid.press("ada", "Start")
    game = await laid.game()
    hosts, by = HostService(laid.rounds), game.host_id
    gone = next(one for one in game.expected[0] if one != by)
    [other] = [one for one in game.players if team_of(game, one) == team_of(game, gone) and one != gone]
    names = {one: player.name for one, player in game.players.items()}
    granted(await hosts.remove(game.id, by, gone, laid.env.now(), may_manage=False))
    await laid.settle()
    assert f"{names[other]} (for {names[gone]})" in text(laid.card()).replace("\u2068", "").replace("\u2069", "")
    await laid.attempt(names[other])
    assert other in (await laid.game()).current.answers


async def test_next_of_whom_the_quiz_does_not_wait_for(laid: Table) -> None:
    """A press that the reveal does not wait for is answered in words: for whom it waits, and when it goes on."""
    await lobby(laid, (Act.NUMBER, "2"), (Act.SPEAKING, "in_turn"), (Act.TALK, "0"))
    await laid.press("ada", "Start")
    game = await laid.game()
    speaking = [game.players[one].name for one in game.expected[0]]
    quiet = next(player.name for player in game.players.values() if player.name not in speaking)
    for who in speaking:
        await laid.attempt(who)
    assert "only for those who answered this question: 0 of 2 are ready" in text(
        private(await laid.press(quiet, "Next"))
    )
    await laid.press(speaking[0], "Next")
    assert (await laid.game()).phase is Phase.REVEAL
    await laid.press(speaking[1], "Next · 1 of 2 ready")
    assert (await laid.game()).position == 1


async def showing_up(laid: Table, who: str) -> Shown:
    """Press something to answer with, while another answers; what that says."""
    form = "Answer" in labels(laid.card())
    return private(await (laid.press(who, "Answer") if form else laid.attempt(who)))


async def test_who_is_back_is_not_new(laid: Table) -> None:
    """Whoever missed their turn and shows up again is told that they are back; nobody is told that they are new."""
    await lobby(laid, (Act.NUMBER, "2"), (Act.SPEAKING, "in_turn"), (Act.TALK, "0"))
    await laid.press("ada", "Start")
    game = await laid.game()
    missed = [game.players[one].name for one in game.expected[0]]
    while (await laid.game()).position == 0:
        await laid.later(60)
    await laid.env.advance_time(2)
    assert "You are back, and take turns for **" in text(await showing_up(laid, missed[0]))
    assert "New:" not in text(laid.card())
    assert "You are in, and play for **" in text(await showing_up(laid, "gus"))
    assert "New: gus for " in text(laid.card())


async def at_a_form(laid: Table) -> Round:
    """The round at a question whose answer is typed or put together, however many have to be passed over."""
    while "Answer" not in labels(laid.card()):
        game = await laid.game()
        for _ in range(2):
            await laid.rounds.skip(game.id, laid.ada.id, laid.env.now(), may_manage=True)
            await laid.settle()
    await laid.env.advance_time(2)
    return await laid.game()


async def test_no_form_opens_for_whom_another_answers(laid: Table) -> None:
    """Whoever cannot answer is told at the press, before they have typed anything."""
    await lobby(laid, (Act.NUMBER, "2"), (Act.SPEAKING, "in_turn"), (Act.TALK, "0"), questions=9)
    await laid.press("ada", "Start")
    game = await at_a_form(laid)
    quiet = next(one.name for one in game.players.values() if one.id not in game.expected[game.position])
    pressed = await laid.press(quiet, "Answer")
    assert pressed.modal is None
    assert "answers this one for" in text(private(pressed))


async def test_no_form_opens_for_whom_the_quiz_is_closed(laid: Table) -> None:
    """A newcomer whom the host lets in no more reads so at once."""
    await laid.start(questions=9)
    await laid.press("ada", "Start")
    game = await at_a_form(laid)
    await HostService(laid.rounds).let_in(game.id, laid.ada.id, Joining.NOBODY, may_manage=True)
    pressed = await laid.press("ben", "Answer")
    assert pressed.modal is None
    assert "closed this quiz to newcomers" in text(private(pressed))


async def test_a_newcomer_joins_a_team_in_turn(laid: Table) -> None:
    """Whoever comes in while others answer for the teams learns their team, and answers nothing yet."""
    await laid.start()
    await choose(laid, (Act.NUMBER, "2"), (Act.SPEAKING, "in_turn"), (Act.TALK, "0"))
    await laid.press("ben", "Join")
    await laid.press("ada", "Start")
    assert "You are in, and play for **" in text(private(await laid.attempt("cleo")))
    game = await laid.game()
    assert team_of(game, laid.cleo.id) is not None
    assert laid.cleo.id not in game.current.answers


async def test_play_again_keeps_the_teams(laid: Table) -> None:
    """The next lobby is for teams as well, which are formed anew."""
    await lobby(laid, (Act.NUMBER, "2"))
    await laid.press("ada", "Start")
    await laid.stop("ada")
    await laid.press("ben", "Play again")
    assert "2 teams** · drawn by lot" in text(laid.card())
    assert not (await laid.game()).members


@pytest.mark.parametrize(
    "custom_id", ["qt:{}:lobby", "qt:{}:lobby:9", "qt:{}:lobby:zzz", "ho:{}:lobby:tn", "ho:{}:lobby:tt"]
)
async def test_a_forged_choice_changes_nothing(laid: Table, custom_id: str) -> None:
    """No team that there is not, and no number of teams that is not offered."""
    await lobby(laid, (Act.NUMBER, "2"), (Act.FORMING, "choice"))
    before = await laid.game()
    for value in ("7", "-1", "99999999999999", "x"):
        told = text(private(await laid.forge("ada", f"v1:{custom_id.format(base36(before.id))}", values=[value])))
        assert "our side" not in told
    assert await laid.game() == before


async def test_many_players_with_long_names(laid: Table) -> None:
    """However many play, and whatever they are called, every card fits into a message."""
    await laid.start(questions=1)
    await choose(laid, (Act.NUMBER, "6"), (Act.TALK, "0"))
    game = await laid.game()
    for number in range(60):
        at = laid.env.now()
        await laid.rounds.join(game.id, Player(10_000 + number, "W*" * 16, at), at)
    await laid.press("ada", "Start")
    await laid.press("ada", "Skip", private(await laid.press("ada", "Host")))
    await laid.press("ada", "To the podium", private(await laid.press("ada", "Host")))
    assert "Play again" in labels(laid.card())


@pytest.mark.parametrize("undecided", [0, 30])
def test_the_lobby_of_the_most_teams_fits_into_a_message(undecided: int) -> None:
    """With names that take the most characters; whoever stands in a team is told once."""
    people = [Player(number, "*" * 32, NOON) for number in range(1, 43 + undecided)]
    seats = {one.id: one.id % MOST_TEAMS for one in people[:42]}
    teams = Teams(MOST_TEAMS, Forming.CHOICE)
    game = replace(a_lobby(*people), teams=teams, members=seats, warm_up=True, host_id=2, part=Part(10**9, 99))
    game = replace(game, players={**game.players, 1: replace(people[0], active=False)})
    for one in (game, replace(game, part=None)):
        drawing = draw(one, LOBBY)
        assert drawing is not None
        assert drawing.view.content_length() <= 4000
    drawing = draw(replace(game, part=None), LOBBY)
    told = "" if drawing is None else str(drawing.view.to_components())  # type: ignore[no-untyped-call]
    assert ("No team yet:" in told, "**In:**" in told) == (undecided > 0, False)


def counting(monkeypatch: pytest.MonkeyPatch) -> list[Round]:
    """Of which rounds the teams' points are added up from here on."""
    folds: list[Round] = []
    fold = team_standings.team_points

    def counted(game: Round) -> dict[int, dict[int, int]]:
        folds.append(game)
        return fold(game)

    for module in (team_standings, moments):
        monkeypatch.setattr(module, "team_points", counted)
    return folds


@pytest.mark.parametrize("shown", [lambda game: draw(game, "q0"), screen])
def test_a_card_and_a_shared_screen_add_the_teams_up_once(
    monkeypatch: pytest.MonkeyPatch, shown: Callable[[Round], object]
) -> None:
    """What a question has brought, and who has moved, come of one sum."""
    folds = counting(monkeypatch)
    shown(closed(team_game(), right=ALL))
    assert len(folds) == 1


def test_a_reveal_adds_the_teams_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many have a private message to be told in."""
    told: list[int] = []

    class Told(QuizPrivates):
        def has(self, *_: int) -> bool:
            return True

        def update(self, _game_id: int, player_id: int, *_: object) -> None:
            told.append(player_id)

    folds = counting(monkeypatch)
    Told(Background(), Passing()).revealed(closed(team_game(), right=ALL))
    assert (len(told), len(folds)) == (len(ALL), 1)


def test_who_comes_late_is_told_of_on_the_question_with_their_team() -> None:
    """The card that lists the teams is far up by then; on the next question it is no news any more."""
    late = Player(5, "Eve", NOON + SECOND)
    game = granted(play.answer(team_game(), late, 0, RIGHT, NOON + SECOND))
    team = NAMES[team_of(game, late.id) or 0]
    asked, shown = draw(game, "q0"), draw(play.close(game, NOON + 2 * SECOND), "q0")
    assert asked
    assert shown
    assert all("👋 New: " in seen(drawing.view) and team in seen(drawing.view) for drawing in (asked, shown))
    revealed = play.close(game, NOON + 2 * SECOND)
    following = draw(play.posted(play.next_question(revealed, NOON + 3 * SECOND), 1, NOON + 4 * SECOND), "q1")
    assert following
    assert "👋" not in seen(following.view)


def test_only_who_is_to_answer_can_have_given_no_answer() -> None:
    """Where one member answers for each team, the reveal and the shared screen count the others for nothing."""
    game = team_game(Teams(2, speaking=Speaking.IN_TURN, talk=0 * SECOND))
    speaker = next(player for player in ALL if player.id in game.expected[0])
    shown = closed(game, right=[speaker])
    in_turn, together = (draw(one, "q0") for one in (shown, closed(team_game(), right=[speaker])))
    assert in_turn
    assert together
    assert "✅ 1 right, ⬜ 1 no answer" in seen(in_turn.view)
    assert screen(shown).progress == "✅ 1 right, ⬜ 1 no answer"
    assert "⬜ 3 no answer" in seen(together.view)
