"""``s3align desk verify``: whether the audit log is whole."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from s3align.cli.desk_options import desk_options
from s3align.cli.desk_store import Given, opened
from s3align.cli.language import talk
from s3align.cli.options import text_or_json_option
from s3align.cli.verify import DIFFERS_EXIT_CODE

if TYPE_CHECKING:
    from s3align.desk.audit import Verified


@click.command("verify")
@desk_options
@click.option(
    "--expect",
    type=(click.IntRange(0), str),
    metavar="NUMBER DIGEST",
    help="How the log ended some time ago: what this command printed, or manifest.json of a backup says.",
)
@text_or_json_option
def command(
    *, data: Path | None, database: str | None, server_file: Path | None, expect: tuple[int, str] | None, form: str
) -> int:
    """Check that no entry of the audit log was changed, exchanged, put in or left out.

    Entries cut off at the end are found with --expect alone: keep what this command prints where nobody can reach it who
    administers the database.

    \b
    Exit codes:
       0  the log is whole
       2  wrong call
      21  it is not
    """  # noqa: D301 -- \b keeps the lines below as they are
    with opened(Given(data, database, server_file)) as store:
        from s3align.desk.audit import Anchor, verify  # noqa: PLC0415 -- heavy; not for --help

        with store.database.reading() as session:
            found = verify(session, Anchor(*expect) if expect else None)
    click.echo(json.dumps(asdict(found)) if form == "json" else told(found))
    return 0 if found.is_whole else DIFFERS_EXIT_CODE


def told(found: Verified) -> str:
    """What was found, in the language spoken."""
    if found.is_whole:
        return talk()("talk_desk_log_whole", entries=found.entries, digest=found.digest)
    return talk()(f"talk_desk_log_{found.found}", number=found.broken_at or 0)
