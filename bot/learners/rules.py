"""What a player wants everywhere, on every server."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preferences:
    """`hidden`: to appear on no leaderboard. `no_duels`: not to be challenged.

    `no_night_reminders`: no direct messages before quiz nights.
    """

    hidden: bool = False
    no_duels: bool = False
    no_night_reminders: bool = False
