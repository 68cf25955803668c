"""Runs texts through the same scoring as the product, or judges out-of-fold figures from training."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from s3align.errors import DataError, UsageError
from s3align.evaluation.metrics import Figures, measure
from s3align.evaluation.parallel_texts import ParallelGap, parallel_gap
from s3align.evaluation.proposals import data_files, evaluate_proposals, is_proposal, read_proposals
from s3align.evaluation.read_texts import LearntProposals, learnable
from s3align.evaluation.review_files import ReadProposals, is_review, open_review, read_proposals_of
from s3align.evaluation.reviewed import Reviewed, judge_reviewed
from s3align.evaluation.reviewer import review
from s3align.evaluation.twins import TwinFigures, twin_figures, twins_in
from s3align.evaluation.verdict import Verdict, verdict_of
from s3align.files import file_hash
from s3align.model import store
from s3align.model.fit import document_log_odds, fit_document, fit_fusion
from s3align.model.labelled import LabelledText
from s3align.model.labelled_files import pairs, read_many
from s3align.model.learn import FOLDS, Learnt
from s3align.model.profiles import ADDRESSED_FROM, DocumentModel
from s3align.model.scorer import bounded, logistic
from s3align.model.train import measuring, train
from s3align.pipeline import Pipeline
from s3align.strategy.model import Strategy

TABLE = ".csv"
"""Ending of a reviewer's table."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was said of labelled texts, and how good it was, per language.

    ``gap``: None where no text has its translation among them. ``twins``: the languages with bad twins. ``reviewed``: what was
    measured of review files, ``learnt``: what was learnt of them to cross-validate; None where there is none.
    """

    verdicts: Mapping[str, Sequence[Verdict]]
    figures: Mapping[str, Figures]
    gap: ParallelGap | None
    twins: Mapping[str, TwinFigures]
    reviewed: Reviewed | None = None
    learnt: LearntProposals | None = None


def evaluate(
    strategy: Strategy,
    model: Path,
    data: Sequence[Path],
    *,
    kinds: Collection[str] = (),
    folder: Path | None = None,
) -> Evaluation:
    """Measures a model against labelled texts (JSON Lines), complete proposals, a reviewer's CSV table, or review files.

    ``model``: the folder of the model, see ``store.find_model``. ``data``: files, or folders of such files; see ``proposals``.
    ``kinds``: measure only texts of these kinds. ``folder``: where the proposals of review files lie. Raises DataError for
    mistakes in the data or where no text is in a language of the model, ModelError where the model does not fit, UsageError
    where no text is of the kinds wanted.
    """
    pipeline = Pipeline(strategy, store.load(model, strategy.id, strategy.binding_hash))
    files, themes = data_files(data), [theme.id for theme in strategy.themes]
    read = _read(files, themes, folder)
    found = judge(files, pipeline)
    reviewed = judge_reviewed(read, pipeline) if read else None
    for language, verdict in reviewed.verdicts if reviewed else ():
        found.setdefault(language, []).append(verdict)
    return replace(evaluation_of(found, files, themes, kinds), reviewed=reviewed)


def learnt_from(model: Path, data: Sequence[Path]) -> list[Path]:
    """The files in ``data`` that a model has learnt from: its figures on them flatter.

    A review file is one of them where the model has learnt from a proposal that is read in it.
    """
    manifest = store.read_manifest(model)
    known = {*manifest.get("learnt_from", {}).values(), *manifest.get("read_proposals", ())}
    return [path for path in data_files(data) if not known.isdisjoint(_hashes(path))]


def _hashes(path: Path) -> set[str]:
    """Of the file, and of the proposals that are read in a review file."""
    return {file_hash(path), *((row.sha256 for row in open_review(path).readings) if is_review(path) else ())}


def _read(files: Sequence[Path], themes: Sequence[str], folder: Path | None) -> ReadProposals | None:
    reviews = [path for path in files if is_review(path)]
    return read_proposals_of(reviews, themes, folder) if reviews else None


def judge(files: Sequence[Path], pipeline: Pipeline) -> dict[str, list[Verdict]]:
    """Language -> the product's verdicts on everything in some files. Raises DataError for mistakes in them."""
    strategy = pipeline.strategy
    themes = [theme.id for theme in strategy.themes]
    found: dict[str, list[Verdict]] = defaultdict(list)
    proposals = read_proposals([path for path in files if is_proposal(path)], themes)
    rows = read_many(_texts(files), themes, languages=strategy.languages)
    for language in pipeline.model.languages:
        own = [row for row in rows if row.language == language and not row.is_weak]
        found[language].extend(evaluate_texts(own, pipeline))
    tables = [path for path in files if path.suffix == TABLE]
    for source in (*(review(table, pipeline) for table in tables), evaluate_proposals(proposals, pipeline)):
        for language, verdict in source:
            found[language].append(verdict)
    return dict(found)


