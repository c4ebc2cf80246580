"""A driver of somebody else's, of which nothing secret is told."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from conformance.concealing import SECRETS
from conformance.exchanges import Answer, Asked, Driver, Exchange, InapplicableError


class Concealed:
    """Another driver, whose answers and exchanges are without secrets: those of the target file, and what was registered since."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        told = driver.target
        self.target = replace(told, name=SECRETS.text(told.name), version=SECRETS.text(told.version))

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        """Ask, and conceal what is secret in what comes back."""
        try:
            answer, exchanges = self._driver.perform(asked)
        except InapplicableError as error:
            raise InapplicableError(SECRETS.text(str(error))) from None
        return answer_without(answer), tuple(_exchange_without(one) for one in exchanges)

    def close(self) -> None:
        """Let go of the other one's connections."""
        self._driver.close()


def answer_without(answer: Answer) -> Answer:
    """An answer without secrets; the same one where it has none."""
    told: Any = [answer.fields, answer.addresses, answer.items, answer.detail]
    without: Any = SECRETS.json(told)
    if without is told:
        return answer
    fields, addresses, items, detail = without
    return Answer(answer.status, fields, addresses, items, detail)


def _exchange_without(exchange: Exchange) -> Exchange:
    told: Any = [exchange.path, exchange.request, exchange.response, exchange.headers]
    without: Any = SECRETS.json(told)
    if without is told:
        return exchange
    path, request, response, headers = without
    return replace(exchange, path=path, request=request, response=response, headers=headers)
