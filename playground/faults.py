"""Faults that tests ask for: the bot's next matching requests fail."""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass
from dataclasses import fields as dataclass_fields
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

from playground.model.errors import REFUSALS, ApiError, by_code
from playground.model.refusal import RefusedError, invalid

Action = Literal["status", "rate_limit", "drop", "hang"]
When = Literal["before", "after"]


@dataclass(slots=True)
class Fault:
    """What happens to the next ``times`` requests that match; see ``docs/playground-api.md``."""

    id: str
    path: str
    method: str = "*"
    action: Action = "status"
    times: int = 1
    status: int = 500
    retry_after: float = 1.0
    everywhere: bool = False
    when: When = "before"
    code: int = 0

    def refusal(self) -> ApiError:
        """What the bot is told: Discord's own refusal where a code was named."""
        if self.code:
            return by_code(self.code)
        return ApiError(self.status, 0, "The playground was asked to fail")


class Faults:
    """Those that have not happened yet."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self._ids = itertools.count(1)

    def add(self, body: dict[str, Any]) -> Fault:
        """Ask for a fault; raises RefusedError when it is not one."""
        fields = {("everywhere" if key == "global" else key): value for key, value in body.items()}
        known = {field.name for field in dataclass_fields(Fault)} - {"id"}
        if unknown := fields.keys() - known:
            names = ", ".join(sorted(known - {"everywhere"} | {"global"}))
            raise RefusedError(400, "malformed", f"A fault has no {min(unknown)!r}. It may have {names}.")
        if "path" not in fields:
            raise RefusedError(400, "malformed", "A fault needs a path, such as /channels/*/messages.")
        fault = Fault(id=str(next(self._ids)), **fields)
        if fault.action not in get_args(Action) or fault.when not in get_args(When):
            raise invalid("action", f"Known actions: {', '.join(get_args(Action))}; when: before or after.")
        if fault.code and fault.code not in REFUSALS:
            raise invalid("code", f"Known codes: {', '.join(map(str, REFUSALS))}.")
        self.waiting.append(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that befalls this request, if any."""
        for fault in self.waiting:
            if fault.method in {"*", method} and fnmatchcase(path, fault.path):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None

    def describe(self) -> list[dict[str, Any]]:
        """Those still waiting, as JSON."""
        return [asdict(fault) for fault in self.waiting]
