"""Reads a target file, with the mapping beside it. Whatever is wrong is told at once, each thing with file, line and key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from conformance.bounds import LARGEST_TABLE, UnreadableError, as_text, content_of, is_deep
from conformance.concealing import SECRETS
from conformance.drivers.bindings import apibroker_settings as apibroker
from conformance.drivers.bindings.mapping import checking
from conformance.drivers.bindings.mapping.dates import problem_of
from conformance.drivers.bindings.mapping.shapes import Mapping as MappingTable
from conformance.drivers.settings import Settings
from conformance.exchanges import TargetError
from conformance.known import KnownFailure
from conformance.known import problems as problems_of_known
from conformance.suite import Suite
from conformance.target_file.expanding import expanded
from conformance.target_file.lines import line_of, lines_of
from conformance.target_file.shape import Problem, problems_of_shape
from conformance.target_file.shapes import APIBROKER, MAPPING, TargetFile

_INSTEAD = "what a mapping cannot say, a binding in Python can: fixtures/targets/README.md has one that works"
_ELSEWHERE = {
    "cookies": 'the Cookie header of a browser in which a CSA is signed in is a secret: actors.csa = { token = "${ACME_COOKIES}" }',
    **dict.fromkeys(("name", "version", "capabilities", "time_zone"), "stands at the top of the file, as for every target"),
}
"""What the tenant of `apibroker` has besides its options."""
_Struct = TypeVar("_Struct")


class Read(NamedTuple):
    """A target file as it was read: its binding, what that is given, and its mapping if it has one."""

    binding: str
    settings: Settings
    mapping: MappingTable | None = None
    tenant: apibroker.Settings | None = None
    """What the binding `apibroker` is told of a tenant."""
    known: tuple[KnownFailure, ...] = ()


def read(file: Path, address: str, environment: Mapping[str, str], suite: Suite | None = None) -> Read:
    """Read a target file; `address` is how it was named. With a suite its known failures are checked against that. What is secret is
    secret from now on.

    Raises TargetError, status 2, which tells everything that is wrong.
    """
    text, raw = _toml(file)
    value = expanded(raw, environment, file.parent)
    for secret in value.secrets:
        SECRETS.add(secret)
    target = _converted(file, text, value.value, TargetFile, list(value.problems))
    settings = _settings(target, address, value.secrets)
    _stop(file, text, [*_of_target(target), *(_of_known(target, suite) if suite else ())])
    return Read(target.binding, settings, _mapping(file, text, target, settings), _tenant(file, text, target), target.known_failures)


class Listed(NamedTuple):
    """A target file as it stands, with what it lists as known failures; its variables are not filled."""

    text: str
    name: str
    known: tuple[KnownFailure, ...]


def read_list(file: Path, suite: Suite) -> Listed:
    """Read the list of known failures of a target file, for which no secret need be there. Raises TargetError, status 2."""
    text, raw = _toml(file)
    target = _converted(file, text, raw, TargetFile, [])
    _stop(file, text, list(_of_known(target, suite)))
    return Listed(text, target.name, target.known_failures)


def _mapping(file: Path, text: str, target: TargetFile, settings: Settings) -> MappingTable | None:
    """The mapping of a target whose binding needs one, checked against the rest."""
    if target.binding != MAPPING:
        return None
    if isinstance(target.mapping, MappingTable):
        _stop(file, text, [Problem((MAPPING, *key), said) for key, said in checking.problems(target.mapping, settings)])
        return target.mapping
    beside = file.parent / str(target.mapping)
    text, raw = _toml(beside)
    _stop(beside, text, problems_of_shape(raw, MappingTable), _INSTEAD)
    mapping = _converted(beside, text, raw, MappingTable, [])
    _stop(beside, text, [Problem(key, said) for key, said in checking.problems(mapping, settings)], _INSTEAD)
    return mapping


def _tenant(file: Path, text: str, target: TargetFile) -> apibroker.Settings | None:
    """The tenant of a target whose binding is `apibroker`: what stands in the options, the CSA's cookies, and what every target has."""
    if target.binding != APIBROKER:
        return None
    told = {name: getattr(target, name) for name in ("name", "version", "capabilities")}
    found = [Problem(("options", name), _ELSEWHERE[name]) for name in target.options if name in _ELSEWHERE]
    found += [Problem(("options", *key), said) for key, said in problems_of_shape(target.options, apibroker.Settings)]
    _stop(file, text, found)
    cookies = {"csa": target.actors.csa.token if target.actors.csa else ""}
    zone = target.time_zone or "Europe/London"
    tenant = msgspec.convert({**target.options, **told, "time_zone": zone, "cookies": cookies}, apibroker.Settings)
    _stop(file, text, [Problem(("options",), said) for said in apibroker.problems(tenant)])
    return tenant


