"""Walks a page of HTML as its reader sees it: blocks of visible text, and what is hidden with the reason why.

Used for rendered Markdown, in which HTML may stand. The page is parsed by lxml (libxml2), which opens no address, and walked
once without recursion, so that depth and length cost nothing but time in proportion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from s3align.reading.concealing_styles import Look, StyleSheets, look_of
from s3align.reading.hidden.texts import hidden_texts
from s3align.reading.layout.layout_model import Block
from s3align.reading.layout.paragraphs import is_bullet
from s3align.reading.layout.section_titles import numbering_depth, section_kind
from s3align.reading.normalise import Vocabulary, clean_line, join_lines
from s3align.record.document import Concealment, HiddenText, PassageKind

PAGE_BREAK = "\ue00c"
"""Stands in the text where a page ends; texts have no such character, and cleaning would drop it."""
LONGEST_LABEL = 12
"""Words of a paragraph in bold that may be a title."""
_BOLD_LEVEL = 3
"""Of a title that has no number."""
_MAX_TITLE = 80  # characters of a heading that only its number or wording gives away
_SPOKEN = 8
"""Words of an address from which it says something: ordinary ones have up to five."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "header hr legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
).union(_HEADINGS)
_CELLS = frozenset({"td", "th"})
_BOLD = frozenset({"b", "strong"})
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]{1,60}\]")
_TASK = re.compile(r"^((?:[-*+]|\d+[.)]) )\[[ xX]\] ")
_SPOKEN_ATTRIBUTES = {"title": Concealment.TOOLTIP, "aria-label": Concealment.TOOLTIP, "alt": Concealment.IMAGE_TEXT}


@dataclass(slots=True)
class RenderedText:
    """Blocks of every page, and (page, concealment, text) of what nobody sees."""

    pages: list[list[Block]] = field(default_factory=lambda: [[]])
    hidden: list[tuple[int, Concealment, str]] = field(default_factory=list)

    def hidden_texts(self) -> Iterator[HiddenText]:
        """What was left out, page by page."""
        for page in sorted({page for page, _, _ in self.hidden}):
            yield from hidden_texts(page, [(why, text) for where, why, text in self.hidden if where == page])


def rendered_text(html: str, vocabulary: Vocabulary) -> RenderedText:
    """The text of a page's body; ``vocabulary``: its words, by which hyphens at line ends are known."""
    from lxml import etree  # noqa: PLC0415 -- needed for this kind of file only
    from lxml import html as pages  # noqa: PLC0415

    if html.rfind("<!--") > html.rfind("-->"):  # not closed: all that follows is hidden
        html += "<!-- -->"
    root = pages.document_fromstring(
        f"<html><body>{html}</body></html>", parser=pages.HTMLParser(huge_tree=True, no_network=True, encoding="utf-8")
    )
    sheets = StyleSheets(element.text or "" for element in root.iter("style"))
    walk = _Walk(vocabulary, sheets)
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        walk.take(event, node)
    walk.end_block()
    if len(walk.found.pages) > 1 and not walk.found.pages[-1]:
        walk.found.pages.pop()
    return walk.found


def spoken_address(address: str) -> str:
    """An address that holds sentences, as words; empty for an ordinary one."""
    words = re.findall(r"[^\W\d_]{2,}", unquote(address))
    return " ".join(words) if len(words) >= _SPOKEN else ""


