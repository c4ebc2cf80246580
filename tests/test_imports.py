"""The house: imports go down only, each outside package has one door, and the command line opens none of them before it must."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.processes import ended

HOME = Path(__file__).parents[1]


class Room(NamedTuple):
    """Modules from the lowest to the highest, and the rooms below whose modules they may use; within a room they look down as well."""

    modules: tuple[str, ...]
    below: tuple[str, ...] = ()


COMMANDS = (
    "baseline",
    "book",
    "compare",
    "diff",
    "doctor",
    "explain",
    "explore",
    "faults",
    "init",
    "load",
    "merge",
    "prove",
    "report",
    "rules",
    "run",
    "serve",
)
HARNESS = {
    "values": Room(
        (
            *("", "bounds", "deadlines", "disk", "aside", "unseen", "suite", "known", "names", "exchanges"),
            *("streams", "writings", "sieve", "concealing"),
        )
    ),
    "side by side": Room(("parallel", "at_once", "meeting", "behalf"), ("values",)),
    "reading": Room(("layout", "labels", "preparation", "twins", "rows", "contents", "steps", "scenarios", "reader", "book"), ("values",)),
    "writing": Room(("snippets",), ("values",)),
    "choosing": Room(("selection",), ("values",)),
    "judging": Room(("comparing", "linearizing", "judging", "record", "stored", "lasting", "listed", "verdicts"), ("values",)),
    "between runs": Room(("gist", "differing", "relisting", "comparison"), ("values", "choosing", "judging")),
    "keeping": Room(("keeping", "sameness", "shards", "merging", "resuming", "under_way"), ("values", "choosing", "judging")),
    "running": Room(("lists", "inventory", "reaching", "performance", "runner", "jobs", "given"), ("values", "side by side", "judging")),
    "reaching": Room(
        (
            *("drivers", "drivers.manners", "drivers.transport", "drivers.pacing", "drivers.redirects", "drivers.cookies"),
            *("drivers.unambiguous", "drivers.sending", "drivers.connecting", "drivers.reasons", "drivers.http"),
            *("drivers.asgi", "drivers.settings", "drivers.signed_in", "drivers.concealed", "drivers.settling"),
            *("drivers.bindings", "drivers.bindings.native", "drivers.bindings.mapping"),
            *(f"drivers.bindings.apibroker{part}" for part in ("_settings", "_rows", "_answers", "_requests", "_session", "_meaning", "")),
            *(
                f"drivers.bindings.mapping.{module}"
                for module in ("shapes", "paths", "templates", "dates", "conversions", "parts", "documents", "requests", "answers")
            ),
            *(f"drivers.bindings.mapping.{module}" for module in ("carrying", "checking_steps", "checking", "sessions", "reach", "driver")),
        ),
        ("values", "side by side"),
    ),
    "the reference": Room(("drivers.in_process", "drivers.altered", "drivers.recording", "drivers.otherness"), ("values", "reaching")),
    "target files": Room(
        tuple(
            f"target_file{module}" for module in ("", ".lines", ".shape", ".shapes", ".expanding", ".reading", ".rewriting", ".beginning")
        ),
        ("values", "reaching"),
    ),
    "targets": Room(("bindings", "targets"), ("values", "reaching", "the reference", "target files")),
    "the oracle": Room(("oracle", "otherwise", "racing"), ("values", "judging", "running", "the reference")),
    "a run": Room(("carrying", "session", "connection"), ("values", "side by side", "judging", "keeping", "running", "the oracle")),
    "telling": Room(
        (
            "renderers",
            *(f"renderers.{name}" for name in ("tables", "words", "spans", "escaping", "index", "citing", "pieces", "shell", "reproduce")),
            *(f"renderers.{name}" for name in ("summary", "races", "overview", "failures", "known", "text", "standing", "load")),
            *(
                f"renderers.{name}"
                for name in (
                    "junit",
                    "markdown",
                    "ctrf",
                    "earl",
                    "badge",
                    "har",
                    "annotations",
                )
            ),
        ),
        ("values", "judging"),
    ),
    "pages": Room(
        (
            *(f"renderers.pages{module}" for module in ("", ".cutting", ".page", ".markdown", ".chapters")),
            "renderers.book",
            "renderers.latency",
            *(
                f"renderers.pages.{module}"
                for module in ("marks", "json_lines", "evidence", "packing", "margins", "plot", "bars", "summary")
            ),
            "renderers.html",
        ),
        ("values", "reading", "writing", "judging", "telling"),
    ),
    "telling of several": Room(
        tuple(f"renderers.{module}" for module in ("differing", "relisting", "comparison", "comparison_page")),
        ("values", "judging", "between runs", "telling", "pages"),
    ),
    "the views": Room(("views",), ("values", "judging", "telling", "pages")),
    "publishing": Room(("publishing",), ("values", "reading", "judging", "the reference", "a run", "telling", "the views")),
    "explaining": Room(("renderers.explanation",), ("values", "judging", "the oracle", "telling")),
    "the playground": Room(
        (
            "playground",
            *(f"playground.{module}" for module in ("composition", "objections", "telling", "chapter", "asked", "page", "application")),
        ),
        ("values", "reading", "writing", "judging", "running", "the reference", "the oracle", "telling", "pages"),
    ),
    "generating": Room(("traceability", "writer"), ("values", "reading", "judging", "telling", "target files")),
    "exploring": Room(
        (
            "explorer",
            *(
                f"explorer.{module}"
                for module in (
                    "vocabulary",
                    "days",
                    "texts",
                    "entries",
                    "echoes",
                    "forms",
                    "spoiling",
                    "walks",
                    "folding",
                    "pruning",
                    "found_readings",
                )
            ),
            *(
                f"explorer.{module}"
                for module in ("filling", "expecting", "blame", "departures", "baring", "drawing", "search", "exploration")
            ),
        ),
        ("values", "reading", "writing", "judging", "running", "the reference", "the oracle"),
    ),
    "exploring side by side": Room(
        ("explorer.jobs",), ("values", "reading", "running", "reaching", "side by side", "targets", "exploring")
    ),
    "finding out": Room(
        (
            "doctor",
            *(f"doctor.{module}" for module in ("symptoms", "consultation", "smallest", "capabilities", "budget", "entries")),
            *(f"doctor.{module}" for module in ("preflight", "examination")),
        ),
        ("values", "judging", "running", "exploring"),
    ),
    "load": Room(
        tuple(
            f"load{module}"
            for module in (
                *(
                    "",
                    ".orders",
                    ".tallying",
                    ".timing",
                    ".carrying",
                    ".keeping",
                    ".living",
                    ".figures",
                    ".process",
                    ".spreading",
                    ".roles",
                ),
                ".__main__",
            )
        ),
        ("values", "reading", "choosing", "judging", "keeping", "running", "reaching", "targets", "a run", "telling", "the views"),
    ),
    "telling of what is found out": Room(("renderers.examination",), ("values", "judging", "telling", "finding out")),
    "telling of departures": Room(("renderers.departures",), ("values", "writing", "judging", "telling", "exploring")),
    "the suite on trial": Room(
        (
            *(f"proving{module}" for module in ("", ".results", ".wire", ".matrix", ".trials", ".readings")),
            *(f"proving.{module}" for module in ("mutations", "fates", "mutants", "inquest", "explored")),
        ),
        ("values", "reading", "choosing", "judging", "running", "reaching", "the reference", "the oracle", "side by side", "exploring"),
    ),
    "telling of it": Room(
        ("renderers.kill_matrix", "renderers.mutants", "renderers.readings", "renderers.explored"),
        ("values", "judging", "telling", "the suite on trial"),
    ),
    "the command line": Room(
        (
            "commands",
            "commands.telling",
            "commands.options",
            "commands.writing",
            "commands.reading",
            "commands.planning",
            "commands.diff",
            "commands.carrying_out",
            *(f"commands.{name}" for name in COMMANDS if name != "diff"),
            "cli",
        ),
        (
            "values",
            "reading",
            "choosing",
            "judging",
            "keeping",
            "running",
            "reaching",
            "the reference",
            "target files",
            "targets",
            "the oracle",
            "a run",
            "between runs",
            "telling",
            "telling of several",
            "the views",
            "explaining",
            "side by side",
            "the suite on trial",
            "telling of it",
            "exploring",
            "exploring side by side",
            "telling of departures",
            "pages",
            "the playground",
            "finding out",
            "telling of what is found out",
            "load",
        ),
    ),
    "the plugin": Room(("plugin",), ("finding out", "values", "reading", "running", "reaching", "targets", "a run", "telling")),
}

CHAPTERS = (
    *("custom", "dates", "ids", "ignore_empty", "location", "email", "twitter", "access", "concurrent", "tokens", "hub"),
    *("get", "create", "update", "address_values", "addresses"),
)
REFERENCE = {
    "values": Room(("", "fields", "values", "lists", "sent", "clock", "readings", "world", "trace")),
    "rules": Room(("rules", *(f"rules.{chapter}" for chapter in CHAPTERS)), ("values",)),
    "the step": Room(("entries", "steps"), ("values", "rules")),
    "faults": Room(
        (
            *("rewriting", "conditions", "mistakes", "faults.fault"),
            *(f"faults.{chapter}" for chapter in (*CHAPTERS, "old_addresses") if chapter != "address_values"),
            "faults",
            "probing",
        ),
        ("values",),
    ),
    "the hub": Room(("hub",), ("values", "the step", "faults")),
    "the contract": Room(("bodies", "sessions", "api"), ("values", "rules", "the step", "the hub")),
    "the document": Room(("openapi_schemas", "openapi"), ("values",)),
    "the socket": Room(("connections", "server"), ("values", "faults", "the hub", "the contract", "the document")),
}
PACKAGES = {"conformance": HARNESS, "reference_impl": REFERENCE}

DOORS = {
    "allpairspy": {"conformance.proving.readings"},
    "anyio": {"conformance.drivers.asgi"},
    "asgi_lifespan": {"conformance.drivers.asgi"},
    "httpx": {"conformance.drivers.asgi"},
    "cosmic_ray": {"conformance.proving.mutations"},
    "click": {
        "conformance.cli",
        *(f"conformance.commands.{name}" for name in ("telling", "options", "planning", "carrying_out", *COMMANDS)),
    },
    "gevent": {f"conformance.load.{module}" for module in ("__main__", "carrying", "process", "spreading")},
    "geventhttpclient": {"conformance.load.carrying"},
    "hypothesis": {f"conformance.explorer.{module}" for module in ("drawing", "entries", "forms", "spoiling", "texts", "walks")},
    "jinja2": {"conformance.renderers.pages.page"},
    "jmespath": {"conformance.drivers.bindings.mapping.paths"},
    "locust": {f"conformance.load.{module}" for module in ("figures", "process", "spreading")},
    "markdown_it": {"conformance.layout", "conformance.renderers.pages.markdown"},
    "markupsafe": {f"conformance.renderers.pages.{module}" for module in ("page", "markdown", "chapters", "margins")},
    "pytest": {"conformance.plugin"},
    "reference_impl": {
        *(f"conformance.drivers.{module}" for module in ("in_process", "altered", "recording", "otherness")),
        "conformance.oracle",
    },
    "requests": {"conformance.drivers.http"},
    "starlette": {"reference_impl.connections", "reference_impl.server", "conformance.playground.application"},
    "tabulate": {"conformance.renderers.tables"},
    "tomlkit": {"conformance.target_file.rewriting"},
    "urllib3": {"conformance.drivers.connecting"},
    "uvicorn": {"reference_impl.connections", "reference_impl.server"},
}
"""Everything outside a package that it uses, and the only modules that import it; msgspec, of which values are made, goes anywhere."""

HEAVY = (
    "requests",
    "hypothesis",
    "jinja2",
    "starlette",
    "uvicorn",
    "markdown_it",
    "msgspec",
    "tabulate",
    "pytest",
    "reference_impl",
    "httpx",
    "anyio",
    "tomlkit",
    "gevent",
    "locust",
)


class Import(NamedTuple):
    """One import: the module that has it, and the module that it names."""

    by: str
    of: str


@cache
def modules() -> dict[str, Path]:
    """Every module of both packages, with its file."""
    found: dict[str, Path] = {}
    for package in PACKAGES:
        for file in sorted((HOME / package).rglob("*.py")):
            parts = file.relative_to(HOME).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports_in(name: str, tree: ast.AST) -> Iterator[Import]:
    """The imports of a module, those within functions and for types only included; a submodule is named in full."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            assert node.module
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield Import(name, whole if whole in modules() else node.module)


