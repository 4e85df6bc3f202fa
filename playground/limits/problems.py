"""Collecting what is wrong with a payload, each finding at its path."""

from __future__ import annotations

from typing import Any, TypeGuard
from urllib.parse import urlsplit

Json = dict[str, Any]
Path = tuple[str | int, ...]


class Problems:
    """Findings in one payload; :meth:`tree` is Discord's nested ``errors`` object."""

    def __init__(self) -> None:
        self._found: list[tuple[Path, str, str]] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, path: Path, code: str, message: str) -> None:
        """Note one finding."""
        self._found.append((path, code, message))

    def text(self, value: Any, path: Path, *, low: int = 0, high: int, required: bool = False) -> bool:
        """Check a string's presence and length (characters); True when it is fine and there."""
        if value is None:
            if required:
                self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
            return False
        if not isinstance(value, str):
            self.add(path, "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
        elif len(value) > high and low == 0:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
        elif value and low and not value.strip():
            self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif not low <= len(value) <= high:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
        else:
            return True
        return False

    def url(self, value: Any, path: Path, *, high: int, schemes: tuple[str, ...] = ("http", "https")) -> None:
        """Check an address that must be there."""
        if self.text(value, path, low=1, high=high, required=True):
            parts = urlsplit(value)
            if not parts.scheme:
                self.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
            elif parts.scheme not in schemes:
                known = ", ".join(repr(scheme) for scheme in schemes)
                message = f"Scheme {parts.scheme!r} is not supported. Scheme must be one of ({known})."
                self.add(path, "URL_TYPE_INVALID_SCHEME", message)
            elif not parts.netloc:
                self.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")

    def number(self, value: Any, path: Path, *, low: int, high: int) -> bool:
        """Check a whole number's range; None is fine."""
        if value is None:
            return True
        if isinstance(value, bool) or not isinstance(value, int):
            self.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif value < low:
            self.add(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {low}.")
        elif value > high:
            self.add(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")
        else:
            return True
        return False

    def items(self, value: Any, path: Path, *, low: int = 0, high: int) -> TypeGuard[list[Json]]:
        """Check a list's length and that it holds objects."""
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.add(path, "LIST_TYPE_CONVERT", "Only iterables of objects may be used in a ListType")
            return False
        if not low <= len(value) <= high:
            if low == 0:
                self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
            else:
                self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
            return False
        return True

    def tree(self) -> Json:
        """The findings as Discord nests them."""
        root: Json = {}
        for path, code, message in self._found:
            node = root
            for step in path:
                node = node.setdefault(str(step), {})
            node.setdefault("_errors", []).append({"code": code, "message": message})
        return root
