"""The form of request bodies: what is looked at is validated strictly, what is not known is passed over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from reference_impl.values import Problem, Settings


class Invalid:
    """Stands for a body that is not JSON."""


class Absent:
    """Stands for no body at all."""


MAX_BODY: Final = 1024 * 1024
"""Bytes of a request's body, and of what its tokens make of it; more is refused."""

_BRACES: Final = re.compile(r"\{(\w+)\}")

INVALID: Final = Invalid()
ABSENT: Final = Absent()


class MalformedError(Exception):
    """A body that is not of the form that its path asks for; the problems say where."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


class TooLargeError(Exception):
    """A body that would grow beyond what is taken when its tokens are filled."""


def keys(body: object) -> Mapping[str, object]:
    """The body as an object. Raises MalformedError for anything else."""
    if isinstance(body, dict):
        return body
    if body is INVALID:
        raise MalformedError(Problem("", "the body is not JSON"))
    raise MalformedError(Problem("", "the body is not a JSON object"))


def text(body: Mapping[str, object], key: str) -> str:
    """A text that must be there."""
    value = body.get(key)
    if not isinstance(value, str):
        raise MalformedError(Problem(key, "must be a text"))
    return value


def optional_text(body: Mapping[str, object], key: str) -> str | None:
    """A text, or None where the key is missing."""
    return text(body, key) if key in body else None


def flag(body: Mapping[str, object], key: str) -> bool:
    """True or false; false where the key is missing."""
    value = body.get(key, False)
    if not isinstance(value, bool):
        raise MalformedError(Problem(key, "must be true or false"))
    return value


def texts(body: Mapping[str, object], key: str, null: str = "refused") -> Mapping[str, str]:
    """An object of texts that must be there. `null` says whether a null in it is refused, or `blank`."""
    values = body.get(key)
    if not isinstance(values, dict):
        raise MalformedError(Problem(key, "must be an object"))
    if null == "blank" and None in values.values():
        values = {name: "" if value is None else value for name, value in values.items()}
    wrong = [Problem(name, "must be a text") for name, value in values.items() if type(value) is not str]
    if wrong:
        raise MalformedError(*wrong)
    return values


def settings(body: Mapping[str, object], missing: str) -> Settings:
    """The two check boxes. `missing` says whether a call without them is `refused`, or has them both unticked."""
    if "settings" not in body:
        if missing == "refused":
            raise MalformedError(Problem("settings", "must be there"))
        return Settings()
    boxes = body["settings"]
    if not isinstance(boxes, dict):
        raise MalformedError(Problem("settings", "must be an object"))
    return Settings(flag(boxes, "ignore_empty_entries"), flag(boxes, "keep_empty_end_dates"))


def bounded(fields: Mapping[str, str], form: Mapping[str, str]) -> Mapping[str, str]:
    """The form. Raises TooLargeError where a few bytes of tokens would stand for many more of its texts than a body may hold."""
    sizes = {name: len(text) for name, text in form.items()}
    grown = sum(sizes.get(name, 0) for text in fields.values() for name in _BRACES.findall(text))
    if grown > MAX_BODY:
        raise TooLargeError
    return form
