"""Strategies for forms: entries that become tokens filled from a form, and forms that Get fills."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance import names
from conformance.explorer.entries import Fields, takes_any_text

Way = Callable[[str, str], tuple[Fields, str]]
"""From the data name and the text of an entry to the form's fields, and what the entry holds instead of the text."""

_WAYS: Mapping[str, Way] = {
    "filled": lambda name, text: ({name: text}, f"{{{name}}}"),
    "blank": lambda name, _: ({name: ""}, f"{{{name}}}"),
    "missing": lambda name, _: ({}, f"{{{name}}}"),
    "other letters": lambda name, text: ({name.swapcase(): text}, f"{{{name}}}"),
    "longer name": lambda name, text: ({f"{name}_2": text}, f"{{{name}}}"),
}
_WAYS_OF_TEXT: Mapping[str, Way] = {
    **_WAYS,
    "text around": lambda name, text: ({name: text}, f"at {{{name}}} too"),
    "twice": lambda name, text: ({name: text}, f"{{{name}}} {{{name}}}"),
    "token inside": lambda name, _: ({name: "{Other}", "Other": "inner"}, f"{{{name}}}"),
}
_SHOWN = sorted((names.IN_GET - {*names.CUSTOM, *names.CUSTOM_BEYOND}) | {"custom_1", "custom_17", "custom_28"})
_DATA_NAMES = (*_SHOWN, "First_name", "TOWN", "house_2", "remarks")


@st.composite
def _tokened(draw: st.DrawFn, fields: Mapping[str, str]) -> tuple[Fields, Fields]:
    form: Fields = {}
    sent = dict(fields)
    for name in draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=6, unique=True)):
        ways = _WAYS_OF_TEXT if takes_any_text(name) else _WAYS
        more, sent[name] = ways[draw(st.sampled_from(sorted(ways)))](f"Form_{name}", fields[name])
        form |= more
    return form, sent


def tokened(fields: Mapping[str, str]) -> SearchStrategy[tuple[Fields, Fields]]:
    """A form and entries, some of which are tokens; `fields` has at least one entry."""
    return _tokened(fields)


def form_for_get() -> SearchStrategy[Fields]:
    """A form with data names that Get knows, and others; each field blank or with something in it."""
    return st.dictionaries(st.sampled_from(_DATA_NAMES), st.sampled_from(("", "was here")), min_size=1, max_size=8)
