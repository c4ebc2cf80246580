"""Targets that say strange things of themselves."""

from __future__ import annotations

import json
from typing import Any

from tests.broken.values import ADDRESS, INTRODUCED, Ending, Misbehaviour, Speaking, altered, borne


def _with(**told: Any) -> Speaking:
    return altered(lambda content: json.dumps({**json.loads(content), **told}).encode())


_ZONE = (Ending(INTRODUCED, "", 2, ADDRESS, "give the name of a zone"),)
CAPABILITIES = (
    Misbehaviour("a zone that is none", "a time zone of Mars/Olympus", _with(time_zone="Mars/Olympus"), _ZONE),
    Misbehaviour("a zone that is a folder", "a time zone of Europe", _with(time_zone="Europe"), _ZONE),
    Misbehaviour("a zone that is a path", "a time zone of ../../etc/passwd", _with(time_zone="../../etc/passwd"), _ZONE),
    Misbehaviour("a zone without end", "a time zone of 100,000 letters", _with(time_zone="x" * 100_000), _ZONE),
    Misbehaviour(
        "a clock at the end of time", "a clock that shows the year 9999", _with(now="9999-12-31T23:59:59+00:00"), borne(INTRODUCED)
    ),
    Misbehaviour("a clock that is none", "a clock that shows a list", _with(now=[]), borne(INTRODUCED)),
    Misbehaviour("a name without end", "a name of 500 KB with line breaks", _with(name="Hub\n" * 125_000), borne(INTRODUCED)),
    Misbehaviour(
        "100,000 capabilities",
        "100,000 capabilities more",
        _with(capabilities=["lists", "tokens", *map(str, range(100_000))]),
        borne(INTRODUCED),
    ),
)
