"""Figures as a text table of 80 columns, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator

from s3align.evaluation.metrics import Figures


def table(figures: Figures, heading: str) -> str:
    """A table with a row per theme and the averages below."""
    return "\n".join(_lines(figures, heading))


def _lines(figures: Figures, heading: str) -> Iterator[str]:
    yield f"{heading} ({figures.texts} texts)"
    yield f"{'theme':<18}{'support':>9}{'precision':>11}{'recall':>9}{'F1':>8}{'avg. precision':>16}"
    for entry in figures.themes:
        yield (
            f"{entry.theme:<18}{entry.support:>9}{_number(entry.precision):>11}{_number(entry.recall):>9}"
            f"{_number(entry.f1):>8}{_number(entry.average_precision):>16}"
        )
    yield (
        f"macro-F1 over themes {figures.macro_f1:.3f} · micro-F1 {figures.micro_f1:.3f} · "
        f"mean average precision {_number(figures.mean_average_precision)}"
    )
    yield (
        f"top theme right {_number(figures.top_theme_right)} · theme-less texts given a theme "
        f"{_number(figures.none_given_a_theme)} · calibration error {figures.calibration_error:.3f}"
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
