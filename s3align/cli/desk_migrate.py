"""``s3align desk migrate``: brings the database to the form of this version, or back."""

from __future__ import annotations

from pathlib import Path

import click

from s3align.cli.desk_options import desk_options
from s3align.cli.desk_store import Given, opened
from s3align.cli.language import talk


@click.command("migrate")
@desk_options
@click.option("--to", "form", metavar="FORM", help="An earlier form to go back to, such as 0001.")
def command(*, data: Path | None, database: str | None, server_file: Path | None, form: str | None) -> None:
    """Bring the database to the form of this version of s3align.

    `s3align serve` does so too when it starts. Before going back to an earlier version: end the server, make a backup, and
    go back with --to while the later version is installed. What the earlier form cannot hold is lost.
    """
    with opened(Given(data, database, server_file), in_any_form=True) as store:
        from s3align.desk.storage.migrate import downgrade, form_of, upgrade  # noqa: PLC0415 -- heavy; not for --help

        before = form_of(store.database)
        if form is None:
            upgrade(store.database)
        else:
            downgrade(store.database, form)
        after = form_of(store.database)
    click.echo(
        talk()("talk_desk_form" if before == after else "talk_desk_migrated", form=after or "", before=before or "0")
    )
