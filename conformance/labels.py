"""The labels of the book: a line of words into the call it stands for. Two tables, one of labels and one of the words after commas."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal

import msgspec

from conformance.names import LISTS

BlockOf = Literal["entries", "values", "records", "items", "form", "edited", "changes", ""]


class Label(msgspec.Struct, frozen=True):
    """A label taken apart: keyword values for the Call, the Expectation and the Act it makes, and what its block holds."""

    kind: Literal["call", "form", "different-ucrns", "save-every-id", "the same", "outcome"]
    block: BlockOf
    needs_block: bool | None
    """True or False where the label always, or never, has a block; None where it may."""
    call: dict[str, Any]
    expect: dict[str, Any]
    act: dict[str, Any]


NAME = r"(?!Either|Or\b)[A-Z][a-z]+"
_OF = rf"(?: of (?P<customer>{NAME}))?"
_CUSTOMER = rf"(?: (?P<customer>{NAME}))?"
_LIST = rf"(?P<list_name>{'|'.join(LISTS)})"

# label · kind · operation · what its block holds · whether it needs one · whether it only observes
_Row = tuple[str, str, str, BlockOf, bool | None, bool]
_ROWS: tuple[_Row, ...] = (
    (rf"Create{_CUSTOMER}(?P<from_form> from the form)?(?P<for_case> for the case)?", "call", "create", "entries", True, False),
    (rf"Update{_CUSTOMER}(?P<from_form> from the form)?", "call", "update", "entries", True, False),
    (rf"Get{_CUSTOMER} afterwards", "call", "get", "values", True, True),
    (rf"Get{_CUSTOMER} into the form", "call", "get", "values", True, False),
    (rf"Get{_CUSTOMER}", "call", "get", "values", None, False),
    (rf"Addresses{_OF} afterwards", "call", "hub-record", "records", True, True),
    (rf"Hub record{_OF} afterwards", "call", "hub-record", "values", True, True),
    (r"Open a case", "call", "open-case", "", False, False),
    (r"Case afterwards", "call", "read-case", "values", True, True),
    (
        rf"Open an edit form{_OF} (?P<pre_submission>with|without) a pre-submission integration",
        "call",
        "open-edit-form",
        "values",
        None,
        False,
    ),
    (r"Submit the edit form", "call", "submit-edit-form", "edited", True, False),
    (r"Reopen the edit form", "call", "reopen-edit-form", "values", None, True),
    (rf"List of {_LIST}", "call", "list", "items", None, False),
    (rf"Save every ID of the list of {_LIST} as (?P<entry>[a-z_]+)", "save-every-id", "list", "", False, False),
    (rf"Different UCRNs: (?P<names>{NAME}(?:, {NAME})+)", "different-ucrns", "", "", False, False),
    (r"Form", "form", "", "form", True, False),
    (r"The same", "the same", "", "changes", None, False),
    (r"(?:Either|Or) \*(?P<outcome>[^*]+)\*", "outcome", "", "", None, False),
)
_LABELS = tuple((re.compile(row[0]), *row[1:]) for row in _ROWS)

# words after a comma · where they go · under which name · as which value (a text names the pattern's group)
_WORDS: tuple[tuple[re.Pattern[str], str, str, Any], ...] = tuple(
    (re.compile(pattern), where, name, value)
    for pattern, where, name, value in (
        (rf"as (?P<actor>a CSA|nobody|the customer|{NAME})", "call", "actor", "actor"),
        (r"\*Ignore Empty Entries\* ticked", "call", "ignore_empty", True),
        (r"\*Ignore Empty Entries\* unticked", "call", "ignore_empty", False),
        (r"\*Keep empty end dates\* ticked", "call", "keep_empty_end_dates", True),
        (r"\*Keep empty end dates\* unticked", "call", "keep_empty_end_dates", False),
        (r"by integration version (?P<version>\S+)", "call", "integration_version", "version"),
        (r"of an? (?P<ucrn>unknown|blank) UCRN", "call", "ucrn", "ucrn"),
        (r"(?P<acceptance>refused or accepted|refused or ignored|refused|accepted)", "expect", "acceptance", "acceptance"),
        (r"revealing nothing", "expect", "reveals_nothing", True),
        (r"in the same words", "expect", "alike", True),
        (r"twice the same", "expect", "same_as_before", True),
        (r"with IDs of (?P<digits>\d) digits", "expect", "ids_of_digits", "digits"),
        (r"at the same time", "act", "together", True),
    )
)


@lru_cache(maxsize=4096)
def parse(text: str) -> Label | str:
    """Take a label (without its final colon or full stop) apart; where it is none, return what is wrong with it as a sentence."""
    head, *words = text.split(", ") if not text.startswith("Different") else [text]
    for pattern, kind, operation, block, needs, observes in _LABELS:
        match = pattern.fullmatch(head)
        if match:
            label = _label(match, kind, operation, block, needs, observes)
            return _with_words(label, words)
    return f"no label of the book: {text!r}"


def _label(match: re.Match[str], kind: Any, operation: str, block: BlockOf, needs: bool | None, observes: bool) -> Label:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    act: dict[str, Any] = {"observes": True} if observes else {}
    call: dict[str, Any] = {"operation": operation} if operation else {}
    call |= {name: groups[name] for name in ("customer", "list_name") if name in groups}
    call |= {name: True for name in ("from_form", "for_case") if name in groups}
    if match.group(0).endswith("into the form"):
        call["from_form"] = True
    if groups.get("pre_submission") == "with":
        call["pre_submission"] = True
    if "entry" in groups:
        act["names"] = (groups["entry"],)
    if "names" in groups:
        act["names"] = tuple(groups["names"].split(", "))
    if "outcome" in groups:
        act["outcome"] = groups["outcome"]
    return Label(kind, block, needs, call, {}, act)


def _with_words(label: Label, words: list[str]) -> Label | str:
    parts: dict[str, dict[str, Any]] = {"call": dict(label.call), "expect": dict(label.expect), "act": dict(label.act)}
    said: set[str] = set()
    for word in words:
        for pattern, where, name, value in _WORDS:
            match = pattern.fullmatch(word)
            if match:
                if name in said:
                    return f"{word!r} where {name.replace('_', ' ')} has been said already"
                said.add(name)
                given = match.group(value) if isinstance(value, str) else value
                parts[where][name] = int(given) if name == "ids_of_digits" else given
                break
        else:
            return f"no words that a label may end with: {word!r}"
    return Label(label.kind, label.block, label.needs_block, parts["call"], parts["expect"], parts["act"])
