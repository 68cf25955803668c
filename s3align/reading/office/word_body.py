"""Walks the body of a Word file once, in the order in which it is read.

Insertions count and deletions do not, as when all changes are accepted. Content controls, smart tags and the like are seen
through at every level; of alternate content one version is taken; text boxes follow the paragraph they are anchored in, and
footnotes too; endnotes stand at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from s3align.reading.office.ooxml_names import MC, W, chosen
from s3align.reading.office.word_events import Event, Hidden, RowLayout, Text, Unread
from s3align.reading.office.word_paragraphs import ParagraphWalk
from s3align.reading.office.word_parts import WordParts
from s3align.reading.office.word_scope import DEEPEST, NO_CONTENT, Scope, Story
from s3align.reading.office.word_tables import CellLook, TableLook
from s3align.record.document import Concealment

_P, _TBL, _ALT_CHUNK, _SUB_DOCUMENT = (f"{W}{name}" for name in ("p", "tbl", "altChunk", "subDoc"))


class BodyWalk:
    """One walk through a document: ``blocks`` adds what it comes upon to a list of events; ``chunk`` reads a part in it."""

    def __init__(self, parts: WordParts, chunk: Callable[[str], list[Event]]) -> None:
        self._parts = parts
        self._chunk = chunk
        self._story = Story()
        self._paragraphs = ParagraphWalk(parts, self._story, self.blocks, self._control)

    def body(self) -> Iterator[list[Event]]:
        """What the children of the body come to, one after the other, so that little is held at once; then the endnotes."""
        for number, child in enumerate(self._parts.document.find(f"{W}body")):
            events: list[Event] = []
            try:
                self.blocks([child], Scope(self._parts.ground, child=number), events)
            except RecursionError:  # kinds of nesting that are each within their limits
                events.append(Unread(""))
            yield events
        yield self._story.endnotes

    def blocks(self, element: Any, scope: Scope, events: list[Event]) -> None:
        """Adds the paragraphs and tables in an element."""
        for child, inner in self._unwrapped(element, scope, events, (_P, _TBL, _ALT_CHUNK, _SUB_DOCUMENT)):
            if child.tag == _P:
                self._paragraphs.paragraph(child, inner, events)
            elif child.tag == _TBL:
                self._table(child, inner.deeper(), events)
            elif child.tag == _ALT_CHUNK:
                part = self._parts.package.target(self._parts.main, child)
                events += _concealed(self._chunk(part) if part else [Unread("altChunk")], inner)
            else:
                events.append(Unread("subDoc"))

    def _unwrapped(
        self, element: Any, scope: Scope, events: list[Event], wanted: tuple[str, ...]
    ) -> Iterator[tuple[Any, Scope]]:
        """The wanted elements below an element, seen through controls, tags and changes, each with its scope."""
        if scope.depth > DEEPEST:
            events.append(Unread(""))
            return
        for child in element:
            tag = child.tag
            if tag in wanted:
                yield child, scope
            elif tag == f"{W}sdt":
                inner = self._control(child, scope, events)
                for content in child.findall(f"{W}sdtContent"):
                    yield from self._unwrapped(content, inner, events, wanted)
            elif tag == f"{MC}AlternateContent":
                version = chosen(child)
                if version is not None:
                    yield from self._unwrapped(version, scope.deeper(), events, wanted)
            elif tag not in NO_CONTENT and isinstance(tag, str) and tag.startswith(W) and len(child):
                yield from self._unwrapped(child, scope.deeper(), events, wanted)

    def _control(self, control: Any, scope: Scope, events: list[Event]) -> Scope:
        """The scope of a content control's content."""
        found = self._parts.controls.open(control)
        if found.stale:
            events.append(Hidden(*found.stale))
        return replace(
            scope.deeper(), concealment=scope.concealment or found.concealment, kind=scope.kind or found.kind
        )

    def _table(self, table: Any, scope: Scope, events: list[Event]) -> None:
        rows = [
            (row, inner)
            for row, inner in self._unwrapped(table, scope, events, (f"{W}tr",))
            if row.find(f"{W}trPr/{W}del") is None
        ]
        look = TableLook(table, self._parts.styles, self._parts.theme, self._parts.page, len(rows))
        beside = look.concealment
        layout = RowLayout(events, scope.kind, len(rows))
        for index, (row, inner) in enumerate(rows):
            found = [
                (cell, own)
                for cell, own in self._unwrapped(row, inner, events, (f"{W}tc",))
                if cell.find(f"{W}tcPr/{W}cellDel") is None
            ]
            looks = look.cells(row, index, [cell for cell, _ in found])
            cells = [
                self._cell(cell, cell_look, replace(own, concealment=own.concealment or beside))
                for (cell, own), cell_look in zip(found, looks, strict=True)
            ]
            layout.add(cells, goes_on=bool(looks) and looks[0] is None)
        layout.end()

    def _cell(self, cell: Any, look: CellLook | None, scope: Scope) -> list[Event]:
        events: list[Event] = []
        if look is None:  # goes on another cell, and Word does not show what it holds itself
            inner = replace(scope.deeper(), concealment=scope.concealment or Concealment.UNSEEN)
        else:
            if look.clip:
                look.clip.outer = scope.clip
            inner = replace(
                scope.deeper(),
                ground=look.fill or scope.ground,
                concealment=scope.concealment or look.concealment,
                clip=look.clip or scope.clip,
                table=look.run,
                table_paragraph=look.paragraph,
            )
        self.blocks(cell, inner, events)
        return events


def _concealed(events: list[Event], scope: Scope) -> list[Event]:
    """Events of a part that is taken in at a place, hidden where the place is."""
    if not scope.concealment:
        return events
    return [Hidden(scope.concealment, event.words) if isinstance(event, Text) else event for event in events]
