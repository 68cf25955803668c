"""From blocks to a document: page texts, passages that point into them, and sections with their purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from s3align.reading.layout.excluded import with_excluded
from s3align.reading.layout.layout_model import Block
from s3align.reading.layout.prompts import with_prompts
from s3align.reading.layout.section_titles import numbering_depth, section_kind
from s3align.reading.layout.words import placed_words
from s3align.record.document import Page, PageQuality, Passage, PassageKind, Section
from s3align.record.word_boxes import BoxPacker

_SEPARATOR = "\n"
_TAKES_SECTION_KIND = (PassageKind.BODY, PassageKind.TABLE, PassageKind.HEADING)


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """A page whose blocks are final."""

    number: int
    blocks: Sequence[Block]
    quality: PageQuality = PageQuality.TEXT
    label: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Assembled:
    """Pages, passages and sections that belong together."""

    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    sections: tuple[Section, ...]


def assemble(pages: Sequence[PageBlocks]) -> Assembled:
    """Makes a passage of every block; passages do not overlap, and empty blocks are left out."""
    assembler = _Assembler()
    blocks = with_excluded(with_prompts([page.blocks for page in pages]))
    written = tuple(_page(page, *assembler.write(page.number, own)) for page, own in zip(pages, blocks, strict=True))
    return Assembled(written, tuple(assembler.passages), tuple(assembler.sections))


def _page(page: PageBlocks, text: str, boxes: bytes) -> Page:
    return Page(page.number, text, page.quality, page.label, page.confidence, boxes)


class _Assembler:
    """Keeps track of the open section from page to page."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.sections: list[Section] = []
        self._special: Section | None = None  # the heading that made the section budget, partners, …
        self._special_kind: PassageKind | None = None

    def write(self, number: int, blocks: Sequence[Block]) -> tuple[str, bytes]:
        """The text of a page, and where its words stand, packed."""
        texts: list[str] = []
        packer = BoxPacker()
        start = 0
        for block in blocks:
            if not block.text:
                continue
            kind = self._open_section(block, number, start) if block.level else self._kind(block)
            section = len(self.sections) - 1 if self.sections else None
            self.passages.append(Passage(number, start, start + len(block.text), kind, section))
            texts.append(block.text)
            packer.add(placed_words(block, start))
            start += len(block.text) + len(_SEPARATOR)
        return _SEPARATOR.join(texts), packer.packed()

    def _kind(self, block: Block) -> PassageKind:
        if self._special_kind and block.kind in _TAKES_SECTION_KIND:
            return self._special_kind
        return block.kind

    def _open_section(self, block: Block, number: int, start: int) -> PassageKind:
        section = Section(block.text, block.level or 1, number, start)
        self.sections.append(section)
        own_kind = section_kind(block.text)
        if own_kind is None and self._special and _is_below(section, self._special):
            return self._special_kind or block.kind
        self._special, self._special_kind = (section, own_kind) if own_kind else (None, None)
        return block.kind


def _is_below(section: Section, parent: Section) -> bool:
    """Whether a heading stands under another; a numbered chapter never stands under an unnumbered one."""
    is_numbered = numbering_depth(section.title) is not None
    return section.level > parent.level and not (is_numbered and numbering_depth(parent.title) is None)
