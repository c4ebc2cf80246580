"""What a run leaves behind on a target that cannot delete: one JSON line for everything made, appended in the moment it is made.

Lines of earlier runs stay. Whoever clears the target up goes by this file; nothing is ever taken out of it.
"""

from __future__ import annotations

import threading
import time
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from conformance.disk import Lines, UnwrittenError
from conformance.exchanges import Answer, Asked, Driver, Exchange, InapplicableError, Target
from conformance.unseen import in_json

Thing = Literal["customer", "case", "edit form"]
_MAKES: dict[str, tuple[Thing, str]] = {
    "create": ("customer", "ucrn"),
    "open-case": ("case", "case_id"),
    "open-edit-form": ("edit form", "edit_form_id"),
}


INTERRUPTED = "interrupted before the answer"
UNDER_WAY = "the run ended while this scenario was under way: it may have made what has no line here"


class Made(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line: a thing that was made, or may have been."""

    at: str
    """When, ISO with offset, by the target's own clock and zone."""
    thing: Thing
    id: str
    """The UCRN, or the ID of the case or form; blank where the target did not tell it."""
    scenario: str
    run: str
    target: str
    doubt: str = ""
    """Why it is not known whether it was made; blank where it was."""
    again: bool = False
    """Whether the scenario may have made the same once before: the run was taken up again after it had begun it."""


class _Begun(NamedTuple):
    """What is being made, and for which scenario."""

    thing: Thing
    scenario: str
    again: bool = False


class Inventory:
    """The inventory of one run, in a file that may hold those of others."""

    def __init__(self, path: Path, target: Target, run: str) -> None:
        """Open the file to append to it; raises UnwrittenError."""
        self.path = path
        self._target, self._run = target, run
        self._encoder = msgspec.json.Encoder()
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._under_way: dict[int, _Begun] = {}
        self._lines = Lines(path)

    def noting(self, driver: Driver, scenario: str, again: bool = False) -> Driver:
        """The driver, with all that it makes noted under this scenario; `again`, where the run had begun it once before."""
        return _Noting(driver, self, scenario, again)

    def left_open(self, scenario: str) -> None:
        """The run ended while this scenario was under way, and is taken up again: append a line. Raises UnwrittenError."""
        with self._lock:
            self._append(_Begun("customer", scenario), "", time.time() + self._target.clock_offset, UNDER_WAY)

    def begun(self, thing: Thing, scenario: str, again: bool = False) -> int:
        """Something is about to be made; gives the number under which to say what came of it."""
        with self._lock:
            number = next(self._numbers)
            self._under_way[number] = _Begun(thing, scenario, again)
        return number

    def not_made(self, number: int) -> None:
        """It was not made."""
        with self._lock:
            self._under_way.pop(number, None)

    def made(self, number: int, identity: str, at: float, doubt: str = "") -> None:
        """It was made, or may have been: append a line; `at` is the moment on the target's clock. Raises UnwrittenError."""
        with self._lock:
            begun = self._under_way.pop(number, None)
            if begun:  # otherwise the inventory has been closed meanwhile, and has a line for it
                self._append(begun, identity, at, doubt)

    def close(self) -> None:
        """Close the file, with a line for whatever has been begun and not been answered: an interrupted run does not wait for that."""
        with self._lock:
            try:
                for begun in self._under_way.values():
                    self._append(begun, "", time.time() + self._target.clock_offset, INTERRUPTED)
            finally:
                self._under_way.clear()
                self._lines.close()

    def _append(self, begun: _Begun, identity: str, at: float, doubt: str) -> None:
        moment = datetime.fromtimestamp(at, ZoneInfo(self._target.time_zone)).isoformat(timespec="seconds")
        line = Made(moment, begun.thing, identity, begun.scenario, self._run, self._target.address, doubt, begun.again)
        try:
            self._lines.append(in_json(self._encoder.encode(line).decode()).encode() + b"\n")
        except UnwrittenError as error:
            raise error.and_more(f"it has no line for the {line.thing} {line.id or '(not told yet)'} of {line.scenario}") from None


class _Noting:
    """A driver that notes what is made through it."""

    def __init__(self, driver: Driver, inventory: Inventory, scenario: str, again: bool) -> None:
        self._driver, self._inventory, self._scenario, self._again = driver, inventory, scenario, again
        self.target = driver.target

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        """Ask, and note what came of it; an answer that leaves open whether something was made is noted with its doubt."""
        if asked.operation not in _MAKES:
            return self._driver.perform(asked)
        thing, name = _MAKES[asked.operation]
        number = self._inventory.begun(thing, self._scenario, self._again)
        try:
            answer, exchanges = self._driver.perform(asked)
        except InapplicableError:
            self._inventory.not_made(number)
            raise
        except BaseException:
            self._inventory.made(number, "", self._now(), INTERRUPTED)
            raise
        at = exchanges[-1].latest if exchanges else self._now()
        if answer.status == "accepted":
            self._inventory.made(number, str(answer.fields.get(name) or ""), at)
        elif answer.status in ("broken", "unreachable"):
            self._inventory.made(number, "", at, answer.detail or answer.status)
        else:
            self._inventory.not_made(number)
        return answer, exchanges

    def _now(self) -> float:
        return time.time() + self.target.clock_offset

    def close(self) -> None:
        """Let go of connections."""
        self._driver.close()
