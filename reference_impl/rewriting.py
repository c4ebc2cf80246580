"""Small pieces that faults are put together from. Each turns one entry of a trace into the entries that are written instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from reference_impl.trace import Trace
from reference_impl.values import Entry, Path, Value

Rewrite = Callable[[Entry, Trace], Iterable[Entry]]
Condition = Callable[[Entry, Trace], bool]
Worth = Callable[[Entry, Trace], Value]
"""Works out a value from an entry and what is around it."""


# What is written instead


def nothing(_: Entry, __: Trace) -> Iterable[Entry]:
    """Leave it out: what was there stays, a refusal is not made, a permission not given."""
    return ()


def unchanged(entry: Entry, _: Trace) -> Iterable[Entry]:
    """Leave it as it is."""
    return (entry,)


def instead(worth: Value | Worth) -> Rewrite:
    """Another value at the same path."""
    return lambda entry, trace: (entry._replace(value=_worth(worth, entry, trace)),)


def under(name: str) -> Rewrite:
    """The same value under another name."""
    return lambda entry, _: (entry._replace(path=(*entry.path[:-1], name)),)


def also(path: Path, worth: Value | Worth) -> Rewrite:
    """The entry, and a value at another path besides."""
    return lambda entry, trace: (entry, Entry(path, _worth(worth, entry, trace), entry.rules))


def also_profile(name: str, worth: Value | Worth) -> Rewrite:
    """The entry, and a value in the profile of the customer concerned."""
    return lambda entry, trace: (entry, Entry(("customers", trace.ucrn, "profile", name), _worth(worth, entry, trace), entry.rules))


def when(*choices: tuple[Condition, Rewrite]) -> Rewrite:
    """The rewriting whose condition comes first true; unchanged where none does."""

    def rewrite(entry: Entry, trace: Trace) -> Iterable[Entry]:
        chosen = next((rewrite for condition, rewrite in choices if condition(entry, trace)), unchanged)
        return chosen(entry, trace)

    return rewrite


def _worth(worth: Value | Worth, entry: Entry, trace: Trace) -> Value:
    return worth(entry, trace) if callable(worth) else worth


# Conditions


def every(*conditions: Condition) -> Condition:
    """All of them hold."""
    return lambda entry, trace: all(condition(entry, trace) for condition in conditions)


def is_not(condition: Condition) -> Condition:
    """It does not hold."""
    return lambda entry, trace: not condition(entry, trace)


def decides(what: str) -> Condition:
    """The entry is a decision of this kind, such as `refused` or `taken`."""
    return lambda entry, _: entry.path[:2] == ("decision", what)


def held(entry: Entry, _: Trace) -> bool:
    """The entry is a value of a customer."""
    return entry.path[0] == "customers"


def named(*names: str) -> Condition:
    """The entry stands under one of these names."""
    return lambda entry, _: entry.path[-1] in names


def filled(entry: Entry, _: Trace) -> bool:
    """The entry's value is not blank."""
    return bool(entry.value)


def blank(entry: Entry, _: Trace) -> bool:
    """The entry's value is blank."""
    return not entry.value


def worth(*values: Value) -> Condition:
    """The entry has one of these values."""
    return lambda entry, _: entry.value in values


def sends(name: str, *values: str) -> Condition:
    """The call sends the entry with one of these values, or (none named) with any that is not blank."""
    return lambda _, trace: trace.sent.get(name, "") in values if values else bool(trace.sent.get(name))


def calls(*operations: str) -> Condition:
    """The call is one of these."""
    return lambda _, trace: trace.call.operation in operations


def unticked(_: Entry, trace: Trace) -> bool:
    """The update's box *Ignore Empty Entries* is not ticked."""
    return trace.call.operation == "update" and not trace.call.settings.ignore_empty_entries


def keeps_open(_: Entry, trace: Trace) -> bool:
    """The update's box *Keep empty end dates* is ticked."""
    return trace.call.settings.keep_empty_end_dates


def by_customer(_: Entry, trace: Trace) -> bool:
    """It is no CSA who calls."""
    return not trace.call.actor.csa


# Values


def today(_: Entry, trace: Trace) -> str:
    """The hub's own date."""
    return trace.world.today


def yesterday(_: Entry, trace: Trace) -> str:
    """The day before it."""
    return (date.fromisoformat(trace.world.today) - timedelta(days=1)).isoformat()


def sent(entry: Entry, trace: Trace) -> str:
    """What the call sends under the entry's name, as it came."""
    return trace.sent.get(entry.path[-1], "")


def before(entry: Entry, trace: Trace) -> str:
    """What the customer had under the entry's name before the call; in the primary address where that has the name."""
    customer = trace.before
    if customer is None:
        return ""
    values = [customer.profile, *(address.values for address in customer.addresses if address.primary)]
    return next((held[entry.path[-1]] for held in reversed(values) if entry.path[-1] in held), "")
