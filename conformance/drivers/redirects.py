"""Where an answer leads, and whether to go there. A request that holds a secret goes nowhere but below the target's address."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from conformance.concealing import SECRETS
from conformance.drivers.transport import Incoming, Outgoing, RedirectedError, Wire

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SAFE: Final = frozenset({"GET", "HEAD"})
_MOST: Final = 5
"""So many redirects in a row are followed."""
_LONGEST: Final = 200
_OF_A_PATH: Final = "!#$%&'()*+,/:;=?@[]~"
"""Stands in path and query as it is; anything else that a Location has is encoded, or no request could be made of it."""


def following(wire: Wire, request: Outgoing, base: str) -> Incoming:
    """What comes back from where the redirects of a GET lead, below `base`, the URL of the wire.

    Raises RedirectedError for any other redirect: a POST would become a GET on the way, and another host would be told the secrets of
    this one. Raises UnreachableError as the wire does.
    """
    for _ in range(_MOST):
        came = wire.exchange(request)
        if came.status not in _REDIRECTS or not came.headers.get("Location"):
            return came
        request = request._replace(path=_path(base, request, came.status, came.headers["Location"]))
    raise RedirectedError(f"{request.method} {_shown(base + request.path)}: more than {_MOST} redirects in a row")


def _path(base: str, request: Outgoing, status: int, location: str) -> str:
    """The path below `base` to which a redirect leads; raises RedirectedError where it is not to be followed."""
    url = base + request.path
    try:
        there = urljoin(url, location).partition("#")[0]
        shown = _shown(there)
    except ValueError:  # such as brackets that do not close
        raise RedirectedError(
            f"{request.method} {_shown(url)} is redirected ({status}) to {SECRETS.beginning(location, _LONGEST)!r}, which is no URL"
        ) from None
    if request.method not in _SAFE:
        reason = f"a {request.method} is not sent again by itself, and would become a GET on the way"
    elif there.startswith(f"{base}/"):
        return quote(there.removeprefix(base), safe=_OF_A_PATH)
    else:
        reason = "what is sent to the target may be secret, and is sent nowhere else"
    raise RedirectedError(
        f"{request.method} {_shown(url)} is redirected ({status}) to {shown}, which is not followed: {reason}. "
        "If that is the right place, name it as the target's address"
    )


def _shown(url: str) -> str:
    """A URL without what may be secret in it, and no longer than somebody reads."""
    parts = urlsplit(url)
    whole = quote(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}", safe=_OF_A_PATH)
    return whole if len(whole) <= _LONGEST else f"{SECRETS.beginning(whole, _LONGEST)}…"
