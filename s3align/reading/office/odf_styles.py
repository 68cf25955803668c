"""Styles of an OpenDocument file: what holds in the end, after parents and defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from s3align.reading.office.odf_values import points, share
from s3align.reading.office.odf_xml import attribute, child, descendants, name_of, qualified
from s3align.reading.reading_words import reading_words

Properties = Mapping[str, str]
"""Attributes of one kind of properties, by name."""
_Key = tuple[str, str, bool]
PICTURE = "style:background-image"
"""The key under which properties say that a picture lies behind the text."""
_SIZE, _COLOUR, _AUTOMATIC, _OPACITY = "fo:font-size", "fo:color", "style:use-window-font-color", "loext:opacity"
_FILL = (
    "fo:background-color", "style:background-transparency", "draw:fill", "draw:fill-color", "draw:opacity",
)  # fmt: skip
_STRIKE = ("style:text-line-through-style", "style:text-line-through-type")
_BREAKS = ("fo:break-before", "fo:break-after")
_MARGINS = ("fo:margin-left", "fo:margin-right")
_READ = {
    "text": (
        _COLOUR, _AUTOMATIC, _OPACITY, "fo:background-color", _SIZE, "fo:font-weight", "fo:letter-spacing", "fo:text-shadow",
        "style:text-outline", "style:text-scale", "style:text-position", *_STRIKE, "text:display", "text:condition",
    ),
    "paragraph": (*_FILL, *_BREAKS, *_MARGINS, "fo:line-height", "style:page-number"),
    "graphic": (
        *_FILL, "style:run-through", "style:wrap", "style:horizontal-pos", "style:horizontal-rel", "style:vertical-pos",
        "style:vertical-rel", "svg:x", "svg:y", "draw:auto-grow-height", "draw:auto-grow-width", "text:anchor-type",
    ),
    "section": _FILL,
    "table": (*_FILL, *_BREAKS, *_MARGINS, "style:width", "table:align"),
    "table-row": (*_FILL, "style:row-height", "style:min-row-height"),
    "table-column": ("style:column-width",),
    "table-cell": _FILL,
    "drawing-page": _FILL,
    "page-layout": (*_FILL, *_MARGINS, "fo:page-width", "fo:page-height"),
    "header-footer": (),
}  # fmt: skip
_KINDS = {qualified(f"style:{kind}-properties"): kind for kind in _READ}
_NAMES = {kind: {qualified(name): name for name in names} for kind, names in _READ.items()}
_NONE: Properties = {}


@dataclass(frozen=True, slots=True)
class Style:
    """A style with what it and all its parents say; ``master_page`` is None where no page style begins with it."""

    properties: Mapping[str, Properties]
    level: int | None = None
    master_page: str | None = None

    def of(self, kind: str) -> Properties:
        """The properties of a kind ("text", "paragraph", "graphic", …)."""
        return self.properties.get(kind, _NONE)


NO_STYLE = Style({})


class Styles:
    """The styles that the text of a document can name: the named ones of the file and the automatic ones of the text."""

    def __init__(self, content: Any, styles: Any | None) -> None:
        """``content`` and ``styles``: root elements; of a flat file they are the same."""
        self._elements: dict[tuple[str, str], Any] = {}
        self._defaults: dict[str, Any] = {}
        self._found: dict[_Key, Style] = {}
        self.layouts: dict[str, Any] = {}
        self.masters: dict[str, Any] = {}
        self.hidden_layers: set[str] = set()
        for root in (styles, content):
            if root is not None:
                self._collect(root, is_text=root is content)

    def _collect(self, root: Any, *, is_text: bool) -> None:
        named, automatic = child(root, "office:styles"), child(root, "office:automatic-styles")
        for element in named if named is not None else ():
            self._add(element)
        for element in automatic if automatic is not None else ():
            if is_text or attribute(element, "style:family") == "drawing-page":
                self._add(element)
            if name_of(element) == "style:page-layout":
                self.layouts[attribute(element, "style:name") or ""] = element
        masters = child(root, "office:master-styles")
        for element in masters if masters is not None else ():
            if name_of(element) == "style:master-page":
                self.masters[attribute(element, "style:name") or ""] = element
        for layer in descendants(root, "draw:layer"):
            if attribute(layer, "draw:display") == "none":
                self.hidden_layers.add(attribute(layer, "draw:name") or "")

    def _add(self, element: Any) -> None:
        family = attribute(element, "style:family") or ""
        if name_of(element) == "style:style":
            self._elements[family, attribute(element, "style:name") or ""] = element
        elif name_of(element) == "style:default-style":
            self._defaults[family] = element

    def style(self, family: str, name: str | None, *, with_default: bool = True) -> Style:
        """A style by family and name; an unknown one has the family's default, or nothing without it."""
        chain: list[tuple[_Key, Any]] = []
        key = (family, name or "", with_default)
        while key not in self._found and (element := self._elements.get(key[:2])) is not None:
            self._found[key] = NO_STYLE  # a circle of parents ends where it closes
            chain.append((key, element))
            key = (family, attribute(element, "style:parent-style-name") or "", with_default)
        found = self._found.get(key) or self._default(family, with_default=with_default)
        for above, element in reversed(chain):
            found = self._found[above] = _extended(found, element)
        return found

    def _default(self, family: str, *, with_default: bool) -> Style:
        key = (family, "", with_default)
        if key not in self._found:
            element = self._defaults.get(family) if with_default else None
            self._found[key] = NO_STYLE if element is None else Style(_merged({}, element))
        return self._found[key]


