"""Faults in what Get returns."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Mapping
from typing import Final

from reference_impl.conditions import answers, by_customer, every, filled, has_records, left_out, named, organization, worth
from reference_impl.faults.fault import faults_of
from reference_impl.fields import CODES, CONNECTED_INDEX_ENTRIES
from reference_impl.lists import LISTS
from reference_impl.mistakes import adding_a_record, name_without_suffix, plain_letters, replaced
from reference_impl.rewriting import also_primary, also_profile, instead, nothing, primary, sent, under, when
from reference_impl.trace import Trace
from reference_impl.values import Entry

_CONNECTED_INDEX: Final = frozenset({"connected-index"})


def profile_of(trace: Trace) -> Mapping[str, str]:
    """The profile that the call finds."""
    return trace.before.profile if trace.before else {}


def with_gaps(_: Entry, trace: Trace) -> str:
    """The four parts of a name, each followed by a space, whether it is set or not."""
    held = profile_of(trace)
    parts = (
        LISTS["prefixes"].get(held["prefix_id"], ""),
        held["first_name"],
        held["last_name"],
        LISTS["suffixes"].get(held["suffix_id"], ""),
    )
    return " ".join(parts).strip()


def one_first_name(entry: Entry, trace: Trace) -> str:
    """The name with nothing but the first word of the first name."""
    first = profile_of(trace)["first_name"]
    return str(entry.value).replace(first, first.split(" ")[0]) if first else str(entry.value)


def comma_before_suffix(entry: Entry, trace: Trace) -> str:
    """The name with a comma before the suffix."""
    suffix = LISTS["suffixes"].get(profile_of(trace)["suffix_id"], "")
    return str(entry.value).replace(f" {suffix}", f", {suffix}") if suffix else str(entry.value)


def first_before_last(entry: Entry, _: Trace) -> str:
    """The two halves of a sorted name the other way round."""
    return ", ".join(reversed(str(entry.value).split(", ")))


def by_the_last_word(_: Entry, trace: Trace) -> str:
    """A sorted name that begins with the last word of the last name."""
    held = profile_of(trace)
    *others, last = held["last_name"].split(" ")
    return ", ".join(part for part in (last, " ".join((held["first_name"], *others))) if part)


def country_id(_: Entry, trace: Trace) -> str:
    """The ID of the primary address's country."""
    address = primary(trace)
    return address.values["country_id"] if address else ""


def one_less(entry: Entry, _: Trace) -> str:
    """The code before this one."""
    return str(int(str(entry.value)) - 1)


def without_the_preferred(entry: Entry, trace: Trace) -> str:
    """A list of contact methods without the one that the customer prefers."""
    preferred = profile_of(trace).get("preferred_contact_method", "")
    return ",".join(method for method in str(entry.value).split(",") if method != preferred)


def with_the_preferred(entry: Entry, trace: Trace) -> str:
    """A list of contact methods to which the one that the customer prefers was added."""
    return ",".join(sorted({*str(entry.value).split(","), profile_of(trace)["preferred_contact_method"]}))


def sends_a_contact_type(entry: Entry, trace: Trace) -> bool:
    """What is sent under the entry's name is a contact type."""
    return sent(entry, trace) in CODES["contact_type"]


def the_other_of_the_two(entry: Entry, trace: Trace) -> str:
    """The data location for the region and the other way round."""
    first, second = CONNECTED_INDEX_ENTRIES
    return profile_of(trace)[second if entry.path[-1] == first else first]


def is_alone(_: Entry, trace: Trace) -> bool:
    """The customer has no data location."""
    return not profile_of(trace)["data_location"]


def without_rare_signs(entry: Entry, _: Trace) -> str:
    """The text without what is outside the basic plane, such as emoji."""
    return "".join(sign for sign in str(entry.value) if ord(sign) <= 0xFFFF)


