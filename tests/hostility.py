"""Hostile texts and whole records of them, drawn; and how a reader gets a text back from what a view shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import cycle

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from conformance.exchanges import Exchange, Observation
from conformance.judging import Mismatch
from conformance.record import Finding, Record

SETTINGS = settings(max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
SELDOM = settings(SETTINGS, max_examples=4, phases=(Phase.explicit, Phase.generate))
"""For what takes long: what is found is told as it is, not made smaller first."""

PIECES = (
    *(
        "\x00",
        "\x07",
        "\x08",
        "\x1b[2J",
        "\x1b]0;title\x07",
        "\x1b]8;;http://x.example\x1b\\",
        "\x1bc",
        "\x9b31m",
        "\x9d0;x\x9c",
        "\x90q\x9c",
        "\x7f",
    ),
    *("\r", "\n", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\t", " ", "  ", "\u00a0", "\u3000"),
    *(
        "\u202e",
        "\u2066",
        "\u2069",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\ufe0f",
        "\u00ad",
        "\u3164",
        "\u2800",
        "\U000e0041",
        "\ufffe",
        "e\u0301",
    ),
    *(
        "<script>window.broken=1</script>",
        "</script>",
        "<!--",
        "-->",
        "]]>",
        "<![CDATA[",
        "<img src=x onerror=alert(1)>",
        "</textarea>",
        "&lt;",
        "&#x1b;",
    ),
    *(
        '"',
        "'",
        "`",
        "```",
        "~~~",
        "|",
        "\\",
        "\\|",
        "\\x1b",
        "\\u202e",
        "\\ud800",
        "*",
        "_",
        "#",
        "> ",
        "- ",
        "1. ",
        "[a](javascript:x)",
        "![a](http://x.example)",
    ),
    *(
        "http://x.example/a",
        "www.x.example",
        "data:text/html,x",
        "javascript:x",
        "@somebody",
        "#12",
        "a@x.example",
        "<details>",
        "</summary>",
    ),
    *("::error::x", "::set-output name=a::b", "%0A", "%0D", "%25", "##[error]", "::"),
    *(
        "$(touch broken)",
        "${HOME}",
        "; touch broken;",
        "& touch broken &",
        "!!",
        "\\'",
        "'\"'\"'",
        "-o",
        "@/etc/passwd",
        "{a,b}",
        "[1-9]",
        "*?",
        "~",
    ),
    *("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"),
    *("{{ 7 * 7 }}", "{% raw %}", "%s", "{0}", "../../x", "/etc/x", "CON", "a" * 40, "é", "שלום", "😀", "𝒳"),
)
"""What means something to somebody who is shown it."""

_ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), _ANY), min_size=1, max_size=5).map(lambda parts: "".join(parts) or "x")
"""Texts that a record can hold: halves of characters it cannot."""
_BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {chr(code) for code in range(0xFE00, 0xFE10)}


def is_harmless(text: str) -> bool:
    """Whether a terminal can be shown a text: nothing in it is obeyed, turned round or out of sight, but for ends of lines and tabs."""
    return not any(unicodedata.category(one) in _UNSEEN or one in _BLANK for one in text if one not in "\n\t")


_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_NUMBER = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")


def read_back(shown: str) -> str:
    """The text that a view shows: each number is its character."""
    return _NUMBER.sub(lambda match: chr(int(match[1] or match[2] or match[3], 16)), shown)


@st.composite
def records(draw: st.DrawFn, base: Record) -> Record:
    """The record, with drawn texts in every place that a target, a record or an author of a target file can fill."""
    texts = cycle(draw(st.lists(TEXTS, min_size=4, max_size=9)))
    return spoilt(base, texts)


def spoilt(base: Record, texts: Iterator[str]) -> Record:
    """A finding of each verdict of a record, and one that no book has; with the next text in each place."""
    target = replace(
        base.header.target,
        address=next(texts),
        name=next(texts),
        version=next(texts),
        clock_source=next(texts),
        capabilities=(next(texts),),
    )
    header = replace(
        base.header, target=target, suite=next(texts), selected=(next(texts),), run=next(texts), shard=next(texts), complete=False
    )
    findings = [_spoilt(one, texts) for one in {finding.verdict: finding for finding in base.findings}.values()]
    failing = next(one for one in findings if one.verdict == "fail")
    findings.append(replace(failing, scenario=f"{next(texts)}/{next(texts)}", rule=next(texts), chapter=next(texts)))
    footer = replace(base.footer, stopped=next(texts), stale=(next(texts), next(texts)), findings=len(findings)) if base.footer else None
    return Record(header, tuple(findings), footer)


def _spoilt(finding: Finding, texts: Iterator[str]) -> Finding:
    return replace(
        finding,
        cause=next(texts) if finding.cause else "",
        outcome=next(texts) if finding.outcome else "",
        filled={next(texts): next(texts)},
        mismatches=tuple(_otherwise(one, texts) for one in finding.mismatches[:2]),
        why=tuple(replace(one, path=next(texts), value=next(texts), rules=(next(texts),)) for one in finding.why[:2]),
        observations=tuple(_observed(one, texts) for one in finding.observations[:3]),
        good=tuple(_observed(one, texts) for one in finding.good[:3]),
    )


def _otherwise(one: Mismatch, texts: Iterator[str]) -> Mismatch:
    return replace(one, label=next(texts), path=next(texts), expected=next(texts), observed=next(texts))


def _observed(one: Observation, texts: Iterator[str]) -> Observation:
    answer = replace(one.answer, detail=next(texts), fields={"ucrn": next(texts), next(texts): next(texts)})
    return replace(one, asked=replace(one.asked, fields={next(texts): next(texts)}), answer=answer, exchanges=_exchanged(one, texts))


def _exchanged(one: Observation, texts: Iterator[str]) -> tuple[Exchange, ...]:
    return tuple(
        replace(
            exchange,
            method=next(texts),
            path=next(texts),
            actor=next(texts),
            headers={next(texts): next(texts)},
            request={"fields": {next(texts): next(texts)}},
            response={next(texts): next(texts), "list": [{next(texts): [next(texts)]}]},
        )
        for exchange in one.exchanges
    )
