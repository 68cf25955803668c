"""``s3align desk delete``: deletes cases with all that was written about them."""

from __future__ import annotations

from pathlib import Path

import click

from s3align.cli.desk_options import desk_options
from s3align.cli.desk_store import Given, opened
from s3align.cli.language import talk
from s3align.errors import UsageError, said


@click.command("delete")
@click.argument("submissions", nargs=-1, required=True, metavar="SUBMISSION...")
@desk_options
@click.option(
    "--reason",
    type=click.Choice(["due", "asked", "mistake"]),
    required=True,
    help="What the audit log says: the time is over, somebody asked for it, or it should not have been there.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(
    submissions: tuple[str, ...],
    *,
    data: Path | None,
    database: str | None,
    server_file: Path | None,
    reason: str,
    yes: bool,
) -> None:
    """Delete submissions with file, records, decisions, notes and marks, for good.

    SUBMISSION: an id, the last part of its address, as `s3align desk due` lists them. All of them go, or none. The audit log
    keeps that and when they were deleted, and no word of them. Backups still hold them: delete those too. On PostgreSQL, run
    `s3align desk scrub` afterwards.
    """
    with opened(Given(data, database, server_file)) as store:
        from s3align.desk.people.accounts import COMMAND_LINE  # noqa: PLC0415
        from s3align.desk.storage.retention import DeletionReason, delete_case, described  # noqa: PLC0415 -- heavy

        with store.database.reading() as session:
            known = {submission_id: described(session, submission_id) for submission_id in dict.fromkeys(submissions)}
        missing = tuple(submission_id for submission_id, case in known.items() if case is None)
        if missing:
            raise UsageError(
                said(
                    "no_submission",
                    "There is no submission with this id: {ids}. Nothing was deleted. Take the ids from its address, or from "
                    "s3align desk due.",
                    ids=missing,
                )
            )
        if not yes:
            for case in known.values():
                if case is not None:
                    click.echo(
                        talk()("talk_desk_case", number=case.number, call=case.call, file=case.file_name), err=True
                    )
            if click.prompt(talk()("talk_desk_delete_question"), err=True) not in talk()("talk_forget_yes").split():
                click.echo(talk()("talk_forget_kept"), err=True)
                return
        with store.database.writing() as session:
            for submission_id in known:
                delete_case(session, store.files, COMMAND_LINE, submission_id, DeletionReason(reason))
    click.echo(talk()("talk_desk_deleted", count=len(known)))
