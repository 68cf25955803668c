"""What changed between two versions of a proposal: by theme, sub-topic and passage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from s3align.record.assessment import Assessment, Evidence, ThemeResult

_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A passage that speaks for a theme and stands in one version only."""

    page: int
    section: str | None
    quote: str
    value: float


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """A theme in both versions (scores 0..1), with what was gained and lost."""

    id: str
    old: float
    new: float
    was_addressed: bool
    is_addressed: bool
    subtopics_gained: tuple[str, ...]
    subtopics_lost: tuple[str, ...]
    passages_gained: tuple[PassageChange, ...]
    passages_lost: tuple[PassageChange, ...]

    @property
    def change(self) -> float:
        """New score minus old."""
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class Comparison:
    """Themes by size of change, largest first; ``sections_lost`` and ``_gained`` in the order of their evidence."""

    old: str
    new: str
    themes: tuple[ThemeChange, ...]
    sections_lost: tuple[str, ...]
    sections_gained: tuple[str, ...]


def compare(old: Assessment, new: Assessment, old_text: str, new_text: str) -> Comparison:
    """Compares two assessed versions; ``old_text`` and ``new_text`` are their whole texts.

    A passage is lost or gained where its letters do not stand anywhere in the other version.
    """
    texts = (_bare(old_text), _bare(new_text))
    known = {theme.id: theme for theme in new.themes}
    themes = sorted(
        (_theme(theme, known[theme.id], texts) for theme in old.themes), key=lambda row: (-abs(row.change), row.id)
    )
    return Comparison(
        old.document.name,
        new.document.name,
        tuple(themes),
        _sections([passage for row in themes for passage in row.passages_lost]),
        _sections([passage for row in themes for passage in row.passages_gained]),
    )


def _theme(old: ThemeResult, new: ThemeResult, texts: tuple[str, str]) -> ThemeChange:
    before = {part.id for part in old.subtopics if part.is_addressed}
    after = {part.id for part in new.subtopics if part.is_addressed}
    order = [part.id for part in old.subtopics]
    return ThemeChange(
        id=old.id,
        old=old.sureness,
        new=new.sureness,
        was_addressed=old.is_addressed,
        is_addressed=new.is_addressed,
        subtopics_gained=tuple(part for part in order if part in after - before),
        subtopics_lost=tuple(part for part in order if part in before - after),
        passages_gained=_absent(new.evidence, texts[0]),
        passages_lost=_absent(old.evidence, texts[1]),
    )


def _absent(evidence: Sequence[Evidence], text: str) -> tuple[PassageChange, ...]:
    return tuple(
        PassageChange(card.page, card.section, card.quote, card.value)
        for card in evidence
        if _bare(card.quote) not in text
    )


def _sections(passages: Sequence[PassageChange]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(passage.section for passage in passages if passage.section))


def _bare(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()