def _extended(above: Style, element: Any) -> Style:
    """A style with what its parent says where it says nothing."""
    master = attribute(element, "style:master-page-name")
    return Style(
        _merged(above.properties, element),
        _level(element, above.level),
        above.master_page if master is None else master or None,
    )


def properties_of(element: Any) -> Mapping[str, Properties]:
    """What an element says in its own property elements."""
    return _merged({}, element)


def _merged(above: Mapping[str, Properties], element: Any) -> Mapping[str, Properties]:
    merged = dict(above)
    for part in element:
        kind = _KINDS.get(part.tag)
        if kind is not None:
            merged[kind] = _overlaid(dict(merged.get(kind, _NONE)), part, kind)
    return merged


def _overlaid(below: dict[str, str], part: Any, kind: str) -> Properties:
    known = _NAMES[kind]
    found = {known[name]: value for name, value in part.attrib.items() if name in known}
    if kind == "text":
        _settle_colour(below, found)
        _settle_strike(below, found)
    if _SIZE in found:
        found[_SIZE] = _size(found[_SIZE], below.get(_SIZE))
    picture = child(part, PICTURE)
    if picture is not None:
        found[PICTURE] = "true" if attribute(picture, "xlink:href") or len(picture) else ""
    return {**below, **found}


def _settle_colour(below: dict[str, str], found: dict[str, str]) -> None:
    """A colour ends the automatic colour of a parent and the other way round; its opacity goes with it."""
    if found.get(_AUTOMATIC) == "true":
        found.pop(_COLOUR, None)
        below.pop(_COLOUR, None)
    elif _COLOUR in found:
        below.pop(_AUTOMATIC, None)
        below.pop(_OPACITY, None)


def _settle_strike(below: dict[str, str], found: dict[str, str]) -> None:
    """One of the two attributes for struck text is enough to begin or end it."""
    if not found.keys().isdisjoint(_STRIKE):
        for name in _STRIKE:
            below.pop(name, None)


def _size(own: str, above: str | None) -> str:
    """A font size where a share is one of the parent's size."""
    factor = share(own)
    if factor is None or above is None:
        return own
    size, parent_share = points(above), share(above)
    if size is not None:
        return f"{factor * size:.4f}pt"
    return own if parent_share is None else f"{100 * factor * parent_share:.4f}%"


def _level(element: Any, above: int | None) -> int | None:
    """The heading level of a style: its outline level, or that of its name, or that of the style above it."""
    outline = attribute(element, "style:default-outline-level")
    if outline is not None:
        return int(outline) if outline.isdecimal() and len(outline) < 3 and int(outline) else None
    name = attribute(element, "style:display-name") or attribute(element, "style:name") or ""
    return _named_level(name.replace("_20_", " ")) or above


def _named_level(name: str) -> int | None:
    kind, _, number = name.lower().rpartition(" ")
    if kind in reading_words().heading_style and number.isdecimal() and len(number) < 3:
        return max(1, int(number))
    return 1 if name.lower() in reading_words().title_style else None
