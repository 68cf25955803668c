"""Figures as a text table of 80 columns, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from s3align.evaluation.abstaining import Abstention, RiskPoint
from s3align.evaluation.bootstrap import Interval, Share
from s3align.evaluation.metrics import Figures, PassageFigures
from s3align.evaluation.padded import PaddingFigures, RecipeFigures
from s3align.evaluation.parallel_texts import ParallelGap
from s3align.evaluation.promises import PROMISED, Border, Promise, needed
from s3align.evaluation.twins import TwinFigures


def table(figures: Figures, heading: str, *, is_brief: bool = False) -> str:
    """A table with a row per theme; below it averages, what is unclear and, unless brief, promises and confusions."""
    parts = [_lines(figures, heading), _passages(figures.passages), _abstention(figures.abstention)]
    if not is_brief:
        parts += [_risk(figures.risk_coverage), _promises(figures.promises), _confusion(figures.confusion)]
    return "\n".join(line for part in parts for line in part)


def gap_line(gap: ParallelGap) -> str:
    """How far texts and their translations lie apart."""
    return (
        f"{gap.pairs} texts and their translations: scores differ by {gap.mean:.3f}{_range(gap.mean_interval)} on average, "
        f"{gap.largest:.2f} at most (pair {gap.largest_pair}, {gap.largest_theme}); the same themes given to "
        f"{shown(gap.same)} pairs"
    )


def twin_lines(figures: TwinFigures, language: str) -> Iterator[str]:
    """How well texts and their bad twins are kept apart, and which are not."""
    yield f"{language}, texts and their bad twins: kept apart {shown(figures.apart)}"
    unclear = f" ({len(figures.unclear)} of them unclear)" if figures.unclear else ""
    yield f"  texts not given their themes: {len(figures.not_given)}{unclear}{_named(figures.not_given)}"
    yield f"  twins given a theme of their text: {len(figures.given)}{_named(figures.given)}"
    if figures.alone:
        yield f"  twins whose text is not among the data: {figures.alone}"


def shown(share: Share) -> str:
    """A share as "3 of 40 (.07 [.02-.12])"."""
    value = "" if share.value is None else f" ({share.value:.3f}{_range(share.interval)})"
    return f"{share.count} of {share.of}{value}"


def _lines(figures: Figures, heading: str) -> Iterator[str]:
    yield f"{heading} ({figures.texts} texts; brackets: middle 90 % over bootstrap samples)"
    yield f"{'theme':<16}{'support':>8}{'precision':>10}{'recall':>8}{'F1':>21}{'avg. prec.':>11}{'AUC':>7}"
    for entry in figures.themes:
        f1 = _number(entry.f1) + _range(entry.f1_interval) if entry.support else _number(None)
        yield (
            f"{entry.theme:<16}{entry.support:>8}{_number(entry.precision):>10}{_number(entry.recall):>8}{f1:>21}"
            f"{_number(entry.average_precision):>11}{_number(entry.auc):>7}"
        )
    yield (
        f"macro-F1 over themes {_macro(figures)} · "
        f"micro-F1 {figures.micro_f1:.3f} · mean average precision {_number(figures.mean_average_precision)}"
    )
    yield (
        f"top theme right {_number(figures.top_theme_right)} · theme-less texts given a theme "
        f"{_number(figures.none_given_a_theme)} · calibration error {figures.calibration_error:.3f}"
    )
    if figures.refused:
        yield f"texts that could not be assessed: {figures.refused}"
    if figures.both_themes.of:
        yield f"all themes of texts about two or more: {shown(figures.both_themes)}"


def _macro(figures: Figures) -> str:
    if not any(theme.support for theme in figures.themes):
        return _number(None)
    return f"{figures.macro_f1:.3f}{_range(figures.macro_f1_interval)}"


def _passages(figures: PassageFigures | None) -> Iterator[str]:
    if figures is not None:
        yield (
            f"passages judged {figures.judged} · of those that speak of a theme, in texts not about it: "
            f"{shown(figures.stray)}"
        )


def _abstention(figures: Abstention) -> Iterator[str]:
    yield f'"unclear: please read" takes in {shown(figures.missed)} of the themes missed without it'
    yield f"  and {shown(figures.false)} of those falsely given, and costs {shown(figures.right)} of the right answers"
    yield f"  texts with an unclear theme: {shown(figures.texts)}"
    yield f"  addressed themes called absent, nobody having looked: {shown(figures.called_absent)}"


def _risk(points: Sequence[RiskPoint]) -> Iterator[str]:
    yield "answers given only from a sureness of (that a theme is addressed, or that it is not):"
    yield f"{'sureness':<10}{'answers':>9}{'texts complete':>16}{'themes missed':>23}{'falsely given':>23}"
    for point in points:
        yield (
            f"{point.sureness:<10.2f}{_number(point.answers.value):>9}{_number(point.texts.value):>16}"
            f"{_counted(point.missed):>23}{_counted(point.false):>23}"
        )


def _promises(rows: Sequence[Promise]) -> Iterator[str]:
    """What can be promised, with what more texts would allow."""
    yield (
        "texts about a theme called absent: share to expect of further ones at most (conformal risk control; "
        + ", ".join(f"{_percent(value)} takes {needed(value)} texts, none missed" for value in PROMISED)
        + ")"
    )
    borders = "".join(f"{'border for ' + _percent(value):>30}" for value in PROMISED)
    yield f"{'theme':<16}{'texts':>6}{'absent':>8}{'at most':>9}{borders}"
    for row in rows:
        cells = "".join(f"{_border(border, row.texts):>30}" for border in row.borders)
        yield f"{row.theme:<16}{row.texts:>6}{row.absent:>8}{row.at_most:>9.3f}{cells}"


def _border(border: Border, texts: int) -> str:
    if border.sureness is None or border.unclear is None:
        return f"{border.needed - texts} texts short"
    return f"{border.sureness:.3f}, {_percent(border.unclear.value or 0.0)} unclear"


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


def _counted(share: Share) -> str:
    return f"{share.count} {_number(share.value)}{_range(share.interval)}"


def _percent(value: float) -> str:
    return f"{100 * value:.3g} %"


def _named(names: Sequence[str]) -> str:
    return f": {', '.join(names)}" if names else ""


def padding_lines(figures: PaddingFigures, language: str, errors: int) -> Iterator[str]:
    """What padding does to verdicts, recipe by recipe, and the rises that gained most."""
    yield f"{language}, honest texts flagged: {shown(figures.flagged)}{_reasons(figures.reasons)}"
    yield f"{'padding':<20}{'whole: pairs, theme raised, given, own lost':>46}{'split: the same':>34}"
    by_name = {(row.recipe, row.is_split): row for row in figures.recipes}
    for name in dict.fromkeys(row.recipe for row in figures.recipes):
        whole, split = (_padding_cells(by_name.get((name, is_split))) for is_split in (False, True))
        yield f"{name or 'all':<20}{whole:>46}{split:>34}".rstrip()
    for row in figures.recipes:
        if not row.recipe:
            yield f"{'split' if row.is_split else 'whole'}: theme raised {shown(row.raised)}, given {shown(row.given)}"
    for rise in figures.rises[:errors]:
        split = ", split" if rise.is_split else ""
        yield (
            f"  {rise.text}: {rise.recipe}{split}: {rise.theme} from {rise.before} to {rise.after}, "
            f"sureness {rise.gained:+.3f}"
        )


def _padding_cells(row: RecipeFigures | None) -> str:
    if row is None:
        return ""
    shares = "".join(f"{_number(entry.value):>8}" for entry in (row.raised, row.given, row.lowered))
    return f"{row.raised.of:>6}{shares}"


def _reasons(reasons: Mapping[str, int]) -> str:
    return f": {', '.join(f'{reason} {count}' for reason, count in reasons.items())}" if reasons else ""
