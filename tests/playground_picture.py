"""The picture of the playground in the README: `python -m tests.playground_picture FILE`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from conformance.book import book
from conformance.drivers.in_process import Likeness
from conformance.playground.application import around
from conformance.playground.asked import Playground
from reference_impl.api import Api
from reference_impl.clock import FixedClock
from reference_impl.hub import Hub
from tests.browser import browsing
from tests.serving import PATIENCE, serving

DAY = FixedClock(datetime(2026, 11, 25, 12, tzinfo=UTC))
SHOWN = '#outcome [data-name="location"] [data-rule="location.kept"]'


def taken(file: Path) -> None:
    """Take it: the page as it begins, with the card of a rule that is pointed at."""
    playground = Playground(book(), Likeness(clock=DAY))
    api = Api(Hub(clock=DAY), "csa", "a secret for a picture")
    with TemporaryDirectory() as profile, serving(api, lambda other: around(other, playground)) as url, browsing(Path(profile)) as browser:
        browser.tell("Emulation.setScrollbarsHidden", hidden=True)
        browser.show(f"{url}/playground")
        chip = WebDriverWait(browser.driver, PATIENCE, 0.02).until(lambda driver: driver.find_elements(By.CSS_SELECTOR, SHOWN))[0]
        ActionChains(browser.driver).move_to_element(chip).perform()
        browser.picture(file)


if __name__ == "__main__":
    taken(Path(sys.argv[1]))
