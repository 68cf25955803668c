"""What the text of an OpenDocument file consists of on its way to pages of blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from s3align.reading.layout.layout_model import Block
from s3align.reading.office.odf_format import TextFormat
from s3align.reading.office.office_text import OfficeText
from s3align.record.document import Concealment, PassageKind


@dataclass(frozen=True, slots=True)
class Backdrop:
    """A picture or a filled shape of an area (square points); ``is_behind``: text of the page runs over it."""

    area: float
    is_behind: bool


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text that nobody sees; ``unless``: the least backdrop on its page from which it may be seen after all."""

    concealment: Concealment
    text: str
    unless: Backdrop | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Where a page ends."""


Item = Block | Hidden | Backdrop | PageBreak
PAGE_BREAK = PageBreak()


@dataclass(frozen=True, slots=True)
class Context:
    """Where text stands.

    ``format``: that of the container's text; ``is_on_paper``: nothing but the paper lies behind; ``concealment``: why the
    whole container is not seen; ``kind``: that of all its passages; ``is_flow``: the main text, whose page breaks count;
    ``is_shape``: text of a drawn shape, which knows no default style; ``area`` (square points): that of its frame.
    """

    format: TextFormat = TextFormat()  # noqa: RUF009 -- frozen
    is_on_paper: bool = True
    concealment: Concealment | None = None
    kind: PassageKind | None = None
    is_flow: bool = True
    is_cell: bool = False
    is_shape: bool = False
    area: float | None = None

    def concealed(self, concealment: Concealment | None) -> Context:
        """The same place where a part is not seen; what hides the whole keeps its reason."""
        return self if self.concealment or not concealment else replace(self, concealment=concealment)


def hide(items: Iterable[Item], concealment: Concealment) -> list[Item]:
    """The items where no text is seen."""
    return [Hidden(concealment, item.text) if isinstance(item, Block) else item for item in items]


def write(items: Iterable[Item], text: OfficeText) -> None:
    """Adds items to the pages of a text."""
    page: list[Item] = []
    for item in items:
        if item is PAGE_BREAK:
            _write_page(page, text)
            page.clear()
            text.break_page()
        else:
            page.append(item)
    _write_page(page, text)


def _write_page(items: list[Item], text: OfficeText) -> None:
    behind = max((item.area for item in items if isinstance(item, Backdrop) and item.is_behind), default=0.0)
    largest = max((item.area for item in items if isinstance(item, Backdrop)), default=0.0)
    hidden: dict[Concealment, list[str]] = defaultdict(list)
    for item in items:
        if isinstance(item, Block):
            text.add(item)
        elif isinstance(item, Hidden):
            if item.unless and (behind if item.unless.is_behind else largest) >= item.unless.area:
                text.add(Block(item.text))
            else:
                hidden[item.concealment].append(item.text)
    for concealment, texts in hidden.items():
        text.hidden.append((len(text.pages), concealment, " ".join(texts)))
