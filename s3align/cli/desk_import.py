"""``s3align desk import``: results of a batch run, and review files, into a call."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from s3align.cli.desk_options import desk_options, need_web
from s3align.cli.language import in_words, talk
from s3align.files import shown_name

if TYPE_CHECKING:
    from s3align.desk.context import Desk

SOME_LEFT_EXIT_CODE = 22
_MOST_TOLD = 20
"""Files of which is told why they were left; the number of all is told too."""
_DONE = ("taken", "known")


@click.command("import")
@click.argument("results", type=click.Path(path_type=Path))
@click.option(
    "--call", "call_id", metavar="ID", required=True, help="The call: what stands in the address of its page."
)
@desk_options
def command(results: Path, *, call_id: str, data: Path | None, database: str | None, server_file: Path | None) -> int:
    """Take over RESULTS, a folder of `s3align batch` or a review file (.xlsx), into a call.

    Proposals come from the folder that was assessed, where they are still as they were. Records are taken as assessments of
    their day. Nothing that is in the call is overwritten; what could not be taken over is named.

    \b
    Exit codes:
       0  all is in the call
       2  wrong call
      22  some was left: the messages say what, and why
    """  # noqa: D301 -- \b keeps the lines below as they are
    with need_web():
        from s3align.desk.settings import ServerSettings  # noqa: PLC0415
        from s3align.desk.startup import open_desk, refuse_other_form  # noqa: PLC0415 -- heavy; not for --help
        from s3align.settings import Settings  # noqa: PLC0415

    desk = open_desk(ServerSettings.load(server_file, {"data": data, "database": database}), Settings.load())
    try:
        refuse_other_form(desk)
        found = (
            _readings(desk, call_id, results) if results.suffix.lower() == ".xlsx" else _results(desk, call_id, results)
        )
    finally:
        desk.database.close()
    return _told(found)


def _results(desk: Desk, call_id: str, folder: Path) -> list[tuple[str, str]]:
    """Names of files and what became of each."""
    from s3align.desk.calls.imports import Place, import_folder  # noqa: PLC0415
    from s3align.desk.people.accounts import local_principal  # noqa: PLC0415

    place = Place(desk.database, desk.files, desk.server, local_principal(desk.database), call_id)
    return [(line.name, line.outcome.value) for line in import_folder(place, folder)]


def _readings(desk: Desk, call_id: str, path: Path) -> list[tuple[str, str]]:
    from s3align.desk.calls.import_readings import import_readings  # noqa: PLC0415
    from s3align.desk.people.accounts import local_principal  # noqa: PLC0415

    asking = local_principal(desk.database)
    done = import_readings(desk.database, asking, call_id, path)
    for sentence in done.wrong:
        click.echo(in_words(sentence), err=True)
    return [(f"{line.file} ({line.person})", line.outcome.value) for line in done.lines]


def _told(found: list[tuple[str, str]]) -> int:
    """Says what was left and how many were taken; the exit code."""
    say, counts = talk(), Counter(outcome for _, outcome in found)
    left = [(name, outcome) for name, outcome in found if outcome not in _DONE]
    for name, outcome in left[:_MOST_TOLD]:
        why = say(f"talk_desk_import_{outcome}")
        click.echo(say("talk_desk_import_left", file=shown_name(Path(name)), why=why), err=True)
    click.echo(say("talk_desk_imported", taken=counts["taken"], known=counts["known"], left=len(left)))
    return SOME_LEFT_EXIT_CODE if left else 0
