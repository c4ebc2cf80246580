"""A real browser: Debian's chromium, driven by selenium. Where it is not there, the tests that need it are skipped, and one line says so.

browser = pytest.fixture(scope="module")(opened)  # in a module of tests, which then share one browser
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.wait import WebDriverWait

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
AXE = "axe_playwright_python"
"""The package that carries axe-core; its own code is not used."""
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
)
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
WIDE, NARROW = (1280, 900), (380, 800)


def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser for the tests of a module, with a profile of its own."""
    if not (CHROMIUM.exists() and DRIVER.exists()):
        pytest.skip(LACKING)
    with browsing(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


LACKING = (
    "NO BROWSER: chromium and chromium-driver are not installed, so no page was tested in one (`make test` installs them where it may)"
)


@contextmanager
def browsing(profile: Path) -> Iterator[Browser]:
    """A browser that has ended when the block has."""
    options = ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={profile}", f"--window-size={WIDE[0]},{WIDE[1]}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=Service(str(DRIVER)))
    try:
        yield Browser(driver)
    finally:
        driver.quit()


class Browser:
    """What a reader does with a page, and what they could see go wrong."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def show(self, page: Path | str, dark: bool = False, size: tuple[int, int] = WIDE) -> None:
        """Open a page, from a disk or an address, in light or dark and a window of this size; what was logged before is forgotten."""
        self.sent()
        self.logged()
        self.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.tell("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1, mobile=False)
        self.tell("Emulation.setFocusEmulationEnabled", enabled=True)
        # Another fragment of the page that is shown would not load it anew.
        self.driver.get("about:blank")
        self.driver.get(page if isinstance(page, str) else page.as_uri())
        # The driver may come back before a large page has been read to its end, where its script stands.
        WebDriverWait(self.driver, 30, poll_frequency=0.02).until(lambda _: self.run("return document.readyState === 'complete'"))

    def tell(self, command: str, **given: Any) -> Any:
        """One command of Chrome's own protocol."""
        return self.driver.execute_cdp_cmd(command, given)

    def run(self, script: str, *given: Any) -> Any:
        """What a script returns, or what its promise comes to."""
        return self.driver.execute_script(script, *given)

    def logged(self) -> list[str]:
        """What the browser has complained of since it was last asked: errors of scripts, and what the page's policy turned away."""
        return [line["message"] for line in self._log("browser") if line["level"] in ("SEVERE", "WARNING")]

    def sent(self) -> list[str]:
        """The addresses of all requests since it was last asked."""
        lines = [json.loads(line["message"])["message"] for line in self._log("performance")]
        return [line["params"]["request"]["url"] for line in lines if line["method"] == "Network.requestWillBeSent"]

    def inaccessible(self) -> list[str]:
        """What axe-core finds wrong with the page as it stands: the rule, and where."""
        self.run(axe())
        found = self.run(f"return axe.run(document, {{resultTypes: ['violations'], runOnly: {list(STANDARDS)}}})")
        return [f"{one['id']}: {node['html'][:160]} {node['failureSummary']}" for one in found["violations"] for node in one["nodes"][:3]]

    def _log(self, kind: str) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = self.driver.get_log(kind)  # type: ignore[no-untyped-call]  # selenium's own
        return lines

    def picture(self, file: Path) -> None:
        """What is seen, as a PNG."""
        self.driver.save_screenshot(str(file))


@cache
def axe() -> str:
    """The script of axe-core."""
    if find_spec(AXE) is None:
        pytest.skip("NO AXE: axe-core is not installed, so accessibility was not tested (`make test` installs it where it may)")
    return (files(AXE) / "axe.min.js").read_text(encoding="utf-8")
