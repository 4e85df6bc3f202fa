"""What a player wants everywhere, on every server."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preferences:
    """`hidden`: to appear on no leaderboard. `no_duels`: not to be challenged."""

    hidden: bool = False
    no_duels: bool = False
