"""The figures as one HTML page with plots and the worst errors; no script, no request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from s3align.evaluation.bootstrap import Interval, Share
from s3align.evaluation.evaluate import Evaluation
from s3align.evaluation.metrics import Figures
from s3align.evaluation.twins import TwinFigures
from s3align.evaluation.worst_errors import WorstError
from s3align.render.templates import environment


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of one group of texts under their heading."""

    heading: str
    figures: Figures
    twins: TwinFigures | None
    errors: Sequence[WorstError]


def render_page(found: Evaluation, worst: Mapping[str, Sequence[WorstError]], model: str) -> str:
    """A complete HTML document; ``model`` says what was measured, ``worst`` has the worst errors by language."""
    templates = environment("evaluation")
    templates.filters["figure"] = _figure
    templates.filters["interval"] = _interval
    templates.filters["share"] = _share
    parts = [
        Part(language, figures, found.twins.get(language), worst.get(language, ()))
        for language, figures in found.figures.items()
    ]
    return templates.get_template("page.html").render(parts=parts, gap=found.gap, model=model)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _interval(interval: Interval | None) -> str:
    return "" if interval is None else f" [{interval.low:.2f}–{interval.high:.2f}]"


def _share(share: Share) -> str:
    return f"{share.count} of {share.of}" + (
        "" if share.value is None else f" ({_figure(share.value)}{_interval(share.interval)})"
    )
