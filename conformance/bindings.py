"""From a target file to a driver: by a binding of the suite's own, or by one that is found by its entry point."""

from __future__ import annotations

import os
from collections.abc import Callable
from difflib import get_close_matches
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from conformance.drivers.concealed import Concealed
from conformance.drivers.manners import Manners
from conformance.drivers.settings import Settings
from conformance.drivers.settling import Settling
from conformance.exchanges import ACTORS, Driver, TargetError
from conformance.suite import Suite
from conformance.target_file.reading import Read, read
from conformance.target_file.shapes import APIBROKER, MAPPING

if TYPE_CHECKING:
    from conformance.drivers.sending import Sending

    Carrier = Callable[[str, Manners], Sending]

GROUP = "conformance.bindings"
_LIMITS = ("timeout", "requests_a_second", "patience", "scenario_deadline", "deadline")


def read_file(file: Path, address: str, suite: Suite | None = None) -> Read:
    """What a target file says, its variables from the environment, checked against a suite where one is given; raises TargetError."""
    return read(file, address, os.environ, suite)


def manners_of_file(found: Read, file: Path, asked: Manners) -> Manners:
    """How to behave towards the target of a file: as was asked for, and otherwise as the file says."""
    limits, network = found.settings.limits, found.settings.network
    told = {
        **{name: getattr(limits, name) for name in _LIMITS},
        "jobs": limits.jobs,
        "ca_file": str(file.parent / network.ca_file) if network.ca_file else "",
        "proxy_from_environment": network.proxy_from_environment,
    }
    unsaid = {name: value for name, value in told.items() if name not in asked.said}
    return asked._replace(**unsaid, said=asked.said | unsaid.keys())


def driver_of_file(file: Path, address: str, asked: Manners, carrier: Carrier | None = None) -> Driver:
    """A driver for the target of a file, which behaves as was `asked` and otherwise as the file says. Raises TargetError.

    `carrier` makes what carries requests; a binding of somebody else's has its own.
    """
    found = read_file(file, address)
    manners = manners_of_file(found, file, asked)
    settings = _as_asked(found.settings, manners)
    make = _OWN.get(found.binding)
    driver = (
        make(found, settings, (carrier or _http)(settings.url, manners))
        if make
        else Concealed(_known_by(_foreign(file, found.binding)(settings), found.binding))
    )
    return Settling(driver, settings.limits.settle) if settings.limits.settle else driver


def _known_by(driver: Driver, binding: str) -> Driver:
    """A driver of somebody else's, whose target says by which binding it is reached: its wire is not the native one."""
    driver.target = replace(driver.target, binding=driver.target.binding or binding)
    return driver


def _as_asked(settings: Settings, manners: Manners) -> Settings:
    """The settings with what the command line says instead, for a binding that has no manners but these."""
    limits = replace(settings.limits, **{name: getattr(manners, name) for name in _LIMITS})
    network = replace(settings.network, ca_file=manners.ca_file, proxy_from_environment=manners.proxy_from_environment)
    return replace(settings, limits=limits, network=network)


def _native(_: Read, settings: Settings, carrying: Sending) -> Driver:
    from conformance.drivers.bindings.native import NativeDriver

    csa = settings.actors.csa
    if csa is None or not csa.name or not csa.secret:
        raise TargetError(f"{settings.address}: actors.csa: the native wire signs a CSA in by 'name' and 'secret': give both", 2)
    driver = NativeDriver(carrying, csa.name, csa.secret)
    told = driver.target
    driver.target = replace(
        told,
        address=settings.address,
        url=settings.url,
        name=settings.name,
        version=settings.version or told.version,
        capabilities=told.capabilities if settings.capabilities is None else settings.capabilities,
        time_zone=settings.time_zone or told.time_zone,
        actors=_there(settings),
    )
    return driver


def _mapped(found: Read, settings: Settings, carrying: Sending) -> Driver:
    from conformance.drivers.bindings.mapping.driver import MappingDriver

    assert found.mapping is not None, "a file without its mapping is not read"
    return MappingDriver(carrying, settings, found.mapping)


def _apibroker(found: Read, settings: Settings, carrying: Sending) -> Driver:
    from conformance.drivers.bindings.apibroker import driver

    assert found.tenant is not None, "a file without its tenant is not read"
    made = driver(found.tenant, carrying)
    made.target = replace(made.target, address=settings.address, url=settings.url, actors=_there(settings))
    return made


def _there(settings: Settings) -> tuple[str, ...]:
    """The actors whom the file has."""
    return tuple(name for name in ACTORS if getattr(settings.actors, name) is not None)


def _http(url: str, manners: Manners) -> Sending:
    from conformance.drivers.http import HttpTransport

    return HttpTransport(url, manners)


_OWN: dict[str, Callable[[Read, Settings, Sending], Driver]] = {"native": _native, MAPPING: _mapped, APIBROKER: _apibroker}


def _foreign(file: Path, name: str) -> Callable[[Settings], Driver]:
    """The binding of that name which somebody has installed; raises TargetError."""
    installed = {point.name: point for point in entry_points(group=GROUP)}
    if name not in installed:
        known = [*_OWN, *installed]
        near = get_close_matches(name, known, n=2, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"
        raise TargetError(f"{file}: binding: no binding {name!r} is installed (entry point group {GROUP!r}); {hint}", 2)
    try:
        made: Callable[[Settings], Driver] = installed[name].load()
    except (ImportError, AttributeError) as error:
        raise TargetError(f"{file}: binding: {name!r} cannot be loaded from {installed[name].value}: {error}", 2) from None
    return made
