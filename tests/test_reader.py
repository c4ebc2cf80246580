"""Chapters and rules: what a page says is what is read, and a page that says it wrongly is told where and how."""

from __future__ import annotations

import pytest

from conformance.layout import ChapterError
from conformance.reader import read, read_chapter, read_snippet
from conformance.suite import Table
from tests.pages import CREATE, FILE, ONE, READING, RULE, block, page, rule_of

SCENARIO = (ONE, *CREATE)
ABOUT = "'Level: must. Source: L1. Requires: a capability. Permits: *an outcome*.' (the last two where they apply)"
CAPABILITIES = "hub-record, address-history, lists, cases, edit-forms, tokens, integration-version, connected-index"


def about(line: str) -> str:
    return page("## x.rule", "It holds.", line, *SCENARIO)


BROKEN = {
    "": "1: found ''; expected the chapter's title, a heading with one #",
    "Text.\n": "1: found 'Text.'; expected the chapter's title, a heading with one #",
    "## x.rule\n": "1: found '## x.rule'; expected the chapter's title, a heading with one #",
    page("# Other"): "3: found a second title 'Other'; expected one title a chapter",
    page('Entries "a":', "Text."): '3: found Entries "a":; expected a block of JSON below it',
    page('Entries "a":', block("{}"), 'Entries "a":', block("{}")): "9: found a second set 'a'; expected one set of a name",
    page('Entries "a":', block("[]")): "5: found a set of entries that is no object of texts; expected names and their texts",
    page('Entries "a":', block('{"town": 1}')): "5: found a set of entries that is no object of texts; expected names and their texts",
    page("## x.rule", "It holds.", *SCENARIO): (
        "3: found the rule x.rule without a line about it; expected 'Level: … Source: ….' below its statement"
    ),
    page("## x.rule", "Level: must. Source: L1.", *SCENARIO): "3: found 'x.rule'; expected the statement of x.rule in words",
    page("## x.rule", "> Said.", *RULE[2:], *SCENARIO): "5: found '> Said.'; expected the statement of x.rule in words",
    about("Level: may. Source: L1."): f"7: found 'Level: may. Source: L1.'; expected {ABOUT}",
    about("Level: must."): f"7: found 'Level: must.'; expected {ABOUT}",
    about("Level: must. Source: 1."): f"7: found 'Level: must. Source: 1.'; expected {ABOUT}",
    about("Level: must. Source: L4-L2."): "7: found the source lines L4-L2; expected lines in rising order, each once",
    about("Level: must. Source: L2, L2."): "7: found the source lines L2, L2; expected lines in rising order, each once",
    about("Level: must. Source: L1. Requires: a car."): f"7: found the capability 'a car'; expected one of {CAPABILITIES}",
    about("Level: must. Source: L1. Permits: *kept*."): (
        "7: found 'Level: must. Source: L1. Permits: *kept*.'; expected the outcomes that a reading permits, and only for a reading"
    ),
    about("Level: reading. Source: L1."): (
        "7: found 'Level: reading. Source: L1.'; expected the outcomes that a reading permits, and only for a reading"
    ),
    about("Level: note. Source: L1."): ("3: found 1 scenarios under x.rule; expected none under a note, at least one under any other rule"),
    page(*RULE): "3: found 0 scenarios under x.rule; expected none under a note, at least one under any other rule",
    page(*RULE, *CREATE): "9: found 'Create:'; expected a scenario's title, a heading with ###",
    page(*RULE, "#### One", *CREATE): "9: found 'One'; expected a scenario's title, a heading with ###",
    page(*RULE, *SCENARIO, "## Not an id"): "17: found 'Not an id'; expected a scenario's title, a heading with ###",
    page(*RULE, *SCENARIO, *SCENARIO): "17: found the scenario x.rule/one once more; expected titles and rows of their own",
    page(*READING, *SCENARIO): "9: found a reading's scenario without outcomes; expected 'Either *…*:' and 'Or *…*:'",
}


@pytest.mark.parametrize(("text", "message"), BROKEN.items())
def test_a_broken_chapter_is_told_where_what_and_what_else(text: str, message: str) -> None:
    with pytest.raises(ChapterError) as caught:
        read_chapter(text, FILE)
    assert str(caught.value) == f"{FILE}:{message}"


def test_a_chapter_is_its_title_its_opening_and_its_rules() -> None:
    table = "| list | id | name |\n| --- | --- | --- |\n| prefixes | 1 | Mr |"
    chapter = read_chapter(
        page("Words.", "## A heading", table, 'Entries "a":', block('{"town": "Ayr"}'), *RULE, *SCENARIO), "60-two-words.md"
    )
    assert (chapter.file, chapter.stem, chapter.title) == ("60-two-words.md", "two-words", "Title")
    assert chapter.prose == ("Words.", "## A heading")
    assert chapter.tables == (Table(("list", "id", "name"), (("prefixes", "1", "Mr"),)),)
    assert chapter.entries == {"a": {"town": "Ayr"}}
    assert [rule.id for rule in chapter.rules] == ["x.rule"]


def test_a_rule_is_its_statement_and_the_line_about_it() -> None:
    rule = rule_of("## x.rule", "It holds.", "And more.", "Level: should. Source: L2–L4, L7. Requires: lists, not hub-record.", *SCENARIO)
    assert (rule.id, rule.level, rule.chapter, rule.line) == ("x.rule", "should", "x", 3)
    assert rule.statement == "It holds.\n\nAnd more."
    assert rule.source == (2, 3, 4, 7)
    assert rule.requires == ("lists", "not hub-record")
    assert [scenario.id for scenario in rule.scenarios] == ["x.rule/one"]


def test_what_follows_from_no_line_says_so() -> None:
    assert rule_of("## x.rule", "It holds.", "Level: should. Source: none.", *SCENARIO).source == ()


def test_a_reading_lists_its_outcomes() -> None:
    seen = ("Get afterwards:", block('{"first_name": "Ann"}'))
    rule = rule_of(*READING, *SCENARIO, "Either *kept*:", *seen, "Or *cleared*:", *seen)
    assert rule.permits == ("kept", "cleared")


def test_no_two_chapters_have_a_rule_of_the_same_id() -> None:
    text = page(*RULE, *SCENARIO)
    with pytest.raises(ChapterError, match=r"^20-b\.md:3: found the rule x\.rule once more; expected an id that 10-a\.md does not have$"):
        read({"10-a.md": text, "20-b.md": text})


def test_neither_does_one_chapter() -> None:
    with pytest.raises(ChapterError, match=r"the rule x\.rule once more"):
        read({FILE: page(*RULE, *SCENARIO, *RULE, *SCENARIO)})


def test_labels_and_blocks_can_stand_alone() -> None:
    scenario = read_snippet("\n\n".join(CREATE) + "\n", "-")
    assert [act.label for act in scenario.acts()] == ["Create:"]
    assert [act.line for act in scenario.acts()] == [1]
