"""Faults in what becomes of the addresses that were there, in which one is the primary one, and in addresses left blank."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from reference_impl.conditions import (
    answers,
    blank,
    by_customer,
    every,
    has_records,
    held,
    is_not,
    keeps_open,
    named,
    of_primary,
    of_record,
    organization,
    record,
    refused,
    sends,
    unticked,
    worth,
)
from reference_impl.faults.fault import faults_of
from reference_impl.mistakes import adding_a_record, keeps_it, takes_it
from reference_impl.rewriting import Condition, also_primary, days_after, decided_first, instead, nothing, today, when, yesterday
from reference_impl.trace import Trace
from reference_impl.values import Entry

adding, none = every(record, worth("add")), every(record, worth("none"))
flag_blank, not_primary = is_not(sends("new_address")), sends("primary_address", "0")
flips = instead(lambda entry, _: not entry.value)


def the_day_before_the_new(_: Entry, trace: Trace) -> str:
    """The day before the new address starts."""
    return days_after(str(decided_first("start_date")(_, trace)), -1)


def are_open(count: int) -> Condition:
    """So many of the customer's address records at least are open."""
    return lambda _, trace: trace.before is not None and sum(not one.values["end_date"] for one in trace.before.addresses) >= count


def is_new(entry: Entry, trace: Trace) -> bool:
    """The entry is about an address record that was not there before."""
    return trace.before is not None and entry.path[3] not in {address.id for address in trace.before.addresses}


def decides_primary(entry: Entry, trace: Trace) -> bool:
    """The entry says whether the new record, or the one that was primary, is the primary one now."""
    return entry.path[-1] == "primary" and (is_new(entry, trace) or of_primary(entry, trace))


