"""What is secret is found in whichever way somebody else writes it, and nothing else is touched, however much is secret."""

from __future__ import annotations

import base64
import html
import io
import json
import re
import tracemalloc
from typing import Any
from urllib.parse import quote, quote_plus

import msgspec
import pytest

from conformance.concealing import CONCEALED, SECRETS, Secrets, of_url, stands_in_the_book
from conformance.streams import Concealing, trace_of

PLAIN = "sentinel-4f1c9a77"
ODD = 'Zoë\'s "pass/word" & <50%> C:\\temp + more'
TOKENS = [f"{number:03}sentinel-token" for number in range(40)]


def basic(before: str, value: str, after: str) -> str:
    return base64.b64encode(f"{before}{value}{after}".encode()).decode()


WAYS: dict[str, Any] = {
    "as it is": lambda value: value,
    "in a URL": quote,
    "in a query": lambda value: quote(value, safe=""),
    "in a form": quote_plus,
    "in a form in small letters": lambda value: re.sub("%..", lambda match: match[0].lower(), quote_plus(value)),
    "in JSON": lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
    "in ASCII JSON": lambda value: json.dumps(value)[1:-1],
    "in the JSON of PHP": lambda value: json.dumps(value)[1:-1].replace("/", "\\/"),
    "in HTML": html.escape,
    "in HTML with its apostrophes": lambda value: html.escape(value, quote=False),
    "in HTML of Jinja": lambda value: html.escape(value).replace("&quot;", "&#34;").replace("&#x27;", "&#39;"),
    "in a traceback": lambda value: repr(value)[1:-1],
    "in a traceback as bytes": lambda value: repr(value.encode())[2:-1],
    "as digits": lambda value: value.encode().hex(),
    "as large digits": lambda value: value.encode().hex().upper(),
}


@pytest.mark.parametrize("value", [PLAIN, ODD], ids=["plain", "odd"])
@pytest.mark.parametrize("way", WAYS)
def test_it_is_found_however_it_is_written(way: str, value: str) -> None:
    written = WAYS[way](value)
    secrets = Secrets([value])
    assert secrets.text(f"before:{written};after") == "before:(secret);after"
    assert secrets.json({"a": [f"x{written}y", {written: 1}], "b": None}) == {"a": ["x(secret)y", {CONCEALED: 1}], "b": None}
    told = json.dumps({"within": written})  # JSON in a text of JSON
    assert json.loads(str(secrets.json(told))) == {"within": CONCEALED}


@pytest.mark.parametrize("value", [PLAIN, ODD], ids=["plain", "odd"])
@pytest.mark.parametrize("before", ["", "a", "ab", "csa:", "anna:", "annie:"])
@pytest.mark.parametrize("after", ["", "!", " of somebody"])
@pytest.mark.parametrize("url", [False, True], ids=["standard", "of URLs"])
def test_nothing_of_it_can_be_decoded_from_base64(value: str, before: str, after: str, url: bool) -> None:
    written = basic(before, value, after)
    written = written.replace("+", "-").replace("/", "_") if url else written
    left = Secrets([value]).text(f"Basic {written}")
    assert CONCEALED in left
    kept = left.removeprefix("Basic ").split(CONCEALED)
    assert all(len(part) < 4 or part in written[: 8 + len(before)] + written[-8 - 2 * len(after) :] for part in kept)


@pytest.mark.parametrize("name", [f"sentinel-of-{number}"[:length] for number in range(3) for length in (8, 9, 11, 13)])
@pytest.mark.parametrize("place", range(9))
def test_it_is_found_at_every_place_of_a_text(name: str, place: int) -> None:
    assert Secrets([name]).text("." * place + name + ".") == "." * place + "(secret)."


@pytest.mark.parametrize(
    ("secrets", "told", "left"),
    [
        ([PLAIN, f"{PLAIN}-and-more"], f"{PLAIN}-and-more", CONCEALED),
        ([f"x-{PLAIN}", f"{PLAIN}-y"], f"x-{PLAIN}-y", CONCEALED),
        ([PLAIN], f"{PLAIN}{PLAIN}", f"{CONCEALED}{CONCEALED}"),
        (["hunter2"], ["hunter2", "hunter22", "not hunter2"], [CONCEALED, "hunter22", "not hunter2"]),
        (["hunter2"], {"hunter2": {"a": "hunter2"}}, {CONCEALED: {"a": CONCEALED}}),
        (["93716402"], {"a": 93716402, "b": 1937164025, "c": "193716402", "d": "=93716402"}, None),
        ([""], ["", "x"], ["", "x"]),
    ],
    ids=["one begins another", "one overlaps another", "twice", "a short one is a whole value", "or a name", "digits", "none"],
)
def test_what_is_left(secrets: list[str], told: Any, left: Any) -> None:
    left = {"a": CONCEALED, "b": 1937164025, "c": "193716402", "d": f"={CONCEALED}"} if left is None else left
    assert Secrets(secrets).json(told) == left


