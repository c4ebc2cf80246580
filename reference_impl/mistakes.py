"""Mistakes that need more than the small pieces of `rewriting`: what single faults write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from reference_impl.fields import GET_NAMES, LIST_OF_ENTRY, MANDATORY_ENTRIES, PLACE_ENTRIES
from reference_impl.lists import LISTS
from reference_impl.rewriting import Rewrite, sent
from reference_impl.trace import Trace
from reference_impl.values import Entry

_SPILLED: Final = ("first_name", "last_name", "phone_number", "birth_date", "preferred_contact_method")
FICTION: Final = ("99999", "Atlantis")
"""An ID that is too long, and its name."""


def acting_on_the_newest(_: Entry, trace: Trace) -> Iterable[Entry]:
    """Take the customer who was created last for the one who was meant."""
    trace.ucrn = max(trace.world.customers, default="")
    return ()


def spilling_over(distance: int) -> Rewrite:
    """What the update gives, saved also with the customers who were made so many before and after this one."""

    def rewrite(entry: Entry, trace: Trace) -> Iterable[Entry]:
        neighbours = [ucrn for step in (-distance, distance) if (ucrn := str(int(trace.ucrn) + step)) in trace.world.customers]
        given = [(name, trace.sent[name]) for name in _SPILLED if trace.sent.get(name)]
        spilled = [Entry(("customers", ucrn, "profile", name), text, entry.rules) for ucrn in neighbours for name, text in given]
        return (entry, *spilled)

    return rewrite


def writing_back(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """The first name written back as it was before the update before this one, where this one does not give it."""
    stale = trace.world.stale.get(trace.ucrn)
    if stale is None or not gives_last_name_alone(entry, trace):
        return (entry,)
    return (entry, Entry(("customers", trace.ucrn, "profile", "first_name"), stale.profile["first_name"], entry.rules))


def gives_last_name_alone(_: Entry, trace: Trace) -> bool:
    """The update gives the last name, and nothing else beyond what is mandatory."""
    return set(filter(trace.sent.get, trace.sent)) == {"ucrn", "last_name", *MANDATORY_ENTRIES}


def changes_nothing(_: Entry, trace: Trace) -> bool:
    """The update gives nothing that the profile does not hold already."""
    held = trace.before.profile if trace.before else {}
    return all(held.get(name) == text for name, text in trace.sent.items() if text and name in held)


def saving_all_the_same(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """A refusal, and its names saved in spite of it."""
    if trace.before is None:
        return (entry,)
    saved = [
        Entry(("customers", trace.ucrn, "profile", name), trace.sent[name], entry.rules)
        for name in ("first_name", "last_name", "phone_number")
        if trace.sent.get(name)
    ]
    return (entry, *saved)


def ending_today(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """A refusal, and the primary address ended today in spite of it."""
    addresses = trace.before.addresses if trace.before else ()
    path = ("customers", trace.ucrn, "addresses")
    ended = [Entry((*path, address.id, "end_date"), trace.world.today, entry.rules) for address in addresses if address.primary]
    return (entry, *ended)


def is_item(entry: Entry, _: Trace) -> bool:
    """The entry is an item of a list."""
    return entry.path[:2] == ("answer", "items")


def adding_fiction(entry: Entry, _: Trace) -> Iterable[Entry]:
    """The item of the list, and behind it one whose ID is too long."""
    identity, name = FICTION
    return (entry, Entry(("answer", "items", identity), name, entry.rules)) if entry.path[-1] == "1716" else (entry,)


def name_without_suffix(_: Entry, trace: Trace) -> str:
    """First and last name alone."""
    profile = trace.before.profile if trace.before else {}
    prefix = LISTS["prefixes"].get(profile.get("prefix_id", ""), "")
    return " ".join(part for part in (prefix, profile.get("first_name"), profile.get("last_name")) if part)


def first_before_last(entry: Entry, _: Trace) -> str:
    """The two halves of a sorted name the other way round."""
    return ", ".join(reversed(str(entry.value).split(", ")))


def without_the_preferred(entry: Entry, trace: Trace) -> str:
    """A list of contact methods without the one that the customer prefers."""
    preferred = trace.before.profile["preferred_contact_method"] if trace.before else ""
    return ",".join(method for method in str(entry.value).split(",") if method != preferred)


def day_first(entry: Entry, trace: Trace) -> str:
    """What the call sends, read with day and month the other way round; as it was where that is no date."""
    raw = re.fullmatch(r"(\d+)([-/])(\d+)[-/](\d+)", sent(entry, trace))
    if raw is None:
        return str(entry.value)
    year, month, day = (raw[1], raw[4], raw[3]) if raw[2] == "-" else (raw[4], raw[3], raw[1])
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return str(entry.value)


def id_of_label(entry: Entry, trace: Trace) -> str:
    """The ID whose name the call sends in its place, if there is one."""
    text = sent(entry, trace).casefold()
    items = LISTS[LIST_OF_ENTRY[entry.path[-1]]].items()
    return next((identity for identity, name in items if name.casefold() == text), "")


def is_label(entry: Entry, trace: Trace) -> bool:
    """The call sends a name of the list where its ID belongs."""
    return bool(id_of_label(entry, trace))


def raw(entry: Entry, trace: Trace) -> str:
    """The entry with its tokens still in it."""
    return trace.call.fields[entry.path[-1]]


def whole_token(entry: Entry, trace: Trace) -> bool:
    """The entry is one token and nothing else."""
    return re.fullmatch(r"\{\w+\}", raw(entry, trace)) is not None


def first_token(entry: Entry, trace: Trace) -> str:
    """What the entry's first token stands for, without the text around it."""
    token = re.search(r"\{(\w+)\}", raw(entry, trace))
    return (trace.call.form or {}).get(token[1], "") if token else ""


