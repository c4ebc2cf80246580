"""The explanation as text."""

from __future__ import annotations

from conformance.exchanges import Answer
from conformance.oracle import Told
from conformance.otherwise import ANSWER, Otherwise, Places
from conformance.record import Reason
from conformance.renderers.explanation import explanation, rule_card
from conformance.suite import Chapter, Rule, Suite
from tests.pages import CREATE, scenario

STORES = Rule("create.stores", "It is kept\nas given.", "must", "create", 1, source=(2, 3, 7), requires=("lists",))
ANSWERS = Rule("get.answers", "It comes back.", "reading", "get", 1, permits=("kept", "cleared"))
SUITE = Suite("0", (Chapter("30-create.md", "create", "Create", rules=(STORES, ANSWERS)),))
PAGE = scenario(*CREATE)


def told(*reasons: Reason, status: str = "accepted", detail: str = "") -> str:
    return explanation(SUITE, PAGE, [Told("Create:", Answer(status, detail=detail), reasons)])  # type: ignore[arg-type]  # tests name real statuses


class TestExplanation:
    def test_each_value_stands_with_its_rules(self) -> None:
        rows = [line.split() for line in told(Reason("held profile house", '"1"', ("create.stores", "get.answers"))).splitlines()]
        assert ["held", "profile", "house", '"1"', "create.stores,", "get.answers"] in rows

    def test_the_rules_that_are_named_are_told_once_with_statement_level_and_source(self) -> None:
        text = told(Reason("a", "1", ("create.stores",)), Reason("b", "2", ("create.stores",)))
        assert text.count("create.stores (must, L2–L3, L7)\n  It is kept as given.") == 1
        assert "It comes back." not in text

    def test_calls_are_numbered_and_a_refusal_has_its_reason(self) -> None:
        assert "1. Create: refused: 422 is mandatory" in told(status="refused", detail="422 is mandatory")

    def test_numbered_fields_with_the_same_value_are_drawn_together(self) -> None:
        text = told(*(Reason(f"answer custom_{number}", "blank", ("get.answers",)) for number in range(1, 29)))
        assert "answer custom_1 … custom_28  blank" in text
        assert "custom_14" not in text

    def test_others_are_not(self) -> None:
        text = told(*(Reason(f"answer {name}", "blank", ("get.answers",)) for name in ("house", "street", "town")))
        assert "answer street" in text


class TestRuleCard:
    def test_it_says_all_of_a_rule(self) -> None:
        card = rule_card(STORES)
        assert card.startswith("create.stores (must · L2–L3, L7 · requires lists)\n\nIt is kept as given.")

    def test_a_reading_names_its_outcomes(self) -> None:
        assert "permits kept, cleared" in rule_card(ANSWERS)

    def test_scenarios_are_named_by_id_and_a_note_says_why_it_has_none(self) -> None:
        whole = Rule("x.rule", "It holds.", "must", "x", 1, scenarios=(PAGE,))
        assert rule_card(whole).endswith(f"Scenarios\n\n  {PAGE.id}")
        assert rule_card(STORES).endswith("none: nobody outside could see a difference")


class TestWhatElseIsPermitted:
    def text(self) -> str:
        one = Told("Create:", Answer("accepted"), (Reason("held location", '"1"', ("create.stores",)),))
        also: Places = {
            "held location": (Otherwise('"3"', "get.answers", "kept"),),
            ANSWER: (Otherwise("refused", "get.answers", "cleared"),),
        }
        return explanation(SUITE, PAGE, [one], [also])

    def test_it_stands_beside_the_value(self) -> None:
        assert 'held location  "1"       create.stores  "3" (get.answers: kept)' in self.text()

    def test_another_answer_has_a_row_of_its_own(self) -> None:
        assert "answer         accepted                 refused (get.answers: cleared)" in self.text()

    def test_the_open_point_is_told_among_the_rules(self) -> None:
        assert "get.answers (reading, –)\n  It comes back." in self.text()
