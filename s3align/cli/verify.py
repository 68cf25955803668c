"""``s3align verify``: whether a report is as it was written, and whether the proposal still gets the same figures."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from s3align.cli.options import language_option, password_option, settings_option, strategy_options
from s3align.errors import OldRecordError
from s3align.settings import Settings

if TYPE_CHECKING:
    from s3align.pipeline import Pipeline
    from s3align.render.messages import Messages
    from s3align.render.verification_finding import Finding

DIFFERS_EXIT_CODE = 21
UNCHECKED_EXIT_CODE = 24
_WIDTH = 80
_INDENT = " " * 5


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
    """Check that REPORT shows what its record says and, with --file, that the proposal still gets the same figures.

    REPORT: a report (HTML, PDF), a record (JSON, JSON lines), the table of a run (results.csv, with results.jsonl beside
    it) or an archive (ZIP), of which the checksums are checked too. Reports bear no signature: whoever makes up a record and its report together is found out by the proposal alone.
    What cannot be checked is marked with a question mark.

    \b
    Exit codes:
       0  nothing differs
       3  no record, or a damaged one
       5  a report in the form of an earlier version
      21  something differs
      24  nothing differs, but not all could be checked: more question
          marks than those at the day and at a proposal not given
    """  # noqa: D301 -- \b keeps the lines below as they are
    from s3align.pipeline import Pipeline  # noqa: PLC0415 -- heavy; not for --help
    from s3align.render.messages import Messages  # noqa: PLC0415
    from s3align.render.verification import verify  # noqa: PLC0415

    pipeline = Pipeline(strategy, models, Settings.load(settings_file))
    installed = _installed(pipeline, strategy, models)
    findings = verify(report, proposal, pipeline, password=password, installed=installed)
    messages = Messages.load(language)
    code = _exit_code(findings, with_proposal=proposal is not None)
    for finding in findings:
        click.echo("\n".join(_lines(finding, messages, pipeline.strategy.theme_names(language))))
    click.echo("\n" + "\n".join(textwrap.wrap(messages(f"verify_conclusion_{code}"), _WIDTH)))
    return code


def _installed(pipeline: Pipeline, strategy: str | None, models: Path | None) -> dict[str, Path]:
    """The files of strategy and model that are used here, by their paths in an archive."""
    from s3align.model.store import describing_files, find_model  # noqa: PLC0415 -- heavy; not for --help
    from s3align.strategy.load import data_files, find_strategy  # noqa: PLC0415

    folder = find_strategy(strategy)
    data = {f"strategy/{name}": path for name, path in data_files(folder, pipeline.strategy).items()}
    model = describing_files(find_model(pipeline.strategy, folder, models))
    return data | {f"model/{path.name}": path for path in model}


def _exit_code(findings: list[Finding], *, with_proposal: bool) -> int:
    from s3align.render.verification import is_checked  # noqa: PLC0415 -- heavy; not for --help
    from s3align.render.verification_finding import Outcome  # noqa: PLC0415

    if any(finding.outcome is Outcome.DIFFERS for finding in findings):
        return DIFFERS_EXIT_CODE
    if any(finding.key == "verify_old" for finding in findings):
        return OldRecordError.exit_code
    return 0 if is_checked(findings, with_proposal=with_proposal) else UNCHECKED_EXIT_CODE


def _lines(finding: Finding, messages: Messages, themes: Mapping[str, str]) -> list[str]:
    from s3align.render.verification_finding import sentence  # noqa: PLC0415 -- not for --help

    sign = messages(f"verify_sign_{finding.outcome}")
    return textwrap.wrap(
        sentence(finding, messages, themes),
        _WIDTH,
        initial_indent=f"{sign:<{len(_INDENT)}}",
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
