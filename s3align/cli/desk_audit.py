"""``s3align desk audit``: the audit log as a table or as JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import click

from s3align.cli.desk_options import desk_options
from s3align.cli.desk_store import Given, opened
from s3align.files import write_atomically
from s3align.store.safe_cell import safe_cell

FIELDS = ("number", "at", "actor", "action", "call_id", "submission_id", "before", "after", "versions", "digest")


@click.command("audit")
@desk_options
@click.option("--call", "call_id", metavar="CALL", help="Only entries of this call: the last part of its address.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl"]),
    default="csv",
    show_default=True,
    help="Table or JSON lines.",
)
@click.option("--out", type=click.Path(path_type=Path), help="File to write (default: standard output).")
def command(
    *,
    data: Path | None,
    database: str | None,
    server_file: Path | None,
    call_id: str | None,
    form: str,
    out: Path | None,
) -> None:
    """Write the audit log, or that of a call: who did what and when, what was before and after, with which versions.

    It holds no words of proposals or people, only their checksums (SHA-256).
    """
    with opened(Given(data, database, server_file)) as store:
        from s3align.desk.audit import entries  # noqa: PLC0415 -- heavy; not for --help

        with store.database.reading() as session:
            rows = ({name: getattr(row, name) for name in FIELDS} for row in entries(session, call_id=call_id))
            lines = as_csv(rows) if form == "csv" else as_json_lines(rows)
            if out is not None:
                write_atomically(out, lines)
                return
            for line in lines:
                click.echo(line, nl=False)


def as_csv(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Lines of a table; what is more than a word in it is JSON."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for cells in chain([FIELDS], (_cells(row) for row in rows)):
        writer.writerow(cells)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def as_json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """An object a line."""
    for row in rows:
        yield (
            json.dumps({**row, "at": row["at"].isoformat()}, ensure_ascii=False).encode("utf-8", "backslashreplace")
            + b"\n"
        )


def _cells(row: Mapping[str, Any]) -> list[str]:
    plain = {**row, "at": row["at"].isoformat()}
    return [safe_cell(value if isinstance(value, str) else json.dumps(value)) for value in plain.values()]
