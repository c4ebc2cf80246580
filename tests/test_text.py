"""The text report, as a vendor reads it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from conformance.exchanges import Answer, Asked, Observation, Target
from conformance.judging import Mismatch, Verdict
from conformance.record import Finding, Footer, Header, Reason
from conformance.renderers.text import failure, report, source_words
from conformance.suite import Act, Call, Chapter, Rule, Scenario, Suite
from tests.servers import exchange

TARGET = Target("http://hub.example", "Acme Hub", "7.1", ("lists", "tokens"), clock_offset=0.2, clock_source="Date header")
HEADER = Header("0.1.0", TARGET, "2025-07-01T12:00:00+00:00", (), 4, complete=True)
FOOTER = Footer("2025-07-01T12:00:09+00:00", 4)
ACTS = (Act("call", "Create:", 3, Call("create")), Act("call", "Get afterwards:", 9, Call("get"), observes=True))
MISMATCH = Mismatch(1, "Get afterwards:", 9, "house", '"1"', "blank")


def rule(identity: str, *titles: str, level: str = "must", permits: tuple[str, ...] = ()) -> Rule:
    scenarios = tuple(Scenario(f"{identity}/{title}", identity, title, 1, steps=ACTS) for title in titles)
    stem = identity.partition(".")[0]
    return Rule(identity, "What was given\ncomes back.", level, stem, 1, (61, 64, 65), permits=permits, scenarios=scenarios)  # type: ignore[arg-type]


DOOR = rule("door.open", "one", "two", "three", "four")
LID = rule("lid.shut", "one", level="reading", permits=("kept", "cleared"))
SUITE = Suite("0.1.0", (Chapter("10-door.md", "door", "Doors", rules=(DOOR,)), Chapter("20-lid.md", "lid", "Lids", rules=(LID,))))


def finding(scenario: str, verdict: Verdict = "pass", **more: object) -> Finding:
    identity = scenario.partition("/")[0]
    level = "reading" if identity == LID.id else "must"
    return replace(Finding(scenario, identity, identity.partition(".")[0], level, verdict), **more)  # type: ignore[arg-type]


def failed(title: str, *mismatches: Mismatch) -> Finding:
    created = Observation(
        0, "create", Asked("create"), Answer("accepted", fields={"ucrn": "100000000001"}), (exchange(request={"fields": {}}),)
    )
    why = (Reason("held profile house", '"1"', ("create.stores-fields",)),)
    return finding(f"door.open/{title}", "fail", mismatches=mismatches or (MISMATCH,), observations=(created,), why=why)


def told(*findings: Finding, header: Header = HEADER, footer: Footer | None = FOOTER, full: int | None = None) -> str:
    return report(SUITE, header, list(findings), footer, full)


def row(text: str, *first: str) -> list[str]:
    """The cells of the table row that begins with these words."""
    return next(line.split() for line in text.splitlines() if line.split()[: len(first)] == list(first))


class TestHead:
    def test_it_says_what_was_run_against_what_and_when(self) -> None:
        assert told(finding("door.open/one")).startswith(
            "conformance 0.1.0 · http://hub.example (Acme Hub 7.1) · 2025-07-01T12:00:00+00:00\n"
        )

    def test_it_says_how_the_clock_was_measured(self) -> None:
        assert "clock of the target: as ours (by its Date header), time zone Europe/London" in told()
        ahead = replace(HEADER, target=replace(TARGET, clock_offset=3600.0))
        assert "clock of the target: +3600 s from ours" in told(header=ahead)

    def test_it_names_the_capabilities(self) -> None:
        assert "capabilities: lists, tokens" in told()
        assert "capabilities: none" in told(header=replace(HEADER, target=replace(TARGET, capabilities=())))

    def test_it_names_what_was_selected(self) -> None:
        assert "selected: door, *.shut" in told(header=replace(HEADER, selected=("door", "*.shut")))
        assert "selected" not in told(finding("door.open/one")).partition("\n\n")[0]


class TestTables:
    FINDINGS = (
        finding("door.open/one"),
        failed("two"),
        finding("door.open/three", "blocked", cause="x"),
        finding("lid.shut/one", "observed", outcome="kept"),
    )

    def test_a_row_a_chapter(self) -> None:
        text = told(*self.FINDINGS)
        assert row(text, "chapter")[1:] == ["rules", "pass", "fail", "warning", "observed", "not-applicable", "blocked", "error"]
        assert row(text, "Doors") == ["Doors", "1", "1", "1", "·", "·", "·", "1", "·"]
        assert row(text, "all") == ["all", "2", "1", "1", "·", "1", "·", "1", "·"]

    def test_a_row_a_rule_with_its_worst_verdict_its_source_and_how_many_hold(self) -> None:
        text = told(*self.FINDINGS)
        assert row(text, "fail", "door.open") == ["fail", "door.open", "must", "L61,", "L64–L65", "1/3"]
        assert row(text, "observed", "lid.shut")[-1] == "1/1"

    def test_what_was_not_run_has_no_row(self) -> None:
        assert "Lids" not in told(finding("door.open/one"))

    def test_the_readings_that_were_found(self) -> None:
        text = told(*self.FINDINGS)
        assert "Readings that the target follows" in text
        assert row(text, "lid.shut") == ["lid.shut", "kept", "kept,", "cleared"]

    def test_an_outcome_under_a_rule_that_is_no_reading_is_none(self) -> None:
        assert "Readings" not in told(finding("door.open/one", outcome="refused"))

    def test_what_could_not_be_verified_is_listed_with_its_reason(self) -> None:
        left = finding("door.open/one", "not-applicable", cause="requires lists, which the target does not declare")
        assert "Not verified\n\n  requires lists, which the target does not declare: 1 scenario of door.open" in told(left)


class TestFailures:
    def test_a_failure_tells_all_that_is_needed(self) -> None:
        assert failure(SUITE, HEADER, failed("two")).splitlines()[:9] == [
            "FAIL door.open · must · L61, L64–L65",
            "  What was given comes back.",
            "",
            "  door.open/two",
            "    where      act 2 of 2, Get afterwards: (10-door.md:9)",
            '    expected   house = "1"',
            "    observed   house = blank",
            '    reference  held profile house = "1" by create.stores-fields',
            "    reproduce  conformance run http://hub.example --select door.open/two",
        ]
        assert "UCRN=$(curl " in failure(SUITE, HEADER, failed("two"))

    def test_a_rule_is_told_once_over_its_failures(self) -> None:
        text = told(failed("one"), failed("two"))
        assert text.count("FAIL door.open") == 1
        assert "FAIL door.open · must · L61, L64–L65 · 2 of 4 scenarios" in text

    def test_of_many_like_it_the_rest_takes_a_line_each(self) -> None:
        text = told(failed("one"), failed("two"), failed("three"), full=1)
        assert text.count("    where") == 1
        assert '  door.open/two: house = blank, not "1"\n  door.open/three: house = blank, not "1"' in text

    def test_without_a_limit_each_is_told_in_full(self) -> None:
        assert told(failed("one"), failed("two"), failed("three")).count("    where") == 3

    def test_many_differences_are_counted(self) -> None:
        text = told(failed("one", *(replace(MISMATCH, path=f"custom_{number}") for number in range(1, 29))))
        assert text.count("    expected") == 5
        assert "and 23 more like these" in text

    def test_what_is_blocked_says_because_of_what(self) -> None:
        text = told(finding("door.open/one", "blocked", cause="'Create' came out otherwise: refused"))
        assert "BLOCKED door.open" in text
        assert "    because    'Create' came out otherwise: refused" in text

    def test_failures_come_before_what_is_less_grave(self) -> None:
        verdicts: tuple[Verdict, ...] = ("warning", "blocked", "error")
        others = [
            finding(f"door.open/{title}", verdict, cause="x") for title, verdict in zip(("one", "two", "three"), verdicts, strict=True)
        ]
        text = told(*others, failed("four"))
        places = [text.index(f"\n{word} door.open") for word in ("FAIL", "ERROR", "BLOCKED", "WARNING")]
        assert places == sorted(places)

    def test_how_to_sign_in_for_the_lines_is_told_once_and_only_where_there_are_some(self) -> None:
        assert told(failed("one"), failed("two")).count("CSA_TOKEN=$(") == 1
        assert "CSA_TOKEN" not in told(finding("door.open/one"))


class TestConclusion:
    @pytest.mark.parametrize(
        ("findings", "footer", "last"),
        [
            ((finding("door.open/one"),), FOOTER, "CONFORMANT: every applicable must rule holds\n1 of 4 scenarios: 1 pass\n"),
            ((failed("one"),), FOOTER, "NOT CONFORMANT: 1 must rule broken, in 1 scenario\n1 of 4 scenarios: 1 fail\n"),
            ((), FOOTER, "NOT ESTABLISHED: nothing was run\n0 of 4 scenarios: none\n"),
            ((finding("door.open/one"),), None, "NOT ESTABLISHED: the record breaks off: it has no footer\n1 of 4 scenarios: 1 pass\n"),
        ],
    )
    def test_the_last_lines_say_what_was_established(self, findings: tuple[Finding, ...], footer: Footer | None, last: str) -> None:
        assert told(*findings, footer=footer).endswith(f"\n\n{last}")


def test_lines_of_the_source_are_drawn_together_where_they_follow_each_other() -> None:
    assert source_words(replace(DOOR, source=(1, 2, 3, 7, 9, 10))) == "L1–L3, L7, L9–L10"
    assert source_words(replace(DOOR, source=())) == "–"
