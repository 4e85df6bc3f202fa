"""Telling of a group without telling of anybody in it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from bot.study.responses import Response, counted

T = TypeVar("T")

LEAST_CONTRIBUTORS = 5
"""Whatever rests on fewer people's answers is not told, so that none can be told from the others."""


def contributors(
    answered: Mapping[int, Sequence[Response]], what: Callable[[Response], T], at: datetime
) -> dict[T, set[int]]:
    """Who has given answers that count, up to `at`, by what these are about."""
    people: defaultdict[T, set[int]] = defaultdict(set)
    for player, given in answered.items():
        for one in counted(given, at):
            people[what(one)].add(player)
    return people


def contributed(
    answered: Mapping[int, Sequence[Response]], what: Callable[[Response], T], at: datetime, least: int
) -> set[T]:
    """What answers that count, given up to `at`, of at least so many people are about."""
    return {thing for thing, those in contributors(answered, what, at).items() if len(those) >= least}
