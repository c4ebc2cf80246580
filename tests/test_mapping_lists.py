"""Lists, pages and address records on a mapping's wire, and the values that go through a list."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from conformance.drivers.transport import Outgoing
from conformance.exchanges import Answer, Asked, InapplicableError
from tests.mappings import HEAD, LOOK, SECRET, Script, always, body, driven, sent, spoken, target_file

LISTED = (
    HEAD.replace("capabilities = []", 'capabilities = ["lists", "hub-record"]')
    + """
[mapping]
blank = "absent"
list_names = { countries = "lands" }
[[mapping.operations.list.requests]]
method = "GET"
path = "/lookups/{list}"
query = { page = "{page}", size = "2" }
pages = { collect = "body.entries", next = "body.next", first = "1" }
[mapping.operations.list.answer]
items = { each = "body", values = { id = "code", name = "label", iso = "iso" } }
[[mapping.operations.hub-record.requests]]
method = "GET"
path = "/people/{ucrn}/file"
[mapping.operations.hub-record.answer]
parts = { person = "body" }
addresses = { each = "body.homes", part = "place", values = { primary = "main", lat = "at[0]" } }
"""
)
PLACES = """
[mapping.parts.person]
country_id = { at = "land", through = "countries", item = "iso" }
country = { read = "land", through = "countries", item = "iso", gives = "name" }
[mapping.parts.place]
town = "town"
start_date = { at = "from", date = true }
"""
LANDS = [
    {"code": 44, "label": "United Kingdom", "iso": "GB"},
    {"code": 49, "label": "Germany", "iso": "DE"},
    {"code": 33, "label": "France", "iso": "FR"},
]


def lands(request: Outgoing) -> object:
    """The list in pages of two."""
    if not request.path.startswith("/lookups/"):
        return {"land": "DE"}
    page = int(parse_qs(request.path.partition("?")[2])["page"][0])
    return {"entries": LANDS[2 * page - 2 : 2 * page], "next": page + 1 if page < 2 else None}


class TestLists:
    def test_pages_by_their_number(self) -> None:
        answer, requests = sent(lands, Asked("list", list_name="countries"), head=LISTED, person=PLACES)
        assert [one.path for one in requests] == ["/lookups/lands?page=1&size=2", "/lookups/lands?page=2&size=2"]
        assert [(one["id"], one["name"]) for one in answer.items] == [("44", "United Kingdom"), ("49", "Germany"), ("33", "France")]

    def test_an_id_goes_through_the_list_which_is_asked_for_once(self) -> None:
        driver, requests = driven(lands, target_file(head=LISTED, person=PLACES))
        for country in ("33", "49"):
            driver.perform(Asked("update", fields={"ucrn": "7", "country_id": country}))
        assert [body(one) for one in requests if one.method == "PATCH"] == [{"land": "FR"}, {"land": "DE"}]
        answer, _ = driver.perform(LOOK)
        assert (answer.fields["country_id"], answer.fields["country"]) == ("49", "Germany")
        assert sum(one.path.startswith("/lookups") for one in requests) == 2

    def test_one_that_is_in_no_list_goes_as_it_is_and_one_that_means_another_not_at_all(self) -> None:
        driver, requests = driven(lands, target_file(head=LISTED, person=PLACES))
        driver.perform(Asked("update", fields={"ucrn": "7", "country_id": "999"}))
        assert body(requests[-1]) == {"land": "999"}
        with pytest.raises(InapplicableError, match="'GB', which the book does not know, means something on the wire"):
            driver.perform(Asked("update", fields={"ucrn": "7", "country_id": "GB"}))

    def test_a_list_that_cannot_be_had_is_told(self) -> None:
        asked = Asked("update", fields={"ucrn": "7", "country_id": "44"})
        answer, requests = sent(always(spoken(500)), asked, head=LISTED, person=PLACES)
        assert (answer.status, len(requests)) == ("broken", 1)
        assert answer.detail == "the list of countries, through which the mapping goes, cannot be had: 500"

    @pytest.mark.parametrize("following", ["/more/{}", "?cursor={}", "http://acme.example/more/{}"])
    def test_pages_by_their_address(self, following: str) -> None:
        head = LISTED.replace('query = { page = "{page}", size = "2" }', "")

        def script(request: Outgoing) -> object:
            last = request.path.endswith("2")
            return {"entries": LANDS[1:] if last else LANDS[:1], "next": "" if last else following.format(2)}

        answer, requests = sent(script, Asked("list", list_name="countries"), head=head, person=PLACES)
        assert requests[1].path == {"/more/{}": "/more/2", "?cursor={}": "/lookups/lands?cursor=2"}.get(following, "/more/2")
        assert len(answer.items) == 3

    def test_a_token_for_the_next_page_may_look_like_an_address(self) -> None:
        def script(request: Outgoing) -> object:
            first = "page=1" in request.path
            return {"entries": LANDS[:1], "next": "/9j/4AA=" if first else None}

        _, requests = sent(script, Asked("list", list_name="countries"), head=LISTED, person=PLACES)
        assert requests[1].path == "/lookups/lands?page=%2F9j%2F4AA%3D&size=2"

    @pytest.mark.parametrize(
        ("following", "said"),
        [("1", "its pages do not come to an end"), ("on and on", "its pages do not come to an end")],
    )
    def test_pages_without_an_end(self, following: str, said: str) -> None:
        count = iter(range(1000))
        script: Script = lambda _: {"entries": [], "next": following if following == "1" else f"{following} {next(count)}"}  # noqa: E731
        answer, requests = sent(script, Asked("list", list_name="countries"), head=LISTED, person=PLACES)
        assert (answer.status, len(requests)) == ("broken", 2 if following == "1" else 101)
        assert said in answer.detail

    def test_pages_elsewhere_are_not_asked_for(self) -> None:
        head = LISTED.replace('page = "{page}", ', "")
        answer, requests = sent(
            always({"entries": LANDS, "next": "http://elsewhere.example/2"}), Asked("list", list_name="countries"), head=head, person=PLACES
        )
        assert (answer.status, len(requests)) == ("broken", 1)
        assert "its next page is at 'http://elsewhere.example/2', which is not below http://acme.example" in answer.detail

    def test_a_page_without_its_list_is_told(self) -> None:
        answer, _ = sent(
            lambda request: {"entries": LANDS[:2], "next": 2} if "page=1" in request.path else {"error": "of a kind that nobody told"},
            Asked("list", list_name="countries"),
            head=LISTED,
            person=PLACES,
        )
        assert answer.status == "broken"
        assert "no list at body.entries: an answer of another form, or a mapping that looks elsewhere" in answer.detail

    def test_address_records(self) -> None:
        homes = [{"town": "Ayr", "from": "31/12/2019", "main": True, "at": [55.5, -4.6]}, {"town": "Wick", "main": "false"}]
        asked = Asked("hub-record", ucrn="7")
        answer, _ = sent(lambda request: {"homes": homes} if "file" in request.path else lands(request), asked, head=LISTED, person=PLACES)
        assert answer.addresses == [
            {"town": "Ayr", "start_date": "2019-12-31", "primary": True, "lat": 55.5},
            {"town": "Wick", "start_date": "", "primary": False, "lat": None},
        ]

    def test_no_secret_in_them(self) -> None:
        homes = [{"town": f"Ayr {SECRET}"}]
        asked = Asked("hub-record", ucrn="7")
        answer, _ = sent(lambda request: {"homes": homes} if "file" in request.path else lands(request), asked, head=LISTED, person=PLACES)
        assert answer.addresses[0]["town"] == "Ayr (secret)"
        listed = {"entries": [{"code": 1, "label": SECRET, "iso": "XX"}]}
        answer, _ = sent(always(listed), Asked("list", list_name="countries"), head=LISTED, person=PLACES)
        assert answer.items == [{"id": "1", "name": "(secret)", "iso": "XX"}]

    def test_no_address_records_are_not_the_same_as_none_found(self) -> None:
        def look(homes: object, head: str = LISTED) -> Answer:
            answer, _ = sent(
                lambda request: {"homes": homes} if "file" in request.path else lands(request),
                Asked("hub-record", ucrn="7"),
                head=head,
                person=PLACES,
            )
            return answer

        assert (look([]).status, look([]).addresses) == ("accepted", [])
        assert look(None).status == look(3).status == "broken"
        assert "no list at body.homes: an answer of another form, or a mapping that looks elsewhere" in look(None).detail
        assert look(None, LISTED.replace('"body.homes"', '"body.homes || `[]`"')).addresses == []
