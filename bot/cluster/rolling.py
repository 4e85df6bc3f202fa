"""All processes of a cluster are replaced, one after the other, in the middle of their games.

Each hands over what it has and ends; whatever runs it starts it again, with the version that is installed by then.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.cluster.store import Seen

T = TypeVar("T")

PATIENCE_S = 120
"""So long one may take to hand over what it has and end, and so long another to take its place."""

TOO_FEW = "Only one process is running, so nobody could take over. Start another one first."
INCOMPLETE = "Shards without a process: {shards}. Wait until each has one, then try again."
STAYS = (
    "{name} has not ended within {patience} seconds. It may be of a version that does not know this command: stop it "
    "with SIGTERM, start it again, and run `recall cluster roll` again. The others go on."
)
NOT_REPLACED = (
    "{name} has ended, and nothing has taken its place within {patience} seconds. If the new process is running, its "
    "log says what it waits for, such as a dump; otherwise, start it again. Then run `recall cluster roll` again. The "
    "others have its shards."
)
ENDS = "{name} hands over {shards} and ends."
NEW = "{name} ({program}) has taken its place."


class NotRolledError(Exception):
    """The message says what to do."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How the time is told, in seconds, and how a second of it is waited for."""

    now: Callable[[], float]
    pause: Callable[[], object]


def roll(look: Callable[[], Seen], end: Callable[[str], object], say: Callable[[str], object], watch: Watch) -> None:
    """Have each that is there now end, once the one before has been replaced. Raises `NotRolledError`."""
    seen = look()
    if len(seen.there) < 2:
        raise NotRolledError(TOO_FEW)
    if free := seen.free:
        raise NotRolledError(INCOMPLETE.format(shards=", ".join(map(str, free))))
    for name in in_turn(seen):
        before = look()
        if name not in before.there:  # it has died meanwhile, and whatever runs it has started it again
            continue
        say(ENDS.format(name=name, shards=in_words(before.parts_of(name)) or "no shard"))
        end(name)
        if not _wait(lambda now, name: name not in now.there, name, look, watch):
            raise NotRolledError(STAYS.format(name=name, patience=PATIENCE_S))
        staying = before.there - before.leaving | {name}  # those that leave, as those drained by hand, take nothing
        if not _wait(is_complete, min(len(staying), len(seen.there)), look, watch):
            raise NotRolledError(NOT_REPLACED.format(name=name, patience=PATIENCE_S))
        for member in look().members:
            if member.there and member.name not in before.there:
                say(NEW.format(name=member.name, program=member.program))


def in_turn(seen: Seen) -> list[str]:
    """Who ends when: those with the fewest shards first, so that fewer shards move twice."""
    return sorted(seen.there, key=lambda name: (len(seen.parts_of(name)), name))


def is_complete(seen: Seen, processes: int) -> bool:
    """Whether so many are there, and have all shards between them, evenly: a new one is given its share."""
    each = [len(seen.parts_of(name)) for name in seen.there - seen.leaving]
    return len(each) >= processes and not seen.free and max(each) - min(each) <= 1


def in_words(shards: Sequence[int]) -> str:
    """Shards by their numbers; nothing for none."""
    return f"shard{'s' if len(shards) > 1 else ''} {', '.join(map(str, shards))}" if shards else ""


def _wait(holds: Callable[[Seen, T], bool], what: T, look: Callable[[], Seen], watch: Watch) -> bool:
    until = watch.now() + PATIENCE_S
    while watch.now() < until:
        if holds(look(), what):
            return True
        watch.pause()
    return False
