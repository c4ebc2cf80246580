"""Another list of known failures in a target file's text, of which every other character stays."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from conformance.known import KnownFailure
from conformance.target_file.rewriting import Edits, HarmError, rewritten

FILES = sorted((Path(__file__).parents[1] / "fixtures" / "targets").glob("*.toml"))
NONE = Edits({}, frozenset(), ())
NEW = KnownFailure("door.open", 'width = "1"', "until release 8", "door.open/one", "https://tracker.example/1", date(2027, 1, 31))
TABLES = """\
name = "x"   # its name

[[known_failures]]   # first
rule = "a.b"
# of the value
observed = 'w = "1"'   # as seen
reason = "r"

# about the second
[[known_failures]]
rule = "c.d"
observed = "blank"
reason = '''
two
lines'''

# about the actors
[actors]
csa = { token = "${T}" }
"""
ARRAY = """\
name = "x"
known_failures = [
  # first
  { rule = "a.b", observed = 'w = "1"', reason = "r" },   # why
  { rule = "c.d", observed = "blank", reason = "r" },
]
[actors]   # who
csa = { token = "${T}" }
"""


def listed(text: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads(text)["known_failures"]
    return found


class TestWhatStays:
    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_a_file_is_itself_but_for_what_is_added(self, file: Path) -> None:
        text = file.read_text(encoding="utf-8")
        after = rewritten(text, NONE._replace(added=(NEW,)))
        assert rewritten(text, NONE) == text
        assert listed(after)[-1]["rule"] == "door.open"
        start = next(number for number, (one, other) in enumerate(zip(text + "\0", after, strict=False)) if one != other)
        assert after.endswith(text[start:])

    def test_only_the_line_of_what_is_corrected_is_another(self) -> None:
        after = rewritten(TABLES, NONE._replace(corrected={0: 'w = "2"'}))
        assert after == TABLES.replace("""observed = 'w = "1"'   # as seen""", """observed = 'w = "2"'   # as seen""")

    def test_only_the_lines_of_what_is_taken_out_are_gone(self) -> None:
        first = TABLES[TABLES.index("[[known") : TABLES.index("# about the second")]
        assert rewritten(TABLES, NONE._replace(removed=frozenset({0}))) == TABLES.replace(first, "")
        second = TABLES[TABLES.rindex("[[known") : TABLES.index("\n# about the actors")]
        assert rewritten(TABLES, NONE._replace(removed=frozenset({1}))) == TABLES.replace(second, "")

    def test_line_ends_are_kept(self) -> None:
        after = rewritten(TABLES.replace("\n", "\r\n"), Edits({0: "blank"}, frozenset({1}), (NEW,)))
        assert after.count("\n") == after.count("\r\n")
        assert "# about the actors\r\n[actors]\r\n" in after


class TestWhatIsAdded:
    ENTRY = (
        '[[known_failures]]\nrule = "door.open"\nscenario = "door.open/one"\nobserved = \'width = "1"\'\n'
        'reason = "until release 8"\nlink = "https://tracker.example/1"\nuntil = 2027-01-31\n'
    )

    def test_stands_after_the_last_as_one_would_write_it(self) -> None:
        after = rewritten(TABLES, NONE._replace(added=(NEW,)))
        assert f"lines'''\n\n{self.ENTRY}\n# about the actors\n" in after

    @pytest.mark.parametrize("text", ['name = "x"\n[mapping]\nblank = "empty"\n', 'name = "x"', ""])
    def test_stands_at_the_end_where_there_was_none(self, text: str) -> None:
        assert rewritten(text, NONE._replace(added=(NEW,))).endswith(f"\n{self.ENTRY}")

    @pytest.mark.parametrize("value", ['it\'s "x"', "a\nb", "\x00\x07\x1b\x7f", "\u2028\u202e", "\\", "'''", '"""', "${HOME}", " é "])
    @pytest.mark.parametrize("text", [TABLES, ARRAY])
    def test_may_be_any_text(self, value: str, text: str) -> None:
        hostile = KnownFailure("door.open", value, value)
        again = rewritten(rewritten(text, NONE._replace(added=(hostile,))), NONE._replace(added=(NEW,), corrected={0: value, 1: value}))
        assert [entry["observed"] for entry in listed(again)] == [value, value, value, 'width = "1"']
        assert listed(again)[2]["reason"] == value


class TestAnArray:
    def test_is_edited_in_its_place(self) -> None:
        after = rewritten(ARRAY, Edits({0: 'w = "2"'}, frozenset({1}), (NEW,)))
        assert [entry["rule"] for entry in listed(after)] == ["a.b", "door.open"]
        assert '  # first\n  { rule = "a.b", observed = \'w = "2"\', reason = "r" },   # why\n' in after
        assert after.endswith('\n]\n[actors]   # who\ncsa = { token = "${T}" }\n')

    @pytest.mark.parametrize("text", ["known_failures = []\n", "known_failures = [ ]", ARRAY])
    def test_may_become_empty_and_full_again(self, text: str) -> None:
        count = len(listed(text))
        empty = rewritten(text, NONE._replace(removed=frozenset(range(count))))
        assert listed(empty) == []
        assert listed(rewritten(empty, NONE._replace(added=(NEW, NEW))))[1]["rule"] == "door.open"


def test_tables_with_others_between_them_stay_where_they_are() -> None:
    text = '[[known_failures]]\nrule = "a"\nobserved = "1"\n[actors]\na = 1\n[[known_failures]]\nrule = "b"\nobserved = "2"\n'
    assert rewritten(text, NONE._replace(corrected={1: "3"})) == text.replace('"2"', '"3"')
    assert rewritten(text, NONE._replace(removed=frozenset({0}))) == text[text.index("[actors]") :]


def test_what_would_say_something_else_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(text: str, *_: object) -> str:
        return text.replace("${T}", "")

    for text, name in ((TABLES, "_in_tables"), (ARRAY, "_in_array")):
        monkeypatch.setattr(f"conformance.target_file.rewriting.{name}", careless)
        with pytest.raises(HarmError):
            rewritten(text, NONE)
