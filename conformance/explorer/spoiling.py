"""Strategies for what makes a call refused, or an entry of it left out: the same call with one fact that is not as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.explorer.vocabulary import Vocabulary
from conformance.names import MANDATORY
from conformance.suite import Call

_BEYOND = ("custom_0", "custom_29", "contact_id", "address_type")
"""Entries that nobody should take."""


def spoiled(
    call: Call, vocabulary: Vocabulary, capabilities: frozenset[str], customers: tuple[str, ...], email: str = ""
) -> SearchStrategy[Call | None]:
    """Strategies for the call with one fact changed; None where there is nothing to change. `email` is the customer's."""
    ways = [*_facts(call, capabilities, customers), *_entries(call, vocabulary, email)]
    return st.one_of(ways) if ways else st.none()


def _facts(call: Call, capabilities: frozenset[str], customers: tuple[str, ...]) -> Iterator[SearchStrategy[Call | None]]:
    """Who asks, for whom, and by which version."""
    own = call.customer or "the customer"
    if call.operation != "create":
        yield _with(call, actor="nobody")
        others = [name for name in customers if name not in ("", call.customer)]
        if others:
            yield st.sampled_from(others).map(lambda name: msgspec.structs.replace(call, actor=name))
    if call.operation == "get":
        yield _with(call, actor=own)
        yield _with(call, ucrn="unknown")
        yield _with(call, ucrn="blank")
    if "integration-version" in capabilities:
        yield _with(call, integration_version="V1")


def _entries(call: Call, vocabulary: Vocabulary, email: str) -> Iterator[SearchStrategy[Call | None]]:
    """One entry that is blank where it must not be, holds what it may not hold, or is none at all."""
    if call.operation not in ("create", "update"):
        return
    switches = ("new_address", "primary_address") if call.operation == "create" else ()
    for name in MANDATORY:
        yield st.just(_entry(call, name, ""))
    if call.operation == "update":
        yield st.sampled_from(("", "<unknown ucrn>")).map(lambda ucrn: _entry(call, "ucrn", ucrn))
        others = st.sampled_from(_emails(vocabulary, email)).map(partial(_entry, call, "email_address"))
        yield from (others, others, others) if email else (others,)  # the more often where there is one that must stay
    for name, texts in vocabulary.refused.items():
        if name not in switches:
            yield st.sampled_from(texts).map(partial(_entry, call, name))
    texts = ("one too many", *vocabulary.taken["contact_type"])
    yield st.tuples(st.sampled_from(_BEYOND), st.sampled_from(texts)).map(lambda drawn: _entry(call, *drawn))


def _emails(vocabulary: Vocabulary, email: str) -> tuple[str, ...]:
    """Other e-mails than the customer's, which no update may change: in other letters, a longer one, and any."""
    alike = (email.swapcase(), email.lower(), f"{email}.uk") if email else ()
    return tuple(text for text in (*alike, *vocabulary.taken["email_address"][:3]) if text != email)


def _with(call: Call, **facts: str) -> SearchStrategy[Call | None]:
    return st.just(msgspec.structs.replace(call, **facts))


def _entry(call: Call, name: str, text: str) -> Call:
    return msgspec.structs.replace(call, fields={**call.fields, name: text})
