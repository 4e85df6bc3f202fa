"""Limits that a day would never reach, made small by the seed: caches, and what is remembered."""

from __future__ import annotations

import random
from contextlib import AbstractContextManager, ExitStack
from unittest.mock import patch

from bot.client import venues
from bot.daily import posting
from bot.daily import service as daily
from bot.delivery import outbox
from bot.kernel.keeper import Keeper
from bot.learning import store as learning
from bot.practice import service as practice

SMALL = (
    (learning, "MOST_KNOWN", 5),
    (venues, "IN_MEMORY", 3),
    (daily, "IN_MEMORY", 1),
    (practice, "IN_MEMORY", 2),
    (posting, "MOST_WAITING", 2),
    (posting, "ENOUGH", 2),
    (outbox, "RETRIED_AT_ONCE", 1),
)
FORGETFUL = {"most": 1}
"""Games of which all that are not over would be held in memory."""


def small_limits(chance: random.Random) -> AbstractContextManager[object]:
    """Each of them is small in half of the days."""
    stack = ExitStack()
    for module, name, limit in SMALL:
        if chance.random() < 1 / 2:
            stack.enter_context(patch.object(module, name, limit))
    if chance.random() < 1 / 2:
        stack.enter_context(patch.dict(Keeper.__init__.__kwdefaults__, FORGETFUL))
    return stack
