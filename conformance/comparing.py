"""Whether an observed value is the expected one: blanks, dates in the target's zone, codes, one of several."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from conformance.names import CODE_LISTS, DATES
from conformance.suite import Expected, Json


class Frame(NamedTuple):
    """What placeholders stand for in one scenario, and the zone in which its dates are read."""

    today: frozenset[str]
    """ISO dates that the target's clock can have shown."""
    filled: Mapping[str, str]
    """Placeholder (`<ucrn>`, `<prefixes: Mr>`) to its value."""
    zone: ZoneInfo


class Difference(NamedTuple):
    """One value that is not as expected; both sides as a reader should see them."""

    path: str
    expected: str
    observed: str


def canonical(name: str, value: Json, zone: ZoneInfo) -> Json:
    """The one form in which values of this name are compared: blank as "", numbers as text, dates as ISO dates in the zone."""
    if value is None:
        return ""
    if isinstance(value, list) and name in CODE_LISTS:
        value = ",".join(str(code) for code in value)
    if isinstance(value, bool | list | dict):
        return value
    text = str(value)
    if name in DATES:
        return _date(text, zone)
    if name in CODE_LISTS:
        return ",".join(code.strip() for code in text.split(","))
    return text


def _date(text: str, zone: ZoneInfo) -> str:
    if len(text) <= 10:
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment.astimezone(zone) if moment.tzinfo else moment).date().isoformat()


def fits(name: str, expected: Expected, observed: Json, frame: Frame) -> bool:
    """Whether an observed value of this name is (one of) the expected."""
    if isinstance(expected, list):
        return any(fits(name, one, observed, frame) for one in expected)
    found = canonical(name, observed, frame.zone)
    if isinstance(expected, str) and expected[:1] == "<":
        if expected == "<today>":
            return found in frame.today
        if expected == "<any>":
            return found != ""
        expected = frame.filled.get(expected, expected)
    return found == (canonical(name, expected, frame.zone) if name in CODE_LISTS else expected)


def differences(expected: Mapping[str, Expected], observed: Mapping[str, Json], frame: Frame, prefix: str = "") -> list[Difference]:
    """The names whose observed values are not as expected; names that are not expected are not judged."""
    return [
        Difference(prefix + name, shown(value, frame), shown(observed.get(name)))
        for name, value in expected.items()
        if not fits(name, value, observed.get(name), frame)
    ]


def record_differences(expected: list[dict[str, Expected]], observed: list[dict[str, Json]], frame: Frame) -> list[Difference]:
    """Hold expected address records against observed ones, whatever their order."""
    if len(expected) != len(observed):
        return [Difference("addresses", _records(len(expected)), f"{_records(len(observed))}: {_summary(observed)}")]
    partners = _partners(expected, observed, frame)
    return [
        difference
        for number, one in enumerate(expected)
        for difference in differences(one, observed[partners[number]], frame, f"addresses[{number + 1}].")
    ]


def _partners(expected: list[dict[str, Expected]], observed: list[dict[str, Json]], frame: Frame) -> dict[int, int]:
    """Which observed record each expected one is held against: as many as can have one that fits, the others the nearest that is left."""
    fitting = [[other for other, found in enumerate(observed) if not differences(one, found, frame)] for one in expected]
    taken: dict[int, int] = {}

    def finds_one(number: int, tried: set[int]) -> bool:
        for other in fitting[number]:
            if other not in tried:
                tried.add(other)
                if other not in taken or finds_one(taken[other], tried):
                    taken[other] = number
                    return True
        return False

    for number in range(len(expected)):
        finds_one(number, set())
    partners = {number: other for other, number in taken.items()}
    left = [other for other in range(len(observed)) if other not in taken]
    for number, one in enumerate(expected):
        if number not in partners:
            partners[number] = min(left, key=lambda other: len(differences(one, observed[other], frame)))
            left.remove(partners[number])
    return partners


def shown(value: Json | Expected, frame: Frame | None = None) -> str:
    """A value as a report shows it."""
    if isinstance(value, list):
        return " or ".join(shown(one, frame) for one in value)
    if frame and isinstance(value, str):
        if value == "<today>":
            return f"today ({' or '.join(sorted(frame.today))})"
        if value == "<any>":
            return "any value"
        value = frame.filled.get(value, value)
    if value is None or value == "":
        return "blank"
    return f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)


def _records(count: int) -> str:
    return "1 record" if count == 1 else f"{count} records"


def _summary(records: list[dict[str, Json]]) -> str:
    told = ("house", "street", "postcode", "start_date", "end_date", "primary")
    return (
        "; ".join(
            " ".join(f"{name}={shown(record[name])}" for name in told if record.get(name) not in (None, "")) or "blank"
            for record in records
        )
        or "none"
    )