@cache
def imports() -> list[Import]:
    return [found for name, file in modules().items() for found in imports_in(name, ast.parse(file.read_text(encoding="utf-8")))]


def rank(package: str) -> dict[str, tuple[str, int]]:
    """Each module of a package with its room and its height there."""
    return {
        f"{package}.{module}".rstrip("."): (room, height)
        for room, (inside, _) in PACKAGES[package].items()
        for height, module in enumerate(inside)
    }


@pytest.mark.parametrize("package", PACKAGES)
class TestLayers:
    def test_every_module_has_its_room(self, package: str) -> None:
        assert sorted(rank(package)) == sorted(name for name in modules() if name.partition(".")[0] == package)

    def test_rooms_lie_above_those_they_use(self, package: str) -> None:
        rooms = list(PACKAGES[package])
        assert [(room, below) for room in rooms for below in PACKAGES[package][room].below if below not in rooms[: rooms.index(room)]] == []

    def test_imports_go_down_only(self, package: str) -> None:
        places = rank(package)

        def down(one: Import) -> bool:
            (room, height), (other, lower) = places[one.by], places[one.of]
            return lower < height if room == other else other in PACKAGES[package][room].below

        assert [one for one in imports() if one.by in places and one.of in places and not down(one)] == []

    def test_no_room_is_open_for_nothing(self, package: str) -> None:
        places = rank(package)
        used = {(places[one.by][0], places[one.of][0]) for one in imports() if one.by in places and one.of in places}
        assert [(room, below) for room in PACKAGES[package] for below in PACKAGES[package][room].below if (room, below) not in used] == []


