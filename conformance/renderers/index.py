"""Where findings stand in the book; what this book does not have gets a place of its own, so that nothing of a record is lost."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.record import Finding
from conformance.suite import Chapter, Rule, Scenario, Suite

UNKNOWN = "No rule of this book: the record was made by another version of the suite."
"""The statement of a rule that only a record knows."""


class Index:
    """The rules, scenarios and chapters of a suite by their ids."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self._rules = {rule.id: rule for rule in suite.rules()}
        self._scenarios = {scenario.id: scenario for scenario in suite.scenarios()}
        self._chapters = {chapter.stem: chapter for chapter in suite.chapters}

    def rule(self, finding: Finding) -> Rule:
        """The rule of a finding."""
        return self._rules.get(finding.rule) or Rule(finding.rule, UNKNOWN, finding.level, finding.chapter, 0)

    def scenario(self, finding: Finding) -> Scenario:
        """The scenario of a finding; one without acts, where the book does not have it."""
        title = finding.scenario.partition("/")[2]
        return self._scenarios.get(finding.scenario) or Scenario(finding.scenario, finding.rule, title, 0)

    def chapter(self, finding: Finding) -> Chapter:
        """The chapter of a finding."""
        return self._chapters.get(finding.chapter) or Chapter("", finding.chapter, finding.chapter)

    def has(self, finding: Finding) -> bool:
        """Whether the book has the scenario of a finding."""
        return finding.scenario in self._scenarios

    def chapters(self, findings: Iterable[Finding]) -> list[Chapter]:
        """The chapters that findings are in: those of the book in its order, then the others."""
        there = {finding.chapter: self.chapter(finding) for finding in findings}
        known = [chapter for chapter in self.suite.chapters if chapter.stem in there]
        return known + [chapter for stem, chapter in there.items() if stem not in self._chapters]

    def rules(self, findings: Iterable[Finding]) -> list[Rule]:
        """The rules that findings are of, likewise."""
        there = {finding.rule: self.rule(finding) for finding in findings}
        known = [rule for identity, rule in self._rules.items() if identity in there]
        return known + [rule for identity, rule in there.items() if identity not in self._rules]
