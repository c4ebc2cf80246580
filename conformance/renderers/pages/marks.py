"""How a verdict looks: a sign and a word, so that no colour is needed to tell one from another, and a tone for those who see it."""

from __future__ import annotations

from typing import NamedTuple

from conformance.judging import Verdict


class Mark(NamedTuple):
    """A verdict on a page. `tone` is a class of the look."""

    verdict: Verdict
    sign: str
    word: str
    tone: str
    meaning: str


MARKS: dict[Verdict, Mark] = {
    mark[0]: Mark(*mark)
    for mark in (
        ("fail", "✗", "fail", "bad", "a must rule is broken"),
        ("stale", "↺", "stale", "bad", "listed as a known failure, and not so any more"),
        ("error", "↯", "error", "bad", "no answer, or an error of ours"),
        ("blocked", "■", "blocked", "doubt", "could not be carried out"),
        ("warning", "!", "warning", "doubt", "otherwise than a should or a reading rule says"),
        ("known", "≈", "known", "doubt", "fails as listed"),
        ("observed", "○", "observed", "calm", "one of the permitted readings"),
        ("pass", "✓", "pass", "good", "as the rule says"),
        ("not-applicable", "–", "not applicable", "none", "needs what the target does not have"),
    )
}
"""The gravest first."""
NOT_GREEN: tuple[Verdict, ...] = ("fail", "stale", "error", "blocked", "warning", "known")
"""What a reader wants to look into."""
GREEN: tuple[Verdict, ...] = ("pass", "observed")
