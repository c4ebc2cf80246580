"""The playground as somebody uses it in a browser, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from conformance.book import book
from conformance.drivers.in_process import Likeness
from conformance.playground.application import around
from conformance.playground.asked import Playground
from reference_impl.api import Api
from reference_impl.clock import FixedClock
from reference_impl.hub import Hub
from tests.browser import Browser
from tests.serving import PATIENCE, serving

NOON = FixedClock(datetime(2025, 7, 1, 12, tzinfo=UTC))


def playground() -> Iterator[str]:
    """The address of a playground of this process, at noon on 1 July 2025."""
    explains = Playground(book(), Likeness(clock=NOON))
    with serving(Api(Hub(), "csa", "a secret for tests"), lambda contract: around(contract, explains)) as served:
        yield f"{served}/playground"


class Page:
    """The playground as somebody uses it."""

    def __init__(self, browser: Browser, address: str, **how: Any) -> None:
        self.browser, self.driver = browser, browser.driver
        browser.show(address, **how)
        self.settled()

    def settled(self) -> None:
        """Wait until what comes of the last change is shown."""
        WebDriverWait(self.driver, PATIENCE, 0.02).until(
            lambda _: self.browser.run("return document.querySelector('#outcome').ariaBusy") == "false"
        )

    def until(self, selector: str, text: str) -> None:
        """Wait until an element has this text."""
        WebDriverWait(self.driver, PATIENCE, 0.02).until(lambda _: self.text(selector) == text)

    def one(self, selector: str) -> WebElement:
        """The first element that fits."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        """All its text, with single spaces; blank where there is no such element."""
        return " ".join(str(self.browser.run("return document.querySelector(arguments[0])?.textContent ?? ''", selector)).split())

    def type(self, entry: str, text: str) -> None:
        """Fill an entry that is on the page (`1 house`) in one go, as from the clipboard."""
        field = self.one(f'[data-entry="{entry}"]')
        self.browser.run(
            "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new InputEvent('input', {bubbles: true}))", field, text
        )
        self.settled()

    def add(self, number: int, entry: str) -> None:
        """Pick an entry for a call; it is sent blank."""
        self.one(f"#pick-{number}").send_keys(entry, Keys.ENTER)
        self.settled()

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()
        self.settled()

    def click(self, selector: str) -> None:
        """Click on something."""
        self.one(selector).click()
        self.settled()

    def tab_to(self, selector: str) -> None:
        """Reach something with the tabulator alone."""
        for _ in range(80):
            ActionChains(self.driver).send_keys(Keys.TAB).perform()
            if self.browser.run("return document.activeElement.matches(arguments[0])", selector):
                return
        raise AssertionError(f"{selector} cannot be reached with the tabulator")

    def values(self) -> dict[str, str]:
        """All that stands in the calls and what comes of them."""
        fields = "[...document.querySelectorAll('.composer input, .composer select')]"
        each = "one => [one.id || one.parentElement.textContent, one.type === 'checkbox' ? String(one.checked) : one.value]"
        return {**dict(self.browser.run(f"return {fields}.map({each})")), "outcome": self.text("#outcome")}


def row(name: str) -> str:
    """What is told of a name, or of an address record (`record 1`)."""
    return f'#outcome [data-name="{name}"]'
