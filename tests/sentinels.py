"""Secrets that are planted wherever one can enter, targets that tell all they know in every way of writing, and what greps for them."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
import sys
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from reference_impl.api import Api
from reference_impl.faults import FAULTS
from reference_impl.hub import Hub
from tests.processes import Answering, Spoken, answers_of

FAULT = "location.kept:falls-back-to-1"
CHOSEN = ("--select", "access", "--select", "location.kept/a-blank-*")
"""Scenarios in which customers sign in and are refused, and such as do not hold with the fault."""


def _in_small_letters(value: str) -> str:
    return re.sub("%..", lambda match: match[0].lower(), quote_plus(value))


WAYS: Mapping[str, Callable[[str], str]] = {
    "as it is": str,
    "in a URL": quote,
    "in a form": quote_plus,
    "in a form in small letters": _in_small_letters,
    "in JSON": lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
    "in ASCII JSON": lambda value: json.dumps(value)[1:-1],
    "in JSON within JSON": lambda value: json.dumps(json.dumps(value))[3:-3],
    "in the JSON of PHP": lambda value: json.dumps(value)[1:-1].replace("/", "\\/"),
    "in HTML": html.escape,
    "in HTML of Jinja": lambda value: html.escape(value).replace("&quot;", "&#34;").replace("&#x27;", "&#39;"),
    "in a traceback": lambda value: repr(value)[1:-1],
    "in a traceback as bytes": lambda value: repr(value.encode())[2:-1],
    "as digits": lambda value: value.encode().hex(),
    "in Base64": lambda value: _base64(value),
    "in Base64 of URLs": lambda value: _base64(value).translate(str.maketrans("+/", "-_")),
    "in Base64 behind a letter": lambda value: _base64(value, 1),
    "in Base64 behind two": lambda value: _base64(value, 2),
}


def _base64(value: str, before: int = 0) -> str:
    """What of Base64 can only come from the value, so many bytes behind its beginning."""
    written = base64.b64encode(bytes(before) + value.encode() + b"\0").decode()
    return written[(0, 2, 3)[before] : (before + len(value.encode())) * 8 // 6]


class Teller:
    """Puts whatever a target knows into its answers, in every way of writing and in every place."""

    def __init__(self, *known: str, judged: bool = True) -> None:
        """Where it is `judged`, even what the specification looks at tells what it knows."""
        self.given, self.judged = known, judged
        self.known = list(known)
        """All that it ever knew."""
        self._lock = threading.Lock()
        self.begins()

    def begins(self) -> None:
        """Another process asks it now, which cannot know what others were told."""
        self._lately = list(self.given)
        self._set: list[str] = []
        self._numbers = iter(range(1, 1_000_000))

    def learns(self, *values: str) -> None:
        """It knows these too."""
        with self._lock:
            self._lately += [value for value in values if value and value not in self._lately]
            self.known += [value for value in values if value and value not in self.known]

    def telling(self, spoken: Spoken) -> Spoken:
        """An answer that tells all of it: in values, names, headers, cookies, refusals, and now and then in no JSON at all."""
        number = next(self._numbers)
        lately = [*self._lately[:4], *self._lately[-2:]]
        told = [way(value) for value in lately for way in WAYS.values()]
        headers = {"X-Told": quote(" ".join(lately)), **self._cookie(number)}
        one, another = lately[number % len(lately)], told[number % len(told)]
        if self.judged and number % 11 == 0:
            page = f"<p>{'.' * (1990 - number % 20)}{one} {' '.join(told)}</p>"
            return Spoken(503, page.encode(), "text/html", headers)
        body = json.loads(spoken.content)
        if spoken.status >= 400:
            body["title"] = f"{body.get('title')}, says {one}: {another}"
        if self.judged and isinstance(body.get("fields"), dict):
            body["fields"]["town"] = another
        body |= {"told": told, "names": dict.fromkeys(told, 1), "basic": base64.b64encode(f"csa:{lately[0]}".encode()).decode()}
        return Spoken(spoken.status, json.dumps(body, ensure_ascii=number % 2 == 0).encode(), spoken.type, headers)

    def _cookie(self, number: int) -> Mapping[str, str]:
        """Three cookies, which are told when whoever they are given to must have seen them."""
        if number > 3:
            return {}
        self._set.append(f"sentinel-{uuid.uuid4()}/cookie+of=many")
        if number == 3:  # whoever asked has seen the others
            self.learns(*self._set[:2])
        return {"Set-Cookie": f"sid={self._set[-1]}; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT"}


def telling_hub(teller: Teller, secret: str) -> Answering:
    """The contract with a fault, by a hub that tells all it knows."""
    answers = answers_of(Api(Hub(fault=FAULTS[FAULT]), "csa", secret))

    def answering(method: str, path: str, token: str, content: bytes) -> Spoken | None:
        spoken = answers(method, path, token, content)
        assert spoken
        if path == "/v2/capabilities" or (path == "/v2/sessions" and spoken.status < 400):
            return spoken
        teller.learns(token)
        return teller.telling(spoken)

    return answering


class Leak(NamedTuple):
    """Where a secret was found, and how it is written there."""

    where: str
    secret: str
    way: str


def leaks(written: Mapping[str, str], secrets: Iterable[str]) -> list[Leak]:
    """Every secret that is found in what was written, in every way of writing, and however deep in JSON within JSON."""
    bare = {where: text.replace("\\", "") for where, text in written.items()}
    return [
        Leak(where, secret, name)
        for secret in secrets
        for name, way in WAYS.items()
        for where, text in bare.items()
        if way(secret).replace("\\", "") in text
    ]


def written_below(folder: Path) -> dict[str, str]:
    """Every file below a folder by its name, what is compressed in it as well."""
    found = {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    return {name: "\n".join((content.decode("utf-8", "replace"), *_compressed(content))) for name, content in found.items()}


def _compressed(content: bytes) -> Iterator[str]:
    for packed in re.findall(rb"H4sI[A-Za-z0-9+/=]{20,}", content):
        yield gzip.decompress(base64.b64decode(packed)).decode()


def unconcealed(*arguments: str) -> tuple[str, ...]:
    """The command line with nothing concealed: what greps must find what is there."""
    code = (
        "import sys; from conformance.concealing import Secrets as S; from conformance.cli import main; "
        "S.text = lambda self, text: text; S.json = S.text; S.beginning = lambda self, text, longest: text[:longest]; main()"
    )
    return (sys.executable, "-c", code, *arguments)
