"""From a target file to a driver: by a binding of the suite's own, or by one that is found by its entry point."""

from __future__ import annotations

import os
from collections.abc import Callable
from difflib import get_close_matches
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from conformance.drivers.settings import Settings
from conformance.drivers.settling import Settling
from conformance.exchanges import Driver, TargetError
from conformance.target_file.reading import MAPPING, Read, read

GROUP = "conformance.bindings"


def driver_of_file(file: Path, address: str, timeout: float | None = None) -> Driver:
    """A driver for the target of a file; `timeout` in place of the file's own. Raises TargetError."""
    found = read(file, address, os.environ)
    settings = found.settings
    if timeout is not None:
        settings = replace(settings, limits=replace(settings.limits, timeout=timeout))
    make = _OWN.get(found.binding)
    driver = make(found, settings) if make else _foreign(file, found.binding)(settings)
    return Settling(driver, settings.limits.settle) if settings.limits.settle else driver


def _native(_: Read, settings: Settings) -> Driver:
    from conformance.drivers.bindings.native import NativeDriver

    csa = settings.actors.csa
    if csa is None or not csa.name or not csa.secret:
        raise TargetError(f"{settings.address}: actors.csa: the native wire signs a CSA in by 'name' and 'secret': give both", 2)
    driver = NativeDriver(_transport(settings), csa.name, csa.secret)
    told = driver.target
    driver.target = replace(
        told,
        address=settings.address,
        url=settings.url,
        name=settings.name,
        version=settings.version or told.version,
        capabilities=told.capabilities if settings.capabilities is None else settings.capabilities,
        time_zone=settings.time_zone or told.time_zone,
        actors=tuple(name for name in told.actors if getattr(settings.actors, name) is not None),
    )
    return driver


def _mapped(found: Read, settings: Settings) -> Driver:
    from conformance.drivers.bindings.mapping.driver import MappingDriver

    assert found.mapping is not None, "a file without its mapping is not read"
    return MappingDriver(_transport(settings), settings, found.mapping)


def _transport(settings: Settings) -> Any:
    """The way to the target. `requests_a_second`, `jobs` and the network's settings are for the transport and the runner to heed."""
    from conformance.drivers.http import HttpTransport

    return HttpTransport(settings.url, settings.limits.timeout)


_OWN: dict[str, Callable[[Read, Settings], Driver]] = {"native": _native, MAPPING: _mapped}


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
