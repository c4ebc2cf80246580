"""Several targets side by side: where they differ, where one stands alone, and what is not verified where."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from conformance.comparison import Comparison, Row, comparison
from conformance.exchanges import Target
from conformance.judging import Mismatch, Verdict
from conformance.record import Finding, Footer, Header, Record
from conformance.suite import Level

HEADER = Header("0.1.0", Target("acme.toml", "Acme Hub", "7"), "2025-07-01T12:00:00+00:00", (), 1, complete=True)
OTHER = replace(HEADER, target=Target("other.toml", "Other Hub"))
DONE = Footer("2025-07-01T12:01:00+00:00", 1)


def found(scenario: str, verdict: Verdict, seen: str = "", outcome: str = "", cause: str = "") -> Finding:
    rule = scenario.partition("/")[0]
    level: Level = "reading" if rule == "lid.shut" else "must"
    mismatches = (Mismatch(1, "Get:", 9, "width", '"2"', seen),) if seen else ()
    return Finding(scenario, rule, "door", level, verdict, outcome, cause, mismatches)


def record(*findings: Finding, header: Header = HEADER, footer: Footer | None = DONE) -> Record:
    return Record(header, findings, footer)


def side_by_side(*columns: Verdict | None) -> Row:
    """One scenario at several targets; None where the record has nothing of it, but of another rule."""
    here = [
        record(found("door.open/a", one, '"1"' if one in ("fail", "warning", "known") else "") if one else found("x.y/z", "pass"))
        for one in columns
    ]
    return next(row for row in comparison(here).rows if row.rule == "door.open")


class TestWhereTheyDiffer:
    def differ(self, one: Finding, other: Finding) -> bool:
        return comparison([record(one), record(other)]).rows[0].differs

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (found("door.open/a", "pass"), found("door.open/a", "fail", '"1"')),
            (found("door.open/a", "pass"), found("door.open/a", "not-applicable")),
            (found("door.open/a", "fail", '"1"'), found("door.open/a", "fail", '"3"')),
            (found("lid.shut/a", "observed", outcome="kept"), found("lid.shut/a", "observed", outcome="cleared")),
        ],
    )
    def test_is_a_verdict_a_value_or_a_reading(self, one: Finding, other: Finding) -> None:
        assert self.differ(one, other)
        assert not self.differ(one, one)

    def test_is_not_what_only_one_has_run(self) -> None:
        found_ = comparison(
            [record(found("door.open/a", "pass"), found("door.open/b", "fail", '"1"')), record(found("door.open/a", "pass"))]
        )
        assert [row.differs for row in found_.rows] == [False]
        assert [(cell.held, cell.applicable) for cell in found_.rows[0].cells] == [(1, 2), (1, 1)]

    def test_is_not_what_differs_from_run_to_run(self) -> None:
        ucrns = ("100000000416", "100000000999")
        here = [record(replace(found("door.open/a", "fail", f'"{one}"'), filled={"<ucrn>": one})) for one in ucrns]
        assert not comparison(here).rows[0].differs


class TestACell:
    def test_without_a_finding_has_no_verdict(self) -> None:
        row = side_by_side("pass", None)
        assert [cell.verdict for cell in row.cells] == ["pass", None]

    def test_has_the_worst_verdict_and_what_was_seen_first_of_it(self) -> None:
        [row] = comparison(
            [
                record(
                    found("door.open/a", "pass"),
                    found("door.open/b", "fail", '"1"'),
                    found("door.open/c", "fail", '"3"'),
                    found("door.open/d", "not-applicable"),
                )
            ]
        ).rows
        [cell] = row.cells
        assert (cell.verdict, cell.held, cell.applicable) == ("fail", 1, 3)
        assert cell.first is not None
        assert (cell.first.scenario, cell.first.seen) == ("door.open/b", 'width = "1"')

    def test_has_the_readings_that_were_found(self) -> None:
        [row] = comparison(
            [record(found("lid.shut/a", "observed", outcome="kept"), found("lid.shut/b", "observed", outcome="cleared"))]
        ).rows
        assert row.cells[0].outcomes == ("kept", "cleared")


class TestStandingAlone:
    @pytest.mark.parametrize(
        ("columns", "number"),
        [
            (("pass", "fail"), 1),
            (("known", "pass", "observed"), 0),
            (("pass", "warning", "blocked", None), 1),
            (("fail", "fail", "pass"), None),
            (("pass", "pass"), None),
            (("fail", "not-applicable", None), None),
            (("blocked", "pass"), None),
        ],
    )
    def test_is_who_does_not_hold_where_all_others_that_can_tell_do(self, columns: tuple[Verdict | None, ...], number: int | None) -> None:
        assert side_by_side(*columns).alone == number


class TestNotVerified:
    def test_is_told_by_its_reason_with_the_number_at_each(self) -> None:
        lists, blocked = found("door.open/a", "not-applicable", cause="needs lists"), found("lid.shut/a", "blocked", cause="no sign-in")
        told = comparison([record(lists, blocked), record(replace(lists, verdict="pass", cause=""))]).untold
        assert [(one.verdict, one.cause, one.counts, one.rules) for one in told] == [
            ("not-applicable", "needs lists", (1, 0), ("door.open",)),
            ("blocked", "no sign-in", (1, 0), ("lid.shut",)),
            (None, "", (0, 1), ("lid.shut",)),
        ]


class TestColumns:
    def labels(self, *headers: Header) -> list[str]:
        return [column.label for column in self.of(*headers).columns]

    def of(self, *headers: Header) -> Comparison:
        return comparison([record(found("door.open/a", "pass"), header=header) for header in headers])

    def test_are_labelled_by_the_targets_name_and_version(self) -> None:
        assert self.labels(HEADER, OTHER, replace(HEADER, target=Target("http://x"))) == ["Acme Hub 7", "Other Hub", "http://x"]

    def test_of_one_name_are_told_apart_by_as_little_as_will_do(self) -> None:
        elsewhere = replace(HEADER, target=replace(HEADER.target, address="staging.toml"))
        later = replace(HEADER, started="2025-07-02T12:00:00+00:00")
        assert self.labels(HEADER, elsewhere) == ["Acme Hub 7 (acme.toml)", "Acme Hub 7 (staging.toml)"]
        assert self.labels(HEADER, later, OTHER) == [f"Acme Hub 7 ({HEADER.started})", f"Acme Hub 7 ({later.started})", "Other Hub"]
        assert self.labels(HEADER, HEADER) == ["Acme Hub 7 (1)", "Acme Hub 7 (2)"]

    def test_say_what_each_establishes(self) -> None:
        columns = comparison([record(found("door.open/a", "fail", '"1"')), record(found("door.open/a", "pass"), footer=None)]).columns
        assert [(column.conclusion, column.reason) for column in columns] == [
            ("not conformant", "1 must rule broken, in 1 scenario"),
            ("not established", "the record breaks off: it has no footer"),
        ]


def test_records_that_were_not_run_alike_are_told() -> None:
    one = record(found("door.open/a", "pass"), found("x.y/z", "pass"))
    other = record(found("door.open/a", "pass"), header=replace(OTHER, suite="0.2.0", selected=("door.open",), read_only=True))
    assert comparison([one, other]).notes == (
        "Acme Hub 7: suite 0.1.0",
        "Other Hub: suite 0.2.0",
        "Acme Hub 7: selected: the whole book",
        "Other Hub: selected: door.open",
        "Acme Hub 7: not read-only",
        "Other Hub: read-only",
        "Other Hub has nothing of 1 rule",
    )
    assert comparison([one, one]).notes == ()
