"""What a tournament's messages hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.delivery.validator import COMPONENTS_V2, message_violations
from bot.kernel.asked import Player
from bot.kernel.background import Background
from bot.tournaments.rules.model import End, Entrant, Game, Kind, Out, Outcome, Pause, Phase, Plan, Tournament
from cogs.shared.passing import Passing
from cogs.tournaments.private import private_card
from cogs.tournaments.privates import TournamentPrivates
from cogs.tournaments.rendering import draw, podium_drawing, round_card

AT = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize(("name", "shown"), [("*" * 32, 15), ("Alexandria of the long name {:04}", 25)])
def test_a_round_fits_into_a_message_whatever_its_players_are_called(name: str, shown: int) -> None:
    """A hundred players, fifty of whom have withdrawn, in a round that waits; it says how many pairs there are more."""
    out = [Out.ABSENT if number > 50 else None for number in range(1, 101)]
    entrants = tuple(Entrant(Player(n, name.format(n), AT), 1500.0, out=out[n - 1]) for n in range(1, 101))
    games = tuple(Game(n, 1, 2 * n + 1, 2 * n + 2, AT, Outcome.VOID, ended_at=AT) for n in range(50))
    cup = Tournament(
        1, 1, 1, 1, Plan(rounds=3), AT, phase=Phase.RUNNING, round=1, entrants=entrants, games=games,
        pause=Pause.CHANNEL, paused_at=AT,
    )  # fmt: skip
    card = round_card(cup, 1, "round1", over=False)
    components: list[dict[str, Any]] = card.to_components()  # type: ignore[no-untyped-call]
    payload = {"components": components, "flags": COMPONENTS_V2, "allowed_mentions": {"parse": []}}
    assert message_violations(payload) == []
    texts = [part["content"] for part in components[0]["components"] if "content" in part]
    pairs = max(texts, key=len).split("\n")
    assert len(pairs) >= shown
    assert any(f"And {50 - len(pairs)} more" in text for text in texts)


@pytest.mark.parametrize("card", ["cup", "cupround1", "cupround2"])
def test_no_card_that_says_paused_is_left_as_it_is(card: str) -> None:
    """Drawn while the tournament is paused, with all games of its round over, it is drawn again once it goes on."""
    games = tuple(Game(number, number + 1, 1, 2, AT, Outcome.FIRST, ended_at=AT) for number in range(2))
    cup = Tournament(
        1, 1, 1, 1, Plan(rounds=3), AT, phase=Phase.RUNNING, round=2, games=games, started_at=AT,
        pause=Pause.CHANNEL, paused_at=AT,
    )  # fmt: skip
    drawing = draw(cup, card)
    assert drawing is not None
    says_so = "Paused" in str(drawing.view.to_components())  # type: ignore[no-untyped-call]
    assert says_so is not drawing.settled


def test_what_was_played_in_tournaments_of_another_process_is_not_kept_for_ever() -> None:
    """Where a shard is lost, or somebody goes on with a tournament after its end, nobody says that it is over."""

    async def nothing(*_: object) -> None:
        raise AssertionError("nobody has a message")

    privates: Any = TournamentPrivates(Background(), Passing(), nothing, nothing, nothing)  # type: ignore[arg-type]
    duel: Any = SimpleNamespace(id=1, players=[Player(1, "Ada", AT), Player(2, "Ben", AT)], is_live=True)
    for day in range(100):
        cup = Tournament(day, 1, 1, 1, Plan(rounds=3), AT)
        privates.begun(cup, duel, AT + timedelta(days=day))
    assert list(privates._played) == list(range(92, 100))
    assert privates._last_of(cup, 2, AT)[0] == 1


def podium_text(*games: Game, kind: Kind = Kind.SWISS, of: int = 2, left: int = 3) -> str:
    """The end of a tournament of Ada, Ben, and Cleo that had these games, after round 2 `of` as many."""
    entrants = tuple(
        Entrant(Player(n, who, AT), 1500.0, out=None if n <= left else Out.LEFT)
        for n, who in enumerate(("Ada", "Ben", "Cleo"), start=1)
    )
    cup = Tournament(
        1, 1, 1, 1, Plan(kind, rounds=of), AT, phase=Phase.ENDED, round=2, entrants=entrants, games=games,
        end=End.FINISHED,
    )  # fmt: skip
    components: list[dict[str, Any]] = podium_drawing(cup).view.to_components()  # type: ignore[no-untyped-call]
    return "\n".join(part["content"] for part in components[0]["components"] if "content" in part)


def walkover(number: int, winner: int, absent: int) -> Game:
    return Game(number, number + 1, winner, absent, AT, Outcome.FIRST, forfeit=True, ended_at=AT)


def bye(number: int, player: int) -> Game:
    return Game(number, number + 1, player, None, AT, Outcome.BYE, ended_at=AT)


def won(number: int, winner: int, loser: int) -> Game:
    return Game(number, number + 1, winner, loser, AT, Outcome.FIRST, ended_at=AT)


def test_a_winner_who_met_nobody_is_said_to_have_met_nobody() -> None:
    """By a bye and a game that the other did not come to; the line counts them, too."""
    told = podium_text(walkover(0, 1, 2), bye(1, 1))
    assert "these points are from 1 bye and 1 game in which the other did not play on." in told
    assert "2 games won by a bye or because the other did not play on" in told


def test_a_winner_who_met_nobody_where_others_did_is_named() -> None:
    """It is not said of everybody's points, nor that no game was played to its end."""
    told = podium_text(bye(0, 1), bye(1, 1), won(2, 2, 3))
    assert "No game was played to its end" not in told
    assert " played no game to its end:** the points are from 2 byes." in told


