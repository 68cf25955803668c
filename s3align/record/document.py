"""What reading hands on: a document as pages of text, sections and passages with exact positions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from s3align.record.word_boxes import Box, WordBox, joined, unpacked


class PageQuality(StrEnum):
    """What could be read of a page; of ``RECOGNISED`` pages the text was recognised in a picture."""

    TEXT = "text"
    RECOGNISED = "recognised"
    SCAN = "scan"
    GARBLED = "garbled"
    FORM_ONLY = "form_only"
    EMPTY = "empty"

    @property
    def is_readable(self) -> bool:
        """Whether text could be read."""
        return self in (PageQuality.TEXT, PageQuality.RECOGNISED, PageQuality.FORM_ONLY)


class PassageKind(StrEnum):
    """What a passage is for; some kinds are not scored (``settings.COUNTED_KINDS``)."""

    BODY = "body"
    HEADING = "heading"
    TABLE = "table"
    FORM_FIELD = "form_field"
    FURNITURE = "furniture"
    CONTENTS = "contents"
    REFERENCES = "references"
    BUDGET = "budget"
    PARTNERS = "partners"
    FORMALITIES = "formalities"


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    ``number`` is the physical page, counted from 1; ``label`` the printed one ("iv") where the file names it.
    ``text`` is the stored, normalised text that every span points into. ``confidence`` (0..1) is that of text
    recognition, for pages whose text comes from a picture. ``packed_boxes`` says where the words stand, as ``word_boxes``
    packs it: see ``boxes``.
    """

    number: int
    text: str
    quality: PageQuality = PageQuality.TEXT
    label: str | None = None
    confidence: float | None = None
    packed_boxes: bytes = field(default=b"", repr=False)

    @property
    def boxes(self) -> tuple[WordBox, ...]:
        """The words of a PDF's page with their boxes, in the order of the text; words whose place is not known have none.

        Empty where there is no paper: for Word and OpenDocument files and plain text.
        """
        return tuple(unpacked(self.packed_boxes, len(self.text)))


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text that a person cannot see, left out of the page: how it is hidden (``concealment``), its beginning, its words.

    ``page`` is None for text that stands outside all pages, as in the metadata.
    """

    page: int | None
    concealment: str
    quote: str
    words: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the place where it stands: ``level`` from 1, ``start`` an offset into the page's text."""

    title: str
    level: int
    page: int
    start: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph: characters ``start`` to ``end`` (exclusive) of page ``page``'s text.

    ``section`` is an index into ``Document.sections``, or None before the first heading.
    """

    page: int
    start: int
    end: int
    kind: PassageKind = PassageKind.BODY
    section: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A proposal as read: everything above this module works on it and never on the file.

    ``pages_truncated_from`` is the number of pages of the file where only the first were read (``Settings.max_pages``).
    """

    name: str
    sha256: str
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    sections: tuple[Section, ...] = ()
    title: str | None = None
    attachments: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    pages_truncated_from: int | None = None
    hidden: tuple[HiddenText, ...] = ()

    def text(self, passage: Passage) -> str:
        """The characters of a passage, cut from its page."""
        return self.pages[passage.page - 1].text[passage.start : passage.end]

    def boxes(self, page: int, start: int, end: int) -> tuple[Box, ...]:
        """Where characters ``start`` to ``end`` (exclusive) of page ``page``'s text stand on paper, a box for each line.

        Words are taken whole. Empty where no place is known.
        """
        found = self.pages[page - 1]
        return joined(unpacked(found.packed_boxes, len(found.text), start, end))

    def section_title(self, passage: Passage) -> str | None:
        """The heading a passage stands under, or None."""
        return None if passage.section is None else self.sections[passage.section].title
