"""The report as a page: what others read of it, and what somebody sees and does with it in a browser."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree.ElementTree import Element

import html5lib
import pytest
from msgspec.structs import replace

from conformance.book import book
from conformance.record import Record
from conformance.renderers.html import html
from conformance.renderers.pages.packing import unpacked
from conformance.suite import Suite
from tests.reports import ODD, few, many, spoilt
from tests.sample import HOSTILE, hostile, sample

SMALL = few("location", "twitter")


def parsed(record: Record, suite: Suite | None = None) -> Element:
    tree: Element = html5lib.parse("".join(html(suite or book(), record)), namespaceHTMLElements=False)
    return tree


def words(element: Element) -> str:
    """What is read there; the texts of two cells or paragraphs are two words."""
    apart = {"td", "th", "tr", "li", "p", "div", "dt", "dd", "pre", "summary", "h1", "h2", "h3", "h4", "section", "strong"}
    parts: list[str] = []

    def go(one: Element) -> None:
        parts.append((" " if one.tag in apart else "") + (one.text or ""))
        for inner in one:
            go(inner)
            parts.append((" " if inner.tag in apart else "") + (inner.tail or ""))

    go(element)
    return " ".join("".join(parts).split())


def place(tree: Element, identity: str) -> Element:
    [found] = [element for element in tree.iter() if element.get("id") == identity]
    return found


def told(record: Record, suite: Suite | None = None) -> str:
    """All words of a report, those that are unpacked only when somebody asks among them."""
    tree = parsed(record, suite)
    kept = [words(html5lib.parse(piece, namespaceHTMLElements=False)) for data in data_of(tree) for piece in unpacked(data).values()]
    return "\n".join([words(next(tree.iter("body"))), *kept])


def data_of(tree: Element) -> list[str]:
    return ["".join(element.itertext()) for element in tree.iter("script") if element.get("type") == "text/plain"]


@pytest.fixture(scope="module")
def tree() -> Element:
    return parsed(sample())


class TestMargins:
    def test_each_scenario_has_its_verdict(self, tree: Element) -> None:
        shown = {element.get("data-id"): element.get("data-v") for element in tree.iter() if element.get("data-v")}
        assert shown == {finding.scenario: finding.verdict for finding in sample().findings}
        assert Counter(shown.values()).keys() == {
            *("pass", "fail", "warning", "observed", "not-applicable", "blocked", "error", "known", "stale")
        }

    def test_each_verdict_is_a_word_and_a_sign(self, tree: Element) -> None:
        buttons = {
            element.get("data-v"): words(next(one for one in element.iter("button") if one.get("data-ask")))
            for element in tree.iter()
            if element.get("data-v")
        }
        assert buttons["fail"] == "✗ fail: evidence"
        assert buttons["not-applicable"] == "– not applicable: evidence"
        assert len({text[0] for text in buttons.values()}) == 9

    def test_a_rule_has_its_worst_verdict_how_many_hold_its_level_and_source(self, tree: Element) -> None:
        margin = next(element for element in place(tree, "location.kept").iter("div") if element.get("class") == "margin")
        assert words(margin) == "✗ fail 14 of 30 hold must source L61"

    def test_a_rule_of_a_chapter_that_was_run_otherwise_stands_there_too(self, tree: Element) -> None:
        margin = next(element for element in place(tree, "location.changed").iter("div") if element.get("class") == "margin")
        assert words(margin).startswith("not run")


class TestEvidence:
    def test_a_failure_is_told_on_the_page_itself(self, tree: Element) -> None:
        rows = list(place(tree, "location.kept").iter("tr"))
        at = next(number for number, row in enumerate(rows) if row.get("data-v") == "stale")
        text = words(rows[at + 1])
        assert "act 3 of 3, Get afterwards: (70-location.md:33)" in text
        assert 'expected location = "2"' in text
        assert 'observed location = "1"' in text
        assert [words(one) for one in rows[at + 1].iter("del")] == ["1"]
        assert [words(one) for one in rows[at + 1].iter("ins")] == ["2"]
        assert 'held profile location = "2" by location.kept (L61), ignore-empty.exceptions' in text
        assert "conformance run http://127.0.0.1:8123 --select location.kept/" in text
        assert "UCRN=$(curl -sS -X POST http://127.0.0.1:8123/v2/profile/create" in text

    def test_what_the_reference_answers_stands_beside_it(self, tree: Element) -> None:
        beside = next(element for element in tree.iter("div") if element.get("class") == "beside")
        target, reference = [words(one) for one in beside if one.tag == "div"]
        assert target.startswith("The target POST /v2/profile/get")
        assert reference.startswith("The reference POST /v2/profile/get")
        marked = [words(one) for one in beside.iter("mark")]
        assert marked == ['"location": "1",', '"location": "2",']

    def test_of_a_rule_with_many_failures_the_others_are_kept_until_somebody_asks(self, tree: Element) -> None:
        rule = place(tree, "location.kept")
        assert len([one for one in rule.iter("tr") if one.get("class") == "evidence"]) == 2
        [data] = data_of(rule)
        assert len(unpacked(data)) == 28
        assert all("What was sent, and what came back" in piece for piece in unpacked(data).values())

    def test_nothing_of_a_body_is_lost(self) -> None:
        text = told(sample())
        for finding in sample().findings:
            for observation in finding.observations:
                for exchange in observation.exchanges:
                    assert exchange.path in text
        assert '"email_address": "", "phone_number": "", "custom_1": ""' in text

    def test_many_differences_are_counted(self) -> None:
        finding = next(one for one in sample().findings if one.verdict == "fail")
        more = replace(finding, mismatches=finding.mismatches * 30)
        assert "and 18 more like these" in told(Record(sample().header, (more,), sample().footer))


class TestSummary:
    def test_it_begins_with_what_was_established(self, tree: Element) -> None:
        assert words(next(tree.iter("h1"))) == "Not conformant"
        assert words(next(tree.iter("title"))) == "Not conformant: Acme Hub 7.1"

    def test_the_counts(self, tree: Element) -> None:
        tiles = [words(one) for one in tree.iter("li") if "tile" in str(one.get("class"))]
        assert tiles[0] == "14 ✗ fail"
        assert tiles[-1] == "94 of 94 scenarios"
        assert len(tiles) == 10

    def test_rules_by_level_and_chapter_are_a_picture_with_words(self, tree: Element) -> None:
        bars = [one for one in tree.iter() if str(one.tag).endswith("svg") and one.get("class") == "bar"]
        assert "1 fail" in str(bars[0].get("aria-label"))
        rows = [words(row) for row in tree.iter("tr")]
        assert any(row.startswith("Location 0 of 1") for row in rows)
        assert any(row.startswith("Twitter 1 of 1") for row in rows)

    def test_what_does_not_hold_is_listed_the_gravest_first(self, tree: Element) -> None:
        table = next(one for one in tree.iter("div") if one.get("aria-label") == "What does not hold")
        rows = [words(row) for row in table.iter("tr")][1:]
        assert rows[0].startswith("✗ fail location.kept must L61 16 of 30 location = ")
        assert [row.split()[1] for row in rows] == ["fail", "error", "blocked", "warning"]

    def test_what_was_not_verified_is_told_with_its_reason(self, tree: Element) -> None:
        items = [words(item) for item in place(tree, "summary").iter("li")]
        assert "for targets without connected-index only: 4 scenarios of get.connected-index-absent" in items
        assert any("500 Internal Server Error" in item and "4 scenarios" in item for item in items)
        assert any(item.startswith("no answer within 10 s: 3 scenarios of dates.us-text") for item in items)

    def test_readings_known_failures_and_those_that_are_none_any_more(self, tree: Element) -> None:
        text = words(place(tree, "summary"))
        assert "create.location-default 1 1, 3, blank" in text
        assert 'location.kept, 1 scenario: location = "1", not "2", because until release 8' in text
        assert "location.changed is listed as a known failure" in text

    def test_the_target_its_clock_and_what_it_can(self, tree: Element) -> None:
        text = words(place(tree, "summary"))
        assert "Its clock -3 s from ours (by its Date header)" in text
        assert "It can address-history" in text
        assert "Reached as http://127.0.0.1:8123" in text

    def test_latencies_are_a_plot_and_a_table(self, tree: Element) -> None:
        table = next(one for one in tree.iter("div") if one.get("aria-label") == "Latency by operation")
        [row] = [words(row) for row in table.iter("tr") if words(row).startswith("open-edit-form") or words(row).startswith("update")]
        assert re.fullmatch(r"update \d+ \d+ ms \d+ ms \d+ ms", row)
        assert "median" in words(next(tree.iter("figure")))

    def test_of_a_target_in_the_same_process_there_is_none(self) -> None:
        header = replace(sample().header, target=replace(sample().header.target, address="reference:a.b:c"))
        assert "None to be told: the target ran in the same process" in told(Record(header, sample().findings, sample().footer))


class TestOtherRecords:
    def test_one_that_breaks_off_establishes_nothing_and_says_so_on_top(self) -> None:
        passing = tuple(finding for finding in sample().findings if finding.verdict == "pass")
        tree = parsed(Record(sample().header, passing, None))
        assert words(next(tree.iter("h1"))) == "Not established"
        note = next(one for one in place(tree, "summary").iter("p") if "note" in str(one.get("class")))
        assert words(note).startswith("Not established. The record breaks off after 48 of 94 scenarios")

    def test_why_a_run_ended_early(self) -> None:
        footer = replace(sample().footer, stopped="the target was not reached three times")  # type: ignore[type-var]  # it has one
        assert "The run ended early: the target was not reached three times" in told(Record(sample().header, sample().findings, footer))

    def test_what_the_book_does_not_have_is_told_in_a_section_of_its_own(self) -> None:
        fail = next(one for one in sample().findings if one.verdict == "fail")
        strange = (
            replace(fail, scenario="later.rule/one", rule="later.rule", chapter="later"),
            replace(fail, scenario="location.kept/a-new-one"),
            fail,
            fail,
            fail,
        )
        tree = parsed(Record(sample().header, strange, sample().footer))
        section = place(tree, "not-in-this-book")
        assert [words(one) for one in section.iter("h3")] == ["location.kept", "later.rule", "location.kept"]
        assert [one.get("data-id") for one in section.iter("tr") if one.get("data-v")] == [
            "location.kept/a-new-one",
            fail.scenario,
            "later.rule/one",
            fail.scenario,
        ]
        assert "No rule of this book" in words(section)
        ids = [one.get("id") for one in tree.iter() if one.get("id")]
        assert len(ids) == len(set(ids))

    def test_every_link_leads_somewhere(self, tree: Element) -> None:
        ids = {element.get("id") for element in tree.iter()}
        assert {str(one.get("href")) for one in tree.iter("a") if str(one.get("href")).removeprefix("#") not in ids} == set()

    def test_the_order_of_the_findings_does_not_matter(self) -> None:
        backwards = parsed(Record(sample().header, sample().findings[::-1], sample().footer))
        shown = {element.get("data-id"): element.get("data-v") for element in backwards.iter() if element.get("data-v")}
        assert shown == {finding.scenario: finding.verdict for finding in sample().findings}

    def test_findings_need_not_be_in_memory(self) -> None:
        class Once:
            """Findings that are made anew each time, and gone afterwards."""

            header, footer = sample().header, sample().footer

            @property
            def findings(self) -> object:
                return (finding for finding in sample().findings)

        assert "".join(html(book(), Once())) == "".join(html(book(), sample()))  # type: ignore[arg-type]  # findings of any kind


SEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@pytest.fixture(scope="module")
def plain() -> Element:
    return parsed(sample(), SMALL)


class TestHostile:
    @pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
    def test_a_text_in_every_place_is_shown_as_text(self, text: str, plain: Element) -> None:
        page = "".join(html(SMALL, spoilt(text)))
        page.encode()
        tree = html5lib.parse(page, namespaceHTMLElements=False)
        acting = {"img", "style", "iframe", "link", "form", "input", "object", "base", "meta"}
        assert Counter(one.tag for one in tree.iter() if one.tag in acting) == Counter(one.tag for one in plain.iter() if one.tag in acting)
        assert {words(one) for one in tree.iter("script") if not one.get("type")} == {
            words(one) for one in plain.iter("script") if not one.get("type")
        }
        assert not [name for one in tree.iter() for name in one.attrib if name.startswith("on")]
        assert {str(one.get("href"))[:1] for one in tree.iter() if one.get("href")} <= {"#", "d"}
        pieces = [piece for data in data_of(tree) for piece in unpacked(data).values()]
        assert pieces
        assert not [text for text in (page, *pieces) if SEEN.search(text)]
        if len(text) > 1000:
            return
        inside = {one.tag for piece in pieces for one in html5lib.parse(piece, namespaceHTMLElements=False).iter()}
        assert inside.isdisjoint({*acting, "script"})

    def test_a_long_text_is_cut_and_its_length_said(self) -> None:
        assert "100,001 characters in all; show the rest" in "".join(html(SMALL, spoilt(ODD[-1])))

    def test_signs_stand_for_what_cannot_be_seen(self) -> None:
        text = told(hostile(sample()), SMALL)
        assert "\\u202egnp.exe\\u202c" in text
        assert "{{ 7 * 7 }}" in text
        assert HOSTILE[0] in text


def test_five_thousand_findings_stay_small() -> None:
    page = "".join(html(book(), many(5_000)))
    assert len(page.encode()) < 12_000_000
    assert len(re.findall(r'<(?:tr|section) [^>]*data-v="', page)) == 5_000


def test_a_selection_leaves_out_chapters_that_were_not_chosen() -> None:
    header = replace(sample().header, selected=("location",), complete=False)
    location = tuple(finding for finding in sample().findings if finding.chapter == "location")
    tree = parsed(Record(header, location, sample().footer))
    assert [one for one in tree.iter() if one.get("id") == "twitter"] == []
    assert f"not selected: {len(book().scenarios()) - len(location)} scenarios" in words(place(tree, "summary"))
