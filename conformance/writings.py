"""The ways in which others write a value into what they answer: as URLs, JSON, HTML, Python and Base64 have it, or as digits. Pure.

All are without backslashes. JSON and Python escape with them, JSON within JSON those as well, and so on: what is compared without them
is the same at every depth.
"""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

_PLAIN = re.compile(r"[A-Za-z0-9_.~-]+")
"""What URLs, JSON, HTML and Python write as it is: most tokens are such."""
_OF_A_URL = re.compile("%[0-9A-F]{2}")
_OF_JSON = re.compile(r"(\\u)([0-9a-f]{4})")
_OF_URLS = bytes.maketrans(b"+/", b"-_")


def writings(value: str) -> set[bytes]:
    """The value in every way in which it may be written, without backslashes."""
    content = value.encode("utf-8", "surrogatepass")
    digits = content.hex().encode()
    found = {*_in_base64(content), digits, digits.upper()}
    if _PLAIN.fullmatch(value):
        found.add(content)
        return found
    texts = {value, *_escaped(value, content)}
    texts |= {written for one in texts for written in (_in_json(one), _in_json(one, "ascii"))}
    texts |= {written for one in texts for written in _in_other_letters(one)}
    return found | {bare(one.encode("utf-8", "surrogatepass")) for one in texts}


def bare(text: bytes) -> bytes:
    """A text without its backslashes."""
    return text.replace(b"\\", b"")


def _escaped(value: str, content: bytes) -> Iterator[str]:
    yield from (quote(content), quote(content, safe=""), quote_plus(content))
    yield from (html.escape(value, quote=False), html.escape(value))
    yield html.escape(value).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
    yield from (repr(value)[1:-1], ascii(value)[1:-1], repr(content)[2:-1])


def _in_json(value: str, letters: str = "") -> str:
    return json.dumps(value, ensure_ascii=letters == "ascii")[1:-1]


def _in_other_letters(written: str) -> Iterator[str]:
    """The same with the digits of its escapes in small letters, or in large ones."""
    yield _OF_A_URL.sub(lambda match: match[0].lower(), written)
    yield _OF_JSON.sub(lambda match: match[1] + match[2].upper(), written)


def _in_base64(content: bytes) -> set[bytes]:
    """Base64, wherever in what is encoded the value stands: the characters that depend on nothing else."""
    found = set()
    for before, first in ((0, 0), (1, 2), (2, 3)):
        whole = b64encode(bytes(before) + content)[first : 8 * (before + len(content)) // 6]
        found.add(whole)
        found.add(whole.translate(_OF_URLS))
    return found
