"""The views of a record: a table of what each is called, the file that it makes, and the function that makes it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # the command line reads the table to be helped, and nothing heavy may be loaded for that
    from collections.abc import Callable

    from conformance.record import Source
    from conformance.suite import Suite

    Render = Callable[[Suite, Source], Iterator[str]]


class View(NamedTuple):
    """One view: the file it is written into, what it is, and where to find what renders it, in pieces from first to last."""

    file: str
    about: str
    renderer: Callable[[], Render]


def _text() -> Render:
    from conformance.renderers.load import told

    return told


def _html() -> Render:
    from conformance.renderers.html import html

    return html


def _junit() -> Render:
    from conformance.renderers.junit import junit

    return junit


def _markdown() -> Render:
    from conformance.renderers.markdown import markdown

    return markdown


def _ctrf() -> Render:
    from conformance.renderers.ctrf import ctrf

    return ctrf


def _earl() -> Render:
    from conformance.renderers.earl import earl

    return earl


def _badge() -> Render:
    from conformance.renderers.badge import badge

    return badge


def _endpoint() -> Render:
    from conformance.renderers.badge import endpoint

    return endpoint


def _har() -> Render:
    from conformance.renderers.har import har

    return har


def _github() -> Render:
    from conformance.renderers.annotations import github

    return github


def _gitlab() -> Render:
    from conformance.renderers.annotations import gitlab

    return gitlab


VIEWS = {
    "text": View("report.txt", "the report for a terminal", _text),
    "html": View("report.html", "the book with verdicts in its margins, one page for a browser", _html),
    "junit": View("junit.xml", "JUnit XML, for what shows the tests of a pipeline", _junit),
    "markdown": View("report.md", "for a pull request, or the summary of a job", _markdown),
    "ctrf": View("ctrf.json", "the Common Test Report Format, as JSON", _ctrf),
    "earl": View("earl.jsonld", "W3C's Evaluation and Report Language, as JSON-LD", _earl),
    "badge": View("badge.svg", "a badge", _badge),
    "endpoint": View("badge.json", "the badge, as shields.io takes it from an endpoint", _endpoint),
    "har": View("har.json", "HAR 1.2 of every exchange, for the tools of browsers and proxies", _har),
    "github": View("annotations.txt", "workflow commands, which annotate a step of GitHub Actions that prints them", _github),
    "gitlab": View("gl-code-quality-report.json", "GitLab's Code Quality report", _gitlab),
}


def render(name: str, suite: Suite, record: Source) -> Iterator[str]:
    """A view of a record, in pieces; raises KeyError for a name that the table does not have."""
    return VIEWS[name].renderer()(suite, record)
