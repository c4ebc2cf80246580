"""Small chapters, written as the book's are, for tests to read."""

from __future__ import annotations

from conformance.reader import read_chapter, read_snippet
from conformance.suite import Rule, Scenario

FILE = "10-x.md"
RULE = ("## x.rule", "It holds.", "Level: must. Source: L1.")
READING = ("## x.rule", "It holds.", "Level: reading. Source: L1. Permits: *kept*, *cleared*.")
ONE = "### One"


def block(json: str) -> str:
    """A fenced block of JSON."""
    return f"```json\n{json}\n```"


CREATE = ("Create:", block('{"first_name": "Ann"}'))


def page(*parts: str) -> str:
    """A chapter with a title and these parts, a blank line before each."""
    return "\n\n".join(("# Title", *parts)) + "\n"


def under_rule(*parts: str) -> str:
    """A chapter with one rule and one scenario that consists of these parts."""
    return page(*RULE, ONE, *parts)


def scenarios(*parts: str) -> tuple[Scenario, ...]:
    """The scenarios that these parts make below one title of one rule."""
    return read_chapter(under_rule(*parts), FILE).rules[0].scenarios


def scenario(*parts: str) -> Scenario:
    """The one scenario that these parts make; its first line is line 1."""
    return read_snippet("\n\n".join(parts) + "\n", FILE)


def rule_of(*parts: str) -> Rule:
    """The first rule of a chapter of these parts."""
    return read_chapter(page(*parts), FILE).rules[0]
