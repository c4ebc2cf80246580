"""The text of a target file to begin with. Pure."""

from __future__ import annotations

import re

import msgspec

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


class NotAVariableError(Exception):
    """What was given in the place of a variable's name cannot be one: perhaps it is the secret itself, so it is not repeated."""


def beginning(*, name: str, url: str, binding: str, csa: str, secret: str, time_zone: str) -> str:
    """A target file; `secret` is the name of an environment variable. Raises NotAVariableError."""
    if not _VARIABLE.fullmatch(secret):
        raise NotAVariableError("the secret is given by the name of an environment variable, such as ACME_SECRET: letters, digits and _")
    mapped = binding == "mapping"
    customers = "" if mapped else "owner = {}\nanother = {}\n"
    return (
        f"name = {_text(name)}\nurl = {_text(url)}\nbinding = {_text(binding)}\n"
        + ("" if binding == "native" else "capabilities = []\n")
        + f"time_zone = {_text(time_zone)}\n\n[actors]\n"
        + f"csa = {{ name = {_text(csa)}, secret = {_text('${' + secret + '}')} }}\n{customers}nobody = {{}}\n\n"
        + "[limits]\ntimeout = 10.0\n"
        + (_MAPPING if mapped else "")
    )


def _text(value: str) -> str:
    """A text as TOML writes it; its basic texts are those of JSON."""
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
