"""The form of a request's body, and what is said of one that has not got it."""

from __future__ import annotations

import pytest

from reference_impl import bodies
from reference_impl.bodies import ABSENT, INVALID, MalformedError
from reference_impl.values import Settings


def problems(error: pytest.ExceptionInfo[MalformedError]) -> list[tuple[str, str]]:
    return [(problem.field, problem.detail) for problem in error.value.problems]


class TestObject:
    def test_it_is_taken_as_it_is(self) -> None:
        assert bodies.keys({"anything": 1}) == {"anything": 1}

    @pytest.mark.parametrize(("body", "detail"), [(INVALID, "the body is not JSON"), (ABSENT, "the body is not a JSON object")])
    def test_no_json_is_told_from_no_object(self, body: object, detail: str) -> None:
        with pytest.raises(MalformedError) as error:
            bodies.keys(body)
        assert problems(error) == [("", detail)]

    @pytest.mark.parametrize("body", [None, [], "text", 1, True])
    def test_no_other_json_will_do(self, body: object) -> None:
        with pytest.raises(MalformedError):
            bodies.keys(body)


class TestTexts:
    @pytest.mark.parametrize("value", [None, 1, True, [], {}])
    def test_a_text_is_nothing_else(self, value: object) -> None:
        with pytest.raises(MalformedError) as error:
            bodies.text({"ucrn": value}, "ucrn")
        assert problems(error) == [("ucrn", "must be a text")]

    def test_it_may_be_blank_but_not_missing_unless_it_is_optional(self) -> None:
        assert bodies.text({"ucrn": ""}, "ucrn") == ""
        with pytest.raises(MalformedError):
            bodies.text({}, "ucrn")
        assert bodies.optional_text({}, "ucrn") is None
        with pytest.raises(MalformedError):
            bodies.optional_text({"ucrn": None}, "ucrn")

    def test_every_wrong_entry_is_named(self) -> None:
        with pytest.raises(MalformedError) as error:
            bodies.texts({"fields": {"house": 1, "town": "Ayr", "flat": True, "ward": None}}, "fields")
        assert problems(error) == [(name, "must be a text") for name in ("house", "flat", "ward")]

    @pytest.mark.parametrize("body", [{}, {"fields": None}, {"fields": []}, {"fields": "x"}])
    def test_entries_stand_in_an_object(self, body: dict[str, object]) -> None:
        with pytest.raises(MalformedError) as error:
            bodies.texts(body, "fields")
        assert problems(error) == [("fields", "must be an object")]

    def test_null_can_be_blank_and_the_body_stays_as_it_was(self) -> None:
        body = {"fields": {"house": None, "town": "Ayr"}}
        assert bodies.texts(body, "fields", null="blank") == {"house": "", "town": "Ayr"}
        assert body == {"fields": {"house": None, "town": "Ayr"}}


class TestFlags:
    def test_missing_is_false(self) -> None:
        assert bodies.flag({}, "pre_submission") is False
        assert bodies.flag({"pre_submission": True}, "pre_submission") is True

    @pytest.mark.parametrize("value", ["true", 1, 0, None])
    def test_it_is_true_or_false_and_nothing_like_it(self, value: object) -> None:
        with pytest.raises(MalformedError) as error:
            bodies.flag({"pre_submission": value}, "pre_submission")
        assert problems(error) == [("pre_submission", "must be true or false")]


class TestBoxes:
    @pytest.mark.parametrize(
        ("boxes", "ticked"),
        [
            ({}, Settings()),
            ({"ignore_empty_entries": True}, Settings(ignore_empty_entries=True)),
            ({"keep_empty_end_dates": True}, Settings(keep_empty_end_dates=True)),
            ({"ignore_empty_entries": False, "anything": 1}, Settings()),
        ],
    )
    def test_each_is_ticked_by_its_own_name(self, boxes: dict[str, object], ticked: Settings) -> None:
        assert bodies.settings({"settings": boxes}, "unticked") == ticked

    def test_missing_they_are_unticked_or_refused(self) -> None:
        assert bodies.settings({}, "unticked") == Settings()
        with pytest.raises(MalformedError) as error:
            bodies.settings({}, "refused")
        assert problems(error) == [("settings", "must be there")]

    @pytest.mark.parametrize("value", [None, [], True, {"ignore_empty_entries": "yes"}, {"keep_empty_end_dates": 1}])
    def test_they_have_one_form(self, value: object) -> None:
        with pytest.raises(MalformedError):
            bodies.settings({"settings": value}, "unticked")
