"""What a step of the hub may look at: what is held, the moment, and how the hub is set up. Read, never written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Final, NamedTuple

from reference_impl.fields import Names
from reference_impl.values import Customer, EditForm

CAPABILITIES: Final = frozenset(
    {"hub-record", "address-history", "lists", "cases", "edit-forms", "tokens", "integration-version", "connected-index"}
)
"""What a hub may offer beyond create, update and get."""

_FIRST_UCRN: Final = 100_000_000_001


class World(NamedTuple):
    """The hub as a step finds it. `now` is in the hub's own `zone`, and `today` its date as ISO text."""

    customers: Mapping[str, Customer]
    cases: Mapping[str, str | None]
    edit_forms: Mapping[str, EditForm]
    now: datetime
    today: str
    zone: tzinfo
    readings: Mapping[str, str]
    capabilities: frozenset[str]
    names: Names
    stale: Mapping[str, Customer] = MappingProxyType({})
    """Customers as they were before the update that nobody has looked at since; kept for faulty hubs alone."""

    def next_ucrn(self) -> str:
        """The UCRN of the next customer: twelve digits, counted up."""
        return str(_FIRST_UCRN + len(self.customers))

    def next_case(self) -> str:
        """The id of the next case."""
        return f"case-{len(self.cases) + 1}"

    def next_edit_form(self) -> str:
        """The id of the next edit form."""
        return f"edit-form-{len(self.edit_forms) + 1}"
