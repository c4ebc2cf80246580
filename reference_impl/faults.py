"""Faults: the ways in which a hub can be made to break one rule, so that the suite can be held to noticing.

A fault breaks its rule where the chapters before that rule do not look, so that the first rule found broken is the one it breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from reference_impl import mistakes
from reference_impl.rewriting import (
    Rewrite,
    also,
    also_profile,
    before,
    blank,
    by_customer,
    calls,
    decides,
    every,
    filled,
    held,
    instead,
    is_not,
    keeps_open,
    named,
    nothing,
    sends,
    sent,
    today,
    under,
    unticked,
    when,
    worth,
    yesterday,
)
from reference_impl.trace import Trace
from reference_impl.values import Entry


class Fault(NamedTuple):
    """One thing that a hub does wrong: the rule that it breaks, what it does instead, and that in a sentence.

    `rewrite` turns an entry of a trace into those that are written instead; only entries that carry the rule come before it.
    """

    rule: str
    instead: str
    rewrite: Rewrite
    statement: str
    without: frozenset[str] = frozenset()
    """Capabilities that a hub with this fault does not have, as the rule is for hubs without them."""

    @property
    def name(self) -> str:
        """Rule, colon, what it does instead, in words with hyphens."""
        return f"{self.rule}:{self.instead}"

    def rewritten(self, entry: Entry, trace: Trace) -> Iterable[Entry]:
        """The entries that are written instead of this one."""
        return self.rewrite(entry, trace) if self.rule in entry.rules else (entry,)


refused, taken, record, left_out = decides("refused"), decides("taken"), decides("record"), decides("left out")
takes_it: Final = when((refused, nothing))
"""What should be refused is taken, as it was sent."""
keeps_it: Final = when((every(held, blank), instead(before)))
"""What should be cleared is kept."""

_FAULTS: Final = (
    Fault("access.owner", "refused", nothing, "Customers cannot get their own record."),
    Fault("access.csa", "refused", nothing, "CSAs cannot get a record."),
    Fault("access.refused", "reads-others", when((refused, nothing)), "Any signed-in customer gets any record."),
    Fault("access.refused", "names-them", instead(mistakes.name_without_suffix), "A refusal says whose record it is."),
    Fault("access.anonymous", "reads", when((refused, nothing)), "A record is given to who is not signed in."),
    Fault(
        "access.anonymous",
        "names-them",
        instead(mistakes.name_without_suffix),
        "A refusal of who is not signed in says whose record it is.",
    ),
    Fault("access.unknown-ucrn", "tells-customers", when((by_customer, nothing)), "Customers can find out which UCRNs exist."),
    Fault("access.ucrn-blank", "newest-record", mistakes.acting_on_the_newest, "A blank UCRN gets the record that was made last."),
    Fault("get.data-names", "capital-letter", when((named("ward"), under("Ward"))), "The ward answers as `Ward`."),
    Fault("get.full-name", "without-suffix", when((named("name"), instead(mistakes.name_without_suffix))), "The full name has no suffix."),
    Fault("get.sort-name", "first-name-first", instead(mistakes.first_before_last), "The sorted name begins with the first name."),
    Fault("get.contact-type", "british", when((worth("Organization"), instead("Organisation"))), "`Organisation` is answered."),
    Fault("get.location-code", "label", when((worth("5"), instead("Overseas"))), "The location 5 answers as a word."),
    Fault("get.country", "name-is-id", when((every(named("country"), filled), instead("GB"))), "The country answers as a two-letter code."),
    Fault("get.consent", "words", when((worth("1"), instead("yes")), (worth("0"), instead("no"))), "Consent answers as a word."),
    Fault("get.preferred-contact-method", "label", when((worth("4"), instead("Post"))), "The method 4 answers as a word."),
    Fault(
        "get.notification-preference",
        "without-preferred",
        when((filled, instead(mistakes.without_the_preferred))),
        "The preferred method is left out of the list.",
    ),
    Fault(
        "get.not-for-use",
        "overwrites",
        when((left_out, also_profile("last_name", sent))),
        "A contact ID that is sent becomes the last name.",
    ),
    Fault("get.connected-index", "region-lost", when((named("region"), instead(""))), "The region answers blank."),
    Fault(
        "get.connected-index-absent",
        "dash",
        instead("-"),
        "Without a Connected Index its fields answer a dash.",
        frozenset({"connected-index"}),
    ),
    Fault(
        "get.reads-only",
        "counts",
        also_profile("custom_28", lambda _, trace: str(len(trace.before.profile["custom_28"]) if trace.before else 0)),
        "Get leaves a mark in the record.",
    ),
    Fault(
        "get.text-fidelity",
        "escapes",
        when((filled, instead(lambda entry, _: str(entry.value).replace("<", "&lt;")))),
        "`<` answers as `&lt;`.",
    ),
    Fault(
        "create.returns-ucrn",
        "update-misses-it",
        when((every(calls("update"), decides("permitted"), mistakes.has_last_name_alone), nothing)),
        "Update does not find a customer of whom nothing but the last name is known.",
    ),
    Fault("create.contact-type-required", "taken", takes_it, "A customer can be made without a contact type."),
    Fault("create.preferred-contact-method-required", "taken", takes_it, "A customer can be made without a preferred contact method."),
    Fault(
        "create.stores-fields",
        "loses-twitter",
        when((every(held, named("twitter")), instead(""))),
        "The Twitter account is not saved at creation.",
    ),
    Fault(
        "create.email",
        "loses-plus",
        instead(lambda entry, _: re.sub(r"\+[^@]*", "", str(entry.value))),
        "What follows a plus sign in an e-mail is lost at creation.",
    ),
    Fault("create.start-date-today", "yesterday", instead(yesterday), "A new address starts yesterday."),
    Fault("create.start-date-given", "today", instead(today), "A start date given at creation becomes today's."),
    Fault("create.end-date", "ends-today", when((blank, instead(today))), "A new address without an end date ends today."),
    Fault(
        "create.distinct",
        "merges",
        when((decides("ucrn"), instead(mistakes.twin_of_the_newest))),
        "Somebody of the same names is taken for the same.",
    ),
    Fault("create.no-address", "empty-record", when((record, instead("add"))), "A customer without an address gets an empty one."),
    Fault(
        "create.case-not-linked",
        "linked",
        when((every(calls("create"), named("ucrn")), instead(lambda _, trace: trace.ucrn))),
        "The case is linked to the new customer.",
    ),
    Fault(
        "create.location-default",
        "out-of-area",
        when((held, instead("2"))),
        "Without a location a new customer is out of the council's area.",
    ),
    Fault("update.ucrn-required", "newest-record", mistakes.acting_on_the_newest, "A blank UCRN updates the customer who was made last."),
    Fault("update.contact-type-required", "taken", takes_it, "An update may leave the contact type blank."),
    Fault("update.preferred-contact-method-required", "taken", takes_it, "An update may leave the preferred contact method blank."),
    Fault("update.unknown-ucrn", "newest-record", mistakes.acting_on_the_newest, "An unknown UCRN updates the customer who was made last."),
    Fault("update.stores-fields", "loses-longitude", when((every(held, named("lng")), instead(before))), "The longitude is not updated."),
    Fault(
        "update.only-that-customer",
        "spills-over",
        when((decides("other customers"), mistakes.spilling_over(1))),
        "Neighbouring customers change as well.",
    ),
    Fault("update.refused-changes-nothing", "saves-names", mistakes.saving_all_the_same, "A refused update saves the names."),
    Fault(
        "update.twice-is-once",
        "clears-name",
        when((every(mistakes.changes_nothing, mistakes.gives_last_name_alone), also_profile("last_name", ""))),
        "A last name that is given again is removed.",
    ),
    Fault("update.permitted", "csa-only", when((by_customer, nothing)), "Customers cannot update their own record."),
    Fault("update.not-permitted", "anybody", when((refused, nothing)), "Anybody updates any record."),
    Fault(
        "ignore-empty.on-keeps-address",
        "clears-country",
        when((every(held, named("country_id")), instead(""))),
        "A blank country is cleared though the box is ticked.",
    ),
    Fault(
        "ignore-empty.on-keeps-profile",
        "clears-prefix",
        when((every(held, named("prefix_id")), instead(""))),
        "A blank prefix is cleared though the box is ticked.",
    ),
    Fault("ignore-empty.off-clears-address", "keeps-locality", when((named("locality"), keeps_it)), "A blank locality is kept."),
    Fault("ignore-empty.off-clears-profile", "keeps-phone", when((named("phone_number"), keeps_it)), "A blank phone number is kept."),
    Fault(
        "ignore-empty.exceptions",
        "clears-location",
        when((every(held, named("location"), is_not(mistakes.gives_address_entries)), instead(""))),
        "A blank location is cleared.",
    ),
    Fault(
        "ignore-empty.absent-entry",
        "placeholder",
        when((every(held, named("first_name", "last_name", "phone_number", "alternative_email")), instead("?"))),
        "An entry that is not sent becomes a question mark.",
    ),
    Fault("ignore-empty.whitespace", "underscore", when((held, instead("_"))), "An entry of spaces becomes an underscore."),
    Fault(
        "address.in-place-adds-none", "adds", when((every(record, worth("in place")), instead("add"))), "An update in place adds a record."
    ),
    Fault(
        "address.in-place-keeps-start",
        "today",
        when((is_not(sends("start_date")), instead(today))),
        "An update in place starts the address today.",
    ),
    Fault("address.in-place-end", "never-cleared", keeps_it, "A blank end date is kept though the box is unticked."),
    Fault(
        "address.new-adds-one",
        "in-place",
        when((every(record, unticked, sends("new_address", "1")), instead("in place"))),
        "With the box unticked a new address overwrites the existing one.",
    ),
    Fault(
        "address.new-by-default",
        "in-place",
        when((every(record, worth("add")), instead("in place"))),
        "Nothing said, the existing address is overwritten.",
    ),
    Fault(
        "address.new-carries-over", "blank-county", when((every(held, named("county")), instead(""))), "A blank county is not carried over."
    ),
    Fault(
        "address.new-clears",
        "keeps-county",
        when((named("county"), keeps_it)),
        "A blank county is carried over though the box is unticked.",
    ),
    Fault("address.old-keeps-start", "today", when((unticked, instead(today))), "With the box unticked an old address starts today."),
    Fault("address.old-keeps-end", "today", instead(today), "An old address ends today though it had an end."),
    Fault("address.old-ends-today", "open", instead(""), "An old address stays open."),
    Fault("address.old-stays-open", "today", when((blank, instead(today))), "An old address ends today though it should stay open."),
    Fault(
        "address.not-primary-leaves-open", "today", when((blank, instead(today))), "A new address that is not primary ends the primary one."
    ),
    Fault(
        "address.not-primary-others",
        "yesterday",
        instead(yesterday),
        "Another open address ends yesterday when one is added that is not primary.",
    ),
    Fault(
        "address.new-start-given",
        "today",
        when((unticked, instead(today))),
        "With the box unticked a start date given for a new address becomes today's.",
    ),
    Fault(
        "address.new-start-now", "yesterday", when((unticked, instead(yesterday))), "With the box unticked a new address starts yesterday."
    ),
    Fault("address.new-end", "lost", when((unticked, instead(""))), "With the box unticked the end date given for a new address is lost."),
    Fault(
        "address.new-is-primary",
        "not-primary",
        when((every(unticked, keeps_open, is_not(sends("primary_address"))), instead(lambda entry, _: not entry.value))),
        "With the one box unticked and the other ticked, a new address is not the primary one unless it is said to be.",
    ),
    Fault(
        "address.one-primary",
        "two",
        when((every(unticked, named("primary")), instead(True))),
        "With the box unticked, an address that was primary stays so beside the new one.",
    ),
    Fault(
        "address.not-primary-hidden",
        "shown",
        when((unticked, instead(lambda entry, _: not entry.value))),
        "With the box unticked, a new address that is not primary is shown.",
    ),
    Fault("address.blank-adds-none", "adds", when((every(record, worth("none")), instead("add"))), "Blank address entries add a record."),
    Fault("address.blank-cleared", "keeps-town", when((named("town"), keeps_it)), "A town is kept where everything is cleared."),
    Fault("address.past-end-primary", "altered", when((held, instead(""))), "An end date in the past is silently left out."),
    Fault("address.flag-values", "taken", takes_it, "Any other flag counts as 1."),
    Fault(
        "location.kept",
        "falls-back-to-1",
        when((every(mistakes.gives_a_place, is_not(sends("new_address", "0"))), instead("1"))),
        "With a new address the location falls back to 1.",
    ),
    Fault("location.changed", "keeps-for-4", when((every(held, worth("4")), instead(before))), "The location does not change to 4."),
    Fault("location.range", "taken", takes_it, "Any location is saved."),
    Fault(
        "email.unchanged",
        "changes",
        when((refused, nothing), (every(held, sends("email_address")), instead(sent))),
        "An update changes the e-mail.",
    ),
    Fault("email.rest-of-update", "half-saved", mistakes.saving_all_the_same, "An update refused for its e-mail saves the names."),
    Fault("email.alternative-updatable", "kept", when((held, instead(before))), "The alternative e-mail does not change."),
    Fault("twitter.added", "lost", when((held, instead(before))), "A first Twitter account is not saved by an update."),
    Fault("twitter.changed", "kept", when((held, instead(before))), "A Twitter account does not change."),
    Fault("twitter.removed", "kept", when((held, instead(before))), "A Twitter account is not removed."),
    Fault("twitter.kept", "removed", when((held, instead(""))), "A blank Twitter account is removed though the box is ticked."),
    Fault("twitter.alone", "clears-phone", also_profile("phone_number", ""), "Changing the Twitter account removes the phone number."),
    Fault(
        "twitter.at-sign",
        "doubled",
        when((every(held, mistakes.begins_with_at), instead(lambda entry, _: f"@{entry.value}"))),
        "An account that begins with @ gets another one.",
    ),
    Fault("dates.us-text", "day-first", when((taken, instead(mistakes.day_first))), "Text is read with the day first wherever it can be."),
    Fault(
        "dates.form-field",
        "day-first",
        when((taken, instead(mistakes.day_first))),
        "The value of a date field is read with day and month swapped.",
    ),
    Fault(
        "dates.not-day-first",
        "guesses",
        when((refused, nothing), (taken, instead(mistakes.day_first))),
        "Day and month are swapped where that makes a date.",
    ),
    Fault("dates.impossible", "taken", takes_it, "What is no date is saved as it is."),
    Fault("dates.leap-day", "refused", when((taken, nothing)), "The 29th of February is refused."),
    Fault(
        "dates.two-digit-year",
        "first-century",
        when((refused, nothing), (taken, instead("0001-01-01"))),
        "A date with a year of two digits is saved as the first day of all.",
    ),
    Fault(
        "dates.end-before-start",
        "ends-today",
        when((refused, mistakes.ending_today)),
        "An update refused for its end date ends the address today all the same.",
    ),
    Fault(
        "ids.prefix",
        "always-first",
        when((every(held, named("prefix_id"), filled), instead("1"))),
        "Every prefix is saved as the first of the list.",
    ),
    Fault(
        "ids.suffix",
        "always-first",
        when((every(held, named("suffix_id"), filled), instead("1"))),
        "Every suffix is saved as the first of the list.",
    ),
    Fault(
        "ids.language",
        "always-first",
        when((every(held, named("preferred_language"), filled), instead("1"))),
        "Every language is saved as the first of the list.",
    ),
    Fault(
        "ids.country",
        "always-first",
        when((every(held, named("country_id"), filled), instead("1226"))),
        "Every country is saved as the first of the list.",
    ),
    Fault(
        "ids.country-four-digits",
        "five",
        when((refused, nothing), (mistakes.is_item, mistakes.adding_fiction)),
        "The list has a country with five digits.",
    ),
    Fault(
        "ids.label-refused",
        "resolved",
        when((every(refused, mistakes.is_label), nothing), (taken, instead(mistakes.id_of_label))),
        "A name is taken for its ID.",
    ),
    Fault("ids.contact-type-values", "taken", takes_it, "Any contact type is saved."),
    Fault("ids.preferred-contact-method-values", "taken", takes_it, "Any preferred contact method is saved."),
    Fault("ids.consent-values", "taken", takes_it, "Any consent is saved."),
    Fault("lists.served", "unusable", when((every(taken, worth("12")), nothing)), "The last of the suffixes cannot be saved."),
    Fault(
        "custom.all-28",
        "pairs",
        when((every(held, named("custom_27"), filled), also_profile("custom_26", sent))),
        "Two custom fields share their value.",
    ),
    Fault("custom.no-others", "answers-29", also(("answer", "custom_29"), "here"), "There is a custom_29."),
    Fault(
        "custom.not-in-hub-record",
        "shown",
        also(("answer", "custom_1"), lambda _, trace: trace.before.profile["custom_1"] if trace.before else ""),
        "The hub record shows a custom field.",
    ),
    Fault("tokens.filled", "left", when((mistakes.whole_token, instead(mistakes.raw))), "A token is left as it is."),
    Fault("tokens.unfilled", "left", when((blank, instead(mistakes.raw))), "A token without a value is left as it is."),
    Fault("tokens.switch", "ignored", instead(""), "A token in a flag is taken for blank."),
    Fault("tokens.text-around", "lost", instead(mistakes.first_token), "Text around a token is lost."),
    Fault("tokens.not-twice", "again", instead(mistakes.filled_again), "Tokens within values are filled as well."),
    Fault(
        "form.get-fills-matching",
        "blanks-others",
        when((mistakes.no_data_name, instead(""))),
        "Form fields that Get does not know are emptied.",
    ),
    Fault("hub.v2-only", "any-version", when((refused, nothing)), "Integrations of any version are taken."),
    Fault(
        "hub.edit-repopulates",
        "as-opened",
        when((calls("reopen-edit-form"), instead(mistakes.as_opened))),
        "An edit form shows again what it showed at first.",
    ),
    Fault(
        "hub.edit-needs-pre-submission",
        "blank",
        when((calls("reopen-edit-form"), instead(""))),
        "A form reopened without an integration is blank.",
    ),
    Fault(
        "concurrent.no-lost-update",
        "writes-back",
        when((every(calls("update"), decides("built upon")), mistakes.writing_back)),
        "An update of the last name undoes the update before it.",
    ),
    Fault(
        "concurrent.isolated",
        "spills-over",
        when((decides("other customers"), mistakes.spilling_over(3))),
        "Updates reach other customers.",
    ),
)

FAULTS: Final[Mapping[str, Fault]] = MappingProxyType({fault.name: fault for fault in _FAULTS})
"""Every fault by its name."""
