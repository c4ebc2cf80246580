"""Small pieces that faults are put together from. Each turns one entry of a trace into the entries that are written instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Protocol

from reference_impl.trace import Trace
from reference_impl.values import Address, Entry, Path, Value

Rewrite = Callable[[Entry, Trace], Iterable[Entry]]
Condition = Callable[[Entry, Trace], bool]
Worth = Callable[[Entry, Trace], Value]
"""Works out a value from an entry and what is around it."""


class Flaw(Protocol):
    """What a hub can be given so that it writes other entries than it should: a fault, or what stands in its place."""

    @property
    def without(self) -> frozenset[str]:
        """The capabilities that the hub then lacks."""
        ...

    def rewritten(self, entry: Entry, trace: Trace) -> Iterable[Entry]:
        """The entries that are written instead of this one."""
        ...


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


def also_primary(name: str, worth: Value | Worth) -> Rewrite:
    """The entry, and a value in the primary address of the customer concerned, if there is one."""

    def rewrite(entry: Entry, trace: Trace) -> Iterable[Entry]:
        address = primary(trace)
        if address is None:
            return (entry,)
        path = ("customers", trace.ucrn, "addresses", address.id, name)
        return (entry, Entry(path, _worth(worth, entry, trace), entry.rules))

    return rewrite


def when(*choices: tuple[Condition, Rewrite]) -> Rewrite:
    """The rewriting whose condition comes first true; unchanged where none does."""

    def rewrite(entry: Entry, trace: Trace) -> Iterable[Entry]:
        chosen = next((rewrite for condition, rewrite in choices if condition(entry, trace)), unchanged)
        return chosen(entry, trace)

    return rewrite


def _worth(worth: Value | Worth, entry: Entry, trace: Trace) -> Value:
    return worth(entry, trace) if callable(worth) else worth


# Values


def today(_: Entry, trace: Trace) -> str:
    """The hub's own date."""
    return trace.world.today


def yesterday(_: Entry, trace: Trace) -> str:
    """The day before it."""
    return days_after(trace.world.today, -1)


def shifted(days: int) -> Worth:
    """The entry's date so many days later."""
    return lambda entry, _: days_after(str(entry.value), days)


def days_after(iso: str, days: int) -> str:
    """The date so many days after this one, both as ISO text."""
    return (date.fromisoformat(iso[:10]) + timedelta(days=days)).isoformat()


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


def decided_first(name: str) -> Worth:
    """The value that was put down first under this name: that of the address record which the call writes."""
    return lambda _, trace: next((entry.value for entry in trace.entries if entry.path[0] == "customers" and entry.path[-1] == name), "")


def primary(trace: Trace) -> Address | None:
    """The primary address that the customer had before the call."""
    return next((address for address in trace.before.addresses if address.primary), None) if trace.before else None
