"""What is seen at a target, in words that are the same in every run: what the run brought with it stands as a placeholder. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from conformance.judging import today_of
from conformance.record import Finding

TODAY = "<today>"
_DAY = re.compile(rf"(?P<day>{TODAY}|\d{{4}}-\d\d-\d\d)(?P<time>T\d\d:\d\d[0-9:.]*(?:Z|[+-]\d\d:?\d\d)?)?")
_UUID = re.compile(r"\b[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\b")
_LONG = 4
"""Values that are shorter stand within others by chance: an ID that is 1 is no reason to rewrite every 1."""


def lasting(text: str, finding: Finding, zone: ZoneInfo) -> str:
    """A text that a finding, or whoever speaks of it, tells: with placeholders for what will be otherwise when it is run again.

    `<today>`, `<yesterday>` and `<tomorrow>` are days by the target's clock, and moments on them; the page's own placeholders, such as
    `<ucrn>`, are what they were filled with; `<uuid>` is any other identity of that form, which the target has given to something.
    """
    names = _names(finding)
    if names:
        text = re.sub(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])", lambda match: names[match[0]], text)
    text = _UUID.sub("<uuid>", text)
    return _days(text, finding, zone) if _DAY.search(text) else text


def filled(text: str, finding: Finding) -> str:
    """A text with the page's placeholders as they were filled; `<today>`, which may be two days, stays."""
    for name, value in finding.filled.items():
        if name != TODAY:
            text = text.replace(name, value)
    return text


def _names(finding: Finding) -> dict[str, str]:
    """The placeholder of each value that is long enough, the longest first; where several have the same value, the first of them."""
    names: dict[str, str] = {}
    for name, value in finding.filled.items():
        if name != TODAY and len(value) >= _LONG:
            names.setdefault(value, name)
    return dict(sorted(names.items(), key=lambda item: -len(item[0])))


def _days(text: str, finding: Finding, zone: ZoneInfo) -> str:
    today = sorted(today_of(list(finding.observations), zone))
    if not today:
        return text
    day = timedelta(days=1)
    named = {
        **dict.fromkeys(today, TODAY),
        (date.fromisoformat(today[0]) - day).isoformat(): "<yesterday>",
        (date.fromisoformat(today[-1]) + day).isoformat(): "<tomorrow>",
    }

    def name(match: re.Match[str]) -> str:
        if match["day"] == TODAY:
            return TODAY
        return named.get(_in(zone, match["day"], match["time"] or ""), match[0])

    return _DAY.sub(name, text)


def _in(zone: ZoneInfo, day: str, time: str) -> str:
    """The day in a zone of what is written as a day or as a moment."""
    try:
        moment = datetime.fromisoformat(day + time)
    except ValueError:
        return day
    return (moment.astimezone(zone) if moment.tzinfo else moment).date().isoformat()
