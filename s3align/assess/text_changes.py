"""What of the text that counts stands in one of two versions only: whole sections, paragraphs, and words of paragraphs.

Themes speak of a part of the text alone: a work package can come or go without a change of any of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from s3align.assess.text_overlap import STRETCH, TextOverlap, bare, own_share, without_number
from s3align.record.assessment import Span
from s3align.record.document import Document, Passage, PassageKind
from s3align.settings import COUNTED_KINDS

WHOLE = 0.9
"""Share of a paragraph from which it is new or gone as a whole: the rest are turns of phrase that stand elsewhere too."""
MOST_CHARACTERS = 60_000
"""Characters of paragraphs that one side shows: some thirty pages. Beyond them a reader compares the files themselves."""


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """A paragraph that stands in one version only, wholly or in part; ``own`` and ``share`` as in ``PassageChange``."""

    page: int
    quote: str
    own: tuple[Span, ...]
    share: float
    page_label: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the paragraph is new or gone as a whole."""
        return self.share >= WHOLE


@dataclass(frozen=True, slots=True)
class SectionChange:
    """What of a section stands in one version only. ``title`` is None before the first heading.

    ``is_whole``: the other version has neither its heading nor any of its paragraphs, but for turns of phrase.
    """

    title: str | None
    is_whole: bool
    paragraphs: tuple[ParagraphChange, ...]


@dataclass(frozen=True, slots=True)
class OneSided:
    """What one version has and the other has not, in reading order.

    ``whole_sections``, ``whole_paragraphs`` and ``parts`` count everything: sections, paragraphs outside of these, and
    paragraphs of which a part is new or gone. ``left_out``: how many paragraphs are beyond ``MOST_CHARACTERS``; the least
    changed are left out first.
    """

    sections: tuple[SectionChange, ...]
    whole_sections: int
    whole_paragraphs: int
    parts: int
    left_out: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return not (self.whole_sections or self.whole_paragraphs or self.parts)


@dataclass(frozen=True, slots=True)
class TextChanges:
    """The text of two versions compared."""

    removed: OneSided
    added: OneSided

    @property
    def is_empty(self) -> bool:
        """Whether the versions have the same text, in whatever order."""
        return self.removed.is_empty and self.added.is_empty


def text_changes(old: Document, new: Document, *, most: int = MOST_CHARACTERS) -> TextChanges:
    """What was taken out of and put into the text that counts; ``most`` characters of paragraphs on each side.

    What was moved, or stands in the other version in a part that does not count, is neither.
    """
    return TextChanges(removed=_one_sided(old, new, most), added=_one_sided(new, old, most))


def whole_text(document: Document) -> str:
    """All that was read of a document."""
    return "\n".join(page.text for page in document.pages)


@dataclass(frozen=True, slots=True)
class _Other:
    """The version that paragraphs are looked up in, and how often each word stands in it and in the own version."""

    overlap: TextOverlap
    headings: set[str]
    words: Counter[str]
    own_words: Counter[str]

    def is_set_anew(self, text: str) -> bool:
        """Whether a few words of a table stand in the other version as often: each kind of file breaks its cells elsewhere."""
        words = [bare(word) for word in text.split()]
        return sum(map(len, words)) < STRETCH and all(self.words[word] >= self.own_words[word] for word in words)


def _words(document: Document) -> Counter[str]:
    return Counter(bare(word) for word in whole_text(document).split())


def _one_sided(document: Document, other: Document, most: int) -> OneSided:
    counted = [passage for passage in document.passages if passage.kind in COUNTED_KINDS]
    beside = _Other(
        overlap=TextOverlap((document.text(passage) for passage in counted), whole_text(other)),
        headings={_heading(section.title) for section in other.sections},
        words=_words(other),
        own_words=_words(document),
    )
    sections = [_section(document, list(own), beside) for _, own in groupby(counted, key=lambda entry: entry.section)]
    sections = [section for section in sections if section.paragraphs]
    loose = [entry for section in sections if not section.is_whole for entry in section.paragraphs]
    shown, left_out = _within(sections, most)
    return OneSided(
        sections=shown,
        whole_sections=sum(section.is_whole for section in sections),
        whole_paragraphs=sum(entry.is_whole for entry in loose),
        parts=sum(not entry.is_whole for entry in loose),
        left_out=left_out,
    )


def _section(document: Document, own: Sequence[Passage], other: _Other) -> SectionChange:
    """A section's changes. Its heading is one of them, but where all of the section is: there it is the title."""
    title = document.section_title(own[0])
    rows = [(passage, _paragraph(document, passage, other)) for passage in own]
    below = [entry for passage, entry in rows if passage.kind is not PassageKind.HEADING]
    is_whole = title is not None and _heading(title) not in other.headings and _is_whole(below)
    kept = below if is_whole else [entry for _, entry in rows]
    return SectionChange(title, is_whole, tuple(entry for entry in kept if entry is not None))


def _is_whole(paragraphs: Sequence[ParagraphChange | None]) -> bool:
    """Whether of every paragraph something is new or gone, and of all of them together as good as everything."""
    changed = [entry for entry in paragraphs if entry is not None]
    letters = sum(len(entry.quote) for entry in changed)
    own = sum(entry.share * len(entry.quote) for entry in changed)
    return bool(changed) and len(changed) == len(paragraphs) and own >= WHOLE * letters


def _paragraph(document: Document, passage: Passage, other: _Other) -> ParagraphChange | None:
    quote = document.text(passage)
    own = other.overlap.missing(quote)
    if passage.kind is PassageKind.TABLE:
        own = tuple(span for span in own if not other.is_set_anew(quote[span.start : span.end]))
    if not own:
        return None
    return ParagraphChange(passage.page, quote, own, own_share(quote, own), document.pages[passage.page - 1].label)


def _heading(title: str) -> str:
    return bare(without_number(title))


def _within(sections: Sequence[SectionChange], most: int) -> tuple[tuple[SectionChange, ...], int]:
    """The sections without the least changed paragraphs beyond ``most`` characters, and how many these are."""
    places = [(row, place) for row, section in enumerate(sections) for place in range(len(section.paragraphs))]

    def changed(key: tuple[int, int]) -> float:
        entry = sections[key[0]].paragraphs[key[1]]
        return entry.share * len(entry.quote)

    kept: set[tuple[int, int]] = set()
    room = most
    for row, place in sorted(places, key=lambda key: (-changed(key), key)):
        size = len(sections[row].paragraphs[place].quote)
        if size <= room:
            room -= size
            kept.add((row, place))
    shown = [
        SectionChange(
            section.title,
            section.is_whole,
            tuple(entry for place, entry in enumerate(section.paragraphs) if (row, place) in kept),
        )
        for row, section in enumerate(sections)
    ]
    return tuple(section for section in shown if section.paragraphs), len(places) - len(kept)
