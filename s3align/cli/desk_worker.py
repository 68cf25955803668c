"""``s3align desk worker``: processes that assess, apart from the server."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from s3align.cli.desk_options import desk_options, need_web
from s3align.cli.language import talk
from s3align.cli.options import settings_option


@click.command("worker")
@desk_options
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to keep running.")
@settings_option()
def command(
    *,
    data: Path | None,
    database: str | None,
    server_file: Path | None,
    workers: int,
    settings_file: Path | None,
) -> None:
    """Assess what waits, in processes apart from the server.

    Give the same settings as to `s3align serve`. SIGTERM or Ctrl-C ends it: what is under way is finished, or waits for
    another one.
    """
    with need_web():
        from s3align.desk.settings import ServerSettings  # noqa: PLC0415
        from s3align.desk.startup import open_desk, refuse_other_form  # noqa: PLC0415
        from s3align.desk.work.supervisor import Supervisor  # noqa: PLC0415
        from s3align.settings import Settings  # noqa: PLC0415

    given = {"data": data, "database": database}
    desk = open_desk(ServerSettings.load(server_file, given), Settings.load(settings_file))
    refuse_other_form(desk)
    is_over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: is_over.set())
    supervisor = Supervisor(desk, workers)
    supervisor.start()
    click.echo(talk()("talk_workers", count=workers), err=True)
    is_over.wait()
    supervisor.stop()
    desk.database.close()
