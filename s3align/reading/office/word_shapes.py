"""Shapes of Word files (DrawingML and VML): whether and on what ground their text shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from s3align.reading.office.ooxml_names import EMU_PER_POINT, WP, WPS, A, V, number, points
from s3align.reading.office.word_colours import WHITE, Fill, Theme, named
from s3align.reading.office.word_formatting import SMALLEST_SIZE, Clip, Page
from s3align.record.document import Concealment

_WATERMARK = "watermark"  # in the names that Word gives them: "PowerPlusWaterMarkObject357476642"
_VML_LENGTH = re.compile(r"-?\d+(?:\.\d+)?(?:pt|in|cm|mm|pc)?")
_PLAIN_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?")
_USUAL_GROUP_UNITS = 1_000.0  # the width and the height of a group that does not say them (``coordsize``)
_PIXELS_PER_POINT = 96 / 72  # lengths of VML without a unit
_LEAST_GROUND_WIDTH, _LEAST_GROUND_HEIGHT = 140.0, 20.0  # points: 5 cm of a line; less is a logo


@dataclass(frozen=True, slots=True)
class Shape:
    """How a shape shows: why not, on what ground its text stands (None: on what lies behind it), where it is cut off."""

    concealment: Concealment | None = None
    fill: Fill | None = None
    clip: Clip | None = None
    is_watermark: bool = False


def placed(drawing: Any, page: Page) -> Shape:
    """How a drawing (``wp:inline``, ``wp:anchor``) shows, from its place, its size and its marks."""
    properties, extent = drawing.find(f"{WP}docPr"), drawing.find(f"{WP}extent")
    is_hidden = any(
        entry is not None and (entry.get("hidden") or "0") in ("1", "true") for entry in (properties, drawing)
    )
    name = (properties.get("name") or "" if properties is not None else "").lower()
    width = points(extent.get("cx"), EMU_PER_POINT) if extent is not None else None
    height = points(extent.get("cy"), EMU_PER_POINT) if extent is not None else None
    concealment: Concealment | None = None
    if is_hidden:
        concealment = Concealment.INVISIBLE
    elif drawing.tag == f"{WP}anchor" and _is_off_page(_anchored(drawing), width, height, page):
        concealment = Concealment.OUTSIDE
    return Shape(concealment, None, Clip(width, height), _WATERMARK in name)


def _anchored(anchor: Any) -> tuple[tuple[float | None, bool], tuple[float | None, bool]]:
    """Where an anchored drawing lies: for each direction points, and whether they count from the edge of the page."""
    simple = anchor.find(f"{WP}simplePos")
    if (anchor.get("simplePos") or "0") in ("1", "true") and simple is not None:
        return (points(simple.get("x"), EMU_PER_POINT), True), (points(simple.get("y"), EMU_PER_POINT), True)
    across, down = (_offset(anchor.find(f"{WP}position{way}")) for way in "HV")
    return across, down


def _offset(position: Any | None) -> tuple[float | None, bool]:
    offset = None if position is None else position.find(f"{WP}posOffset")
    if position is None or offset is None:
        return None, False
    return points(offset.text, EMU_PER_POINT), position.get("relativeFrom") == "page"


def _is_off_page(
    place: tuple[tuple[float | None, bool], tuple[float | None, bool]],
    width: float | None,
    height: float | None,
    page: Page,
) -> bool:
    return any(
        at is not None and (at >= limit or at + (size or 0.0) <= (0.0 if is_absolute else -margin))
        for (at, is_absolute), size, limit, margin in zip(
            place, (width, height), (page.width, page.height), (page.left, page.height), strict=True
        )
    )


def drawn_shape(shape: Any, theme: Theme) -> Shape:
    """How a shape of DrawingML (``wps:wsp``) shows, apart from the place of its drawing."""
    names = [child for child in shape if isinstance(child.tag, str) and child.tag.endswith(("}cNvPr", "}cNvSpPr"))]
    is_hidden = any((entry.get("hidden") or "0") in ("1", "true") for entry in names)
    is_watermark = any(_WATERMARK in (entry.get("name") or "").lower() for entry in names)
    body = shape.find(f"{WPS}bodyPr")
    grows = body is not None and body.find(f"{A}spAutoFit") is not None
    clip = Clip(None, float("inf")) if grows else None
    return Shape(Concealment.INVISIBLE if is_hidden else None, shape_fill(shape, theme), clip, is_watermark)


def shape_fill(shape: Any, theme: Theme) -> Fill | None:
    """What a shape of any kind of drawing says that it is filled with; None for nothing."""
    parts = {child.tag.rpartition("}")[2]: child for child in shape if isinstance(child.tag, str)}
    for child in parts.get("spPr", ()):
        kind = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if kind == "noFill":
            return None
        if kind == "solidFill":
            return theme.drawn(child)
        if kind in ("gradFill", "blipFill", "pattFill", "grpFill"):
            return Fill(None)
    reference = parts["style"].find(f"{A}fillRef") if "style" in parts else None
    if reference is not None and (number(reference.get("idx")) or 0) > 0:
        return theme.drawn(reference)
    return None


def vml_shape(shape: Any, page: Page) -> Shape:
    """How a shape of VML shows: its style is that of HTML, its ground white where it does not say otherwise."""
    style = _declarations(shape.get("style"))
    place = _vml_place(shape, style)
    concealment: Concealment | None = None
    if style.get("visibility") == "hidden" or style.get("display") == "none":
        concealment = Concealment.INVISIBLE
    elif style.get("position") in ("absolute", "relative"):
        from_page = [style.get(f"mso-position-{way}-relative") == "page" for way in ("horizontal", "vertical")]
        starts = (place.across, from_page[0]), (place.down, from_page[1])
        if _is_off_page(starts, place.width, place.height, page):
            concealment = Concealment.OUTSIDE
    box = shape.find(f"{V}textbox")
    grows = box is not None and _declarations(box.get("style")).get("mso-fit-shape-to-text") in ("t", "true")
    clip = Clip(place.width, None if grows else place.height) if shape.tag != f"{V}group" else None
    return Shape(concealment, _vml_fill(shape), clip, _WATERMARK in (shape.get("id") or "").lower())


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a shape of VML lies and how large it is, in points; None where that is not said."""

    across: float | None
    down: float | None
    width: float | None
    height: float | None


