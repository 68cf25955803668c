"""``s3align train``: rebuild the models."""

from __future__ import annotations

from pathlib import Path

import click

from s3align import resources
from s3align.evaluation.card import model_card
from s3align.evaluation.evaluate import cross_validated
from s3align.evaluation.metrics import measure
from s3align.files import write_atomically
from s3align.model.train import Training, build_models, learn_statistics, train
from s3align.strategy.load import find_strategy, load_strategy
from s3align.strategy.model import Strategy

_CARD = "MODEL_CARD.md"
SMALLEST_GROUP = 30
"""Figures of fewer texts of a kind would be mostly chance."""


@click.command("train")
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Labelled texts (JSON Lines) to learn from beside corpus/texts; can be given several times.",
)
@click.option(
    "--strategy",
    "strategy_folder",
    type=click.Path(path_type=Path),
    help="Folder of another strategy (default: the one that travels with s3align).",
)
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    help="Folder with texts/ and statistics/ (default: the corpus that travels with s3align).",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the models (default: models/).")
def train_command(data: tuple[Path, ...], strategy_folder: Path | None, corpus: Path | None, out: Path | None) -> None:
    """Rebuild models/ from corpus/.

    Without --data, what was learnt before (corpus/statistics) is used where it exists; with --data, weights and
    calibration are learnt anew from corpus/texts and the data, and kept there.
    """
    corpus = corpus or resources.folder("corpus")
    strategy = load_strategy(find_strategy(strategy_folder))
    statistics = corpus / "statistics" / strategy.id
    if data or not (statistics / "manifest.json").is_file():
        source = strategy_folder or corpus / "strategies" / strategy.id
        training = train(strategy, source, corpus / "texts", data)
        learn_statistics(training, statistics)
        write_atomically(statistics / _CARD, _card(strategy, training).encode("utf-8"), force=True)
    target = (out or resources.folder("models")) / strategy.id
    model_hash = build_models(strategy, statistics, target)
    write_atomically(target / _CARD, (statistics / _CARD).read_bytes(), force=True)
    click.echo(f"Model {model_hash} → {target}")


def _card(strategy: Strategy, training: Training) -> str:
    themes = [theme.id for theme in strategy.themes]
    figures = {}
    for language, learnt in training.learnt.items():
        verdicts = cross_validated(learnt.judged, themes)
        kinds = sorted({verdict.kind for verdict in verdicts})
        groups = [("all kinds", verdicts), *((kind, [row for row in verdicts if row.kind == kind]) for kind in kinds)]
        figures[language] = [(name, measure(rows, themes)) for name, rows in groups if len(rows) >= SMALLEST_GROUP]
    return model_card(strategy.name["en"], training.provenance, figures)
