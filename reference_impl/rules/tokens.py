"""Forms: tokens in entries stand for form fields, and Get fills the form fields whose names it answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from reference_impl.fields import FLAG_ENTRIES
from reference_impl.trace import Trace
from reference_impl.values import Value

_TOKEN: Final = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")


def filled(trace: Trace, fields: Mapping[str, str], form: Mapping[str, str]) -> Mapping[str, str]:
    """The entries with each of their tokens put in place once. A token without a form field, or with a blank one, becomes nothing."""
    return {entry: _filled(trace, entry, text, form) for entry, text in fields.items()}


def _filled(trace: Trace, entry: str, text: str, form: Mapping[str, str]) -> str:
    tokens = _TOKEN.findall(text)
    if not tokens:
        return text
    result = _TOKEN.sub(lambda token: form.get(token[1], ""), text)
    return trace.decide(("decision", "filled", entry), result, *_rules(entry, text, tokens, result, form)) or ""


def _rules(entry: str, text: str, tokens: list[str], result: str, form: Mapping[str, str]) -> tuple[str, ...]:
    applies = {
        "tokens.filled": any(form.get(token) for token in tokens),
        "tokens.unfilled": not all(form.get(token) for token in tokens),
        "tokens.switch": entry in FLAG_ENTRIES,
        "tokens.text-around": text != f"{{{tokens[0]}}}",
        "tokens.not-twice": bool(_TOKEN.search(result)),
    }
    return tuple(rule for rule, does in applies.items() if does)


def form_filled(trace: Trace, form: Mapping[str, str], answered: Mapping[str, Value]) -> dict[str, Value]:
    """The form's fields: those that Get answers under their exact name filled, the others as they were."""
    keeps_where_blank = trace.world.readings["unsaid.form-blank"] == "kept"
    result: dict[str, Value] = {}
    for name, before in form.items():
        value = answered.get(name, before)
        value = before if not value and keeps_where_blank else value
        result[name] = trace.decide(("answer", "form", name), value, "form.get-fills-matching")
    return result
