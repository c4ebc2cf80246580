"""How to see a finding again: one command of ours, and the requests as curl lines for a shell.

What a shell cannot know beforehand stands in variables: tokens, and the UCRNs of the customers that the lines make. Behind a mapping the
lines are the requests as they travelled, but for what is secret. Of any other wire a shell has no words, and the record is pointed to.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

from conformance.exchanges import Exchange, Target
from conformance.record import Finding
from conformance.renderers.pieces import written
from conformance.renderers.shell import LONGEST, fits_in_a_word, in_url, inside, is_plain, printed, word
from conformance.suite import Json

MAPPING = "mapping"
"""The binding whose requests are all that is sent, and stand in the record as they travelled."""
CONCEALED = "(secret)"
"""How a record shows what is secret."""
_LINES = 6
"""So many requests are told: the first, which makes the customer, and the last ones."""
_TEXT = re.compile(r'"((?:[^"\\]++|\\.)*+)"')
"""A text in JSON."""
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+: [^\r\n\0\u0100-\U0010ffff]*")
"""A header that can have travelled; none that curl would read a file for."""
_GLOB = re.compile(r"[\[\]]")
"""What curl would make several addresses of."""
_OWN_PORT = "http://127.0.0.1:8100"


def command(target: Target, finding: Finding) -> str:
    """The command that runs this one scenario again."""
    selected, address = f"--select {word(finding.scenario)}", word(target.address)
    return f"conformance run {selected} -- {address}" if target.address.startswith("-") else f"conformance run {address} {selected}"


def before(target: Target) -> str:
    """What to know before the curl lines are pasted into a shell; blank where there are none."""
    if target.binding == MAPPING:
        return (
            "The curl lines below are the requests as they travelled, to the customers of this run. No record holds what is secret:\n"
            f"put it where {CONCEALED} stands."
        )
    return "" if target.binding else f"To paste the curl lines below into a shell, sign in first:\n  {sign_in(target)}"


def sign_in(target: Target) -> str:
    """The line that fills the variable which the curl lines take the CSA's token from."""
    body = """'{"csa":"'"$CONFORMANCE_CSA_NAME"'","secret":"'"$CONFORMANCE_CSA_SECRET"'"}'"""
    url = " ".join(_url(target, "/v2/sessions"))
    return f"CSA_TOKEN=$(curl -sS {url} -H 'Content-Type: application/json' -d {body}{_taking('token')})"


def curls(target: Target, finding: Finding) -> list[str]:
    """The requests that led to the first mismatch, one a line, to be pasted into a shell from top to bottom."""
    last = finding.mismatches[0].step if finding.mismatches else len(finding.observations)
    led = [observation for observation in finding.observations if observation.step <= last]
    if not any(observation.exchanges for observation in led):
        return []
    if target.binding not in ("", MAPPING):
        return ["(the requests are in the record)"]
    variables = _variables(finding)
    lines: list[str] = []
    for observation in led:
        made = str(observation.answer.fields.get("ucrn", "")) if observation.asked.operation == "create" else ""
        lines += [
            travelled(target, exchange) if target.binding else curl(target, exchange, variables, made) for exchange in observation.exchanges
        ]
    lines = [one if len(one) <= LONGEST else f"# a request of {len(one)} characters is left out here; the record has it" for one in lines]
    if len(lines) > _LINES:
        return [lines[0], f"# {len(lines) - _LINES} requests are left out here; the record has them", *lines[1 - _LINES :]]
    return lines


def curl(target: Target, exchange: Exchange, variables: Mapping[str, str], made: str = "") -> str:
    """One request as a curl line; `made` is the UCRN that it answers with, which later lines take from a variable."""
    parts = [f'"${variables[part]}"' if part in variables else part and word(in_url(part)) for part in exchange.path.split("/")]
    words = ["curl", "-sS", "-X", word(exchange.method), *_url(target, exchange.path, "/".join(parts))]
    if exchange.actor != "nobody":
        words += ["-H", f'"Authorization: Bearer ${_token(exchange.actor, variables)}"']
    if exchange.request is not None:
        words += ["-H", "'Content-Type: application/json'", "-d", _with_variables(exchange.request, variables)]
    line = " ".join(words)
    return f"{variables[made]}=$({line}{_taking('ucrn')})" if made in variables else line


def travelled(target: Target, exchange: Exchange) -> str:
    """One request as a curl line that sends just what was sent, but for what is secret."""
    words = ["curl", "-sS", *(["--head"] if exchange.method == "HEAD" else ["-X", word(exchange.method)])]
    words += _url(target, exchange.path)
    for name, value in exchange.headers.items():
        if _HEADER.fullmatch(f"{name}: {value}"):
            words += ["-H", word(f"{name}: {value}" if value else f"{name};", "latin-1")]
    if exchange.request is None:
        return " ".join(words)
    body = exchange.request if isinstance(exchange.request, str) and not _is_json(exchange.headers) else written(exchange.request)
    if fits_in_a_word(body):
        return " ".join([*words, "--data-raw", shlex.quote(body)])
    return " ".join([printed(body), "|", *words, "--data-binary", "@-"])


def _url(target: Target, path: str, quoted: str = "") -> list[str]:
    """The words for an address below the target's; `quoted` is its path, where that is quoted already."""
    start = in_url(base(target))
    words = [word(start) + quoted if quoted else word(start + in_url(path))]
    return [*(["--globoff"] if _GLOB.search(start + path) else []), *(["--url"] if start.startswith("-") else []), *words]


def _is_json(headers: Mapping[str, str]) -> bool:
    return any(name.lower() == "content-type" and "json" in value for name, value in headers.items())


def _variables(finding: Finding) -> dict[str, str]:
    """A name for the UCRN of each customer whom the scenario makes."""
    told = [one.answer.fields.get("ucrn") for one in finding.observations if one.asked.operation == "create" and one.exchanges]
    made = dict.fromkeys(ucrn for ucrn in map(str, filter(None, told)) if is_plain(ucrn))
    return {ucrn: "UCRN" if number == 1 else f"UCRN_{number}" for number, ucrn in enumerate(made, start=1)}


def _with_variables(body: Json, variables: Mapping[str, str]) -> str:
    """A body in quotes whose UCRNs, where they are whole texts, come from variables: the quotes end around each and begin again."""

    def text(match: re.Match[str]) -> str:
        return f'''"'"${variables[match[1]]}"'"''' if match[1] in variables else inside(match[0])

    return f"'{_TEXT.sub(text, written(body))}'"


def _token(actor: str, variables: Mapping[str, str]) -> str:
    return "CSA_TOKEN" if actor == "csa" else f"{variables.get(actor, 'CUSTOMER')}_TOKEN"


def _taking(name: str) -> str:
    """The end of a line that takes one value out of the answer."""
    return f""" | sed 's/.*"{name}" *: *"\\([^"]*\\)".*/\\1/'"""


def base(target: Target) -> str:
    """The target's address; for the reference in memory that of `conformance serve` on its usual port."""
    return target.url or (target.address if "://" in target.address else _OWN_PORT)
