"""JSON that everybody reads alike, or a reason why it is none. Pure."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from conformance.bounds import json_of
from conformance.suite import Json

_NAME: Final = re.compile(rb'"\s*:')
_MARK: Final = b"\xef\xbb\xbf"


def unambiguous(content: bytes) -> Json:
    """What JSON says; raises ValueError, with the reason, where it says nothing, or two things at once.

    Of a name that stands twice in an object one reader takes the first value and another the last: such an object holds for none.
    """
    try:
        value: Json = json_of(content)
    except ValueError as error:
        raise ValueError(_reason(content, str(error))) from None
    if len(_NAME.findall(content)) > _names(value):  # a colon in a text may look like more names
        json.loads(content, object_pairs_hook=_each_once)
    return value


def _reason(content: bytes, said: str) -> str:
    if not content.strip():
        return "it is empty"
    if content.startswith(_MARK):
        return "it begins with a byte order mark, which JSON must not"
    if b"\0" in content[:4]:
        return "it is in UTF-16 or UTF-32, and JSON is in UTF-8"
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return f"it is no UTF-8 from byte {error.start + 1} on"
    return said


def _names(value: Json) -> int:
    """How many names there are in all objects of it."""
    count, left = 0, [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            count += len(one)
            left += [each for each in one.values() if isinstance(each, dict | list)]
        elif isinstance(one, list):
            left += [each for each in one if isinstance(each, dict | list)]
    return count


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    names = set()
    for name, _ in pairs:
        if name in names:
            raise ValueError(f"it tells {name[:100]!r} twice")
        names.add(name)
