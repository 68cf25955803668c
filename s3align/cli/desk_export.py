"""``s3align desk export``: the tables of a call and the archives of its submissions, into a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from s3align.cli.desk_options import desk_options, need_web
from s3align.cli.language import of_reports
from s3align.cli.today import today
from s3align.files import shown_name, write_atomically
from s3align.render.messages import LANGUAGES

ARCHIVES = "archives.zip"
_BLOCK = 1 << 20


@click.command("export")
@click.option(
    "--call", "call_id", metavar="ID", required=True, help="The call: what stands in the address of its page."
)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Folder for the files; made where it is missing."
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    callback=of_reports,
    help="Language of workbook and reports (default: see s3align --help).",
)
@click.option("--archives", is_flag=True, help="Also write archives.zip: an archive of every submission.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
@desk_options
def command(
    *,
    call_id: str,
    out: Path,
    language: str,
    archives: bool,
    force: bool,
    data: Path | None,
    database: str | None,
    server_file: Path | None,
) -> None:
    """Write the tables of a call: results.xlsx, results.csv and its codebook, and readings.csv.

    The audit log notes it. Who gets the files sees the readings of all.
    """
    with need_web():
        from s3align.desk.calls import archiving, calls, exports  # noqa: PLC0415 -- heavy; not for --help
        from s3align.desk.people.accounts import COMMAND_LINE  # noqa: PLC0415
        from s3align.desk.settings import ServerSettings  # noqa: PLC0415
        from s3align.desk.startup import open_desk, refuse_other_form  # noqa: PLC0415
        from s3align.jobs.archive import make_folder  # noqa: PLC0415
        from s3align.settings import Settings  # noqa: PLC0415

    desk = open_desk(ServerSettings.load(server_file, {"data": data, "database": database}), Settings.load())
    try:
        refuse_other_form(desk)
        make_folder(out)
        with desk.database.reading() as session:
            call = calls.get(session, COMMAND_LINE, call_id)
        strategy = desk.pipelines.strategy(call.strategy)
        for table in exports.Table:
            with TemporaryDirectory() as folder:
                order = exports.Order(table, language, Path(folder))
                made = exports.write(desk.database, COMMAND_LINE, call, strategy, order)
                write_atomically(out / table.value, _pieces(made), force=force)
            click.echo(shown_name(out / table.value))
        if archives:
            made_from = archiving.sources(desk, call, (language,), today())
            write_atomically(out / ARCHIVES, archiving.all_archives(desk, COMMAND_LINE, call, made_from), force=force)
            click.echo(shown_name(out / ARCHIVES))
    finally:
        desk.database.close()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block
