"""What is told of scenarios whose acts are sent at the same time: how often each was carried out, and what that establishes."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable
from typing import Final

from conformance.record import Finding, Header
from conformance.suite import Suite
from conformance.unseen import in_one_line
from conformance.verdicts import plural

CONFIDENCE: Final = 0.95
"""How sure it is that a fault is seen which shows in one of so many repetitions."""
_OFTEN: Final = {1: "once", 2: "twice"}
_HELD: Final = ("pass", "observed")
_WIDTH: Final = 116


def races(suite: Suite, header: Header, findings: Iterable[Finding]) -> str:
    """How often scenarios were carried out whose acts race, and what came of it; blank where none was.

    The reference in this process does one thing after the other, so nothing races there.
    """
    if header.target.address.partition(":")[0] == "reference":
        return ""
    racing = {scenario.id for scenario in suite.scenarios() if scenario.races}
    own = [finding for finding in findings if finding.scenario in racing and finding.verdict != "not-applicable"]
    if not own:
        return ""
    more = "" if header.races > 1 else "; --races 30 carries each out 30 times"
    lines = [f"{plural(len(own), 'scenario')} with acts at the same time, each carried out {in_words(header.races)}{more}."]
    for finding in own:
        if finding.verdict not in _HELD and header.races > 1:
            lines.append(f"{finding.scenario}: {finding.verdict} at the {_ordinal(finding.times)} of {header.races} times")
        elif finding.verdict in _HELD and finding.cause:
            lines.append(f"{finding.scenario}: holds by the page; {finding.cause}")
    told = (textwrap.fill(in_one_line(line), _WIDTH, initial_indent="  ", subsequent_indent="    ") for line in lines)
    return "At the same time\n\n" + "\n".join(told)


def in_words(times: int) -> str:
    """What so many repetitions establish."""
    share = seen_in_one_of(times)
    shows = f"1 of {math.floor(share)}" if share >= 2 else f"{math.ceil(100 / share)} of 100"
    return f"{_OFTEN.get(times, f'{times} times')}: a fault that shows in {shows} repetitions is seen with {CONFIDENCE:.0%}"


def seen_in_one_of(times: int) -> float:
    """A fault that shows in one of so many repetitions is seen with CONFIDENCE when there are so many `times`."""
    return 1 / (1 - math.pow(1 - CONFIDENCE, 1 / times))


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