def cross_validate(
    strategy: Strategy,
    strategy_folder: Path,
    data: Sequence[Path],
    *,
    corpus: Path | None = None,
    kinds: Collection[str] = (),
    folder: Path | None = None,
) -> Evaluation:
    """Learns on four fifths of the strategy's texts and ``data`` and judges the fifth left out, five times.

    ``folder``: as in ``evaluate``. Raises the errors of ``train`` and of ``evaluate``.
    """
    themes = [theme.id for theme in strategy.themes]
    files = data_files(data)
    if any(is_proposal(path) for path in files):
        raise UsageError(
            "Proposals are not learnt from as files. Write their texts to JSON Lines (kind proposal) to cross-validate with "
            "them, or leave --cross-validate out."
        )
    read = _read(files, themes, folder)
    labelled = [path for path in files if not is_review(path)]
    more = (
        learnable(read, strategy, strategy_folder, [path for path in files if is_review(path)], corpus)
        if read
        else None
    )
    learnt = train(strategy, strategy_folder, labelled, corpus=corpus, read=more.texts if more else None).learnt
    return replace(evaluation_of(cross_validated(learnt, themes), files, themes, kinds), learnt=more)


def evaluate_texts(texts: Sequence[LabelledText], pipeline: Pipeline) -> Iterator[Verdict]:
    """The product's verdict on labelled texts."""
    themes = [theme.id for theme in pipeline.strategy.themes]
    for text in texts:
        body = f"{text.title}\n\n{text.text}".encode()
        assessment = pipeline.check(body, name=f"{text.id}.txt")
        yield verdict_of(assessment, text.id, text.kind, text.labels, themes, text.title)


def cross_validated(learnt: Mapping[str, Learnt], themes: Sequence[str]) -> dict[str, list[Verdict]]:
    """Language -> verdicts on out-of-fold opinions, with fusion, document model and borders fitted on the other folds."""
    found: dict[str, dict[str, Verdict]] = {language: {} for language in learnt}
    for fold in range(FOLDS):
        fusions = {
            language: fit_fusion([row for row in entry.out_of_fold if row.fold != fold], themes)
            for language, entry in learnt.items()
        }
        rows = {language: measuring(entry) for language, entry in learnt.items()}
        others = [(row, fusions[language]) for language, own in rows.items() for row in own if row.fold != fold]
        model = fit_document(others, themes)
        for language, own in rows.items():
            for row in own:
                if row.fold == fold:
                    odds = document_log_odds(row, fusions[language], model)
                    found[language][row.text.id] = _verdict(row.text, dict(zip(themes, odds, strict=True)), model)
    return {language: [found[language][row.text.id] for row in measuring(entry)] for language, entry in learnt.items()}


def _verdict(text: LabelledText, odds: Mapping[str, float], model: DocumentModel) -> Verdict:
    scores = {theme: logistic(bounded(float(value))) for theme, value in odds.items()}
    predicted = {theme: (score, score >= ADDRESSED_FROM) for theme, score in scores.items()}
    unclear = {theme for theme, score in scores.items() if model.unclear_from <= score < ADDRESSED_FROM}
    return Verdict(text.id, text.kind, text.labels, predicted, frozenset(unclear), title=text.title)


def evaluation_of(
    found: Mapping[str, Sequence[Verdict]], files: Sequence[Path], themes: Sequence[str], kinds: Collection[str] = ()
) -> Evaluation:
    """How good some verdicts (by language) are; ``files``: what was judged. Raises the errors of ``evaluate``."""
    if not any(found.values()):
        raise DataError(
            f"None of the labelled texts can be measured: they are in none of the languages {', '.join(found)}, or labelled "
            "by headings alone. Name other files."
        )
    chosen = {
        language: rows
        for language, verdicts in found.items()
        if (rows := [row for row in verdicts if not kinds or row.kind in kinds])
    }
    if not chosen:
        known = sorted({row.kind for rows in found.values() for row in rows})
        raise UsageError(f"No text is of the kind {', '.join(sorted(kinds))}. The kinds here are: {', '.join(known)}.")
    figures = {language: measure(rows, themes) for language, rows in chosen.items()}
    texts = _texts(files)
    named = twins_in(texts)
    twins = {language: own for language, rows in chosen.items() if (own := twin_figures(rows, named)) is not None}
    return Evaluation(chosen, figures, parallel_gap(chosen, pairs(texts)), twins)


def _texts(files: Sequence[Path]) -> list[Path]:
    """The files of JSON Lines."""
    return [path for path in files if path.suffix != TABLE and not is_review(path) and not is_proposal(path)]
