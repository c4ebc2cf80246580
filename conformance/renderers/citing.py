"""How a rule cites the source."""

from __future__ import annotations

from conformance.suite import Rule


def source_words(rule: Rule) -> str:
    """The lines of the source as a reader cites them: runs of lines are drawn together."""
    runs: list[list[int]] = []
    for line in rule.source:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(f"L{run[0]}" if len(run) == 1 else f"L{run[0]}–L{run[-1]}" for run in runs) or "–"
