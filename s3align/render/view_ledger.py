"""The ledger of a theme and its evidence cards: two steps that both add up as printed, quotes cut at their terms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import fsum

from s3align.record.assessment import Assessment, Contribution, Evidence, PassageText, ThemeResult
from s3align.render.formats import TENTHS, apportion, decimal, percent, sure_points
from s3align.render.messages import Messages
from s3align.render.view_model import EvidenceView, Ledger, LedgerGroup, LedgerLine, Piece
from s3align.render.view_model_passages import PassageLink

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
    """Number of a judged passage -> its page and section, as far as the record tells them."""
    cards = {
        card.passage: passage_place(card, messages)
        for theme in assessment.themes
        for card in theme.evidence
        if card.passage is not None
    }
    return cards | {text.number: passage_place(text, messages) for text in assessment.passages}


def passage_place(passage: Evidence | PassageText, messages: Messages) -> str:
    """The page and section of a passage: "Page 3 · 2.1 Aims" (a comma would read like another page)."""
    page = page_name(passage.page, passage.page_label, messages)
    return capitalised(page) + (f" · {passage.section}" if passage.section else "")


def passage_anchor(number: int) -> str:
    """Where a passage stands in the marked text, for links inside the report."""
    return f"passage-{number + 1}"


def capitalised(text: str) -> str:
    """With a capital first letter, as a line begins."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class LedgerMaker:
    """Makes the ledgers of a report: one scale, and the same names for the passages everywhere.

    ``places`` as ``passage_places`` gives them; ``passages`` is the number of judged passages; ``held`` those that the report
    holds in full.
    """

    scale: LedgerScale
    places: Mapping[int, str]
    passages: int
    messages: Messages
    held: Collection[int] = ()

    def ledger(self, theme: ThemeResult) -> Ledger:
        """The ledger of a theme in tenths of a point; both steps add up exactly, the first to its printed whole points."""
        base, *groups, rest = _parts(theme)
        others = self.passages - len(groups)
        parts = [base, *groups, rest] if others > 0 else [base, *groups]
        total = sure_points(theme.sureness) * TENTHS
        tenths = iter(apportion([part.value * _UNITS for part in parts], total))
        others_are = "line_others" if groups else "line_all"
        return Ledger(
            base=self._line("base", self.messages("line_base"), base.value, next(tenths)),
            groups=tuple(self._group(part, next(tenths)) for part in groups),
            rest=self._line("rest", self.messages.count(others_are, others), rest.value, next(tenths))
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
            passage_anchor(part.passage) if part.passage in self.held and part.passage is not None else None,
        )

    def _name(self, passage: int) -> str:
        number = self.messages("passage_number", number=passage + 1)
        return f"{self.places[passage]} ({number})" if passage in self.places else capitalised(number)

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
    passages: Iterable[Evidence],
    messages: Messages,
    points: Mapping[int, str] | None = None,
    held: Collection[int] = (),
) -> tuple[EvidenceView, ...]:
    """The cards in the order of the record (strongest first).

    ``points``: what the ledger prints for a passage; None where the passages give no points. ``held``: passages that the
    report holds in full.
    """
    return tuple(_evidence(passage, messages, points, held) for passage in passages)


def _evidence(
    card: Evidence, messages: Messages, points: Mapping[int, str] | None, held: Collection[int]
) -> EvidenceView:
    return EvidenceView(
        page=page_name(card.page, card.page_label, messages),
        section=card.section,
        lang=quote_language(card.language, messages.language),
        pieces=_pieces(card),
        terms=tuple(dict.fromkeys(term.text for term in card.terms)),
        points=None if points is None else _amount(card, messages, points),
        recognised=recognised(card.confidence, messages),
        passage=PassageLink(passage_anchor(card.passage), messages("evidence_whole", number=card.passage + 1))
        if card.passage is not None and card.passage in held
        else None,
    )


def recognised(confidence: float | None, messages: Messages) -> str | None:
    """How sure text recognition was, where the text comes from a picture."""
    return None if confidence is None else messages("evidence_recognised", confidence=percent(confidence, messages))


def _amount(card: Evidence, messages: Messages, points: Mapping[int, str]) -> str:
    """The printed points of a passage; its own figure where the ledger does not open it."""
    known = None if card.passage is None else points.get(card.passage)
    return messages("evidence_points", points=known or printed(card.value, messages))


def printed(value: float, messages: Messages) -> str:
    """What a passage adds, in points."""
    return decimal(round(value * _UNITS), messages.language)


def quote_language(language: str, own: str) -> str | None:
    """The quote's language for a screen reader, None for the report's ``own``; "und" is for an unknown one (BCP 47)."""
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
