"""Mechanical changes of a module's source, one at a time, as cosmic-ray makes them.

Of the two well-kept tools, mutmut changes what stands in functions only, and its changes of texts would change names of rules, which
nobody outside sees; cosmic-ray changes operators, conditions, numbers, truth values, loops and jumps, wherever they stand.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import SequenceMatcher
from importlib import metadata
from itertools import pairwise

import msgspec

TOOL = "cosmic-ray"
_IDENTITY = frozenset({"Is", "IsNot"})


class Mutant(msgspec.Struct, frozen=True):
    """A module with one change: the line (from 1) where it stands, and what the line was and is now."""

    module: str
    line: int
    function: str
    """The outermost function or class that the change stands in; blank for what is done when the module is loaded."""
    before: str
    after: str
    source: str
    """The whole module as changed."""


class MutationError(Exception):
    """Nothing can be changed, as the tool is not there."""


def version() -> str:
    """The tool's version; raises MutationError where it is not installed."""
    try:
        return metadata.version(TOOL)
    except metadata.PackageNotFoundError:
        raise MutationError(f"{TOOL} is not installed; pip install 'profile-conformance[prove]' has it") from None


def mutants(module: str, source: str) -> list[Mutant]:
    """Every change of this module that the tool knows and that is in force when the module runs, in the order of the lines.

    Left out are changes within annotations, for those are never evaluated here; changes between equality and identity, whose effect
    is the interpreter's choice; and of several that come to the same, all but one.
    """
    version()
    lines = source.splitlines(keepends=True)
    found: list[Mutant] = []
    for first, last in _statements(source, len(lines)):
        statement = "".join(lines[first:last])
        for changed in _different(statement):
            whole = "".join([*lines[:first], changed, *lines[last:]])
            found.append(_mutant(module, statement, first, changed, whole))
    return sorted(found, key=lambda mutant: mutant.line)


def _statements(source: str, end: int) -> Iterator[tuple[int, int]]:
    """Where each statement of a module begins and ends, as indices of its lines; what lies between belongs to the one before.

    They are changed one at a time, for the tool parses the whole of its text for every change.
    """
    begins = [min(one.lineno for one in (node, *getattr(node, "decorator_list", ()))) - 1 for node in ast.parse(source).body]
    yield from pairwise([*begins, end])


def _different(statement: str) -> Iterator[str]:
    seen = {_shape(statement)}
    for changed in _changes(statement):
        shape = _shape(changed)
        if shape and shape not in seen:
            seen.add(shape)
            yield changed


def _changes(statement: str) -> Iterator[str]:
    # The tool has no types of its own, nor has anybody else for it.
    from cosmic_ray.ast import ast_nodes, get_ast  # type: ignore[import-untyped]  # as above
    from cosmic_ray.mutating import mutate_code  # type: ignore[import-untyped]  # as above
    from cosmic_ray.plugins import get_operator, operator_names  # type: ignore[import-untyped]  # as above

    nodes = list(ast_nodes(get_ast(statement)))
    for name in sorted(operator_names()):
        kind = get_operator(name)
        if kind.arguments() or len(_IDENTITY & set(name.split("_"))) == 1:
            continue  # those with arguments ask for names of variables to be told
        operator = kind()
        for occurrence in range(sum(len(list(operator.mutation_positions(node))) for node in nodes)):
            yield mutate_code(statement, operator, occurrence)


class _Bare(ast.NodeTransformer):
    """Takes annotations off."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)


def _shape(source: str) -> str:
    """What a statement does, layout and annotations aside; blank for what is no Python, as the tool makes of `**` in a call."""
    try:
        return ast.dump(_Bare().visit(ast.parse(source)))
    except SyntaxError:
        return ""


def _mutant(module: str, statement: str, above: int, changed: str, whole: str) -> Mutant:
    before, after = statement.splitlines(), changed.splitlines()
    _, first, last, new_first, new_last = next(
        block for block in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if block[0] != "equal"
    )
    function = _function(ast.parse(statement).body[0], first + 1)
    return Mutant(module, above + first + 1, function, _told(before[first:last]), _told(after[new_first:new_last]), whole)


def _told(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines)


def _function(statement: ast.stmt, line: int) -> str:
    """The name of a function, or of a class where the line is within a method of it."""
    inside = statement.body if isinstance(statement, ast.ClassDef) else [statement]
    within = any(isinstance(one, ast.FunctionDef) and one.lineno <= line <= (one.end_lineno or line) for one in inside)
    return str(getattr(statement, "name", "")) if within else ""
