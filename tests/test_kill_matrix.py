"""The kill matrix as a page: it hides nothing that went wrong. That the published one is as the suite is now, test_faults says."""

from __future__ import annotations

from conformance.proving.matrix import Score
from conformance.proving.results import Catch, Suspect, Trial
from conformance.renderers.kill_matrix import page, score_line, score_of, spare_list, summary
from conformance.suite import Chapter, Rule, Scenario, Suite

SUITE = Suite(
    "0",
    (
        Chapter(
            "10-x.md",
            "x",
            "X",
            rules=(
                Rule(
                    "x.one",
                    "It holds.",
                    "must",
                    "x",
                    1,
                    scenarios=(Scenario("x.one/a", "x.one", "A", 1), Scenario("x.one/b", "x.one", "B", 1)),
                ),
                Rule("x.two", "It holds too.", "should", "x", 1, scenarios=(Scenario("x.two/a", "x.two", "A", 1),)),
            ),
        ),
    ),
)


def trial(rule: str, instead: str, *catches: tuple[str, str], visible: bool = True, errors: tuple[str, ...] = ()) -> Trial:
    suspect = Suspect(f"{rule}:{instead}", rule, "must", f"It is {instead}.", ())
    caught = tuple(Catch(scenario, scenario.partition("/")[0], verdict) for scenario, verdict in catches)  # type: ignore[arg-type]  # verdicts
    return Trial(suspect, caught, visible, errors)


KILLED = trial("x.one", "killed", ("x.one/a", "fail"), ("x.one/b", "fail"), ("x.two/a", "warning"))
LATE = trial("x.two", "late", ("x.one/a", "fail"))
SURVIVED = trial("x.one", "unseen")
VOID = trial("x.one", "empty", visible=False)


class TestPage:
    def test_names_survivors_voids_and_what_is_reported_elsewhere(self) -> None:
        told = page(SUITE, [KILLED, LATE, SURVIVED, VOID])
        assert "1 fault: survived.\n\n- `x.one:unseen`: It is unseen." in told
        assert "1 fault: is void.\n\n- `x.one:empty`: It is empty." in told
        assert "1 fault: is reported first under another rule.\n\n- `x.two:late` (under `x.one`): It is late." in told

    def test_tells_under_which_rules_each_is_caught(self) -> None:
        lines = page(SUITE, [KILLED, SURVIVED]).splitlines()
        assert "- `killed` It is killed. — x.one 2, x.two 1" in lines
        assert "- `unseen` It is unseen. — survived" in lines
        assert "Rules without a fault: `x.two` (should)." in lines

    def test_tells_what_scenarios_are_worth(self) -> None:
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in page(SUITE, [KILLED]).splitlines() if line[:1] == "|"]
        assert ["x.one", "must", "2", "2", "1"] in cells
        assert ["all", "", "3", "3", "1"] in cells
        assert spare_list(SUITE, [KILLED]) == "x.one/b\nx.two/a\n"

    def test_says_where_a_socket_makes_a_difference(self) -> None:
        assert "Over HTTP every fault comes out as it does in memory." in page(SUITE, [KILLED], [KILLED])
        other = trial("x.one", "killed", ("x.two/a", "warning"))
        assert "- `x.one:killed` is first reported under x.two, in memory under x.one" in page(SUITE, [KILLED], [other])

    def test_has_a_score_that_can_be_read_back(self) -> None:
        assert score_of(page(SUITE, [KILLED, LATE, SURVIVED])) == Score(3, 2, 1)
        assert score_of(score_line(Score(3, 2, 1))) == Score(3, 2, 1)
        assert score_of("# Kill matrix") is None


class TestSummary:
    def test_tells_what_went_wrong_and_the_score(self) -> None:
        lines = summary([KILLED, LATE, SURVIVED]).splitlines()
        assert lines[:2] == ["killed x.two:late, first under x.one (fail): It is late.", "survived x.one:unseen: It is unseen."]
        assert ["killed", "2 (66.7 %)"] in [line.split(maxsplit=1) for line in lines]
        assert "x.one:killed" not in "\n".join(lines)

    def test_tells_of_several_faults_the_rules_and_of_one_the_scenarios_too(self) -> None:
        of_several = summary([KILLED, LATE], details=True)
        assert "  x.one: 2 scenarios" in of_several
        assert "x.one/b" not in of_several
        assert "    fail x.one/b" in summary([KILLED], details=True).splitlines()

    def test_tells_of_errors_over_http(self) -> None:
        lost = trial("x.one", "killed", errors=("x.one/a", "x.one/b"))
        assert "over HTTP an error in 2 scenarios with x.one:killed" in summary([KILLED], [lost])
