"""The HTTP contract without a socket: a request in, a reply out.

Refusals come in this order: path, method, form of the body, version, token, permission, existence, entries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
from urllib.parse import unquote

from reference_impl import bodies, routes
from reference_impl.bodies import INVALID, Malformed
from reference_impl.hub import Hub
from reference_impl.sessions import Sessions
from reference_impl.values import Actor, Call, Problem, Refusal, Step
