"""How screens call what can be pressed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

QUOTED = re.compile(r"\b[Pp]ress(?:es|ed|ing)? (?:the (?:button )?)?[\"'`“‘_*][^*]")
"""A label to be pressed in quotes of any kind, or in italics; two stars are what makes it bold."""


def told() -> Iterator[tuple[str, str]]:
    """Every text that a program's file holds, but for docstrings."""
    for room in ("bot", "cogs"):
        for path in Path(room).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                    yield str(path), node.value


def test_a_button_is_named_in_bold_and_never_in_quotes() -> None:
    """Whoever is told to press something finds it by the words that stand on it, in bold."""
    texts = [*told()]
    assert any("ress **" in text for _, text in texts)
    assert [(path, text) for path, text in texts if QUOTED.search(text)] == []
