"""A round through anything that people, Discord and time can do to it, in any order: what holds throughout."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.kernel.asked import Locked, Player
from bot.kernel.grading import Answer, grade
from bot.kernel.pace import Pace, time_to_answer
from bot.kernel.questions import Question
from bot.kernel.scoring import Scoring, points
from bot.rounds.rules import control, lobby, play
from bot.rounds.rules.cards import cards, changed_cards, current_card, new_cards
from bot.rounds.rules.model import Phase, Refusal, Round, Settings, Teams, Weight
from bot.rounds.rules.standings import counted, standings
from bot.rounds.rules.team_standings import team_points
from bot.rounds.rules.teams import team_of
from tests.strategies import (
    NOON,
    PLAYERS,
    SECOND,
    HostAct,
    a_lobby,
    answers_to,
    chosen_settings,
    host_acts,
    people,
    questions,
    spans,
    team_plans,
)

LAG = st.integers(0, 4_000).map(lambda ms: timedelta(milliseconds=ms))
"""How long a press is on its way."""


def anything_goes(machine: RoundMachine) -> bool:
    """Half of the rounds are left to play a while before what ends them may happen, or they would all end early."""
    return machine.rough or machine.game.position >= 2


class RoundMachine(RuleBasedStateMachine):
    """Keeps beside the round what was promised to people: the answers that were accepted."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOON
        self.game = a_lobby(PLAYERS[0])
        self.accepted: dict[tuple[int, int], Locked] = {}
        self.paces: dict[int, Pace] = {}
        self.seats: dict[int, int] = {}
        self.rough = False

    @initialize(
        wished=chosen_settings,
        chosen=st.lists(questions, min_size=3, max_size=4),
        rough=st.booleans(),
        plan=st.one_of(st.none(), team_plans),
    )
    def open(self, wished: Settings, chosen: list[Question], rough: bool, plan: Teams | None) -> None:
        self.rough = rough
        self.game = replace(a_lobby(*PLAYERS[:3], settings=wished), teams=plan)
        if not rough:
            self.take(lobby.begin(self.game, PLAYERS[0].id, chosen, self.at))

    def take(self, outcome: Round | Refusal) -> bool:
        """The next state, held against the last one; whether there is one."""
        before = self.game
        if isinstance(outcome, Refusal) or outcome is before:
            return False
        assert before.phase is not Phase.ENDED, "a round that was over has changed"
        assert outcome.position >= before.position
        assert cards(outcome)[: len(cards(before))] == cards(before), "a message has vanished"
        assert new_cards(before, outcome) == cards(outcome)[len(cards(before)) :]
        assert {current_card(before), current_card(outcome)} <= set(changed_cards(before, outcome))
        assert before.players.keys() <= outcome.players.keys()
        self.game = outcome
        if outcome.asked and outcome.current.opened_at is not None:
            assert self.paces.setdefault(outcome.position, outcome.settings.pace) is outcome.settings.pace or (
                outcome.current.closed_at is not None
            ), "the pace of an open question has changed"
        return True

    @rule(span=spans)
    def time_passes(self, span: timedelta) -> None:
        self.at += span if anything_goes(self) else span / 30

    @rule(person=people, lag=LAG)
    def join(self, person: Player, lag: timedelta) -> None:
        joined = self.take(lobby.join(self.game, replace(person, joined_at=self.at - lag), self.at - lag))
        assert joined is False or self.game.players[person.id].active

    @rule(person=people)
    def leave(self, person: Player) -> None:
        if self.take(lobby.leave(self.game, person.id, self.at)):
            assert not self.game.players[person.id].active
            if self.game.phase is Phase.LOBBY:
                assert self.game.players[self.game.host_id].active, "a lobby without its host"

    @precondition(lambda self: self.game.phase is Phase.LOBBY)
    @rule(person=people, chosen=st.lists(questions, max_size=4), may_manage=st.booleans())
    def begin(self, person: Player, chosen: list[Question], may_manage: bool) -> None:
        if self.take(lobby.begin(self.game, person.id, chosen, self.at, may_manage=may_manage)):
            assert chosen
            assert self.game.phase is Phase.POSTING

    @rule(position=st.integers(-1, 4))
    def something_is_posted(self, position: int) -> None:
        self.take(play.posted(self.game, position, self.at))

    @precondition(lambda self: self.game.phase is Phase.POSTING)
    @rule()
    def the_question_is_posted(self) -> None:
        assert self.take(play.posted(self.game, self.game.position, self.at))
        talks = self.game.teams is not None and bool(self.game.teams.talk)
        assert self.game.phase is (Phase.TALK if talks else Phase.OPEN)

    @precondition(lambda self: self.game.phase is Phase.OPEN)
    @rule(person=people, lag=LAG, data=st.data())
    def answer(self, person: Player, lag: timedelta, data: st.DataObject) -> None:
        given = data.draw(answers_to(self.game.current.question))
        self._answer(person, self.game.position, given, self.at - lag)

    @precondition(lambda self: self.game.asked)
    @rule(person=people, position=st.integers(-1, 4), data=st.data())
    def answer_anywhere(self, person: Player, position: int, data: st.DataObject) -> None:
        if 0 <= position < len(self.game.asked):
            given = data.draw(answers_to(self.game.asked[position].question))
            self._answer(person, position, given, self.at)
        else:
            assert isinstance(play.answer(self.game, person, position, (0,), self.at), Refusal)

    def _answer(self, person: Player, position: int, given: Answer, at: datetime) -> None:
        before, place = self.game, (position, person.id)
        if not self.take(play.answer(before, replace(person, joined_at=at), position, given, at)):
            return
        deadline = before.current.deadline
        assert before.phase is Phase.OPEN
        assert position == before.position
        assert deadline is None or at <= deadline, "an answer after the deadline was taken"
        assert self.game.players[person.id].active
        if before.in_turn and person.id not in before.expected[position]:
            assert self.game.asked == before.asked, "somebody whose turn it was not has answered"
            return
        assert before.settings.scoring is Scoring.ACCURACY or place not in self.accepted
        self.accepted[place] = self.game.asked[position].answers[person.id]
        assert self.accepted[place].answer == given

    @rule(person=people, position=st.integers(-1, 4))
    def mark_unsure(self, person: Player, position: int) -> None:
        if self.take(play.mark_unsure(self.game, person.id, position)):
            place = (position, person.id)
            self.accepted[place] = replace(self.accepted[place], unsure=True)

    @rule(person=people)
    def press_next(self, person: Player) -> None:
        self.take(play.press_next(self.game, person.id, self.game.position, self.at))

    @precondition(lambda self: self.rough or self.game.phase is not Phase.POSTING)
    @rule()
    def pause(self) -> None:
        self.take(control.host_pause(self.game, self.at))

    @rule(steps=st.integers(1, 8), data=st.data())
    def play_on(self, steps: int, data: st.DataObject) -> None:
        """The round as it mostly goes, for a while."""
        for _ in range(steps):
            self.at += SECOND
            if self.game.phase is Phase.POSTING:
                self.the_question_is_posted()
            elif self.game.phase is Phase.TALK:
                self.tick_when_due()
            elif self.game.phase is Phase.OPEN:
                self._everybody_answers(data)
            elif self.game.phase is Phase.REVEAL:
                for person in PLAYERS:
                    self.take(play.press_next(self.game, person.id, self.game.position, self.at))
            elif self.game.phase is Phase.PAUSED:
                self.resume()

    def _everybody_answers(self, data: st.DataObject) -> None:
        for person in PLAYERS:
            given = data.draw(answers_to(self.game.current.question))
            self._answer(person, self.game.position, given, self.at)
        self.take(control.tick(self.game, self.at))

    @rule(act=host_acts)
    def host(self, act: HostAct) -> None:
        """What the host may decide besides the clock; who was taken out stays out."""
        removed = self.game.removed
        self.take(act(self.game, self.at))
        assert removed <= self.game.removed
        assert not any(self.game.players[one].active for one in self.game.removed)

    @precondition(lambda self: self.game.phase is Phase.PAUSED)
    @rule()
    def resume(self) -> None:
        waiting = self.game.pause
        assert self.take(control.resume(self.game, self.at))
        if waiting is not None and self.game.phase is Phase.OPEN and waiting.remaining is not None:
            self._has_left(waiting.remaining)

    @rule()
    def skip(self) -> None:
        self.take(control.skip(self.game, self.at))

    @precondition(anything_goes)
    @rule()
    def stop(self) -> None:
        self.take(control.stop(self.game, self.at))

    @precondition(anything_goes)
    @rule()
    def block(self) -> None:
        self.take(control.block(self.game, self.at))

    @rule()
    def tick(self) -> None:
        self.take(control.tick(self.game, self.at))

    @precondition(lambda self: self.game.due_at is not None and (self.game.phase is not Phase.PAUSED or self.rough))
    @rule()
    def tick_when_due(self) -> None:
        self.at = max(self.at, self.game.due_at or self.at)
        assert self.take(control.tick(self.game, self.at)), "a round was due and nothing came of it"

    @rule(span=spans)
    def come_back_after_an_outage(self, span: timedelta) -> None:
        before, away_since = self.game, self.at
        self.at += span
        self.take(control.after_outage(before, away_since, self.at))
        if self.game.phase is Phase.OPEN and before.current.deadline is not None:
            self._has_left(
                before.current.deadline - away_since, least=20 * SECOND if span >= 3 * SECOND else 0 * SECOND
            )

    def _has_left(self, before: timedelta, least: timedelta = 20 * SECOND) -> None:
        """The open question has what it had before, and after an absence that was noticed 20 seconds at least."""
        asked = self.game.current
        assert asked.deadline is not None
        assert asked.deadline - self.at >= max(before, least)

    @invariant()
    def answers_stay(self) -> None:
        """Nobody's accepted answer is lost or changed, and there is no other."""
        there = {
            (position, player): locked
            for position, asked in enumerate(self.game.asked)
            for player, locked in asked.answers.items()
        }
        assert there == self.accepted

    @invariant()
    def points_are_a_fold_of_the_answers(self) -> None:
        """Points follow from the answers, their times and what was right before, and the standings add them up."""
        streaks: dict[int, int] = {}
        for position, asked in enumerate(self.game.asked):
            warm_up = self.game.weight(position) is Weight.NOT_AT_ALL
            for player, locked in asked.answers.items():
                result = grade(asked.question, locked.answer)
                span = time_to_answer(asked.question, self.paces[position], self.game.settings.exam)
                allowed = None if span is None else span // timedelta(milliseconds=1)
                streak = streaks.get(player, 0)
                earned = points(result, self.game.settings.scoring, locked.elapsed_ms, allowed, streak)
                assert locked.points == (0 if warm_up else earned)
                assert (locked.correct, locked.credit) == (result.correct, result.credit)
            for person in PLAYERS:
                mine = asked.answers.get(person.id)
                if warm_up or (mine is None and asked.skipped):
                    continue
                streaks[person.id] = streaks.get(person.id, 0) + 1 if mine and mine.correct else 0
        for line in standings(self.game):
            mine_all = [
                (one.weight, one.asked.answers[line.player_id])
                for one in counted(self.game)
                if line.player_id in one.asked.answers
            ]
            assert line.points == sum(weight.of(locked.points) for weight, locked in mine_all)
            assert (line.answered, line.right) == (len(mine_all), sum(locked.correct for _, locked in mine_all))

    @invariant()
    def teams_are_whole(self) -> None:
        """Once a round has begun everybody who is in is in one team, and nobody moves; points keep within bounds."""
        game = self.game
        if game.teams is None or game.phase is Phase.LOBBY or not game.asked:
            return
        assert all(team_of(game, player.id) is not None for player in game.active_players)
        assert {team: team_of(game, team) for team in self.seats} == self.seats
        self.seats = {one: team for one in game.players if (team := team_of(game, one)) is not None}
        for position, turns in game.expected.items():
            assert game.asked[position].opened_at is not None
            if game.in_turn:
                assert len({team_of(game, one) for one in turns}) == len(turns), "two speak for one team"
        for position, earned in team_points(game).items():
            assert all(0 <= points <= game.weight(position).of(100) for points in earned.values())

    @invariant()
    def the_clock_runs_where_it_should(self) -> None:
        """Only a question on its way and a round that is over wait for nothing; an open one has a time it opened."""
        assert (self.game.due_at is None) == (self.game.phase in (Phase.POSTING, Phase.ENDED))
        assert (self.game.pause is not None) == (self.game.phase is Phase.PAUSED)
        assert (self.game.end is not None) == (self.game.ended_at is not None) == (self.game.phase is Phase.ENDED)
        if self.game.phase is Phase.OPEN:
            assert self.game.current.opened_at is not None
            assert self.game.current.opened_at <= self.at, "the clock starts in the future"
            assert self.game.current.closed_at is None
        assert all(asked.closed_at is not None for asked in self.game.asked[: max(0, self.game.position)])

    @invariant()
    def a_round_ends_by_itself(self) -> None:
        """If people do nothing more, time alone ends a round: in so many steps, within so many minutes."""
        game, at = self.game, self.at
        for _ in range(4 * len(game.asked) + 6):
            if game.phase is Phase.ENDED:
                break
            if game.phase is Phase.POSTING:
                game = play.posted(game, game.position, at)
            else:
                at = max(at, game.due_at or at)
                game = control.tick(game, at)
        assert game.phase is Phase.ENDED
        assert at - self.at <= timedelta(minutes=60)


TestRound = RoundMachine.TestCase
TestRound.settings = settings(max_examples=3 * settings().max_examples)
