"""What a walk through a Word file comes upon, in order; tables lay out what their cells came upon."""

from __future__ import annotations

import re
from dataclasses import dataclass

from s3align.reading.layout.layout_model import Block
from s3align.reading.layout.section_titles import header_kind, section_kind
from s3align.reading.office.office_text import LONG_CELL
from s3align.record.document import Concealment, PassageKind

LONGEST_LABEL = 8  # words of a cell that says what the row is about
_COLUMN_NAME = re.compile(r"[^\W\d_][\w /-]{0,60}")  # no marks as in "Name:" or "Name, Ort", which ask for an answer


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``level`` of a heading by its style, ``looks_level`` by its looks alone, which count outside of rows."""

    words: str
    kind: PassageKind = PassageKind.BODY
    level: int | None = None
    looks_level: int | None = None

    def block(self) -> Block:
        """The paragraph as a block."""
        level = self.level or self.looks_level
        is_heading = level is not None and self.kind is PassageKind.BODY
        return Block(self.words, PassageKind.HEADING if is_heading else self.kind, level if is_heading else None)


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text that does not count."""

    concealment: Concealment
    text: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A part that cannot be read, by what a person would call it."""

    name: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page begins."""


Event = Text | Hidden | Unread | PageBreak


class RowLayout:
    """Lays out the rows of one table: rows of short cells are lines of a block, long cells and headings stand alone.

    A row whose first cell says that it is about the budget, the partners, … is of that kind, and so are all rows below a
    title that says it, up to the next title. Where it heads the first of several columns, that holds for the short rows, and
    for all rows where the other columns have names too ("Projektpartner", "Ort").
    """

    def __init__(self, events: list[Event], kind: PassageKind | None, row_count: int) -> None:
        self._events = events
        self._kind = kind
        self._row_count = row_count
        self._rows = 0
        self._lines: list[str] = []
        self._lines_kind: PassageKind | None = None
        self._title_kind: PassageKind | None = None
        self._label_kind: PassageKind | None = None
        self._column_kind: PassageKind | None = None
        self._head_kind: PassageKind | None = None

    def add(self, cells: list[list[Event]], *, goes_on: bool) -> None:
        """Adds a row by what its cells came upon; ``goes_on``: its first cell is the one of the row above."""
        texts = [[event for event in cell if isinstance(event, Text)] for cell in cells]
        shown = [" ".join(text.words for text in cell) for cell in texts]
        if not any(shown):
            self._events += [event for cell in cells for event in cell]
            return
        kind = self._row_kind(shown, goes_on=goes_on)
        self._rows += 1
        if self._rows == 1:
            self._column_kind = kind if len(cells) > 2 else None
            self._head_kind = _head_kind(shown)
        is_title = self._row_count > 1 and len(cells) == 1 and len(texts[0]) == 1
        if is_title or any(len(text.split()) >= LONG_CELL for text in shown) or _has_heading(texts):
            self._write(cells, kind, is_title=is_title)
            return
        kind = kind or self._column_kind
        if kind != self._lines_kind:
            self.end()
            self._lines_kind = kind
        for event in (event for cell in cells for event in cell if not isinstance(event, Text)):
            if isinstance(event, PageBreak):
                self.end()
            self._events.append(event)
        self._lines.append(" ".join(filter(None, shown)).replace("\n", " "))

    def _row_kind(self, shown: list[str], *, goes_on: bool) -> PassageKind | None:
        filled = [text for text in shown if text]
        found = section_kind(shown[0]) if shown[0] and len(shown[0].split()) <= LONGEST_LABEL else None
        if len(filled) == 1 and shown[0] and len(filled[0].split()) <= LONGEST_LABEL and not goes_on:
            self._title_kind = self._label_kind = found  # a title of the rows below it
            self._head_kind = None
        elif not goes_on:
            self._label_kind = found
        return self._label_kind or self._title_kind or self._head_kind or self._kind

    def _write(self, cells: list[list[Event]], kind: PassageKind | None, *, is_title: bool) -> None:
        self.end()
        for event in (event for cell in cells for event in cell):
            if isinstance(event, Text) and kind and event.kind in (PassageKind.BODY, PassageKind.TABLE):
                event = Text(event.words, kind)  # noqa: PLW2901 -- the same text, of the row's kind
            elif isinstance(event, Text) and is_title and event.looks_level and not event.level:
                event = Text(event.words, event.kind, event.looks_level)  # noqa: PLW2901 -- a title in type alone
            self._events.append(event)

    def end(self) -> None:
        """Writes the rows that wait."""
        if self._lines:
            kind = self._lines_kind or (PassageKind.TABLE if len(self._lines) > 1 else PassageKind.BODY)
            self._events.append(Text("\n".join(self._lines), kind))
        self._lines = []


def _head_kind(shown: list[str]) -> PassageKind | None:
    """The kind that a first row gives a table: the first cell tells it, the others are names of columns and no answers."""
    is_head = len(shown) > 1 and all(_COLUMN_NAME.fullmatch(text) for text in shown)
    return header_kind(" ".join(shown)) if is_head and section_kind(shown[0]) else None


def _has_heading(texts: list[list[Text]]) -> bool:
    return any(text.level or text.kind not in (PassageKind.BODY, PassageKind.TABLE) for cell in texts for text in cell)
