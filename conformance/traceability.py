"""From the lines of the source to the rules they became, and from the rules to their scenarios; and what is left without."""

from __future__ import annotations

from conformance.renderers.citing import source_words
from conformance.renderers.tables import markdown_table
from conformance.suite import Suite

SOURCE_LINES = 72
"""How many lines the source has."""


def notes(suite: Suite) -> dict[int, str]:
    """The lines of the source that carry no rule, and why, from the chapter on what is left open."""
    return {
        int(row[0][1:]): row[1]
        for chapter in suite.chapters
        for table in chapter.tables
        if table.columns == ("source", "why it has no rule")
        for row in table.rows
    }


def gaps(suite: Suite) -> list[str]:
    """What breaks the chain: a line with neither rule nor note, a line beyond the source, a rule without scenarios."""
    explained = notes(suite)
    cited = {line for rule in suite.rules() for line in rule.source}
    found = [f"L{line} has neither a rule nor a note" for line in range(1, SOURCE_LINES + 1) if line not in cited and line not in explained]
    found += [f"L{line} has both a rule and a note that it has none" for line in sorted(cited & explained.keys())]
    found += [f"L{line} is beyond the source" for line in sorted(cited | explained.keys()) if not 1 <= line <= SOURCE_LINES]
    found += [f"{rule.id} has no scenario" for rule in suite.rules() if not rule.scenarios and rule.level != "note"]
    return found


def traceability(suite: Suite) -> str:
    """The page `reports/traceability.md`: line → rules, then rule → scenarios."""
    explained = notes(suite)
    lines: list[list[str | int]] = []
    for line in range(1, SOURCE_LINES + 1):
        rules = [rule for rule in suite.rules() if line in rule.source]
        told = ", ".join(f"`{rule.id}`" for rule in rules) or f"no rule: {explained.get(line, 'missing')}"
        lines.append([f"L{line}", told, sum(len(rule.scenarios) for rule in rules)])
    parts = [
        "# Traceability",
        "Generated from the book by `make generate`. A line of the source or a rule that is left without a scenario fails the tests.",
        "## From the source to the rules",
        markdown_table(["source", "rules", "scenarios"], lines),
        "## From the rules to the scenarios",
    ]
    files = {rule.id: chapter.file for chapter in suite.chapters for rule in chapter.rules}
    rows: list[list[str | int]] = []
    for rule in suite.rules():
        titles: dict[str, int] = {}
        for scenario in rule.scenarios:
            base = scenario.title.rpartition(": ")[0] if scenario.row else scenario.title
            titles[base] = titles.get(base, 0) + 1
        told = "<br>".join(title if count == 1 else f"{title} ({count} rows)" for title, count in titles.items()) or "none: a note"
        link = f"[{rule.id}](../conformance/specification/{files[rule.id]})"
        rows.append([link, rule.level, source_words(rule), told, len(rule.scenarios)])
    parts.append(markdown_table(["rule", "level", "source", "scenarios", "count"], rows))
    return "\n\n".join(parts) + "\n"
