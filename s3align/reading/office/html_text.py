"""The visible text of an HTML page that a Word file takes in (``w:altChunk``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from s3align.reading.concealing_styles import Look, StyleSheets, look_of
from s3align.reading.normalise import clean_line
from s3align.reading.office.word_events import Event, Hidden, RowLayout, Text
from s3align.record.document import Concealment, PassageKind

_UNSHOWN = frozenset(
    ("head", "script", "style", "template", "noscript", "title", "object", "iframe", "select", "textarea")
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr html li main nav ol p pre section table tbody td tfoot th thead tr ul br caption".split()
)
_DEEPEST = 120  # elements inside each other
_UNSTYLED = Look(ink=None)
"""Word chooses black or white for text without a colour, so that it shows on any ground."""


def html_events(data: bytes, encoding: str | None = None) -> list[Event]:
    """Paragraphs, headings and tables of a page; what its styles hide is noted."""
    from lxml import etree  # noqa: PLC0415 -- needed for this kind of file only

    parser = etree.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding=encoding
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return []
    if root is None:
        return []
    walk = _HtmlWalk(StyleSheets(style.text or "" for style in root.iter("style")))
    walk.element(root, _UNSTYLED, 0)
    walk.end_paragraph()
    return walk.events


@dataclass(slots=True)
class _HtmlWalk:
    sheets: StyleSheets
    events: list[Event] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _level: int | None = None

    def element(self, element: Any, around: Look, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _UNSHOWN or not tag or depth > _DEEPEST:
            return
        look = self._look(element, around)
        if tag == "table":
            self.end_paragraph()
            self._table(element, look, depth)
            return
        if tag in _BLOCKS:
            self.end_paragraph()
            self._level = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else self._level
        self._say(element.text, look.concealment)
        for child in element:
            self.element(child, look, depth + 1)
            self._say(child.tail, look.concealment)
        if tag in _BLOCKS:
            self.end_paragraph()

    def _look(self, element: Any, around: Look) -> Look:
        return look_of(element, self.sheets.style(element), around)

    def _table(self, table: Any, look: Look, depth: int) -> None:
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
        layout = RowLayout(self.events, None, len(rows))
        for row in rows:
            cells: list[list[Event]] = []
            group = row.getparent()
            around = self._look(row, look if group is table else self._look(group, look))
            for cell in row:
                inner = _HtmlWalk(self.sheets)
                inner.element(cell, around, depth + 3)
                inner.end_paragraph()
                cells.append(inner.events)
            layout.add(cells, goes_on=False)
        layout.end()

    def _say(self, text: str | None, concealment: Concealment | None) -> None:
        if not text or (concealment and not text.strip()):
            return
        if concealment:
            self.events.append(Hidden(concealment, text))
        else:
            self._pieces.append(text)

    def end_paragraph(self) -> None:
        """Adds the paragraph that is open."""
        words = clean_line(" ".join("".join(self._pieces).split()))
        if words:
            self.events.append(Text(words, PassageKind.BODY, self._level))
        self._pieces, self._level = [], None
