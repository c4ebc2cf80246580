"""What is drawn: the same from the same seed, whatever code is loaded besides."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import find

from conformance.explorer.texts import any_of

DRAWS = """
from hashlib import sha256
from msgspec.json import encode
from conformance.book import book
from conformance.drivers.in_process import reference
from conformance.explorer.drawing import drawn
from conformance.explorer.exploration import words
from conformance.explorer.walks import walks
driver = reference()
print(sha256(encode(drawn(walks(words(book(), driver), frozenset(driver.target.capabilities)), 7, 40))).hexdigest())
"""
MORE = "import conformance.proving.mutants, conformance.renderers.explored, conformance.plugin, conformance.doctor.examination, bench.walks"


def test_the_same_seed_draws_the_same_scenarios_whatever_is_loaded() -> None:
    first, second = (
        subprocess.run([sys.executable, "-c", text], capture_output=True, encoding="utf-8", check=True, timeout=60).stdout
        for text in (DRAWS, f"{MORE}\n{DRAWS}")
    )
    assert len(first) == 65
    assert first == second


def test_any_of_many_can_be_drawn() -> None:
    many = [str(number) for number in range(250)]
    for wanted in ("0", "98", "99", "249"):
        assert find(any_of(many), wanted.__eq__) == wanted
