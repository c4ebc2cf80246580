"""JMESPath: values found in what a target answers. The only module that imports `jmespath`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jmespath
from jmespath import exceptions, functions


class _Functions(functions.Functions):
    """The functions of JMESPath, and `split(text, separator)`."""

    @functions.signature({"types": ["string", "null"]}, {"types": ["string"]})
    def _func_split(self, text: str | None, separator: str) -> list[str]:
        return [] if text is None else text.split(separator)


_OPTIONS = jmespath.Options(custom_functions=_Functions())


class PathError(Exception):
    """A path that cannot be read, or not be followed in what was answered."""


def problem_of(path: str) -> str:
    """Why a text is no JMESPath; blank where it is one."""
    try:
        _compiled(path)
    except exceptions.JMESPathError as error:
        return f"{path!r} is no JMESPath: {' '.join(str(error).splitlines()[0].split())}"
    return ""


def find(path: str, document: Any) -> Any:
    """What stands there, None where nothing does; raises PathError for a function that is given what it cannot take."""
    try:
        return _compiled(path).search(document, _OPTIONS)
    except exceptions.JMESPathError as error:
        raise PathError(f"{path!r}: {error}") from None


def holds(path: str, document: Any) -> bool:
    """Whether a condition holds: what stands there is neither null, false nor blank. A blank condition does not."""
    if not path:
        return False
    value = find(path, document)
    return value not in (None, False, "", [], {})


@lru_cache(maxsize=2048)
def _compiled(path: str) -> Any:
    return jmespath.compile(path)
