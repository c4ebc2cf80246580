"""What the doctor finds: a thing that is well, one that is in doubt, or one with which no run can be made. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from conformance.exchanges import TargetError

Kind = Literal["well", "doubt", "wrong"]


class Symptom(msgspec.Struct, frozen=True):
    """One thing that was looked into."""

    kind: Kind
    about: str
    """A call or an actor, in a word or two."""
    said: str
    """What was found; everything in it can be seen."""
    unreachable: bool = False
    """Whether nothing was answered, so that it is the network that is wrong."""


def status_of(symptoms: Iterable[Symptom]) -> Literal[0, 2, 3]:
    """The exit status: 3 where all that is wrong is that nothing is answered, 2 where anything else is wrong, otherwise 0."""
    wrong = [one for one in symptoms if one.kind == "wrong"]
    if not wrong:
        return 0
    return 3 if all(one.unreachable for one in wrong) else 2


def stop(address: str, symptoms: Iterable[Symptom]) -> None:
    """Raise TargetError where something is wrong: with status 3 where it is the network, otherwise 2."""
    symptoms = list(symptoms)
    status = status_of(symptoms)
    if status:
        told = "; ".join(f"{one.about}: {one.said}" for one in symptoms if one.kind == "wrong")
        raise TargetError(f"{address}: before the run, {told}", status)
