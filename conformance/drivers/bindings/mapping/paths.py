"""JMESPath: values found in what a target answers. The only module that imports `jmespath`."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import jmespath
from jmespath import exceptions, functions


class _Functions(functions.Functions):
    """The functions of JMESPath, and `split(text, separator)`."""

    @functions.signature({"types": ["string", "null"]}, {"types": ["string"]})
    def _func_split(self, text: str | None, separator: str) -> list[str]:
        return [] if text is None else text.split(separator)


_IN_BRACES = re.compile(r"\{[\w.]+\}")
Node = dict[str, Any]
"""A part of a path as it was read."""
_GOING_DOWN = frozenset({"subexpression", "pipe", "index_expression", "projection", "value_projection", "filter_projection"})
"""Parts of a path of which only the first looks at the top."""
_KNOWN: dict[str, Any] = _Functions.FUNCTION_TABLE
_OPTIONS = jmespath.Options(custom_functions=_Functions())


class PathError(Exception):
    """A path that cannot be read, or not be followed in what was answered."""


def problem_of(path: str) -> str:
    """Why a text is no JMESPath; blank where it is one."""
    try:
        tree = _compiled(path).parsed
    except exceptions.JMESPathError as error:
        if _IN_BRACES.fullmatch(path):
            return f"{path!r} is no JMESPath: a path stands without braces, {path[1:-1]!r}"
        return f"{path!r} is no JMESPath: {str(error).splitlines()[0].partition(', for expression')[0]}"
    return next((f"{path!r}: {said}" for node in _nodes(tree) if (said := _problem_of_node(node))), "")


def looks_for(path: str) -> set[str]:
    """The names that a path looks for at the top of what it is given."""
    return set(_at_top(_compiled(path).parsed))


def _at_top(node: Node) -> Iterator[str]:
    if node["type"] == "field":
        yield str(node["value"])
    elif node["type"] != "expref":
        children = _children(node)
        for child in children[:1] if node["type"] in _GOING_DOWN else children:
            yield from _at_top(child)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in _children(node):
        yield from _nodes(child)


def _children(node: Node) -> list[Node]:
    """The parts of a part; those of a slice are numbers."""
    return [child for child in node["children"] if isinstance(child, dict)]


def _problem_of_node(node: Node) -> str:
    """Why a part never comes to anything; the library says so only when it is followed, or not at all. Blank where it may."""
    if node["type"] == "subexpression" and node["children"][0]["type"] == "not_expression":
        return "it looks into what is true or false, as !a.b is (!a).b; expected !(a.b)"
    if node["type"] != "function_expression":
        return ""
    name, given = node["value"], len(node["children"])
    if name not in _KNOWN:
        near = get_close_matches(name, _KNOWN, n=2, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(sorted(_KNOWN))}"
        return f"there is no function {name!r}; {hint}"
    wanted = _KNOWN[name]["signature"]
    enough = given >= len(wanted) if wanted and wanted[-1].get("variadic") else given == len(wanted)
    return "" if enough else f"{name} takes {len(wanted)} values, and is given {given}"


def find(path: str, document: Any) -> Any:
    """What stands there, None where nothing does; raises PathError for a function that is given what it cannot take."""
    try:
        return _compiled(path).search(document, _OPTIONS)
    except exceptions.JMESPathError as error:
        raise PathError(f"{path!r}: {error}") from None


def no_list(path: str) -> str:
    """What is told where a list was looked for and is none. One that is left out when it is empty can be said to be."""
    return f"no list at {path}: an answer of another form, or a mapping that looks elsewhere (where blank is an empty list: {path} || `[]`)"


def holds(path: str, document: Any) -> bool:
    """Whether a condition holds: what stands there is neither null, false, 0 nor blank. A blank condition does not."""
    if not path:
        return False
    value = find(path, document)
    return value not in (None, False, "", [], {})


@lru_cache(maxsize=2048)
def _compiled(path: str) -> Any:
    with warnings.catch_warnings():  # the library warns of a literal that is no JSON, and takes it for a text
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        return jmespath.compile(path)
