"""Why no whole answer came, in words for whoever has to mend it. Pure: it knows what three libraries raise by its name alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from conformance.concealing import SECRETS
from conformance.drivers.sending import TOO_LONG

_FAULT: Final = "; the fault is the target's, or of what stands before it"
_CUT: Final = "the answer broke off"
_BEGUN: Final = 60
_ERRNO: Final = re.compile(r"^\[Errno -?\d+\] ")
_TLS: Final = ("\x15\x03", "\x16\x03")
"""How a record of TLS begins that is an alert, or a greeting."""


def reason(error: BaseException) -> str:
    """What happened, from the outermost error that there are words for; otherwise the innermost one's own."""
    chain = list(_chain(error))
    for one in chain:
        if words := _WORDS.get(type(one).__name__):
            return words(one)
    return _said(chain[-1])


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and those that it is wrapped around, from the outside in."""
    inner: BaseException | None = error
    while inner is not None:
        yield inner
        within = (*inner.args, getattr(inner, "reason", None))
        inner = next((one for one in within if isinstance(one, BaseException)), None)


def _said(error: BaseException) -> str:
    said = str(getattr(error, "strerror", None) or error)
    return _HEAD.get(said) or said.rpartition(": ")[2] or type(error).__name__


def _incomplete(error: Any) -> str:
    came = error.partial if isinstance(error.partial, int) else len(error.partial)
    return f"{_CUT}: {came} of {came + error.expected} bytes came" if error.expected else f"{_CUT} after {came} bytes"


def _no_http(error: Any) -> str:
    line = str(error.line)
    advice = "; it is TLS, so give the address with https://" if line.startswith(_TLS) else _FAULT
    return f"what came is no HTTP: it begins {SECRETS.beginning(line.strip(), _BEGUN)!r}{advice}"


def _chunk(error: Any) -> str:
    size = bytes(error.length).strip().decode("latin-1")
    return (
        f"a chunk of the answer begins with {SECRETS.beginning(size, _BEGUN)!r}, which is no size{_FAULT}"
        if size
        else f"{_CUT} between two chunks"
    )


def _certificate(error: Any) -> str:
    _, failed, why = str(error).partition("certificate verify failed")
    if not failed:
        return _tls(error)
    why = why.removeprefix(": ").partition(" (_ssl")[0] or failed
    return why.rstrip(".") + next((advice for words, advice in _UNTRUSTED.items() if words in why), _AUTHORITY)


def _unconnected(error: Any) -> str:
    said = _ERRNO.sub("", _said(error))
    return f"{said}; is the server running?" if "refused" in said else said


def _tls(error: Any) -> str:
    said = str(error)
    plain = "WRONG_VERSION_NUMBER" in said or "HTTP_REQUEST" in said
    words = said.partition("] ")[2].partition(" (_ssl")[0] or said
    return f"no TLS is spoken there ({words}): if it is plain HTTP, give the address with http://" if plain else words


_AUTHORITY: Final = "; if an authority of your own signed the target's certificate, give the authority's with --ca-file"
_UNTRUSTED: Final = {
    "expired": ": the target needs a new one",
    "not yet valid": ": look at the clocks on both sides",
    "not valid for": ": give the address with the name that the certificate is for",
}
"""What to do about a certificate that is not trusted."""
_HEAD: Final = {
    "got more than 100 headers": f"the head of the answer has more than 100 lines{_FAULT}",
    "got more than 65536 bytes when reading header line": f"the head of the answer has a line of more than 64 KiB{_FAULT}",
    "got more than 65536 bytes when reading status line": f"the first line of the answer is longer than 64 KiB, so it is no HTTP{_FAULT}",
    "Response ended prematurely": f"{_CUT} between two chunks",
}
_WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "NameResolutionError": lambda error: f"the host's name was not found ({_said(_innermost(error))})",
    "NewConnectionError": _unconnected,
    "ConnectionRefusedError": _unconnected,
    "RemoteDisconnected": lambda _: "the connection was closed before an answer came",
    "ConnectionResetError": lambda error: f"the connection broke off ({_said(error)})",
    "BrokenPipeError": lambda error: f"the connection broke off ({_said(error)})",
    "IncompleteRead": _incomplete,
    "CutHeadError": lambda _: f"{_CUT} in the middle of its head, or between its chunks",
    "LongAnswerError": lambda _: TOO_LONG,
    "InvalidChunkLength": _chunk,
    "BadStatusLine": _no_http,
    "InvalidHeader": lambda error: f"{_said(error)}{_FAULT}",
    "DecodeError": lambda error: f"the body is not packed as its Content-Encoding says ({_said(_innermost(error))}){_FAULT}",
    "SSLCertVerificationError": _certificate,
    "SSLError": _certificate,
}
"""By the name of an error what it means."""


def _innermost(error: BaseException) -> BaseException:
    return list(_chain(error))[-1]
