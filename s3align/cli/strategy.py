"""``s3align strategy``: make, check and show strategies."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from s3align import resources
from s3align.cli.options import language_option, models_option, supported_languages, text_or_json_option
from s3align.errors import DataError, S3AlignError
from s3align.plural import counted
from s3align.settings import STRATEGY_VARIABLE
from s3align.strategy.definitions import SHAPES
from s3align.strategy.load import find_strategy, load_strategy, mistakes, shipped_strategies
from s3align.strategy.model import wording
from s3align.strategy.schema import file_schema
from s3align.strategy.summary import counts, overview, summary

FINDINGS_EXIT_CODE = 23
"""`s3align strategy lint --strict` found something doubtful."""

_NAME = click.argument("strategy", required=False, metavar="[NAME_OR_FOLDER]")


@click.group("strategy")
def strategy_command() -> None:
    """Make, check and show strategies: folders of data, one for each region."""


@strategy_command.command("new", short_help="Write a strategy to be filled with a region's content.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--id", "strategy_id", help="Short name (default: the name of the folder).")
@click.option("--name", help="Name of the strategy.")
@click.option("--region", help="Name of the region.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    help="Language of the proposals, e.g. de; can be given several times (default: en).",
)
@click.option(
    "--theme",
    "themes",
    multiple=True,
    help="Name of a theme; can be given several times (default: two worked examples).",
)
def new_command(
    folder: Path,
    *,
    strategy_id: str | None,
    name: str | None,
    region: str | None,
    languages: tuple[str, ...],
    themes: tuple[str, ...],
) -> None:
    """Write a complete strategy with comments to FOLDER, to be filled with another region's content."""
    from s3align.strategy.scaffold import Plan, write_strategy  # noqa: PLC0415 -- reads data that no other command needs

    plan = Plan(
        id=strategy_id or folder.resolve().name,
        name=name,
        region=region,
        languages=languages or ("en",),
        themes=themes,
    )
    for file in write_strategy(folder, plan, supported_languages()):
        click.echo(f"→ {file}")
    found = load_strategy(folder, supported=supported_languages())
    click.echo(f"{summary(found)}. Read {folder / 'README.md'}, then try:")
    click.echo(f"  s3align strategy validate {folder}\n  s3align train --strategy {folder}")
    click.echo(f"  s3align check --strategy {folder} proposal.pdf")


