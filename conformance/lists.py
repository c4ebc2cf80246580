"""The IDs behind names: from the target's own lists where it serves them, otherwise from the chapter on IDs."""

from __future__ import annotations

from conformance.exchanges import Asked, Driver
from conformance.suite import Suite


class Lists:
    """Looks up an ID by list and name. Each list is fetched from the target once."""

    def __init__(self, suite: Suite, driver: Driver) -> None:
        self._driver = driver
        self._known = {} if "lists" in driver.target.capabilities else _of_the_book(suite)

    def find(self, list_name: str, name: str) -> str | None:
        """The ID that `list_name` gives `name`; None where it has no such name."""
        if list_name not in self._known:
            answer, _ = self._driver.perform(Asked("list", actor="csa", list_name=list_name))
            self._known[list_name] = {str(item.get("name")): str(item.get("id")) for item in answer.items}
        return self._known[list_name].get(name)


def _of_the_book(suite: Suite) -> dict[str, dict[str, str]]:
    known: dict[str, dict[str, str]] = {}
    for chapter in suite.chapters:
        for table in chapter.tables:
            if table.columns == ("list", "id", "name"):
                for list_name, identity, name in table.rows:
                    known.setdefault(list_name, {})[name] = identity
    return known
