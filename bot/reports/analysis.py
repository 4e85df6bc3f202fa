"""Item analysis: how questions work, from everybody's first attempts."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from bot.kernel.keys import KeyStore
from bot.kernel.library import Library
from bot.kernel.questions import Choice, Question
from bot.learning.api import Given, is_right
from bot.study.items import Attempt, ItemReport, Totals, analyze


class AttemptStore(KeyStore, Protocol):
    """What people answered."""

    async def attempts_at(self, item: str) -> tuple[list[tuple[int, Given]], Totals]:
        """Each player's first answer among the latest to a question, and what they did in its servers in all."""


def item_reports(
    attempts: Iterable[tuple[int, Given]], library: Library, totals: Totals | None = None
) -> list[ItemReport]:
    """A report on each question that somebody met, judged by the key as it is now; in order of id.

    `totals`: see `bot.study.items.analyze`.
    """
    given = list(attempts)
    met = {one.question.id: library.find(one.question.id) or one.question for _, one in given}
    return analyze((_attempt(player, one, library) for player, one in given), _wrong_options(met), totals)


def _wrong_options(questions: Mapping[str, Question]) -> dict[str, tuple[str, ...]]:
    found = {}
    for name, question in sorted(questions.items()):
        body = question.body
        options = body.options if isinstance(body, Choice) else ()
        found[name] = tuple(option.text for option in options if not option.right)
    return found


def _attempt(player: int, given: Given, library: Library) -> Attempt:
    """By the options' texts, since their places may have changed from one version to the next."""
    body = given.question.body
    chosen = frozenset(body.options[int(i)].text for i in given.answer) if isinstance(body, Choice) else frozenset()
    return Attempt(player, given.question.id, chosen, is_right(given, library))
