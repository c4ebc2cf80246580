"""How fast: acts and exchanges a second, and scenarios that the explorer draws and holds."""

from __future__ import annotations

import subprocess
import sysconfig
import tempfile
from collections.abc import Callable
from pathlib import Path

import requests

from bench import exchanges, walks
from bench.exchanges import SECRET, held, over_http, serving
from bench.measuring import TIMES, all_in_turn, tell
from conformance.drivers.in_process import reference
from conformance.renderers.tables import markdown_table

_OPTIONS = ("--phases=fuzzing", "--max-examples=60", "--seed=1", "--generation-database=none", "--continue-on-failure")


def section() -> str:
    """A table of them."""
    whole = held(reference())
    acts, exchanged = whole.acts, len(whole.exchanges)
    measured: dict[str, tuple[Callable[[], float], int]] = {
        "the book in memory": (exchanges.in_memory, acts),
        "the book over HTTP, 1 job": (over_http, acts),
        "the book over HTTP, 16 jobs": (lambda: over_http(16), acts),
        "its exchanges by a bare loop of urllib3": (exchanges.bare_urllib3, 0),
        "its exchanges by a bare loop of `requests`": (exchanges.bare_session, 0),
    }
    over_http()  # so that there are exchanges to send again
    middle = all_in_turn([measure for measure, _ in measured.values()])
    rows: list[list[str | int]] = [
        [name, f"{seconds:.2f}", f"{own / seconds:,.0f}" if own else "–", f"{exchanged / seconds:,.0f}"]
        for (name, (_, own)), seconds in zip(measured.items(), middle, strict=True)
    ]
    tell("acts a second")
    (a_request,) = all_in_turn([_schemathesis])
    rows.append(["Schemathesis, requests of its own", "–", "–", f"{1 / a_request:,.0f}"])
    tell("Schemathesis")
    (walked,) = all_in_turn([walks.walked])
    table = markdown_table(["", "seconds", "acts a second", "exchanges a second"], rows)
    told = (
        f"{acts:,} acts, {exchanged:,} exchanges; medians of {TIMES}. The target of all but the first is the reference in another process"
    )
    drawn = f"The explorer draws and holds {walks.SCENARIOS / walked:,.0f} scenarios a second in memory."
    return f"{table}\n\n{told}, which takes a processor for itself.\n\n{drawn}"


def _schemathesis() -> float:
    """Seconds for a request of Schemathesis, from its first to its last, as the server saw them."""
    with tempfile.TemporaryDirectory() as folder:
        counted = Path(folder) / "counted"
        with serving("bench.counted", str(counted)) as address:
            token = requests.post(f"{address}/v2/sessions", json={"csa": "csa", "secret": SECRET}, timeout=10).json()["token"]
            command = [f"{sysconfig.get_path('scripts')}/schemathesis", "run", f"{address}/openapi.json", *_OPTIONS]
            subprocess.run([*command, f"--header=Authorization: Bearer {token}"], cwd=folder, stdout=subprocess.DEVNULL, check=False)
        answered, seconds = counted.read_text(encoding="utf-8").split()
        return float(seconds) / int(answered)