FAULTS: Final = faults_of(
    {
        "get.data-names": {
            "capital-letter": (when((named("ward"), under("Ward"))), "The ward answers as `Ward`."),
            "hyphen": (when((named("post_town"), under("post-town"))), "The post town answers under a name with a hyphen."),
            "long": (when((named("lng"), under("long"))), "The longitude answers as `long`."),
            "not-for-owners": (
                when((every(by_customer, named("phone_number")), nothing)),
                "Customers are not answered their telephone number.",
            ),
        },
        "get.full-name": {
            "without-suffix": (when((named("name"), instead(name_without_suffix))), "The full name has no suffix."),
            "gaps": (instead(with_gaps), "A part of the name that is not set leaves its space."),
            "capitalised": (
                instead(lambda entry, _: str(entry.value).title()),
                "Every word of the name begins with a capital, and only there is one.",
            ),
            "one-first-name": (instead(one_first_name), "Of two first names the full name has one."),
            "comma-before-suffix": (instead(comma_before_suffix), "A comma stands before the suffix."),
            "owners-without-suffix": (
                when((every(named("name"), by_customer), instead(name_without_suffix))),
                "Customers see their full name without its suffix.",
            ),
        },
        "get.sort-name": {
            "first-name-first": (instead(first_before_last), "The sorted name begins with the first name."),
            "no-space": (instead(replaced(", ", ",")), "No space stands behind the comma of the sorted name."),
            "last-word-first": (instead(by_the_last_word), "A last name of several words is sorted by its last."),
            "plain-letters": (instead(plain_letters), "The sorted name has no accents."),
        },
        "get.contact-type": {
            "british": (when((worth("Organization"), instead("Organisation"))), "`Organisation` is answered."),
            "small-letters": (instead(lambda entry, _: str(entry.value).lower()), "The contact type is answered in small letters."),
            "all-individuals": (when((worth("Organization"), instead("Individual"))), "Every customer is an individual."),
        },
        "get.location-code": {
            "label": (when((worth("5"), instead("Overseas"))), "The location 5 answers as a word."),
            "unknown-is-blank": (when((worth("3"), instead(""))), "The location 3, unknown, answers blank."),
            "1-beside-an-address": (when((has_records(1), instead("1"))), "Who has an address is in the council's area."),
        },
        "get.country": {
            "name-is-id": (when((every(named("country"), filled), instead("GB"))), "The country answers as a two-letter code."),
            "three-digits": (
                when((every(named("country_id"), filled), instead(replaced("^.", "")))),
                "The country's ID answers without its first digit.",
            ),
            "capitals": (
                when((named("country"), instead(lambda entry, _: str(entry.value).upper()))),
                "The country's name is in capitals.",
            ),
            "id-for-organizations": (
                when((every(named("country"), filled, organization), instead(country_id))),
                "An organization's country answers as its ID.",
            ),
        },
        "get.consent": {
            "words": (when((worth("1"), instead("yes")), (worth("0"), instead("no"))), "Consent answers as a word."),
            "no-is-blank": (when((worth("0"), instead(""))), "A consent of 0 answers blank."),
            "organizations-never": (when((every(filled, organization), instead("0"))), "An organization's consent is always 0."),
            "owners-no-is-blank": (when((every(by_customer, worth("0")), instead(""))), "Customers see a consent of 0 as blank."),
        },
        "get.preferred-contact-method": {
            "label": (when((worth("4"), instead("Post"))), "The method 4 answers as a word."),
            "from-nought": (when((filled, instead(one_less))), "The methods are counted from nought."),
            "mobile-is-phone": (when((worth("2"), instead("1"))), "A mobile is a telephone."),
        },
        "get.notification-preference": {
            "without-preferred": (when((filled, instead(without_the_preferred))), "The preferred method is left out of the list."),
            "first-alone": (when((every(answers, filled), instead(replaced(",.*", "")))), "Of several methods the first is answered."),
            "with-preferred": (when((every(answers, filled), instead(with_the_preferred))), "The preferred method is always in the list."),
            "three-at-most": (
                when((every(answers, filled), instead(lambda entry, _: str(entry.value)[:5]))),
                "Of four methods three are answered.",
            ),
        },
        "get.not-for-use": {
            "overwrites": (when((left_out, also_profile("last_name", sent))), "A contact ID that is sent becomes the last name."),
            "contact-type": (
                when((every(left_out, sends_a_contact_type), also_profile("contact_type", sent))),
                "A contact ID that is a contact type becomes it.",
            ),
            "house": (
                when((every(left_out, named("address_type")), also_primary("house", sent))),
                "An address type that is sent becomes the house.",
            ),
        },
        "get.connected-index": {
            "region-lost": (when((named("region"), instead(""))), "The region answers blank."),
            "swapped": (instead(the_other_of_the_two), "The region and the data location answer for each other."),
            "one-word": (instead(replaced(" .*", "")), "Of a region of several words the first is answered."),
            "no-region-alone": (when((every(named("region"), is_alone), instead(""))), "Without a data location the region answers blank."),
            "not-for-owners": (when((by_customer, instead(""))), "Customers do not see their data location and region."),
        },
        "get.connected-index-absent": {
            "dash": (instead("-"), "Without a Connected Index its fields answer a dash."),
        },
        "get.reads-only": {
            "counts": (
                also_profile("custom_28", lambda _, trace: str(len(profile_of(trace)["custom_28"]))),
                "Get leaves a mark in the record.",
            ),
            "adds-a-record": (adding_a_record, "Get adds an address record."),
            "owner-clears": (
                when((by_customer, also_profile("notification_preference", ""))),
                "Customers who read their record lose their notifications.",
            ),
        },
        "get.text-fidelity": {
            "escapes": (when((filled, instead(replaced("<", "&lt;")))), "`<` answers as `&lt;`."),
            "unescapes": (when((filled, instead(lambda entry, _: html.unescape(str(entry.value))))), "`&amp;` answers as `&`."),
            "composes": (
                when((filled, instead(lambda entry, _: unicodedata.normalize("NFC", str(entry.value))))),
                "A letter and its accent become one sign.",
            ),
            "plain-letters": (when((filled, instead(plain_letters))), "Accents are lost."),
            "cuts": (when((filled, instead(lambda entry, _: str(entry.value)[:200]))), "What is longer than 200 characters is cut."),
            "one-space": (when((filled, instead(replaced("  +", " ")))), "Several spaces become one."),
            "trims": (when((filled, instead(lambda entry, _: str(entry.value).strip(" ")))), "Spaces at the ends are lost."),
            "no-noughts": (when((filled, instead(replaced(r"^0+(?=\d+$)", "")))), "A number loses the noughts before it."),
            "no-emoji": (when((filled, instead(without_rare_signs))), "Emoji are lost."),
            "escapes-for-owners": (
                when((every(filled, by_customer), instead(replaced("<", "&lt;")))),
                "Customers are answered `<` as `&lt;`.",
            ),
        },
    },
    without={"get.connected-index-absent": _CONNECTED_INDEX},
)
"""In the order of the book."""
