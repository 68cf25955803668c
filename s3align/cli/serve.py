"""``s3align serve``: the page for applicants and the desk for the agency, in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from s3align.cli.options import settings_option


@click.command("serve")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of database and files (default: s3align-data).")
@click.option("--database", help="postgresql://USER:PASSWORD@HOST/NAME. Default: a file in the data folder.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port to listen on (default: 8733).")
@click.option("--server", "server_file", type=click.Path(path_type=Path), help="TOML file with the server's settings.")
@settings_option()
def serve_command(
    *, data: Path | None, database: str | None, port: int | None, server_file: Path | None, settings_file: Path | None
) -> None:
    """Serve the web pages: on this computer for yourself, or for an agency with accounts."""
    import uvicorn  # noqa: PLC0415 -- heavy; not for --help

    from s3align.desk.database import Database, database_url  # noqa: PLC0415
    from s3align.desk.files import FileStore  # noqa: PLC0415
    from s3align.desk.migrate import upgrade  # noqa: PLC0415
    from s3align.desk.settings import ServerSettings  # noqa: PLC0415
    from s3align.settings import Settings  # noqa: PLC0415
    from s3align.web.app import make_app  # noqa: PLC0415

    server = ServerSettings.load(server_file, {"data": data, "database": database, "port": port})
    FileStore(server.data)
    upgrade(Database(database_url(server.database, server.data)))
    app = make_app(server, Settings.load(settings_file))
    click.echo(f"http://{server.host}:{server.port}/", err=True)
    uvicorn.run(app, host=server.host, port=server.port, log_level="warning", access_log=False, server_header=False)
