"""The book of this package as a suite. What was read is kept beside the chapters, as Python keeps its bytecode.

Anything that could change the reading, a chapter or the reader itself, makes what was kept void.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import msgspec

from conformance.suite import Suite

_READING = (
    *("__init__", "book", "bounds", "contents", "labels", "layout", "names", "preparation", "reader", "rows", "scenarios", "steps"),
    *("suite", "twins"),
)
"""The modules that decide what a chapter means."""


@lru_cache(maxsize=1)
def book() -> Suite:
    """The book as it stands in this package; raises ChapterError where a chapter does not read."""
    return _kept(texts())


def texts() -> dict[str, str]:
    """The chapters as they are written, by file name, in the order of the book."""
    folder = files("conformance") / "specification"
    found = {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".md")}
    return dict(sorted(found.items()))


def _kept(chapters: Mapping[str, str]) -> Suite:
    place = _place(_key(chapters))
    with suppress(OSError, msgspec.MsgspecError):
        return msgspec.msgpack.decode(place.read_bytes(), type=Suite)
    from conformance.reader import read

    suite = read(dict(chapters))
    if not sys.dont_write_bytecode:
        _keep(place, msgspec.msgpack.encode(suite))
    return suite


def _key(chapters: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    package = files("conformance")
    for module in _READING:
        digest.update((package / f"{module}.py").read_bytes())
    for name, text in chapters.items():
        digest.update(f"{name}\0{len(text)}\0{text}".encode())
    return digest.hexdigest()[:24]


def _place(key: str) -> Path:
    return Path(str(files("conformance") / "specification")) / "__pycache__" / f"book-{key}.msgpack"


def _keep(place: Path, content: bytes) -> None:
    """Write whole or not at all, and leave no earlier book behind; where that cannot be, it is read anew each time."""
    from conformance.aside import aside
    from conformance.disk import UnwrittenError

    with suppress(OSError, UnwrittenError):
        with aside(place) as draft:
            draft.write(content)
        for earlier in place.parent.glob("book-*.msgpack"):
            if earlier != place:
                earlier.unlink(missing_ok=True)
