"""The text of a target file to begin with. Pure."""

from __future__ import annotations

import re
from itertools import product

import msgspec

from conformance.target_file.shapes import APIBROKER, MAPPING

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MAPPING = """
# Tell below how the target is spoken to; a name in the place of an entry is where its value stands in what is sent and answered.
[mapping]
headers = { Authorization = "Basic {actor.basic}" }

[mapping.parts.person]
contact_type = "contact_type"
preferred_contact_method = "preferred_contact_method"
first_name = "first_name"
last_name = "last_name"

[[mapping.operations.create.requests]]
method = "POST"
path = "/people"
json = "{person}"
[mapping.operations.create.answer]
values = { ucrn = "body.id" }

[[mapping.operations.update.requests]]
method = "PATCH"
path = "/people/{ucrn}"
json = "{person}"

[[mapping.operations.get.requests]]
method = "GET"
path = "/people/{ucrn}"
[mapping.operations.get.answer]
parts = { person = "body" }
values = { ucrn = "body.id" }
"""

_TENANT = """
# One tenant's own; a browser's network panel shows it while the forms are used. What is still missing is told before any request.
[options]
host = ""                          # as the page says it to isauthenticated
page = ""                          # the URL of the form's page, on /fillform/…
landing = ""                       # a path to look at first, where a session begins so
domain = false                     # whether the page asks /apibroker/domain/…
nextref = false                    # whether it asks /api/nextref
csrf = ""                          # where the token of nextref goes: "header", "body", or nowhere
section = ""                       # of the form's values
data_names = {}                    # entry = "data name", where the two differ
columns = {}                       # column = "entry", likewise in the rows of an answer

[[options.lookups.create]]
id = ""                            # the id of runLookup?id=…
[[options.lookups.get]]
id = ""
"""
_UPDATE = """
[[options.lookups.update]]         # the one with these boxes ticked
id = ""
ignore_empty = {ignore}
keep_empty_end_dates = {keep}
"""


class NotAVariableError(Exception):
    """What was given in the place of a variable's name cannot be one: perhaps it is the secret itself, so it is not repeated."""


def beginning(*, name: str, url: str, binding: str, csa: str, secret: str, time_zone: str) -> str:
    """A target file; `secret` is the name of an environment variable. Raises NotAVariableError."""
    if not _VARIABLE.fullmatch(secret):
        raise NotAVariableError("the secret is given by the name of an environment variable, such as ACME_SECRET: letters, digits and _")
    body, customers = _BODIES.get(binding, ("", "owner = {}\nanother = {}\n"))
    variable = _text("${" + secret + "}")
    csa_actor = f"{{ token = {variable} }}" if binding == APIBROKER else f"{{ name = {_text(csa)}, secret = {variable} }}"
    return (
        f"name = {_text(name)}\nurl = {_text(url)}\nbinding = {_text(binding)}\n"
        + ("" if binding == "native" else "capabilities = []\n")
        + f"time_zone = {_text(time_zone)}\n\n[actors]\n"
        + f"csa = {csa_actor}\n{customers}nobody = {{}}\n\n[limits]\ntimeout = 10.0\n{body}"
    )


_BODIES = {
    MAPPING: (_MAPPING, ""),
    APIBROKER: (_TENANT + "".join(_UPDATE.format(ignore=ignore, keep=keep) for ignore, keep in product(("false", "true"), repeat=2)), ""),
}
"""What a binding needs besides, and the customers who can act by it; other bindings need nothing, and both can."""


def _text(value: str) -> str:
    """A text as TOML writes it; its basic texts are those of JSON."""
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
