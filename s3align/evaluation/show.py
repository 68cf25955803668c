"""Figures as a text table of 80 columns, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from s3align.evaluation.metrics import Figures, Interval


def table(figures: Figures, heading: str) -> str:
    """A table with a row per theme, the averages and the confusion between themes below."""
    return "\n".join([*_lines(figures, heading), *_confusion(figures.confusion)])


def _lines(figures: Figures, heading: str) -> Iterator[str]:
    yield f"{heading} ({figures.texts} texts; brackets: middle 90 % over bootstrap samples)"
    yield f"{'theme':<16}{'support':>8}{'precision':>10}{'recall':>8}{'F1':>21}{'avg. prec.':>11}{'AUC':>7}"
    for entry in figures.themes:
        yield (
            f"{entry.theme:<16}{entry.support:>8}{_number(entry.precision):>10}{_number(entry.recall):>8}"
            f"{_number(entry.f1) + _range(entry.f1_interval):>21}{_number(entry.average_precision):>11}"
            f"{_number(entry.auc):>7}"
        )
    yield (
        f"macro-F1 over themes {figures.macro_f1:.3f}{_range(figures.macro_f1_interval)} · "
        f"micro-F1 {figures.micro_f1:.3f} · mean average precision {_number(figures.mean_average_precision)}"
    )
    yield (
        f"top theme right {_number(figures.top_theme_right)} · theme-less texts given a theme "
        f"{_number(figures.none_given_a_theme)} · calibration error {figures.calibration_error:.3f}"
    )


def _confusion(counts: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    names = list(counts)
    yield "texts about one theme or none (row) by the highest theme addressed (column)"
    yield f"{'':<16}" + "".join(f"{name[:9]:>10}" for name in names)
    for name in names:
        yield f"{name:<16}" + "".join(f"{counts[name][other] or '·':>10}" for other in names)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _range(interval: Interval | None) -> str:
    return "" if interval is None else f" [{interval.low:.2f}–{interval.high:.2f}]"
