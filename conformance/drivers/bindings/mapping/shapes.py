"""A mapping as it stands in a file. What a template or a path may look at is told in `fixtures/targets/README.md`."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from conformance.drivers.settings import Dates
from conformance.suite import Operation

Scalar = str | int | float | bool
ListName = Literal["prefixes", "suffixes", "countries", "languages"]
Blank = Literal["empty", "null", "absent"]


class _Table(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A table of the file: a key that it does not know is an error."""


class Field(_Table, frozen=True):
    """Where the value of one entry stands in its part, and how it is written there."""

    at: str | tuple[str, ...] = ""
    """Where it is written: names with dots between them. Several, where `by` parts its text. Read there too, without `read`."""
    read: str = ""
    """Where it is read: JMESPath, within the part. Without `at` a value that is only read, or is written by a template."""
    codes: dict[str, Scalar] = {}
    """What stands on the wire for each value of the book: "1" = "phone", or "1" = true. The way back is the same table read backwards."""
    date: bool | Dates = False
    """Whether it is a date, in the forms of the target file or in forms of its own."""
    through: ListName | None = None
    """The target's list through which an ID becomes what stands on the wire, and back."""
    item: str = "name"
    """With `through`: which value of the list's item stands on the wire."""
    gives: str = "id"
    """With `through`: which value of the item is read back."""
    split: str = ""
    """What stands between the values of a text that is a list on the wire."""
    number: bool = False
    """Whether it is a number on the wire."""
    by: str = ""
    """With several entries in one place (`house+street`), or one entry in several places: what stands between them in the text."""
    blank: Blank | None = None
    """How a blank is written, where it differs from the mapping's own."""


Part = dict[str, str | Field]
"""Entries that stand together on the wire: an entry's name, and where it stands (a text is `at`). `custom_*` is all of that name."""


class Refusals(_Table, frozen=True):
    """Which answers are refusals of the call. A 5xx never is one."""

    statuses: tuple[int, ...] = ()
    """Only these, where any are given; otherwise every 4xx that can be about the call."""
    when: str = ""
    """JMESPath: a refusal although the status is 2xx, where it is anything but null, false, 0 and blank."""
    detail: str = ""
    """JMESPath: what the target says of the reason."""
    expired: str = ""
    """JMESPath: the session has run out, besides a 401."""


class Pages(_Table, frozen=True):
    """An answer that comes in pages."""

    collect: str
    """JMESPath: the list of one page. All of them together take the place of the body."""
    next: str
    """JMESPath: the address of the next page, or what `{page}` is then filled with; blank, null or false at the last one."""
    first: str = ""
    """What `{page}` is filled with at first."""
    at_most: int = 100


class Request(_Table, frozen=True):
    """One request of an operation. Texts are templates; `when` and `capture` are JMESPath."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]
    path: str
    """Path below the target's URL."""
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    """A header none of whose placeholders has a value is left out."""
    json: Any = None
    form: dict[str, str] | None = None
    text: str | None = None
    content_type: str = ""
    when: str = ""
    """Made only where this is neither null, false, 0 nor blank."""
    capture: dict[str, str] = {}
    """Names for values of the answer, for what comes after."""
    acting: Literal["csa", "nobody"] | None = None
    """Whose session it carries, where that is not who acts."""
    pages: Pages | None = None
    refusals: Refusals | None = None
    """In place of those of the mapping, of which only `expired` holds on where there is none here."""


class Each(_Table, frozen=True):
    """The records or items of an answer, and what is read from each of them."""

    each: str
    """JMESPath: the list."""
    part: str = ""
    """For address records: the part that each of them is."""
    values: dict[str, str] = {}
    """JMESPath within one of them."""


class Answers(_Table, frozen=True):
    """Where the values of an operation's answer are. JMESPath throughout."""

    values: dict[str, str] = {}
    parts: dict[str, str] = {}
    """Where a part is read, by its name."""
    addresses: Each | None = None
    items: Each | None = None
    form: str = ""
    """The form that Get has filled."""


class Steps(_Table, frozen=True):
    """An operation: its requests one after the other, and where its answer is."""

    requests: tuple[Request, ...]
    answer: Answers = Answers()


class SignIn(_Table, frozen=True):
    """How an actor signs in: what the requests capture is the `session` of later ones, and secret."""

    requests: tuple[Request, ...]


class SignIns(_Table, frozen=True):
    """The sign-ins of the CSA, and of any customer, whose UCRN is `{ucrn}`."""

    csa: SignIn | None = None
    customer: SignIn | None = None


class Mapping(_Table, frozen=True):
    """A wire as data."""

    operations: dict[Operation, Steps]
    parts: dict[str, Part] = {}
    headers: dict[str, str] = {}
    """Headers of every request."""
    sign_in: SignIns = SignIns()
    refusals: Refusals = Refusals()
    blank: Blank = "empty"
    """How a blank is written."""
    ticked: Scalar = True
    unticked: Scalar = False
    """What `{boxes.…}` is filled with for a box that is, and one that is not, ticked."""
    list_names: dict[ListName, str] = {}
    """What the target calls the lists."""
    alive: str = "/"
    """A path that answers something: it shows that the target is there, and what its clock says."""


def refusals_of(request: Request, mapping: Mapping) -> Refusals:
    """Which answers to a request are refusals. Whatever a request says of them, its session may run out as any other's."""
    own = request.refusals
    return replace(own, expired=own.expired or mapping.refusals.expired) if own else mapping.refusals


def field_of(given: str | Field) -> Field:
    """A field; a text alone says where it is."""
    return Field(at=given) if isinstance(given, str) else given
