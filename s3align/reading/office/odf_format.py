"""How text of an OpenDocument file looks in the end, and whether anybody sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from s3align.reading.office.odf_conditions import Value, is_met
from s3align.reading.office.odf_styles import PICTURE, Properties
from s3align.reading.office.odf_values import WHITE, Colour, colour, points, share
from s3align.record.document import Concealment

SMALLEST_SIZE = 2.0
"""Points below which nobody reads a font, in its height or squeezed in its width."""
LEAST_CONTRAST = 24.0
"""Levels of 255 between text and ground; fainter text is not seen on paper (as in drawn pages of a PDF)."""
LEAST_ADVANCE = -0.45
"""Letter spacing in font sizes from which letters stand on each other: they are half as wide as high on average."""
LEAST_LINE = 0.3
"""Height of a line in font sizes below which only slices of its letters show."""
NORMAL_SIZE = 12.0
"""Points where a file names no size."""
BOLD_WEIGHT = 600


@dataclass(frozen=True, slots=True)
class TextFormat:
    """The format of a run of text.

    ``colour`` None: the automatic colour, which stands out from any ground. ``surface``: the colour of paragraph, cell, frame
    or paper; ``ground``: with the run's own background; None where it is not known, as above a picture. ``size`` in points;
    ``line`` in points, or as a share of the size where it is negative.
    """

    is_hidden: bool = False
    colour: Colour | None = None
    opacity: float = 1.0
    surface: Colour | None = WHITE
    ground: Colour | None = WHITE
    size: float = NORMAL_SIZE
    raised_size: float = 1.0
    width: float = 1.0
    spacing: float = 0.0
    is_struck: bool = False
    is_outlined: bool = False
    is_bold: bool = False
    line: float | None = None

    def on(self, surface: Colour | None) -> TextFormat:
        """The same text on another surface."""
        return replace(self, surface=surface, ground=surface)

    def concealment(self) -> Concealment | None:
        """Why nobody reads text of this format, or None."""
        if self.is_hidden:
            return Concealment.INVISIBLE
        if self.is_struck:
            return Concealment.STRUCK
        shown_size = self.size * self.raised_size
        if shown_size * min(1.0, self.width) < SMALLEST_SIZE:
            return Concealment.TINY
        if self._is_pale():
            return Concealment.WHITE
        if self.spacing <= LEAST_ADVANCE * shown_size:
            return Concealment.STACKED
        line = self.size if self.line is None else self.line if self.line >= 0 else -self.line * self.size
        return Concealment.CUT if line < LEAST_LINE * shown_size else None

    def _is_pale(self) -> bool:
        if self.colour is None or self.ground is None or self.is_outlined:
            return False
        return self.colour.over(self.ground, self.opacity).distance(self.ground) < LEAST_CONTRAST


def applied(base: TextFormat, text: Properties, known: Mapping[str, Value]) -> TextFormat:
    """A format changed by the text properties of a style; ``known``: values that conditions may name."""
    if not text:
        return base
    size = _size(text.get("fo:font-size"), base.size)
    return replace(
        base,
        is_hidden=_is_hidden(text, base.is_hidden, known),
        colour=_colour(text, base.colour),
        opacity=_opacity(text, base.opacity),
        ground=_ground(text.get("fo:background-color"), base),
        size=size,
        raised_size=_raised_size(text.get("style:text-position"), base.raised_size),
        width=_known(share(text.get("style:text-scale")), base.width),
        spacing=_spacing(text.get("fo:letter-spacing"), base.spacing, size),
        is_struck=_is_struck(text, is_struck=base.is_struck),
        is_outlined=_is_outlined(text, is_outlined=base.is_outlined),
        is_bold=_is_bold(text.get("fo:font-weight"), is_bold=base.is_bold),
    )


def filled(properties: Properties, below: Colour | None, *, is_shape: bool = False) -> Colour | None:
    """The colour of an area with a filling over another one; None where it is not known.

    ``is_shape``: drawn shapes are filled unless they say otherwise.
    """
    if properties.get(PICTURE):
        return None
    fill = properties.get("draw:fill")
    if fill is None and is_shape and "draw:fill-color" in properties:
        fill = "solid"
    if fill not in (None, "none", "solid"):
        return None
    name = "draw:fill-color" if fill == "solid" else "fo:background-color"
    own = None if fill == "none" else colour(properties.get(name))
    opacity = _fill_opacity(properties)
    if own is None or opacity <= 0:
        return below
    if opacity >= 1:
        return own
    return None if below is None else own.over(below, opacity)


def is_opaque(properties: Properties, *, is_shape: bool) -> bool:
    """Whether an area has a filling of its own that covers what lies below."""
    if properties.get("draw:fill") not in (None, "none", "solid") or properties.get(PICTURE):
        return True
    return filled(properties, None, is_shape=is_shape) is not None


def _fill_opacity(properties: Properties) -> float:
    transparency = share(properties.get("style:background-transparency"))
    opacity = share(properties.get("draw:opacity"))
    if opacity is None:
        opacity = 1.0 if transparency is None else 1 - transparency
    return min(1.0, max(0.0, opacity))


def line_height(value: str | None) -> float | None:
    """``TextFormat.line`` of a paragraph's fixed line height; None for a normal one."""
    factor = share(value)
    return points(value) if factor is None else -factor if factor > 0 else None


def _known(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _is_hidden(text: Properties, above: bool, known: Mapping[str, Value]) -> bool:
    display = text.get("text:display")
    if display == "condition":
        return bool(is_met(text.get("text:condition"), known))
    return above if display is None else display == "none"


def _colour(text: Properties, above: Colour | None) -> Colour | None:
    if text.get("style:use-window-font-color") == "true":
        return None
    return colour(text["fo:color"]) if "fo:color" in text else above


def _opacity(text: Properties, above: float) -> float:
    opacity = share(text.get("loext:opacity"))
    if opacity is not None:
        return min(1.0, max(0.0, opacity))
    return 1.0 if "fo:color" in text else above


def _ground(value: str | None, base: TextFormat) -> Colour | None:
    if value is None:
        return base.ground
    own = colour(value)
    return base.surface if own is None else own


def _size(value: str | None, above: float) -> float:
    factor = share(value)
    return _known(points(value), above) if factor is None else factor * above


def _raised_size(value: str | None, above: float) -> float:
    """The second share of "super 58%"; the first says how far text is raised."""
    if value is None:
        return above
    parts = value.split()
    return _known(share(parts[1]), above) if len(parts) == 2 else 1.0


def _spacing(value: str | None, above: float, size: float) -> float:
    if value is None:
        return above
    factor = share(value)
    return _known(points(value), 0.0) if factor is None else factor * size


def _is_struck(text: Properties, *, is_struck: bool) -> bool:
    values = [text[name] for name in ("style:text-line-through-style", "style:text-line-through-type") if name in text]
    return "none" not in values if values else is_struck


def _is_outlined(text: Properties, *, is_outlined: bool) -> bool:
    outline, shadow = text.get("style:text-outline"), text.get("fo:text-shadow")
    if outline is None and shadow is None:
        return is_outlined
    return outline == "true" or shadow not in (None, "none")


def _is_bold(value: str | None, *, is_bold: bool) -> bool:
    if value is None:
        return is_bold
    return value == "bold" or (value.isdecimal() and len(value) < 5 and int(value) >= BOLD_WEIGHT)
