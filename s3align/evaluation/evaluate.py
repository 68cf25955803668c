"""Runs texts through the same scoring as the product, or judges out-of-fold figures from training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from s3align.checking import check
from s3align.evaluation.metrics import Verdict
from s3align.profiles.labelled import LabelledText
from s3align.profiles.learn import FOLDS, Judged, calibrate, probabilities
from s3align.scoring.assess import Judge


def evaluate_texts(texts: Sequence[LabelledText], judge: Judge) -> Iterator[Verdict]:
    """The product's verdict on labelled texts. A text it refuses is one about which it claims nothing."""
    for text in texts:
        body = f"{text.title}\n\n{text.text}".encode()
        assessment = check(body, name=f"{text.id}.txt", judge=judge)
        said = {theme.id: (theme.score, theme.addressed) for theme in assessment.themes}
        nothing = dict.fromkeys((theme.id for theme in judge.strategy.themes), (0.0, False))
        yield Verdict(text.id, text.kind, text.labels, said or nothing)


def cross_validated(judged: Sequence[Judged], themes: Sequence[str]) -> list[Verdict]:
    """Verdicts on out-of-fold figures, with combination, calibration and thresholds fitted on the other folds."""
    said: dict[str, dict[str, tuple[float, bool]]] = {row.text.id: {} for row in judged}
    for fold in range(FOLDS):
        others = [row for row in judged if row.fold != fold]
        inside = [row for row in judged if row.fold == fold]
        for theme in themes:
            fitted = calibrate(others, theme)
            figures = np.array([row.figures[theme] for row in inside])
            for row, score in zip(inside, probabilities(figures, fitted.base, fitted.slope), strict=True):
                said[row.text.id][theme] = (float(score), bool(score >= fitted.threshold))
    return [Verdict(row.text.id, row.text.kind, row.text.labels, said[row.text.id]) for row in judged]
