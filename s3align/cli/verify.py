"""``s3align verify``: whether a report is as it was written, and whether the proposal still gets the same scores."""

from __future__ import annotations

import re
from pathlib import Path

import click

from s3align.cli.options import settings_option
from s3align.errors import UsageError
from s3align.files import file_hash
from s3align.record.assessment import Assessment
from s3align.settings import Settings

DIFFERS_EXIT_CODE = 21
SAME_SCORE = 1e-6
_LANGUAGE = re.compile(r'<html lang="(de|en)">')


@click.command("verify")
@click.argument("report", type=click.Path(path_type=Path))
@click.option(
    "--file",
    "proposal",
    type=click.Path(path_type=Path),
    help="The proposal: its hash is compared and it is judged again.",
)
@settings_option("the settings used then")
def verify_command(report: Path, *, proposal: Path | None, settings_file: Path | None) -> int:
    """Check that REPORT is unchanged and, with --file, that the proposal still gets the same scores.

    Exit code 0 where everything agrees, 21 where something differs.
    """
    from s3align.render.embedded import embedded_record  # noqa: PLC0415 -- heavy; not for --help

    source = _read(report)
    record = embedded_record(source, report.name)
    results = [_unchanged(source, record)]
    if proposal is not None:
        results += _recomputed(record, proposal, Settings.load(settings_file))
    for agrees, sentence in results:
        click.echo(f"{'ok ' if agrees else 'NO '} {sentence}")
    return 0 if all(agrees for agrees, _ in results) else DIFFERS_EXIT_CODE


def _read(report: Path) -> str:
    try:
        return report.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{report} cannot be read as a report ({error}). Give an HTML report of s3align.") from error


def _unchanged(source: str, record: Assessment) -> tuple[bool, str]:
    """Whether the report is, to the byte, what this version makes of its record."""
    from s3align.pipeline import default_strategy  # noqa: PLC0415
    from s3align.render.html import render_html  # noqa: PLC0415
    from s3align.version import VERSION  # noqa: PLC0415

    language = _LANGUAGE.search(source)
    again = render_html(record, default_strategy(), language[1]) if language else ""
    if again == source:
        return True, "The report is as it was written."
    made = record.provenance.tool_version
    if made != VERSION:
        return False, f"The report was written by version {made}, this is {VERSION}: verify it with that version."
    return False, "The report differs from its record: somebody changed it."


def _recomputed(record: Assessment, proposal: Path, settings: Settings) -> list[tuple[bool, str]]:
    from s3align.pipeline import check  # noqa: PLC0415

    try:
        digest = file_hash(proposal)
    except OSError as error:
        raise UsageError(f"The file {proposal} cannot be opened ({error.strerror}). Check the path.") from error
    if digest != record.document.sha256:
        return [(False, f"{proposal.name} is another file than the one assessed: the hashes differ.")]
    again = check(proposal, settings=settings)
    results = [(True, f"{proposal.name} is the file that was assessed.")]
    for name, old, new in (
        ("model", record.provenance.model_hash, again.provenance.model_hash),
        ("settings", record.provenance.settings_hash, again.provenance.settings_hash),
    ):
        results.append(
            (old == new, f"The {name} is {'the same' if old == new else f'another one: {old} then, {new} now'}.")
        )
    old_scores = {theme.id: theme.score for theme in record.themes}
    new_scores = {theme.id: theme.score for theme in again.themes}
    same = old_scores.keys() == new_scores.keys() and all(
        abs(old_scores[key] - new_scores[key]) <= SAME_SCORE for key in old_scores
    )
    results.append((same, "All scores are the same." if same else "The scores differ."))
    return results
