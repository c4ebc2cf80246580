"""Why no whole answer came, in words for whoever has to mend it. What libraries really raise is met in the tests of broken targets."""

from __future__ import annotations

import http.client
import ssl

import pytest

from conformance.drivers.reasons import reason


class _WrappedError(Exception):
    """As a library wraps an error: in what it says, or as its reason."""

    def __init__(self, *arguments: object, reason: Exception | None = None) -> None:
        super().__init__(*arguments)
        self.reason = reason


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (_WrappedError(_WrappedError("Aborted.", http.client.RemoteDisconnected("x"))), "the connection was closed before an answer came"),
        (_WrappedError("", ConnectionResetError(104, "Connection reset by peer")), "the connection broke off (Connection reset by peer)"),
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused; is the server running?"),
        (_WrappedError(reason=http.client.IncompleteRead(b"abc", 7)), "the answer broke off: 3 of 10 bytes came"),
        (http.client.IncompleteRead(b"abc"), "the answer broke off after 3 bytes"),
        (
            http.client.BadStatusLine("220 mail.example ESMTP\r\n"),
            "what came is no HTTP: it begins '220 mail.example ESMTP'; the fault is the target's, or of what stands before it",
        ),
        (
            http.client.BadStatusLine("\x15\x03\x01"),
            r"what came is no HTTP: it begins '\x15\x03\x01'; it is TLS, so give the address with https://",
        ),
        (
            ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"),
            "no TLS is spoken there (wrong version number): if it is plain HTTP, give the address with http://",
        ),
        (
            ssl.SSLCertVerificationError(1, "[SSL: X] certificate verify failed: certificate has expired (_ssl.c:1006)"),
            "certificate has expired: the target needs a new one",
        ),
        (
            ssl.SSLCertVerificationError(1, "[SSL: X] certificate verify failed: self-signed certificate (_ssl.c:1006)"),
            "self-signed certificate; if an authority of your own signed the target's certificate, give the authority's with --ca-file",
        ),
        (_WrappedError("<connection>: something else"), "something else"),
        (_WrappedError(), "_WrappedError"),
    ],
)
def test_an_error_in_our_words(error: Exception, told: str) -> None:
    assert reason(error) == told
