"""What the doctor found, as text: symptoms, capabilities, readings, the budget, and whether a run can be made."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from conformance.doctor.capabilities import Capability
from conformance.doctor.examination import Examination
from conformance.renderers.tables import table
from conformance.unseen import harmless, in_one_line
from conformance.verdicts import plural

_WIDTH = 116
_ABOUT = 36


def examination(found: Examination) -> str:
    """The whole report, its conclusion last."""
    target = found.target
    name = f"{target.name} {target.version}".strip()
    parts = [
        in_one_line(f"{target.address}{f' ({name})' if name else ''}") + ": reached, and a CSA is signed in",
        "\n".join(_line(one.kind, one.about, one.said) for one in found.symptoms),
    ]
    if found.latency[1]:
        parts.append(f"latency: {_milliseconds(found.latency[0])} in the middle, {_milliseconds(found.latency[1])} at the most")
    if found.capabilities:
        parts.append("Capabilities\n\n" + _capabilities(found.capabilities))
    if found.readings:
        parts.append(
            "Readings that the target follows\n\n"
            + table(["rule", "found"], [[point, in_one_line(outcome)] for point, outcome in sorted(found.readings.items())])
        )
    if found.budget:
        taking = found.budget
        parts.append(
            _wrapped(
                f"A run of the whole book makes {taking.customers:,} customers in {taking.scenarios:,} scenarios that apply, with about "
                f"{taking.requests:,} requests: about {_duration(taking.seconds)}, one after the other. Nothing is deleted afterwards."
            )
        )
    parts.append(_conclusion(found))
    return "\n\n".join(parts) + "\n"


def _line(kind: str, about: str, said: str) -> str:
    head = f"{kind:<5}  {about:<{_ABOUT}}  "
    return textwrap.fill(
        harmless(said), _WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_long_words=False, break_on_hyphens=False
    )


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH)


def _capabilities(found: Sequence[Capability]) -> str:
    columns, rows = ["capability", "declared", "shown"], [[in_one_line(one.name), _word(one.declared), _word(one.shown)] for one in found]
    remarks = [_remark(one) for one in found]
    if any(remarks):
        columns.append("remark")
        rows = [[*row, remark] for row, remark in zip(rows, remarks, strict=True)]
    return table(columns, rows)


def _word(true: bool) -> str:
    return "yes" if true else "–"


def _remark(one: Capability) -> str:
    if one.declared and not one.shown:
        return textwrap.shorten(harmless(one.said), 160, placeholder=" …")
    return "" if one.declared or not one.shown else "declare it, and its scenarios are run too"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms"


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{max(seconds, 1):.0f} s"


def _conclusion(found: Examination) -> str:
    doubts = sum(one.kind == "doubt" for one in found.symptoms) + sum(one.declared and not one.shown for one in found.capabilities)
    if not found.well:
        whose = "the mapping or its settings are to be looked at first" if found.target.binding else "nothing more can be found out"
        return f"NOT WELL: no run can be made of this; {whose}"
    return f"WELL: a run can be made, with {plural(doubts, 'doubt')} to look at first" if doubts else "WELL: a run can be made"
