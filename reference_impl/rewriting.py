"""Small pieces that faults are put together from. Each turns one entry of a trace into the entries written instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reference_impl.trace import Trace
from reference_impl.values import Entry

Rewrite = Callable[[Entry, Trace], Iterable[Entry]]
