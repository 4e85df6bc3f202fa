"""Drills made from tables: flashcards from a glossary, and who does what with which tool at which stage."""

from collections.abc import Callable
from pathlib import Path

from bot.kernel.questions import Question
from bot.packs.drills import glossary, lifecycle
from bot.packs.tables import Tables

TABLES: dict[str, Callable[[Path, Tables], list[Question]]] = {
    "glossary.yaml": glossary.cards,
    "lifecycle.yaml": lifecycle.cards,
}
"""File name → what makes its cards; it raises `PackError` where the table is broken."""
