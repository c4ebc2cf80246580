"""What is sent for a customer once more."""

from __future__ import annotations

from conformance.explorer.echoes import echoes


def test_as_it_was_and_in_other_letters() -> None:
    assert echoes({"town": "Ayr"}, {"town": "Ayr"}) == [{"town": "Ayr"}, {"town": "aYR"}]


def test_as_it_was_at_first() -> None:
    assert {"town": "Ayr"} in echoes({"town": "Ayr"}, {"town": "Oban"})
    assert {"phone_number": ""} in echoes({"phone_number": ""}, {"phone_number": "1"})


def test_the_location_back_to_the_one_that_nobody_sent() -> None:
    assert {"location": "1"} in echoes({}, {"location": "2"})
    assert {"location": "1"} not in echoes({}, {"town": "Ayr"})


def test_the_one_email_as_the_other_but_never_again_as_itself() -> None:
    again = echoes({}, {"email_address": "ann@example.org", "contact_type": "Individual"})
    assert again == [{"alternative_email": "ann@example.org"}]
