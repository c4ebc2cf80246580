"""The playground in a browser: what somebody composes, and what they see of it."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from conformance.playground.page import EXAMPLES
from conformance.reader import read_snippet
from tests.browser import NARROW, WIDE, Browser, opened
from tests.playground import Page, playground, row
from tests.serving import PATIENCE

browser = pytest.fixture(scope="module")(opened)
url = pytest.fixture(scope="module")(playground)
HOSTILE = (
    "<script>window.broken = 1</script>",
    "\"><img src=x onerror='window.broken = 1'>",
    "</pre></script><b>bold</b>]]>",
    "{{ 7 * 7 }}${7 * 7}",
    "a\u202eb\u2066c\u0007\u0000d",
    "<svg onload=window.broken=1>" + "x" * 100_000,
)


class TestComposed:
    def test_what_a_box_does_is_seen_at_once_with_its_rule(self, browser: Browser, url: str) -> None:
        page = Page(browser, url)
        assert page.text(f"{row('record 1')} td:nth-of-type(3)") == "blank address.old-stays-open"
        page.click('[data-call="1"] .boxes label:nth-of-type(2) input')
        assert page.text(f"{row('record 1')} td:nth-of-type(3)") == "2025-07-01 was blankaddress.old-ends-today"
        assert page.text(row("house")).startswith("house27 was 12")

    def test_a_rule_says_its_statement_level_and_source_lines_and_leads_to_the_book(self, browser: Browser, url: str) -> None:
        page = Page(browser, url)
        chip = page.one(f"{row('record 1')} [data-rule='address.old-stays-open']")
        browser.run("arguments[0].focus()", chip)
        card = page.one("#card")
        assert card.is_displayed()
        assert card.text.split("\n")[0] == "address.old-stays-open must L64"
        assert "Keep empty end dates is ticked, old open records stay open" in " ".join(card.text.split())
        assert chip.get_attribute("aria-describedby") == "card"
        assert str(chip.get_attribute("href")).endswith("/playground/book#address.old-stays-open")
        page.press(Keys.ESCAPE)
        assert not card.is_displayed()

    def test_a_blank_entry_is_told_from_one_that_is_not_sent(self, browser: Browser, url: str) -> None:
        page = Page(browser, url)
        page.click('[data-call="1"] .boxes label:nth-of-type(1) input')
        page.add(1, "postcode")
        assert page.one('[data-call="1"] .entries li:last-child .badge').text == "blank, and sent"
        assert "address.new-clears" in page.text(row("postcode"))
        assert "ignore-empty.absent-entry" not in page.text(row("postcode"))
        page.type("1 postcode", "G12 8TN")
        assert not page.one('[data-call="1"] .entries li:last-child .badge').is_displayed()
        page.click('[data-call="1"] [aria-label="Do not send postcode"]')
        assert "ignore-empty.absent-entry" in page.text(row("postcode"))

    def test_updates_are_added_moved_and_removed(self, browser: Browser, url: str) -> None:
        page = Page(browser, url)
        page.click("#more")
        page.add(2, "house")
        page.type("2 house", "88")
        assert page.text(row("house")).startswith("house88")
        page.click('[data-act="Move up-2"]')
        assert page.text(row("house")).startswith("house27 was 88")
        assert browser.run("return document.activeElement.dataset.act") == "Move down-1"
        page.click('[data-act="Remove-2"]')
        assert page.text(row("house")).startswith("house88 was 12")
        assert page.text("#outcome .steps") == "The customer afterafterCreateUpdate 1"

    def test_the_customer_after_an_earlier_call(self, browser: Browser, url: str) -> None:
        page = Page(browser, url)
        page.click("#outcome [for=step-0]")
        assert page.text(row("house")) == "house12 –not showncreate.stores-fields"

    def test_another_permitted_outcome_is_taken_where_it_is_offered(self, browser: Browser, url: str) -> None:
        page = Page(browser, url)
        page.click(f"{row('location')} .other")
        assert page.text(f"{row('location')} td").startswith("3 or 1")
        assert browser.run("return document.activeElement.closest('[data-name]').dataset.name") == "location"
        assert page.one("[data-point='create.location-default']").get_attribute("value") == "3"


class TestTimeLine:
    def test_today_parts_what_was_from_what_will_be(self, browser: Browser, url: str) -> None:
        page = Page(browser, f"{url}#{EXAMPLES['Keep empty end dates unticked: they end today']}")
        today = float(page.one(".line line.now").get_attribute("x1") or 0)
        bars = [
            (float(bar.get_attribute("x") or 0), float(bar.get_attribute("width") or 0))
            for bar in page.driver.find_elements(By.CSS_SELECTOR, ".line rect")
        ]
        assert [start + width for start, width in bars[:2]] == pytest.approx([today, today])
        assert bars[0][0] < bars[1][0] < today
        assert bars[2][0] == pytest.approx(today)

    def test_the_table_says_the_same_to_those_who_do_not_see_it(self, browser: Browser, url: str) -> None:
        page = Page(browser, url)
        line = page.one(".line")
        assert (line.aria_role, line.accessible_name) == ("image", "The address history around 2025-07-01; the table below says the same.")
        assert page.text(f"{row('record 2')} td:nth-of-type(2)") == "2025-07-01 address.new-start-now"


class TestShared:
    def test_a_link_restores_everything(self, browser: Browser, url: str) -> None:
        page = Page(browser, url)
        page.add(1, "first_name")
        page.type("1 first_name", "Zoë <b>🌊</b>")
        page.click('[data-call="1"] .boxes label:nth-of-type(2) input')
        page.click(f"{row('location')} .other")
        page.click("#more")
        page.add(2, "twitter")
        before, link = page.values(), browser.driver.current_url
        assert before == Page(browser, link).values()
        assert "Zoë <b>🌊</b>" in before.values()

    def test_the_link_is_copied(self, browser: Browser, url: str) -> None:
        browser.tell("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        page = Page(browser, url)
        page.type("0 house", "13")
        page.click("#share")
        page.until("#share", "Copied")
        copied = browser.run("return navigator.clipboard.readText()")
        assert copied == browser.driver.current_url
        assert copied.startswith(f"{url}#state=")

    def test_a_scenario_of_the_book_is_opened_by_its_id(self, browser: Browser, url: str) -> None:
        page = Page(browser, f"{url}#location.kept/three-updates-in-a-row")
        assert page.text("#opened") == "Three updates in a rowlocation.kept/three-updates-in-a-row"
        assert page.text(row("location")).startswith("location4")
        page.type("0 location", "2")
        assert not page.one("#opened").is_displayed()
        assert "#state=" in browser.driver.current_url

    @pytest.mark.parametrize("title", EXAMPLES)
    def test_each_example_is_there(self, browser: Browser, url: str, title: str) -> None:
        page = Page(browser, f"{url}#{EXAMPLES[title]}")
        assert not page.one("#wrong").is_displayed()
        assert page.text("#opened").endswith(EXAMPLES[title])

    @pytest.mark.parametrize(
        ("fragment", "message"),
        [
            ("state=???", "This link is not whole"),
            ("state=e30", "This link is not whole"),
            ("location.kept/unheard-of", "no such scenario"),
        ],
    )
    def test_a_link_that_is_not_whole(self, browser: Browser, url: str, fragment: str, message: str) -> None:
        assert message in Page(browser, f"{url}#{fragment}").text("#wrong")

    def test_a_snippet_is_copied_and_the_reader_takes_it_back(self, browser: Browser, url: str) -> None:
        browser.tell("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        page = Page(browser, url)
        page.click("#chapter summary")
        page.click("#copy-snippet")
        page.until("#copy-snippet", "Copied")
        acts = list(read_snippet(browser.run("return navigator.clipboard.readText()"), "x").acts())
        assert [act.call.operation for act in acts if act.call] == ["create", "update", "get", "hub-record"]


class TestTrouble:
    def test_it_stands_beside_the_entry(self, browser: Browser, url: str) -> None:
        page = Page(browser, url)
        page.type("1 house", "<nonsense>")
        field = page.one('[data-entry="1 house"]')
        described = [page.one(f"#{place}") for place in str(field.get_attribute("aria-describedby")).split()]
        assert next(one.text for one in described if one.is_displayed()).startswith("'<nonsense>' is no placeholder")
        assert field.get_attribute("aria-invalid") == "true"
        page.type("1 house", "27")
        assert field.get_attribute("aria-invalid") is None
        assert not any(one.is_displayed() for one in described)

    def test_a_refusal_is_told_beside_the_entry_too(self, browser: Browser, url: str) -> None:
        page = Page(browser, url)
        page.add(1, "birth_date")
        page.type("1 birth_date", "25/12/1990")
        assert page.text('[data-decided="1 birth_date"]').startswith("refused has no such month")
        assert page.text("#outcome .answer .badge") == "refused"

    def test_the_newest_answer_wins(self, browser: Browser, url: str) -> None:
        page = Page(browser, url)
        browser.run("""
            const real = window.fetch;
            window.fetch = (to, how) => {
              window.fetch = real;
              return window.late = new Promise((go) => { window.release = go; }).then(() => real(to, {...how, signal: null}));
            };""")
        field = page.one('[data-entry="1 house"]')
        change = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new InputEvent('input', {bubbles: true}))"
        browser.run(change, field, "first")
        WebDriverWait(browser.driver, PATIENCE, 0.02).until(lambda _: browser.run("return Boolean(window.release)"))
        page.type("1 house", "second")
        assert page.text(row("house")).startswith("housesecond")
        browser.run("window.release(); return window.late.then(() => new Promise(requestAnimationFrame))")
        assert page.text(row("house")).startswith("housesecond")


class TestHostile:
    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    def test_text_is_shown_as_text(self, browser: Browser, url: str, text: str) -> None:
        page = Page(browser, url)
        for number in (0, 1):
            page.type(f"{number} street", text)
        page.click("#chapter summary")
        visible = text.replace("\u202e", "\\u202e").replace("\u2066", "\\u2066").replace("\u0007", r"\x07").replace("\u0000", r"\x00")
        assert browser.run("return document.querySelector(arguments[0]).textContent", f"{row('street')} td").startswith(visible)
        assert browser.run("return [window.broken, document.querySelectorAll('img, b, #outcome svg svg').length]") == [None, 0]
        assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
        assert browser.logged() == []

    @pytest.mark.parametrize("text", HOSTILE[:5], ids=range(5))
    def test_so_is_a_name_in_a_link(self, browser: Browser, url: str, text: str) -> None:
        state = "JSON.stringify({create: {entries: {[arguments[0]]: arguments[0]}}, updates: []})"
        browser.show(url)
        encoded = browser.run(
            f"return btoa(String.fromCharCode(...new TextEncoder().encode({state}))).replaceAll('+', '-').replaceAll('/', '_')", text
        )
        browser.logged()
        page = Page(browser, f"{url}#state={encoded}")
        assert "is no entry that create or update knows" in page.text(".entries .trouble")
        assert "Create, " in page.text("#outcome .note li")
        assert browser.run("return window.broken ?? null") is None
        assert not [line for line in browser.logged() if "422" not in line]

    def test_nothing_is_asked_of_anybody_else(self, browser: Browser, url: str) -> None:
        Page(browser, url).type("1 house", "28")
        assert {address for address in browser.sent() if not address.startswith(("about:", "data:"))} == {url, f"{url}/explain"}


class TestKeyboard:
    def test_a_call_is_composed_with_it_alone(self, browser: Browser, url: str) -> None:
        page = Page(browser, url)
        page.tab_to('[data-call="1"] .boxes label:nth-of-type(2) input')
        page.press(Keys.SPACE)
        assert "address.old-ends-today" in page.text(row("record 1"))
        page.tab_to("#entry-1-primary_address")
        page.press("0")
        assert "address.not-primary-leaves-open" in page.text(row("record 1"))
        page.tab_to("#pick-1")
        page.press("location", Keys.ENTER)
        assert page.driver.switch_to.active_element.get_attribute("data-entry") == "1 location"
        page.press("4")
        assert page.text(row("location")).startswith("location4 was 1")
        page.tab_to("#step-1")
        page.press(Keys.ARROW_LEFT)
        assert page.text(row("location")).startswith("location1")
        page.tab_to("[data-rule]")
        assert page.one("#card").is_displayed()

    def test_what_came_of_a_change_is_announced(self, browser: Browser, url: str) -> None:
        page = Page(browser, url)
        page.type("1 house", "28")
        assert page.one("#said").get_attribute("role") == "status"
        assert page.text("#said") == "Update 1: accepted. 2 address records, 3 values changed in Get."


class TestAccessible:
    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    @pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
    def test_axe_finds_nothing(self, browser: Browser, url: str, dark: bool, size: tuple[int, int]) -> None:
        page = Page(browser, f"{url}#dates.not-day-first/a-birth-date-with-the-day-first/25-december", dark=dark, size=size)
        page.add(1, "house")
        browser.run("for (const one of document.querySelectorAll('details:not(#examples)')) one.open = true")
        browser.run("document.querySelector('#outcome [data-rule]').focus()")
        assert browser.inaccessible() == []
        page.type("1 house", "<nonsense>")
        browser.run("document.querySelector('#examples').open = true")
        assert browser.inaccessible() == []
