"""Texts as every reader can hold them: what cannot be seen is shown, and what is long is cut. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from conformance.judging import Mismatch
from conformance.record import Finding
from conformance.unseen import in_one_line

LONGEST = 2_000
"""So many characters of one value are told; the record has them all."""


def cut(text: str, longest: int = LONGEST) -> str:
    """A text of no more characters than that, which tells how many are left out of it."""
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text) - longest} more characters)"


def in_line(text: str, longest: int = LONGEST) -> str:
    """A text in one line: with everything visible that would begin another, and cut."""
    shown, left = in_one_line(text[:longest]), max(0, len(text) - longest)
    more = max(0, len(shown) - longest) + left
    return f"{shown[:longest]}… ({more} more characters)" if more else shown


def bounded(finding: Finding) -> Finding:
    """A finding whose values are cut, so that what is told of it is of a length that can be read."""
    return replace(finding, cause=cut(finding.cause), mismatches=tuple(_bounded(mismatch) for mismatch in finding.mismatches))


def _bounded(one: Mismatch) -> Mismatch:
    return replace(one, path=cut(one.path), expected=cut(one.expected), observed=cut(one.observed))
