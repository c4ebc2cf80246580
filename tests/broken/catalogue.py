"""All misbehaviours, by family."""

from __future__ import annotations

from typing import Any

import pytest

from tests.broken.bodies import BODIES
from tests.broken.capabilities import CAPABILITIES
from tests.broken.certificates import CERTIFICATES
from tests.broken.connecting import CONNECTING
from tests.broken.documents import DOCUMENTS
from tests.broken.framing import FRAMING
from tests.broken.headers import HEADERS
from tests.broken.names import NAMES
from tests.broken.slow import SLOW
from tests.broken.state import STATE
from tests.broken.statuses import STATUSES
from tests.broken.values import Misbehaviour

CATALOGUE: dict[str, tuple[Misbehaviour, ...]] = {
    "Connections": CONNECTING,
    "Names": NAMES,
    "TLS": CERTIFICATES,
    "Time": SLOW,
    "Messages of HTTP": FRAMING,
    "Headers": HEADERS,
    "Bodies": BODIES,
    "JSON": DOCUMENTS,
    "Statuses, redirects and waits": STATUSES,
    "What it says of itself": CAPABILITIES,
    "Memory and clock": STATE,
}
"""By what goes wrong."""


def rows(*families: str) -> list[Any]:
    """The misbehaviours of families with each ending that they have, for a test that is given both."""
    return [
        pytest.param(wrong, ending, id=f"{wrong.name}, {ending.part}")
        for family in families
        for wrong in CATALOGUE[family]
        for ending in wrong.endings
    ]
