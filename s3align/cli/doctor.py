"""``s3align doctor``: whether this installation works, and what protects it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from s3align.cli.desk_options import need_web
from s3align.cli.options import language_option, settings_option, strategy_options, text_or_json_option
from s3align.settings import Settings

if TYPE_CHECKING:
    from s3align.diagnosis import Finding


@click.command("doctor")
@language_option("the result")
@text_or_json_option
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@strategy_options
@settings_option()
@click.option(
    "--server",
    "server_file",
    type=click.Path(path_type=Path),
    help="TOML file with server settings: look at the server's database, folder and workers as well.",
)
def doctor_command(
    *,
    language: str,
    form: str,
    strategy: str | None,
    models: Path | None,
    settings_file: Path | None,
    server_file: Path | None,
) -> int:
    """Say whether everything needed works, and which layers of confinement hold the process that opens files.

    A worker really tries what it must not do. Nothing is sent anywhere.

    \b
    Exit codes, that of the first error:
        0  everything needed works
        2  no such strategy, or the server's database or folder
        3  strategy
        4  model
    10-19  reading
    """  # noqa: D301 -- \b keeps the lines below as they are
    from s3align.diagnosis import diagnose, system_facts  # noqa: PLC0415 -- heavy; not for --help
    from s3align.render.diagnosis import diagnosis_json, render_diagnosis  # noqa: PLC0415

    facts, findings = system_facts(), diagnose(strategy, models, Settings.load(settings_file))
    if server_file is not None:
        findings += _of_server(server_file)
    is_json = form == "json"
    text = diagnosis_json(facts, findings) + "\n" if is_json else render_diagnosis(facts, findings, language)
    click.echo(text, nl=False)
    return next((finding.exit_code for finding in findings if finding.exit_code), 0)


def _of_server(file: Path) -> list[Finding]:
    with need_web():
        from s3align.desk.settings import ServerSettings  # noqa: PLC0415
        from s3align.desk.work.diagnosis import diagnose_server  # noqa: PLC0415 -- heavy; only where it is asked for
    return diagnose_server(ServerSettings.load(file))
