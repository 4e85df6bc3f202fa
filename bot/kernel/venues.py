"""Where a game is played, and from where it can be pressed."""

from dataclasses import dataclass

DAILY = "daily"
"""The kind of game that belongs to a whole server: it is played from any of its channels, and from direct messages."""

PRACTICE, EXAM = "practice", "exam"
"""The kinds of games that are one person's own: they are gone on with from wherever that person is, so that no channel
that is gone takes a game with it. Their handlers know whose they are, and what of them is for one server alone."""


TOURNAMENT = "tournament"
"""The kind of game that can move to another channel of its server, and so is pressed from any of them."""

NIGHT = "night"
"""The kind of game that is planned, moved, and called off from anywhere on its server, even if its channel is gone."""


@dataclass(frozen=True, slots=True)
class Venue:
    """A server and a channel (or thread) in it; server 0 stands for direct messages."""

    guild_id: int
    channel_id: int


@dataclass(frozen=True, slots=True)
class GameVenue:
    """A game's kind, where it was begun, and whether it is a part of a game that can move. None of it ever changes."""

    kind: str
    venue: Venue
    is_part: bool = False


def can_be_pressed(game: GameVenue, here: Venue, *, plays_there: bool) -> bool:
    """Whether a press that was made `here` can be meant for a game.

    `plays_there`: whoever pressed has played in the game's server, which lets them play its daily from direct messages.
    """
    if game.kind in (PRACTICE, EXAM):
        return True
    if game.kind in (TOURNAMENT, NIGHT) or game.is_part:
        return here.guild_id == game.venue.guild_id
    if game.kind != DAILY:
        return here == game.venue
    return here.guild_id == game.venue.guild_id or (not here.guild_id and plays_there)
