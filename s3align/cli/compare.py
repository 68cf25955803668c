"""``s3align compare``: what changed between two versions of a proposal."""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from s3align.assess.compare import Comparison, PassageChange, ThemeChange, compare
from s3align.cli.options import language_option, settings_option, strategy_options, text_or_json_option
from s3align.errors import UsageError
from s3align.render.formats import sure_points
from s3align.render.messages import Messages
from s3align.render.view_ledger import page_name
from s3align.render.wording import reason_sentence
from s3align.settings import Settings
from s3align.strategy.model import Strategy, wording

if TYPE_CHECKING:
    from s3align.pipeline import Pipeline
    from s3align.record.assessment import Assessment

SMALLEST_CHANGE = 0.01
WIDTH = 80


@click.command("compare")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@language_option("the result")
@text_or_json_option
@strategy_options
@settings_option()
def compare_command(
    old: Path,
    new: Path,
    *,
    language: str,
    form: str,
    settings_file: Path | None,
    strategy: str | None,
    models: Path | None,
) -> None:
    """Show what version NEW of a proposal gained and lost against OLD, by theme, sub-topic and passage."""
    from s3align.pipeline import Pipeline  # noqa: PLC0415 -- heavy; not for --help

    pipeline = Pipeline(strategy, models, Settings.load(settings_file))
    versions = [_version(file, language, pipeline) for file in (old, new)]
    result = compare(versions[0][0], versions[1][0], versions[0][1], versions[1][1])
    if form == "json":
        click.echo(json.dumps(asdict(result), ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(result, pipeline.strategy, language)))


def _version(file: Path, language: str, pipeline: Pipeline) -> tuple[Assessment, str]:
    checked = pipeline.check_document(file)
    if checked.document is None or not checked.assessment.is_assessed:
        messages = Messages.load(language)
        sentence = reason_sentence(checked.assessment, messages)
        raise UsageError(f"{sentence} {messages('compare_needs_two')}")
    return checked.assessment, "\n".join(page.text for page in checked.document.pages)


def _lines(result: Comparison, strategy: Strategy, language: str) -> list[str]:
    messages = Messages.load(language)
    lines = [f"{result.old} → {result.new}", ""]
    changed = [
        row for row in result.themes if abs(row.change) >= SMALLEST_CHANGE or row.passages_lost or row.passages_gained
    ]
    if not changed:
        return [*lines, messages("compare_same")]
    for row in changed:
        theme = strategy.theme(row.id)
        names = {part.id: wording(part.name, language) for part in theme.subtopics}
        lines.append(f"{wording(theme.name, language)}: {_points(row)} {_step(row, messages)}".rstrip())
        for key, parts in (
            ("compare_subtopics_lost", row.subtopics_lost),
            ("compare_subtopics_gained", row.subtopics_gained),
        ):
            if parts:
                lines.extend(_wrap(messages(key, names=", ".join(names[part] for part in parts))))
        lines.extend(line for passage in row.passages_lost for line in _passage("-", passage, messages))
        lines.extend(line for passage in row.passages_gained for line in _passage("+", passage, messages))
        lines.append("")
    return lines


def _points(row: ThemeChange) -> str:
    return f"{sure_points(row.old)} → {sure_points(row.new)}"


def _step(row: ThemeChange, messages: Messages) -> str:
    if row.was_addressed == row.is_addressed:
        return ""
    return f"({messages('compare_now_addressed' if row.is_addressed else 'compare_no_longer_addressed')})"


def _passage(sign: str, passage: PassageChange, messages: Messages) -> list[str]:
    place = page_name(passage.page, None, messages)
    section = f", {passage.section}" if passage.section else ""
    quote = " ".join(passage.quote.split())
    return _wrap(f"{sign} [{place}{section}] {textwrap.shorten(quote, 200, placeholder=' …')}")


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")
