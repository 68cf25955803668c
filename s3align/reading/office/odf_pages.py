"""Pages of an OpenDocument file: size, margins and colour of the paper, and which page style follows which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from s3align.reading.office.odf_format import filled, is_opaque
from s3align.reading.office.odf_styles import Styles, properties_of
from s3align.reading.office.odf_values import WHITE, Colour, points
from s3align.reading.office.odf_xml import attribute, descendants, name_of

A4 = (595.3, 841.9)
"""Points of a page whose size the file does not name."""
BACKDROP_SHARE = 1 / 8
"""Share of the page from which a picture may lie behind a line of its text; a logo has a fiftieth."""
_MARGIN = 57.0  # points, two centimetres


@dataclass(frozen=True, slots=True)
class PageStyle:
    """Width, height and margins in points, and the colour of the paper; None where a picture lies on it."""

    width: float = A4[0]
    height: float = A4[1]
    margin_left: float = _MARGIN
    margin_right: float = _MARGIN
    paper: Colour | None = WHITE
    following: str | None = None


class Pages:
    """The page styles of a file; ``current`` is that of the page being read."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._known: dict[str, PageStyle] = {}
        first = "Standard" if "Standard" in styles.masters else next(iter(styles.masters), "")
        self.current = self._page_style(first)

    def begin(self, master: str) -> None:
        """A page begins that names its style."""
        self.current = self._page_style(master)

    def turn(self) -> None:
        """The next page begins."""
        if self.current.following:
            self.current = self._page_style(self.current.following)

    def _page_style(self, name: str) -> PageStyle:
        if name not in self._known:
            master = self._styles.masters.get(name)
            self._known[name] = PageStyle() if master is None else self._read(master)
        return self._known[name]

    def _read(self, master: Any) -> PageStyle:
        layout = self._styles.layouts.get(attribute(master, "style:page-layout-name") or "")
        properties = {} if layout is None else properties_of(layout).get("page-layout", {})
        drawn = self._styles.style("drawing-page", attribute(master, "draw:style-name")).of("drawing-page")
        paper = filled(drawn, filled(properties, WHITE))
        width = points(properties.get("fo:page-width")) or A4[0]
        height = points(properties.get("fo:page-height")) or A4[1]
        left, right = (points(properties.get(f"fo:margin-{side}")) for side in ("left", "right"))
        return PageStyle(
            width,
            height,
            _MARGIN if left is None else left,
            _MARGIN if right is None else right,
            None if self._has_backdrop(master, BACKDROP_SHARE * width * height) else paper,
            attribute(master, "style:next-style-name"),
        )

    def _has_backdrop(self, master: Any, least: float) -> bool:
        """Whether header or footer hold a large picture, as letter paper does, that may lie behind the text."""
        for shape in descendants(master, "draw:frame", "draw:custom-shape", "draw:rect"):
            graphic = self._styles.style("graphic", attribute(shape, "draw:style-name")).of("graphic")
            is_picture = next(descendants(shape, "draw:image"), None) is not None
            is_shape = name_of(shape) != "draw:frame"
            if (is_picture or is_opaque(graphic, is_shape=is_shape)) and area_of(shape) >= least:
                return True
        return False


def area_of(shape: Any) -> float:
    """Width times height of a shape in square points; 0 where it names none."""
    width, height = (points(attribute(shape, f"svg:{side}")) for side in ("width", "height"))
    return (width or 0.0) * (height or 0.0)
