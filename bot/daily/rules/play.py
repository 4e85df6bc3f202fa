"""Playing a daily: each question once, one after the other, at any time until the next post."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from bot.daily.rules.streak import grace_until, in_grace, is_in_time
from bot.kernel.asked import Asked, Locked, Player
from bot.kernel.grading import Answer, grade
from bot.kernel.people import is_erased
from bot.kernel.scoring import Scoring, points
from bot.kernel.seeds import seed_for

ANSWERS_FOR_HARDEST = 2
"""A question that fewer people answered is not called the hardest."""


class Refusal(StrEnum):
    """Why a player's wish was not granted."""

    UNKNOWN = "unknown"
    CLOSED = "closed"
    ALREADY_ANSWERED = "already_answered"
    NOT_NEXT = "not_next"


@dataclass(frozen=True, slots=True)
class Daily:
    """One post of a daily and what became of it; open until `closed_at`, which is when the next is posted.

    `date` is the local date it was scheduled for, None where Discord refused the post; `previous_id` the post before
    it; `weekly`: with this post the daily turned weekly. `repeats` counts the questions that were asked here lately.
    `given_back` is for how much longer those who had begun may finish it, since the bot was away after it closed.
    """

    id: int
    guild_id: int
    channel_id: int
    opened_at: datetime
    date: date | None
    number: int | None
    asked: tuple[Asked, ...]
    previous_id: int | None = None
    role_id: int | None = None
    weekly: bool = False
    closed_at: datetime | None = None
    repeats: int = 0
    given_back: timedelta = timedelta()
    players: Mapping[int, Player] = field(default_factory=dict)

    def given_by(self, player_id: int) -> list[Locked]:
        """A player's answers, in the order of the questions."""
        return [asked.answers[player_id] for asked in self.asked if player_id in asked.answers]

    def has_finished(self, player_id: int) -> bool:
        """Whether a player has answered everything."""
        return len(self.given_by(player_id)) == len(self.asked)

    def in_time(self, asked: Asked) -> dict[int, Locked]:
        """The answers to one of its questions that were given in time, by player.

        Whoever was erased is left out: they may have come back and played it again, and would be told of twice.
        """
        players = self.players
        began = {
            player_id: players[player_id].joined_at if player_id in players else None for player_id in asked.answers
        }
        return {
            player_id: locked
            for player_id, locked in asked.answers.items()
            if is_in_time(began[player_id], self.closed_at, locked.at, self.given_back) and not is_erased(player_id)
        }

    def played_in_time(self) -> set[int]:
        """Who gave an answer in time."""
        return {player_id for asked in self.asked for player_id in self.in_time(asked)}

    def may_come_back(self, player_id: int) -> bool:
        """Whether somebody has begun and may still finish."""
        return not self.has_finished(player_id) and not is_erased(player_id)

    def keys_wait_until(self) -> datetime | None:
        """Until when a post that is closed keeps its keys, since somebody may still finish it; None: for nobody."""
        if self.closed_at is None or self.number is None or not any(self.may_come_back(one) for one in self.players):
            return None
        return grace_until(self.closed_at, self.given_back)


def seed_of(guild_id: int, day: date) -> int:
    """The same for every try of this process to make this post; a post keeps its own."""
    return seed_for(int.from_bytes(sha256(f"{guild_id}/{day.isoformat()}".encode()).digest()[:8]) >> 2)


def as_shown(asked: Asked, player_id: int) -> Asked:
    """The question in the order that this player sees; every player has another."""
    digest = sha256(f"{asked.seed}/{player_id}".encode()).digest()
    return replace(asked, seed=int.from_bytes(digest[:8]) >> 2)


def join(daily: Daily, player: Player) -> Daily:
    """The player has opened the questions."""
    known = daily.players.get(player.id)
    if known is not None and known.name == player.name:
        return daily
    kept = replace(known, name=player.name) if known else player
    return replace(daily, players={**daily.players, player.id: kept})


