"""How elements of a rendered page are hidden: by what they are, by their attributes, by styles.

Colour, size and visibility pass to the elements inside, which may set them anew; what else hides an element hides all in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from s3align.reading.style_colours import BLACK, LINK, WHITE, Colour, colour_of, is_seen
from s3align.record.document import Concealment

_NEVER_SHOWN = frozenset(
    "annotation annotation-xml audio canvas datalist defs desc embed head iframe map metadata meter noframes noscript object "
    "param progress rp script style template title video".split()
)
"""Their content is for programs, or for browsers that cannot show the element."""
_STRUCK = frozenset({"del", "s", "strike"})
_NUMBER = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|ex|%|vw|vh|cm|mm|in)?$")
_ABSOLUTE = {"px": 0.75, "pt": 1.0, "cm": 28.0, "mm": 2.8, "in": 72.0}
_RELATIVE = {"em": 12.0, "rem": 12.0, "ex": 6.0, "%": 0.12, "vw": 6.0, "vh": 8.0}
_POINTS = _ABSOLUTE | _RELATIVE
"""Points of a unit; relative ones for usual type and a usual window."""
_OF_TYPE_AROUND = {"em": 1.0, "ex": 0.5, "%": 0.01}
"""Share of the size of the type around."""
_SIZE_IN_FONT = re.compile(r"(?:^|\s)(\d{0,9}\.?\d{1,9}(?:px|pt|em|rem|ex|%|vw|vh|cm|mm|in)|0)(?=[\s/])")
_USUAL = 12.0
"""Points of type whose size is not given."""
_SMALLEST = 2.0
"""Points of a type that can be read, as in other files."""
_FAR = -300.0
"""Points to the left or above of which nothing of a page shows."""
_FAR_RIGHT = 2_000.0
"""Points to the right of which nobody scrolls."""
_FAR_DOWN = 7_000.0
"""Points below its place at which nobody looks for a text; pages made from PDF files place their lines by points."""
_BELOW_WINDOW = 1_500.0
"""Points below which what is fixed to the window never shows."""
_DECLARATION = re.compile(r"(?<![\w-])([\w-]+)\s*:\s*([^;]+)")
_DIGITS = re.compile(r"[0-9a-f]{6}")
_PART = re.compile(r"[^\s()]+(?:\([^()]*\))?")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,200})\{([^{}]{0,2000})\}")
_SELECTOR = re.compile(r"(?=.)([a-z][a-z0-9-]*)?([.#][\w-]+)?")
_NOTHING_LEFT = re.compile(
    r"rect\((?:0|1)(?:px)?[ ,]|inset\((?:5\d|[6-9]\d|100)%|(?:circle|ellipse)\(0(?:px|%)?[ )]|polygon\([0 ,px%]*\)"
)
_TRANSFORM = re.compile(r"(scale|translate)(x|y|3d)?\(([^,()]*)(?:,([^,()]*))?[^()]*\)")
_NO_OPACITY = re.compile(r"opacity\(\s*(?:0?\.0\d*|0|[0-4]%)\s*\)")
_MOST_RULES = 1_000

Declarations = Mapping[str, str]


class StyleSheets:
    """The rules of a page's style elements for one element, class or id, which is what hides text."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self._rules: dict[str, dict[str, str]] = {}
        rules = (rule for sheet in sheets for rule in _RULE.finditer(_COMMENT.sub("", sheet).lower()))
        for _, rule in zip(range(_MOST_RULES), rules, strict=False):
            for selector in map(str.strip, rule[1].split(",")):
                if _SELECTOR.fullmatch(selector):
                    self._rules.setdefault(selector, {}).update(_declarations(rule[2]))

    def style(self, element: Any) -> Declarations:
        """What holds for an element by itself: its tag's, classes', id's and own declarations."""
        found: dict[str, str] = {}
        if self._rules:
            marks = [f".{name}" for name in (element.get("class") or "").lower().split()]
            marks.append(f"#{(element.get('id') or '').lower()}")
            for key in (element.tag, *(key for mark in marks for key in (mark, element.tag + mark))):
                found.update(self._rules.get(key, {}))
        return {**found, **_declarations(element.get("style") or "")}


