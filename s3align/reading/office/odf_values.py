"""Values of OpenDocument attributes: lengths, shares, colours, counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LENGTH = re.compile(
    r"\s*([+-]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12}))\s*(pt|pc|px|cm|mm|in|inch|q|m|km|ft|em)\s*", re.IGNORECASE
)
_POINTS = {
    "pt": 1.0, "pc": 12.0, "px": 0.75, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72.0, "inch": 72.0, "q": 1.8 / 2.54,
    "m": 7200 / 2.54, "km": 7.2e6 / 2.54, "ft": 864.0, "em": 12.0,
}  # fmt: skip
_SHARE = re.compile(r"\s*([+-]?\d{1,9}(?:\.\d{0,12})?)\s*%\s*")
_HEX = re.compile(r"\s*#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\s*")
_NAMED = {"white": "ffffff", "black": "000000"}


@dataclass(frozen=True, slots=True)
class Colour:
    """Red, green and blue from 0 to 255."""

    red: float
    green: float
    blue: float

    def distance(self, other: Colour) -> float:
        """The largest difference of a channel, 0 to 255."""
        return max(abs(self.red - other.red), abs(self.green - other.green), abs(self.blue - other.blue))

    def over(self, ground: Colour, opacity: float) -> Colour:
        """What is seen of this colour on a ground with an opacity of 0 to 1."""

        def mixed(top: float, below: float) -> float:
            return below + opacity * (top - below)

        return Colour(mixed(self.red, ground.red), mixed(self.green, ground.green), mixed(self.blue, ground.blue))


WHITE = Colour(255, 255, 255)


def points(value: str | None) -> float | None:
    """A length with its unit in points; None for what is none."""
    found = _LENGTH.fullmatch(value) if value else None
    return float(found[1]) * _POINTS[found[2].lower()] if found else None


def share(value: str | None) -> float | None:
    """A percentage as a number, 1.0 for "100%"; None for what is none."""
    found = _SHARE.fullmatch(value) if value else None
    return float(found[1]) / 100 if found else None


def colour(value: str | None) -> Colour | None:
    """A colour as "#rrggbb"; None for "transparent" and what is none."""
    found = _HEX.fullmatch(_NAMED.get(value.strip().lower(), value) if value else "")
    digits = found[1] if found else _NAMED.get((value or "").strip().lower())
    if digits is None:
        return None
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    return Colour(*(int(digits[at : at + 2], 16) for at in (0, 2, 4)))


def count(value: str | None, most: int) -> int:
    """A number of repetitions, from 1 to ``most``, whatever the file says."""
    text = (value or "").strip()
    if not text.isdecimal():
        return 1
    return most if len(text) > 9 else max(1, min(int(text), most))