def _vml_place(shape: Any, style: dict[str, str]) -> _Place:
    """The place of a shape; one in a group says it in the units of the group, which may be of any size."""
    group = shape.getparent()
    if group is None or group.tag != f"{V}group":
        return _Place(
            _vml_length(style.get("margin-left") or style.get("left")),
            _vml_length(style.get("margin-top") or style.get("top")),
            _vml_length(style.get("width")),
            _vml_length(style.get("height")),
        )
    outer = _vml_place(group, _declarations(group.get("style")))
    origin, size = _pair(group.get("coordorigin"), 0.0), _pair(group.get("coordsize"), _USUAL_GROUP_UNITS)
    across, width = _scaled(style.get("left"), style.get("width"), (outer.across, outer.width), (origin[0], size[0]))
    down, height = _scaled(style.get("top"), style.get("height"), (outer.down, outer.height), (origin[1], size[1]))
    return _Place(across, down, width, height)


def _scaled(
    start: str | None, size: str | None, outer: tuple[float | None, float | None], units: tuple[float, float]
) -> tuple[float | None, float | None]:
    """Start and size in points of what a group says in its units, in one direction."""
    if outer[1] is None or units[1] <= 0:
        return None, None
    per_unit = outer[1] / units[1]
    begins, length = _plain_number(start), _plain_number(size)
    return (
        (outer[0] or 0.0) + (begins - units[0]) * per_unit if begins is not None else None,
        length * per_unit if length is not None else None,
    )


def _pair(text: str | None, usual: float) -> tuple[float, float]:
    first, _, second = (text or "").partition(",")
    numbers = _plain_number(first), _plain_number(second)
    return usual if numbers[0] is None else numbers[0], usual if numbers[1] is None else numbers[1]


def _plain_number(text: str | None) -> float | None:
    return float(text.strip()) if text and _PLAIN_NUMBER.fullmatch(text.strip()) else None


def _vml_fill(shape: Any) -> Fill | None:
    fill = shape.find(f"{V}fill")
    is_filled = (shape.get("filled") or "t") not in ("f", "false")
    if fill is not None and (fill.get("on") or "t") in ("f", "false"):
        is_filled = False
    if not is_filled or shape.tag == f"{V}group":
        return None
    opacity = (fill.get("opacity") or "1") if fill is not None else "1"
    if opacity in ("0", "0f", ".0", "0%"):
        return None
    if fill is not None and (fill.get("type") or "solid") != "solid":
        return Fill(None)
    colour = (fill.get("color") if fill is not None else None) or shape.get("fillcolor")
    return Fill(named(colour) if colour else WHITE)


def _declarations(style: str | None) -> dict[str, str]:
    pairs = (entry.partition(":") for entry in (style or "")[:5_000].split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs}


def _vml_length(text: str | None) -> float | None:
    return points(text, _PIXELS_PER_POINT) if text and _VML_LENGTH.fullmatch(text) else None


def may_lie_behind(drawing: Any, page: Page) -> bool:
    """Whether text of the page may stand on an anchored drawing, so that light text need not stand on white."""
    if drawing.tag == f"{WP}anchor":
        extent = drawing.find(f"{WP}extent")
        runs_over = drawing.find(f"{WP}wrapNone") is not None or (drawing.get("behindDoc") or "0") in ("1", "true")
        width = points(extent.get("cx"), EMU_PER_POINT) if extent is not None else None
        height = points(extent.get("cy"), EMU_PER_POINT) if extent is not None else None
        is_seen = placed(drawing, page).concealment is None
    else:
        style = _declarations(drawing.get("style"))
        place = _vml_place(drawing, style)
        width, height = place.width, place.height
        runs_over = style.get("position") == "absolute"
        is_seen = vml_shape(drawing, page).concealment is None
    return runs_over and is_seen and (width or 0.0) >= _LEAST_GROUND_WIDTH and (height or 0.0) >= _LEAST_GROUND_HEIGHT


def combined(outer: Shape, inner: Shape) -> Shape:
    """How an inner shape shows inside an outer one."""
    clip = inner.clip or outer.clip
    if inner.clip and outer.clip:
        clip = Clip(outer.clip.width if inner.clip.width is None else inner.clip.width, inner.clip.height)
        if clip.height is None:
            clip.height = outer.clip.height
        elif clip.height == float("inf"):  # grows with its text: then its stored height says nothing unless it is none
            clip.height = None if (outer.clip.height or SMALLEST_SIZE) >= SMALLEST_SIZE else outer.clip.height
    return Shape(
        outer.concealment or inner.concealment,
        inner.fill or outer.fill,
        clip,
        outer.is_watermark or inner.is_watermark,
    )