class TestDoors:
    def test_the_reference_knows_nothing_of_the_harness(self) -> None:
        assert [one for one in imports() if one.by.startswith("reference_impl") and one.of.partition(".")[0] == "conformance"] == []

    def test_each_outside_package_has_one(self) -> None:
        doors: dict[str, set[str]] = {}
        for by, of in imports():
            outside = of.partition(".")[0]
            if outside not in (by.partition(".")[0], "msgspec", *sys.stdlib_module_names):
                doors.setdefault(outside, set()).add(by)
        assert doors == DOORS

    def test_what_is_used_is_what_is_installed(self) -> None:
        project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        needed = {
            re.split(r"[<>=;]", line)[0].replace("-", "_").replace("markdown_it_py", "markdown_it") for line in project["dependencies"]
        }
        extras = [line for name in ("load", "prove") for line in project["optional-dependencies"][name]]
        besides = {re.split(r"[<>=;]", line)[0].replace("-", "_") for line in extras}
        assert needed - {"tzdata"} == {*DOORS, "msgspec"} - {"reference_impl"} - besides
        assert besides <= DOORS.keys()

    def test_a_forbidden_import_would_be_seen(self) -> None:
        text = "def lazily() -> None:\n    from conformance import runner\n    import requests.adapters\n"
        assert list(imports_in("x", ast.parse(text))) == [Import("x", "conformance.runner"), Import("x", "requests.adapters")]


