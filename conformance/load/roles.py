"""One process of a load from its orders to its exit status: alone, as the master of others, or as a worker."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from conformance.aside import write
from conformance.disk import UnwrittenError, as_unwritten
from conformance.exchanges import TargetError
from conformance.load.living import Lived
from conformance.load.orders import Orders, Role
from conformance.load.process import Process, say
from conformance.load.spreading import master, worker
from conformance.record import Record, RecordError
from conformance.renderers.load import told
from conformance.selection import SelectionError
from conformance.session import RECORD_FILE
from conformance.streams import conceal_errors, print_no_more, trace_of
from conformance.verdicts import INCOMPLETE, OURS, USAGE, conclude
from conformance.views import VIEWS


def main() -> None:
    """Read the orders, carry them out, print the report, and end with the status that belongs to it."""
    conceal_errors()
    log()
    sys.exit(_told(msgspec.json.decode(sys.stdin.buffer.read(), type=Orders)))


def log() -> None:
    """Let Locust tell of what is a warning or worse."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("locust.runners").addFilter(_is_news)


def _is_news(entry: logging.LogRecord) -> bool:
    """Whether somebody has to know what Locust tells: it takes a user for broken that ended before it is stopped, as ours do."""
    return "we encountered a user that didn't have proper args" not in entry.msg


def _told(orders: Orders) -> int:
    try:
        lived = Lived(orders)
        gc.freeze()  # the book stays, and need not be looked through again and again
        gc.set_threshold(50_000)
        record = _ROLES[orders.role](Process(orders, lived))
        lived.close()
        text = "".join(told(lived.suite, record))
        _write(orders, text)
    except (TargetError, UnwrittenError) as error:
        say(f"conformance: {error}")
        return error.status
    except (SelectionError, RecordError) as error:
        say(f"conformance: {error}")
        return USAGE
    except Exception as error:
        if os.environ.get("CONFORMANCE_DEBUG"):
            say(trace_of(error).rstrip())
        look = "set CONFORMANCE_DEBUG=1 to see where, and please report it"
        say(f"conformance: an error of its own: {type(error).__name__}: {error} ({look})")
        return OURS
    return _printed(text) or conclude(record.header, record.findings, record.footer)[2]


def _printed(text: str) -> int:
    """Print the report; the exit status where it cannot be printed, and otherwise 0."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        print_no_more()
        if isinstance(error, BrokenPipeError):  # whoever reads it has read enough
            return INCOMPLETE
        say(f"conformance: {as_unwritten(error) or error}")
        return OURS
    return 0


def _write(orders: Orders, text: str) -> None:
    """Write the report beside the record; a worker, whose master has the report of all, writes none. Raises UnwrittenError."""
    if not orders.output or orders.role == "worker":
        return
    try:
        write(Path(orders.output) / VIEWS["text"].file, [text])
    except UnwrittenError:
        _printed(text)
        raise


def _alone(process: Process) -> Record:
    orders, lived = process.orders, process.lived
    keeping = process.keeping(RECORD_FILE)
    lived.keep = keeping.keep
    runner = process.environment.create_local_runner()
    away = process.page()
    process.begin()
    runner.start(orders.users, orders.spawn_rate)
    process.last(runner)
    away()
    return process.finished(keeping)


_ROLES: dict[Role, Callable[[Process], Record]] = {"alone": _alone, "master": master, "worker": worker}
