"""What is changed: one expression of one function, as mutmut's operators say.

Only the function is compiled anew, and its code takes the place of the original's in a process of its own: no file is
changed, and what the function is wrapped in stays. Functions are looked at without their decorators, so that
properties and cached functions are changed, too. Nothing is changed that runs as a file is imported: constants,
fields, defaults of parameters, and functions that their file itself calls then and no other of its functions does.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import libcst as cst
from libcst import matchers
from mutmut.mutation.file_mutation import Mutation, MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

ROOT = Path(__file__).resolve().parents[2]

DEFERRED = "from __future__ import annotations\n"


@dataclass(frozen=True, order=True)
class Function:
    """A function of a file, or a method of one of its classes."""

    module: str
    owner: str
    name: str

    def __str__(self) -> str:
        return ".".join(part for part in (self.module, self.owner, self.name) if part)


@dataclass(frozen=True)
class Change:
    """A function as it is once changed; the lines that go and come; the whole of it as it can be compiled."""

    function: Function
    lines: str
    source: str


def counted(path: Path) -> int:
    """In how many ways this file can be changed."""
    return len(_found(path))


def made(path: Path, numbers: Sequence[int]) -> list[Change]:
    """Those changes of a file that have these numbers."""
    found = _found(path)
    return [_made(*found[number]) for number in numbers]


def put(change: Change) -> None:
    """From now on, and to its end, this process runs the changed function. Raises `ValueError` where it cannot be."""
    wrapped = getattr(_kept_as(change.function), "cache_clear", None)
    if wrapped:
        wrapped()
    bare(change.function).__code__ = code_of(change.function, compile(change.source, str(change.function), "exec"))


def code_of(function: Function, code: CodeType) -> CodeType:
    """The code of a function, from that of its whole file."""
    for name in (function.owner, function.name):
        if name:
            code = next(one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == name)
    return code


def bare(function: Function) -> FunctionType:
    """The function itself, whatever it is wrapped in."""
    found = _kept_as(function)
    while not isinstance(found, FunctionType) or hasattr(found, "__wrapped__"):
        found = next(
            getattr(found, inner)
            for inner in ("__wrapped__", "__func__", "fget", "func")
            if getattr(found, inner, None) is not None
        )
    return found


def _kept_as(function: Function) -> Any:
    module = import_module(function.module)
    return vars(getattr(module, function.owner) if function.owner else module)[function.name]


class _Bare(cst.CSTTransformer):
    def leave_FunctionDef(  # noqa: N802 - the library's name
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        del original_node
        return updated_node.with_changes(decorators=())


class _Visitor(MutationVisitor):
    def on_visit(self, node: cst.CSTNode) -> bool:
        return not isinstance(node, cst.Param) and super().on_visit(node)


def _found(path: Path) -> list[tuple[Function, cst.FunctionDef, Mutation]]:
    whole = cst.MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")).visit(_Bare()))
    visitor = _Visitor(mutation_operators, IgnoredCode(set(), set(), set()))
    whole.visit(visitor)
    functions = dict(_functions(path, whole.module))
    by_node = [(one.contained_by_top_level_function, one) for one in visitor.mutations]
    return [(functions[node], node, one) for node, one in by_node if node in functions and node is not None]


def _functions(path: Path, module: cst.Module) -> Iterator[tuple[cst.FunctionDef, Function]]:
    """Each function by its node, except those of which a name has several: a property's setter, an overload."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    all_of_them = [(node, Function(name, owner, node.name.value)) for owner, node in _nodes(module)]
    times = Counter(function for _, function in all_of_them)
    over = {Function(name, "", one) for one in _called_on_import(module)}
    yield from ((node, function) for node, function in all_of_them if times[function] == 1 and function not in over)


def _called_on_import(module: cst.Module) -> set[str]:
    """What has run before a test begins, and does not run again."""
    inside = [one for one in module.body if isinstance(one, cst.FunctionDef | cst.ClassDef)]
    outside = [one for one in module.body if one not in inside]
    then, later = ({name for one in some for name in _called(one)} for some in (outside, inside))
    return then - later


def _called(node: cst.CSTNode) -> set[str]:
    calls = matchers.findall(node, matchers.Call(func=matchers.Name()))
    return {cst.ensure_type(cst.ensure_type(call, cst.Call).func, cst.Name).value for call in calls}


def _nodes(module: cst.Module) -> Iterator[tuple[str, cst.FunctionDef]]:
    for node in module.body:
        if isinstance(node, cst.FunctionDef):
            yield "", node
        elif isinstance(node, cst.ClassDef):
            yield from ((node.name.value, one) for one in node.body.body if isinstance(one, cst.FunctionDef))


def _made(function: Function, node: cst.FunctionDef, mutation: Mutation) -> Change:
    changed = cst.ensure_type(node.deep_replace(mutation.original_node, mutation.mutated_node), cst.FunctionDef)
    before, after = (cst.Module([one]).code.strip().splitlines() for one in (node, changed))
    lines = [line for line in difflib.unified_diff(before, after, n=0, lineterm="") if line[:2] not in ("++", "--")]
    owner = cst.ClassDef(cst.Name(function.owner or "_"), cst.IndentedBlock([changed]))
    whole = cst.Module([owner if function.owner else changed]).code
    return Change(function, "\n".join(line for line in lines if line[:1] in "+-"), DEFERRED + whole)
