"""Colours of Word files: those of the theme, shadings, fills of shapes, and whether ink can be told from its ground."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from s3align.reading.office.ooxml_names import VAL, A, W, number

Colour = tuple[int, int, int]
"""Red, green, blue, 0 to 255."""
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
LEAST_INK = 24
"""Of 255: text that differs less from its ground in every channel is not seen (the same limit as for PDFs)."""
_HEX = re.compile(r"#?([0-9A-Fa-f]{6})")
_SHORT_HEX = re.compile(r"#([0-9A-Fa-f])([0-9A-Fa-f])([0-9A-Fa-f])")
_NAMED: dict[str, Colour] = {
    "black": BLACK, "blue": (0, 0, 255), "cyan": (0, 255, 255), "green": (0, 255, 0), "magenta": (255, 0, 255),
    "red": (255, 0, 0), "yellow": (255, 255, 0), "white": WHITE, "darkblue": (0, 0, 128), "darkcyan": (0, 128, 128),
    "darkgreen": (0, 128, 0), "darkmagenta": (128, 0, 128), "darkred": (128, 0, 0), "darkyellow": (128, 128, 0),
    "darkgray": (128, 128, 128), "lightgray": (192, 192, 192), "silver": (192, 192, 192), "gray": (128, 128, 128),
    "lime": (0, 255, 0), "navy": (0, 0, 128), "maroon": (128, 0, 0), "olive": (128, 128, 0), "teal": (0, 128, 128),
    "purple": (128, 0, 128), "fuchsia": (255, 0, 255), "aqua": (0, 255, 255), "window": WHITE, "windowtext": BLACK,
}  # fmt: skip
"""Highlighter colours (ECMA-376 17.18.40), the names of VML and two system colours."""
_ALIASES = {
    "dark1": "dk1", "light1": "lt1", "dark2": "dk2", "light2": "lt2", "hyperlink": "hlink", "followedhyperlink": "folhlink",
    "background1": "bg1", "text1": "tx1", "background2": "bg2", "text2": "tx2",
}  # fmt: skip
_MAPPED = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
_OFFICE_THEME: dict[str, Colour] = {"dk1": BLACK, "lt1": WHITE}


@dataclass(frozen=True, slots=True)
class Fill:
    """What an area is filled with; ``colour`` is None where that cannot be told: a picture, a gradient, a pattern."""

    colour: Colour | None


def named(value: str | None) -> Colour | None:
    """A colour as RRGGBB, #RGB or by its name, or None."""
    word = (value or "").split(" ")[0]
    if found := _HEX.fullmatch(word):
        return (int(found[1][:2], 16), int(found[1][2:4], 16), int(found[1][4:], 16))
    if found := _SHORT_HEX.fullmatch(word):
        return (int(found[1] * 2, 16), int(found[2] * 2, 16), int(found[3] * 2, 16))
    return _NAMED.get(word.lower())


def is_same(ink: Colour, ground: Colour) -> bool:
    """Whether ink cannot be told from its ground."""
    return all(abs(one - other) < LEAST_INK for one, other in zip(ink, ground, strict=True))


