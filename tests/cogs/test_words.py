"""What people read stands in `words.py` alone, as templates that are filled completely."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest

COGS = Path(__file__).parents[2] / "cogs"

SENTENCE = re.compile(r"[A-Za-z’']{2,}[,.:;!?*`”\"]* [`*“(\"]*[A-Za-z’']{2,}")
"""Two words, one after the other: so much is said to somebody."""

NOT_SAID = {
    # A command's descriptions stand with the command: discord.py hands them to a translator itself.
    "app_commands",
    # To whoever reads the log.
    "_log",
    "note_failure",
    # A type, for the checker.
    "cast",
}
"""Calls whose texts nobody reads on a screen."""

FAULTS_OF_OURS = {"TypeError", "ValueError", "LookupError", "RuntimeError"}

KEPT = {
    # It is stored as somebody's answer, and so never changes.
    ("practice/ids.py", "(turned over)"),
}

FILES = sorted(
    path.relative_to(COGS).as_posix()
    for path in COGS.rglob("*.py")
    if path.name not in ("words.py", "checking.py") and "checking" not in set(path.relative_to(COGS).parts)
)


I_SAYS = {"cogs/reminders/words.py", "cogs/help/words.py", "cogs/practice/words.py"}
"""Where "I" is Recall's own in a direct message or the greeting, or stands on a player's button."""


def said(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The texts in a file that somebody may read: (line, text)."""
    silent = {id(inside) for part in _unsaid(tree) for inside in ast.walk(part)}
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.JoinedStr):
            silent |= {id(part) for part in node.values}
            parts = [str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values]
            yield node.lineno, "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def _unsaid(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (one for one in node.body if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (*node.decorator_list, *getattr(node, "keywords", []))
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield node.annotation
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript):
            yield node.value  # a type
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] in NOT_SAID:
            yield from (
                part for part in (*node.args, *node.keywords) if ast.unparse(node.func) != "app_commands.Choice"
            )
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from [node.exc] if ast.unparse(node.exc.func) in FAULTS_OF_OURS else []


@pytest.mark.parametrize("file", FILES)
def test_sentences_stand_in_words_alone(file: str) -> None:
    """Whoever changes or translates what Recall says finds all of it in one file a feature."""
    tree = ast.parse((COGS / file).read_text(encoding="utf-8"))
    found = [(line, text) for line, text in said(tree) if SENTENCE.search(text) and (file, text) not in KEPT]
    assert found == []


@pytest.mark.parametrize("file", sorted(path.relative_to(COGS).as_posix() for path in COGS.rglob("*.py")))
def test_templates_are_filled_with_just_what_they_name(file: str) -> None:
    """No place of a text stays open, and nothing is given that it does not show."""
    tree = ast.parse((COGS / file).read_text(encoding="utf-8"))
    texts: dict[str, object] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith(".words"):
            there = vars(import_module(node.module))
            texts |= {one.asname or one.name: there[one.name] for one in node.names}
        if isinstance(node, ast.ImportFrom) and node.module and any(one.name == "words" for one in node.names):
            there = vars(import_module(f"{node.module}.words"))
            texts |= {f"words.{name}": text for name, text in there.items()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            text = texts.get(ast.unparse(node.func.value))
            if isinstance(text, str):
                named = {field for _, field, _, _ in Formatter().parse(text) if field}
                assert {one.arg for one in node.keywords} == named, f"{file}:{node.lineno}"


@pytest.mark.parametrize("file", sorted(f"cogs/{one.relative_to(COGS).as_posix()}" for one in COGS.rglob("words.py")))
def test_recall_speaks_of_itself_by_name_on_a_server(file: str) -> None:
    """It says "I" only in direct messages and in the greeting."""
    tree = ast.parse((COGS.parent / file).read_text(encoding="utf-8"))
    assert file in I_SAYS or not [text for _, text in said(tree) if re.search(r"\bI\b", text)]