def filled_again(entry: Entry, trace: Trace) -> str:
    """The entry with tokens in what its tokens stood for put in place as well."""
    form = trace.call.form or {}
    return re.sub(r"\{([A-Za-z]\w*)\}", lambda token: form.get(token[1], ""), str(entry.value))


def no_data_name(entry: Entry, _: Trace) -> bool:
    """No name that Get answers."""
    return entry.path[-1] not in GET_NAMES and not entry.path[-1].startswith("custom_")


def as_opened(entry: Entry, trace: Trace) -> str:
    """What the edit form showed when it was opened first."""
    return trace.world.edit_forms[trace.call.edit_form_id].opened.get(entry.path[-1], "")


def gives_a_place(_: Entry, trace: Trace) -> bool:
    """The call gives some entry of an address."""
    return any(trace.sent.get(name, "").strip() for name in PLACE_ENTRIES)


def gives_address_entries(_: Entry, trace: Trace) -> bool:
    """The call has some entry of an address, be it blank."""
    return any(name in trace.sent for name in PLACE_ENTRIES)


def has_last_name_alone(_: Entry, trace: Trace) -> bool:
    """The customer has a last name and, before the call, nothing else beyond what is mandatory."""
    profile = trace.before.profile if trace.before else {}
    return {name for name, text in profile.items() if text} - {"location", *MANDATORY_ENTRIES} == {"last_name"}


def twin_of_the_newest(entry: Entry, trace: Trace) -> str:
    """The UCRN of the customer created last, where the call sends just that customer's values; otherwise a new one."""
    newest = trace.world.customers.get(max(trace.world.customers, default=""))
    if newest is None or not trace.sent.get("last_name"):
        return str(entry.value)
    given = {name: text for name, text in trace.sent.items() if text and name in newest.profile}
    held = {name: text for name, text in newest.profile.items() if text and (name in given or name != "location")}
    return newest.ucrn if given == held else str(entry.value)


def begins_with_at(entry: Entry, _: Trace) -> bool:
    """The value begins with @."""
    return str(entry.value).startswith("@")
