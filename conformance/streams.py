"""What a person is told beside the results, with nothing secret in it, whoever tells it: this project, a library, or Python itself."""

from __future__ import annotations

import io
import os
import sys
import traceback
from contextlib import suppress
from typing import TextIO


def concealed(text: str) -> str:
    """A text without secrets. Where nothing was registered so far, nothing is loaded that could."""
    known = sys.modules.get("conformance.concealing")
    return known.SECRETS.text(text) if known else text


def trace_of(error: BaseException) -> str:
    """Where an error comes from, line by line."""
    return concealed("".join(traceback.format_exception(error)))


class Concealing(io.TextIOBase):
    """A stream of text that passes on to another one what is written into it, without secrets."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text, as whole as it is given."""
        if not isinstance(text, str):  # as is tried to find out whether this is a stream of bytes
            raise TypeError("a text is expected")
        self._stream.write(concealed(text))
        return len(text)

    def flush(self) -> None:
        """Let everything through."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Whether somebody looks on."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The other stream's number."""
        return self._stream.fileno()

    def writable(self) -> bool:
        """It is."""
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]  # of the library's class it is an attribute that may be written
        """The other stream's encoding."""
        return self._stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]  # likewise
        """What the other stream does with what it cannot show."""
        return self._stream.errors


def conceal_errors() -> None:
    """From now on nothing secret is written to the standard error of this process."""
    if not isinstance(sys.stderr, Concealing):
        sys.stderr = Concealing(sys.stderr)


def print_no_more() -> None:
    """What has not been printed yet goes nowhere: Python would try it once more at the end, and complain."""
    with suppress(io.UnsupportedOperation):  # whoever calls this from Python may print into no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