@dataclass(frozen=True, slots=True)
class Look:
    """How the text of an element looks; as it stands: that of a page without styles.

    ``hidden``: why neither the element nor anything in it shows; ``size``: points; ``ink`` and ``ground``: None where the
    colour cannot be told; ``chosen``: the option that the list around the element shows.
    """

    hidden: Concealment | None = None
    is_visible: bool = True
    size: float = _USUAL
    ink: Colour | None = BLACK
    ground: Colour | None = WHITE
    chosen: Any = None

    @property
    def concealment(self) -> Concealment | None:
        """Why the element's text is not seen; None where it is."""
        if self.hidden or not self.is_visible:
            return self.hidden or Concealment.INVISIBLE
        if self.size < _SMALLEST:
            return Concealment.TINY
        return None if is_seen(self.ink, self.ground) else Concealment.WHITE


def look_of(element: Any, style: Declarations, around: Look) -> Look:
    """The look of an element by its style and by that of the element around it."""
    return Look(
        hidden=around.hidden or _hidden(element, style, around.chosen),
        is_visible=_is_visible(style.get("visibility", ""), is_visible=around.is_visible),
        size=_size(style.get("font-size", ""), around.size),
        ink=_ink(element, style, around.ink),
        ground=_ground(element, style, around.ground),
        chosen=_chosen(element) if element.tag == "select" else around.chosen,
    )


def _hidden(element: Any, style: Declarations, chosen: Any) -> Concealment | None:
    tag = element.tag
    if (
        tag in _NEVER_SHOWN
        or (tag == "option" and chosen is not None and element is not chosen)
        or (element.get("hidden") is not None and "display" not in style)
        or (tag == "dialog" and element.get("open") is None)
    ):
        return Concealment.INVISIBLE
    if tag in _STRUCK or "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", ""):
        return Concealment.STRUCK
    return _hidden_by_style(style)


def _hidden_by_style(style: Declarations) -> Concealment | None:
    if (
        style.get("display") == "none"
        or style.get("mso-hide") == "all"
        or style.get("content-visibility") == "hidden"
        or _is_at_most(style.get("opacity", "1"), 0.05)
        or _NO_OPACITY.search(style.get("filter", ""))
    ):
        return Concealment.INVISIBLE
    if any(_is_at_most(factor, _SMALLEST / _USUAL) for factor in _factors(style)):
        return Concealment.TINY
    if _is_outside(style):
        return Concealment.OUTSIDE
    return Concealment.CUT if _is_cut(style) else None