def test_the_end_of_a_text_is_no_shorter_than_it_is() -> None:
    words = ["sentinel-of-the-one", "sentinel-of-the-one-and-the-other"]
    assert [Secrets(words).text(f"{'.' * before}{words[0]}") for before in range(9)] == ["." * before + CONCEALED for before in range(9)]


def test_what_has_no_secret_is_the_very_same() -> None:
    told: Any = {"fields": {"street": "Leith Walk", "location": "1"}, "addresses": [{"primary": True, "number": 7.5}]}
    assert Secrets([PLAIN, *TOKENS]).json(told) is told


@pytest.mark.parametrize(
    "word", ["Individual", "preferred_contact_method", "location", "create.location-default", "Leith Walk", "true", "1"]
)
def test_words_of_the_specification_are_nobodys_secret(word: str) -> None:
    assert stands_in_the_book(word)
    told: Any = {word: word, "detail": f"no such {word}"}
    assert Secrets([word]).json(told) == told


def test_half_a_secret_is_not_left_where_a_text_breaks_off() -> None:
    for longest in range(60):
        kept = Secrets([PLAIN]).beginning("a" * 20 + PLAIN + "b" * 40, longest)
        assert kept == ("a" * 20 + CONCEALED + "b" * 40)[:longest]


@pytest.mark.parametrize(
    ("url", "secret", "told"),
    [
        ("http://ann:sentinel-of-ann@hub.example/x", "sentinel-of-ann", "http://ann:(secret)@hub.example/x"),
        ("http://sentinel-alone@hub.example", "sentinel-alone", "http://(secret)@hub.example"),
        ("http://ann:sentinel%2Fof%2Fann@hub.example", "sentinel/of/ann", "http://ann:(secret)@hub.example"),
        ("http:/ann:sentinel-slash@hub.example", "sentinel-slash", "http:/ann:(secret)@hub.example"),
        ("http://[::1:sentinel-bracket@hub", "sentinel-bracket", None),
        ("http://hub.example/a@b", "", "http://hub.example/a@b"),
    ],
)
def test_a_url_says_no_password(url: str, secret: str, told: str | None) -> None:
    of_url(url)
    assert told is None or SECRETS.text(url) == told
    assert not secret or secret not in SECRETS.text(f"{url} {secret}")


class TestWhatIsLent:
    def test_is_known_while_it_is_used(self) -> None:
        secrets = Secrets(latest=10)
        for token in TOKENS:
            secrets.lend("a-sentinel-in-use")
            secrets.lend(token)
        assert secrets.text("a-sentinel-in-use") == CONCEALED
        assert [secrets.text(token) for token in TOKENS[-10:]] == [CONCEALED] * 10

    def test_is_forgotten_in_time_and_what_lasts_is_not(self) -> None:
        secrets = Secrets([PLAIN, "hunter2"], latest=10)
        for token in (*TOKENS, *(token[:7] for token in TOKENS)):
            secrets.lend(token)
        assert secrets.text(TOKENS[0]) == TOKENS[0]
        assert (secrets.text(PLAIN), secrets.text("hunter2"), secrets.text(TOKENS[-1][:7])) == (CONCEALED,) * 3

    def test_takes_no_more_memory_however_many_there_were(self) -> None:
        secrets = Secrets(latest=100)
        for number in range(400):
            secrets.lend(f"sentinel-{number}-of-many")
        tracemalloc.start()
        try:
            for number in range(400, 1600):
                secrets.lend(f"sentinel-{number}-of-many")
            grown, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert grown < 1_000_000


class TestStandardError:
    def test_whatever_is_written_there_is_without_secrets(self) -> None:
        SECRETS.add(PLAIN)
        content = io.BytesIO()
        there = io.TextIOWrapper(content, encoding="ascii", errors="replace")
        stream = Concealing(there)
        assert stream.write(f"é {PLAIN}\n") == len(PLAIN) + 3
        stream.flush()
        assert content.getvalue() == b"? (secret)\n"
        assert (stream.encoding, stream.errors, stream.isatty(), stream.writable()) == ("ascii", "replace", False, True)
        with pytest.raises(TypeError):
            stream.write(b"")  # type: ignore[arg-type]  # as whoever looks for a stream of bytes does

    def test_a_traceback_too(self) -> None:
        SECRETS.add(ODD)
        try:
            raise ValueError(f"{ODD!r} and {ODD.encode()!r}, {msgspec.json.encode(ODD).decode()}")
        except ValueError as error:
            told = trace_of(error)
        assert "ValueError: '(secret)' and b'(secret)', \"(secret)\"\n" in told


def test_what_is_added_apart_is_no_secret_afterwards() -> None:
    secrets = Secrets(["the first secret"])
    with secrets.apart():
        secrets.add("the second secret")
        assert secrets.text("the second secret") == CONCEALED
    assert secrets.text("the first secret, the second secret") == f"{CONCEALED}, the second secret"
