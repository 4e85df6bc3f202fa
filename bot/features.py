"""The features of this process, each by the `Feature` in its manifest."""

from collections.abc import Callable
from functools import cache

from bot.feature import Core, Feature
from bot.parts import parts


@cache
def features() -> tuple[Callable[[Core], Feature], ...]:
    """What is to be put together, in the order of their names; looked for once, whatever is put together of them."""
    return tuple(
        one
        for manifest in parts("manifest")
        for one in vars(manifest).values()
        if isinstance(one, type) and issubclass(one, Feature) and one.__module__ == manifest.__name__
    )
