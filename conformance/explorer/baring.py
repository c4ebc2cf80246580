"""A page with nothing expected but what is not so. Pure."""

from __future__ import annotations

import msgspec

from conformance.explorer.departures import Departure
from conformance.snippets import labelled
from conformance.suite import Act, Scenario


def bared(departure: Departure) -> Scenario:
    """The page with nothing expected but what is not so."""
    wrong: dict[int, set[str]] = {}
    for mismatch in departure.finding.mismatches:
        wrong.setdefault(mismatch.step, set()).add(mismatch.path.rpartition(".")[2])
    acts = (_bared(act, wrong.get(number, set())) for number, act in enumerate(departure.page.acts()))
    return msgspec.structs.replace(departure.page, steps=tuple(acts))


def _bared(act: Act, wrong: set[str]) -> Act:
    """An act with what is wrong alone. The hub record is always looked at for something, so there a look that is right stays whole."""
    expect = act.expect
    if expect.fields is not None:
        fields = {name: value for name, value in expect.fields.items() if name in wrong}
        if not fields and act.call and act.call.operation in ("hub-record", "read-case"):
            return act
        expect = msgspec.structs.replace(expect, fields=fields or None)
    if expect.addresses is not None:
        records = [{name: value for name, value in one.items() if name in wrong} for one in expect.addresses]
        expect = msgspec.structs.replace(expect, addresses=records)
    observes = act.observes and (expect.fields is not None or expect.addresses is not None)
    return labelled(msgspec.structs.replace(act, expect=expect, observes=observes))
