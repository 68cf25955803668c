"""How elements of a rendered page are hidden: by what they are, by their attributes, by styles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from s3align.record.document import Concealment

_NEVER_SHOWN = frozenset(
    "audio canvas datalist embed head iframe map noframes noscript object param rp script style template title video".split()
)
"""Their content is for programs, or for browsers that cannot show the element."""
_STRUCK = frozenset({"del", "s", "strike"})
_WHITE = re.compile(
    r"(?:white|snow|ivory|transparent|#f[def]f[def]f[def]|#fff"
    r"|rgba?\(2[45]\d,2[45]\d,2[45]\d.*|rgba\(.*,0(?:\.0+)?\))"
)
_NUMBER = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|ex|%|vw|vh|cm|mm|in)?$")
_ABSOLUTE = {"px": 0.75, "pt": 1.0, "cm": 28.0, "mm": 2.8, "in": 72.0}
_RELATIVE = {"em": 12.0, "rem": 12.0, "ex": 6.0, "%": 0.12, "vw": 6.0, "vh": 8.0}
_POINTS = _ABSOLUTE | _RELATIVE
"""Points of a unit; relative ones for usual type and a usual window."""
_SMALLEST = 2.0
"""Points of a type that can be read, as in other files."""
_FAR = -300.0
"""Points to the left or above of which nothing of a page shows."""
_DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;]+)")
_RULE = re.compile(r"([^{}]{1,200})\{([^{}]{0,2000})\}")
_SELECTOR = re.compile(r"([a-z][\w-]*)?(?:([.#])([\w-]+))?$", re.IGNORECASE)
_NOTHING_LEFT = re.compile(r"rect\((?:0|1)(?:px)?[ ,]|inset\((?:[5-9]\d|100)%")
_MOST_RULES = 1_000

Declarations = Mapping[str, str]


class StyleSheets:
    """The rules of a page's style elements for one element, class or id, which is what hides text."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self._rules: dict[tuple[str, str], dict[str, str]] = {}
        rules = (rule for sheet in sheets for rule in _RULE.finditer(sheet))
        for _, rule in zip(range(_MOST_RULES), rules, strict=False):
            for selector in rule[1].split(","):
                found = _SELECTOR.match(selector.strip())
                if found and (found[1] or found[3]):
                    key = (found[2] or "", found[3] or found[1].lower())
                    self._rules.setdefault(key, {}).update(_declarations(rule[2]))

    def style(self, element: Any) -> Declarations:
        """What holds for an element by itself: its tag's, classes', id's and own declarations."""
        keys = [("", element.tag), *((".", name) for name in (element.get("class") or "").split())]
        keys.append(("#", element.get("id") or ""))
        found: dict[str, str] = {}
        for key in keys:
            found.update(self._rules.get(key, {}))
        return {**found, **_declarations(element.get("style") or "")}


def concealment_of(element: Any, style: Declarations) -> Concealment | None:
    """Why an element of a page does not show what it holds, by itself; None where it does."""
    tag = element.tag
    if tag in _NEVER_SHOWN or element.get("hidden") is not None or (tag == "dialog" and element.get("open") is None):
        return Concealment.INVISIBLE
    if tag in _STRUCK or "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", ""):
        return Concealment.STRUCK
    return _by_style(element, style)


def _by_style(element: Any, style: Declarations) -> Concealment | None:
    if (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or style.get("content-visibility") == "hidden"
        or _is_at_most(style.get("opacity", "1"), 0.05)
    ):
        return Concealment.INVISIBLE
    size = _points(style.get("font-size", ""))
    if size is not None and size < _SMALLEST:
        return Concealment.TINY
    if _is_outside(style):
        return Concealment.OUTSIDE
    if _is_cut(style):
        return Concealment.CUT
    colour = style.get("color") or (element.get("color") or "").strip().lower()
    has_background = any(name.startswith("background") for name in style) or element.get("bgcolor")
    return Concealment.WHITE if not has_background and _WHITE.fullmatch(colour.replace(" ", "")) else None


def _is_outside(style: Declarations) -> bool:
    names = ["text-indent", "margin-left", "margin-top"]
    if style.get("position") in ("absolute", "fixed", "relative"):
        names += ["left", "top", "right", "bottom"]
    return any((place := _points(style.get(name, ""))) is not None and place <= _FAR for name in names)


def _is_cut(style: Declarations) -> bool:
    is_clipped = re.match(
        r"rect\((?:0|1)(?:px)?[ ,]|inset\((?:5\d|[6-9]\d|100)%", style.get("clip", style.get("clip-path", ""))
    )
    hides_rest = style.get("overflow", style.get("overflow-y", "")) in ("hidden", "clip")
    sides = (_points(style.get(name, "")) for name in ("height", "max-height", "width", "max-width"))
    return bool(is_clipped) or (hides_rest and any(side is not None and side < _SMALLEST for side in sides))


def _is_at_most(value: str, most: float) -> bool:
    found = _NUMBER.match(value)
    return found is not None and float(found[1]) / (100 if found[2] == "%" else 1) <= most


def _points(value: str) -> float | None:
    found = _NUMBER.match(value)
    return float(found[1]) * _POINTS.get(found[2] or "px", 1.0) if found else None


def _declarations(style: str) -> dict[str, str]:
    pairs = _DECLARATION.findall(style[:2_000].lower())
    return {name: value.replace("!important", "").strip() for name, value in pairs}
