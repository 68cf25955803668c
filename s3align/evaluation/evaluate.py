"""Runs texts through the same scoring as the product, or judges out-of-fold figures from training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from s3align.evaluation.metrics import Verdict
from s3align.model.labelled import LabelledText
from s3align.model.learn import FOLDS, Judged, best_threshold, calibrate, scores
from s3align.pipeline import Pipeline
from s3align.record.assessment import Assessment


def evaluate_texts(texts: Sequence[LabelledText], pipeline: Pipeline) -> Iterator[Verdict]:
    """The product's verdict on labelled texts."""
    themes = [theme.id for theme in pipeline.strategy.themes]
    for text in texts:
        body = f"{text.title}\n\n{text.text}".encode()
        assessment = pipeline.check(body, name=f"{text.id}.txt")
        yield verdict_of(assessment, text.id, text.kind, text.labels, themes)


def verdict_of(
    assessment: Assessment, identifier: str, kind: str, expected: Mapping[str, bool], themes: Sequence[str]
) -> Verdict:
    """An assessment beside the expected. A text that the product refuses is one about which it claims nothing."""
    predicted = {theme.id: (theme.sureness, theme.is_addressed) for theme in assessment.themes}
    ledgers = {theme.id: theme.contributions for theme in assessment.themes}
    return Verdict(identifier, kind, expected, predicted or dict.fromkeys(themes, (0.0, False)), ledgers)


def cross_validated(judged: Sequence[Judged], themes: Sequence[str]) -> list[Verdict]:
    """Verdicts on out-of-fold figures, with combination, calibration and threshold fitted on the other folds."""
    verdicts: list[Verdict] = []
    for fold in range(FOLDS):
        others = [row for row in judged if row.fold != fold]
        calibration = calibrate(others, themes)
        threshold = best_threshold(others, calibration)
        for row in judged:
            if row.fold == fold:
                predicted = {theme: (score, score >= threshold) for theme, score in scores(row, calibration).items()}
                verdicts.append(Verdict(row.text.id, row.text.kind, row.text.labels, predicted))
    return verdicts
