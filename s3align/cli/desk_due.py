"""``s3align desk due``: the cases that need not be kept any longer."""

from __future__ import annotations

from pathlib import Path

import click

from s3align.cli.desk_options import desk_options
from s3align.cli.desk_store import Given, opened
from s3align.cli.language import talk


@click.command("due")
@desk_options
@click.option(
    "--days", type=click.IntRange(0, 36_500), help="Days since a call was closed (default: keep_days of the server)."
)
def command(*, data: Path | None, database: str | None, server_file: Path | None, days: int | None) -> None:
    """List closed calls whose time of keeping is over, with the ids of their submissions.

    Nothing is deleted by itself: `s3align desk delete` does it, for the ids that you give it.
    """
    with opened(Given(data, database, server_file)) as store:
        from s3align.desk.storage.retention import cases_of, due  # noqa: PLC0415 -- heavy; not for --help
        from s3align.desk.storage.tables import now  # noqa: PLC0415

        kept = store.server.keep_days if days is None else days
        with store.database.reading() as session:
            calls = due(session, kept, now())
            for call in calls:
                day = call.closed_at.date().isoformat()
                click.echo(talk()("talk_desk_due", title=call.title, day=day, count=call.submissions))
                for submission_id in cases_of(session, call.call_id):
                    click.echo(submission_id)
    if not calls:
        click.echo(talk()("talk_desk_due_none", days=kept), err=True)
