"""``s3align compare``: what changed between two versions of a proposal."""

from __future__ import annotations

from pathlib import Path

import click

from s3align.cli.options import language_option, password_option, settings_option, strategy_options
from s3align.cli.today import today
from s3align.errors import UsageError, said
from s3align.files import name_within_limit, refuse_inputs, shown_name, write_atomically
from s3align.settings import Settings

_FORMATS = ("text", "html", "json")
_ENDINGS = {".html": "html", ".htm": "html", ".json": "json", ".txt": "text"}
_SUFFIX = ".s3align-compare.html"


@click.command("compare")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@language_option("the result")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="Default: by the ending of --out, else text. text: lines for people; html: a report to keep and print; json: one JSON object.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File to write to. Default: standard output; with --format html a file in the current folder, named after NEW.",
)
@click.option("--force", is_flag=True, help="Allow overwriting an existing file.")
@password_option("encrypted PDFs (never logged or stored)")
@strategy_options
@settings_option()
def compare_command(
    old: Path,
    new: Path,
    *,
    language: str,
    form: str | None,
    out: Path | None,
    force: bool,
    password: str | None,
    settings_file: Path | None,
    strategy: str | None,
    models: Path | None,
) -> None:
    """Show what version NEW of a proposal gained and lost against OLD.

    OLD and NEW are proposals, or reports (HTML) or records (JSON) that `s3align check` wrote of them. Themes, sub-topics,
    passages, principles, places, open questions and notes on the file are compared; of two proposals also the whole text that
    counts.
    """
    from s3align.pipeline import Pipeline  # noqa: PLC0415 -- heavy; not for --help
    from s3align.render.compare import compare_files  # noqa: PLC0415

    form = _format(form, out)
    if out is None and form == "html":
        out = Path(name_within_limit(new.stem, _SUFFIX))
    refuse_inputs((out,), (old, new, settings_file))
    pipeline = Pipeline(strategy, models, Settings.load(settings_file))
    body = compare_files(old, new, pipeline, language, form, today(), password=password)
    if out is None:
        click.echo(body.decode())
    else:
        write_atomically(out, body, force=force)
        click.echo(f"→ {shown_name(out)}")


def _format(form: str | None, out: Path | None) -> str:
    """The format asked for, or that of the ending of ``out``. Raises UsageError where the two contradict each other."""
    told = _ENDINGS.get(out.suffix.lower()) if out else None
    if form and told and form != told:
        raise UsageError(
            said(
                "compare_ending",
                "{out} is the name of a {told} file, but the format is {format}. Leave --format out, or change the ending.",
                out=out,
                told=told,
                format=form,
            )
        )
    return form or told or "text"
