"""How urgent what comes from Discord is: what somebody has pressed goes before what comes by itself."""

from collections.abc import Callable
from typing import Any

from bot.kernel.haste import Haste, errand, on

_OF_PEOPLE = frozenset({"on_interaction", "on_app_command_completion"})
"""Events that are about what somebody has pressed; all others come by themselves."""


def pressed(parse: Callable[[Any], None]) -> Callable[[Any], None]:
    """Somebody waits for what follows from it, whatever the connection that it came by was begun for."""

    def came(data: Any) -> None:
        with on(Haste.PRESS):
            parse(data)

    return came


def haste_of(event: str) -> Haste:
    """How urgent that is which listens to an event."""
    return errand().haste if event in _OF_PEOPLE else Haste.RETURN
