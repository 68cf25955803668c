"""The parts of a Word file that its body leans on: styles, theme, settings, notes, data, the size of its pages."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from s3align.reading.office.ooxml_names import WP, V, W, is_on, twips
from s3align.reading.office.opc import OpcPackage
from s3align.reading.office.word_colours import WHITE, Fill, Theme
from s3align.reading.office.word_controls import Controls
from s3align.reading.office.word_formatting import Formatting, Page
from s3align.reading.office.word_shapes import may_lie_behind
from s3align.reading.office.word_styles import StyleSheet

_SHAPES = tuple(f"{V}{name}" for name in ("shape", "rect", "roundrect", "oval"))


class WordParts:
    """The parts that the main part named ``main``, with the root ``document``, refers to; what is missing says nothing."""

    def __init__(self, package: OpcPackage, main: str, document: Any) -> None:
        self.package, self.main, self.document = package, main, document
        settings = self._related("settings")
        mapping = None if settings is None else settings.find(f"{W}clrSchemeMapping")
        self.theme = Theme(self._related("theme"), mapping)
        self.styles = StyleSheet(self._related("styles"), self.theme)
        self.formatting = Formatting(self.styles, self.theme)
        self.page = _largest_page(document)
        self.ground = _page_ground(document, settings, self.theme)
        self.controls = Controls(package, main, self.styles.placeholder_styles)

    def _related(self, kind: str) -> Any | None:
        parts = self.package.related(self.main, kind)
        return self.package.xml(parts[0]) if parts else None

    @cached_property
    def _notes(self) -> dict[tuple[str, str], Any]:
        found = {}
        for kind in ("footnotes", "endnotes"):
            root = self._related(kind)
            for note in () if root is None else root:
                if note.get(f"{W}type") in (None, "normal"):
                    found[kind, note.get(f"{W}id") or ""] = note
        return found

    def note(self, kind: str, name: str) -> Any | None:
        """A footnote or endnote ("footnotes", "endnotes") by its id, or None."""
        return self._notes.get((kind, name))

    @cached_property
    def comments(self) -> str:
        """The text of all comments."""
        root = self._related("comments")
        return "" if root is None else " ".join(piece.text or "" for piece in root.iter(f"{W}t"))

    @cached_property
    def grounds(self) -> Grounds:
        """The pictures and shapes that text may stand on."""
        headers = [part for kind in ("header", "footer") for part in self.package.related(self.main, kind)]
        return Grounds(self.document, [self.package.xml(part) for part in headers], self.page)


@dataclass(slots=True)
class Grounds:
    """On which sheets pictures or shapes may lie behind the text. Where a sheet ends is known by its breaks alone."""

    document: Any
    headers: list[Any]
    page: Page
    _ends: list[int] = field(default_factory=list)
    _sheets: list[int] = field(default_factory=list)
    _everywhere: bool = False

    def __post_init__(self) -> None:
        """Goes through the document once."""
        body = self.document.find(f"{W}body")
        sheet = 0
        for child in () if body is None else body:
            for element in child.iter():
                tag = element.tag
                if tag == f"{W}lastRenderedPageBreak" or _breaks(element):
                    sheet += 1
                elif (tag == f"{WP}anchor" or tag in _SHAPES) and may_lie_behind(element, self.page):
                    self._sheets.append(sheet)
            self._ends.append(sheet)
        self._everywhere = any(
            may_lie_behind(element, self.page) and _is_high(element, self.page)
            for root in self.headers
            if root is not None
            for element in root.iter(f"{WP}anchor", *_SHAPES)
        )

    def may_lie_behind(self, child: int) -> bool:
        """Whether something may lie behind the text of the body's child of this number."""
        if self._everywhere or child >= len(self._ends):
            return self._everywhere
        first = self._ends[child - 1] if child else 0
        place = bisect_left(self._sheets, first)
        return place < len(self._sheets) and self._sheets[place] <= self._ends[child]


def _breaks(element: Any) -> bool:
    if element.tag == f"{W}br":
        return bool(element.get(f"{W}type") == "page")
    return bool(element.tag == f"{W}pageBreakBefore" and is_on(element))


def _is_high(drawing: Any, page: Page) -> bool:
    extent = drawing.find(f"{WP}extent")
    try:
        height = int(extent.get("cy") or 0) / 12_700 if extent is not None else page.height
    except ValueError:
        return False
    return height >= page.height / 2


def _largest_page(document: Any) -> Page:
    sizes = [(twips(size, "w") or 0.0, twips(size, "h") or 0.0) for size in document.iter(f"{W}pgSz")]
    margins = [(twips(margin, "left") or 0.0, twips(margin, "top") or 0.0) for margin in document.iter(f"{W}pgMar")]
    usual = Page()
    return Page(
        max((width for width, _ in sizes), default=0.0) or usual.width,
        max((height for _, height in sizes), default=0.0) or usual.height,
        max((left for left, _ in margins), default=usual.left),
        max((top for _, top in margins), default=usual.top),
    )


def _page_ground(document: Any, settings: Any | None, theme: Theme) -> Fill:
    """The colour of the pages, which shows where the settings say so."""
    background = document.find(f"{W}background")
    shown = None if settings is None else settings.find(f"{W}displayBackgroundShape")
    if background is None or shown is None or not is_on(shown):
        return Fill(WHITE)
    if background.find(f".//{V}fill") is not None:
        return Fill(None)
    return Fill(theme.word_colour(background, "color", "theme") or WHITE)
