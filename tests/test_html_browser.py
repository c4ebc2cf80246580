"""The report in a real browser: what opens, what is found, what can be reached by keyboard, and what never runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from conformance.record import Record
from tests.browser import NARROW, Browser, opened
from tests.reports import ODD, few, many, report, spoilt
from tests.sample import sample

browser = pytest.fixture(scope="module")(opened)
KEPT = "location.kept/a-blank-location-keeps-the-one-that-is-there/"
PASSING = f"{KEPT}1-new-ticked"
IN_VIEW = """
    const box = document.getElementById(arguments[0]).getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.top < innerHeight;
"""
SCENARIOS = "return [...document.querySelectorAll('[data-v]')].filter(one => one.checkVisibility()).map(one => one.dataset.id)"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a record with every verdict."""
    return report(sample(), tmp_path_factory.mktemp("report"), few("location", "twitter", "create", "email", "ids", "dates", "get"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of few chapters, of which one reads everything."""
    small = Record(
        sample().header, tuple(one for one in sample().findings if one.chapter in ("location", "email", "twitter")), sample().footer
    )
    strange = replace(sample().findings[-1], scenario="later.rule/one", rule="later.rule", chapter="later")
    return report(
        Record(small.header, (*small.findings, strange), small.footer),
        tmp_path_factory.mktemp("small"),
        few("reading-this-book", "location", "email", "twitter"),
    )


@pytest.fixture
def quiet(browser: Browser) -> Iterator[None]:
    """Whatever a test does, nothing goes wrong in the browser, and nothing is asked of a network."""
    yield
    assert browser.logged() == []
    assert [address for address in browser.sent() if not address.startswith(("file:", "data:", "about:"))] == []


def until(browser: Browser, script: str, *given: object) -> None:
    """Wait until a script returns true."""
    WebDriverWait(browser.driver, 10, poll_frequency=0.05).until(lambda _: browser.run(script, *given))


def typed(browser: Browser, *keys: str) -> None:
    for key in keys:
        browser.driver.switch_to.active_element.send_keys(key)


class TestAccessibility:
    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    def test_nothing_stands_in_the_way(self, browser: Browser, small: Path, dark: bool) -> None:
        browser.show(small, dark=dark)
        browser.run("for (const one of document.querySelectorAll('details')) one.open = true")
        browser.run("document.querySelectorAll('button[aria-expanded=false]').forEach((one, at) => { if (at < 20) one.click(); })")
        until(browser, "return document.querySelectorAll('.evidence-box').length > 20")
        # For axe, what is drawn only when somebody scrolls there, and what the filter lies over, would be in each other's way.
        browser.run("for (const one of document.querySelectorAll('.chapter')) one.style.contentVisibility = 'visible'")
        browser.run("document.querySelector('.filter').style.position = 'static'; scrollTo(0, 0)")
        assert browser.inaccessible() == []

    def test_everything_that_does_something_is_reached_by_keyboard(self, browser: Browser, file: Path) -> None:
        browser.show(file)
        unreached = "[...document.querySelectorAll('button, a, input, select, summary')].filter(one => one.tabIndex < 0).length"
        assert browser.run(f"return {unreached}") == 0
        typed(browser, Keys.TAB)
        assert browser.run("return document.activeElement.textContent") == "Skip to the content"
        typed(browser, Keys.ENTER)
        assert browser.run("return document.activeElement.id") == "main"

    def test_what_has_the_focus_is_seen(self, browser: Browser, file: Path) -> None:
        browser.show(file)
        typed(browser, Keys.TAB, Keys.TAB)
        assert browser.run("return getComputedStyle(document.activeElement).outlineWidth") == "3px"

    def test_on_a_narrow_screen_nothing_sticks_out(self, browser: Browser, file: Path) -> None:
        browser.show(file, size=NARROW)
        assert browser.run("return document.documentElement.scrollWidth") <= NARROW[0]


@pytest.mark.usefixtures("quiet")
class TestLinks:
    def test_a_link_to_a_scenario_opens_it_and_tells_its_evidence(self, browser: Browser, file: Path) -> None:
        browser.show(f"{file.as_uri()}#{PASSING}")
        until(browser, "return document.getElementById(arguments[0]).nextElementSibling?.className === 'evidence'", PASSING)
        assert browser.run(IN_VIEW, PASSING)
        told = browser.run("return document.getElementById(arguments[0]).nextElementSibling.textContent", PASSING)
        assert "/v2/profile/create" in told

    def test_one_to_a_closed_chapter_opens_what_is_around_it(self, browser: Browser, file: Path) -> None:
        scenario = next(one.scenario for one in sample().findings if one.rule == "twitter.alone" and one.scenario.count("/") == 2)
        browser.show(file)
        assert browser.run("return document.getElementById(arguments[0]).checkVisibility()", scenario) is False
        browser.run("location.hash = arguments[0]", scenario)
        until(browser, IN_VIEW, scenario)

    def test_one_that_the_filter_hides_shows_all_again(self, browser: Browser, file: Path) -> None:
        browser.show(f"{file.as_uri()}?verdict=error#{PASSING}")
        until(browser, IN_VIEW, PASSING)

    def test_one_to_a_rule(self, browser: Browser, file: Path) -> None:
        browser.show(f"{file.as_uri()}#location.kept")
        assert browser.run(IN_VIEW, "location.kept")


@pytest.mark.usefixtures("quiet")
class TestFilter:
    def pressed(self, browser: Browser, verdict: str) -> None:
        browser.run("document.querySelector(`[data-verdict='${arguments[0]}']`).click()", verdict)

    def chosen(self, browser: Browser, field: str, value: str) -> None:
        script = "const one = document.querySelector(arguments[0]); one.value = arguments[1];"
        browser.run(f"{script} one.dispatchEvent(new Event('input', {{bubbles: true}}))", field, value)

    def said(self, browser: Browser) -> str:
        return str(browser.run("return document.querySelector('.filter [aria-live]').textContent"))

    @pytest.mark.parametrize("verdict", ["fail", "warning", "blocked", "error", "known", "stale", "not-applicable", "observed"])
    def test_by_verdict(self, browser: Browser, file: Path, verdict: str) -> None:
        browser.show(file)
        self.pressed(browser, verdict)
        wanted = [one.scenario for one in sample().findings if one.verdict == verdict]
        assert sorted(browser.run(SCENARIOS)) == sorted(wanted)
        assert self.said(browser).startswith(f"{len(wanted)} of 94 scenarios, of 1 rule")

    def test_by_several(self, browser: Browser, file: Path) -> None:
        browser.show(file)
        self.pressed(browser, "known")
        self.pressed(browser, "stale")
        assert len(browser.run(SCENARIOS)) == 2

    def test_by_chapter_and_level(self, browser: Browser, file: Path) -> None:
        browser.show(file)
        self.chosen(browser, "[data-chapter]", "twitter")
        assert {one.partition("/")[0] for one in browser.run(SCENARIOS)} == {"twitter.alone"}
        self.chosen(browser, "[data-chapter]", "")
        self.chosen(browser, "[data-by-level]", "reading")
        assert {one.partition(".")[0] for one in browser.run(SCENARIOS)} == {"create", "get"}

    @pytest.mark.parametrize("text", ["2, new, ticked", "2-new-ticked", 'location = "1"'])
    def test_by_text(self, browser: Browser, file: Path, text: str) -> None:
        browser.show(file)
        typed(browser, "/", text.upper())
        assert f"{KEPT}2-new-ticked" in browser.run(SCENARIOS)
        assert PASSING not in browser.run(SCENARIOS)

    def test_the_slash_goes_to_the_text_and_is_a_letter_there(self, browser: Browser, file: Path) -> None:
        browser.show(file)
        typed(browser, "/", "a/b")
        assert browser.run("return document.activeElement.value") == "a/b"
        assert self.said(browser) == "0 of 94 scenarios, of 0 rules"

    def test_it_stands_in_the_address_and_comes_back_from_there(self, browser: Browser, file: Path) -> None:
        browser.show(file)
        self.pressed(browser, "fail")
        self.chosen(browser, "[data-chapter]", "location")
        address = browser.driver.current_url
        assert address.endswith("?verdict=fail&chapter=location")
        before = browser.run(SCENARIOS)
        browser.show(address)
        assert browser.run(SCENARIOS) == before

    def test_all_is_shown_again(self, browser: Browser, file: Path) -> None:
        browser.show(f"{file.as_uri()}?verdict=error&text=x&level=must&chapter=dates")
        browser.run("document.querySelector('.filter [type=reset]').click()")
        assert self.said(browser) == "all 94 scenarios"
        assert browser.run("return document.querySelectorAll('.chapter[hidden], .rule[hidden], tr[hidden]').length") == 0
        assert browser.driver.current_url == file.as_uri()


@pytest.mark.usefixtures("quiet")
class TestEvidence:
    def test_it_opens_and_closes(self, browser: Browser, file: Path) -> None:
        browser.show(f"{file.as_uri()}#location.kept")
        row = "const row = document.getElementById(arguments[0]); const told = row.nextElementSibling;"
        browser.run(f"{row} row.querySelector('button').click()", PASSING)
        until(browser, f"{row} return told.className === 'evidence' && told.checkVisibility()", PASSING)
        browser.run(f"{row} row.querySelector('button').click()", PASSING)
        until(browser, f"{row} return !told.checkVisibility()", PASSING)
        assert browser.run(f"{row} return row.querySelector('button').ariaExpanded", PASSING) == "false"

    def test_a_button_copies_the_command(self, browser: Browser, file: Path) -> None:
        browser.tell("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        browser.show(file)
        browser.run("document.querySelector('[data-copy]').click()")
        until(browser, "return document.getElementById('said').textContent === 'Copied'")
        assert str(browser.run("return navigator.clipboard.readText()")).startswith("conformance run http://127.0.0.1:8123 --select ")

    def test_without_scripts_the_first_failures_are_read_all_the_same(self, browser: Browser, file: Path) -> None:
        browser.tell("Emulation.setScriptExecutionDisabled", value=True)
        try:
            browser.show(file)
            text = browser.driver.find_element("tag name", "main").text
        finally:
            browser.tell("Emulation.setScriptExecutionDisabled", value=False)
        assert 'held profile location = "2" by location.kept (L61)' in text
        assert "What does not hold" in text
        assert "Show all" not in text

    def test_on_paper_there_are_no_buttons_and_failures_are_open(self, browser: Browser, file: Path) -> None:
        browser.show(file)
        browser.tell("Emulation.setEmulatedMedia", media="print")
        try:
            assert browser.run("return document.querySelector('.filter').checkVisibility()") is False
            assert browser.run("return document.querySelector('[data-copy]').checkVisibility()") is False
            assert browser.run("return document.querySelector('tr[data-v=stale] + .evidence').checkVisibility()") is True
        finally:
            browser.tell("Emulation.setEmulatedMedia", media="")


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_hostile_texts_run_nowhere(browser: Browser, tmp_path: Path, text: str) -> None:
    browser.show(report(spoilt(text), tmp_path, few("location", "twitter")))
    browser.run("for (const one of document.querySelectorAll('details')) one.open = true")
    browser.run("for (const one of document.querySelectorAll('button[aria-expanded=false]')) one.click()")
    until(browser, "return [...document.querySelectorAll('button[data-ask]')].every(one => one.ariaExpanded === 'true')")
    browser.run("for (const one of document.querySelectorAll('main *')) one.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))")
    assert browser.run("return window.broken") is None
    assert browser.run("return document.querySelectorAll('img, iframe, main script:not([data-kept])').length") == 0
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")


SHOWN_AFTER = """
    const field = document.querySelector('[data-search]');
    const begun = performance.now();
    field.value = arguments[0];
    field.dispatchEvent(new Event('input', {bubbles: true}));
    document.body.getBoundingClientRect();
    return new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun))));
"""


@pytest.mark.usefixtures("quiet")
def test_five_thousand_findings_open_soon_and_are_filtered_at_once(browser: Browser, tmp_path: Path) -> None:
    browser.show(report(many(5_000), tmp_path))
    opened = browser.run("return performance.getEntriesByType('navigation')[0].loadEventEnd")
    first, later = browser.run(SHOWN_AFTER, "address"), browser.run(SHOWN_AFTER, "new-ticked")
    assert len(browser.run(SCENARIOS)) > 20
    assert opened < 6_000, "milliseconds; less than 2,000 on a machine that has nothing else to do"
    assert max(first, later) < 2_000, "milliseconds; less than 200, likewise"
