"""Which scenarios a pattern chooses."""

from __future__ import annotations

import pytest

from conformance.reader import read
from conformance.selection import SelectionError, select
from conformance.suite import Suite
from tests.pages import CREATE

BODY = "\n\n".join(CREATE)


def chapter(title: str, *rules: tuple[str, str]) -> str:
    parts = [f"# {title}"]
    for rule, level in rules:
        about = f"Level: {level}. Source: L1." + (" Permits: *kept*." if level == "reading" else "")
        closing = "\n\nEither *kept*:\n\nGet afterwards:\n\n```json\n{}\n```" if level == "reading" else ""
        parts += [f"## {rule}", "It holds.", about, f"### One\n\n{BODY}{closing}", f"### Two\n\n{BODY}{closing}"]
    return "\n\n".join(parts) + "\n"


@pytest.fixture(scope="module")
def suite() -> Suite:
    return read(
        {
            "10-doors.md": chapter("Doors", ("doors.open", "must"), ("doors.shut", "should")),
            "20-lids.md": chapter("Lids", ("lids.open", "must")),
        }
    )


def chosen(suite: Suite, *patterns: str) -> list[str]:
    return [scenario.id for _, scenario in select(suite, patterns)]


EVERYTHING = [f"{rule}/{title}" for rule in ("doors.open", "doors.shut", "lids.open") for title in ("one", "two")]


@pytest.mark.parametrize(
    ("patterns", "ids"),
    [
        ((), EVERYTHING),
        (("doors.open",), EVERYTHING[:2]),
        (("doors.open/two",), EVERYTHING[1:2]),
        (("doors",), EVERYTHING[:4]),
        (("must",), [*EVERYTHING[:2], *EVERYTHING[4:]]),
        (("should",), EVERYTHING[2:4]),
        (("*.open",), [*EVERYTHING[:2], *EVERYTHING[4:]]),
        (("*/one",), EVERYTHING[::2]),
        (("lids.open/[a-o]ne",), EVERYTHING[4:5]),
        (("lids", "doors.shut/one"), [EVERYTHING[2], *EVERYTHING[4:]]),
        (("doors", "doors.open"), EVERYTHING[:4]),
    ],
)
def test_patterns_choose_in_the_order_of_the_book(suite: Suite, patterns: tuple[str, ...], ids: list[str]) -> None:
    assert chosen(suite, *patterns) == ids


@pytest.mark.parametrize("pattern", ["door", "doors.ope", "reading", "Doors", "doors.open/three", "note", ""])
def test_a_pattern_that_matches_nothing_is_an_error(suite: Suite, pattern: str) -> None:
    with pytest.raises(SelectionError, match="matches no scenario"):
        select(suite, ("lids", pattern))


def test_the_error_offers_what_is_near(suite: Suite) -> None:
    with pytest.raises(SelectionError, match=r"--select 'door\.open' matches no scenario; did you mean doors\.open"):
        select(suite, ("door.open",))


def test_where_nothing_is_near_it_says_where_to_look(suite: Suite) -> None:
    with pytest.raises(SelectionError, match="'conformance rules' lists the rules"):
        select(suite, ("zzz",))
