"""``s3align evaluate``: how good the scores are on labelled texts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from s3align import resources
from s3align.errors import UsageError
from s3align.evaluation.evaluate import cross_validated, evaluate_texts
from s3align.evaluation.floors import below_floors, data_hash, pin_floors, read_floors
from s3align.evaluation.metrics import Figures, Verdict, measure
from s3align.evaluation.page import Part, render_page, worst_errors
from s3align.evaluation.parallel_texts import ParallelGap, parallel_gap
from s3align.evaluation.reviewer import review
from s3align.evaluation.show import table
from s3align.files import write_atomically
from s3align.model.labelled import read_many
from s3align.model.train import train
from s3align.pipeline import Pipeline
from s3align.strategy.load import find_strategy, load_strategy

WORST = 20
"""Errors shown per language: what a person reads in one sitting."""


@click.command("evaluate")
@click.argument("data", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--cross-validate",
    is_flag=True,
    help="Learn on four fifths of DATA and judge the fifth left out, five times, instead of using the shipped model.",
)
@click.option("--kind", "kinds", multiple=True, help="Measure only texts of this kind (file name or the row's kind).")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="Table, one JSON object per language, or a page with plots and the worst errors.",
)
@click.option("--out", type=click.Path(path_type=Path), help="File to write instead of printing.")
@click.option("--force", is_flag=True, help="Overwrite the file named by --out.")
@click.option(
    "--strategy",
    "strategy_folder",
    type=click.Path(path_type=Path),
    help="Folder of another strategy; its texts and models lie in --corpus and --models.",
)
@click.option("--corpus", type=click.Path(path_type=Path), help="Folder with texts/ (default: the one of s3align).")
@click.option("--models", type=click.Path(path_type=Path), help="Folder of models (default: the one of s3align).")
@click.option("--floors", type=click.Path(path_type=Path), help="Fail where a figure is below its floor in this file.")
@click.option("--pin", is_flag=True, help="Write the floors of --floors anew, a little below the figures measured.")
@click.option("--reason", help="Why a floor is lowered; kept in the file.")
def evaluate_command(
    data: tuple[Path, ...],
    *,
    cross_validate: bool,
    kinds: tuple[str, ...],
    form: str,
    out: Path | None,
    force: bool,
    strategy_folder: Path | None,
    corpus: Path | None,
    models: Path | None,
    floors: Path | None,
    pin: bool,
    reason: str | None,
) -> None:
    """Measure the scores against labelled texts.

    DATA: JSON Lines with lang, text and themes or labels, or a reviewer's CSV table with file or text, lang and themes.
    """
    if cross_validate:
        found = _cross_validated(data, strategy_folder, corpus or resources.folder("corpus"))
    else:
        found = _shipped(data, Pipeline(strategy_folder, models))
    chosen = {
        language: rows
        for language, verdicts in found.items()
        if (rows := [row for row in verdicts if not kinds or row.kind in kinds])
    }
    figures = {language: measure(rows, list(rows[0].predicted)) for language, rows in chosen.items()}
    how = "cross-validated" if cross_validate else "shipped model"
    _put(_shown(chosen, figures, parallel_gap(chosen, _parallel_texts(data)), form, how), out, force=force)
    if floors is not None:
        _gate(floors, data, figures, pin=pin, reason=reason)


def _shown(
    verdicts: Mapping[str, Sequence[Verdict]],
    figures: Mapping[str, Figures],
    gap: ParallelGap | None,
    form: str,
    how: str,
) -> str:
    if form == "html":
        parts = [Part(language, entry, worst_errors(verdicts[language], WORST)) for language, entry in figures.items()]
        return render_page(parts, how.capitalize())
    if form == "json":
        rows = [{"language": language, **asdict(entry)} for language, entry in figures.items()]
        rows.extend([{"twins": asdict(gap)}] if gap else [])
        return "\n".join(json.dumps(row) for row in rows)
    tables = [table(entry, f"{language}, {how}") for language, entry in figures.items()]
    if gap:
        tables.append(
            f"{gap.pairs} texts and their translations: scores differ by {gap.mean:.3f} on average, {gap.largest:.2f} at most"
        )
    return "\n\n".join(tables)


def _put(text: str, out: Path | None, *, force: bool) -> None:
    if out is None:
        click.echo(text)
    else:
        write_atomically(out, f"{text}\n".encode(), force=force)


def _gate(path: Path, data: Sequence[Path], figures: Mapping[str, Figures], *, pin: bool, reason: str | None) -> None:
    if pin:
        pin_floors(path, data, figures, reason)
        return
    pinned = read_floors(path).get(data_hash(data))
    if pinned is None:
        raise UsageError(f"{path} has no floors for these files as they are now. Pin them with --pin.")
    worse = below_floors(figures, pinned["floors"])
    if worse:
        raise click.ClickException("; ".join(worse) + ". Mend the scores, or pin new floors with --pin --reason.")


def _cross_validated(data: Sequence[Path], strategy_folder: Path | None, corpus: Path) -> dict[str, list[Verdict]]:
    source = find_strategy(strategy_folder)
    strategy = load_strategy(source)
    themes = [theme.id for theme in strategy.themes]
    learnt = train(strategy, source, corpus / "texts", data).learnt
    return {language: cross_validated(entry.judged, themes) for language, entry in learnt.items()}


def _shipped(data: Sequence[Path], pipeline: Pipeline) -> dict[str, list[Verdict]]:
    themes = [theme.id for theme in pipeline.strategy.themes]
    found: dict[str, list[Verdict]] = defaultdict(list)
    for table_file in (path for path in data if path.suffix == ".csv"):
        for language, verdict in review(table_file, pipeline):
            found[language].append(verdict)
    rows = [row for row in read_many([path for path in data if path.suffix != ".csv"], themes) if not row.is_weak]
    for language in pipeline.model.languages:
        found[language].extend(evaluate_texts([row for row in rows if row.language == language], pipeline))
    return {language: verdicts for language, verdicts in found.items() if verdicts}


def _parallel_texts(data: Sequence[Path]) -> dict[str, str]:
    """Text -> the name of its pair, where a row names one ("twin")."""
    rows = [
        json.loads(line)
        for path in data
        if path.suffix == ".jsonl"
        for line in path.read_text(encoding="utf-8").splitlines()
        if '"twin"' in line
    ]
    return {str(row["id"]): str(row["twin"]) for row in rows if "twin" in row}
