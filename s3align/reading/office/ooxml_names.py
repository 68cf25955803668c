"""Names of elements and attributes in Office Open XML, and numbers as it writes them."""

from __future__ import annotations

import re
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741 -- the prefix that the format uses
V = "{urn:schemas-microsoft-com:vml}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"

VAL = f"{W}val"

_OFF = frozenset(("0", "false", "off", "none"))
_MEASURE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(pt|in|cm|mm|pc|pi)?\s*")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0, "pi": 12.0}
EMU_PER_POINT = 12_700
TWIPS_PER_POINT = 20
_LARGEST = 1e7  # points: beyond, a number is nonsense


def is_on(element: Any) -> bool:
    """Whether an on/off property that is there is switched on."""
    return (element.get(VAL) or "1").lower() not in _OFF


def points(value: str | None, per_point: float) -> float | None:
    """A length in points: a bare number has ``per_point`` units in a point, Strict files write "12pt"; None for others."""
    found = _MEASURE.fullmatch(value or "")
    if not found or len(found[1]) > 20:
        return None
    length = float(found[1]) * _POINTS[found[2]] if found[2] else float(found[1]) / per_point
    return length if abs(length) < _LARGEST else None


def twips(element: Any, name: str) -> float | None:
    """The attribute ``w:name`` of an element, in points; None where there is none."""
    return None if element is None else points(element.get(f"{W}{name}"), TWIPS_PER_POINT)


def number(value: str | None) -> int | None:
    """A whole number of up to nine digits, or None."""
    return int(value) if value and re.fullmatch(r"-?\d{1,9}", value) else None


def value_of(element: Any, *path: str) -> str | None:
    """``w:val`` of the element at the end of a path of Word's element names, or None."""
    for name in path:
        element = element.find(f"{W}{name}") if element is not None else None
    return None if element is None else element.get(VAL)


def chosen(alternatives: Any) -> Any | None:
    """The version of alternate content that Word shows: the first whose needs it understands, else the fallback."""
    for choice in alternatives.findall(f"{MC}Choice"):
        needs = [choice.nsmap.get(prefix) or "" for prefix in (choice.get("Requires") or "").split()]
        if needs and all(need.startswith(_UNDERSTOOD) for need in needs):
            return choice
    return alternatives.find(f"{MC}Fallback")


_UNDERSTOOD = (
    "http://schemas.microsoft.com/office/",
    "http://schemas.openxmlformats.org/",
    "urn:schemas-microsoft-com:",
)
