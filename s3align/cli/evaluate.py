"""``s3align evaluate``: how good the scores are on labelled texts."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from s3align import resources
from s3align.checking import DEFAULT_STRATEGY, default_judge
from s3align.evaluation.evaluate import cross_validated, evaluate_texts
from s3align.evaluation.metrics import Verdict, measure
from s3align.evaluation.show import table
from s3align.profiles.labelled import read_many
from s3align.profiles.train import train


@click.command("evaluate")
@click.argument("data", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--cross-validate",
    is_flag=True,
    help="Learn on four fifths of DATA and judge the fifth left out, five times, instead of using the shipped model.",
)
@click.option("--kind", "kinds", multiple=True, help="Measure only texts of this kind (file name or the row's kind).")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Table or JSON."
)
def evaluate_command(data: tuple[Path, ...], *, cross_validate: bool, kinds: tuple[str, ...], form: str) -> None:
    """Measure the scores against labelled texts (JSON Lines with lang, text and themes or labels)."""
    judge = default_judge()
    themes = [theme.id for theme in judge.strategy.themes]
    for language, verdicts in _verdicts(data, cross_validate=cross_validate).items():
        chosen = [verdict for verdict in verdicts if not kinds or verdict.kind in kinds]
        if not chosen:
            continue
        figures = measure(chosen, themes)
        if form == "json":
            click.echo(json.dumps({"language": language, **asdict(figures)}))
        else:
            click.echo(table(figures, f"{language}, {'cross-validated' if cross_validate else 'shipped model'}") + "\n")


def _verdicts(data: tuple[Path, ...], *, cross_validate: bool) -> dict[str, list[Verdict]]:
    judge = default_judge()
    themes = [theme.id for theme in judge.strategy.themes]
    if cross_validate:
        corpus = resources.folder("corpus")
        learnt = train(judge.strategy, corpus / "strategies" / DEFAULT_STRATEGY, corpus / "texts", data).learnt
        return {language: cross_validated(entry.judged, themes) for language, entry in learnt.items()}
    rows = [row for row in read_many(data, themes) if not row.is_weak]
    return {
        language: list(evaluate_texts([row for row in rows if row.language == language], judge))
        for language in judge.profiles.languages
    }
