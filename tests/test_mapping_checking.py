"""What is wrong with a mapping is told before any request is sent, with the file, the line and the key, in words that help."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.exchanges import TargetError
from conformance.target_file.reading import read

EXAMPLE = (Path(__file__).parents[1] / "fixtures" / "targets" / "example.toml").read_text(encoding="utf-8")
ENVIRONMENT = {"ACME_URL": "http://acme.example", "ACME_SECRET": "sentinel-of-the-file", "ACME_TOKEN": "sentinel-token"}


def told(text: str, folder: Path) -> list[str]:
    """What is said of a target file with this text, a thing a line."""
    file = folder / "t.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TargetError) as caught:
        read(file, "t.toml", ENVIRONMENT)
    assert caught.value.status == 2
    return [line.removeprefix(f"{folder}/") for line in str(caught.value).splitlines()]


# What is changed in the example, to what, and what is said of it, at the line on which the change stands.
WRONG: dict[str, tuple[str, str, str]] = {
    "an operation that there is not": (
        "[[mapping.operations.list.requests]]",
        "[[mapping.operations.lists.requests]]",
        r"'lists' is none of the names that it may be; did you mean list\?",
    ),
    "one bracket": (
        "[[mapping.operations.list.requests]]",
        "[mapping.operations.list.requests]",
        r"list\.requests: found a table; expected a list of tables, each under its name in two brackets",
    ),
    # placeholders
    "a placeholder in camel case": ("{made}/address", "{madeId}/address", r"\{madeId\} stands for nothing here; did you mean made\?"),
    "braces that are text": (
        "query($id: ID!) {",
        "query{id} {",
        r"\{id\} stands for nothing here; .* Braces that are text are doubled: \{\{id\}\}",
    ),
    "an answer before there is one": (
        'form = { user = "{actor.name}"',
        'form = { user = "{body.name}"',
        r"\{body\.name\} stands for nothing here",
    ),
    "a session of which nothing was captured": (
        "Bearer {session.id}",
        "Bearer {session.token}",
        r"\{session\.token\} stands for nothing here; there are id",
    ),
    "something of a box that there is not": (
        'ignoreEmpty = "{boxes.ignore_empty}"',
        'ignoreEmpty = "{boxes.ignore}"',
        r"\{boxes\.ignore\} stands for nothing here; did you mean ignore_empty",
    ),
    "a page where there are none": ('path = "/people/{ucrn}/address"', 'path = "/people/{ucrn}/address"\nquery = { page = "{page}" }', ""),
    "a name from outside": ('reference = "{run}-{number}"', 'tenant = "${ACME_TENANT}"', r"'\$\{ACME_TENANT\}' is sent as it stands"),
    # captures and parts
    "a capture that shadows a name": (
        'capture = { made = "body.id" }',
        'capture = { number = "body.id" }',
        r"'number' has a meaning already",
    ),
    "a capture that shadows a part": (
        'capture = { made = "body.id" }',
        'capture = { person = "body.id" }',
        r"'person' has a meaning already",
    ),
    "a capture that shadows what is answered": (
        'capture = { made = "body.id" }',
        'capture = { body = "body.id" }',
        r"'body' has a meaning already",
    ),
    "a capture that nothing can stand for": (
        'capture = { made = "body.id" }',
        'capture = { made-id = "body.id" }',
        r"no placeholder can be called 'made-id'",
    ),
    # paths
    "no JMESPath": ('version = "body.version"', 'version = "body..version"', r"capture\.version: 'body\.\.version' is no JMESPath"),
    "a path from nowhere": (
        'version = "body.version"',
        'version = "boddy.version"',
        r"'boddy\.version' looks for 'boddy', which nothing here is called; did you mean body",
    ),
    "a condition that never holds": (
        'when = "address"                   #',
        'when = "adress"                   #',
        r"when: 'adress' looks for 'adress', .* did you mean address",
    ),
    "a refusal that is never seen": (
        'when = "body.error"  ',
        'when = "answer.error"  ',
        r"refusals\.when: 'answer\.error' looks for 'answer', .* there are body, headers, status",
    ),
    "an unknown function": (
        'next = "body.next"',
        "next = \"splitt(body.next, '/')\"",
        r"pages\.next: .*there is no function 'splitt'; did you mean split",
    ),
    "a function with too little": ('next = "body.next"', 'next = "split(body.next)"', r"split takes 2 values, and is given 1"),
    "a denial of too little": ('next = "body.next"', 'next = "!body.next"', r"it looks into what is true or false, as !a\.b is \(!a\)\.b"),
    # values
    "no number and no date": ("number = true }", "number = true, date = true }", r"a value is converted in one way"),
    "no way back": ("0 = false, 1 = true", "0 = true, 1 = true", r"consent_to_share\.codes: '0' and '1' are both 'true' on the wire"),
    "an item that the list does not give": (
        'item = "iso", gives',
        'item = "iso3", gives',
        r"country: it needs 'iso3' of each item .* reads id, name, iso",
    ),
    "a value that the list does not give": ('gives = "name"', 'gives = "label"', r"country: it needs 'label' of each item"),
    "nothing between what is joined": ('at = "line1", by = ", "', 'at = "line1"', r"need 'by': what stands between them"),
    "two in one place": ('postcode = "postcode"', 'postcode = "line1"', r"postcode: 'line1' is where house\+street is written already"),
    "one place within another": (
        'last_name = "name.family"',
        'last_name = "name.given.last"',
        r"'name\.given\.last' is where first_name is written already, at 'name\.given'",
    ),
    "a place with a blank name": ('last_name = "name.family"', 'last_name = "name..family"', r"'name\.\.family' is no place"),
    "all custom fields in one place": ('"extra.custom_*"', '"extra.custom"', r"all custom fields would stand in one place"),
    "a date without its year": (
        'date = { sent = "yyyy-mm-dd"',
        'date = { sent = "yy-mm-dd"',
        r"birth_date: 'yy-mm-dd' is no form of a date",
    ),
    # answers
    "a name that is none": (
        'values = { ucrn = "made" }',
        'values = { urcn = "made" }',
        r"answer\.values\.urcn: 'urcn' is no name of the book; did you mean .*ucrn",
    ),
    "an answer that looks nowhere": (
        'values = { ucrn = "made" }',
        'values = { ucrn = "maid" }',
        r"'maid' looks for 'maid', .* did you mean made",
    ),
    "a part that there is not": (
        'address = "body.data.person.address" }',
        'adress = "body.data.person.address" }',
        r"there is no part 'adress'; did you mean address",
    ),
    "items without an ID": ('values = { id = "code", name', 'values = { code = "code", name', r"items: 'values\.id' is missing"),
    # requests
    "a path that begins otherwise": ('path = "/graphql"', 'path = "graphql"', r"path: 'graphql' does not begin with '/'"),
    "a sign of life that begins otherwise": ('alive = "/ping"', 'alive = "ping"', r"alive: 'ping' does not begin with '/'"),
    "nobody it is about": ('variables = { id = "{ucrn}" } }', "variables = { } }", ""),
    "a secret that an actor does not have": (
        "Bearer {session.id}",
        "Bearer {actor.token}",
        r"\{actor\.token\} is what the target file does not give of the CSA: it gives name, secret",
    ),
    "a password": (
        'password = "{actor.secret}"',
        'password = "hunter2hunter2"',
        r"sign_in\.csa\.requests\[1\]\.form: password: a secret in the file itself",
    ),
    "a 401": ("[400, 403", "[401, 403", r"401 is never a refusal"),
}
ELSEWHERE = {
    "a page where there are none": r"update\.requests\[3\]\.query: \{page\} stands for nothing here",
    "nobody it is about": r"operations\.get: \{ucrn\} is in none of its requests: nothing says which one it is about",
}
"""What is said at a key beside that which was changed."""


@pytest.mark.parametrize("what", WRONG)
def test_is_told_at_its_line(what: str, tmp_path: Path) -> None:
    old, new, expected = WRONG[what]
    assert old in EXAMPLE
    text = EXAMPLE.replace(old, new, 1)
    *said, pointer = told(text, tmp_path)
    line = text[: text.index(new)].count("\n") + 1
    where = r"t\.toml:\d+: " if what in ELSEWHERE else rf"t\.toml:{line}: mapping\..*"
    assert any(re.match(f"{where}.*{ELSEWHERE.get(what, expected)}", one) for one in said), (line, said)
    assert not any("hunter2" in one for one in said)
    assert pointer.startswith("(what a mapping cannot say, a binding in Python can: ")


class TestParts:
    def test_a_name_that_shadows_another(self, tmp_path: Path) -> None:
        text = EXAMPLE.replace("[mapping.parts.address]", "[mapping.parts.form]")
        assert any(re.search(r"parts\.form: 'form' has a meaning already: call the part otherwise", one) for one in told(text, tmp_path))

    def test_a_name_that_nothing_can_stand_for(self, tmp_path: Path) -> None:
        text = EXAMPLE.replace("[mapping.parts.address]", '[mapping.parts."an address"]')
        assert any("no placeholder can be called 'an address'" in one for one in told(text, tmp_path))


def test_a_mapping_beside_it_is_told_by_its_own_name_and_lines(tmp_path: Path) -> None:
    head, rest = EXAMPLE.split("\n[mapping]\n")
    beside = rest.replace("[mapping.", "[").replace("[[mapping.", "[[").replace("{made}/", "{maid}/")
    (tmp_path / "beside.toml").write_text(beside, encoding="utf-8")
    line = beside[: beside.index("{maid}/")].count("\n") + 1
    said = told(f'mapping = "beside.toml"\n{head}', tmp_path)
    assert said[0].startswith(f"beside.toml:{line}: operations.create.requests[2].path: {{maid}} stands for nothing here")
    assert said[-1].startswith("(what a mapping cannot say, a binding in Python can: ")