def _chosen(select: Any) -> Any:
    """The option that a list shows; None where it shows several."""
    if select.get("multiple") is not None or select.get("size", "1").strip() not in ("", "0", "1"):
        return None
    options = list(select.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    return next(iter(chosen[-1:] or options), None)


def _is_visible(value: str, *, is_visible: bool) -> bool:
    if value in ("hidden", "collapse"):
        return False
    return is_visible or value in ("visible", "initial")


def _size(value: str, around: float) -> float:
    """Points of an element's type."""
    if value in ("", "inherit", "unset", "smaller", "larger"):
        return around
    found = _NUMBER.match(value)
    if found and found[2] in _OF_TYPE_AROUND:
        return max(0.0, float(found[1])) * _OF_TYPE_AROUND[found[2]] * around
    size = _points(value)
    return _USUAL if size is None else size


def _ink(element: Any, style: Declarations, around: Colour | None) -> Colour | None:
    if "text" in style.get("background-clip", "") + style.get("-webkit-background-clip", ""):
        return None  # the background shows through the letters
    value = style.get("color") or (_attribute(element, "color") if element.tag == "font" else "")
    if value in ("inherit", "unset", "currentcolor"):
        return around
    if value:
        return BLACK if value == "initial" else colour_of(value)
    if element.tag == "mark":
        return BLACK
    return LINK if element.tag == "a" and element.get("href") else around


def _ground(element: Any, style: Declarations, around: Colour | None) -> Colour | None:
    usual = "yellow" if element.tag == "mark" else _attribute(element, "bgcolor")
    value = style.get("background-color", usual)
    if style.get("background-image", "none") not in ("none", "initial") or element.get("background"):
        return None
    if value in ("", "none", "inherit", "unset", "initial"):
        return around
    colour = colour_of(value)
    if colour is None or colour.cover == 1:
        return colour
    return around if colour.cover == 0 else around and colour.over(around)


def _attribute(element: Any, name: str) -> str:
    """The colour that an attribute gives; its digits may stand without their sign."""
    value = (element.get(name) or "").strip().lower()
    return f"#{value}" if _DIGITS.fullmatch(value) else value


def _factors(style: Declarations) -> list[str]:
    """By what an element is made larger or smaller."""
    found = [factor for name, _, *both in _moves(style) if name == "scale" for factor in both]
    return [factor.lstrip("-") for factor in (style.get("zoom", ""), *style.get("scale", "").split(), *found)]


def _moves(style: Declarations) -> list[tuple[str, str, str, str]]:
    """What a transformation consists of: name, direction, first and second measure."""
    found = _TRANSFORM.findall(style.get("transform", ""))
    return [(name, way, one.strip(), other.strip()) for name, way, one, other in found]


def _is_outside(style: Declarations) -> bool:
    across = [style.get("text-indent", ""), style.get("margin-left", "")]
    down = [style.get("margin-top", "")]
    if style.get("position") in ("absolute", "fixed", "relative"):
        across += [style.get("left", ""), style.get("right", "")]
        down += [style.get("top", ""), style.get("bottom", "")]
    moves = [move for move in _moves(style) if move[0] == "translate"]
    one, other, *_ = [*style.get("translate", "").split(), "", ""]
    moves.append(("translate", "", one, other))
    for _, way, one, other in moves:
        (down if way == "y" else across).append(one)
        down.append(other)
    lowest = _BELOW_WINDOW if style.get("position") == "fixed" else _FAR_DOWN
    return any(_is_beyond(place, _FAR_RIGHT) for place in across) or any(_is_beyond(place, lowest) for place in down)


def _is_beyond(value: str, most: float) -> bool:
    place = _points(value)
    return place is not None and not _FAR < place < most


def _is_cut(style: Declarations) -> bool:
    is_clipped = any(_NOTHING_LEFT.match(style.get(name, "")) for name in ("clip", "clip-path", "-webkit-clip-path"))
    hides_rest = style.get("overflow", style.get("overflow-y", "")) in ("hidden", "clip")
    sides = (_points(style.get(name, "")) for name in ("height", "max-height", "width", "max-width"))
    return is_clipped or (hides_rest and any(side is not None and side < _SMALLEST for side in sides))


def _is_at_most(value: str, most: float) -> bool:
    found = _NUMBER.match(value)
    return found is not None and float(found[1]) / (100 if found[2] == "%" else 1) <= most


def _points(value: str) -> float | None:
    found = _NUMBER.match(value)
    return float(found[1]) * _POINTS.get(found[2] or "px", 1.0) if found else None


def _declarations(style: str) -> dict[str, str]:
    pairs = _DECLARATION.findall(_COMMENT.sub("", style)[:2_000].lower())
    found: dict[str, str] = {}
    for name, text in pairs:
        value = text.replace("!important", "").strip()
        found[name] = value
        if name == "background":
            found.update(_background(value))
        elif name == "font" and (size := _SIZE_IN_FONT.search(value)):
            found["font-size"] = size[1]
    return found


def _background(value: str) -> dict[str, str]:
    """The colour and the picture that the short form of a background gives."""
    colours = [part for part in _PART.findall(value) if colour_of(part)]
    is_picture = "url(" in value or "gradient(" in value
    usual = "transparent" if is_picture or "(" not in value else value
    return {"background-color": colours[0] if colours else usual, "background-image": value if is_picture else "none"}
