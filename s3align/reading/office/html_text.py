"""The visible text of an HTML page that a Word file takes in (``w:altChunk``)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from s3align.reading.normalise import clean_line
from s3align.reading.office.word_colours import WHITE, is_same, named
from s3align.reading.office.word_events import Event, Hidden, RowLayout, Text
from s3align.record.document import Concealment, PassageKind

_UNSHOWN = frozenset(
    ("head", "script", "style", "template", "noscript", "title", "object", "iframe", "select", "textarea")
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr html li main nav ol p pre section table tbody td tfoot th thead tr ul br caption".split()
)
_STRUCK = frozenset(("s", "strike", "del"))
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,5000})\}")
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?([.#][\w-]+)?")
_MOST_RULES = 2_000
_DEEPEST = 120  # elements inside each other
_SMALL = re.compile(r"font-size:\s*(?:0|[01](?:\.\d+)?(?:pt|px)|0?\.\d+\w*)\s*(?:;|$)")


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
    walk = _HtmlWalk(_rules(root))
    walk.element(root, None, 0)
    walk.end_paragraph()
    return walk.events


@dataclass(slots=True)
class _HtmlWalk:
    rules: dict[str, str]
    events: list[Event] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _level: int | None = None

    def element(self, element: Any, concealment: Concealment | None, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _UNSHOWN or depth > _DEEPEST:
            return
        concealment = concealment or _concealment(element, tag, self.rules)
        if tag == "table":
            self.end_paragraph()
            self._table(element, concealment, depth)
            return
        if tag in _BLOCKS:
            self.end_paragraph()
            self._level = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else self._level
        self._say(element.text, concealment)
        for child in element:
            self.element(child, concealment, depth + 1)
            self._say(child.tail, concealment)
        if tag in _BLOCKS:
            self.end_paragraph()

    def _table(self, table: Any, concealment: Concealment | None, depth: int) -> None:
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
        layout = RowLayout(self.events, None, len(rows))
        for row in rows:
            cells: list[list[Event]] = []
            hidden = concealment or _concealment(row, "tr", self.rules)
            for cell in row:
                inner = _HtmlWalk(self.rules)
                inner.element(cell, hidden, depth + 3)
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


def _rules(root: Any) -> dict[str, str]:
    """The declarations of simple selectors (tag, class, id) in the page's style sheets."""
    sheet = "".join(style.text or "" for style in root.iter("style"))[:500_000]
    found: dict[str, str] = {}
    for selectors, declarations in _RULE.findall(sheet.lower())[:_MOST_RULES]:
        for selector in selectors.split(","):
            if _SELECTOR.fullmatch(selector.strip()) and selector.strip():
                found[selector.strip()] = found.get(selector.strip(), "") + declarations + ";"
    return found


def _concealment(element: Any, tag: str, rules: dict[str, str]) -> Concealment | None:
    if tag in _STRUCK:
        return Concealment.STRUCK
    names = [f".{name}" for name in (element.get("class") or "").lower().split()[:20]]
    names += [f"#{(element.get('id') or '').lower()}"]
    style = "".join(rules.get(name, "") for name in (tag, *names, *(f"{tag}{name}" for name in names)))
    style = (style + (element.get("style") or "")[:5_000].lower()).replace("!important", "")
    if element.get("hidden") is not None or re.search(r"display:\s*none|visibility:\s*hidden|mso-hide:\s*all", style):
        return Concealment.INVISIBLE
    if re.search(r"(?:^|;)\s*opacity:\s*0*(?:\.0+)?\s*(?:;|$)", style):
        return Concealment.INVISIBLE
    if _SMALL.search(style):
        return Concealment.TINY
    if "line-through" in style:
        return Concealment.STRUCK
    colour = re.findall(r"(?:^|;)\s*color:\s*([#\w]+)", style)
    ink = named(colour[-1] if colour else element.get("color"))
    has_ground = any("background" in part or parent.get("bgcolor") for parent, part in _grounds(element, style, rules))
    return Concealment.WHITE if ink and is_same(ink, WHITE) and not has_ground else None


def _grounds(element: Any, style: str, rules: dict[str, str]) -> list[tuple[Any, str]]:
    """An element and those around it with what is known of their styles."""
    found = [(element, style)]
    for parent in element.iterancestors():
        names = [f".{name}" for name in (parent.get("class") or "").lower().split()[:20]]
        own = "".join(rules.get(name, "") for name in (parent.tag, *names))
        found.append((parent, own + (parent.get("style") or "")[:5_000].lower()))
    return found
