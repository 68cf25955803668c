"""``s3align serve``: the page for applicants and the desk for the agency, in a browser."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path
from threading import Thread

import click

from s3align.cli.desk_options import desk_options, need_web
from s3align.cli.language import talk
from s3align.cli.options import settings_option


@click.command("serve")
@desk_options
@click.option("--port", type=click.IntRange(0, 65_535), help="Port to listen on (default: 8733); 0 for a free one.")
@click.option("--workers", type=click.IntRange(0, 64), help="Processes that assess (default: 1); 0: started apart.")
@click.option("--open", "is_opened", is_flag=True, help="Open the first page in a browser.")
@settings_option()
def serve_command(
    *,
    data: Path | None,
    database: str | None,
    server_file: Path | None,
    port: int | None,
    workers: int | None,
    is_opened: bool,
    settings_file: Path | None,
) -> None:
    """Serve the page for applicants and the desk in a browser.

    Without settings: on this computer alone, for you alone, with everything in one folder. Ctrl-C ends it; nothing is lost.
    """
    with need_web():
        from s3align.desk.settings import ServerSettings  # noqa: PLC0415
        from s3align.settings import Settings  # noqa: PLC0415
        from s3align.web.serving import serve  # noqa: PLC0415

    def opened(address: str) -> None:
        click.echo(talk()("talk_serve", address=address), err=True)
        if is_opened and _has_screen():
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    given = {"data": data, "database": database, "port": port, "workers": workers}
    serve(ServerSettings.load(server_file, given), Settings.load(settings_file), opened)


def _has_screen() -> bool:
    """Whether a browser would get a window; one without would take the terminal."""
    return sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
