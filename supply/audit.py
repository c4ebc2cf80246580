"""`python -m supply.audit`: asks `pip-audit` what is known against the locked dependencies.

Exit status 1 for a known vulnerability that is not in `accepted.toml`, or no longer. Where the data cannot be had it says so in a line, and
is 0: that nothing is known is then not said either.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

HOME = Path(__file__).parents[1]
LOCK = HOME / "requirements.lock"
ACCEPTED = Path(__file__).with_name("accepted.toml")
SECONDS = 300


class Vulnerability(msgspec.Struct, frozen=True):
    """One that is known."""

    id: str
    fix_versions: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class Dependency(msgspec.Struct, frozen=True):
    """A locked package with what is known against it, or why that could not be found out."""

    name: str
    version: str = ""
    vulns: tuple[Vulnerability, ...] = ()
    skip_reason: str = ""


class Report(msgspec.Struct, frozen=True):
    """What `pip-audit` prints."""

    dependencies: tuple[Dependency, ...]


class Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A vulnerability that is lived with for a while."""

    id: str
    package: str
    reason: str
    until: date


def judged(report: Report, accepted: Sequence[Accepted], today: date) -> tuple[list[str], int]:
    """What there is to say of a report, and the exit status."""
    lines, status = [], 0
    asked = [one for one in report.dependencies if not one.skip_reason]
    for one in report.dependencies:
        for known in one.vulns:
            entry = next((entry for entry in accepted if entry.package == one.name and entry.id in (known.id, *known.aliases)), None)
            holds = entry is not None and today <= entry.until
            fixed = f"mended in {', '.join(known.fix_versions)}" if known.fix_versions else "not mended yet"
            how = (
                ""
                if entry is None
                else f"; accepted until {entry.until}: {entry.reason}"
                if holds
                else f"; accepted until {entry.until} only"
            )
            lines.append(f"{one.name} {one.version}: {known.id}, {fixed}{how}")
            status = status if holds else 1
    if not asked:
        return ["not audited: the data on vulnerabilities cannot be reached from here"], 0
    unasked = len(report.dependencies) - len(asked)
    left = f", {unasked} could not be asked about" if unasked else ""
    return [*lines, f"audited: {len(asked)} packages{left}"], status


def accepted_in(text: str) -> tuple[Accepted, ...]:
    """The entries of `accepted.toml`; raises msgspec.ValidationError for what is none."""
    return msgspec.convert(tomllib.loads(text).get("accepted", []), tuple[Accepted, ...])


def reported() -> Report | str:
    """What `pip-audit` has found, or why it has found nothing."""
    asked = ("--disable-pip", "--require-hashes", "--requirement", str(LOCK), "--format", "json", "--progress-spinner", "off")
    try:
        done = subprocess.run([sys.executable, "-m", "pip_audit", *asked], capture_output=True, text=True, timeout=SECONDS, check=False)
        return msgspec.json.decode(done.stdout, type=Report)
    except subprocess.TimeoutExpired:
        return f"no answer within {SECONDS} s"
    except msgspec.DecodeError:
        return (done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]


def main() -> int:
    """Ask, tell, and give the exit status."""
    found = reported()
    if isinstance(found, str):
        lines, status = [f"not audited: {found}"], 0
    else:
        lines, status = judged(found, accepted_in(ACCEPTED.read_text(encoding="utf-8")), datetime.now(UTC).date())
    sys.stdout.write("\n".join(lines) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
