"""The trials of the named faults, each held once for all the tests that speak of it."""

from __future__ import annotations

from functools import cache

from conformance.proving import trials
from conformance.proving.results import Suspect, Trial
from reference_impl.faults import FAULTS


@cache
def suspects() -> dict[str, Suspect]:
    """Every named fault, with the scenarios in which it matters."""
    return {suspect.name: suspect for suspect in trials.suspects(list(FAULTS))}


@cache
def in_memory(name: str) -> Trial:
    """The whole trial of a fault."""
    return trials.in_memory(suspects()[name])


@cache
def over_http(name: str) -> Trial:
    """The trial of a fault over a socket, until something catches it."""
    return trials.through_socket(suspects()[name], whole=False)
