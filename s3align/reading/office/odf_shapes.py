"""Frames and drawn shapes of an OpenDocument file: where they stand, and whether their text is seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from s3align.reading.office.odf_pages import PageStyle
from s3align.reading.office.odf_styles import Properties, Styles
from s3align.reading.office.odf_values import points
from s3align.reading.office.odf_xml import attribute, child, name_of
from s3align.record.document import Concealment

SMALLEST_ROOM = 4.0
"""Points of width or height below which a frame, row or column shows no line of text; the smallest print has 3."""
SMALL_LETTER = 12.6
"""Square points that a letter of 6 points takes, narrow and without leading: an area shows no more letters than this."""
SHOWN_SHARE = 0.25
"""Share of a text that must have room to be seen at all; below it the text is cut off."""
_FREE = (None, "from-left", "from-inside", "from-top", "below", "from-start")
"""Positions that take svg:x or svg:y; "left", "center", "top" and the others do not."""
_TRANSLATION = re.compile(r"translate\s*\(\s*([^\s,()]{1,30})(?:[\s,]+([^\s()]{1,30}))?\s*\)")
_ROTATION = "rotate"
_PLACED = frozenset(
    f"draw:{kind}"
    for kind in (
        "frame", "custom-shape", "rect", "ellipse", "circle", "line", "polyline", "polygon", "regular-polygon", "path",
        "connector", "measure", "caption", "control",
    )
)  # fmt: skip
SHAPES = _PLACED | {"draw:g", "draw:a"}
"""Elements that stand on the page on their own."""


def is_cut(characters: int, width: float | None, height: float | None) -> bool:
    """Whether an area (points) is too small for a text to be seen; None: as large as the text needs."""
    if characters and min(side for side in (width, height, SMALLEST_ROOM) if side is not None) < SMALLEST_ROOM:
        return True
    return width is not None and height is not None and width * height / SMALL_LETTER < SHOWN_SHARE * characters


@dataclass(frozen=True, slots=True)
class Placing:
    """A shape with the page it belongs to. ``reach``: how far its anchor may stand from the margin, in points."""

    shape: Any
    graphic: Properties
    page: PageStyle
    reach: float

    def concealment(self, styles: Styles) -> Concealment | None:
        """Why the shape is not seen, or None."""
        if attribute(self.shape, "draw:display") == "none":
            return Concealment.INVISIBLE
        if attribute(self.shape, "draw:layer") in styles.hidden_layers:
            return Concealment.LAYER
        return Concealment.OUTSIDE if name_of(self.shape) in _PLACED and self._is_off_page() else None

    def size(self) -> tuple[float | None, float | None]:
        """Width and height that cut off what is longer; None for a side that grows, or is not named."""
        box = child(self.shape, "draw:text-box")
        width, height = (points(attribute(self.shape, f"svg:{side}")) for side in ("width", "height"))
        if box is not None and attribute(box, "draw:chain-next-name"):
            return None, None
        grows_high = self._grows(box, "fo:min-height", "draw:auto-grow-height")
        grows_wide = self._grows(box, "fo:min-width", "draw:auto-grow-width")
        return None if grows_wide else width, None if grows_high else height

    def _grows(self, box: Any | None, least: str, switch: str) -> bool:
        return (box is not None and attribute(box, least) is not None) or self.graphic.get(switch) == "true"

    def _anchor(self) -> str:
        return attribute(self.shape, "text:anchor-type") or self.graphic.get("text:anchor-type") or "paragraph"

    def _is_off_page(self) -> bool:
        anchor = self._anchor()
        if anchor == "as-char":
            return False
        x, y = self._position()
        width, height = (points(attribute(self.shape, f"svg:{side}")) for side in ("width", "height"))
        from_page_x = anchor == "page" or self.graphic.get("style:horizontal-rel") == "page"
        from_page_y = anchor == "page" or self.graphic.get("style:vertical-rel") == "page"
        turned = (
            (width or 0.0) + (height or 0.0) if _ROTATION in (attribute(self.shape, "draw:transform") or "") else 0.0
        )
        return _is_off(x, width, self.page.width, 0.0 if from_page_x else self.reach, turned) or _is_off(
            y, height, self.page.height, 0.0 if from_page_y else self.page.height, turned
        )

    def _position(self) -> tuple[float | None, float | None]:
        x = points(attribute(self.shape, "svg:x") or self.graphic.get("svg:x"))
        y = points(attribute(self.shape, "svg:y") or self.graphic.get("svg:y"))
        moved = _TRANSLATION.search(attribute(self.shape, "draw:transform") or "")
        if moved is not None:
            x, y = points(moved[1]), points(moved[2] or "0pt")
        is_free_x = self.graphic.get("style:horizontal-pos") in _FREE
        is_free_y = self.graphic.get("style:vertical-pos") in _FREE
        return x if is_free_x else None, y if is_free_y else None


def _is_off(start: float | None, length: float | None, page: float, reach: float, turned: float) -> bool:
    """Whether a stretch lies beside a page, wherever within ``reach`` its anchor stands and however it is turned."""
    if start is None:
        return False
    return start - turned >= page or start + max(page if length is None else length, turned) + reach <= 0
