"""Tables for terminals and for pages."""

from __future__ import annotations

from conformance.renderers.tables import markdown_table, table


def test_words_stand_left_and_numbers_right() -> None:
    assert table(["rule", "count"], [["a", 7], ["longer", 12]]).splitlines() == [
        "rule      count",
        "------  -------",
        "a             7",
        "longer       12",
    ]


def test_a_nought_is_a_dot_and_a_text_of_a_nought_is_not() -> None:
    last = table(["id", "count"], [["0", 0]]).splitlines()[-1]
    assert last.split() == ["0", "·"]


def test_texts_of_digits_stay_as_they_are() -> None:
    assert table(["id"], [["007"], ["1.50"], ["1e5"]]).split()[2:] == ["007", "1.50", "1e5"]


def test_a_table_without_rows_has_its_columns() -> None:
    assert table(["rule", "count"], []).splitlines()[0].split() == ["rule", "count"]


def test_a_table_of_a_page() -> None:
    assert [line.replace(" ", "") for line in markdown_table(["a", "b"], [["x", 0]]).splitlines()] == ["|a|b|", "|:----|:----|", "|x|0|"]
