"""Learning a strategy's model as a whole: weights, figures, card, and the folder they are kept in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from s3align import resources
from s3align.errors import UsageError, said
from s3align.evaluation.card import Measured, measured, model_card
from s3align.evaluation.read_texts import LearntProposals, learnable
from s3align.evaluation.review_files import is_review, read_proposals_of
from s3align.files import write_atomically
from s3align.model import store
from s3align.model.train import Training, build_models, train
from s3align.strategy.model import Strategy

STATISTICS = "statistics"
FEW_TEXTS = 10
"""Below as many texts about a theme, which words stand for it is largely chance: two in each fold."""


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A model on disk. ``figures``, ``from_terms`` and ``few_texts`` are empty where it was made from kept statistics.

    ``from_terms``: language -> themes that had no texts to learn from and are recognised by their terms alone.
    ``few_texts``: (language, theme, number of texts) where the number is below ``FEW_TEXTS``. ``read``: the proposals of
    review files, None where there is none.
    """

    folder: Path
    model_hash: str
    figures: tuple[Measured, ...] = ()
    from_terms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    few_texts: tuple[tuple[str, str, int], ...] = ()
    read: LearntProposals | None = None


def train_model(
    strategy: Strategy,
    strategy_folder: Path,
    *,
    data: Sequence[Path] = (),
    corpus: Path | None = None,
    models: Path | None = None,
    folder: Path | None = None,
) -> TrainedModel:
    """Makes a strategy's model and its card, and says where they are (see ``store.model_folder``).

    ``data``: labelled texts (JSON Lines) beside those in ``texts/`` of the strategy's folder, and review files, whose proposals
    lie in ``folder`` (default: the one that was assessed). Without ``data``, what was
    learnt before and kept in ``corpus/statistics`` is used where there is some: for strategies that travel with the package or
    lie in ``corpus``, and for a copy of one whose themes and terms are the same. Raises DataError for labelled data that
    cannot be learnt from, ModelError where kept statistics do not fit the strategy, UsageError where nothing can be written.

    What travels with the package is replaced only where ``corpus`` names it: with ``data`` alone that would be a model of
    somebody's own in the place of everybody's. Raises UsageError there.
    """
    if data and corpus is None and models is None and store.is_shipped(strategy_folder):
        raise UsageError(
            said(
                "train_shipped",
                "The model of '{strategy}' travels with s3align and stays as it is. Name a folder for your own with --models "
                "FOLDER; the other commands use it with the same option.",
                strategy=strategy.id,
            )
        )
    target = store.model_folder(strategy, strategy_folder, models)
    statistics = (corpus or resources.folder("corpus")) / STATISTICS / strategy.id
    is_kept_there = corpus is not None or (store.is_shipped(strategy_folder) and not data)
    is_known = (statistics / store.MANIFEST).is_file() if is_kept_there else store.fits(statistics, strategy)
    if is_known and not data:
        return TrainedModel(target, _rebuild(strategy, statistics, target))
    reviews = [path for path in data if is_review(path)]
    labelled = [path for path in data if not is_review(path)]
    read = _read(strategy, strategy_folder, reviews, labelled, corpus, folder) if reviews else None
    training = train(strategy, strategy_folder, labelled, corpus=corpus, read=read.texts if read else None)
    figures = measured(training)
    card = model_card(training, figures, strategy_folder).encode("utf-8")
    for place in (*([statistics] if is_kept_there else []), target):
        model_hash = training.save(place)
        write_atomically(place / store.CARD, card, force=True)
    return TrainedModel(target, model_hash, figures, _from_terms(training), _few_texts(training), read)


def _read(
    strategy: Strategy,
    strategy_folder: Path,
    reviews: Sequence[Path],
    labelled: Sequence[Path],
    corpus: Path | None,
    folder: Path | None,
) -> LearntProposals:
    """The proposals of some review files, as texts to learn from."""
    found = read_proposals_of(reviews, [theme.id for theme in strategy.themes], folder)
    return learnable(found, strategy, strategy_folder, reviews, corpus, data=labelled)


def _rebuild(strategy: Strategy, statistics: Path, target: Path) -> str:
    if target.resolve() == statistics.resolve():
        raise UsageError(f"{target} holds the statistics. Name another folder with --models.")
    model_hash = build_models(strategy, statistics, target)
    card = statistics / store.CARD
    if card.is_file():
        write_atomically(target / store.CARD, card.read_bytes(), force=True)
    return model_hash


def _from_terms(training: Training) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((language, learnt.from_terms) for language, learnt in training.learnt.items() if learnt.from_terms)


def _few_texts(training: Training) -> tuple[tuple[str, str, int], ...]:
    return tuple(
        (language, theme, number)
        for language, themes in training.support.items()
        for theme, number in themes.items()
        if number < FEW_TEXTS and theme not in training.learnt[language].from_terms
    )
