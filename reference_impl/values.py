"""What goes into a step of the hub and what comes out: calls, answers, customers, and the trace that gives every value its rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import msgspec

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


class Actor(NamedTuple):
    """Who asks: a CSA, the customer with this UCRN, or (neither) somebody who is not signed in.

    `unknown` is somebody with a token that the hub did not give out, or that has run out.
    """

    csa: bool = False
    ucrn: str = ""
    unknown: bool = False


class Settings(NamedTuple):
    """The two check boxes of an update."""

    ignore_empty_entries: bool = False
    keep_empty_end_dates: bool = False


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call to the hub, its form already found right. `fields` are the entries as sent, tokens not yet filled."""

    operation: Operation
    actor: Actor = Actor()
    fields: Mapping[str, str] = {}
    settings: Settings = Settings()
    form: Mapping[str, str] | None = None
    integration_version: str = "V2"
    case_id: str | None = None
    edit_form_id: str = ""
    pre_submission: bool = False
    list_name: str = ""


Path = tuple[str, ...]
Value = str | bool | None


class Entry(NamedTuple):
    """One line of a trace: at this path stands this value, and these rules put it there (the first is the chief one).

    Paths: `("decision", what)` for what was decided on the way, `("answer", data name)` for what is answered,
    `("customers", ucrn, "profile", name)`, `("customers", ucrn, "addresses", address id, name)`, `("cases", case id, "ucrn")`
    and `("edit-forms", id, …)` for what is held.
    """

    path: Path
    value: Value
    rules: tuple[str, ...]


class Problem(NamedTuple):
    """What is wrong with one entry of a call (in a refusal), or what was done with it (in a warning)."""

    field: str
    detail: str


class Refusal(msgspec.Struct, frozen=True):
    """A call that is not done: HTTP status by kind (401, 403, 404, 409, 422), a title, the entries concerned."""

    status: int
    title: str
    errors: tuple[Problem, ...] = ()


class Address(msgspec.Struct, frozen=True):
    """An address record: its id, whether it is the primary one, and its values by name (dates as ISO text, blank as "")."""

    id: str
    primary: bool
    values: Mapping[str, str]


class Customer(msgspec.Struct, frozen=True):
    """A customer record: profile values by entry name, and address records in the order in which they were made."""

    ucrn: str
    profile: Mapping[str, str]
    addresses: tuple[Address, ...] = ()


class EditForm(msgspec.Struct, frozen=True):
    """A profile that a CSA has open for editing: what it showed when it was opened, and what was entered and not saved yet."""

    id: str
    ucrn: str
    pre_submission: bool
    opened: Mapping[str, str]
    edited: Mapping[str, str] = {}


class Step(msgspec.Struct, frozen=True):
    """What one call came to. Exactly one of `refusal` and `answer` is set.

    `changed`, `cases` and `edit_forms` hold, by id, whatever the call touched, as it is afterwards.
    """

    trace: tuple[Entry, ...]
    answer: Mapping[str, object] | None = None
    refusal: Refusal | None = None
    warnings: tuple[Problem, ...] = ()
    changed: Mapping[str, Customer] = {}
    cases: Mapping[str, str | None] = {}
    """Case id to the UCRN of the customer that it is linked to, if any."""
    edit_forms: Mapping[str, EditForm] = {}
