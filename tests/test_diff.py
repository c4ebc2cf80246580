"""What is told of two runs, and the exit status: `conformance diff`, and `run --baseline`."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from conformance.differing import differences
from conformance.record import Footer, Record
from conformance.renderers.differing import differing, differing_markdown
from tests.runs import FALLS_BACK, cut, invoked, on_disk, run
from tests.sample import HOSTILE, hostile, sample

LOCATION = "location"
GOOD, BAD = run("", LOCATION), run(FALLS_BACK, LOCATION)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    return on_disk(tmp_path, good=GOOD, bad=BAD, cut=cut(GOOD, 40))


class TestTheText:
    def test_a_regression_is_named_with_what_is_seen_now(self) -> None:
        told = differing(differences(GOOD, BAD))
        assert "\nNew failures\n\n  location.kept · must · 31 scenarios\n" in told
        assert '    location.kept/three-updates-in-a-row: pass → fail, location = "1", not "4"\n' in told
        assert told.endswith("\nREGRESSION: 32 new failures\n")

    def test_every_regression_is_named_and_of_what_is_none_a_few_are(self) -> None:
        assert differing(differences(GOOD, BAD)).count("pass → fail") == 32
        still = differing(differences(BAD, BAD))
        assert still.count("fail → fail") == 4
        assert "    and 28 more\n" in still
        assert still.endswith("\nNO REGRESSION: 32 still failing\n")

    def test_what_is_fixed_is_told_with_what_was_seen(self) -> None:
        told = differing(differences(BAD, GOOD))
        assert '2-new-ticked: fail → pass, no more location = "1"\n' in told
        assert told.endswith("\nNO REGRESSION: 32 fixed\n")

    def test_a_value_that_is_otherwise_is_told_with_both(self) -> None:
        found = differences(*(run(f"create.start-date-today:{day}", "create.start-date-today") for day in ("yesterday", "tomorrow")))
        told = differing(found)
        assert '/not-sent: fail → fail, was start_date = "<yesterday>", is start_date = "<tomorrow>"\n' in told
        assert told.endswith("\nNO REGRESSION: 11 still failing, but otherwise\n")

    def test_what_a_target_does_not_claim_any_more_is_a_regression(self) -> None:
        told = differing(differences(run("", "ids.*"), run("", "ids.*", without=frozenset({"lists"}))))
        assert "\nHeld, and cannot be told now\n" in told
        assert ": pass → not-applicable, " in told
        assert "\nREGRESSION: " in told

    def test_of_what_was_not_run_the_number_is_told(self) -> None:
        told = differing(differences(GOOD, run("", "location.kept")))
        assert "\nmind  selected: location, and now location.kept\n" in told
        assert "\nNot run now: 89 scenarios\n" in told
        assert told.endswith("\nNO REGRESSION: 89 not run now\n")

    def test_two_equal_runs_differ_in_nothing(self) -> None:
        assert differing(differences(GOOD, GOOD)).endswith("\nNO REGRESSION: nothing is otherwise\n")

    def test_whose_runs_they_are_stands_above(self) -> None:
        [old, new] = differing(differences(GOOD, BAD)).splitlines()[:2]
        assert old.startswith("old   reference (Reference implementation of customer-profile integrations 0.1.0) · suite 0.1.0 · 20")
        assert new.startswith(f"new   reference:{FALLS_BACK} (")

    def test_every_verdict_can_come_after_every_other(self) -> None:
        whole = sample()
        turned = tuple(replace(one, verdict=other.verdict) for one, other in zip(whole.findings, whole.findings[::-1], strict=True))
        other = Record(whole.header, turned, whole.footer)
        for found in (differences(whole, other), differences(other, whole)):
            assert differing(found).splitlines()[-1].startswith("REGRESSION: ")
            assert differing_markdown(found).startswith("### REGRESSION: ")


class TestTheMarkdown:
    def test_it_has_a_table_of_each_kind(self) -> None:
        told = differing_markdown(differences(GOOD, BAD))
        assert told.startswith("### REGRESSION: 32 new failures\n")
        table = MarkdownIt("commonmark").enable("table").render(told)
        assert "<h4>New failures: 32</h4>" in table
        assert "<td>location.kept/three-updates-in-a-row</td>" in table.replace(' style="text-align:left"', "")
        assert table.count("<tr>") == 33

    def test_hostile_text_is_text(self) -> None:
        one = hostile(sample())
        finding = replace(one.findings[0], rule=HOSTILE[3], scenario=f"{HOSTILE[3]}/{HOSTILE[4]}", verdict="fail")
        spoilt = replace(one, findings=(finding, *one.findings[1:]), footer=Footer("", 1, stopped=HOSTILE[3]))
        found = differences(Record(sample().header, (), sample().footer), spoilt)
        told = differing_markdown(found)
        page = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table").render(told)
        assert "<script" not in page
        assert "<img" not in page
        assert "<a " not in page
        assert "<h1>" not in page
        assert page.count("<tr>") == len(sample().findings) + page.count("<table>")
        assert not set("\x00\x07\x1b\x7f\x85\u2028\u202e") & set(told + differing(found))


class TestDiff:
    @pytest.mark.parametrize(
        ("old", "new", "status"), [("good", "good", 0), ("good", "bad", 1), ("bad", "bad", 0), ("bad", "good", 0), ("good", "cut", 5)]
    )
    def test_only_a_regression_is_1(self, old: str, new: str, status: int, files: dict[str, str]) -> None:
        assert invoked("diff", files[old], files[new]).exit_code == status

    def test_a_new_record_that_breaks_off_establishes_nothing(self, files: dict[str, str]) -> None:
        done = invoked("diff", files["good"], files["cut"])
        assert "NOT ESTABLISHED: the new record breaks off: it has no footer; until there, 119 not run now" in done.stdout

    def test_it_goes_into_a_file(self, files: dict[str, str], tmp_path: Path) -> None:
        done = invoked("diff", files["good"], Path(files["bad"]).parent, "--as", "markdown", "--output", tmp_path / "diff.md")
        assert (done.exit_code, done.output) == (1, "")
        assert (tmp_path / "diff.md").read_text(encoding="utf-8").startswith("### REGRESSION")

    def test_what_is_no_record_is_named(self, files: dict[str, str], tmp_path: Path) -> None:
        done = invoked("diff", files["good"], tmp_path / "none.jsonl")
        assert done.exit_code == 2
        assert "none.jsonl cannot be read" in done.stderr


class TestRunWithABaseline:
    def ended(self, baseline: str, *arguments: str) -> tuple[int, str]:
        done = invoked("run", *arguments, "--select", LOCATION, "--baseline", baseline)
        return done.exit_code, done.stdout

    def test_what_failed_before_is_no_reason_to_be_red(self, files: dict[str, str]) -> None:
        status, told = self.ended(files["bad"], f"reference:{FALLS_BACK}")
        assert status == 0
        assert "\nNOT CONFORMANT: 2 must rules broken, in 32 scenarios\n" in told
        assert told.endswith("\nNO REGRESSION: 32 still failing\n")

    def test_what_did_not_is(self, files: dict[str, str]) -> None:
        status, told = self.ended(files["good"], f"reference:{FALLS_BACK}")
        assert (status, told.splitlines()[-1]) == (1, "REGRESSION: 32 new failures")

    def test_it_is_not_written_over_so_that_the_next_run_has_the_same(self, tmp_path: Path) -> None:
        on_disk(tmp_path, results=GOOD)
        before = (tmp_path / "results" / "record.jsonl").read_bytes()
        done = invoked("run", f"reference:{FALLS_BACK}", "--baseline", tmp_path / "results", "--output", tmp_path / "results")
        assert (done.exit_code, done.stdout) == (2, "")
        assert "record.jsonl is a record that is to be read, and would be written over: give another place" in done.stderr
        assert (tmp_path / "results" / "record.jsonl").read_bytes() == before

    def test_one_that_cannot_be_read_is_told_before_anything_is_run(self, tmp_path: Path) -> None:
        done = invoked("run", "--baseline", tmp_path / "none.jsonl")
        assert (done.exit_code, done.stdout) == (2, "")
