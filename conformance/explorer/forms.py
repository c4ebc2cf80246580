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
    "beside shorter": lambda name, text: ({name[:-1]: "another", name: text}, f"{{{name}}}"),
    "beside other letters": lambda name, text: ({name: text, name.swapcase(): "another"}, f"{{{name}}}"),
}
_WAYS_OF_TEXT: Mapping[str, Way] = {
    **_WAYS,
    "text around": lambda name, text: ({name: text}, f"at {{{name}}} too"),
    "twice": lambda name, text: ({name: text}, f"{{{name}}} {{{name}}}"),
    "sign before a letter": lambda name, text: ({name: f"{text}\\nor\\there"}, f"{{{name}}}"),
    "token inside": lambda name, _: ({name: "{Other}", "Other": "inner"}, f"{{{name}}}"),
}
_SHOWN = sorted(names.IN_GET - {*names.CUSTOM, *names.CUSTOM_BEYOND})
_OTHERS = ("First_name", "TOWN", "house_2", "remarks")


@st.composite
def _tokened(draw: st.DrawFn, fields: Mapping[str, str]) -> tuple[Fields, Fields]:
    form: Fields = {}
    sent = dict(fields)
    for name in draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=6, unique=True)):
        if name in names.MANDATORY:
            continue
        ways = _WAYS_OF_TEXT if takes_any_text(name) else _WAYS
        way = draw(st.sampled_from(("filled", *sorted(ways))))
        more, sent[name] = ways[way](f"Form_{name}", fields[name])
        form |= more
    return form, sent


def tokened(fields: Mapping[str, str]) -> SearchStrategy[tuple[Fields, Fields]]:
    """A form and entries, some of which are tokens, but none that is carried into later calls without the form. `fields` is not empty."""
    return _tokened(fields)


def form_for_get() -> SearchStrategy[Fields]:
    """A form with data names that Get knows, and others; each field blank or with something in it."""
    name = st.one_of(st.sampled_from(_SHOWN), st.sampled_from(_SHOWN), st.sampled_from(names.CUSTOM), st.sampled_from(_OTHERS))
    return st.dictionaries(name, st.sampled_from(("", "was here")), min_size=2, max_size=8)
