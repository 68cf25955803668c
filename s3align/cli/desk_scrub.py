"""``s3align desk scrub``: takes what was deleted out of the files of the database."""

from __future__ import annotations

from pathlib import Path

import click

from s3align.cli.desk_options import desk_options
from s3align.cli.desk_store import Given, opened
from s3align.cli.language import talk

_HINDERED_EXIT_CODE = 22
"""Done in part, as of a run whose files were not all assessed."""


@click.command("scrub")
@desk_options
def command(*, data: Path | None, database: str | None, server_file: Path | None) -> int:
    """Take what was deleted out of the database's files, so that no tool finds it there.

    On SQLite deleting does so already, unless somebody was reading at that moment. PostgreSQL writes its tables anew, each
    locked meanwhile: do it at night. Its own log (pg_wal, archives) and backups are not reached from here.

    \b
    Exit codes:
       0  done
      22  somebody was reading: run it again
    """  # noqa: D301 -- \b keeps the lines below as they are
    with opened(Given(data, database, server_file)) as store:
        from s3align.desk.storage.retention import scrub  # noqa: PLC0415 -- heavy; not for --help

        is_done = scrub(store.database)
    click.echo(talk()("talk_desk_scrubbed" if is_done else "talk_desk_scrub_later"), err=not is_done)
    return 0 if is_done else _HINDERED_EXIT_CODE
