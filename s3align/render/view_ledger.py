"""The ledger of a theme and its evidence cards: two steps that both add up as printed, quotes cut at their terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import fsum

from s3align.record.assessment import Assessment, Contribution, Evidence, ThemeResult
from s3align.render.formats import TENTHS, apportion, decimal, percent, sure_points
from s3align.render.messages import Messages
from s3align.render.view_model import EvidenceView, Ledger, LedgerGroup, LedgerLine, Piece

OWN_WORDING = ("keyword", "vocabulary")
"""Kinds of lines whose label stands in the document; the report names the others."""
SUMS = ("passage", "rest")
"""Lines of the first step that are sums themselves, of no kind."""
_UNITS = 100 * TENTHS
"""Tenths of a point in a sureness of 1."""


@dataclass(frozen=True, slots=True)
class LedgerScale:
    """Where the bars of a report stand, in per cent: the zero line, and the width of a sureness of 1."""

    zero: float
    unit: float


@dataclass(frozen=True, slots=True)
class _Part:
    """A line of the first step: the base, a passage with its own lines, or all other passages together."""

    passage: int | None
    lines: Sequence[Contribution]

    @property
    def value(self) -> float:
        return fsum(line.value for line in self.lines)


def ledger_scale(themes: Iterable[ThemeResult]) -> LedgerScale:
    """One scale for all themes of a report, so that a bar means the same everywhere.

    What is left over has no bar: it is often the largest sum and nothing that could be compared.
    """
    parts = [part for theme in themes for part in _parts(theme)[:-1]]
    values = [value for part in parts for value in (part.value, *(line.value for line in part.lines))]
    low, high = min(values, default=0.0), max(values, default=0.0)
    span = max(high, 0.0) - min(low, 0.0)
    unit = 100 / span if span else 0.0
    return LedgerScale(-min(low, 0.0) * unit, unit)


def _parts(theme: ThemeResult) -> list[_Part]:
    """The base, the passages in their order and, last, all others."""
    opened = [line for line in theme.contributions if line.passage is not None]
    base = [line for line in theme.contributions if line.kind == "base"]
    rest = [line for line in theme.contributions if line.passage is None and line.kind != "base"]
    return [
        _Part(None, base),
        *(_Part(number, tuple(lines)) for number, lines in groupby(opened, key=lambda line: line.passage)),
        _Part(None, rest),
    ]


def passage_places(assessment: Assessment, messages: Messages) -> dict[int, str]:
    """Number of a judged passage -> its page and section, as far as the evidence of any theme tells them."""
    return {
        card.passage: _place(card, messages)
        for theme in assessment.themes
        for card in theme.evidence
        if card.passage is not None
    }


def _place(card: Evidence, messages: Messages) -> str:
    page = page_name(card.page, card.page_label, messages)
    return _capitalised(page) + (f", {card.section}" if card.section else "")


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class LedgerMaker:
    """Makes the ledgers of a report: one scale, and the same names for the passages everywhere.

    ``places`` as ``passage_places`` gives them; ``passages`` is the number of judged passages.
    """

    scale: LedgerScale
    places: Mapping[int, str]
    passages: int
    messages: Messages

    def ledger(self, theme: ThemeResult) -> Ledger:
        """The ledger of a theme in tenths of a point; both steps add up exactly, the first to its printed whole points."""
        base, *groups, rest = _parts(theme)
        others = self.passages - len(groups)
        parts = [base, *groups, rest] if others > 0 else [base, *groups]
        total = sure_points(theme.sureness) * TENTHS
        tenths = iter(apportion([part.value * _UNITS for part in parts], total))
        return Ledger(
            base=self._line("base", self.messages("line_base"), base.value, next(tenths)),
            groups=tuple(self._group(part, next(tenths)) for part in groups),
            rest=self._line("rest", self.messages.count("line_others", others), rest.value, next(tenths))
            if others > 0
            else None,
            total=decimal(total, self.messages.language, signed=False),
            zero=round(self.scale.zero, 2),
        )

    def _group(self, part: _Part, tenths: int) -> LedgerGroup:
        amounts = apportion([line.value * _UNITS for line in part.lines], tenths)
        has_own = any(line.kind in OWN_WORDING for line in part.lines)
        return LedgerGroup(
            self._line("passage", self._name(part.passage or 0), part.value, tenths),
            tuple(
                self._line(line.kind, self._label(line), line.value, amount)
                for line, amount in zip(part.lines, amounts, strict=True)
                if has_own and (amount or line.kind in OWN_WORDING)
            ),
        )

    def _name(self, passage: int) -> str:
        number = self.messages("passage_number", number=passage + 1)
        return f"{self.places[passage]} ({number})" if passage in self.places else _capitalised(number)

    def _label(self, line: Contribution) -> str:
        return line.label or line.key if line.kind in OWN_WORDING else self.messages(f"line_{line.kind}")

    def _line(self, kind: str, label: str, value: float, tenths: int) -> LedgerLine:
        width = 0.0 if kind == "rest" else abs(value) * self.scale.unit
        return LedgerLine(
            css=kind,
            label=label,
            kind="" if kind in SUMS else self.messages(f"kind_{kind}"),
            points=decimal(tenths, self.messages.language),
            start=round(self.scale.zero - width if value < 0 else self.scale.zero, 2),
            width=round(width, 2),
        )


def passage_points(theme: ThemeResult, ledger: Ledger) -> dict[int, str]:
    """Number of a passage -> its sum as the ledger prints it, so that a card never differs by a tenth."""
    opened = [part.passage for part in _parts(theme) if part.passage is not None]
    return {passage: group.sum.points for passage, group in zip(opened, ledger.groups, strict=True)}


def evidence_views(
    passages: Iterable[Evidence], messages: Messages, points: Mapping[int, str] | None = None
) -> tuple[EvidenceView, ...]:
    """The cards in the order of the record (strongest first).

    ``points``: what the ledger prints for a passage; None where the passages give no points.
    """
    return tuple(_evidence(passage, messages, points) for passage in passages)


def _evidence(passage: Evidence, messages: Messages, points: Mapping[int, str] | None) -> EvidenceView:
    return EvidenceView(
        page=page_name(passage.page, passage.page_label, messages),
        section=passage.section,
        lang=_lang(passage.language, messages.language),
        pieces=_pieces(passage),
        terms=tuple(dict.fromkeys(term.text for term in passage.terms)),
        points=None if points is None else messages("evidence_points", points=_amount(passage, messages, points)),
        recognised=None
        if passage.confidence is None
        else messages("evidence_recognised", confidence=percent(passage.confidence, messages)),
    )


def _amount(passage: Evidence, messages: Messages, points: Mapping[int, str]) -> str:
    """The printed points of a passage; its own figure where the ledger does not open it."""
    known = None if passage.passage is None else points.get(passage.passage)
    return known or decimal(round(passage.value * _UNITS), messages.language)


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
