"""How good the scores are: per theme and averaged, each name saying over what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said of a text: theme -> (score, addressed), beside the truth (themes not known are absent)."""

    id: str
    kind: str
    truth: Mapping[str, bool]
    said: Mapping[str, tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """One theme: ``support`` texts are about it; None where a figure is not defined."""

    theme: str
    support: int
    precision: float | None
    recall: float | None
    f1: float
    average_precision: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a set of verdicts. ``none_given_a_theme``: share of theme-less texts with any theme addressed.

    ``calibration_error``: expected calibration error over ten equal bins of all theme scores.
    """

    texts: int
    themes: tuple[ThemeFigures, ...]
    macro_f1: float
    micro_f1: float
    mean_average_precision: float | None
    top_theme_right: float | None
    none_given_a_theme: float | None
    calibration_error: float


def measure(verdicts: Sequence[Verdict], themes: Sequence[str]) -> Figures:
    """The figures of some verdicts; themes without support have recall and average precision None."""
    per_theme = tuple(_theme_figures(verdicts, theme) for theme in themes)
    precisions = [entry.average_precision for entry in per_theme if entry.average_precision is not None]
    supported = [entry.f1 for entry in per_theme if entry.support]
    return Figures(
        texts=len(verdicts),
        themes=per_theme,
        macro_f1=_mean(supported) or 0.0,
        micro_f1=_micro_f1(verdicts, themes),
        mean_average_precision=_mean(precisions),
        top_theme_right=_mean([_top_is_right(row) for row in verdicts if any(row.truth.values())]),
        none_given_a_theme=_mean(
            [_any_addressed(row) for row in verdicts if row.truth and not any(row.truth.values())]
        ),
        calibration_error=_calibration_error(verdicts),
    )


def _theme_figures(verdicts: Sequence[Verdict], theme: str) -> ThemeFigures:
    from sklearn.metrics import average_precision_score  # noqa: PLC0415 -- evaluation only

    rows = [row for row in verdicts if theme in row.truth]
    truth = np.array([row.truth[theme] for row in rows], dtype=bool)
    said = np.array([row.said[theme][1] for row in rows], dtype=bool)
    hits, support, claimed = int(np.sum(truth & said)), int(np.sum(truth)), int(np.sum(said))
    return ThemeFigures(
        theme=theme,
        support=support,
        precision=hits / claimed if claimed else None,
        recall=hits / support if support else None,
        f1=2 * hits / (support + claimed) if support + claimed else 0.0,
        average_precision=float(average_precision_score(truth, [row.said[theme][0] for row in rows]))
        if support
        else None,
    )


def _micro_f1(verdicts: Sequence[Verdict], themes: Sequence[str]) -> float:
    pairs = [(row.truth[theme], row.said[theme][1]) for row in verdicts for theme in themes if theme in row.truth]
    hits = sum(truth and said for truth, said in pairs)
    marked = sum(truth + said for truth, said in pairs)
    return 2 * hits / marked if marked else 0.0


def _top_is_right(row: Verdict) -> float:
    top = max(row.said, key=lambda theme: (row.said[theme][0], theme))
    return float(row.truth.get(top, False))


def _any_addressed(row: Verdict) -> float:
    return float(any(addressed for _, addressed in row.said.values()))


def _calibration_error(verdicts: Sequence[Verdict]) -> float:
    scores = np.array([row.said[theme][0] for row in verdicts for theme in row.truth])
    truth = np.array([row.truth[theme] for row in verdicts for theme in row.truth], dtype=float)
    if not len(scores):
        return 0.0
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    gaps = [
        abs(scores[bins == index].mean() - truth[bins == index].mean()) * np.sum(bins == index) for index in set(bins)
    ]
    return float(np.sum(gaps) / len(scores))


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None
