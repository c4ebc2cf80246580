"""Mechanical changes of a source: one at a time, where they stand, and what is left out."""

from __future__ import annotations

from importlib import metadata

import pytest

from conformance.proving.mutations import MutationError, mutants, version

SOURCE = '''"""A module."""

from __future__ import annotations

LIMIT: int | None = 3


class Box:
    size: int = 2

    def fits(self, other: Box | None) -> bool:
        return other is not None and other.size < self.size


def first(names: list[str]) -> str:
    if not names:
        return ""
    return names[0]
'''


def lines() -> list[tuple[int, str, str, str]]:
    return [(one.line, one.function, one.before, one.after) for one in mutants("x", SOURCE)]


def test_each_tells_where_it_stands_and_what_the_line_was_and_is() -> None:
    assert (
        12,
        "Box",
        "return other is not None and other.size < self.size",
        "return other is not None or other.size < self.size",
    ) in lines()
    assert (16, "first", "if not names:", "if  names:") in lines()


def test_what_is_done_when_the_module_loads_stands_in_no_function() -> None:
    assert {function for line, function, _, _ in lines() if line in (5, 9)} == {""}


def test_each_is_the_whole_module_with_one_line_changed() -> None:
    for one in mutants("x", SOURCE):
        before, after = SOURCE.splitlines(), one.source.splitlines()
        assert [number for number, (old, new) in enumerate(zip(before, after, strict=True), start=1) if old != new] == [one.line]


def test_they_come_in_the_order_of_the_lines_and_no_two_are_alike() -> None:
    numbers = [line for line, _, _, _ in lines()]
    assert numbers == sorted(numbers)
    assert len({one.source for one in mutants("x", SOURCE)}) == len(numbers) > 10


def test_annotations_are_left_alone() -> None:
    assert all("int | None" in one.source and "Box | None" in one.source for one in mutants("x", SOURCE))


def test_equality_does_not_become_identity() -> None:
    assert not [one for one in mutants("x", "def same(a: int, b: int) -> bool:\n    return a == b\n") if " is " in one.after]


def test_without_the_tool_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    with pytest.raises(MutationError, match=r"cosmic-ray is not installed; pip install 'profile-conformance\[prove\]' has it"):
        version()
