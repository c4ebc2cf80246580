"""The suite as pytest tests: `pytest --pyargs conformance --conformance-target URL` collects one item a scenario.

Where the option is not given, the plugin does nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conformance.exchanges import Driver
    from conformance.lists import Lists
    from conformance.record import Finding, Header
    from conformance.suite import Rule, Scenario, Suite

_INCOMPLETE = 5
_LEVELS = ("must", "should", "reading")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the suite."""
    group = parser.getgroup("conformance", "the conformance suite for customer-profile integrations")
    group.addoption(
        "--conformance-target",
        metavar="TARGET",
        help="run the specification against TARGET: reference, reference:FAULT, a URL or a target file",
    )
    group.addoption("--conformance-csa", default=os.environ.get("CONFORMANCE_CSA_NAME", "csa"), help="the name by which a CSA signs in")
    group.addoption("--conformance-timeout", type=float, help="seconds to wait for an answer; 10, or what the target file says")


def pytest_configure(config: pytest.Config) -> None:
    """Markers for levels and chapters."""
    for level in _LEVELS:
        config.addinivalue_line("markers", f"{level}: a scenario of a {level} rule of the specification")
    config.addinivalue_line("markers", "chapter(stem): a scenario of this chapter of the specification")
    if config.getoption("--conformance-target", None):
        for chapter in _book().chapters:
            config.addinivalue_line("markers", f"{_marker(chapter.stem)}: a scenario of the chapter {chapter.title!r}")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the chapters of the book, where a target is given."""
    target = parent.config.getoption("--conformance-target", None)
    if target and file_path.suffix == ".md" and file_path.parent == Path(__file__).parent / "specification":
        return ChapterFile.from_parent(parent, path=file_path)
    return None


class ChapterFile(pytest.File):
    """One chapter of the book."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item a scenario, named by its id."""
        suite = _book()
        chapter = next(chapter for chapter in suite.chapters if chapter.file == self.path.name)
        for rule in chapter.rules:
            for scenario in rule.scenarios:
                item = ScenarioItem.from_parent(self, name=scenario.id, suite=suite, rule=rule, scenario=scenario)
                item.add_marker(rule.level)
                item.add_marker(_marker(rule.chapter))
                item.add_marker(pytest.mark.chapter(rule.chapter))
                yield item


class ScenarioItem(pytest.Item):
    """One scenario, run against the target of this session."""

    def __init__(self, *, suite: Suite, rule: Rule, scenario: Scenario, **rest: Any) -> None:
        super().__init__(**rest)
        self.suite, self.rule, self.scenario = suite, rule, scenario

    def runtest(self) -> None:
        """Run the scenario. A should or reading rule that comes out otherwise is a warning; anything else that is not green is raised."""
        from conformance.renderers.text import failure
        from conformance.session import with_reasons

        connection = _connection(self.config, self.suite)
        finding = connection.run(self.rule, self.scenario)
        if finding.verdict in ("pass", "observed"):
            return
        if finding.verdict == "not-applicable":
            pytest.skip(finding.cause)
        told = failure(self.suite, connection.header, with_reasons(self.suite, self.scenario, finding))
        if finding.verdict != "warning":
            raise FindingError(told)
        self.warn(FindingWarning(told))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """A finding reads like the text report; anything else is an error of ours and keeps its traceback."""
        if isinstance(excinfo.value, FindingError | FindingWarning):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the scenario stands in the book."""
        return self.path, self.scenario.line - 1, self.scenario.id


class FindingError(Exception):
    """A scenario that is not green, as the text report tells it."""


class FindingWarning(pytest.PytestWarning):
    """A scenario of a should or reading rule that comes out otherwise: no failure, as on the command line."""


class _Connection:
    """The driver of this session, made once."""

    def __init__(self, config: pytest.Config, suite: Suite) -> None:
        from conformance.lists import Lists
        from conformance.session import header_of
        from conformance.targets import driver_for

        secret = os.environ.get("CONFORMANCE_CSA_SECRET", "")
        options = config.option
        self.driver: Driver = driver_for(options.conformance_target, options.conformance_csa, secret, options.conformance_timeout)
        self.lists: Lists = Lists(suite, self.driver)
        self.header: Header = header_of(suite, self.driver, (), len(suite.scenarios()))
        self._lost = 0

    def run(self, rule: Rule, scenario: Scenario) -> Finding:
        """Run one scenario; ends the session where the target has stopped answering."""
        from conformance.runner import LOST_IN_A_ROW, run_scenario

        if self._lost == LOST_IN_A_ROW:
            pytest.exit("conformance: the target stopped answering", returncode=_INCOMPLETE)
        finding = run_scenario(rule, scenario, self.driver, self.lists)
        self._lost = self._lost + 1 if finding.verdict == "error" else 0
        return finding


_CONNECTION = pytest.StashKey[_Connection]()


def _connection(config: pytest.Config, suite: Suite) -> _Connection:
    if _CONNECTION not in config.stash:
        from conformance.exchanges import TargetError

        try:
            config.stash[_CONNECTION] = _Connection(config, suite)
        except TargetError as error:
            pytest.exit(f"conformance: {error}", returncode=error.status)
    return config.stash[_CONNECTION]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let go of the target."""
    if _CONNECTION in config.stash:
        config.stash[_CONNECTION].driver.close()


def _book() -> Suite:
    from conformance.book import book
    from conformance.layout import ChapterError

    try:
        return book()
    except ChapterError as error:
        pytest.exit(f"conformance: {error}", returncode=2)


def _marker(stem: str) -> str:
    return "chapter_" + stem.replace("-", "_")
