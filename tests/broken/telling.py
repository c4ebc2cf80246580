"""The page of all misbehaviours and what came of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from conformance.renderers.escaping import in_markdown
from tests.broken.running import Outcome
from tests.broken.values import MEGABYTES, SECONDS, TIMEOUT, Ending, Misbehaviour

_ABOUT = f"""\
Made by `make resilience`. The tests carry out every line and hold it against its verdict, its exit status and the words of its message; the
seconds and megabytes are those of one run on the machine on which this page was made, and the tests hold that no run takes more than
{SECONDS} seconds or {MEGABYTES} MB.

Each target is a hub that is right, behind a socket that is not. Where one customer's answers are wrong, all other scenarios of the
run hold, as they do where nothing is wrong. Runs wait {TIMEOUT} seconds for an answer (`--timeout {TIMEOUT}`), and 1 second for a target
that asks to wait (`--patience 1`).

*Verdict* is that of the scenarios that meet what is wrong; a dash means that no run was begun. *Status* is the exit status:
0 conformant, 1 not conformant, 2 the address or its configuration is wrong, 3 the target is not reached, 5 not established."""
_COLUMNS = ("misbehaviour", "what it does", "which answers", "verdict", "status", "whose fault")
_FIGURES = ("message", "seconds", "MB")
_PORT = re.compile(r"(127\.0\.0\.1|hub\.example):\d+")
_LONG = 180


class Tried(NamedTuple):
    """A misbehaviour, one ending that it has, and what came of it."""

    wrong: Misbehaviour
    ending: Ending
    came: Outcome


def page(families: Mapping[str, Sequence[Tried]]) -> str:
    """The whole page; by family what was tried."""
    parts = ["# What the suite survives", _ABOUT, conclusion([one for tried in families.values() for one in tried])]
    for family, tried in families.items():
        parts += [
            f"## {family}",
            _table([*_COLUMNS, *_FIGURES], [[*row(one.wrong, one.ending), *_figures(one.came)] for one in tried]),
        ]
    return "\n\n".join(parts) + "\n"


def row(wrong: Misbehaviour, ending: Ending) -> list[str]:
    """What stands in the table before anything is run."""
    return [wrong.name, wrong.does, ending.part, ending.verdict or "–", str(ending.status), ending.whose]


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose columns are not padded: a message is long, and most are not."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, ["---"] * len(columns), *rows))


def conclusion(tried: Sequence[Tried]) -> str:
    """How many there are, the longest time and the highest memory."""
    names = {one.wrong.name for one in tried}
    longest = max(one.came.seconds for one in tried)
    most = max(one.came.megabytes for one in tried)
    return f"{len(names)} misbehaviours in {len(tried)} runs: the longest took {longest:.1f} s, and the largest had {most} MB."


def _figures(came: Outcome) -> list[str]:
    return [in_markdown(_PORT.sub(r"\1", came.message), _LONG), f"{came.seconds:.1f}", str(came.megabytes)]