@strategy_command.command("validate", short_help="List every mistake of a strategy.")
@_NAME
@text_or_json_option
def validate_command(strategy: str | None, *, form: str) -> int:
    """List every mistake of a strategy with file, line and remedy; exit code 3 where there is one."""
    from s3align.strategy.leftovers import leftovers  # noqa: PLC0415 -- reads data that few commands need

    folder = find_strategy(strategy)
    problems = mistakes(folder, supported=supported_languages())
    found = None if problems else load_strategy(folder)
    if form == "json":
        facts = {"folder": str(folder), "mistakes": [problem._asdict() for problem in problems]}
        click.echo(json.dumps({**facts, "counts": counts(found) if found else None}, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(f"{folder}: {summary(found) if found else counted(len(problems), 'mistakes')}.")
        left = leftovers(folder, found.languages) if found else {}
        if left:
            named = ", ".join(f"{file} ({counted(len(lines), 'lines')})" for file, lines in left.items())
            click.echo(f"Placeholders of `strategy new` are left in {named}.")
    return DataError.exit_code if problems else 0


@strategy_command.command("list", short_help="List the strategies that travel with s3align.")
@models_option
def list_command(*, models: Path | None) -> None:
    """List the strategies that travel with s3align, and the one that S3ALIGN_STRATEGY names."""
    folders = [*shipped_strategies().values()]
    if os.environ.get(STRATEGY_VARIABLE) and (chosen := find_strategy()) not in folders:
        folders.append(chosen)
    for folder in folders:
        try:
            found = load_strategy(folder)
        except S3AlignError:
            click.echo(f"{folder.name}: has mistakes, see `s3align strategy validate {folder}`")
            continue
        places = (folder / "model", (models or resources.folder("models")) / found.id)
        has_model = any((place / "manifest.json").is_file() for place in places)
        click.echo(f"{found.id}: {wording(found.name, found.languages[0])}")
        click.echo(
            f"  {counted(len(found.themes), 'themes')}; {', '.join(found.languages)}; {'model' if has_model else 'no model'}; {folder}"
        )


@strategy_command.command("show", short_help="Show a strategy in numbers, and its hashes.")
@_NAME
@language_option("the names shown")
def show_command(strategy: str | None, *, language: str) -> None:
    """Show themes, sub-topics, terms, places and principles of a strategy in numbers, and its hashes."""
    click.echo("\n".join(overview(load_strategy(find_strategy(strategy), supported=supported_languages()), language)))


@strategy_command.command("lint", short_help="Report what is doubtful in a strategy.")
@_NAME
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Labelled texts (JSON Lines): reports terms that never occur or occur mostly in texts of other themes.",
)
@click.option("--strict", is_flag=True, help=f"Exit code {FINDINGS_EXIT_CODE} where something is found.")
@text_or_json_option
def lint_command(strategy: str | None, *, data: tuple[Path, ...], strict: bool, form: str) -> int:
    """Report what is doubtful in a strategy: doubled, contradicting or needless terms, gaps, facts without a source, placeholders."""
    from s3align.model.labelled_files import read_many  # noqa: PLC0415 -- the matcher loads what only this command needs
    from s3align.model.term_finder import term_finder  # noqa: PLC0415
    from s3align.strategy.gaps import lint_gaps  # noqa: PLC0415
    from s3align.strategy.leftovers import lint_leftovers  # noqa: PLC0415
    from s3align.strategy.lint import lint_terms, lint_texts  # noqa: PLC0415

    folder = find_strategy(strategy)
    found = load_strategy(folder, supported=supported_languages())
    findings = [
        *lint_terms(found, term_finder),
        *lint_gaps(folder, found),
        *lint_leftovers(folder, found.languages),
    ]
    if data:
        texts = read_many(data, [theme.id for theme in found.themes], languages=found.languages)
        findings += lint_texts(found, term_finder, texts)
    findings.sort()
    if form == "json":
        rows = [entry._asdict() for entry in findings]
        click.echo(json.dumps({"folder": str(folder), "findings": rows}, ensure_ascii=False, indent=2))
    else:
        for entry in findings:
            click.echo(str(entry))
        click.echo(f"{folder}: {counted(len(findings), 'findings')}.")
    return FINDINGS_EXIT_CODE if strict and findings else 0


@strategy_command.command("terms", short_help="List terms found mostly in texts about something else.")
@_NAME
@click.option(
    "--data",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="Labelled texts (JSON Lines, plain or gzipped) in which the terms are looked for.",
)
@click.option(
    "--readings",
    type=click.Path(path_type=Path),
    help="Table of id, main and touched: what a reader marked takes the place of the labels.",
)
@click.option("--least", default=5, show_default=True, help="Texts that must be judged for a term to be listed.")
@click.option("--share", default=0.5, show_default=True, help="Share of them, 0 to 1, that is not about the theme.")
@text_or_json_option
def terms_command(
    strategy: str | None, *, data: tuple[Path, ...], readings: Path | None, least: int, share: float, form: str
) -> None:
    """List the terms that stand mostly in texts that are not about their theme, with the words around them."""
    from s3align.evaluation.term_hits import (  # noqa: PLC0415 -- the matcher loads what only this command needs
        read_marks,
        term_hits,
        with_marks,
    )
    from s3align.model.labelled_files import read_many  # noqa: PLC0415

    found = load_strategy(find_strategy(strategy), supported=supported_languages())
    themes = [theme.id for theme in found.themes]
    marks = read_marks(readings, themes) if readings else {}
    texts = with_marks(read_many(data, themes, languages=found.languages), marks)
    hits = term_hits(found, texts)
    listed = [entry for entry in hits if entry.judged >= least and (entry.wrong_share or 0.0) >= share]
    if form == "json":
        rows = [
            {
                "theme": entry.term.theme,
                "language": entry.term.language,
                "term": entry.term.text,
                "strength": entry.term.strength.value,
                "ambiguous": entry.term.ambiguous,
                "source": entry.term.source,
                "wrong": entry.wrong,
                "right": entry.right,
                "open": entry.open,
                "examples": entry.examples,
            }
            for entry in listed
        ]
        click.echo(json.dumps({"texts": len(texts), "terms": rows}, ensure_ascii=False, indent=2))
        return
    for entry in listed:
        term, ambiguous = entry.term, ", ambiguous" if entry.term.ambiguous else ""
        click.echo(
            f"{term.source}: {term.theme} '{term.text}' ({term.language}, {term.strength.value}{ambiguous}): "
            f"{entry.wrong} wrong, {entry.right} right, {entry.open} open; {' | '.join(entry.examples)}"
        )
    click.echo(f"{counted(len(listed), 'terms')} of {len(hits)} found in {len(texts)} texts.")


@strategy_command.command("schema", short_help="Print the schemas of a strategy's files.")
@click.argument("file", required=False)
def schema_command(file: str | None) -> None:
    """Print the schema of a strategy FILE: JSON Schema for TOML, Table Schema for CSV; without FILE, list the files."""
    if file is not None:
        click.echo(json.dumps(file_schema(file), ensure_ascii=False, indent=2))
        return
    for shape in SHAPES.values():
        click.echo(f"{shape.file:<26} {'needed  ' if shape.required else 'optional'} {shape.about}")