def may_finish(daily: Daily, player_id: int, at: datetime) -> bool:
    """Whether somebody may go on with a post that is closed: they had opened its questions in time, and lately."""
    player = daily.players.get(player_id)
    return player is not None and in_grace(player.joined_at, daily.closed_at, at, daily.given_back)


def answer(
    daily: Daily, player: Player, position: int, given: Answer, at: datetime, *, late: bool = False
) -> Daily | Refusal:
    """Lock an answer in; it stays. `late`: the post is closed, and the player makes it good.

    Speed plays no part. `elapsed_ms` runs from the player's own last step: the Play button or the answer before.
    """
    if daily.closed_at is not None and at >= daily.closed_at and not late and not may_finish(daily, player.id, at):
        return Refusal.CLOSED
    given_so_far = daily.given_by(player.id)
    if position < len(given_so_far):
        return Refusal.ALREADY_ANSWERED
    if position != len(given_so_far) or position >= len(daily.asked):
        return Refusal.NOT_NEXT
    joined = join(daily, player)
    since = given_so_far[-1].at if given_so_far else joined.players[player.id].joined_at
    elapsed = max(0, int((at - since).total_seconds() * 1000))
    question = daily.asked[position]
    result = grade(question.question, given)
    earned = points(result, Scoring.ACCURACY, elapsed, None, 0)
    locked = Locked(given, result.correct, result.credit, earned, elapsed, at)
    answered = replace(question, answers={**question.answers, player.id: locked})
    asked = (*daily.asked[:position], answered, *daily.asked[position + 1 :])
    return replace(joined, asked=asked)


def close(daily: Daily, at: datetime) -> Daily:
    """The next post is made: from now on this one has a result."""
    if daily.closed_at is not None:
        return daily
    return replace(daily, closed_at=at, asked=tuple(replace(asked, closed_at=at) for asked in daily.asked))


def give_back(daily: Daily, lost: timedelta) -> Daily:
    """Nobody could finish the post for so long: whoever may has as much more time for it.

    Where so much was given because the clock was ahead, `lost` is negative.
    """
    if daily.keys_wait_until() is None:
        return daily
    return replace(daily, given_back=max(daily.given_back + lost, timedelta()))


@dataclass(frozen=True, slots=True)
class Result:
    """How a post went, by the answers given in time. `best`: those with most right answers who may be named.

    `accuracy` is right answers over given ones, None where nobody played; `hardest` the question with the smallest
    share of right answers, None where several have all the same, with how many had it right and how many tried.
    """

    players: int
    accuracy: float | None
    best: tuple[str, ...] = ()
    best_right: int = 0
    hardest: Asked | None = None
    hardest_right: int = 0
    hardest_of: int = 0


def all_as_hard(shares: Sequence[float]) -> bool:
    """Whether several questions went alike, so that none of them was the hardest."""
    return len(shares) > 1 and len(set(shares)) == 1


def result(daily: Daily, off_boards: Container[int] = ()) -> Result:
    """Fold the answers of a post that is closed. Who is to be on no board is not named among the best, nor replaced."""
    in_time = [daily.in_time(asked) for asked in daily.asked]
    right = Counter({who: 0 for answers in in_time for who in answers})
    right.update(who for answers in in_time for who, locked in answers.items() if locked.correct)
    given = sum(len(answers) for answers in in_time)
    if not given:
        return Result(0, None)
    most = max(right.values())
    first = [who for who, number in right.items() if number == most and who not in off_boards] if most else []
    best = tuple(daily.players[who].name for who in first)
    tried = [
        (sum(locked.correct for locked in answers.values()) / len(answers), place)
        for place, answers in enumerate(in_time)
        if len(answers) >= ANSWERS_FOR_HARDEST
    ]
    share, place = min(tried, default=(1.0, 0))
    if share == 1.0 or all_as_hard([share for share, _ in tried]):
        return Result(len(right), sum(right.values()) / given, best, most)
    hits = sum(locked.correct for locked in in_time[place].values())
    return Result(len(right), sum(right.values()) / given, best, most, daily.asked[place], hits, len(in_time[place]))
