"""The ledger of a theme and its evidence cards: lines that add up to the printed points, quotes cut at their terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from s3align.record.assessment import Contribution, Evidence, ThemeResult
from s3align.render.formats import TENTHS, apportion, decimal, percent
from s3align.render.messages import Messages
from s3align.render.view_model import EvidenceView, Ledger, LedgerLine, Piece

OWN_WORDING = ("keyword", "vocabulary")
"""Kinds of lines whose label stands in the document; the report names the others."""
RIVAL = "rival"
"""The kind of line whose key is the id of another theme."""


@dataclass(frozen=True, slots=True)
class LedgerScale:
    """Where the bars of a report stand, in per cent: the zero line, and the width of a score of 1."""

    zero: float
    unit: float


def ledger_scale(themes: Iterable[ThemeResult]) -> LedgerScale:
    """One scale for all themes of a report, so that a bar means the same everywhere."""
    values = [line.value for theme in themes for line in theme.contributions]
    low, high = min(values, default=0.0), max(values, default=0.0)
    span = max(high, 0.0) - min(low, 0.0)
    unit = 100 / span if span else 0.0
    return LedgerScale(-min(low, 0.0) * unit, unit)


def ledger_view(
    theme: ThemeResult, total: int, scale: LedgerScale, messages: Messages, theme_name: Callable[[str], str]
) -> Ledger:
    """The lines of a theme in tenths of a point; they sum to ``total``, its printed whole points, exactly.

    ``theme_name`` names a rival theme by its id.
    """
    tenths = apportion([line.value * 100 * TENTHS for line in theme.contributions], total * TENTHS)
    lines = tuple(
        _line(line, _label(line, messages, theme_name), amount, scale, messages)
        for line, amount in zip(theme.contributions, tenths, strict=True)
    )
    return Ledger(lines, decimal(total * TENTHS, messages.language, signed=False), round(scale.zero, 2))


def _label(line: Contribution, messages: Messages, theme_name: Callable[[str], str]) -> str:
    if line.kind in OWN_WORDING:
        return line.label
    return (
        messages(f"line_{line.kind}", theme=theme_name(line.key))
        if line.kind == RIVAL
        else messages(f"line_{line.kind}")
    )


def _line(line: Contribution, label: str, tenths: int, scale: LedgerScale, messages: Messages) -> LedgerLine:
    width = abs(line.value) * scale.unit
    return LedgerLine(
        css=line.kind,
        label=label,
        kind=messages(f"kind_{line.kind}"),
        points=decimal(tenths, messages.language),
        start=round(scale.zero - width if line.value < 0 else scale.zero, 2),
        width=round(width, 2),
    )


def evidence_views(passages: Iterable[Evidence], messages: Messages, *, scored: bool) -> tuple[EvidenceView, ...]:
    """The cards in the order of the record (strongest first); without points where they are not ``scored``."""
    return tuple(_evidence(passage, messages, scored=scored) for passage in passages)


def _evidence(passage: Evidence, messages: Messages, *, scored: bool) -> EvidenceView:
    amount = decimal(round(passage.value * 100 * TENTHS), messages.language)
    return EvidenceView(
        page=page_name(passage.page, passage.page_label, messages),
        section=passage.section,
        lang=_lang(passage.language, messages.language),
        pieces=_pieces(passage),
        terms=tuple(dict.fromkeys(term.text for term in passage.terms)),
        points=messages("evidence_points", points=amount) if scored else None,
        recognised=None
        if passage.confidence is None
        else messages("evidence_recognised", confidence=percent(passage.confidence, messages)),
    )


def _lang(language: str, own: str) -> str | None:
    """The quote's language for a screen reader; "und" is the code for an unknown one (BCP 47)."""
    if language == own:
        return None
    return "und" if language == "other" else language


def _pieces(passage: Evidence) -> tuple[Piece, ...]:
    """The quote cut at its marked terms; a term inside an earlier one is not marked again."""
    pieces, position = [], 0
    for term in sorted(passage.terms, key=lambda term: (term.span.start, -term.span.end)):
        if term.span.start < position:
            continue
        pieces.append(Piece(passage.quote[position : term.span.start], marked=False))
        pieces.append(Piece(passage.quote[term.span.start : term.span.end], marked=True))
        position = term.span.end
    pieces.append(Piece(passage.quote[position:], marked=False))
    return tuple(piece for piece in pieces if piece.text)


def page_name(page: int, label: str | None, messages: Messages) -> str:
    """A page as it is called in the report, with its printed label where that differs."""
    if label is None or label == str(page):
        return messages("page", page=page)
    return messages("page_labelled", page=page, label=label)
