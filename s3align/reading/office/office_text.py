"""What a word-processor file holds, before it becomes a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from s3align.reading.hidden.texts import hidden_texts
from s3align.reading.layout.layout_model import Block
from s3align.record.document import HiddenText, PassageKind

LONG_CELL = 25
"""Words from which a table's cell is prose: forms lay out their questions and answers in tables."""


@dataclass(slots=True)
class OfficeText:
    """Blocks of every page, title and hidden text of a word-processor file."""

    pages: list[list[Block]] = field(default_factory=lambda: [[]])
    title: str | None = None
    hidden: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, block: Block) -> None:
        """Adds a block to the last page."""
        if block.text:
            self.pages[-1].append(block)

    def add_rows(self, rows: list[str]) -> None:
        """Adds the rows of a table as a block and empties the list."""
        self.add(Block("\n".join(rows), PassageKind.TABLE if len(rows) > 1 else PassageKind.BODY))
        rows.clear()

    def break_page(self) -> None:
        """Begins a new page unless the last one is still empty."""
        if self.pages[-1]:
            self.pages.append([])

    def hidden_texts(self) -> Iterator[HiddenText]:
        """What was left out, page by page."""
        pages: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for page, concealment, text in self.hidden:
            pages[page].append((concealment, text))
        for page in sorted(pages):
            yield from hidden_texts(page, pages[page])
