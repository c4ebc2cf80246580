"""Finding out before a run: what is well, what is in doubt, and with what no run can be made; nothing is blamed on a target that is the
mapping's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from conformance.book import book
from conformance.doctor.budget import budget
from conformance.doctor.examination import examine
from conformance.doctor.preflight import preflight
from conformance.drivers.in_process import reference
from conformance.exchanges import Answer, Asked, Driver, Exchange, InapplicableError, TargetError
from conformance.inventory import Inventory
from conformance.selection import select
from conformance.session import hold
from conformance.stored import read
from conformance.suite import CAPABILITIES
from reference_impl.api import Api
from reference_impl.faults import FAULTS
from reference_impl.hub import Hub
from tests.acme import Acme
from tests.processes import SECRET, SIGNED_IN, Ended, conformance, listening, served
from tests.servers import Scripted

ACME = Path(__file__).parents[1] / "fixtures" / "targets" / "acme.toml"
ONE = "email.unchanged/another-value/another-address-ticked"


@pytest.fixture(scope="module")
def acme() -> Iterator[str]:
    with listening(Acme(Api(Hub(), "csa", SECRET))) as url:
        yield url


def asked(command: str, url: str, folder: Path, *changes: tuple[str, str], more: tuple[str, ...] = ()) -> Ended:
    """The command at Acme, by its target file with these changes."""
    text = ACME.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / "acme.toml"
    file.write_text(text, encoding="utf-8")
    return conformance(command, str(file), *more, settings={"ACME_URL": url, "ACME_SECRET": SECRET})


def flat(text: str) -> str:
    return " ".join(text.split())


class Changed:
    """The reference, with some of its answers changed."""

    def __init__(self, answers: Mapping[str, Answer | Callable[[Answer], Answer]] = {}, **declared: object) -> None:
        self._driver = reference()
        self._answers = answers
        self.target = replace(self._driver.target, **declared)

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        answer, exchanges = self._driver.perform(asked)
        other = self._answers.get(asked.operation, answer)
        return (other(answer) if callable(other) else other), exchanges

    def close(self) -> None:
        self._driver.close()


class TestAWellTarget:
    def test_has_nothing_but_what_is_well(self) -> None:
        found = examine(book(), reference())
        assert [one for one in found.symptoms if one.kind != "well"] == []
        assert [one.about for one in found.symptoms] == [
            "clock",
            "create",
            "get",
            "update",
            "a customer on their own record",
            "a customer on somebody else's record",
            "somebody who is not signed in",
            "entries",
        ]
        assert found.well

    def test_its_readings_are_found(self) -> None:
        found = examine(book(), reference("", frozenset({"connected-index"}))).readings
        assert found["email.rest-of-update"] == "refused"
        assert found["twitter.at-sign"] == "as sent"

    def test_every_capability_shows(self) -> None:
        assert [one.name for one in examine(book(), reference()).capabilities if not (one.declared and one.shown)] == []

    @pytest.mark.parametrize("name", CAPABILITIES)
    def test_one_that_it_lacks_does_not(self, name: str) -> None:
        [found] = [one for one in examine(book(), reference("", frozenset({name}))).capabilities if one.name == name]
        assert (found.declared, found.shown, found.said) == (False, False, "")

    @pytest.mark.parametrize("name", CAPABILITIES)
    def test_one_that_it_only_declares_is_told_with_what_was_seen(self, name: str) -> None:
        lacking = reference("", frozenset({name}))
        lacking.target = replace(lacking.target, capabilities=CAPABILITIES)
        [found] = [one for one in examine(book(), lacking).capabilities if one.name == name]
        assert (found.declared, found.shown) == (True, False)
        assert found.said

    def test_one_that_it_does_not_declare_is_told_of(self) -> None:
        shown = {one.name for one in examine(book(), Changed(capabilities=())).capabilities if one.shown and not one.declared}
        assert shown == set(CAPABILITIES)


class Counting:
    """Another driver, whose requests are counted."""

    def __init__(self, driver: Driver) -> None:
        self.target, self._driver, self.requests = driver.target, driver, 0

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        answer, exchanges = self._driver.perform(asked)
        self.requests += len(exchanges)
        return answer, exchanges

    def close(self) -> None:
        self._driver.close()


class TestBudget:
    def test_is_near_what_a_run_takes(self, tmp_path: Path) -> None:
        counting = Counting(reference())
        items = dict.fromkeys(("prefixes", "suffixes", "countries", "languages"), 0)
        for name in items:
            items[name] = len(counting.perform(Asked("list", list_name=name))[0].items)
        counting.requests = 0
        inventory = Inventory(tmp_path / "made.jsonl", counting.target, "run")
        record = hold(book(), select(book(), ()), inventory.noting(counting, "all"))
        inventory.close()
        made = (tmp_path / "made.jsonl").read_text(encoding="utf-8").count('"thing":"customer"')
        told = budget(book().scenarios(), counting.target, {}, items, 0.001)
        signed_in = told.requests - counting.requests
        assert len(record.findings) - 4 == told.scenarios
        assert made <= told.customers <= made * 1.03
        assert 0 <= signed_in <= counting.requests * 0.05

    def test_a_rate_makes_it_longer(self) -> None:
        scenarios = book().scenarios()[:10]
        fast = budget(scenarios, reference().target, {}, {}, 0.01)
        slow = budget(scenarios, reference().target, {}, {}, 0.01, 5.0)
        assert slow.requests == fast.requests
        assert slow.seconds == pytest.approx(slow.requests / 5.0)

    def test_what_does_not_apply_takes_nothing(self) -> None:
        told = budget(book().scenarios(), replace(reference().target, actors=()), {}, {}, 0.01)
        assert (told.scenarios, told.customers, told.requests) == (0, 0, 0)

    def test_a_call_that_takes_several_requests_counts_as_many(self) -> None:
        scenarios = book().scenarios()[:10]
        once = budget(scenarios, reference().target, {}, {}, 0.01).requests
        assert budget(scenarios, reference().target, {"create": 3.0}, {}, 0.01).requests > once


class TestPreflight:
    def test_no_fault_of_a_hub_is_taken_for_a_mistake_of_whoever_runs_it(self) -> None:
        scenarios = book().scenarios()
        stopped: list[str] = []
        for fault in FAULTS:
            try:
                preflight(reference(fault), scenarios)
            except TargetError:
                stopped.append(fault)
        assert stopped == []

    def test_a_customer_who_is_not_made_ends_it(self) -> None:
        refusing = Changed({"create": Answer("refused", detail="403 no")})
        with pytest.raises(
            TargetError, match=r"^reference: before the run, create: a customer of plain values is not made: POST /v2/pro"
        ) as said:
            preflight(refusing, book().scenarios())
        assert said.value.status == 2

    def test_no_answer_is_the_networks(self) -> None:
        with pytest.raises(TargetError, match=r"before the run, create: .* no answer within 10 s") as said:
            preflight(Scripted(lambda _: Answer("unreachable", detail="POST http://x: no answer within 10 s")), ())
        assert said.value.status == 3

    def test_nor_one_to_the_update(self) -> None:
        silent = Changed({"update": Answer("unreachable", detail="PATCH http://x: connection closed")})
        with pytest.raises(
            TargetError, match=r"before the run, update: plain values are not taken: PATCH http://x: connection closed"
        ) as said:
            preflight(silent, ())
        assert said.value.status == 3

    def test_a_get_that_is_refused_is_for_the_book_where_the_wire_is_fixed(self) -> None:
        refusing = Answer("refused", detail="403 no")
        assert [one.kind for one in preflight(Changed({"get": refusing}), ())] == ["well", "doubt", "doubt"]
        with pytest.raises(TargetError, match="before the run, get: Get does not answer the customer"):
            preflight(Changed({"get": refusing}, binding="mapping"), ())

    def test_values_that_do_not_come_back_are_nobodys_fault_yet(self) -> None:
        with pytest.raises(
            TargetError, match=r"first_name was sent as 'Ann' and comes back as '', .*the mapping looks elsewhere, or the tar"
        ):
            preflight(Changed({"get": Answer("accepted", fields={})}, binding="mapping"), ())

    def test_one_value_that_does_not_is_in_doubt(self) -> None:
        def without_phone(answer: Answer) -> Answer:
            return Answer("accepted", fields={**answer.fields, "phone_number": ""})

        symptoms = preflight(Changed({"get": without_phone}, binding="mapping"), ())
        assert [(one.kind, one.about) for one in symptoms] == [("well", "create"), ("doubt", "get"), ("doubt", "update")]
        assert symptoms[1].said.startswith(
            "phone_number was sent as '0131 496 0101' and comes back as '' (POST /v2/profile/get answered 200"
        )

    def test_an_actor_who_is_not_signed_in_ends_it_where_the_run_needs_one(self) -> None:
        def signing(asked: Asked) -> Answer:
            return Answer("accepted") if asked.actor == "csa" else Answer("unsigned", detail="the customer U1 could not be signed in: 404")

        script = Scripted(signing)
        owners = [scenario for rule, scenario in select(book(), ("access.owner",))]
        with pytest.raises(TargetError, match=r"a customer on their own record: the customer U1 could not be signed in: 404") as said:
            preflight(script, owners)
        assert said.value.status == 2
        others = [scenario for rule, scenario in select(book(), ("create.distinct",))]
        assert all(one.kind != "wrong" for one in preflight(script, others))

    def test_what_a_binding_has_no_words_for_ends_it_too(self) -> None:
        def wordless(_: Asked) -> Answer:
            raise InapplicableError("the mapping cannot say it: it has no place for contact_type")

        with pytest.raises(TargetError, match="is not made: the mapping cannot say it: it has no place for contact_type"):
            preflight(Scripted(wordless), ())


class TestOnTheCommandLine:
    def test_a_hub_that_is_well(self, tmp_path: Path) -> None:
        with served() as (url, _):
            done = conformance("doctor", url, "--inventory", str(tmp_path / "made.jsonl"), settings=SIGNED_IN)
        assert (done.status, done.err) == (0, "")
        assert done.out.splitlines()[-1] == "WELL: a run can be made"
        assert "address-history      yes         yes" in done.out
        assert "A run of the whole book makes 2," in done.out
        assert '"scenario":"doctor"' in (tmp_path / "made.jsonl").read_text(encoding="utf-8")

    def test_nobody_there_is_3(self) -> None:
        done = conformance("doctor", "http://127.0.0.1:9", settings=SIGNED_IN)
        assert (done.status, done.out) == (3, "")
        assert "is the server running?" in done.err

    def test_a_mapping_that_is_well(self, acme: str, tmp_path: Path) -> None:
        done = asked("doctor", acme, tmp_path)
        assert (done.status, done.err) == (0, "")
        assert "doubt  clock                                 no answer has a Date header" in done.out
        assert done.out.splitlines()[-1] == "WELL: a run can be made, with 1 doubt to look at first"

    def test_a_list_of_known_failures_that_the_book_does_not_know_is_told_before_any_request(self, tmp_path: Path) -> None:
        listed = '[[known_failures]]\nrule = "location.keep"\nobserved = \'location = "1"\'\nreason = "until release 8"\n\n[mapping]\n'
        done = asked("doctor", "http://127.0.0.1:1", tmp_path, ("[mapping]\n", listed))
        assert (done.status, done.out) == (2, "")
        assert "known_failures[1].rule: there is no rule 'location.keep'; did you mean location.kept" in done.err

    def test_an_entry_that_the_mapping_reads_elsewhere_is_in_doubt(self, acme: str, tmp_path: Path) -> None:
        done = asked("doctor", acme, tmp_path, ('ward = "ward"', 'ward = { at = "ward", read = "parish" }'))
        assert done.status == 0
        assert "ward was sent as" in flat(done.out)
        assert "the mapping looks elsewhere, or the target does not keep it" in flat(done.out)
        assert done.out.splitlines()[-1] == "WELL: a run can be made, with 2 doubts to look at first"

    @pytest.mark.parametrize("command", ["doctor", "run"])
    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            (
                ('ucrn = "body.id"', 'ucrn = "body.ident"'),
                "and no ucrn at body.ident: an answer of another form, or a mapping that looks else",
            ),
            (('"body.found.person"', '"body.person"'), "first_name was sent as 'Ann' and comes back as ''"),
            (('path = "/people"', 'path = "/persons"'), "a customer of plain values is not made: POST /persons answered 404"),
            (("{ customer =", "{ client ="), "a customer on their own record"),
            (('"body.found.history"', '"body.history"'), "(where blank is an empty list: body.history"),
            (('path = "/lookups/{list}"', 'path = "/lists/{list}"'), "declared, and the list of prefixes: GET /lists/titles"),
        ],
        ids=["no UCRN", "reads elsewhere", "no such path", "a customer's sign-in", "no address history", "no lists"],
    )
    def test_a_mapping_with_which_no_run_can_be_made(
        self, changes: tuple[str, str], said: str, command: str, acme: str, tmp_path: Path
    ) -> None:
        more = ("--output", str(tmp_path / "out")) if command == "run" else ()
        done = asked(command, acme, tmp_path, changes, more=more)
        assert done.status == 2, done.out
        assert said in flat(done.err if command == "run" else done.out)
        if command == "run":
            assert done.out == ""
            assert read(tmp_path / "out" / "record.jsonl").footer is None

    def test_which_can_be_asked_for_nevertheless(self, acme: str, tmp_path: Path) -> None:
        more = ("--select", ONE, "--no-preflight")
        done = asked("run", acme, tmp_path, ('path = "/people"', 'path = "/persons"'), more=more)
        assert done.status != 2
        assert ONE in done.out


def test_a_run_that_is_stopped_has_found_nothing() -> None:
    found: list[object] = []
    with pytest.raises(TargetError):
        hold(
            book(),
            select(book(), (ONE,)),
            reference(),
            progress=found.append,
            before=lambda _: preflight(Changed({"create": Answer("refused")}), ()),
        )
    assert found == []
