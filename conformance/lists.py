"""The IDs behind names: from the target's own lists where it serves them, otherwise from the chapter on IDs."""

from __future__ import annotations

import threading

from conformance.exchanges import Asked, Driver
from conformance.suite import Suite


class Lists:
    """Looks up an ID by list and name. Each list is fetched from the target once, whichever thread asks."""

    def __init__(self, suite: Suite, driver: Driver) -> None:
        self._driver = driver
        self._serves = "lists" in driver.target.capabilities
        self._known = {} if self._serves else _of_the_book(suite)
        self._fetching = threading.Lock()

    def find(self, list_name: str, name: str) -> str | None:
        """The ID that `list_name` gives `name`; None where it has no such name."""
        return self._items(list_name).get(name)

    def names(self, list_name: str) -> tuple[str, ...]:
        """The names that `list_name` has an ID for."""
        return tuple(self._items(list_name))

    def _items(self, list_name: str) -> dict[str, str]:
        if list_name not in self._known and self._serves:
            with self._fetching:
                if list_name not in self._known:
                    answer, _ = self._driver.perform(Asked("list", actor="csa", list_name=list_name))
                    self._known[list_name] = {str(item.get("name")): str(item.get("id")) for item in answer.items}
        return self._known.get(list_name, {})


def _of_the_book(suite: Suite) -> dict[str, dict[str, str]]:
    known: dict[str, dict[str, str]] = {}
    for chapter in suite.chapters:
        for table in chapter.tables:
            if table.columns == ("list", "id", "name"):
                for list_name, identity, name in table.rows:
                    known.setdefault(list_name, {})[name] = identity
    return known
