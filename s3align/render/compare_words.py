"""What the parts of a comparison have in common: names, passages with their new words marked, and how much of them is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from s3align.assess.compare import PassageChange
from s3align.assess.text_changes import WHOLE
from s3align.record.assessment import Span
from s3align.render.formats import percent
from s3align.render.messages import Messages
from s3align.render.view_compare_model import CardView
from s3align.render.view_ledger import page_name
from s3align.render.view_model import Piece
from s3align.render.wording import theme_name
from s3align.strategy.model import Strategy, Text, wording

FEW_WORDS = 0.1
"""Share of a passage below which only single words are called new."""


@dataclass(frozen=True, slots=True)
class CompareWords:
    """The strategy's names and all sentences in the reader's language."""

    strategy: Strategy
    messages: Messages

    def of(self, text: Text) -> str:
        """A text of the strategy."""
        return wording(text, self.messages.language)

    def theme(self, theme_id: str) -> str:
        """A theme's name."""
        return theme_name(theme_id, self.strategy, self.messages)

    def subtopic(self, theme_id: str, subtopic_id: str) -> tuple[str, str]:
        """Its name and question; the id where the strategy does not know it any more."""
        parts = self.strategy.theme(theme_id).subtopics
        found = next((part for part in parts if part.id == subtopic_id), None)
        return (self.of(found.name), self.of(found.question)) if found else (subtopic_id, "")


def card(entry: PassageChange, side: str | None, messages: Messages) -> CardView:
    """A passage of a theme; ``side``: "gained" or "lost", None where the other version's text is not at hand."""
    return CardView(
        page=page_name(entry.page, entry.page_label, messages),
        section=entry.section,
        lang=spoken(entry.language, messages),
        pieces=pieces(entry.quote, entry.own if entry.share < WHOLE else ()),
        share=share_words(entry.share, side, messages),
    )


def share_words(share: float, side: str | None, messages: Messages) -> str:
    """How much of a passage the other version does not have; ``side``: "gained" or "lost", None where that is not known."""
    if side is None:
        return ""
    if share >= WHOLE:
        return messages(f"compare_whole_{side}")
    if share < FEW_WORDS:
        return messages(f"compare_words_{side}")
    return messages(f"compare_part_{side}", share=percent(share, messages))


def pieces(quote: str, marked: Sequence[Span]) -> tuple[Piece, ...]:
    """A quote in pieces, with those that are marked."""
    parts, position = [], 0
    for span in marked:
        parts += [Piece(quote[position : span.start], marked=False), Piece(quote[span.start : span.end], marked=True)]
        position = span.end
    return tuple(piece for piece in (*parts, Piece(quote[position:], marked=False)) if piece.text)


def spoken(language: str, messages: Messages) -> str | None:
    """The quote's language for a screen reader; "und" is the code for an unknown one (BCP 47)."""
    if language == messages.language:
        return None
    return "und" if language == "other" else language
