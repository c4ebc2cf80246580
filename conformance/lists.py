"""The IDs behind names: from the target's own lists where it serves them, otherwise from the chapter on IDs."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from conformance.exchanges import Answer, Asked, Driver
from conformance.suite import Suite


class Lists:
    """Looks up an ID by list and name. Each list is fetched from the target once, whichever thread asks, and again where none came."""

    def __init__(self, suite: Suite, driver: Driver) -> None:
        self._driver = driver
        self._serves = "lists" in driver.target.capabilities
        self._known = {} if self._serves else _of_the_book(suite)
        self._fetching = threading.Lock()

    def find(self, list_name: str, name: str) -> str | None:
        """The ID that `list_name` gives `name`; None where it has no such name."""
        return self.asked_for(list_name)[0].get(name)

    def names(self, list_name: str) -> tuple[str, ...]:
        """The names that `list_name` has an ID for."""
        return tuple(self.asked_for(list_name)[0])

    def asked_for(self, list_name: str) -> tuple[Mapping[str, str], Answer]:
        """The IDs of a list by name, and what was answered to the question for it: no acceptance where it is not known."""
        if list_name not in self._known and self._serves:
            with self._fetching:
                if list_name not in self._known:
                    answer, _ = self._driver.perform(Asked("list", actor="csa", list_name=list_name))
                    if answer.status != "accepted":
                        return {}, answer
                    self._known[list_name] = {str(item.get("name")): str(item.get("id")) for item in answer.items}
        return self._known.get(list_name, {}), Answer("accepted")


def _of_the_book(suite: Suite) -> dict[str, dict[str, str]]:
    known: dict[str, dict[str, str]] = {}
    for chapter in suite.chapters:
        for table in chapter.tables:
            if table.columns == ("list", "id", "name"):
                for list_name, identity, name in table.rows:
                    known.setdefault(list_name, {})[name] = identity
    return known
