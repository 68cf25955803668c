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
    PROMPT = "prompt"


class Concealment(StrEnum):
    """Why text of a file does not count: no reader of the file sees it, or it is not what the applicant says.

    ``UNSEEN`` is what does not show for whatever reason; ``UNSHOWN`` the value of a form field that shows another one;
    ``REPLACED`` what a file gives out as its text in place of what is printed; ``CUT`` what its cell or frame cuts off.
    """

    INVISIBLE = "invisible"
    WHITE = "white"
    TINY = "tiny"
    OUTSIDE = "outside"
    COVERED = "covered"
    CUT = "cut"
    UNSEEN = "unseen"
    LAYER = "layer"
    STACKED = "stacked"
    REPLACED = "replaced"
    UNSHOWN = "unshown"
    STRUCK = "struck"
    METADATA = "metadata"
    FRONT_MATTER = "front_matter"
    ANNOTATION = "annotation"
    COMMENT = "comment"
    TOOLTIP = "tooltip"
    IMAGE_TEXT = "image_text"
    LINK = "link"
    PROMPT = "prompt"


class NoticeKind(StrEnum):
    """What a reader of the assessment should know of how the file was read.

    ``UNREAD``: a part of the file that cannot be read; ``PORTFOLIO``: the pages are the cover of a collection of files;
    ``MENDED``: wrong letters of a font were put right; ``RECOGNISED``: a page with wrong letters was read as a picture;
    ``SHORTENED``: text beyond a limit was left out; ``LEGEND``: a page was not read because the file says that it is the legend
    of a marked copy.
    """

    UNREAD = "unread"
    PORTFOLIO = "portfolio"
    MENDED = "mended"
    RECOGNISED = "recognised"
    SHORTENED = "shortened"
    LEGEND = "legend"


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
    """Text that does not count and was left out of the page: why (``concealment``), its beginning, its words.

    ``page`` is None for text that stands outside all pages, as in the metadata.
    """

    page: int | None
    concealment: Concealment
    quote: str
    words: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the file as a whole, or about a page: ``quote`` names what, ``count`` how many where that matters."""

    kind: NoticeKind
    page: int | None = None
    quote: str | None = None
    count: int | None = None


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
    notices: tuple[Notice, ...] = ()

    def text(self, passage: Passage) -> str:
        """The characters of a passage, cut from its page."""
        return self.pages[passage.page - 1].text[passage.start : passage.end]

    def word_boxes(self, page: int, start: int, end: int) -> tuple[WordBox, ...]:
        """The words of page ``page`` that have a part of characters ``start`` to ``end`` (exclusive), with their boxes."""
        found = self.pages[page - 1]
        return tuple(unpacked(found.packed_boxes, len(found.text), start, end))

    def boxes(self, page: int, start: int, end: int) -> tuple[Box, ...]:
        """Where characters ``start`` to ``end`` (exclusive) of page ``page``'s text stand on paper, a box for each line.

        Words are taken whole. Empty where no place is known.
        """
        return joined(self.word_boxes(page, start, end))

    def section_title(self, passage: Passage) -> str | None:
        """The heading a passage stands under, or None."""
        return None if passage.section is None else self.sections[passage.section].title
