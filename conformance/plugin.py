"""The suite as pytest tests: `pytest --pyargs conformance --conformance-target URL` collects one item a scenario.

Where the option is not given, the plugin does nothing. A `conftest.py` may override the fixture `conformance_target`.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from conformance.unseen import harmless, in_one_line

if TYPE_CHECKING:
    from conformance.connection import Connection
    from conformance.suite import Rule, Scenario, Suite

_INCOMPLETE = 5
_OWN = "fixture"
"""What stands for the target where a conftest.py gives it."""
_LEVELS = ("must", "should", "reading")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the suite."""
    group = parser.getgroup("conformance", "the conformance suite for customer-profile integrations")
    group.addoption(
        "--conformance-target",
        metavar="TARGET",
        help="run the specification against TARGET: reference, reference:FAULT, a URL, asgi:module:app, a target file, or "
        f"'{_OWN}' for what the fixture conformance_target of your conftest.py gives",
    )
    group.addoption("--conformance-csa", default=os.environ.get("CONFORMANCE_CSA_NAME", "csa"), help="the name by which a CSA signs in")
    group.addoption("--conformance-timeout", type=float, help="seconds to wait for a whole answer; 10, or what the target file says")
    group.addoption("--conformance-requests-a-second", type=float, help="send no more requests a second than this")
    group.addoption(
        "--conformance-patience", type=float, help="seconds to wait at the most where the target asks for it (429, Retry-After)"
    )
    group.addoption("--conformance-ca-file", metavar="FILE", help="trust the certificate authorities in this file")
    group.addoption("--conformance-proxy-from-environment", action="store_true", help="go through the proxy that HTTPS_PROXY names")
    group.addoption(
        "--conformance-no-preflight", action="store_true", help="do not see first whether the target understands the smallest calls"
    )
    group.addoption("--conformance-inventory", metavar="FILE", help="append a line to this file for everything that is made on the target")


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


@pytest.fixture(scope="session")
def conformance_target(pytestconfig: pytest.Config) -> object:
    """The target of the specification: what --conformance-target names.

    Override it in the conftest.py of your project to return a target's name, an ASGI application, or a driver of your own.
    """
    named: str = pytestconfig.getoption("--conformance-target")
    if named == _OWN:
        pytest.exit("conformance: no conftest.py that pytest reads has the fixture conformance_target; give a target instead", returncode=2)
    return named


@pytest.fixture(scope="session")
def conformance_connection(conformance_target: object, request: pytest.FixtureRequest) -> Iterator[Connection]:
    """The target, signed in to and let go of at the end. Not for overriding."""
    from conformance.concealing import SECRETS
    from conformance.connection import Connection
    from conformance.disk import UnwrittenError
    from conformance.doctor.preflight import preflight
    from conformance.drivers.manners import asked_for
    from conformance.exchanges import TargetError
    from conformance.targets import driver_of, is_reference, known_for

    options, run_id = request.config.option, uuid.uuid4().hex[:12]
    manners = asked_for(
        run_id,
        timeout=options.conformance_timeout,
        requests_a_second=options.conformance_requests_a_second,
        patience=options.conformance_patience,
        ca_file=options.conformance_ca_file,
        proxy_from_environment=options.conformance_proxy_from_environment,
    )
    inventory = Path(options.conformance_inventory) if options.conformance_inventory else None
    try:
        known = known_for(conformance_target, _book())
        driver = driver_of(conformance_target, options.conformance_csa, os.environ.get("CONFORMANCE_CSA_SECRET", ""), manners)
        connection = Connection(_book(), driver, run_id, inventory, known)
        if not (options.conformance_no_preflight or is_reference(driver.target.address)):
            connection.before(lambda asked: preflight(asked, _scenarios(request.session)))
    except (TargetError, UnwrittenError) as error:
        pytest.exit(harmless(f"conformance: {SECRETS.text(str(error))}"), returncode=error.status)
    yield connection
    connection.close()
    if connection.stale():
        pytest.fail("\n".join(map(in_one_line, connection.stale())), pytrace=False)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Take what is secret out of what is told of a scenario: tracebacks show arguments, and what was printed or logged may be anything."""
    outcome: Any = yield
    if isinstance(item, ScenarioItem):
        _conceal(outcome.get_result())


def _conceal(report: pytest.TestReport) -> None:
    from conformance.concealing import SECRETS

    report.sections = [(name, SECRETS.text(told)) for name, told in report.sections]
    if report.longrepr and not isinstance(report.longrepr, tuple):
        told = str(report.longrepr)
        without = SECRETS.text(told)
        if without != told:
            report.longrepr = without


def _scenarios(session: pytest.Session) -> list[Scenario]:
    return [item.scenario for item in session.items if isinstance(item, ScenarioItem)]


class ChapterFile(pytest.Module):
    """One chapter of the book, which is no module to import but may have fixtures like one."""

    obj = None

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


def _asking(conformance_connection: Connection) -> None:
    """What a scenario asks pytest for, as a test function would."""


class ScenarioItem(pytest.Function):
    """One scenario, run against the target of this session."""

    def __init__(self, *, suite: Suite, rule: Rule, scenario: Scenario, **rest: Any) -> None:
        super().__init__(callobj=_asking, **rest)
        self.suite, self.rule, self.scenario = suite, rule, scenario

    def runtest(self) -> None:
        """Run the scenario. What fails as listed is expected to; a should or reading rule that comes out otherwise is a warning.

        Anything else that is not green is raised.
        """
        from conformance.carrying import with_reasons
        from conformance.jobs import GoneError
        from conformance.renderers.failures import failure

        connection = cast("Connection", self.funcargs["conformance_connection"])
        try:
            finding = connection.run(self.rule, self.scenario)
        except GoneError as gone:
            pytest.exit(harmless(f"conformance: {gone}"), returncode=_INCOMPLETE)
        if finding.verdict in ("pass", "observed"):
            return
        if finding.verdict == "not-applicable":
            pytest.skip(in_one_line(finding.cause))
        if finding.verdict == "known":
            pytest.xfail(in_one_line(finding.cause))
        told = failure(self.suite, connection.header, with_reasons(self.suite, self.scenario, finding))
        if finding.verdict != "warning":
            raise FindingError(told)
        self.warn(FindingWarning(told))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ARG002  # pytest's signature
        """A finding reads like the text report; anything else is an error of ours and keeps its traceback."""
        if isinstance(excinfo.value, FindingError | FindingWarning):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the scenario stands in the book."""
        return self.path, self.scenario.line - 1, self.scenario.id


class FindingError(Exception):
    """A scenario that is not green, as the text report tells it."""


class FindingWarning(pytest.PytestWarning):
    """A scenario of a should or reading rule that comes out otherwise: no failure, as on the command line."""


def _book() -> Suite:
    from conformance.book import book
    from conformance.layout import ChapterError

    try:
        return book()
    except ChapterError as error:
        pytest.exit(f"conformance: {error}", returncode=2)


def _marker(stem: str) -> str:
    return "chapter_" + stem.replace("-", "_")