class Theme:
    """The colours of a theme part; ``mapping`` (``w:clrSchemeMapping``) says which of them are text and background."""

    def __init__(self, root: Any | None, mapping: Any | None) -> None:
        self._colours = dict(_OFFICE_THEME)
        scheme = None if root is None else root.find(f".//{A}clrScheme")
        for entry in () if scheme is None else scheme:
            colour = next((named(child.get("lastClr") or child.get("val")) for child in entry), None)
            if colour and isinstance(entry.tag, str):
                self._colours[entry.tag.rpartition("}")[2].lower()] = colour
        attributes: Mapping[str, str] = {} if mapping is None else mapping.attrib
        self._mapping = _MAPPED | {
            {"t1": "tx1", "t2": "tx2"}.get(name.rpartition("}")[2], name.rpartition("}")[2]): _short(value)
            for name, value in attributes.items()
        }

    def colour(self, name: str) -> Colour | None:
        """A colour by its name in the theme, or None."""
        short = _short(name)
        return self._colours.get(self._mapping.get(short, short))

    def word_colour(self, element: Any, value: str, theme: str) -> Colour | None:
        """The colour that an element names by a theme's colour, with tint or shade, or else plainly; None for "auto"."""
        name = element.get(f"{W}{theme}Color" if theme == "theme" else f"{W}{theme}")
        colour = self.colour(name) if name and name != "none" else None
        if colour is None:
            return named(element.get(f"{W}{value}"))
        tint = _share(element.get(f"{W}{theme}Tint"))
        shade = _share(element.get(f"{W}{theme}Shade"))
        if tint is not None:
            return _lighter(colour, tint, 1 - tint)
        return colour if shade is None else _lighter(colour, shade, 0.0)

    def shading(self, element: Any) -> Fill | None:
        """What ``w:shd`` fills with; None where it leaves the ground as it is."""
        pattern = element.get(VAL) or "clear"
        fill = self.word_colour(element, "fill", "themeFill")
        ink = self.word_colour(element, "color", "theme") or BLACK
        if pattern == "nil":
            return None
        if pattern == "clear":
            return Fill(fill) if fill else None
        if pattern == "solid":
            return Fill(ink)
        if pattern.startswith("pct") and (share := number(pattern[3:])) is not None:
            return Fill(_mixed(ink, fill or WHITE, share / 100))
        return Fill(None)

    def drawn(self, parent: Any) -> Fill | None:
        """The colour in a fill of DrawingML (``a:solidFill``) or of Word's text effects; None for one seen through."""
        for entry in parent:
            if not isinstance(entry.tag, str):
                continue
            space, _, kind = entry.tag[1:].partition("}")
            value = entry.get("val") or entry.get(f"{{{space}}}val") or ""
            if kind in ("srgbClr", "prstClr", "sysClr"):
                return _changed(named(entry.get("lastClr") or value), entry, is_word=space != A[1:-1])
            if kind == "schemeClr":
                return _changed(self.colour(value), entry, is_word=space != A[1:-1])
        return Fill(None)


def _short(name: str) -> str:
    return _ALIASES.get(name.lower(), name.lower())


def _share(value: str | None) -> float | None:
    return int(value, 16) / 255 if value and re.fullmatch(r"[0-9A-Fa-f]{1,2}", value) else None


def _lighter(colour: Colour, factor: float, more: float) -> Colour:
    """A colour of another luminance (ECMA-376 17.3.2.6 for tint and shade)."""
    hue, light, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in colour))
    light = min(max(light * factor + more, 0.0), 1.0)
    red, green, blue = (round(channel * 255) for channel in colorsys.hls_to_rgb(hue, light, saturation))
    return red, green, blue


def _mixed(ink: Colour, ground: Colour, share: float) -> Colour:
    red, green, blue = (round(one * share + other * (1 - share)) for one, other in zip(ink, ground, strict=True))
    return red, green, blue


def _changed(colour: Colour | None, entry: Any, *, is_word: bool) -> Fill | None:
    """A colour with the changes below it. Word's text effects write how transparent it is, DrawingML how opaque."""
    factor, more = 1.0, 0.0
    for change in entry:
        kind = change.tag.rpartition("}")[2] if isinstance(change.tag, str) else ""
        amount = number(change.get("val") or change.get(f"{change.tag.partition('}')[0]}}}val")) if kind else None
        if amount is None:
            continue
        if kind == "alpha" and (amount > 95_000 if is_word else amount < 5_000):  # thousandths of a per cent
            return None
        if kind == "lumMod":
            factor = amount / 100_000
        elif kind == "lumOff":
            more = amount / 100_000
        elif kind in ("tint", "shade", "alpha"):
            colour = colour if kind == "alpha" else None
    return Fill(_lighter(colour, factor, more) if colour and (factor, more) != (1.0, 0.0) else colour)
