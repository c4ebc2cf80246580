"""`conformance explore` as a user meets it: what it prints, and its exit status."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main

BROKEN = "reference:twitter.removed:kept"
PAGE = """Create:

```json
{"twitter": "ann_writes"}
```

Update:

```json
{"twitter": ""}
```

Hub record afterwards:

```json
{"twitter": ""}
```
"""


def explored(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["explore", *arguments], prog_name="conformance")


def test_the_reference_departs_in_nothing() -> None:
    done = explored("--seed", "5", "--budget", "30")
    assert done.exit_code == 0
    assert done.stdout.startswith("explored reference · seed 5 · 30 scenarios")
    assert done.stdout.endswith("NO DEPARTURE in 30 scenarios\n")
    assert re.search(r"^reach: \d+ of \d+ rules; never reached: .*get\.connected-index-absent", done.stdout, re.MULTILINE | re.DOTALL)


def test_without_a_seed_one_is_made_up_and_told() -> None:
    assert re.match(r"explored reference · seed \d+ · 1 scenario ", explored("--budget", "1").stdout)


def test_so_many_seconds_are_a_budget_too() -> None:
    assert explored("--budget", "0.2s").stdout.rstrip().rpartition("\n")[2].startswith("NO DEPARTURE in ")


def test_walks_side_by_side_are_told_as_one() -> None:
    first, again = (explored(BROKEN, "--seed", "3", "--budget", "61", "--jobs", "2") for _ in range(2))
    assert first.exit_code == 1
    assert first.stdout.startswith(f"explored {BROKEN} · seed 3 · ")
    assert first.stdout.partition("\n\n")[2] == again.stdout.partition("\n\n")[2]
    heads = re.findall(r"^DEPARTURE \d+ · (.*) · after", first.stdout, re.MULTILINE)
    assert any("twitter.removed" in head for head in heads)


def test_walks_side_by_side_share_the_budget() -> None:
    assert explored("--seed", "5", "--budget", "11", "--jobs", "2").stdout.endswith("NO DEPARTURE in 11 scenarios\n")


def test_a_target_that_no_walk_can_reach_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFORMANCE_CSA_SECRET", "not to be told")
    done = explored("http://127.0.0.1:9", "--budget", "4", "--jobs", "2")
    assert done.exit_code == 3
    assert "127.0.0.1:9" in done.stderr
    assert "not to be told" not in done.output


def test_a_departure_is_a_page_with_its_rule_and_why() -> None:
    done = explored(BROKEN, "--seed", "3", "--budget", "1000", "--departures", "1")
    assert done.exit_code == 1
    assert re.search(r"^DEPARTURE 1 · .*twitter\.removed.* · after \d+ scenarios?", done.stdout, re.MULTILINE)
    assert re.search(
        r'^  Hub record( of [A-Z][a-z]+)? afterwards:\n\n  ```json\n  \{.*"twitter": "".*\}\n  ```\n', done.stdout, re.MULTILINE
    )
    assert "  expected   twitter = blank\n" in done.stdout
    assert "by twitter.removed" in done.stdout
    assert re.search(r"^ +twitter\.removed \(must, L\d+.*\)\n +\w", done.stdout, re.MULTILINE)
    assert done.stdout.rstrip().rpartition("\n")[2].startswith("DEPARTS: 1 departure from every permitted reading, in ")


@pytest.mark.parametrize(("target", "status", "last"), [(BROKEN, 1, "DEPARTS: "), ("reference", 0, "NO DEPARTURE: all is as ")])
def test_a_page_is_tried_again(target: str, status: int, last: str, tmp_path: Path) -> None:
    file = tmp_path / "departure.md"
    file.write_text(PAGE, encoding="utf-8")
    done = explored(target, "--replay", str(file))
    assert done.exit_code == status
    assert last in done.stdout.rstrip().rpartition("\n")[2]


def test_a_page_that_does_not_read_says_where(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("Crate:\n", encoding="utf-8")
    done = explored("--replay", str(file))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"conformance: {file}:1: found ")


@pytest.mark.parametrize("budget", ["0", "-1", "soon", "1.5", "10m"])
def test_a_budget_is_scenarios_or_seconds(budget: str) -> None:
    done = explored("--budget", budget)
    assert done.exit_code == 2
    assert f"'{budget}' is neither a number of scenarios, such as 200, nor of seconds, such as 30s" in done.stderr
