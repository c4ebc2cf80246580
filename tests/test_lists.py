"""The IDs behind names: the target's own where it serves lists, otherwise the book's."""

from __future__ import annotations

from conformance.exchanges import Answer
from conformance.lists import Lists
from conformance.suite import Chapter, Suite, Table
from tests.servers import Scripted

TABLE = Table(("list", "id", "name"), (("prefixes", "7", "Mr"), ("prefixes", "8", "Dr"), ("countries", "1226", "United Kingdom")))
BOOK = Suite("0", (Chapter("90-ids.md", "ids", "IDs", tables=(TABLE, Table(("entry", "meaning", "line"), (("prefixes", "9", "Ms"),)))),))
SERVED = Answer("accepted", items=[{"id": 3, "name": "Mr"}])


def test_the_targets_own_list_counts_and_is_fetched_once() -> None:
    driver = Scripted(lambda _: SERVED)
    lists = Lists(BOOK, driver)
    assert (lists.find("prefixes", "Mr"), lists.find("prefixes", "Dr"), lists.find("prefixes", "Mr")) == ("3", None, "3")
    assert [asked.list_name for asked in driver.asked] == ["prefixes"]


def test_without_lists_the_books_ids_count_and_nothing_is_asked() -> None:
    driver = Scripted(lambda _: SERVED, capabilities=())
    lists = Lists(BOOK, driver)
    assert (lists.find("prefixes", "Dr"), lists.find("countries", "United Kingdom"), lists.find("countries", "Mr")) == ("8", "1226", None)
    assert lists.find("prefixes", "Ms") is None, "it stands in a table of something else"
    assert driver.asked == []


def test_a_list_that_was_not_answered_is_asked_for_again() -> None:
    answers = iter((Answer("unreachable", detail="hung up"), SERVED))
    lists = Lists(BOOK, Scripted(lambda _: next(answers)))
    assert lists.asked_for("prefixes") == ({}, Answer("unreachable", detail="hung up"))
    assert (lists.find("prefixes", "Mr"), lists.find("prefixes", "Mr")) == ("3", "3")


def test_a_list_that_cannot_be_fetched_has_no_names() -> None:
    assert Lists(BOOK, Scripted(lambda _: Answer("broken", detail="500"))).find("prefixes", "Mr") is None
