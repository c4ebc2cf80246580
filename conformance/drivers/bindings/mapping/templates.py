"""Templates: texts and bodies with placeholders, filled from a document. Pure.

`{name}` stands for a value, `{{name}}` for these letters with one pair of braces; other braces are text. A text that is nothing but a
placeholder becomes the value itself, whatever its kind. What has placeholders, and no value for any of them, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

import msgspec

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
"""What a placeholder may be called; with dots between them, names within names."""
_PLACEHOLDER = re.compile(rf"\{{\{{(?P<literal>{NAME.pattern}(\.{NAME.pattern})*)\}}\}}|\{{(?P<name>{NAME.pattern}(\.{NAME.pattern})*)\}}")
SPREAD: Final = "..."
"""The key under which a template names objects whose keys are put beside its own."""


class _Missing:
    """No value: not the same as a blank one."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
Document = Mapping[str, Any]


class BlankInPathError(Exception):
    """A path that needs a value which there is not; the message names it."""


def placeholders(template: Any) -> Iterator[str]:
    """The names of all placeholders of a template, however deep."""
    if isinstance(template, str):
        yield from (match["name"] for match in _PLACEHOLDER.finditer(template) if match["name"])
    elif isinstance(template, list | tuple):
        for one in template:
            yield from placeholders(one)
    elif isinstance(template, dict):
        for name, one in template.items():
            yield from placeholders(name)
            yield from placeholders(one)


def value_at(document: Document, dotted: str) -> Any:
    """What a placeholder stands for, or MISSING."""
    value: Any = document
    for name in dotted.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return MISSING
        value = value[name]
    return value


def filled(template: Any, document: Document) -> Any:
    """A body with every placeholder filled; MISSING where it has some, and none of them has a value."""
    if isinstance(template, str):
        return _filled_text(template, document)
    if isinstance(template, list):
        return _kept([filled(one, document) for one in template], template, document)
    if isinstance(template, dict):
        own: dict[str, Any] = {}
        for name, one in template.items():
            if name == SPREAD:
                for spread in one if isinstance(one, list) else [one]:
                    inner = filled(spread, document)
                    own = merged(own, inner) if isinstance(inner, dict) else own
            else:
                key, inner = text(name, document), filled(one, document)
                own = own if key is None or inner is MISSING else merged(own, {key: inner})
        return MISSING if _is_void(template, document) else own
    return template


def merged(one: dict[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Both objects in one; objects that both have under the same name likewise."""
    both = dict(one)
    for name, value in other.items():
        held = both.get(name)
        both[name] = merged(held, value) if isinstance(held, dict) and isinstance(value, dict) else value
    return both


def text(template: str, document: Document) -> str | None:
    """A text with every placeholder filled; None where it has some, and none of them has a value."""
    value = _filled_text(template, document)
    return None if value is MISSING else shown(value)


def path(template: str, document: Document) -> str:
    """A path with every placeholder filled and quoted; raises BlankInPathError where one is blank."""

    def one(match: re.Match[str]) -> str:
        if match["literal"]:
            return f"{{{match['literal']}}}"
        value = value_at(document, match["name"])
        if value is MISSING or value in ("", None):
            raise BlankInPathError(f"{template} needs {match['name']!r}, which is blank")
        return quote(shown(value), safe="")

    return _PLACEHOLDER.sub(one, template)


def shown(value: Any) -> str:
    """A value as it stands within a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _filled_text(template: str, document: Document) -> Any:
    whole = _PLACEHOLDER.fullmatch(template)
    if whole and whole["name"]:
        return value_at(document, whole["name"])
    if _is_void(template, document):
        return MISSING

    def one(match: re.Match[str]) -> str:
        value = f"{{{match['literal']}}}" if match["literal"] else value_at(document, match["name"])
        return "" if value is MISSING else shown(value)

    return _PLACEHOLDER.sub(one, template)


def _kept(values: list[Any], template: list[Any], document: Document) -> Any:
    return MISSING if _is_void(template, document) else [value for value in values if value is not MISSING]


def _is_void(template: Any, document: Document) -> bool:
    names = list(placeholders(template))
    return bool(names) and all(value_at(document, name) is MISSING for name in names)
