"""``s3align desk backup``: a backup while the server works."""

from __future__ import annotations

from pathlib import Path

import click

from s3align.cli.desk_options import desk_options
from s3align.cli.desk_store import Given, opened
from s3align.cli.language import talk

_DAMAGED_EXIT_CODE = 22


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@desk_options
def command(target: Path, *, data: Path | None, database: str | None, server_file: Path | None) -> int:
    """Write a backup of database and files to TARGET, a folder that is not there yet.

    The server may run meanwhile. manifest.json in it has the SHA-256 of every file and how the audit log ends. Not in it: the
    server's settings, own strategies and models. PostgreSQL needs its program pg_dump.

    \b
    Exit codes:
       0  written
       2  wrong call, or TARGET is there already
       3  there is no backup: files are missing, or pg_dump failed
      22  written, but files or the audit log are damaged already:
          the message says which
    """  # noqa: D301 -- \b keeps the lines below as they are
    with opened(Given(data, database, server_file)) as store:
        from s3align.desk.storage.backup import back_up  # noqa: PLC0415 -- heavy; not for --help

        made = back_up(store.database, store.files, target)
    manifest = made.manifest
    click.echo(
        talk()(
            "talk_desk_backed_up",
            target=target,
            files=len(manifest.files) - 1,
            entries=manifest.entries,
            digest=manifest.digest,
        )
    )
    if made.damaged:
        click.echo(talk()("talk_desk_backup_damaged", hashes=", ".join(made.damaged)), err=True)
    if not made.is_log_whole:
        click.echo(talk()("talk_desk_backup_log"), err=True)
    return _DAMAGED_EXIT_CODE if made.damaged or not made.is_log_whole else 0
