"""`conformance merge`: the records of the shards of one run, as the record of that run."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from conformance.commands.options import views_option


@click.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FOLDER", required=True, help="Write the record and the report into this folder."
)
@views_option("--report", "Write these views of the record too")
def merge(records: tuple[Path, ...], output: Path, views: tuple[str, ...]) -> None:
    """Make one record of RECORDS, those of the shards of one run (`run --shard 1/5 --output …`), and report what holds in all of it.

    Each is the file record.jsonl or the folder that it is in. A shard that is missing, or broke off, is told and leaves it open what
    holds. The exit status is as that of the whole run.
    """
    from conformance.book import book
    from conformance.commands.reading import file_of, spared
    from conformance.commands.writing import write_and_tell
    from conformance.merging import merged
    from conformance.session import RECORD_FILE, utc
    from conformance.under_way import UnderWay

    paths = [file_of(record) for record in records]
    into = spared(output / RECORD_FILE, paths)
    suite = book()
    with closing(UnderWay(into, "a merge", utc().isoformat(timespec="seconds"))):
        sys.exit(write_and_tell(output, views, suite, merged(suite, paths, into)))