class _Walk:
    """Takes a page's nodes in order."""

    def __init__(self, vocabulary: Vocabulary, sheets: StyleSheets) -> None:
        self.found = RenderedText()
        self._vocabulary = vocabulary
        self._sheets = sheets
        self._open: list[tuple[str, Look]] = []  # tags with their looks
        self._pieces: list[str] = []
        self._bold = self._plain = 0  # letters of the block
        self._mark = ""  # of the list item that begins
        self._counters: list[int | None] = []  # of open lists; None for one without numbers
        self._cells: list[str] = []
        self._rows: list[str] = []
        self._in_table = 0

    def take(self, event: str, node: Any) -> None:
        """Takes the beginning or end of an element, or a comment."""
        if event in ("comment", "pi"):
            self._say(node.text, Concealment.COMMENT)
            self._say(node.tail)
        elif event == "start":
            self._start(node)
            self._say(node.text)
        else:
            self._end(node.tag)
            self._say(node.tail)

    def _start(self, element: Any) -> None:
        tag = element.tag
        around = self._open[-1][1] if self._open else Look()
        self._open.append((tag, look_of(element, self._sheets.style(element), around)))
        for name, why in _SPOKEN_ATTRIBUTES.items():
            self._hide(Concealment.LINK if tag == "a" and name == "title" else why, element.get(name) or "")
        if tag == "a":
            self._hide(Concealment.LINK, spoken_address(element.get("href") or ""))
        if tag == "br":
            self._pieces.append("\n")
        if tag in _BLOCKS:
            self._start_block(tag, element)

    def _start_block(self, tag: str, element: Any) -> None:
        self._part()
        if tag in ("ol", "ul"):
            start = element.get("start") or "1"
            self._counters.append(int(start[:9]) if tag == "ol" and start.isascii() and start.isdigit() else None)
        elif tag == "li":
            number = self._counters[-1] if self._counters else None
            self._mark = "- " if number is None else f"{number}. "
            if number is not None:
                self._counters[-1] = number + 1
        elif tag == "table":
            self._in_table += 1

    def _end(self, tag: str) -> None:
        if tag in _CELLS and self._in_table:
            self._cells.append(self._taken())
        elif tag == "tr" and self._in_table:
            self._end_row()
        elif tag == "table" and self._in_table:
            self._end_table()
        elif tag in _BLOCKS:
            self._part()
        if tag in ("ol", "ul") and self._counters:
            self._counters.pop()
        self._open.pop()

    def _part(self) -> None:
        """Ends what stands before a block; in a table the row is the block."""
        if self._in_table:
            self._pieces.append("\n")
        else:
            self.end_block()

    def end_block(self) -> None:
        """Adds the text since the last block, if any."""
        tags = [tag for tag, _ in self._open]
        if "pre" in tags:
            text = "\n".join(filter(None, map(clean_line, "".join(self._pieces).split("\n"))))
            self._clear()
            self._add(Block(text, PassageKind.TABLE))
            return
        is_bold = bool(self._bold) and not self._plain
        text = self._taken()
        if not text:
            return
        if self._mark and "li" in tags:
            text, self._mark = _TASK.sub(r"\1", self._mark + text), ""
        level = next((_HEADINGS[tag] for tag in reversed(tags) if tag in _HEADINGS), None)
        if level is None and "li" not in tags:
            level = _level(text, is_bold=is_bold)
        self._add(Block(text, PassageKind.HEADING if level else PassageKind.BODY, level))

    def _end_row(self) -> None:
        row = " ".join(filter(None, self._cells))
        self._cells.clear()
        if row:
            self._rows.append(row)

    def _end_table(self) -> None:
        self._in_table -= 1
        rest = self._taken()
        self._end_row()
        if not self._in_table:
            self._add(Block("\n".join(self._rows), PassageKind.TABLE))
            self._rows.clear()
        if rest:
            self._add(Block(rest))

    def _taken(self) -> str:
        """The text of the open block or cell as one line, taken out."""
        lines = [line for line in map(clean_line, "".join(self._pieces).split("\n")) if line]
        self._clear()
        return " ".join(_FOOTNOTE_MARK.sub("", join_lines(lines, self._vocabulary)).split()) if lines else ""

    def _clear(self) -> None:
        self._pieces.clear()
        self._bold = self._plain = 0

    def _add(self, block: Block) -> None:
        if block.text:
            self.found.pages[-1].append(block)

    def _say(self, text: str | None, why: Concealment | None = None) -> None:
        """Takes text between tags, visible or not; ``why``: it is hidden whatever stands around it."""
        why = why or (self._open[-1][1].concealment if self._open else None)
        for number, piece in enumerate((text or "").split(PAGE_BREAK)):
            if number:
                self.end_block()
                self.found.pages.append([])
            if why:
                self._hide(why, piece if self._open[-1][0] != "style" else "")
            else:
                self._pieces.append(piece)
                letters = len(piece.strip())
                is_bold = any(tag in _BOLD for tag, _ in self._open)
                self._bold += letters if is_bold else 0
                self._plain += 0 if is_bold else letters

    def _hide(self, why: Concealment, text: str) -> None:
        if text.strip():
            self.found.hidden.append((len(self.found.pages), why, text))


def _level(text: str, *, is_bold: bool) -> int | None:
    """The level of a paragraph that is a title by its number, its wording or its type."""
    if len(text) > _MAX_TITLE or text.endswith((".", ",", ";", "?", "!")) or is_bullet(text):
        return None
    if is_bold and len(text.split()) <= LONGEST_LABEL and not text.endswith(":"):
        return numbering_depth(text) or _BOLD_LEVEL
    return numbering_depth(text) or (1 if section_kind(text) else None)
