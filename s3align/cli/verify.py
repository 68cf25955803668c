"""``s3align verify``: whether a report is as it was written, and whether the proposal still gets the same figures."""

from __future__ import annotations

from pathlib import Path

import click

from s3align.cli.options import language_option, password_option, settings_option, strategy_options
from s3align.errors import OldRecordError
from s3align.settings import Settings

DIFFERS_EXIT_CODE = 21
UNCHECKED_EXIT_CODE = 24
_SIGNS = {"agrees": "ok ", "differs": "NO ", "unknown": "?  "}


@click.command("verify")
@click.argument("report", type=click.Path(path_type=Path))
@click.option(
    "--file",
    "proposal",
    type=click.Path(path_type=Path),
    help="The proposal: its hash is compared and it is assessed again.",
)
@password_option("an encrypted proposal")
@language_option("the result")
@strategy_options
@settings_option("the settings used then")
def verify_command(
    report: Path,
    *,
    proposal: Path | None,
    password: str | None,
    language: str,
    strategy: str | None,
    models: Path | None,
    settings_file: Path | None,
) -> int:
    """Check that REPORT (HTML, PDF or JSON) is unchanged and, with --file, that the proposal still gets the same figures.

    Exit code 0 where nothing differs, 21 where something does, 24 where nothing could be checked, 5 for a report in the
    form of an earlier version. What cannot be checked is marked with a question mark.
    """
    from s3align.pipeline import Pipeline  # noqa: PLC0415 -- heavy; not for --help
    from s3align.render.messages import Messages  # noqa: PLC0415
    from s3align.render.verification import Outcome, verify  # noqa: PLC0415

    pipeline = Pipeline(strategy, models, Settings.load(settings_file))
    findings = verify(report, proposal, pipeline, password=password)
    messages = Messages.load(language)
    for finding in findings:
        click.echo(f"{_SIGNS[finding.outcome]} {messages(finding.key, **finding.values)}")
    if any(finding.outcome is Outcome.DIFFERS for finding in findings):
        return DIFFERS_EXIT_CODE
    if any(finding.key == "verify_old" for finding in findings):
        return OldRecordError.exit_code
    agreed = {finding.key for finding in findings if finding.outcome is Outcome.AGREES}
    return 0 if agreed & {"verify_unchanged", "verify_figures_same"} else UNCHECKED_EXIT_CODE
