"""How to see a finding again: one command of ours, and the requests as curl lines. Tokens appear as shell variables."""

from __future__ import annotations

import shlex

import msgspec

from conformance.exchanges import Exchange, Target
from conformance.record import Finding


def command(target: Target, finding: Finding) -> str:
    """The command that runs this one scenario again."""
    return f"conformance run {shlex.quote(target.address)} --select {shlex.quote(finding.scenario)}"


def curl(target: Target, exchange: Exchange) -> str:
    """The request of one exchange as a curl line; against the reference in memory, as against `conformance serve` on its usual port."""
    base = target.address if "://" in target.address else "http://127.0.0.1:8100"
    words = ["curl", "-sS", "-X", exchange.method, shlex.quote(base + exchange.path)]
    if exchange.actor != "nobody":
        words += ["-H", f'"Authorization: Bearer ${token_variable(exchange.actor)}"']
    if exchange.request is not None:
        words += ["-H", "'Content-Type: application/json'", "-d", shlex.quote(msgspec.json.encode(exchange.request).decode())]
    return " ".join(words)


def token_variable(actor: str) -> str:
    """The name of the shell variable that holds an actor's token."""
    return "CSA_TOKEN" if actor == "csa" else "CUSTOMER_TOKEN"
