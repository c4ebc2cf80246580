"""Values from the environment and from files, in the place of `${NAME}` and `${file:path}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from conformance.bounds import LARGEST_SECRET, UnreadableError, text_of
from conformance.drivers.settings import SECRET_KEYS
from conformance.target_file.lines import Key
from conformance.target_file.shape import Problem

_FROM = re.compile(r"\$\{(?:(?P<name>[A-Za-z_][A-Za-z0-9_]*)|file:(?P<file>[^{}]+))\}")
_HOW = 'put it into the environment and write "${NAME}", or into a file and write "${file:path}"'


class Expanded(NamedTuple):
    """A file's values with everything in its place, what is secret among them, and what could not be had."""

    value: Any
    secrets: tuple[str, ...]
    problems: tuple[Problem, ...]


def expanded(value: Any, environment: Mapping[str, str], folder: Path) -> Expanded:
    """Fill every text. Paths are taken from `folder`; what comes from the environment or a file is secret but where it is to be shown."""
    secrets: list[str] = []
    problems: list[Problem] = []

    def text(found: str, key: Key) -> str:
        secret = key[-1] in SECRET_KEYS and key[0] == "actors"
        if secret and found and not _FROM.fullmatch(found):
            problems.append(Problem(key, f"a secret in the file itself; {_HOW}"))
            return ""
        return _FROM.sub(lambda match: had(match, key), found)

    def had(match: re.Match[str], key: Key) -> str:
        value = looked_up(match, key)
        if not _is_shown(key):
            secrets.append(value)
        return value

    def looked_up(match: re.Match[str], key: Key) -> str:
        if match["name"]:
            if not environment.get(match["name"]):
                problems.append(Problem(key, f"the environment has no {match['name']}: set it"))
            return environment.get(match["name"], "")
        file = folder / match["file"]
        try:
            return text_of(file, LARGEST_SECRET).strip()
        except UnreadableError as error:
            problems.append(Problem(key, f"the file {match['file']} cannot be read: {error}"))
            return ""

    whole = _each(value, (), text)
    return Expanded(whole, tuple(dict.fromkeys(secret for secret in secrets if secret)), tuple(problems))


def _each(value: Any, key: Key, change: Any) -> Any:
    if isinstance(value, str):
        return value if _is_left(key) else change(value, key)
    if isinstance(value, dict):
        return {name: _each(one, (*key, name), change) for name, one in value.items()}
    if isinstance(value, list):
        return [_each(one, (*key, number), change) for number, one in enumerate(value)]
    return value


def _is_shown(key: Key) -> bool:
    """Whether a text is told on purpose: how the target is called and reached, and by which names its actors sign in."""
    return key[0] != "options" and not (key[0] == "actors" and key[-1] in SECRET_KEYS)


def _is_left(key: Key) -> bool:
    """Whether a text is to stay as it stands: a mapping has placeholders of its own, and what was observed is the target's text."""
    return key[:1] == ("mapping",) or (key[:1] == ("known_failures",) and key[-1] == "observed")
