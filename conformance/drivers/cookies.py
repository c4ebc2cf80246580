"""The cookies of a request or of an answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from conformance.concealing import SHORTEST

_SET: Final = re.compile(r"(?:^|,)\s*([^=;,\s]+)=([^;,]*)((?:;[^,]*(?:, \d\d[ -][^,;]*)?)*)")
"""One `Set-Cookie` of several that came as one header; the comma of an Expires date begins no other."""


def cookies_of(header: str) -> dict[str, str]:
    """The cookies of a `Cookie` header."""
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return {name: value for name, equals, value in pairs if equals}


def secret_ones(cookies: Mapping[str, str]) -> Iterator[str]:
    """The values of cookies that may be somebody's session: no number, of which answers are full, and no word such as a language."""
    return (value for value in cookies.values() if len(value) >= SHORTEST and not value.isdecimal())


def set_by(headers: Mapping[str, str]) -> dict[str, str]:
    """The cookies that an answer sets."""
    told = headers.get("Set-Cookie", "")
    return {match[1]: match[2].strip() for match in _SET.finditer(told)} if told else {}
