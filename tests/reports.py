"""Records that are hard to show: of many findings, and of texts that a page would obey if it could."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from msgspec.structs import replace

from conformance.book import book
from conformance.record import Finding, Record, Source
from conformance.renderers.html import html
from conformance.suite import Suite
from tests.sample import sample

SCRIPT = "<script>window.broken = 1</script><img src=x onerror='window.broken = 1'>"
ODD = (
    f"{SCRIPT}]]>--></textarea></style></title></script><script>window.broken = 1</script>",
    "\x00\x07\x1b[31m\x7f\x85\u2028\u200b\ufeff",
    "\u202egnp.exe\u202c \u2067rtl\u2069 \u05e9\u05dc\u05d5\u05dd",
    "half of a character: \ud83d, \udc00",
    "javascript:window.broken=1",
    "{{ 7 * 7 }} {% raw %} {# #}",
    '" onmouseover="window.broken = 1" \' &quot; &#60;',
    "a" * 100_000,
)


def few(*stems: str) -> Suite:
    """The book with a few of its chapters, of which a report is soon read."""
    return replace(book(), chapters=tuple(chapter for chapter in book().chapters if chapter.stem in stems))


def report(record: Source, folder: Path, suite: Suite | None = None) -> Path:
    """The report of a record as a file in a folder."""
    file = folder / "report.html"
    file.write_text("".join(html(suite or book(), record)), encoding="utf-8")
    return file


def spoilt(text: str) -> Record:
    """The sample's record with one text in every place that a target, a record or an author of a target file can fill."""
    record = sample()
    header = replace(
        record.header,
        target=replace(
            record.header.target, address=text, name=text, version=text, time_zone=text, clock_source=text, capabilities=(text,)
        ),
        started=text,
        selected=(text,),
        run=text,
    )
    one_each = {finding.verdict: finding for finding in record.findings}
    some = ("fail", "pass", "known") if len(text) > 1_000 else tuple(one_each)
    findings = [_spoilt(one_each[verdict], text) for verdict in some]
    findings.append(replace(findings[0], scenario=f"{text}/{text}", rule=text, chapter=text, verdict="fail"))
    footer = replace(record.footer, finished=text, stopped=text, stale=(text,)) if record.footer else None
    return Record(header, tuple(findings), footer)


def _spoilt(finding: Finding, text: str) -> Finding:
    observations = tuple(
        replace(
            one,
            asked=replace(one.asked, fields={text: text}),
            answer=replace(one.answer, detail=text),
            exchanges=tuple(
                replace(
                    exchange,
                    method=text,
                    path=text,
                    actor=text,
                    headers={text: text},
                    request=exchange.request if "\ud83d" in text else text,
                    response={text: text, "list": [{text: text}]},
                )
                for exchange in one.exchanges
            ),
        )
        for one in finding.observations
    )
    mismatches = tuple(replace(one, label=text, path=text, expected=text, observed=f"{text}!") for one in finding.mismatches)
    why = tuple(replace(one, path=text, value=text, rules=(text,)) for one in finding.why)
    return replace(finding, cause=text, outcome=text, mismatches=mismatches, observations=observations, good=observations, why=why)


def many(number: int) -> Record:
    """A record of so many findings, two of five not green; those that the book has no scenarios for are of rules that it does not have."""
    findings = tuple(islice(_many(), number))
    record = sample()
    header = replace(record.header, scenarios=number)
    assert record.footer
    return Record(header, findings, replace(record.footer, findings=number))


def _many() -> Iterator[Finding]:
    models = cycle([finding for finding in sample().findings if finding.verdict in ("pass", "fail", "observed", "warning")])
    for chapter in book().chapters:
        for rule in chapter.rules:
            for scenario in rule.scenarios:
                yield replace(next(models), scenario=scenario.id, rule=rule.id, chapter=chapter.stem, level=rule.level)
    number = 0
    while True:
        number += 1
        later = f"later.rule-{number // 50}"
        yield replace(next(models), scenario=f"{later}/scenario-{number}", rule=later, chapter="later", level="must")
