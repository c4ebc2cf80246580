"""Reading the entries of a create or an update: what each of them gives, what must be refused, what is left out with a warning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from reference_impl.fields import CODES, CONNECTED_INDEX_ENTRIES, CREATE_ENTRIES, DATE_ENTRIES, FLAG_ENTRIES, IGNORED_ENTRIES, LIST_OF_ENTRY
from reference_impl.rules import custom, dates, ids
from reference_impl.sent import BLANK, Refused, Sent, Sents, Taken
from reference_impl.trace import Trace
from reference_impl.values import Problem

_CREATE_ENTRIES = frozenset(CREATE_ENTRIES)
_UPDATE_ENTRIES = frozenset((*CREATE_ENTRIES, *FLAG_ENTRIES))


class Read(NamedTuple):
    """The entries of a call once read."""

    sents: Sents
    problems: list[Problem]
    warnings: list[Problem]
    not_taken: list[str]
    """Names that no create or update takes."""


def read(trace: Trace, fields: Mapping[str, str], absent: Sent) -> Read:
    """Read the entries of a call, its tokens filled; those that were not sent stand as `absent`."""
    result = Read(Sents(absent), [], [], [])
    known = _CREATE_ENTRIES if trace.call.operation == "create" else _UPDATE_ENTRIES
    keeps_spaces = trace.world.readings["ignore-empty.whitespace"] == "text"
    for entry, text in fields.items():
        if entry not in known:
            _read_unknown(trace, entry, result)
        elif not text:
            result.sents[entry] = BLANK
        elif text.isspace() and not keeps_spaces:
            result.sents[entry] = Sent("", rules=("ignore-empty.whitespace",))
        elif entry in CONNECTED_INDEX_ENTRIES and "connected-index" not in trace.world.capabilities:
            result.warnings.append(Problem(entry, "is for hubs with a Connected Index only"))
        else:
            _read_value(trace, entry, text, result)
    return result


def _read_value(trace: Trace, entry: str, text: str, result: Read) -> None:
    outcome = _outcome(trace, entry, text)
    if outcome is None:
        result.sents[entry] = Sent(text, rules=("ignore-empty.whitespace",) if text.isspace() else ())
        return
    if isinstance(outcome, Taken):
        value = trace.decide(("decision", "taken", entry), outcome.value, *outcome.rules)
    elif trace.world.readings.get(outcome.rules[0]) == "ignored":
        trace.decide(("decision", "ignored", entry), outcome.detail, *outcome.rules)
        result.warnings.append(Problem(entry, f"{outcome.detail}; it is left out"))
        result.sents[entry] = Sent("", False, outcome.rules)
        return
    elif trace.decide(("decision", "refused", entry), outcome.detail, *outcome.rules):
        result.problems.append(Problem(entry, outcome.detail))
        return
    else:
        value = trace.decide(("decision", "taken", entry), text, *outcome.rules)
    if value is None:
        result.problems.append(Problem(entry, "cannot be taken"))
    else:
        result.sents[entry] = Sent(value, rules=outcome.rules)


def _outcome(trace: Trace, entry: str, text: str) -> Taken | Refused | None:
    """What the kind of the entry makes of the text; None for plain text, which is taken as it is."""
    read_kind = _KINDS.get(entry)
    return read_kind(trace, entry, text) if read_kind else None


def _date(trace: Trace, _: str, text: str) -> Taken | Refused:
    return dates.read(text, trace.world.readings, trace.world.zone)


_KINDS: Final[Mapping[str, Callable[[Trace, str, str], Taken | Refused]]] = MappingProxyType(
    {
        **dict.fromkeys(DATE_ENTRIES, _date),
        **dict.fromkeys(LIST_OF_ENTRY, lambda _, entry, text: ids.read_id(entry, text)),
        **dict.fromkeys(CODES, lambda _, entry, text: ids.read_code(entry, text)),
        "notification_preference": lambda _, __, text: ids.read_methods(text),
    }
)
"""How entries that are more than text are read."""


def _read_unknown(trace: Trace, entry: str, result: Read) -> None:
    """An entry that the call does not take: left out with a warning, or refused where that is the reading."""
    readings = trace.world.readings
    is_custom = custom.is_none_of_the_28(entry)
    refuses = readings["custom.no-others" if is_custom else "unsaid.unknown-entry"] == "refused"
    if refuses and entry not in _UPDATE_ENTRIES and entry not in (*IGNORED_ENTRIES, "ucrn"):
        trace.decide(("decision", "refused", entry), "is not known", "custom.no-others" if is_custom else "get.data-names")
        result.problems.append(Problem(entry, "is not known"))
    elif entry != "ucrn" or trace.call.operation == "create":
        result.not_taken.append(entry)
        result.warnings.append(Problem(entry, "is not an entry of this call; it is left out"))


def decide_not_taken(trace: Trace, names: list[str]) -> None:
    """Say of each entry that was sent and is not taken that it changes nothing. Comes after everything that is taken."""
    for name in names:
        rule = "custom.no-others" if custom.is_none_of_the_28(name) else "get.not-for-use" if name in IGNORED_ENTRIES else "get.data-names"
        trace.decide(("decision", "left out", name), True, rule)
