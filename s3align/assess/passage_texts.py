"""Every passage behind a theme or sub-topic: its text once, and where in it the words stand that speak for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from s3align.analysis.terms import Hit
from s3align.assess.ledger import DECIMALS, Mark, merged, passage_marks, strongest, telling
from s3align.assess.overall import speaking_passages
from s3align.model.scorer import ScoredDocument
from s3align.model.segments import Segment
from s3align.record.assessment import PassageMarks, PassageText, Span, SubtopicResult, ThemeResult, Verdict
from s3align.record.document import Document
from s3align.strategy.model import Strength

MOST_CHARACTERS = 100_000
"""Characters of passages in a record: all of a proposal of fifty pages that speaks of nothing but its themes. Of more text the
strongest passages of each theme stay, and a report says how many are left out."""


_UNITS = frozenset("%‰€$£°")
"""Signs that belong to the figure before them, with or without a space."""


def subtopic_hits(segment: Segment, theme: str) -> Iterator[Hit]:
    """The terms in a passage that speak of a sub-topic of the theme."""
    return (hit for hit in segment.hits if hit.term.theme == theme and hit.term.strength is not Strength.WEAK)


def shown_passages(scored: ScoredDocument, themes: Sequence[ThemeResult]) -> dict[str, list[int]]:
    """Theme -> the passages that speak of it or are evidence for it, the strongest first.

    A theme without a relation has none, but where the document may address no theme at all: there a person wants to see
    what comes nearest.
    """
    has_theme = any(theme.is_addressed or theme.verdict is Verdict.UNCLEAR for theme in themes)
    return {
        theme.id: [] if has_theme and theme.verdict is Verdict.NONE else list(_shown(scored, theme)) for theme in themes
    }


def _shown(scored: ScoredDocument, theme: ThemeResult) -> Iterator[int]:
    wanted = {card.passage for card in theme.evidence} | _speaking(scored, theme)
    return (index for index in strongest(scored, theme.id) if index in wanted)


def passage_texts(
    scored: ScoredDocument, shown: Mapping[str, Sequence[int]], document: Document, *, most: int = MOST_CHARACTERS
) -> dict[int, PassageText]:
    """Number -> passage, in reading order, for all that are ``shown_passages``; ``most`` characters of them."""
    room, kept = most, []
    for index in _in_turn(list(shown.values())):
        text = _text(scored.segments[index], index, document)
        room -= len(text.text)
        if room < 0:
            break
        kept.append(text)
    return {text.number: text for text in sorted(kept, key=lambda text: text.number)}


def with_marks(
    scored: ScoredDocument, theme: ThemeResult, shown: Sequence[int], texts: Mapping[int, PassageText]
) -> ThemeResult:
    """The theme with the words that speak for it and for its sub-topics in those of its ``shown`` passages that are kept.

    ``texts`` as from ``passage_texts``.
    """
    own = set(shown)
    return replace(
        theme,
        marks=tuple(_theme_marks(scored, theme, texts[index]) for index in texts if index in own),
        subtopics=tuple(_with_marks(scored, theme.id, part, texts) for part in theme.subtopics),
    )


def _speaking(scored: ScoredDocument, theme: ThemeResult) -> set[int | None]:
    return set(speaking_passages(scored.themes[theme.id], theme.verdict))


def _in_turn(themes: Sequence[Sequence[int]]) -> Iterator[int]:
    """Each passage once: the first of every theme, then the second of every theme, and so on."""
    ranks = range(max(map(len, themes), default=0))
    return iter(dict.fromkeys(rows[rank] for rank in ranks for rows in themes if rank < len(rows)))


def _text(segment: Segment, number: int, document: Document) -> PassageText:
    page = document.pages[segment.page - 1]
    start, end = _whole(page.text, *segment.span)
    return PassageText(
        number=number,
        page=page.number,
        span=Span(start, end),
        text=page.text[start:end],
        language=segment.language,
        section=None if segment.section is None else document.sections[segment.section].title,
        page_label=page.label,
        confidence=page.confidence,
    )


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch with the marks that stand at its first and last word: quotation marks, a full stop."""
    while start and _is_mark(text[start - 1]):
        start -= 1
    while end < len(text) and (_is_mark(text[end]) or text[end : end + 2].strip() in _UNITS):
        end += 1
    return start, end


def _is_mark(sign: str) -> bool:
    return not (sign.isspace() or sign.isalnum())


def _theme_marks(scored: ScoredDocument, theme: ThemeResult, text: PassageText) -> PassageMarks:
    """The words that count, and those of the sub-topics, however little they add."""
    segment, found = scored.segments[text.number], scored.themes[theme.id].segments[text.number]
    hits = _marks(segment, list(subtopic_hits(segment, theme.id)))
    return PassageMarks(
        text.number,
        _spans([*telling(passage_marks(scored, theme.id, text.number)), *hits], text),
        round(found.value, DECIMALS) or 0.0,
        text.number in _speaking(scored, theme),
    )


def _with_marks(
    scored: ScoredDocument, theme: str, part: SubtopicResult, texts: Mapping[int, PassageText]
) -> SubtopicResult:
    def own(index: int) -> tuple[Span, ...]:
        segment = scored.segments[index]
        hits = [hit for hit in subtopic_hits(segment, theme) if hit.term.subtopic == part.id]
        return _spans(_marks(segment, hits), texts[index])

    return replace(part, marks=tuple(PassageMarks(index, own(index)) for index in part.passages if index in texts))


def _marks(segment: Segment, hits: Sequence[Hit]) -> list[Mark]:
    return [Mark(segment.tokens[hit.first].start, segment.tokens[hit.last].end, 0.0) for hit in hits]


def _spans(marks: Sequence[Mark], text: PassageText) -> tuple[Span, ...]:
    start = text.span.start
    return tuple(Span(mark.start - start, mark.end - start) for mark in merged(marks))
