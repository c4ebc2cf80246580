"""A run in parts: every scenario is in just one of them, the parts are alike, and which one it is depends on nothing but the book."""

from __future__ import annotations

from collections import Counter

import pytest

from conformance.book import book
from conformance.shards import Shard, shard


def test_a_shard_is_written_as_it_is_read() -> None:
    assert shard("2/5") == Shard(2, 5)
    assert str(shard("2/5")) == "2/5"


@pytest.mark.parametrize("text", ["", "2", "0/5", "6/5", "2/0", "2/5/7", "-1/5", "1.5/2", "a/b", " 1/2", "2/50000"])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no shard: give 2/5 for the second of five"):
        shard(text)


@pytest.mark.parametrize("of", [1, 2, 5, 7])
def test_the_parts_are_the_whole_each_scenario_once_in_the_order_of_the_book(of: int) -> None:
    everything = [scenario.id for scenario in book().scenarios()]
    parts = [Shard(number, of).part(everything) for number in range(1, of + 1)]
    assert Counter(one for part in parts for one in part) == Counter(everything)
    for part in parts:
        assert part == sorted(part, key=everything.index)


@pytest.mark.parametrize("of", [2, 5])
def test_they_are_alike_in_size_and_in_what_they_have_of_each_chapter(of: int) -> None:
    rules = [(rule.chapter, scenario.id) for rule in book().rules() for scenario in rule.scenarios]
    counts = [Counter(chapter for chapter, _ in Shard(number, of).part(rules)) for number in range(1, of + 1)]
    assert max(map(Counter.total, counts)) - min(map(Counter.total, counts)) <= 1
    for chapter in counts[0]:
        assert max(count[chapter] for count in counts) - min(count[chapter] for count in counts) <= 1


def test_a_part_of_fewer_than_there_are_parts_may_be_empty() -> None:
    assert [Shard(number, 3).part(["a", "b"]) for number in (1, 2, 3)] == [["a"], ["b"], []]