def _of_target(target: TargetFile) -> Iterator[Problem]:
    if not target.url.startswith(("http://", "https://")) or "@" in target.url.rpartition("://")[2].partition("/")[0]:
        yield Problem(("url",), "expected a base URL such as https://hub.example.org, without a name or a password in it")
    try:
        ZoneInfo(target.time_zone or "Europe/London")
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a name may be that of a folder, or too long for a file
        yield Problem(("time_zone",), f"{target.time_zone!r} is no time zone; expected a name of the IANA database, such as Europe/London")
    for form in target.dates.forms():
        if problem_of(form):
            yield Problem(("dates",), problem_of(form))
    if target.actors.csa is None:
        yield Problem(("actors",), "'csa' is missing: every scenario makes its customers as a CSA")
    if target.binding == MAPPING and target.mapping is None:
        yield Problem((), "'mapping' is missing, which the binding 'mapping' needs: a table, or the name of a file beside this one")
    if target.binding in (MAPPING, APIBROKER) and target.capabilities is None:
        yield Problem((), f"'capabilities' is missing: a target behind {target.binding} cannot be asked for them (it may be an empty list)")
    if target.binding != MAPPING and target.mapping is not None:
        yield Problem((MAPPING,), f'there is a mapping, and the binding is {target.binding!r}: expected binding = "mapping"')


def _of_known(target: TargetFile, suite: Suite) -> Iterator[Problem]:
    for number, key, said in problems_of_known(target.known_failures, suite):
        yield Problem(("known_failures", number, *([key] if key else [])), said)


def _settings(target: TargetFile, address: str, secrets: tuple[str, ...]) -> Settings:
    shared = ("name", "version", "capabilities", "time_zone", "dates", "actors", "limits", "network", "options")
    return Settings(address=address, url=target.url.rstrip("/"), secrets=secrets, **{name: getattr(target, name) for name in shared})


def _toml(file: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = as_text(content_of(file, LARGEST_TABLE))  # line ends as they are: whoever writes it again is to keep them
        value = tomllib.loads(text)
    except UnreadableError as error:
        raise TargetError(f"{file} cannot be read: {error}", 2) from None
    except ValueError as error:  # beside what the library calls its own: a number of more digits than Python reads
        raise TargetError(f"{file} is no TOML: {error}", 2) from None
    except RecursionError:
        raise TargetError(f"{file} is no TOML that can be read: it is nested too deeply", 2) from None
    if is_deep(value):
        raise TargetError(f"{file} cannot be read: it is nested too deeply", 2)
    return text, value


def _converted(file: Path, text: str, value: Any, struct: type[_Struct], problems: list[Problem]) -> _Struct:
    _stop(file, text, [*problems, *problems_of_shape(value, struct)])
    try:
        return msgspec.convert(value, struct)
    except msgspec.ValidationError as error:
        raise TargetError(f"{file}: {error}", 2) from None


def _stop(file: Path, text: str, problems: list[Problem], instead: str = "") -> None:
    """Raise TargetError where there is a problem: a line for each, and one for what can be done `instead`."""
    if not problems:
        return
    lines = lines_of(text)
    told = [f"{file}:{line_of(lines, problem.key)}: {_shown(problem)}" for problem in problems]
    instead = instead or (_INSTEAD if any(problem.key[:1] == (MAPPING,) for problem in problems) else "")
    raise TargetError("\n".join([*dict.fromkeys(told), *([f"({instead})"] if instead else [])]), 2)


def _shown(problem: Problem) -> str:
    key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in problem.key).removeprefix(".")
    return f"{key}: {problem.said}" if key else problem.said
