"""The book as data for other languages, and every other file that is generated from it. `python -m conformance.writer` writes them."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
from msgspec.structs import replace

from conformance.aside import aside
from conformance.book import book
from conformance.record import VERSION, Finding, Footer, Header
from conformance.suite import FORMAT, Chapter, Rule, Suite
from conformance.target_file.shapes import TargetFile
from conformance.traceability import traceability

SCHEMA = "suite.schema.json"
RECORD_SCHEMA = "record.schema.json"
TARGET_SCHEMA = "target.schema.json"


def suite_json(suite: Suite) -> bytes:
    """The suite as JSON, one scenario a line, so that a change of the book shows as a change of few lines."""
    chapters = [_chapter(chapter) for chapter in suite.chapters]
    return _holding(replace(suite, chapters=()), "chapters", chapters) + b"\n"


def _chapter(chapter: Chapter) -> bytes:
    return _holding(replace(chapter, rules=()), "rules", [_rule(rule) for rule in chapter.rules])


def _rule(rule: Rule) -> bytes:
    return _holding(replace(rule, scenarios=()), "scenarios", [msgspec.json.encode(scenario) for scenario in rule.scenarios])


def _holding(outer: Suite | Chapter | Rule, name: str, items: list[bytes]) -> bytes:
    """A value as JSON with items in place of the list that it has been given without, each on lines of its own."""
    values = msgspec.to_builtins(outer)
    values.pop(name, None)
    if items:
        values[name] = msgspec.Raw(b"[\n" + b",\n".join(items) + b"\n]")
    return msgspec.json.encode(values)


def suite_schema() -> bytes:
    """The JSON Schema (2020-12) of that JSON."""
    return _schema(
        Suite,
        f"suite:{FORMAT}",
        "The conformance suite for customer-profile integrations",
        "Chapters hold rules, rules hold scenarios, a scenario is a list of acts with expectations.",
    )


def target_schema() -> bytes:
    """The JSON Schema of a target file, for editors."""
    return _schema(
        TargetFile, "target", "A target file of the conformance suite", "How one target is reached; example.toml tells it line by line."
    )


def record_schema() -> bytes:
    """The JSON Schema of a line of a record."""
    return _schema(
        Header | Finding | Footer,
        f"record:{VERSION}",
        "A line of the record of a conformance run",
        "A record is JSON Lines: a header, a finding for each scenario, a footer. docs/record.md tells what each value means.",
    )


def _schema(form: object, name: str, title: str, description: str) -> bytes:
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:profile-conformance:schema:{name}",
        "title": title,
        "description": description,
    }
    described = {**head, **msgspec.json.schema(form)}
    return msgspec.json.format(msgspec.json.encode(described, order="deterministic"), indent=1) + b"\n"


def generated() -> dict[str, bytes]:
    """Every generated file: its path below the project's folder, and what it must hold."""
    suite = book()
    return {
        "fixtures/suite.json": suite_json(suite),
        f"fixtures/{SCHEMA}": suite_schema(),
        f"fixtures/{RECORD_SCHEMA}": record_schema(),
        f"fixtures/targets/{TARGET_SCHEMA}": target_schema(),
        "reports/traceability.md": traceability(suite).encode(),
    }


if __name__ == "__main__":
    project = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    for name, content in generated().items():
        with aside(project / name) as draft:
            draft.write(content)
