"""Who may see the summary of which game, and what it tells of tournaments and nights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from bot.kernel.asked import Asked
from bot.kernel.keys import Viewer
from bot.kernel.venues import TOURNAMENT
from bot.nights.api import Night
from bot.nights.rules import play as nights
from bot.rounds.api import Round
from bot.summaries.ports import Gone
from bot.summaries.rules import Refusal, Summary
from bot.summaries.service import GROUP_MOCK, NIGHT, QUIZ, SummaryService
from bot.tournaments.api import Tournament
from bot.tournaments.rules import play
from bot.tournaments.rules.model import Outcome, Plan
from tests.nights.test_rules import begun as begun_night
from tests.strategies import NOON
from tests.summaries.test_rules import PEOPLE, asked, played
from tests.tournaments.test_pairing import advanced, begun

HERE, THERE, HOST, OTHER = 70, 71, 1, 99
RIGHT, WRONG = (0,), (1,)
QUIZ_ID, NIGHT_ID, CUP_ID, MOCK_ID, DUEL_ID = range(1, 6)


def everybody(name: str) -> Asked:
    """Asked of nine people, of whom the first was right."""
    return asked(name, {who: RIGHT if who == PEOPLE[0] else WRONG for who in PEOPLE})


def a_quiz(name: str = "q") -> Round:
    course = [dict.fromkeys(PEOPLE, WRONG) | {PEOPLE[0]: RIGHT}] * 2
    game = replace(played(course), host_id=HOST)
    return replace(game, asked=tuple(everybody(f"{name}{place}") for place in range(2)))


def a_cup() -> Tournament:
    """Four who played a round: the higher ranked of each two have won."""
    now = advanced(begun(4, Plan(rounds=1)), {}, NOON)
    won = {game.number: play.Result(Outcome.FIRST, forfeit=False, ended_at=NOON) for game in now.open_games}
    return replace(advanced(now, won, NOON), organizer_id=HOST)


def a_night() -> Night:
    stopped = nights.stop(begun_night(), NOON)
    assert isinstance(stopped, Night)
    return replace(nights.no_round(stopped, NOON), host=replace(stopped.host, id=HOST))


@dataclass
class Archive:
    """What is over, on one server."""

    kinds: dict[int, Gone] = field(
        default_factory=lambda: {
            QUIZ_ID: Gone(QUIZ, HERE, over=True),
            NIGHT_ID: Gone(NIGHT, HERE, over=True),
            CUP_ID: Gone(TOURNAMENT, HERE, over=True),
            MOCK_ID: Gone(GROUP_MOCK, HERE, over=True),
            DUEL_ID: Gone("duel", HERE, over=True),
        }
    )
    hidden: dict[Viewer, set[str]] = field(default_factory=dict)

    async def game(self, game_id: int) -> Gone | None:
        return self.kinds.get(game_id)

    async def being_asked(self, viewer: Viewer) -> set[str]:
        return self.hidden.get(viewer, set())

    async def played_in(self, tournament_id: int) -> Sequence[Sequence[Asked]]:
        assert tournament_id == CUP_ID
        return [[everybody("c0")], [everybody("c1"), everybody("c0")]]

    async def host_of_group(self, room_id: int) -> int | None:
        assert room_id == MOCK_ID
        return HOST

    async def papers_of(self, room_id: int) -> Sequence[Sequence[Asked]]:
        assert room_id == MOCK_ID
        return [[everybody("m0")], [everybody("m1")]]


@dataclass
class Shelf:
    """Games of one kind, as they are loaded; `parts` are the rounds of the night."""

    found: Mapping[int, object]
    parts: Mapping[int, Round] = field(default_factory=dict)

    async def load(self, game_id: int) -> object:
        return self.found.get(game_id)

    async def of_night(self, night_id: int) -> Mapping[int, Round]:
        assert night_id == NIGHT_ID
        return self.parts


def service(archive: Archive) -> SummaryService:
    rounds = Shelf({QUIZ_ID: a_quiz()}, {1: a_quiz("a"), 2: a_quiz("b")})
    return SummaryService(archive, rounds, Shelf({NIGHT_ID: a_night()}), Shelf({CUP_ID: a_cup()}))  # type: ignore[arg-type]


@pytest.mark.parametrize("game_id", [QUIZ_ID, NIGHT_ID, CUP_ID, MOCK_ID])
async def test_a_summary_is_for_its_host_and_whoever_manages_the_server(game_id: int) -> None:
    """Once the game is over; on another server nobody learns that it exists."""
    archive = Archive()
    summaries = service(archive)
    assert isinstance(await summaries.of(game_id, HERE, HOST, may_manage=False), Summary)
    assert isinstance(await summaries.of(game_id, HERE, OTHER, may_manage=True), Summary)
    assert await summaries.of(game_id, HERE, OTHER, may_manage=False) is Refusal.NOT_YOURS
    assert await summaries.of(game_id, THERE, HOST, may_manage=True) is Refusal.UNKNOWN
    archive.kinds[game_id] = replace(archive.kinds[game_id], over=False)
    assert await summaries.of(game_id, HERE, HOST, may_manage=False) is Refusal.NOT_OVER


@pytest.mark.parametrize("game_id", [DUEL_ID, 99])
async def test_other_games_have_no_summary(game_id: int) -> None:
    """A duel is between two, and what there is not tells nothing."""
    assert await service(Archive()).of(game_id, HERE, HOST, may_manage=True) is Refusal.UNKNOWN


async def test_a_tournament_sums_up_its_games_and_its_standings() -> None:
    """The same question in two games is one, with the answers of both."""
    found = await service(Archive()).of(CUP_ID, HERE, HOST, may_manage=False)
    assert isinstance(found, Summary)
    assert [(line.place, line.name, line.points) for line in found.places] == [
        (1, "P1", 1), (1, "P2", 1), (3, "P3", 0), (3, "P4", 0),
    ]  # fmt: skip
    assert {one.question_id: one.answers for one in found.items} == {"c0": 18, "c1": 9}
    assert found.people == len(PEOPLE)


async def test_a_night_numbers_its_questions_through() -> None:
    """Those of all its rounds, and one standing over them."""
    found = await service(Archive()).of(NIGHT_ID, HERE, HOST, may_manage=False)
    assert isinstance(found, Summary)
    assert [(one.number, one.question_id) for one in found.items] == [(1, "a0"), (2, "a1"), (3, "b0"), (4, "b1")]
    assert (found.places[0].right, found.places[0].of, found.places[1].right) == (4, 4, 0)
    assert len(found.presence) == 4


@pytest.mark.parametrize(("game_id", "name"), [(QUIZ_ID, "q0"), (NIGHT_ID, "b0"), (CUP_ID, "c0"), (MOCK_ID, "m0")])
async def test_the_key_of_what_is_being_asked_is_in_no_summary(game_id: int, name: str) -> None:
    """Of whoever looks, on that server; everybody else sees all of it."""
    archive = Archive(hidden={Viewer(HOST, HERE, game_id): {name}})
    hidden, whole = [await service(archive).of(game_id, HERE, who, may_manage=True) for who in (HOST, OTHER)]
    assert isinstance(hidden, Summary)
    assert isinstance(whole, Summary)
    told = [{one.question_id for one in found.items if one.options} for found in (hidden, whole)]
    assert name not in told[0]
    assert name in told[1]
