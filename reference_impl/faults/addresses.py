"""Faults in the address record that an update writes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from reference_impl.conditions import (
    blank,
    by_customer,
    every,
    filled,
    has_records,
    held,
    is_not,
    keeps_open,
    leaves_out,
    named,
    of_record,
    organization,
    overwrites,
    record,
    sends,
    ticked,
    unticked,
    worth,
)
from reference_impl.faults.fault import faults_of
from reference_impl.mistakes import keeps_it, replaced
from reference_impl.rewriting import before, instead, primary, shifted, today, when, yesterday
from reference_impl.trace import Trace
from reference_impl.values import Entry

adding, in_place = every(record, worth("add")), every(record, worth("in place"))
asks_for_new = sends("new_address", "1")
flag_blank, not_primary = is_not(sends("new_address")), sends("primary_address", "0")
both_boxes = every(ticked, keeps_open)


def has_an_end(_: Entry, trace: Trace) -> bool:
    """The primary address had an end date before the call."""
    address = primary(trace)
    return address is not None and bool(address.values["end_date"])


def adding_the_third_time(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """In place twice, and counted; the third time a record is added."""
    count = len(trace.before.profile.get("in place", "")) if trace.before else 0
    counted = Entry(("customers", trace.ucrn, "profile", "in place"), "x" * (count + 1), entry.rules)
    return (entry._replace(value="add") if count == 2 else entry, counted)


def earlier_than_before(entry: Entry, trace: Trace) -> bool:
    """The date lies before the one that was there."""
    return str(entry.value) < before(entry, trace)


def ends_a_year(entry: Entry, _: Trace) -> bool:
    """The date is the last of a year."""
    return str(entry.value).endswith("-12-31")


def forgetting_the_oldest(entry: Entry, _: Trace) -> Iterable[Entry]:
    """Of three old records and more, the first taken away once it is done with."""
    path = (*entry.path[:3], "1")
    return (entry, Entry(path, None, entry.rules))


FAULTS: Final = faults_of(
    {
        "address.in-place-adds-none": {
            "adds": (when((in_place, instead("add"))), "An update in place adds a record."),
            "adds-with-a-start": (
                when((every(in_place, sends("start_date")), instead("add"))),
                "An update in place with a start date adds a record.",
            ),
            "adds-to-the-ended": (
                when((every(in_place, unticked, has_an_end), instead("add"))),
                "With the box unticked an update in place of an address with an end date adds a record.",
            ),
            "adds-the-third-time": (when((in_place, adding_the_third_time)), "The third update in place adds a record."),
            "adds-for-owners": (
                when((every(in_place, by_customer), instead("add"))),
                "Customers who update their address in place get another one.",
            ),
            "adds-beside-an-older-one": (
                when((every(in_place, has_records(2)), instead("add"))),
                "Beside an older address an update in place adds a record.",
            ),
        },
        "address.in-place-keeps-start": {
            "today": (when((is_not(sends("start_date")), instead(today))), "An update in place starts the address today."),
            "given-lost": (when((sends("start_date"), instead(before))), "A start date given in place is lost."),
            "cleared-when-ticked": (
                when((every(ticked, is_not(sends("start_date"))), instead(""))),
                "With the box ticked a blank start date is cleared.",
            ),
            "never-earlier": (when((earlier_than_before, instead(before))), "A start date given in place only counts if it is later."),
            "new-year": (when((ends_a_year, instead(shifted(1)))), "A start date on the last of a year becomes the first of the next."),
            "today-for-owners": (
                when((every(by_customer, is_not(sends("start_date"))), instead(today))),
                "Customers who update their address in place start it today.",
            ),
            "today-when-not-sent": (
                when((every(unticked, leaves_out()), instead(today))),
                "With the box unticked a start date that is not sent becomes today's.",
            ),
        },
        "address.in-place-end": {
            "never-cleared": (keeps_it, "A blank end date is kept though the box is unticked."),
            "cleared-when-ticked": (
                when((every(ticked, is_not(sends("end_date"))), instead(""))),
                "With the box ticked a blank end date is cleared in place.",
            ),
            "wrong-box": (
                when((every(unticked, keeps_open), keeps_it)),
                "A blank end date is kept where the box for empty end dates is ticked.",
            ),
            "given-over-another-lost": (when((every(filled, overwrites), instead(before))), "An end date cannot be moved in place."),
            "lost-for-organizations": (when((organization, instead(""))), "An organization's end date is lost in place."),
            "today-when-not-sent": (
                when((every(unticked, leaves_out()), instead(today))),
                "With the box unticked an end date that is not sent becomes today's.",
            ),
            "lost-beside-an-older-one": (when((has_records(2), instead(""))), "Beside an older address an end date is lost in place."),
        },
        "address.new-adds-one": {
            "in-place": (
                when((every(adding, unticked, asks_for_new), instead("in place"))),
                "With the box unticked a new address overwrites the existing one.",
            ),
            "not-the-first": (when((every(adding, is_not(has_records(1))), instead("none"))), "Who has no address gets none by an update."),
            "not-primary-in-place": (
                when((every(adding, not_primary), instead("in place"))),
                "An address that is not primary overwrites the primary one.",
            ),
            "needs-a-place": (
                when((every(adding, *(is_not(sends(name)) for name in ("house", "street", "town", "postcode"))), instead("none"))),
                "An address without a house, a street, a town and a postcode is not saved.",
            ),
            "three-at-most": (
                when((every(has_records(3), of_record(3)), forgetting_the_oldest)),
                "A fourth address drives the first one out.",
            ),
        },
        "address.new-by-default": {
            "in-place": (when((adding, instead("in place"))), "Nothing said, the existing address is overwritten."),
            "in-place-when-not-sent": (
                when((every(adding, leaves_out("new_address")), instead("in place"))),
                "Without the flag the existing address is overwritten.",
            ),
            "none-when-not-primary": (
                when((every(adding, not_primary), instead("none"))),
                "Nothing said, an address that is not primary is not saved.",
            ),
            "in-place-with-both-boxes": (
                when((every(adding, both_boxes), instead("in place"))),
                "With both boxes ticked and nothing said, the existing address is overwritten.",
            ),
        },
        "address.new-carries-over": {
            "blank-county": (when((every(held, named("county")), instead(""))), "A blank county is not carried over."),
            "blank-coordinates": (when((every(held, named("lat", "lng")), instead(""))), "Coordinates are not carried over."),
            "not-when-not-sent": (when((every(held, leaves_out()), instead(""))), "An entry that is not sent is not carried over."),
            "not-from-a-third": (when((every(held, has_records(3)), instead(""))), "From the third address on nothing is carried over."),
            "not-when-not-primary": (
                when((every(held, not_primary), instead(""))),
                "Nothing is carried over into an address that is not primary.",
            ),
            "not-for-owners": (when((every(held, by_customer), instead(""))), "Nothing is carried over for customers who move."),
        },
        "address.new-clears": {
            "keeps-county": (when((named("county"), keeps_it)), "A blank county is carried over though the box is unticked."),
            "keeps-country": (when((named("country_id"), keeps_it)), "A blank country is carried over though the box is unticked."),
            "wrong-box": (when((keeps_open, keeps_it)), "Blank entries are carried over where the box for empty end dates is ticked."),
            "keeps-when-not-primary": (
                when((not_primary, keeps_it)),
                "Blank entries are carried over into an address that is not primary.",
            ),
            "keeps-in-a-third": (when((has_records(2), keeps_it)), "Blank entries are carried over into a third address."),
        },
        "address.new-start-given": {
            "today": (when((unticked, instead(today))), "With the box unticked a start date given for a new address becomes today's."),
            "today-when-flag-blank": (when((flag_blank, instead(today))), "Nothing said of the address, its start date becomes today's."),
            "today-when-not-primary": (
                when((not_primary, instead(today))),
                "An address that is not primary starts today, whatever is given.",
            ),
            "thirty-days": (when((held, instead(replaced("-31$", "-30")))), "A start date on the 31st becomes the 30th."),
            "today-for-a-third": (when((has_records(2), instead(today))), "A third address starts today, whatever is given."),
        },
        "address.new-start-now": {
            "yesterday": (when((unticked, instead(yesterday))), "With the box unticked a new address starts yesterday."),
            "old-start": (
                when((every(ticked, has_records(1)), instead(before))),
                "With the box ticked a new address starts when the old one did.",
            ),
            "blank-when-not-primary": (when((not_primary, instead(""))), "An address that is not primary does not start."),
            "blank-for-the-first": (when((is_not(has_records(1)), instead(""))), "A first address that an update gives does not start."),
            "yesterday-for-a-third": (when((has_records(2), instead(yesterday))), "A third address starts yesterday."),
        },
        "address.new-end": {
            "lost": (when((unticked, instead(""))), "With the box unticked the end date given for a new address is lost."),
            "old-end": (when((every(ticked, blank), instead(before))), "With the box ticked a new address ends when the old one did."),
            "today": (
                when((every(blank, is_not(keeps_open)), instead(today))),
                "A new address without an end date ends today with the old one.",
            ),
            "lost-when-not-primary": (when((not_primary, instead(""))), "The end date of an address that is not primary is lost."),
            "lost-for-organizations": (when((organization, instead(""))), "The end date of an organization's new address is lost."),
            "lost-for-a-third": (when((has_records(2), instead(""))), "The end date of a third address is lost."),
            "today-when-not-sent": (when((leaves_out(), instead(today))), "An end date that is not sent becomes today's."),
        },
    }
)
"""In the order of the book."""