def test_where_nobody_met_anybody_all_points_are_accounted_for() -> None:
    """Not those of the first alone: the sentence stands above everybody's."""
    told = podium_text(bye(0, 1), walkover(1, 1, 3), bye(2, 2))
    assert "all of these points are from 2 byes and 1 game in which the other did not play on." in told


@pytest.mark.parametrize("kind", Kind)
def test_a_winner_who_beat_somebody_won_by_play(kind: Kind) -> None:
    """One game against somebody is enough; what came without one still stands in the line."""
    told = podium_text(won(0, 1, 2), walkover(1, 1, 3), kind=kind)
    assert "played to its end" not in told
    assert "because the other did not play on" in told


def test_a_winner_whose_opponent_stopped_playing_is_not_said_to_have_had_byes() -> None:
    """An arena has none, and nothing was called off: they answered, and the other did not play on."""
    told = podium_text(walkover(0, 1, 2), kind=Kind.ARENA)
    assert "No game was played to its end" in told
    assert "these points are from 1 game in which the other did not play on." in told


def test_points_for_games_that_were_called_off_are_said_to_be_that() -> None:
    """Half a point each, in a Swiss."""
    void = Game(0, 1, 1, 2, AT, Outcome.VOID, ended_at=AT)
    assert "these points are from 1 game that was called off." in podium_text(void)


@pytest.mark.parametrize("kind", Kind)
def test_who_has_ended_no_game_has_no_place(kind: Kind) -> None:
    """Neither at the end nor before it; how many took part is said all the same."""
    told = podium_text(won(0, 1, 2), kind=kind)
    assert "Ben" in told
    assert "Cleo" not in told
    assert "3 players" in told


def test_who_won_all_by_play_has_no_word_about_it() -> None:
    """Nothing is said where there is nothing to say."""
    told = podium_text(won(0, 1, 2), won(1, 1, 3))
    assert "did not play on" not in told
    assert "played to its end" not in told


@pytest.mark.parametrize(
    ("of", "left", "why"), [(3, 3, "somebody new to play"), (3, 1, "fewer than two players"), (2, 3, "")]
)
def test_a_swiss_that_ends_early_says_why(of: int, left: int, why: str) -> None:
    """After the last round there is nothing to say."""
    told = podium_text(won(0, 1, 2), won(1, 1, 3), of=of, left=left)
    assert ("It ended after round 2 of 3" in told) is bool(why)
    assert why in told


def test_who_was_removed_is_not_on_the_podium() -> None:
    """Their line stays in the standings, where it says that they are out."""
    games = (won(0, 1, 2), won(1, 1, 3), won(2, 2, 3))
    entrants = tuple(
        Entrant(Player(n, who, AT), 1500.0, out=Out.REMOVED if n == 1 else None)
        for n, who in enumerate(("Ada", "Ben", "Cleo"), start=1)
    )
    cup = Tournament(
        1, 1, 1, 1, Plan(rounds=2), AT, phase=Phase.ENDED, round=2, entrants=entrants, games=games, end=End.FINISHED
    )
    components: list[dict[str, Any]] = podium_drawing(cup).view.to_components()  # type: ignore[no-untyped-call]
    told = "\n".join(part["content"] for part in components[0]["components"] if "content" in part)
    assert "Ben" in told.split("\n")[0]
    assert "Ada" not in told
    assert "1 more in **Standings**" in told
    ends = str(private_card(cup, 1).to_components())  # type: ignore[no-untyped-call]
    assert "You're in place" not in ends


def test_a_tournament_of_which_no_game_was_over_has_no_places() -> None:
    """Four who share the first place with no points have not won anything."""
    told = podium_text(Game(0, 1, 1, 2, AT))
    assert "nobody has a place" in told
    assert "Ada" not in told


def test_games_that_the_end_cut_off_are_said_not_to_count() -> None:
    """On the card of their round, which stays."""
    entrants = tuple(Entrant(Player(n, who, AT), 1500.0) for n, who in enumerate(("Ada", "Ben"), start=1))
    cup = Tournament(
        1, 1, 1, 1, Plan(rounds=2), AT, phase=Phase.ENDED, round=1, entrants=entrants, games=(Game(0, 1, 1, 2, AT),),
        end=End.STOPPED,
    )  # fmt: skip
    components: list[dict[str, Any]] = round_card(cup, 1, "round1", over=True).to_components()  # type: ignore[no-untyped-call]
    told = "\n".join(part["content"] for part in components[0]["components"] if "content" in part)
    assert "cut off by the end, counts for neither" in told


@pytest.mark.parametrize(("games", "told"), [(1, "1 more game has finished"), (2, "2 more games have finished")])
def test_what_the_next_round_waits_for_is_counted(games: int, told: str) -> None:
    """Whoever is done in their round reads how many games are still missing."""
    entrants = tuple(Entrant(Player(n, f"P{n}", AT), 1500.0) for n in range(1, 7))
    over = Game(0, 1, 1, 2, AT, Outcome.FIRST, ended_at=AT)
    open_games = tuple(Game(n, 1, 2 * n + 1, 2 * n + 2, AT) for n in range(1, games + 1))
    cup = Tournament(
        1, 1, 1, 1, Plan(rounds=3), AT, phase=Phase.RUNNING, round=1, entrants=entrants, games=(over, *open_games)
    )
    assert told in str(private_card(cup, 1).to_components())  # type: ignore[no-untyped-call]