def clearing_the_old_too(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """A record added, and the old one cleared as well."""
    _, *cleared = also_primary("house", "")(entry, trace)
    return (entry._replace(value="add"), *cleared)


def sends_digits(name: str) -> Condition:
    """What the call sends under the name is 0 or 1 in digits of whatever script, or with noughts before it."""
    return lambda _, trace: trace.sent.get(name, "").isdecimal() and int(trace.sent[name]) in (0, 1)


FAULTS: Final = faults_of(
    {
        "address.old-keeps-start": {
            "today": (when((unticked, instead(today))), "With the box unticked an old address starts today."),
            "new-start": (
                when((sends("start_date"), instead(decided_first("start_date")))),
                "An old address starts when the new one does.",
            ),
            "third-lost": (when((of_record(3), instead(""))), "The third address loses its start date when a fourth is added."),
            "today-when-not-primary": (
                when((not_primary, instead(today))),
                "An old address starts today when one is added that is not primary.",
            ),
            "today-for-organizations": (when((organization, instead(today))), "An organization's old address starts today."),
        },
        "address.old-keeps-end": {
            "today": (instead(today), "An old address ends today though it had an end."),
            "new-end": (when((sends("end_date"), instead(decided_first("end_date")))), "An old address ends when the new one does."),
            "opened": (when((keeps_open, instead(""))), "Where empty end dates are kept, old ones are emptied."),
            "second-today": (when((of_record(2), instead(today))), "The second address ends today though it had an end."),
            "today-for-organizations": (
                when((organization, instead(today))),
                "An organization's old address ends today though it had an end.",
            ),
        },
        "address.old-ends-today": {
            "open": (instead(""), "An old address stays open."),
            "yesterday": (instead(yesterday), "An old address ends yesterday."),
            "primary-alone": (when((is_not(of_primary), instead(""))), "Of the old addresses the primary one alone ends."),
            "day-before-the-new": (
                when((sends("start_date"), instead(the_day_before_the_new))),
                "An old address ends the day before the new one starts.",
            ),
            "open-when-the-new-ends": (when((sends("end_date"), instead(""))), "An old address stays open when the new one has an end."),
        },
        "address.old-stays-open": {
            "today": (when((blank, instead(today))), "An old address ends today though it should stay open."),
            "primary-ends": (when((of_primary, instead(today))), "The primary address ends today though it should stay open."),
            "others-end": (
                when((is_not(of_primary), instead(today))),
                "Addresses that are not primary end today though they should stay open.",
            ),
            "ends-when-unticked": (when((unticked, instead(today))), "Empty end dates are kept only where empty entries are ignored."),
        },
        "address.not-primary-leaves-open": {
            "today": (when((blank, instead(today))), "A new address that is not primary ends the primary one."),
            "new-end": (
                when((every(blank, sends("end_date")), instead(decided_first("end_date")))),
                "The primary address ends when the new one does that is not primary.",
            ),
            "today-when-flag-blank": (
                when((every(blank, flag_blank), instead(today))),
                "Nothing said of the way, an address that is not primary ends the primary one.",
            ),
            "today-when-not-the-first": (
                when((every(blank, is_not(of_record(1))), instead(today))),
                "An address that is not primary ends the primary one unless that is the first.",
            ),
            "today-for-owners": (
                when((every(blank, by_customer), instead(today))),
                "Customers who add an address that is not primary end the primary one.",
            ),
        },
        "address.not-primary-others": {
            "yesterday": (instead(yesterday), "Another open address ends yesterday when one is added that is not primary."),
        },
        "address.new-is-primary": {
            "not-primary": (
                when((every(unticked, keeps_open, is_not(sends("primary_address"))), flips)),
                "With the one box unticked and the other ticked, a new address is not the primary one unless it is said to be.",
            ),
            "not-among-three-open": (
                when((every(are_open(3), decides_primary), flips)),
                "Beside three open addresses a new one is not the primary one.",
            ),
        },
        "address.one-primary": {
            "two": (
                when((every(unticked, named("primary")), instead(True))),
                "With the box unticked, an address that was primary stays so beside the new one.",
            ),
            "all-of-three": (
                when((every(answers, named("primary"), has_records(3)), instead(True))),
                "Of three addresses the hub shows each as the primary one.",
            ),
        },
        "address.not-primary-hidden": {
            "shown": (when((unticked, flips)), "With the box unticked, a new address that is not primary is shown."),
            "second-shown": (when((every(has_records(2), decides_primary), flips)), "The second address that is not primary is shown."),
        },
        "address.blank-adds-none": {
            "adds": (when((none, instead("add"))), "Blank address entries add a record."),
            "adds-with-both-boxes": (
                when((every(none, keeps_open), instead("add"))),
                "With both boxes ticked blank address entries add a record.",
            ),
            "adds-with-a-location": (
                when((every(none, sends("location")), instead("add"))),
                "Blank address entries beside a location add a record.",
            ),
            "starts-today": (when((every(held, named("start_date")), instead(today))), "Blank address entries start the address today."),
            "ends-today": (
                when((every(held, named("end_date"), blank, is_not(keeps_open)), instead(today))),
                "Blank address entries end the address today.",
            ),
            "adds-for-owners": (when((every(none, by_customer), instead("add"))), "Customers who leave the address blank get another one."),
        },
        "address.blank-cleared": {
            "keeps-town": (when((named("town"), keeps_it)), "A town is kept where everything is cleared."),
            "in-place-alone": (
                when((every(record, is_not(sends("new_address", "0"))), instead("none"))),
                "A blank address clears nothing but in place.",
            ),
            "not-after-a-move": (
                when((every(record, has_records(2)), instead("none"))),
                "A blank address clears nothing once there was a move.",
            ),
            "not-for-organizations": (
                when((every(record, organization), instead("none"))),
                "A blank address clears nothing for an organization.",
            ),
        },
        "address.blank-cleared-record": {
            "both": (
                when((every(record, worth("in place")), clearing_the_old_too)),
                "A blank address is added, and the old one cleared besides.",
            ),
        },
        "address.past-end-primary": {
            "altered": (when((held, instead(""))), "An end date in the past is silently left out."),
        },
        "address.flag-values": {
            "taken": (takes_it, "Any other flag counts as 1."),
            "any-digits": (
                when((every(refused, named("new_address"), sends_digits("new_address")), nothing)),
                "A flag may be written in any digits.",
            ),
            "taken-when-unticked": (when((every(refused, unticked), nothing)), "With the box unticked any other flag counts as 1."),
        },
        "address.same-again": {
            "twice": (when((adding, adding_a_record)), "The current address as a new one is added twice."),
        },
    }
)
"""In the order of the book."""
