"""What somebody sees of an essay evening."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.essays.api import Mark
from bot.evenings.rules import Evening, Marking, Text
from bot.kernel.essays import Essay


@dataclass(frozen=True, slots=True)
class Desk:
    """An evening as one person sees it: its subject, and what they wrote, None where nothing."""

    evening: Evening
    essay: Essay
    mine: Text | None


@dataclass(frozen=True, slots=True)
class ToMark:
    """An answer that somebody is to mark, how far they are, and how many more there are for them after it."""

    evening: Evening
    essay: Essay
    text: Text
    marking: Marking
    more: int
    page: int
    """Where the answer is among those that are there, from 0."""


@dataclass(frozen=True, slots=True)
class Result:
    """What somebody wrote, and how others marked it, as far as they are done."""

    evening: Evening
    essay: Essay
    mine: Text
    markings: Sequence[Marking]
    awaited: int


@dataclass(frozen=True, slots=True)
class Page:
    """One of the answers, by its place from 0 among those that are there; `mine`: it is the reader's own."""

    evening: Evening
    essay: Essay
    text: Text
    at: int
    of: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Board:
    """What everybody may know: how many texts, how many of the markings are done, and how the points fared.

    `essay` is None where that of an old evening is in no pack any more; `fared` is empty where fewer than five texts
    have been marked, or for as long as people of the server write about the same again: then it is `withheld`.
    """

    evening: Evening
    essay: Essay | None
    texts: int
    done: int
    markings: int
    fared: Sequence[Mapping[Mark, int]]
    withheld: bool = False
