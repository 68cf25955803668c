"""Colours as styles of a page write them, and whether ink can be told from its ground."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass

from PIL import ImageColor

LEAST_INK = 24
"""Of 255: text that differs less from its ground in every channel is not seen (the same limit as for PDFs)."""
_LEAST_COVER = 0.05
"""Share of its ground that ink must cover to be seen."""
_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]*)\)")
_PART = re.compile(r"([+-]?\d*\.?\d+)(%|deg)?")


@dataclass(frozen=True, slots=True)
class Colour:
    """Red, green and blue from 0 to 255; ``cover``: from 0, transparent, to 1."""

    red: float
    green: float
    blue: float
    cover: float = 1.0

    def over(self, ground: Colour) -> Colour:
        """What is seen of it on a ground."""
        rest = 1.0 - self.cover
        return Colour(
            self.red * self.cover + ground.red * rest,
            self.green * self.cover + ground.green * rest,
            self.blue * self.cover + ground.blue * rest,
        )


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)
LINK = Colour(0, 0, 238)
"""Of links without a colour of their own, in every browser."""


def colour_of(value: str) -> Colour | None:
    """A colour by its name, its digits, or as rgb() or hsl(); None for any other notation."""
    word = value.strip().lower()
    if word == "transparent":
        return Colour(0, 0, 0, 0.0)
    if word in ImageColor.colormap:
        return Colour(*ImageColor.getrgb(word)[:3])
    if found := _HEX.fullmatch(word):
        return _from_digits(found[1])
    called = _FUNCTION.fullmatch(word)
    parts = _PART.findall(called[2]) if called else []
    if called is None or len(parts) not in (3, 4):
        return None
    cover = _share(parts[3], 1.0) if len(parts) == 4 else 1.0
    if called[1] == "rgb":
        red, green, blue = (255 * _share(part, 255.0) for part in parts[:3])
    else:
        hue = float(parts[0][0]) % 360 / 360
        lightness, saturation = _share(parts[2], 100.0), _share(parts[1], 100.0)
        red, green, blue = (255 * part for part in colorsys.hls_to_rgb(hue, lightness, saturation))
    return Colour(red, green, blue, cover)


def is_seen(ink: Colour | None, ground: Colour | None) -> bool:
    """Whether ink can be told from its ground; either is None where its colour cannot be told, and then it can."""
    if ink is None:
        return True
    if ink.cover < _LEAST_COVER:
        return False
    if ground is None:
        return True
    ink = ink.over(ground)
    pairs = ((ink.red, ground.red), (ink.green, ground.green), (ink.blue, ground.blue))
    return any(abs(one - other) >= LEAST_INK for one, other in pairs)


def _from_digits(digits: str) -> Colour:
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue, *cover = (int(digits[place : place + 2], 16) for place in range(0, len(digits), 2))
    return Colour(red, green, blue, cover[0] / 255 if cover else 1.0)


def _share(part: tuple[str, str], most: float) -> float:
    number, unit = part
    return min(1.0, max(0.0, float(number) / (100.0 if unit == "%" else most)))
