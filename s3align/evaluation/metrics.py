"""How good the scores are: per theme and averaged, each name saying over what, with bootstrap intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from s3align.evaluation.abstaining import Abstention, RiskPoint, abstention, risk_coverage
from s3align.evaluation.bootstrap import REPLICATES, Interval, Share, interval, share
from s3align.evaluation.promises import Promise, promises
from s3align.evaluation.verdict import Table, Verdict, table_of

BINS = 10
"""Equal bins of the score over which the calibration error is taken."""
NO_THEME = "none"
"""The name of "no theme" in the confusion table."""

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """One theme: ``support`` texts are about it; None where a figure is not defined."""

    theme: str
    support: int
    precision: float | None
    recall: float | None
    f1: float
    f1_interval: Interval | None
    average_precision: float | None
    average_precision_interval: Interval | None
    auc: float | None


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Theme scores between two tenths: how many, their mean, and the share of them that was right."""

    count: int
    mean_score: float
    share_true: float


@dataclass(frozen=True, slots=True)
class PassageFigures:
    """Passages judged, and of those that speak of a theme the ones in texts that are not about it (``stray``)."""

    judged: int
    stray: Share


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a set of verdicts. Themes that are not known of a text count neither way. ``refused``: texts not assessed.

    ``none_given_a_theme``: share of theme-less texts with any theme addressed. ``calibration_error``: expected
    calibration error over ten equal bins of all theme scores. ``confusion``: of the texts about one theme alone (row)
    the number given each theme as the highest addressed one (column), ``none`` included in both. ``both_themes``: of the
    texts about two themes or more, those given all of them. ``passages``: None where the texts were not read in passages.
    """

    texts: int
    refused: int
    themes: tuple[ThemeFigures, ...]
    macro_f1: float
    macro_f1_interval: Interval | None
    micro_f1: float
    mean_average_precision: float | None
    top_theme_right: float | None
    none_given_a_theme: float | None
    calibration_error: float
    calibration_curve: tuple[CalibrationBin, ...]
    confusion: Mapping[str, Mapping[str, int]]
    both_themes: Share
    abstention: Abstention
    risk_coverage: tuple[RiskPoint, ...]
    promises: tuple[Promise, ...]
    passages: PassageFigures | None


def measure(verdicts: Sequence[Verdict], themes: Sequence[str]) -> Figures:
    """The figures of some verdicts; themes without support have recall and average precision None."""
    table = table_of(verdicts, themes)
    spread = _bootstrap(table, len(themes))
    per_theme = tuple(_theme_figures(table, index, theme, spread) for index, theme in enumerate(themes))
    precisions = [entry.average_precision for entry in per_theme if entry.average_precision is not None]
    curve = _calibration_curve(table)
    return Figures(
        texts=len(verdicts),
        refused=sum(row.is_refused for row in verdicts),
        themes=per_theme,
        macro_f1=_macro_f1(table),
        macro_f1_interval=interval(spread.macro),
        micro_f1=_f1(table.expected[table.known], table.predicted[table.known]),
        mean_average_precision=_mean(precisions),
        top_theme_right=_mean([_top_is_right(row) for row in verdicts if any(row.expected.values())]),
        none_given_a_theme=_mean([_any_addressed(row) for row in verdicts if row.is_none]),
        calibration_error=_calibration_error(curve),
        calibration_curve=curve,
        confusion=_confusion(verdicts, themes),
        both_themes=_both_themes(verdicts),
        abstention=abstention(table),
        risk_coverage=risk_coverage(table),
        promises=promises(table, themes),
        passages=_passages(verdicts),
    )


def _theme_figures(table: Table, column: int, theme: str, spread: _Spread) -> ThemeFigures:
    known = table.known[:, column]
    expected, predicted, score = (part[known, column] for part in (table.expected, table.predicted, table.score))
    hits, support, claimed = int(np.sum(expected & predicted)), int(np.sum(expected)), int(np.sum(predicted))
    return ThemeFigures(
        theme=theme,
        support=support,
        precision=hits / claimed if claimed else None,
        recall=hits / support if support else None,
        f1=_f1(expected, predicted),
        f1_interval=interval(spread.f1[:, column]),
        average_precision=_average_precision(expected, score),
        average_precision_interval=interval(spread.average_precision[:, column]),
        auc=_auc(expected, score),
    )


@dataclass(frozen=True, slots=True)
class _Spread:
    """Figures over bootstrap samples: macro-F1 (samples), F1 and average precision (samples × themes); nan undefined."""

    macro: Floats
    f1: Floats
    average_precision: Floats


def _bootstrap(table: Table, themes: int) -> _Spread:
    count = len(table.known)
    generator = np.random.default_rng(0)
    macro, f1, precision = (
        np.full(shape, np.nan) for shape in (REPLICATES, (REPLICATES, themes), (REPLICATES, themes))
    )
    for replicate in range(REPLICATES if count else 0):
        sample = table.rows(generator.integers(0, count, count))
        macro[replicate] = _macro_f1(sample)
        for column in range(themes):
            known = sample.known[:, column]
            expected, predicted, score = (
                part[known, column] for part in (sample.expected, sample.predicted, sample.score)
            )
            if expected.any():
                f1[replicate, column] = _f1(expected, predicted)
                precision[replicate, column] = _average_precision(expected, score)
    return _Spread(macro, f1, precision)


def _macro_f1(table: Table) -> float:
    columns = [
        _f1(table.expected[known, index], table.predicted[known, index])
        for index, known in enumerate(table.known.T)
        if table.expected[known, index].any()
    ]
    return _mean(columns) or 0.0


def _f1(expected: Booleans, predicted: Booleans) -> float:
    marked = int(expected.sum()) + int(predicted.sum())
    return 2 * int((expected & predicted).sum()) / marked if marked else 0.0


def _average_precision(expected: Booleans, score: Floats) -> float | None:
    """Mean precision at every relevant text in descending order of score; texts of one score count as one step.

    None without a relevant text. Written out because scikit-learn's takes a second for the bootstrap.
    """
    if not expected.any():
        return None
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(expected[order])
    last_of_step = np.append(np.diff(score[order]) != 0, True)
    hits_at, claimed_at = hits[last_of_step], np.flatnonzero(last_of_step) + 1
    return float(np.sum(np.diff(hits_at, prepend=0) * hits_at / claimed_at) / hits[-1])


def _auc(expected: Booleans, score: Floats) -> float | None:
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 -- evaluation only

    return float(roc_auc_score(expected, score)) if expected.any() and not expected.all() else None


def _top_is_right(row: Verdict) -> float:
    return float(row.expected[max(row.expected, key=lambda theme: (row.predicted[theme][0], theme))])


def _any_addressed(row: Verdict) -> float:
    return float(any(row.predicted[theme][1] for theme in row.expected))


def _calibration_curve(table: Table) -> tuple[CalibrationBin, ...]:
    score, expected = table.score[table.known], table.expected[table.known]
    bins = np.minimum((score * BINS).astype(int), BINS - 1)
    return tuple(
        CalibrationBin(int(inside.sum()), float(score[inside].mean()), float(expected[inside].mean()))
        for inside in (bins == index for index in range(BINS))
        if inside.any()
    )


def _calibration_error(curve: Sequence[CalibrationBin]) -> float:
    total = sum(entry.count for entry in curve)
    gaps = math.fsum(abs(entry.mean_score - entry.share_true) * entry.count for entry in curve)
    return gaps / total if total else 0.0


def _confusion(verdicts: Sequence[Verdict], themes: Sequence[str]) -> dict[str, dict[str, int]]:
    names = [*themes, NO_THEME]
    counts = {name: dict.fromkeys(names, 0) for name in names}
    for row in verdicts:
        true = [theme for theme, value in row.expected.items() if value]
        if len(true) <= 1 and row.expected:
            addressed = [theme for theme in themes if theme in row.expected and row.predicted[theme][1]]
            top = max(addressed, key=_score_of(row), default=NO_THEME)
            counts[true[0] if true else NO_THEME][top] += 1
    return counts


def _score_of(row: Verdict) -> Callable[[str], float]:
    return lambda theme: row.predicted[theme][0]


def _both_themes(verdicts: Sequence[Verdict]) -> Share:
    several = [row for row in verdicts if len(row.about) > 1]
    return share([int(all(row.predicted[theme][1] for theme in row.about)) for row in several], [1] * len(several))


def _passages(verdicts: Sequence[Verdict]) -> PassageFigures | None:
    read = [row for row in verdicts if row.passages is not None]
    if not read:
        return None
    known = [{theme: row.speaking.get(theme, 0) for theme in row.expected} for row in read]
    stray = [
        sum(count for theme, count in counts.items() if not row.expected[theme])
        for row, counts in zip(read, known, strict=True)
    ]
    return PassageFigures(
        sum(row.passages or 0 for row in read), share(stray, [sum(counts.values()) for counts in known])
    )


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None
