"""What others wrote is read within bounds: no device, no pipe, nothing endless, nothing nested without end, and a clear word for each."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from conformance.bounds import DEEPEST, LARGEST_SECRET, LARGEST_TABLE, UnreadableError, is_deep, json_of, lines_of, text_of
from conformance.drivers.http import HttpTransport
from conformance.drivers.manners import USUAL
from conformance.exchanges import TargetError
from conformance.record import RecordError
from conformance.stored import Stored
from conformance.target_file.reading import read
from tests.processes import conformance
from tests.sample import sample, stored
from tests.test_target_file import ENVIRONMENT, EXAMPLE

posix = pytest.mark.skipif(os.name != "posix", reason="there are no such files")


def a_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


NO_FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "nothing": (lambda folder: folder / "nothing", "No such file or directory"),
    "a folder": (lambda folder: folder, "it is a folder, not a file"),
    "endless zeros": (lambda _: Path("/dev/zero"), "it is a device, not a file"),
    "a pipe that nobody writes into": (a_pipe, "it is a pipe, not a file"),
    "a link to a device": (lambda folder: linked(folder / "link", Path("/dev/zero")), "it is a device, not a file"),
    "a link to itself": (lambda folder: linked(folder / "link", folder / "link"), "Too many levels of symbolic links"),
    "a name with a NUL": (lambda folder: folder / "a\0b", "it has a name that no file can have"),
    "a name without end": (lambda folder: folder / ("a" * 5000), "File name too long"),
}


def linked(link: Path, to: Path) -> Path:
    link.symlink_to(to)
    return link


@posix
@pytest.mark.parametrize("name", NO_FILES)
class TestNoFile:
    """None of them is waited for; a test that hangs has failed."""

    def test_is_told_at_once(self, name: str, tmp_path: Path) -> None:
        make, said = NO_FILES[name]
        with pytest.raises(UnreadableError) as caught:
            text_of(make(tmp_path))
        assert str(caught.value) == said

    def test_as_a_record(self, name: str, tmp_path: Path) -> None:
        make, said = NO_FILES[name]
        with pytest.raises(RecordError) as caught:
            Stored(file := make(tmp_path))
        assert str(caught.value) == f"{file} cannot be read: {said}"

    def test_as_a_target_file(self, name: str, tmp_path: Path) -> None:
        make, said = NO_FILES[name]
        with pytest.raises(TargetError) as caught:
            read(file := make(tmp_path), "t.toml", ENVIRONMENT)
        assert str(caught.value) == f"{file} cannot be read: {said}"

    def test_as_authorities(self, name: str, tmp_path: Path) -> None:
        make, said = NO_FILES[name]
        with pytest.raises(TargetError) as caught:
            HttpTransport("https://hub.example", USUAL._replace(ca_file=str(make(tmp_path))))
        assert str(caught.value).endswith(f"cannot be read: {said}")


@pytest.mark.parametrize("name", [name for name in NO_FILES if "NUL" not in name])  # no TOML has a NUL
def test_no_file_as_a_secret(name: str, tmp_path: Path) -> None:
    make, said = NO_FILES[name]
    secret = make(tmp_path)
    file = tmp_path / "t.toml"
    file.write_text(EXAMPLE.replace("${ACME_SECRET}", f"${{file:{secret}}}"), encoding="utf-8")
    with pytest.raises(TargetError, match=r"t\.toml:\d+: actors\.csa\.secret: the file ") as caught:
        read(file, "t.toml", ENVIRONMENT)
    assert str(caught.value).endswith(f"cannot be read: {said}")


@posix
def test_a_socket_is_no_file() -> None:
    with TemporaryDirectory() as folder, closing(socket.socket(socket.AF_UNIX)) as listener:
        listener.bind(f"{folder}/s")
        with pytest.raises(UnreadableError, match=r"^No such device or address$|^it is a socket, not a file$"):
            text_of(Path(folder) / "s")


def test_a_text_may_begin_with_a_byte_order_mark_and_end_its_lines_as_windows_does(tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.replace("\n", "\r\n").encode())
    assert read(file, "t.toml", ENVIRONMENT).settings.url == "http://acme.example"


@pytest.mark.parametrize(("content", "line"), [(b"a\nb\xff", 2), (b"\xed\xa0\x80", 1)])
def test_what_is_no_text_is_told_with_its_line(content: bytes, line: int, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        text_of(tmp_path / "file")
    assert str(caught.value) == f"it is no text in UTF-8 (line {line})"


def test_a_file_may_be_as_large_as_it_may_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * LARGEST_SECRET)
    assert len(text_of(tmp_path / "file", LARGEST_SECRET)) == LARGEST_SECRET
    (tmp_path / "file").write_bytes(b"x" * (LARGEST_SECRET + 1))
    with pytest.raises(UnreadableError, match=r"^it is larger than 64 KiB$"):
        text_of(tmp_path / "file", LARGEST_SECRET)


def test_a_line_without_end_is_not_held(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"short\n" + b"x" * 1000 + b"\n")
    with pytest.raises(UnreadableError, match=r"^line 2 is longer than 0 KiB$"):
        list(lines_of(tmp_path / "file", 1000))
    assert len(list(lines_of(tmp_path / "file", 1001))) == 2


@pytest.mark.parametrize(("depth", "deep"), [(DEEPEST - 1, False), (DEEPEST, True), (900, True), (100_000, True)])
@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"a":', "}")])
def test_json_is_read_to_a_depth(depth: int, deep: bool, opens: str, closes: str) -> None:
    text = opens * depth + "1" + closes * depth
    if deep:
        with pytest.raises(ValueError, match=r"^it is nested too deeply$"):
            json_of(text)
    else:
        assert not is_deep(json_of(text))


@pytest.mark.parametrize("text", ["]", '"]', '\\"]', '"]"[', '\\\\"],[\\"'])
def test_brackets_in_texts_hide_no_depth(text: str) -> None:
    other = text.replace("]", "[") if text.count("[") == 0 else text
    value: object = 1
    for _ in range(DEEPEST + 1):
        value = [text, value, other]
    with pytest.raises(ValueError, match=r"^it is nested too deeply$"):
        json_of(json.dumps(value))


@pytest.mark.parametrize("text", ["", "a", "]", "[[[", '"', "\\", '{"a": [1]}'])
def test_many_brackets_side_by_side_are_no_depth(text: str) -> None:
    value = [[text, {text: [text]}]] * (2 * DEEPEST)
    assert json_of(json.dumps(value)) == value


TARGET_FILES: dict[str, tuple[str, str]] = {
    "too large": ("#" * LARGEST_TABLE, "cannot be read: it is larger than 256 KiB"),
    "nested in lists": ("a = " + "[" * 50_000, "is no TOML that can be read: it is nested too deeply"),
    "nested in names": ("a" + ".a" * 5000 + " = 1", "cannot be read: it is nested too deeply"),
    "a number of 5,000 digits": ("a = " + "9" * 5000, "is no TOML: "),
    "a NUL": ("a = '\0'", "is no TOML: "),
}


@pytest.mark.parametrize("name", TARGET_FILES)
def test_a_target_file_out_of_bounds(name: str, tmp_path: Path) -> None:
    text, said = TARGET_FILES[name]
    file = tmp_path / "t.toml"
    file.write_text(f"{text}\n{EXAMPLE}", encoding="utf-8")
    with pytest.raises(TargetError) as caught:
        read(file, "t.toml", ENVIRONMENT)
    assert str(caught.value).startswith(f"{file} {said}")


@pytest.mark.parametrize("number", ["0x" + "f" * 5000, "9" * 400, "nan", "inf", "-inf", "1e300"])
def test_a_number_beyond_all_use_is_told_with_its_line(number: str, tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_text(EXAMPLE.replace("requests_a_second = 0.0", f"requests_a_second = {number}"), encoding="utf-8")
    with pytest.raises(TargetError, match=r"t\.toml:\d+: limits\.requests_a_second: found a number that is beyond all use"):
        read(file, "t.toml", ENVIRONMENT)


def test_a_value_of_many_lines_does_not_take_for_ever(tmp_path: Path) -> None:
    """To find the line of a mistake, values are read again and again as they grow."""
    file = tmp_path / "t.toml"
    file.write_text("wrong = '''\n" + "x\n" * 60_000 + "'''\n" + EXAMPLE, encoding="utf-8")
    with pytest.raises(TargetError, match="wrong: there is no such key"):
        read(file, "t.toml", ENVIRONMENT)


LINES: dict[str, bytes] = {
    "no UTF-8": b'{"line":"footer","finished":"\xff","findings":0}',
    "half a character": b'{"line":"footer","finished":"\\ud800","findings":0}',
    "a NUL": b"\0",
    "a byte order mark": b'\xef\xbb\xbf{"line":"footer","finished":"","findings":0}',
    "nested without end": b'{"line":"header","suite":' + b"[" * 100_000,
    "another type": b'{"line":"footer","finished":7,"findings":0}',
    "no number": b'{"line":"footer","finished":"","findings":NaN}',
    "a number of 5,000 digits": b'{"line":"footer","finished":"","findings":' + b"9" * 5000 + b"}",
    "a class of Python's": b'{"line":"__import__","finished":"","findings":0}',
    "a list": b"[]",
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_that_is_none_of_a_record_is_told_with_its_number(name: str, tmp_path: Path) -> None:
    file = stored(sample(), tmp_path)
    first, rest = file.read_bytes().split(b"\n", 1)
    file.write_bytes(first + b"\n" + LINES[name] + b"\n" + rest)
    with pytest.raises(RecordError) as caught:
        Stored(file)
    assert str(caught.value).startswith(f"{file}:2: no line of a record (")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"started":"2025-07-01T12:00:00+00:00"', b'"started":"soon"'),
        (b'"time_zone":"Europe/London"', b'"time_zone":"../../etc/passwd"'),
        (b'"time_zone":"Europe/London"', b'"time_zone":"Europe"'),
        (b'"time_zone":"Europe/London"', b'"time_zone":"\\u0000"'),
        (b'"time_zone":"Europe/London"', b'"time_zone":""'),
    ],
)
def test_a_header_of_no_day_or_no_zone_is_told(old: bytes, new: bytes, tmp_path: Path) -> None:
    file = stored(sample(), tmp_path)
    if old not in file.read_bytes():
        old, new = b'"address":"http://127.0.0.1:8123"', b'"address":"http://127.0.0.1:8123",' + new
    file.write_bytes(file.read_bytes().replace(old, new, 1))
    with pytest.raises(RecordError, match=r"record\.jsonl:1: no line of a record \(it began at .* in .*; expected an ISO date"):
        Stored(file)


def test_an_answer_nested_without_end_is_told(tmp_path: Path) -> None:
    file = stored(sample(), tmp_path)
    deep = b'"response":' + b"[" * 900 + b"]" * 900 + b',"sent"'
    lines = file.read_bytes().split(b"\n")
    begun, _, after = lines[1].partition(b'"response":')
    lines[1] = begun + deep + b',"sent"'.join([b"", *after.split(b',"sent"')[1:]]).removeprefix(b',"sent"')
    file.write_bytes(b"\n".join(lines))
    with pytest.raises(RecordError, match=r":2: no line of a record \(it is nested too deeply\)"):
        Stored(file)


@posix
def test_on_the_command_line_it_is_one_line_and_usage(tmp_path: Path) -> None:
    pipe = a_pipe(tmp_path)
    for arguments in (("report", str(pipe)), ("run", "http://127.0.0.1:9", "--secret-file", "/dev/zero"), ("explain", "/dev/zero")):
        ended = conformance(*arguments)
        assert ended.status == 2
        assert "Traceback" not in ended.err
