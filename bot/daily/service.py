"""Playing dailies: what players can do with a server's posts, and how they stand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.daily.played import PlayedPost, Tally
from bot.daily.ports import CARD_OF_DAILY, DailyStore
from bot.daily.rules import play
from bot.daily.rules.play import Daily, Refusal
from bot.daily.rules.streak import Played, Run, Streak, can_make_good, grace_until, in_grace, run, streak, what_was_done
from bot.kernel import grading
from bot.kernel.asked import Player
from bot.kernel.grading import Answer
from bot.kernel.keeper import Keeper
from bot.kernel.keys import Viewer
from bot.kernel.ports import MessageKey, Outbox
from bot.kernel.shared_reading import SharedReading
from bot.kernel.turns import Turns

IN_MEMORY = 2000
"""Posts held in memory; one that nobody has touched for longer is read from its rows again."""

STANDINGS_OVER = timedelta(days=30)
"""Standings are those of the posts that were closed within this time."""

Rule = Callable[[Daily], Daily | Refusal]

Runs = Callable[[Daily], Mapping[int, Run]]
"""Whose streak a change moves, and how it stands then."""


@dataclass(frozen=True, slots=True)
class Record:
    """How a player stands in a server. `to_make_good`: the post that can be played late, while the next one is open.

    `to_finish`: the post that has closed, and that they may still finish in time, before `finish_by`.
    """

    streak: Streak
    last_number: int
    to_make_good: int | None = None
    finished: frozenset[int] = frozenset()
    to_finish: int | None = None
    finish_by: datetime | None = None


class DailyService:
    """The posts that are being played, each as it stands."""

    def __init__(self, store: DailyStore, outbox: Outbox, ours: Callable[[int], bool] = lambda _: True) -> None:
        """`ours`: whether a server's posts are played here. Others' can only be looked at, and are read each time."""
        self._store = store
        self._outbox = outbox
        self._games: Keeper[Daily, Refusal] = Keeper(
            store.load, Refusal.UNKNOWN, over=lambda daily: not ours(daily.guild_id), most=IN_MEMORY
        )
        self._since = datetime.max.replace(tzinfo=UTC)
        self._standings = SharedReading(lambda guild_id: store.tallies(guild_id, self._since))
        self._finishing = Turns()

    # What people do

    async def play(self, game_id: int, player: Player) -> Daily | Refusal:
        """Open the questions. A post that is closed can be made good by whoever missed it, once and until the next."""
        late = await self._may_be_late(game_id, player.id, player.joined_at)

        def rule(daily: Daily) -> Daily | Refusal:
            closed = daily.closed_at is not None and not late and not daily.has_finished(player.id)
            if closed and not play.may_finish(daily, player.id, player.joined_at):
                return Refusal.CLOSED
            return play.join(daily, player)

        return await self._change(game_id, rule)

    async def answer(self, game_id: int, player: Player, position: int, given: Answer, at: datetime) -> Daily | Refusal:
        """Lock an answer in. Raises `grading.AnswerError`, in words for the player, where it fits no such question."""
        found = await self.find(game_id)
        if found is None:
            return Refusal.UNKNOWN
        if position + 1 < len(found.asked):
            return await self._answer(game_id, player, position, given, at)
        async with self._finishing.of((found.guild_id, player.id)):
            posts = await self._store.played(found.guild_id, player.id)
            return await self._answer(game_id, player, position, given, at, posts)

    # How things stand

    async def find(self, game_id: int) -> Daily | None:
        """A post as it stands, open or not; None where there never was one."""
        return await self._games.find(game_id)

    async def closes_at(self, daily: Daily) -> datetime | None:
        """Until when a post is open; None where it is closed."""
        return None if daily.closed_at is not None else await self._store.closes_at(daily.id)

    async def latest(self, guild_id: int) -> Daily | None:
        """A server's last post."""
        found = await self._store.latest(guild_id)
        return await self.find(found[0]) if found else None

    async def latest_of(self, player_id: int, most: int) -> list[Daily]:
        """The last post of each server whose dailies somebody plays."""
        found = [await self.latest(guild_id) for guild_id in (await self._store.servers_of(player_id))[:most]]
        return [daily for daily in found if daily is not None]

    async def as_known(self, game_id: int, player: Player) -> Player:
        """A player by the name that the post's server knows; as they are where it knows none."""
        daily = await self.find(game_id)
        if daily is None:
            return player
        there = daily.players.get(player.id)
        name = there.name if there else await self._store.name_of(daily.guild_id, player.id)
        return replace(player, name=name or player.name)

    async def record(self, guild_id: int, player_id: int, at: datetime) -> Record:
        """A player's streak in a server, at `at`: a post that they may still finish is none that they have missed."""
        posts = await self._store.played(guild_id, player_id)
        history = _history(posts, at)
        still_open = bool(posts) and posts[-1].closed_at is None
        finishing = next((post for post in posts if _is_finishing(post, at)), None)
        return Record(
            streak=streak(history),
            last_number=posts[-1].number if posts else 0,
            to_make_good=posts[-2].game_id if still_open and can_make_good(history) else None,
            finished=frozenset(post.game_id for post in posts if post.finished_at is not None),
            to_finish=finishing.game_id if finishing else None,
            finish_by=grace_until(finishing.closed_at, finishing.given_back) if finishing else None,
        )

    async def streak_with(self, daily: Daily, player_id: int, at: datetime) -> int:
        """How long a player's streak was with a post, whatever came after it."""
        posts = await self._store.played(daily.guild_id, player_id)
        return streak(_history([post for post in posts if post.number <= (daily.number or 0)], at)).length

    async def standings(self, guild_id: int, at: datetime) -> list[Tally]:
        """Who had how much right lately, the best first. Open posts are left out: they would tell who is right.

        When a post comes, many ask at once, and wait for one reading.
        """
        self._since = at - STANDINGS_OVER
        return await self._standings.of(guild_id)

    async def hidden(self, viewer: Viewer) -> set[str]:
        """The questions whose keys somebody may not see now, by id."""
        return await self._store.being_asked(viewer)

    def forget(self, scope: object) -> None:
        """Something decided for this post was not written: what stands in memory never happened."""
        if isinstance(scope, int):
            self._games.forget(scope)

    # What posting needs

    def close(self, daily: Daily, at: datetime) -> Daily:
        """The next post is being made: whatever is pressed from now on comes late. To be written by the caller."""
        closed = play.close(self._games.get(daily.id) or daily, at)
        self._games.hold(closed, being_written=True)
        return closed

    def withdraw(self, daily: Daily) -> Daily:
        """Discord refused the post: it is no daily any more. To be written by the caller."""
        withdrawn = replace(self._games.get(daily.id) or daily, date=None, number=None, closed_at=daily.opened_at)
        self._games.hold(withdrawn, being_written=True)
        return withdrawn

    async def give_back(self, game_id: int, lost: timedelta) -> None:
        """Nobody could finish a post that is closed for so long. Raises `StorageError`."""
        await self._games.change(
            game_id, lambda daily: play.give_back(daily, lost), lambda _, after: self._store.give_back(after)
        )

    def drop(self, game_id: int) -> None:
        """The rows say all there is to say about this post."""
        self._games.release(game_id)

    # How it is done

    async def _answer(
        self,
        game_id: int,
        player: Player,
        position: int,
        given: Answer,
        at: datetime,
        posts: Sequence[PlayedPost] = (),
    ) -> Daily | Refusal:
        """`posts`: what the player did with all of the server's, where this answer may finish one."""
        late = await self._may_be_late(game_id, player.id, at)

        def rule(daily: Daily) -> Daily | Refusal:
            if not 0 <= position < len(daily.asked):
                return Refusal.UNKNOWN
            checked = grading.check(daily.asked[position].question, given)
            return play.answer(daily, player, position, checked, at, late=late)

        answered = await self._change(game_id, rule, lambda after: _runs(after, player.id, posts))
        if isinstance(answered, Daily) and answered.closed_at is None and _moves_counts(answered, player.id, position):
            self._outbox.refresh(MessageKey(game_id, CARD_OF_DAILY))
        return answered

    async def _may_be_late(self, game_id: int, player_id: int, at: datetime) -> bool:
        daily = await self.find(game_id)
        if daily is None or daily.closed_at is None:
            return False
        return (await self.record(daily.guild_id, player_id, at)).to_make_good == game_id

    async def _change(self, game_id: int, rule: Rule, runs: Runs = lambda _: {}) -> Daily | Refusal:
        def asked(daily: Daily) -> Daily | Refusal:
            return Refusal.UNKNOWN if daily.number is None else rule(daily)

        return await self._games.change(
            game_id, asked, lambda before, after: self._store.save(before or after, after, runs(after))
        )


