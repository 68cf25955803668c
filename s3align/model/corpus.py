"""Labelled texts as the profiles see them: each as a whole and in segments, with words counted and terms found once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from s3align.analysis.passages import HEADING_EMPHASIS, Analyser, Piece
from s3align.analysis.terms import Hit
from s3align.analysis.tokens import AnalysedPassage
from s3align.model.features import word_counts
from s3align.model.labelled import LabelledText
from s3align.model.segments import Segment, make_segments, whole
from s3align.record.document import Passage, PassageKind

_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_HEADING = re.compile(r"#{1,6}[ \t]+")
_BATCH = 200
"""Texts that go through the language layer together: its cost per call outweighs that of a short text."""


@dataclass(frozen=True, slots=True)
class CountedText:
    """A stretch of text: its words counted, its terms, and its share of the words of the text it is a part of."""

    words: Mapping[str, int]
    hits: tuple[Hit, ...]
    share: float


@dataclass(frozen=True, slots=True)
class CorpusText:
    """A labelled text, counted as a whole and segment by segment."""

    text: LabelledText
    whole: CountedText
    segments: tuple[CountedText, ...]


def read_corpus(texts: Sequence[LabelledText], language: str, analyser: Analyser) -> list[CorpusText]:
    """The texts of a language as the profiles see them, in order; a text without a word has no segments."""
    found: list[CorpusText] = []
    for first in range(0, len(texts), _BATCH):
        batch = texts[first : first + _BATCH]
        pieces = [list(_pieces(text)) for text in batch]
        analysed = iter(analyser.texts(language, [piece for own in pieces for piece in own]))
        for text, own in zip(batch, pieces, strict=True):
            passages = [
                AnalysedPassage(
                    Passage(1, 0, len(piece.text), PassageKind.BODY, piece.passage), language, next(analysed)
                )
                for piece in own
            ]
            found.append(_corpus_text(text, make_segments(passages, (language,))))
    return found


def _corpus_text(text: LabelledText, segments: Sequence[Segment]) -> CorpusText:
    if not segments:
        return CorpusText(text, CountedText({}, (), 1.0), ())
    joined = whole(segments)
    total = len(joined.tokens)
    return CorpusText(
        text, _counted(joined, 1.0), tuple(_counted(segment, len(segment.tokens) / total) for segment in segments)
    )


def _counted(segment: Segment, share: float) -> CountedText:
    return CountedText(word_counts(segment.tokens), (*segment.hits, *segment.outside), share)


def _pieces(text: LabelledText) -> Iterator[Piece]:
    """Title, headings ("# …") and paragraphs; ``passage`` numbers the sections, which headings begin."""
    section = 0
    if text.title:
        yield Piece(text.title, emphasis=HEADING_EMPHASIS)
    for paragraph in _PARAGRAPH.split(text.text):
        heading = _HEADING.match(paragraph)
        if heading:
            section += 1
            title, _, rest = paragraph[heading.end() :].partition("\n")
            yield Piece(title, passage=section, emphasis=HEADING_EMPHASIS)
            yield Piece(rest, passage=section)
        else:
            yield Piece(paragraph, passage=section)
