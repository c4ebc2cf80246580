"""What others made: locked by hashes, its licences listed and permitted, and what is known against it told."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from supply.audit import ACCEPTED, Accepted, Dependency, Report, Vulnerability, accepted_in, judged
from supply.licences import PAGE, Row, canonical, is_permitted, locked, page, rows

HOME = Path(__file__).parents[1]
LOCK = (HOME / "requirements.lock").read_text(encoding="utf-8")
TODAY = date(2026, 7, 1)
KNOWN = Vulnerability("PYSEC-1", ("2.1",), ("GHSA-1",))
VULNERABLE = Report((Dependency("clean", "1"), Dependency("bad", "2.0", (KNOWN,))))


class TestLock:
    def test_every_package_is_pinned_by_hashes_and_no_host_is_named(self) -> None:
        entries = re.split(r"\n(?=\S)", LOCK.strip())
        assert all(re.match(r"[A-Za-z0-9._-]+==\S+[^\n]* \\\n    --hash=sha256:[0-9a-f]{64}", entry) for entry in entries)
        assert "://" not in LOCK

    def test_all_that_is_declared_is_locked(self) -> None:
        project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        optional = project["optional-dependencies"]
        declared = [*project["dependencies"], *(line for extra in ("prove", "supply", "test") for line in optional[extra])]
        names = {canonical(re.split(r"[\[<>=;~! ]", line)[0]) for line in declared} - {"profile-conformance"}
        assert names - locked(LOCK) == set(), "mend with: make lock"


class TestLicences:
    def test_the_page_is_up_to_date(self) -> None:
        assert PAGE.read_text(encoding="utf-8") == page(rows()), "is stale: run 'make generate'"

    def test_all_are_permitted(self) -> None:
        assert [row for row in rows() if not is_permitted(row)] == []

    @pytest.mark.parametrize(
        ("licence", "needed_for", "permitted"),
        [
            ("MIT", "run", True),
            ("Apache-2.0 AND MIT", "run", True),
            ("MIT; GPL-3.0", "run", False),
            ("GPL-3.0 OR MIT", "run", True),
            ("MPL-2.0", "run", True),
            ("GNU Library or Lesser General Public License (LGPL)", "development", True),
            ("GNU Library or Lesser General Public License (LGPL)", "run", False),
            ("UNKNOWN", "run", False),
        ],
    )
    def test_what_is_permitted(self, licence: str, needed_for: str, permitted: bool) -> None:
        assert is_permitted(Row("x", licence, needed_for)) is permitted


class TestAudit:
    def test_nothing_known_is_said_with_how_many_were_asked_about(self) -> None:
        report = Report((Dependency("clean", "1"), Dependency("new", skip_reason="not found")))
        assert judged(report, (), TODAY) == (["audited: 1 packages, 1 could not be asked about"], 0)

    def test_what_is_known_is_red(self) -> None:
        assert judged(VULNERABLE, (), TODAY) == (["bad 2.0: PYSEC-1, mended in 2.1", "audited: 2 packages"], 1)

    @pytest.mark.parametrize(("until", "status"), [(TODAY, 0), (date(2026, 6, 30), 1)])
    @pytest.mark.parametrize("name", ["PYSEC-1", "GHSA-1"])
    def test_it_may_be_accepted_until_a_day(self, name: str, until: date, status: int) -> None:
        lines, came_to = judged(VULNERABLE, (Accepted(name, "bad", "its command line only", until),), TODAY)
        assert came_to == status
        assert f"accepted until {until}" in lines[0]

    def test_of_another_package_it_is_not(self) -> None:
        assert judged(VULNERABLE, (Accepted("PYSEC-1", "clean", "", TODAY),), TODAY)[1] == 1

    def test_where_nothing_can_be_asked_that_is_one_line_and_not_red(self) -> None:
        lines, status = judged(Report((Dependency("x", skip_reason="not found"),)), (), TODAY)
        assert (len(lines), status) == (1, 0)
        assert lines[0].startswith("not audited: ")

    def test_the_list_of_what_is_accepted_reads(self) -> None:
        assert isinstance(accepted_in(ACCEPTED.read_text(encoding="utf-8")), tuple)
        [entry] = accepted_in('[[accepted]]\nid = "A"\npackage = "b"\nreason = "c"\nuntil = 2027-01-31\n')
        assert entry == Accepted("A", "b", "c", date(2027, 1, 31))
