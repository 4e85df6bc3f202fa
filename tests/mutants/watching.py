"""Which functions a test reaches, and how long it takes."""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterable

from tests.mutants.changes import ROOT, Function, bare, code_of

reached: set[str] = set()
"""Functions that ran since this was emptied."""

_NOTE = "__reached__"


def watch(functions: Iterable[Function]) -> None:
    """From now on, and to its end, this process notes in `reached` when one of these functions runs."""
    setattr(builtins, _NOTE, reached.add)
    by_module: dict[str, set[Function]] = defaultdict(set)
    for function in functions:
        by_module[function.module].add(function)
    for module, its in by_module.items():
        _watch(module, its)


def _watch(module: str, functions: set[Function]) -> None:
    path = ROOT.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for owner, node in _nodes(tree):
        if (function := Function(module, owner, node.name)) in functions:
            node.body.insert(0, ast.parse(f"{_NOTE}({str(function)!r})").body[0])
    code = compile(ast.fix_missing_locations(tree), str(path), "exec")
    for function in functions:
        bare(function).__code__ = code_of(function, code)


def _nodes(tree: ast.Module) -> Iterable[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield "", node
        elif isinstance(node, ast.ClassDef):
            its = (one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
            yield from ((node.name, one) for one in its)
