"""What is left behind: a line for everything that was made, or may have been."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from conformance.exchanges import Answer, Asked
from conformance.inventory import Inventory, Made
from tests.servers import NOON, Scripted

CREATE = Asked("create", fields={"first_name": "Ann"})


def lines(file: Path) -> list[Made]:
    return [msgspec.json.decode(line, type=Made) for line in file.read_bytes().splitlines()]


def noted(file: Path, *asked: Asked, answers: Callable[[Asked], Answer] | None = None) -> list[Made]:
    driver = Scripted(answers) if answers else Scripted()
    inventory = Inventory(file, driver.target, "4f2a")
    noting = inventory.noting(driver, "x.rule/one")
    try:
        for one in asked:
            noting.perform(one)
    finally:
        inventory.close()
    return lines(file)


def test_a_customer_with_the_moment_on_the_targets_clock(tmp_path: Path) -> None:
    assert noted(tmp_path / "all.jsonl", CREATE) == [
        Made("2025-07-01T13:00:00+01:00", "customer", "U1", "x.rule/one", "4f2a", "http://scripted")
    ]
    assert NOON == 1_751_371_200.0


def test_what_only_reads_or_changes_leaves_no_line(tmp_path: Path) -> None:
    assert noted(tmp_path / "all.jsonl", Asked("get"), Asked("update"), Asked("list"), Asked("hub-record")) == []


@pytest.mark.parametrize(
    ("operation", "name", "thing"),
    [("create", "ucrn", "customer"), ("open-case", "case_id", "case"), ("open-edit-form", "edit_form_id", "edit form")],
)
def test_each_thing_by_its_id(operation: str, name: str, thing: str, tmp_path: Path) -> None:
    answer = Answer("accepted", fields={name: "7"})
    [line] = noted(tmp_path / "all.jsonl", Asked(operation), answers=lambda _: answer)  # type: ignore[arg-type]  # the rows name real operations
    assert (line.thing, line.id, line.doubt) == (thing, "7", "")


def test_what_was_refused_was_not_made(tmp_path: Path) -> None:
    assert noted(tmp_path / "all.jsonl", CREATE, answers=lambda _: Answer("refused", detail="422")) == []
    assert noted(tmp_path / "all.jsonl", CREATE, answers=lambda _: Answer("unsigned", detail="401")) == []


@pytest.mark.parametrize("answer", [Answer("broken", detail="502"), Answer("unreachable", detail="no answer within 10 s")])
def test_an_answer_that_leaves_it_open_is_noted_with_its_doubt(answer: Answer, tmp_path: Path) -> None:
    [line] = noted(tmp_path / "all.jsonl", CREATE, answers=lambda _: answer)
    assert (line.id, line.doubt) == ("", answer.detail)


def test_so_is_an_interruption(tmp_path: Path) -> None:
    def interrupted(_: Asked) -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        noted(tmp_path / "all.jsonl", CREATE, answers=interrupted)
    [line] = lines(tmp_path / "all.jsonl")
    assert line.doubt == "interrupted before the answer"


def test_what_is_made_again_says_so_and_so_does_what_was_left_open(tmp_path: Path) -> None:
    driver = Scripted()
    inventory = Inventory(tmp_path / "all.jsonl", driver.target, "4f2a")
    inventory.left_open("x.rule/one")
    inventory.noting(driver, "x.rule/one", again=True).perform(CREATE)
    inventory.close()
    first, second = lines(tmp_path / "all.jsonl")
    assert (first.thing, first.id, first.scenario, first.again) == ("customer", "", "x.rule/one", False)
    assert first.doubt == "the run ended while this scenario was under way: it may have made what has no line here"
    assert (second.id, second.doubt, second.again) == ("U1", "", True)


def test_a_line_is_on_disk_before_the_next_call(tmp_path: Path) -> None:
    driver = Scripted()
    inventory = Inventory(tmp_path / "all.jsonl", driver.target, "4f2a")
    noting = inventory.noting(driver, "x.rule/one")
    noting.perform(CREATE)
    assert len(lines(tmp_path / "all.jsonl")) == 1
    noting.perform(CREATE)
    assert len(lines(tmp_path / "all.jsonl")) == 2
    inventory.close()