def loaded_by(*arguments: str) -> set[str]:
    """The packages that a command has loaded when it ends."""
    told = "import atexit, sys; atexit.register(lambda: print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr))"
    started = f"{told}; sys.argv = ['conformance', *{arguments!r}]; from conformance.cli import main; main()"
    done = ended(sys.executable, "-c", started)
    assert done.status == 0
    return set(done.err.split())


class TestWhatIsLoaded:
    @pytest.mark.parametrize(
        "arguments",
        [("--help",), ("--version",), *((name, "--help") for name in ("run", "prove", "explore", "load", "compare"))],
        ids=" ".join,
    )
    def test_nothing_heavy_to_be_helped(self, arguments: tuple[str, ...]) -> None:
        loaded = loaded_by(*arguments)
        assert "click" in loaded
        assert loaded.isdisjoint(HEAVY)

    def test_no_socket_and_no_server_for_a_run_in_memory(self) -> None:
        loaded = loaded_by("run", "--select", "location")
        assert "reference_impl" in loaded
        assert loaded.isdisjoint({"requests", "urllib3", "starlette", "uvicorn", "anyio", "httpx", "pytest", "hypothesis"})

    def test_no_reference_to_list_rules(self) -> None:
        assert loaded_by("rules").isdisjoint({"reference_impl", "requests", "starlette", "pytest"})
