"""Colours of themes: light enough for black print, and as different from one another as their number allows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from s3align.strategy.model import Strategy

Lab = tuple[float, float, float]
"""A colour in OKLab (Ottosson 2020): equal distances look about equally different."""

SMALLEST_DISTANCE = 0.04
"""Colours closer than this in OKLab are hard to tell apart in a highlight; about twice a just noticeable difference."""
_LIGHTNESS = (0.86, 0.78, 0.93, 0.72)
_CHROMA = (0.06, 0.1, 0.14)
_HUES = 24


def theme_colours(strategy: Strategy) -> dict[str, str]:
    """Theme id -> colour as "rrggbb": the strategy's own, and for the others the one least like those taken already."""
    given = [theme.colour for theme in strategy.themes if theme.colour]
    made = iter(_chosen(tuple(given), len(strategy.themes) - len(given)))
    return {theme.id: theme.colour or next(made) for theme in strategy.themes}


def black_contrast(colour: str) -> float:
    """Contrast of black print on a colour ("rrggbb"), 1 to 21, as WCAG 2.2 defines it."""
    red, green, blue = _linear(colour)
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) / 0.05


def is_close(colour: str, other: str) -> bool:
    """Whether two colours can hardly be told apart."""
    return math.dist(_lab(colour), _lab(other)) < SMALLEST_DISTANCE


@cache
def _chosen(given: tuple[str, ...], number: int) -> tuple[str, ...]:
    taken = [_lab(colour) for colour in given]
    chosen: list[str] = []
    for _ in range(number):
        best = max(_candidates(), key=lambda colour: _distance(_lab(colour), taken))
        chosen.append(best)
        taken.append(_lab(best))
    return tuple(chosen)


def _distance(lab: Lab, taken: Sequence[Lab]) -> float:
    return min((math.dist(lab, other) for other in taken), default=0.0)


@cache
def _candidates() -> tuple[str, ...]:
    """Light colours all around the circle of hues that a screen can show, in a fixed order."""
    colours = (
        _colour(lightness, chroma, 2 * math.pi * step / _HUES)
        for lightness in _LIGHTNESS
        for chroma in _CHROMA
        for step in range(_HUES)
    )
    return tuple(dict.fromkeys(colour for colour in colours if colour))


def _colour(lightness: float, chroma: float, hue: float) -> str | None:
    """A colour from OKLCh as "rrggbb"; None where it lies outside sRGB. Matrices from Ottosson's definition of OKLab."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    if not all(0.0 <= channel <= 1.0 for channel in channels):
        return None
    return "".join(f"{round(255 * _encoded(channel)):02x}" for channel in channels)


def _encoded(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4))
    return _decoded(red), _decoded(green), _decoded(blue)


def _decoded(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


@cache
def _lab(colour: str) -> Lab:
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )
