"""Who gets a record, who writes one, and in which words the others are refused (L13)."""

from __future__ import annotations

import pytest

from reference_impl.rules.access import refusal_of_hub, refusal_of_reading, refusal_of_updating
from reference_impl.trace import Trace
from reference_impl.values import Actor, Entry, Refusal
from tests.reference import CSA, a_customer
from tests.rules import a_trace, a_world

WORLD = a_world(a_customer("1"), a_customer("2"))
ANN, BEN, NOBODY, LOST = Actor(ucrn="1"), Actor(ucrn="2"), Actor(), Actor(ucrn="9")


def asked_by(actor: Actor) -> Trace:
    return a_trace(WORLD, actor=actor)


def reading(actor: Actor, ucrn: str) -> tuple[int, tuple[str, ...]]:
    """The status of the refusal (0 for none), and the rules of the one line that says so."""
    trace = asked_by(actor)
    refusal = refusal_of_reading(trace, ucrn)
    return refusal.status if refusal else 0, trace.entries[-1].rules


def updating(actor: Actor, ucrn: str) -> tuple[int, tuple[str, ...]]:
    trace = asked_by(actor)
    refusal = refusal_of_updating(trace, ucrn)
    return refusal.status if refusal else 0, trace.entries[-1].rules


class TestReading:
    @pytest.mark.parametrize(
        ("actor", "ucrn", "status", "chief", "others"),
        [
            (ANN, "1", 0, "access.owner", {"create.returns-ucrn"}),
            (CSA, "1", 0, "access.csa", {"create.returns-ucrn"}),
            (BEN, "1", 403, "access.refused", set()),
            (BEN, "9", 403, "access.refused", {"access.unknown-ucrn"}),
            (CSA, "9", 404, "access.unknown-ucrn", set()),
            (NOBODY, "1", 401, "access.anonymous", set()),
            (NOBODY, "9", 401, "access.anonymous", {"access.unknown-ucrn"}),
            (NOBODY, "", 401, "access.anonymous", {"access.ucrn-blank", "access.unknown-ucrn"}),
            (CSA, "", 422, "access.ucrn-blank", set()),
            (ANN, "", 422, "access.ucrn-blank", set()),
        ],
    )
    def test_who_gets_what(self, actor: Actor, ucrn: str, status: int, chief: str, others: set[str]) -> None:
        answered, (first, *rest) = reading(actor, ucrn)
        assert (answered, first, set(rest)) == (status, chief, others)

    def test_a_customer_cannot_tell_a_record_of_another_from_one_that_is_not_there(self) -> None:
        assert refusal_of_reading(asked_by(BEN), "1") == refusal_of_reading(asked_by(BEN), "9")

    def test_the_same_ucrn_written_otherwise_is_another(self) -> None:
        assert [reading(ANN, ucrn)[0] for ucrn in (" 1", "1 ", "01", "1\n")] == [403] * 4

    def test_who_is_signed_in_as_a_customer_that_is_not_there_owns_nothing_else(self) -> None:
        assert reading(LOST, "1")[0] == 403


class TestUpdating:
    @pytest.mark.parametrize(
        ("actor", "ucrn", "status", "chief", "others"),
        [
            (ANN, "1", 0, "update.permitted", {"create.returns-ucrn"}),
            (CSA, "1", 0, "update.permitted", {"create.returns-ucrn"}),
            (BEN, "1", 403, "update.not-permitted", set()),
            (BEN, "9", 403, "update.not-permitted", {"update.unknown-ucrn"}),
            (NOBODY, "1", 401, "update.not-permitted", set()),
            (NOBODY, "", 401, "update.not-permitted", {"update.ucrn-required", "update.unknown-ucrn"}),
            (CSA, "9", 404, "update.unknown-ucrn", set()),
            (CSA, "", 422, "update.ucrn-required", set()),
            (BEN, "", 422, "update.ucrn-required", set()),
        ],
    )
    def test_who_may(self, actor: Actor, ucrn: str, status: int, chief: str, others: set[str]) -> None:
        answered, (first, *rest) = updating(actor, ucrn)
        assert (answered, first, set(rest)) == (status, chief, others)


class TestTheHubsOwnPages:
    @pytest.mark.parametrize(("actor", "status", "rule"), [(ANN, 403, "access.refused"), (NOBODY, 401, "access.anonymous")])
    def test_are_for_csas(self, actor: Actor, status: int, rule: str) -> None:
        trace = asked_by(actor)
        refusal = refusal_of_hub(trace)
        assert refusal is not None
        assert (refusal.status, trace.entries[-1].rules) == (status, (rule,))
        assert refusal_of_hub(asked_by(CSA)) is None


class TestUnderAFault:
    def test_a_refusal_that_is_left_out_is_none(self) -> None:
        trace = Trace(asked_by(BEN).call, WORLD, lambda _, __: ())
        assert refusal_of_reading(trace, "1") is None

    def test_a_permission_that_is_left_out_is_not_given(self) -> None:
        trace = Trace(asked_by(ANN).call, WORLD, lambda _, __: ())
        refusal = refusal_of_reading(trace, "1")
        assert refusal is not None
        assert refusal.status == 403

    def test_what_a_refusal_says_is_what_stands_in_the_trace(self) -> None:
        trace = Trace(asked_by(BEN).call, WORLD, lambda entry, _: (Entry(entry.path, "Ann Baker", entry.rules),))
        assert refusal_of_reading(trace, "1") == Refusal(403, "Ann Baker")
