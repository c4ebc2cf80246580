"""The points that the source leaves open: every outcome can be chosen, and each makes a difference that a caller sees."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from reference_impl.api import Api, Reply, Request
from reference_impl.readings import DEFAULTS, OUTCOMES, READINGS, REFUSED_OR_IGNORED, UNSAID, chosen
from tests.reference import CSA, MANDATORY, a_hub

UCRN = "100000000001"
UNTICKED: Mapping[str, bool] = {}
TICKED = {"ignore_empty_entries": True}
KEEPS_OPEN = {"keep_empty_end_dates": True}
FORM = "/v2/hub/edit-forms"

Asked = tuple[str, Mapping[str, object]]


def create(**entries: str | None) -> Asked:
    return "/v2/profile/create", {"fields": {**MANDATORY, **entries}}


def update(settings: Mapping[str, bool] = UNTICKED, **entries: str) -> Asked:
    return "/v2/profile/update", {"settings": settings, "fields": {**MANDATORY, "ucrn": UCRN, **entries}}


def edited(*, pre_submission: bool, **entries: str) -> tuple[Asked, ...]:
    """An edit form opened, submitted with these entries, and opened again."""
    opened: Asked = (FORM, {"ucrn": UCRN, "pre_submission": pre_submission})
    return opened, (f"{FORM}/edit-form-1/submit", {"settings": TICKED, "fields": entries}), (f"{FORM}/edit-form-1/reopen", {})


STREET = create(street="Lochrin Place", town="Edinburgh")
WITHOUT_SETTINGS: Asked = ("/v2/profile/update", {"fields": {**MANDATORY, "ucrn": UCRN}})
INTO_A_FORM: Asked = ("/v2/profile/get", {"fields": {"ucrn": UCRN}, "form": {"town": "typed"}})

CALLS: dict[str, tuple[Asked, ...]] = {
    "create.location-default": (create(),),
    "ignore-empty.absent-entry": (create(phone_number="0131"), update()),
    "ignore-empty.whitespace": (create(first_name="  "),),
    "address.not-primary-others": (STREET, update(KEEPS_OPEN, street="B"), update(street="C", primary_address="0")),
    "address.blank-cleared-record": (STREET, update(street="")),
    "address.past-end-primary": (STREET, update(street="B", start_date="01/01/2020", end_date="02/02/2020")),
    "address.same-again": (STREET, update(TICKED, street="Lochrin Place")),
    "email.rest-of-update": (create(email_address="a@example.org"), update(TICKED, email_address="b@example.org", first_name="Ann")),
    "twitter.at-sign": (create(twitter="@ann"),),
    "dates.two-digit-year": (create(birth_date="05/05/80"),),
    "dates.end-before-start": (create(street="A", start_date="02/02/2030", end_date="01/01/2030"),),
    "hub.edit-needs-pre-submission": (create(first_name="Ann"), *edited(pre_submission=False, first_name="Anna")),
    "location.range": (create(location="6"),),
    "dates.not-day-first": (create(birth_date="25/12/2020"),),
    "ids.label-refused": (create(prefix_id="Mr"),),
    "ids.contact-type-values": (create(contact_type="Person"),),
    "ids.preferred-contact-method-values": (create(preferred_contact_method="5"),),
    "ids.consent-values": (create(consent_to_share="yes"),),
    "custom.no-others": (create(custom_29="x"),),
    "unsaid.date-alone": (STREET, update(TICKED, start_date="05/05/2025")),
    "unsaid.location-alone": (STREET, update(TICKED, location="2")),
    "unsaid.search-entry": (create(search_for_street_postcode="EH1"),),
    "unsaid.consent-blank": (create(),),
    "unsaid.sort-name-half": (create(last_name="Baker"),),
    "unsaid.settings-missing": (create(), WITHOUT_SETTINGS),
    "unsaid.unknown-entry": (create(nonsense="x"),),
    "unsaid.null": (create(first_name=None),),
    "unsaid.time-of-day": (create(birth_date="1980-05-05T10:00:00"),),
    "unsaid.single-digits": (create(birth_date="5/5/1980"),),
    "unsaid.form-blank": (create(), INTO_A_FORM),
    "unsaid.first-not-primary": (create(), update(street="A", primary_address="0")),
    "unsaid.in-place-without-address": (create(), update(street="A", new_address="0")),
    "unsaid.new-record-unsent": (STREET, update(street="B")),
    "unsaid.in-place-not-primary": (STREET, update(street="B", new_address="0", primary_address="0")),
    "unsaid.in-place-start-blank": (create(street="A", start_date="05/05/2020"), update(street="B", new_address="0", start_date="")),
    "unsaid.edit-form-mandatory": (create(), *edited(pre_submission=True, first_name="Anna")),
    "unsaid.start-date-form": (create(street="A"),),
}
"""Calls in which the outcome of a point shows."""

BESIDES = {"unsaid.new-record-unsent": {"ignore-empty.absent-entry": "kept"}}
"""What else must be chosen for a point to matter."""


def seen(point: str, outcome: str) -> list[tuple[int, Mapping[str, object]]]:
    """All that a CSA sees of the point's calls, and of the record afterwards."""
    api = Api(a_hub(readings={**BESIDES.get(point, {}), point: outcome}), "csa", "secret")
    token = api.sessions.open(CSA)
    replies: list[Reply] = [api.answer(Request("POST", path, token, body)) for path, body in CALLS[point]]
    replies.append(api.answer(Request("POST", "/v2/profile/get", token, {"fields": {"ucrn": UCRN}})))
    replies.append(api.answer(Request("GET", f"/v2/hub/customers/{UCRN}", token)))
    return [(reply.status, reply.body) for reply in replies]


@pytest.mark.parametrize("point", [point for point, outcomes in OUTCOMES.items() if len(outcomes) > 1])
def test_every_outcome_looks_different(point: str) -> None:
    looks = [seen(point, outcome) for outcome in OUTCOMES[point]]
    assert all(look not in looks[:number] for number, look in enumerate(looks))
    assert all(status < 500 for look in looks for status, _ in look)


class TestChoosing:
    def test_the_first_outcome_holds_where_none_is_chosen(self) -> None:
        choices = chosen({"create.location-default": "3"})
        assert choices["create.location-default"] == "3"
        assert choices["twitter.at-sign"] == DEFAULTS["twitter.at-sign"] == "as sent"
        assert set(choices) == set(OUTCOMES)

    def test_no_other_outcome_is_permitted(self) -> None:
        with pytest.raises(ValueError, match=r"^'2' is no outcome of 'create\.location-default': 1, 3, blank$"):
            chosen({"create.location-default": "2"})

    def test_a_point_that_is_none_is_named(self) -> None:
        with pytest.raises(ValueError, match=r"^'kept' is no outcome of 'location\.kept': no such point$"):
            chosen({"location.kept": "kept"})

    def test_no_point_stands_in_two_tables_and_no_outcome_twice(self) -> None:
        assert len(OUTCOMES) == len(READINGS) + len(REFUSED_OR_IGNORED) + len(UNSAID)
        assert all(len(outcomes) == len(set(outcomes)) > 0 for outcomes in OUTCOMES.values())

    def test_refused_or_ignored_are_the_two_outcomes_of_every_bad_value(self) -> None:
        assert all(set(outcomes) == {"refused", "ignored"} for outcomes in REFUSED_OR_IGNORED.values())
