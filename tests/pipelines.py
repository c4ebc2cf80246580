"""Pipelines as their documentation has them, carried out as the services would: which steps run, in which shell, to which end."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from ruamel.yaml import YAML

from tests.processes import Ended, environment

HOME = Path(__file__).parents[1]
_EXPRESSION = re.compile(r"\$\{\{\s*(secrets|inputs|matrix)\.(\w+)\s*\}\}")


class Step(NamedTuple):
    """One step that runs commands: the lines, what is set in its environment, and whether it also runs after a failure."""

    name: str
    run: str
    env: Mapping[str, str] = {}
    always: bool = False


def snippets(file: Path) -> Iterator[tuple[str, str, str]]:
    """The fenced blocks of a Markdown file: the heading that each stands below, its language, and its text."""
    heading, tokens = "", MarkdownIt("commonmark").parse(file.read_text(encoding="utf-8"))
    for token, after in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        if token.type == "heading_open":
            heading = after.content
        elif token.type == "fence":
            yield heading, token.info, token.content


def read_yaml(text: str) -> Any:
    """YAML as plain values."""
    return YAML(typ="safe", pure=True).load(text)


def github_steps(steps: list[dict[str, Any]], values: Mapping[str, str]) -> list[Step]:
    """The steps that run commands, with secrets and inputs filled in."""
    return [
        Step(
            step["name"],
            filled(step["run"], values),
            {name: filled(text, values) for name, text in step.get("env", {}).items()},
            "always()" in step.get("if", ""),
        )
        for step in steps
        if "run" in step
    ]


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its expressions as they are set."""
    return _EXPRESSION.sub(lambda found: values[found[2]], text)


def carried_out(steps: list[Step], folder: Path, settings: Mapping[str, str]) -> tuple[int, dict[str, Ended]]:
    """Run steps as GitHub does: each in a bash of its own that ends at the first failure, and after one failed only those that always run.

    Gives the status of the first that failed, and what each one that ran came to.
    """
    failed, ran = 0, {}
    for step in steps:
        if not failed or step.always:
            ran[step.name] = bash(step.run, folder, {**settings, **step.env})
            failed = failed or ran[step.name].status
    return failed, ran


def bash(lines: str, folder: Path, settings: Mapping[str, str]) -> Ended:
    """Lines in a bash that ends at the first failure."""
    done = subprocess.run(
        ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", lines),
        cwd=folder,
        env={**environment(), **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    return Ended(done.returncode, done.stdout, done.stderr)
