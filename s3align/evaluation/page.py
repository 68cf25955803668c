"""The figures as one HTML page with plots and the worst errors; no script, no request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from s3align.evaluation.metrics import Figures, Interval, Verdict
from s3align.record.assessment import Contribution
from s3align.render.templates import environment


@dataclass(frozen=True, slots=True)
class WorstError:
    """A theme of a text that was assessed wrongly, with the ledger of its score."""

    text: str
    theme: str
    expected: bool
    score: float
    ledger: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of one group of texts under their heading."""

    heading: str
    figures: Figures
    errors: tuple[WorstError, ...]


def worst_errors(verdicts: Sequence[Verdict], limit: int) -> tuple[WorstError, ...]:
    """The wrong claims and omissions, farthest from the expected first; at most ``limit``."""
    wrong = [
        WorstError(verdict.id, theme, expected, verdict.predicted[theme][0], verdict.ledgers.get(theme, ()))
        for verdict in verdicts
        for theme, expected in verdict.expected.items()
        if verdict.predicted[theme][1] != expected
    ]
    wrong.sort(key=lambda error: (-abs(error.score - error.expected), error.text, error.theme))
    return tuple(wrong[:limit])


def render_page(parts: Sequence[Part], model: str) -> str:
    """A complete HTML document; ``model`` says what was measured."""
    templates = environment("evaluation")
    templates.filters["figure"] = _figure
    templates.filters["interval"] = _interval
    return templates.get_template("page.html").render(parts=parts, model=model)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _interval(interval: Interval | None) -> str:
    return "" if interval is None else f" [{interval.low:.2f}–{interval.high:.2f}]"
