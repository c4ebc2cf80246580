"""The text report, as a vendor reads it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from conformance.exchanges import Answer, Asked, Observation, Target
from conformance.judging import Mismatch, Verdict
from conformance.record import Finding, Footer, Header, Reason, Record
from conformance.renderers.citing import source_words
from conformance.renderers.failures import failure
from conformance.renderers.standing import standing
from conformance.renderers.text import report
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
    return "".join(report(SUITE, Record(header, findings, footer), full))


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

    def test_a_value_is_told_as_far_as_somebody_reads(self) -> None:
        long = failed("two")
        long = replace(long, mismatches=(replace(long.mismatches[0], observed="x" * 900_000),))
        text = failure(SUITE, HEADER, long)
        assert "xxx… (898008 more characters)\n" in text
        assert len(text) < 5000

    def test_a_rule_is_told_once_over_its_failures(self) -> None:
        text = told(failed("one"), failed("two"))
        assert text.count("FAIL door.open") == 1
        assert "FAIL door.open · must · L61, L64–L65 · 2 of 4 scenarios" in text

    def test_a_rule_is_told_once_where_others_ended_in_between(self) -> None:
        lid = finding("lid.shut/one", "warning", mismatches=(MISMATCH,))
        text = told(failed("one"), lid, failed("two"), *(replace(failed(title), verdict="known", cause="x") for title in ("three", "four")))
        assert text.count("FAIL door.open · must · L61, L64–L65 · 2 of 4 scenarios") == text.count("FAIL door.open") == 1
        assert text.index("  door.open/one\n    where") < text.index("  door.open/two\n    where") < text.index("WARNING lid.shut")
        assert "door.open · must · 2 of 4 scenarios\n    because    x" in text

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


LINK = "https://tracker.example/" + "ACME-" * 20
KNOWN = f"it is saved as blank until release 8 ({LINK})"


class TestKnownFailures:
    def known(self, *titles: str, cause: str = KNOWN) -> list[Finding]:
        return [replace(failed(title), verdict="known", cause=cause) for title in titles]

    def test_have_columns_only_where_there_are_some(self) -> None:
        assert row(told(*self.known("one"), finding("door.open/two")), "chapter")[-2:] == ["error", "known"]
        assert row(told(finding("door.open/two", "stale", cause="x")), "chapter")[-2:] == ["error", "stale"]
        text = told(*self.known("one"), finding("door.open/two", "stale", cause="x"), finding("lid.shut/one", "observed"))
        assert row(text, "chapter")[-2:] == ["known", "stale"]
        assert row(text, "Doors")[-2:] == ["1", "1"]
        assert row(text, "Lids")[-2:] == ["·", "·"]

    def test_do_not_hold(self) -> None:
        assert row(told(*self.known("one"), finding("door.open/two")), "known", "door.open")[-1] == "1/2"

    def test_are_told_by_rule_with_reason_link_and_scenarios(self) -> None:
        text = told(*self.known("one", "two"), *self.known("three", cause="another reason"))
        assert (
            "Known failures\n\n"
            "  door.open · must · 2 of 4 scenarios\n"
            "    because    it is saved as blank until release 8\n"
            f"               ({LINK})\n"
            "    observed   house = blank\n"
            "    scenarios  door.open/one\n"
            "               door.open/two\n\n"
            "  door.open · must · 1 of 4 scenarios\n"
            "    because    another reason\n"
            "    observed   house = blank\n"
            "    scenarios  door.open/three\n\n"
        ) in text
        assert "KNOWN door.open" not in text

    def test_on_a_terminal_of_many_the_rest_is_counted(self) -> None:
        text = told(*self.known("one", "two", "three"), full=1)
        assert "    scenarios  door.open/one\n               and 2 more\n" in text
        assert "door.open/two" not in text

    def test_what_is_stale_is_told_in_full_after_what_fails(self) -> None:
        cause = 'listed as a known failure with house = "7", found house = blank: look into it, and correct the file'
        text = told(replace(failed("one"), verdict="stale", cause=cause), failed("two"))
        assert text.index("\nFAIL door.open") < text.index("\nSTALE door.open")
        assert f"  door.open/one\n    because    {cause[:90]}" in text.partition("STALE")[2]
        assert "    reproduce  conformance run http://hub.example --select door.open/one" in text

    def test_entries_that_are_true_no_more_are_told_before_the_conclusion(self) -> None:
        text = told(finding("door.open/one"), footer=replace(FOOTER, stale=("door.open is listed: take it out of the file",)))
        assert text.endswith(
            "No known failures any more\n\n  door.open is listed: take it out of the file\n\n"
            "NOT ESTABLISHED: the list of known failures is not true in 1 place: correct it, and run again\n"
            "1 of 4 scenarios: 1 pass\n"
        )

    def test_without_any_there_is_nothing_of_them(self) -> None:
        text = told(finding("door.open/one"), failed("two"))
        assert "known" not in text.lower()
        assert "stale" not in text.lower()

    def test_the_last_lines_say_what_is_known(self) -> None:
        assert told(*self.known("one", "two")).endswith(
            "NOT CONFORMANT, AS KNOWN: 1 must rule broken, in 2 scenarios, all listed as known\n2 of 4 scenarios: 2 known\n"
        )


class TestStanding:
    """The page that is kept beside the code tells of known failures as well."""

    def page(self, *findings: Finding, footer: Footer = FOOTER) -> str:
        return standing(SUITE, Record(HEADER, findings, footer))

    def test_what_is_known(self) -> None:
        page = self.page(replace(failed("one"), verdict="known", cause=KNOWN))
        assert "NOT CONFORMANT, AS KNOWN" in page
        assert "Known failures\n\n  door.open · must · 1 of 4 scenarios" in page
        assert "What does not hold" not in page

    def test_what_is_stale(self) -> None:
        footer = replace(FOOTER, stale=("lid.shut is listed: take it out of the file",))
        page = self.page(finding("door.open/one", "stale", cause="it passes now"), footer=footer)
        assert row(page, "stale", "door.open")[-3:] == ["it", "passes", "now"]
        assert "No known failures any more\n\n  lid.shut is listed" in page


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
