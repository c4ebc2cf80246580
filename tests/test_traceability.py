"""From each line of the source to its rules and scenarios: nothing is left without."""

from __future__ import annotations

from conformance.book import book
from conformance.suite import Chapter, Rule, Scenario, Suite, Table
from conformance.traceability import SOURCE_LINES, gaps, traceability

SCENARIO = Scenario("x.rule/one", "x.rule", "One", 1)
LINES = tuple(range(2, SOURCE_LINES + 1))


def suite(*rules: Rule, notes: tuple[tuple[str, str], ...] = (("L1", "a heading"),)) -> Suite:
    return Suite("0", (Chapter("10-x.md", "x", "X", tables=(Table(("source", "why it has no rule"), notes),), rules=rules),))


def rule(*source: int, scenarios: tuple[Scenario, ...] = (SCENARIO,), level: str = "must") -> Rule:
    return Rule("x.rule", "It holds.", level, "x", 1, source=source, scenarios=scenarios)  # type: ignore[arg-type]  # tests name real levels


def test_the_book_has_no_gaps() -> None:
    assert gaps(book()) == []


def test_a_whole_suite_has_none() -> None:
    assert gaps(suite(rule(*LINES))) == []


def test_a_line_without_rule_or_note() -> None:
    assert gaps(suite(rule(*LINES[:-1]))) == ["L72 has neither a rule nor a note"]


def test_a_line_with_both() -> None:
    assert gaps(suite(rule(1, *LINES))) == ["L1 has both a rule and a note that it has none"]


def test_a_line_that_the_source_does_not_have() -> None:
    assert gaps(suite(rule(*LINES, 73))) == ["L73 is beyond the source"]
    assert gaps(suite(rule(*LINES), notes=(("L1", "a heading"), ("L74", "a heading")))) == ["L74 is beyond the source"]


def test_a_rule_without_scenarios_unless_it_is_a_note() -> None:
    assert gaps(suite(rule(*LINES, scenarios=()))) == ["x.rule has no scenario"]
    assert gaps(suite(rule(*LINES, scenarios=(), level="note"))) == []


def test_the_page_leads_from_a_line_to_its_rules_and_from_a_rule_to_its_scenarios() -> None:
    rows = (
        Scenario("x.rule/two/a", "x.rule", "Two: a", 2, row={"scenario": "a"}),
        Scenario("x.rule/two/b", "x.rule", "Two: b", 2, row={"scenario": "b"}),
    )
    told = traceability(suite(rule(*LINES, scenarios=(SCENARIO, *rows))))
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in told.splitlines() if line.startswith("|")]
    assert ["L1", "no rule: a heading", "0"] in cells
    assert ["L72", "`x.rule`", "3"] in cells
    assert ["[x.rule](../conformance/specification/10-x.md)", "must", "L2–L72", "One<br>Two (2 rows)", "3"] in cells
