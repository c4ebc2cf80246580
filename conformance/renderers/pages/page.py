"""A self-contained page from a template: its style and script stand in it, and its policy lets nothing else run.

The one door to jinja2. Whatever stands in `{{ }}` is shown as text; a name that was not given is an error, never a blank.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from conformance.unseen import Seen, harmless, visible

LOOK, SCRIPT = "look.css", "page.js"
"""What every page has."""


def page(template: str, styles: Sequence[str] = (), scripts: Sequence[str] = (), connect: str = "'none'", **values: Any) -> Iterator[str]:
    """The parts of a page, one after the other; `styles` and `scripts` are files beside the templates that it has besides the common ones.

    `connect` says where its script may send requests: nowhere, unless the page is served by what it asks (`'self'`).
    """
    style, script = (_one_of(names) for names in ((LOOK, *styles), (SCRIPT, *scripts)))
    yield from _environment().get_template(template).generate(style=style, script=script, policy=policy(style, script, connect), **values)


def policy(style: str, script: str, connect: str) -> str:
    """The Content-Security-Policy of a page: this style and this script, and nothing from anywhere."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'",
            "img-src data:",
            f"connect-src {connect}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _one_of(names: tuple[str, ...]) -> Markup:
    """Several files as one text, which is put into the page as it stands."""
    folder = files("conformance.renderers.pages")
    return Markup("\n".join((folder / name).read_text(encoding="utf-8") for name in names))  # our own files


@cache
def _environment() -> Environment:
    loader = PackageLoader("conformance.renderers.pages", "")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_shown, trim_blocks=True, lstrip_blocks=True)


def _shown(value: object) -> object:
    """Whatever a template puts out: texts with what cannot be seen made visible, before they are escaped."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return harmless(value) if isinstance(value, Seen) else visible(value)


def fragment(template: str, **values: Any) -> str:
    """A piece of a page, to be put into one."""
    return _environment().get_template(template).render(**values)
