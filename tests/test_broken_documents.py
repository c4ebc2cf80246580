"""Targets that misbehave, of these families: what a run says of them, and that all else is judged as ever."""

from __future__ import annotations

import pytest

from tests.broken.catalogue import rows
from tests.broken.running import objections, outcome
from tests.broken.values import Ending, Misbehaviour


@pytest.mark.parametrize(("wrong", "ending"), rows("JSON"))
def test_a_run_comes_to_its_end_and_says_whose_fault_it_is(wrong: Misbehaviour, ending: Ending) -> None:
    assert objections(wrong, ending, outcome(wrong, ending)) == []
