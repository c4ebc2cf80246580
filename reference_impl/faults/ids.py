"""Faults in IDs, in the lists that they stand in, and in codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reference_impl.conditions import every, filled, held, is_not, named, overwrites, refused, sends, taken, unticked, worth
from reference_impl.faults.fault import faults_of
from reference_impl.fields import LIST_OF_ENTRY, PLACE_ENTRIES
from reference_impl.lists import LISTS
from reference_impl.mistakes import replaced, takes_it
from reference_impl.rewriting import Condition, Rewrite, also, before, instead, nothing, sent, when
from reference_impl.trace import Trace
from reference_impl.values import Entry


def is_item(entry: Entry, _: Trace) -> bool:
    """The entry is the last item of the list of countries."""
    return entry.path == ("answer", "items", "1716")


def adding_item(identity: str, name: str) -> Rewrite:
    """The last item of the list, and one more behind it."""
    return when((is_item, also(("answer", "items", identity), name)))


def id_of_label(entry: Entry, trace: Trace) -> str:
    """The ID whose name the call sends in its place, if there is one."""
    text = sent(entry, trace).casefold()
    items = LISTS[LIST_OF_ENTRY[entry.path[-1]]].items()
    return next((identity for identity, name in items if name.casefold() == text), "")


def is_label(entry: Entry, trace: Trace) -> bool:
    """The call sends a name of the list where its ID belongs."""
    return bool(id_of_label(entry, trace))


def is_number(entry: Entry, trace: Trace) -> bool:
    """The call sends a number."""
    return sent(entry, trace).isdecimal()


def always_first(name: str) -> Rewrite:
    """The first of the list in place of whatever is saved."""
    return when((every(held, named(name), filled), instead(next(iter(LISTS[LIST_OF_ENTRY[name]])))))


def not_changed(name: str, *conditions: Condition) -> Rewrite:
    """What is held stays where another value is given."""
    return when((every(held, named(name), overwrites, *conditions), instead(before)))


def is_one_of(words: Mapping[str, str]) -> Condition:
    """The call sends one of these words."""
    return lambda entry, trace: sent(entry, trace) in words


def by_words(words: Mapping[str, str]) -> Rewrite:
    """Words taken for the codes that they mean."""
    return when(
        (every(refused, is_one_of(words)), nothing), (taken, instead(lambda entry, _: words.get(str(entry.value), str(entry.value))))
    )


def has_several(entry: Entry, trace: Trace) -> bool:
    """The call sends a list."""
    return "," in sent(entry, trace)


_alone = every(*(is_not(sends(name)) for name in PLACE_ENTRIES if name != "country_id"))

FAULTS: Final = faults_of(
    {
        "ids.prefix": {
            "always-first": (always_first("prefix_id"), "Every prefix is saved as the first of the list."),
            "not-changed": (not_changed("prefix_id"), "A prefix is not changed by an update."),
            "not-changed-when-unticked": (not_changed("prefix_id", unticked), "With the box unticked a prefix is not changed."),
            "full-stop": (when((named("name"), instead(replaced("^Dr ", "Dr. ")))), "A full stop stands behind *Dr*."),
            "miss-for-ms": (when((named("name"), instead(replaced("^Ms ", "Miss ")))), "The prefix *Ms* is shown as *Miss*."),
        },
        "ids.suffix": {
            "always-first": (always_first("suffix_id"), "Every suffix is saved as the first of the list."),
            "not-changed": (not_changed("suffix_id"), "A suffix is not changed by an update."),
            "written-out": (when((named("name"), instead(replaced(" Sr$", " Senior")))), "The suffix *Sr* is written out in the name."),
            "id-for-name": (
                when((named("suffix"), instead(lambda _, trace: trace.before.profile["suffix_id"] if trace.before else ""))),
                "The hub's record shows the suffix's ID for its name.",
            ),
        },
        "ids.language": {
            "always-first": (always_first("preferred_language"), "Every language is saved as the first of the list."),
            "not-changed-when-unticked": (not_changed("preferred_language", unticked), "With the box unticked a language is not changed."),
            "one-digit": (when((every(held, filled), instead(replaced("(?<=^.).", "")))), "Of a language's ID the first digit is saved."),
        },
        "ids.country": {
            "always-first": (always_first("country_id"), "Every country is saved as the first of the list."),
            "not-alone": (not_changed("country_id", _alone), "A country that is given alone is not changed."),
            "not-in-a-new-address": (
                not_changed("country_id", is_not(sends("new_address", "0"))),
                "A new address is in the country of the old one.",
            ),
            "other-name": (when((named("country"), instead(replaced("^Ireland$", "Eire")))), "Ireland is shown under another name."),
            "not-unticked-in-a-new-address": (
                not_changed("country_id", unticked, is_not(sends("new_address", "0"))),
                "With the box unticked a new address is in the country of the old one.",
            ),
        },
        "ids.country-four-digits": {
            "five": (
                when((refused, nothing), (is_item, also(("answer", "items", "99999"), "Atlantis"))),
                "The list has a country with five digits.",
            ),
            "three": (adding_item("826", "Great Britain"), "The list has a country with three digits."),
            "letters": (adding_item("ATLA", "Lyonesse"), "The list has a country with letters for its ID."),
            "blank": (adding_item("", "Choose a country"), "The list begins with an item that has no ID."),
        },
        "ids.label-refused": {
            "resolved": (when((every(refused, is_label), nothing), (taken, instead(id_of_label))), "A name is taken for its ID."),
            "as-text": (takes_it, "A name is saved where its ID belongs."),
            "any-number": (when((every(refused, is_number), nothing)), "A number that stands in no list is saved."),
        },
        "ids.contact-type-values": {
            "taken": (takes_it, "Any contact type is saved."),
            "words": (by_words({"Person": "Individual", "Company": "Organization"}), "Other words for the contact types are taken."),
            "british": (by_words({"Organisation": "Organization"}), "A contact type may be written with an s."),
        },
        "ids.preferred-contact-method-values": {
            "taken": (takes_it, "Any preferred contact method is saved."),
            "words": (by_words({"Phone": "1", "Mobile": "2", "Email": "3", "Post": "4"}), "The words for the contact methods are taken."),
            "first-of-several": (
                when((every(refused, has_several), nothing), (taken, instead(replaced(",.*", "")))),
                "Of several preferred contact methods the first is saved.",
            ),
        },
        "ids.consent-values": {
            "taken": (takes_it, "Any consent is saved."),
            "words": (by_words({"yes": "1", "no": "0", "true": "1", "false": "0"}), "The words for consent are taken."),
        },
        "lists.served": {
            "unusable": (when((every(taken, worth("12")), nothing)), "The last of the suffixes cannot be saved."),
            "last-country-refused": (
                when((every(taken, named("country_id"), worth("1716")), nothing)),
                "The last of the countries cannot be saved.",
            ),
            "last-language-as-another": (
                when((every(taken, named("preferred_language"), worth("35")), instead("34"))),
                "The last of the languages is saved as the one before it.",
            ),
            "long-prefixes-refused": (
                when((every(taken, named("prefix_id"), worth("10", "11", "12", "13", "14")), nothing)),
                "A prefix whose ID has two digits cannot be saved.",
            ),
        },
    }
)
"""In the order of the book."""
