"""The specification as values: chapters hold rules, rules hold scenarios, a scenario is a list of acts with expectations.

Nothing here reads, sends or judges. The same values describe a page of the book, a generated scenario and a
counterexample, so whatever runs one of them runs all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

FORMAT: Final = 1
"""Of the form of the book as data: higher when an older reader would misunderstand it. What is only added changes nothing."""

Level = Literal["must", "should", "reading", "note"]
Operation = Literal[
    "create",
    "update",
    "get",
    "hub-record",
    "list",
    "open-case",
    "read-case",
    "open-edit-form",
    "submit-edit-form",
    "reopen-edit-form",
]
Acceptance = Literal["accepted", "refused", "refused or accepted", "refused or ignored"]

if TYPE_CHECKING:
    Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
else:
    Json = Any  # the library that reads and writes values takes no type that refers to itself

Expected = str | bool | list[str]
"""A value of the page: a text (or placeholder), true or false for `primary`, or several texts of which any one will do."""

CAPABILITIES = (
    "hub-record",
    "address-history",
    "lists",
    "cases",
    "edit-forms",
    "tokens",
    "integration-version",
    "connected-index",
)
"""What a target may declare; a scenario that needs one which is not declared is not applicable."""


class Call(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is asked of the target, in the words of the page: customers by name, placeholders unfilled."""

    operation: Operation
    customer: str = ""
    """The name on the page of the customer concerned; blank is the scenario's one unnamed customer."""
    actor: str = "a CSA"
    """`a CSA`, `nobody`, `the customer` (the unnamed one), or the name of a customer."""
    fields: dict[str, str] = {}
    """Entry name to text, as the page has it."""
    ignore_empty: bool = False
    keep_empty_end_dates: bool = False
    integration_version: str = ""
    from_form: bool = False
    """Whether the scenario's form travels with the call, so that its tokens are filled from it."""
    for_case: bool = False
    """Whether the create is raised with the case that the scenario opened."""
    pre_submission: bool = False
    ucrn: Literal["", "unknown", "blank"] = ""
    """Which UCRN a Get enters instead of the customer's own."""
    list_name: str = ""


class Expectation(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What must be true of the answer to one call. Only what is stated is judged."""

    acceptance: Acceptance = "accepted"
    fields: dict[str, Expected] | None = None
    """Name to expected value; a list of texts means any one of them."""
    addresses: list[dict[str, Expected]] | None = None
    """Exactly these address records in any order, each holding at least these values."""
    items: list[dict[str, Expected]] | None = None
    """Items that a served list must contain."""
    reveals_nothing: bool = False
    """A refusal must not contain any value that the customer was given."""
    alike: bool = False
    """A refusal must have the same status and body as the refusal before it."""
    ucrn: bool = False
    """The answer must hold a UCRN that is not blank."""
    same_as_before: bool = False
    """The answer must equal the one to the same call just before."""
    ids_of_digits: int = 0
    """Every ID of a served list must have so many digits."""


class Act(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="step", tag="act"):
    """One line of a scenario: a call to the target, or a fact about what came back so far."""

    kind: Literal["call", "form", "different-ucrns", "save-every-id"]
    label: str
    line: int
    call: Call | None = None
    expect: Expectation = Expectation()
    observes: bool = False
    """Looks at what the acts before it did; not itself on trial."""
    together: bool = False
    """Sent at the same time as the acts beside it that say so too."""
    form: dict[str, str] = {}
    names: tuple[str, ...] = ()
    """For `different-ucrns` the customers, for `save-every-id` the entry that takes the ID."""


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One permitted outcome of a reading: how the act before it was answered, and what is seen afterwards."""

    name: str
    line: int
    acceptance: Acceptance | None = None
    acts: tuple[Act, ...] = ()


class Choice(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="step", tag="choice"):
    """A place in a scenario where one of several outcomes must hold; which one is recorded."""

    outcomes: tuple[Outcome, ...]
    line: int


class Scenario(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A list of steps with expectations, under one rule. The id is the rule's, a slash, and the title in small letters."""

    id: str
    rule: str
    title: str
    line: int
    requires: tuple[str, ...] = ()
    note: str = ""
    steps: tuple[Act | Choice, ...] = ()
    row: dict[str, str] = {}
    """The cells of its row, where it comes from a table."""

    @property
    def races(self) -> bool:
        """Whether some of its acts are sent at the same time."""
        return any(isinstance(step, Act) and step.together for step in self.steps)

    def acts(self) -> Iterator[Act]:
        """Every act from top to bottom, those of the outcomes of a choice among them."""
        for step in self.steps:
            if isinstance(step, Act):
                yield step
            else:
                for outcome in step.outcomes:
                    yield from outcome.acts


class Rule(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One rule of the book: id in words, statement, level, the lines of the source it comes from, what it requires."""

    id: str
    statement: str
    level: Level
    chapter: str
    line: int
    source: tuple[int, ...] = ()
    requires: tuple[str, ...] = ()
    permits: tuple[str, ...] = ()
    """For a reading: the names of its permitted outcomes."""
    scenarios: tuple[Scenario, ...] = ()


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table in a chapter's prose, kept because other tests hold it against the rest of the book."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Chapter(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One file of the book. `stem` is its file name without number and suffix (`60-addresses.md` → `addresses`)."""

    file: str
    stem: str
    title: str
    prose: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    entries: dict[str, dict[str, str]] = {}
    """Sets of entries that the chapter names, for its blocks to refer to."""
    rules: tuple[Rule, ...] = ()


class Suite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole book."""

    version: str
    chapters: tuple[Chapter, ...]
    format: Literal[1] = FORMAT
    """The form of this data."""

    def rules(self) -> list[Rule]:
        """Every rule, in the order of the book."""
        return [rule for chapter in self.chapters for rule in chapter.rules]

    def scenarios(self) -> list[Scenario]:
        """Every scenario, in the order of the book."""
        return [scenario for rule in self.rules() for scenario in rule.scenarios]
