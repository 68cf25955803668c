"""``s3align desk restore``: puts a backup into an empty place."""

from __future__ import annotations

from pathlib import Path

import click

from s3align.cli.desk_options import desk_options
from s3align.cli.desk_store import Given, empty_place
from s3align.cli.desk_verify import told
from s3align.cli.language import talk
from s3align.cli.verify import DIFFERS_EXIT_CODE


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path))
@desk_options
def command(source: Path, *, data: Path | None, database: str | None, server_file: Path | None) -> int:
    """Restore the backup SOURCE to an empty data folder or an empty database; nothing is ever overwritten.

    Every file is compared with its SHA-256 before anything is written. A backup of an earlier version is brought to the form
    of this one. Everybody has to sign in again. Cases that were deleted after the backup are there again: delete them anew.

    \b
    Exit codes:
       0  restored
       2  wrong call, no backup, or the place is not empty
       3  the backup is damaged, or of a later version; nothing was restored
      21  restored, but its audit log is not whole
    """  # noqa: D301 -- \b keeps the lines below as they are
    with empty_place(Given(data, database, server_file)) as store:
        from s3align.desk.storage.restoring import restore  # noqa: PLC0415 -- heavy; not for --help

        manifest, log = restore(source, store.database, store.files)
    click.echo(talk()("talk_desk_restored", made_at=manifest.made_at, files=len(manifest.files) - 1))
    click.echo(told(log), err=not log.is_whole)
    return 0 if log.is_whole else DIFFERS_EXIT_CODE