def _moves_counts(daily: Daily, player_id: int, position: int) -> bool:
    """Whether an answer changes what the post tells: how many have begun, and how many are through."""
    return position == 0 or daily.has_finished(player_id)


def _played(post: PlayedPost) -> Played:
    return what_was_done(post.finished_at, post.closed_at, post.away, post.began_at, post.given_back)


def _history(posts: Sequence[PlayedPost], at: datetime) -> list[Played]:
    """What somebody did with these posts, from the first one on that they played."""
    first = next((place for place, post in enumerate(posts) if post.finished_at is not None), len(posts))
    return [Played.STILL_OPEN if _is_finishing(post, at) else _played(post) for post in posts[first:]]


def _is_finishing(post: PlayedPost, at: datetime) -> bool:
    """Whether a post has closed, and this player, who had begun it, is still in time with it."""
    return post.finished_at is None and in_grace(post.began_at, post.closed_at, at, post.given_back)


def _runs(after: Daily, player_id: int, posts: Sequence[PlayedPost]) -> dict[int, Run]:
    """The player's run, where they have finished this post."""
    if not posts or not after.has_finished(player_id):
        return {}
    finished_at = max(locked.at for locked in after.given_by(player_id))
    known = [replace(post, finished_at=finished_at) if post.game_id == after.id else post for post in posts]
    now = run([(post.number, _played(post)) for post in known])
    return {player_id: now} if now else {}
