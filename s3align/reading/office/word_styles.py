"""Styles of Word files: what a style says itself, and what its chain of styles comes to (ECMA-376 17.7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from s3align.reading.office.ooxml_names import TWIPS_PER_POINT, VAL, W14, W, is_on, number, points, twips
from s3align.reading.office.word_colours import Colour, Fill, Theme, named
from s3align.reading.reading_words import reading_words

Properties = dict[str, Any]
"""What an element says of runs or paragraphs, by the names below; what it does not say is missing."""
NOTHING: Properties = {}
"""Of a level that says nothing; one object, so that what is worked out for it is found again."""
TOGGLES = ("b", "strike", "vanish")
"""Properties that levels of styles switch on and off in turn (ECMA-376 17.7.3); of those, what matters here."""
BODY_LEVEL = 9
"""``w:outlineLvl`` of text that is no heading."""
_LONGEST_CHAIN = 40  # styles; Word refuses more than eleven
_MOST_STYLES = 20_000
_STYLE_NUMBER = re.compile(r"(.*?)\s*(\d)")


def run_properties(element: Any | None, theme: Theme) -> Properties:
    """What ``w:rPr`` says: toggles, ``dstrike``, ``scale`` (0..1), colours, ``size``, ``position``, … in points."""
    found: Properties = {}
    for child in () if element is None else element:
        reader = _RUN_READERS.get(child.tag)
        if reader:
            reader(found, child, theme)
    return found


def _toggle(name: str) -> Any:
    def read(found: Properties, element: Any, _theme: Theme) -> None:
        found[name] = is_on(element)

    return read


def _length(name: str, per_point: float) -> Any:
    def read(found: Properties, element: Any, _theme: Theme) -> None:
        length = points(element.get(VAL), per_point)
        if length is not None:
            found[name] = length

    return read


def _scale(found: Properties, element: Any, _theme: Theme) -> None:
    share = points((element.get(VAL) or "").removesuffix("%"), 100)
    if share:
        found["scale"] = share


def _colour(found: Properties, element: Any, theme: Theme) -> None:
    found["colour"] = theme.word_colour(element, "val", "theme")


def _shading(found: Properties, element: Any, theme: Theme) -> None:
    found["shading"] = theme.shading(element)


def _highlight(found: Properties, element: Any, _theme: Theme) -> None:
    colour = named(element.get(VAL))
    found["highlight"] = Fill(colour) if colour else None


def _style_id(found: Properties, element: Any, _theme: Theme) -> None:
    found["style"] = element.get(VAL)


def _ink(name: str) -> Any:
    def read(found: Properties, element: Any, theme: Theme) -> None:
        found[name] = _inks(element, theme)

    return read


def _inks(element: Any, theme: Theme) -> tuple[Colour | None, ...]:
    """The colours of a text effect's fill or line: none where it is seen through, None for one that is not known."""
    if element.tag == f"{W14}textOutline" and number(element.get(f"{W14}w")) == 0:
        return ()
    for kind in element:
        if kind.tag == f"{W14}noFill":
            return ()
        if kind.tag == f"{W14}solidFill":
            fill = theme.drawn(kind)
            return (fill.colour,) if fill else ()
        if kind.tag == f"{W14}gradFill":
            stops = [theme.drawn(stop) for stop in kind.iter(f"{W14}gs")]
            return tuple(stop.colour for stop in stops if stop)
    return (None,)


_RUN_READERS = {
    **{f"{W}{name}": _toggle(name) for name in (*TOGGLES, "dstrike")},
    f"{W}sz": _length("size", 2),
    f"{W}position": _length("position", 2),
    f"{W}spacing": _length("spacing", TWIPS_PER_POINT),
    f"{W}fitText": _length("fit", TWIPS_PER_POINT),
    f"{W}w": _scale,
    f"{W}color": _colour,
    f"{W}shd": _shading,
    f"{W}highlight": _highlight,
    f"{W}rStyle": _style_id,
    f"{W14}textFill": _ink("fill"),
    f"{W14}textOutline": _ink("outline"),
}


def paragraph_properties(element: Any | None, theme: Theme) -> Properties:
    """``w:pPr`` as properties: ``style``, ``level`` (0 for a chapter), ``breaks`` before it, ``shading``, lengths in points."""
    found: Properties = {}
    for child in () if element is None else element:
        reader = _PARAGRAPH_READERS.get(child.tag)
        if reader:
            reader(found, child, theme)
    return found


def _outline(found: Properties, element: Any, _theme: Theme) -> None:
    level = number(element.get(VAL))
    if level is not None and 0 <= level <= BODY_LEVEL:
        found["level"] = level


def _breaks(found: Properties, element: Any, _theme: Theme) -> None:
    found["breaks"] = is_on(element)


def _line(found: Properties, element: Any, _theme: Theme) -> None:
    if element.get(f"{W}line"):
        found["line"] = twips(element, "line") if element.get(f"{W}lineRule") == "exact" else None


def _indents(found: Properties, element: Any, _theme: Theme) -> None:
    found["indent"] = twips(element, "left") or twips(element, "start")
    found["indent_right"] = twips(element, "right") or twips(element, "end")


def _kept(name: str) -> Any:
    def read(found: Properties, element: Any, _theme: Theme) -> None:
        found[name] = element

    return read


_PARAGRAPH_READERS = {
    f"{W}pStyle": _style_id,
    f"{W}outlineLvl": _outline,
    f"{W}pageBreakBefore": _breaks,
    f"{W}shd": _shading,
    f"{W}spacing": _line,
    f"{W}ind": _indents,
    f"{W}framePr": _kept("frame"),
    f"{W}sectPr": _kept("section"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """A style as it stands; ``conditions`` are the parts of a table style, by their type ("firstRow"; "" for the whole)."""

    id: str
    name: str
    kind: str
    based_on: str | None
    run: Properties = field(default_factory=dict)
    paragraph: Properties = field(default_factory=dict)
    conditions: Mapping[str, TablePart] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TablePart:
    """What a table style says of some of its cells; ``has_fill`` where it says anything of their ground."""

    run: Properties
    paragraph: Properties
    fill: Fill | None
    has_fill: bool


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A chain of paragraph styles: properties, ``level`` of headings from 1, and whether it is that of a list of contents."""

    run: Properties
    paragraph: Properties
    level: int | None
    is_contents: bool


class StyleSheet:
    """The styles of a document. Missing and circular references are as if the style said nothing."""

    def __init__(self, root: Any | None, theme: Theme) -> None:
        self._theme = theme
        self._styles: dict[str, Style] = {}
        self._defaults: dict[str, str] = {}
        for element in () if root is None else root.findall(f"{W}style")[:_MOST_STYLES]:
            self._add(element)
        defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        paragraph = None if root is None else root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")
        self.defaults = run_properties(defaults, theme)
        self.paragraph_defaults = paragraph_properties(paragraph, theme)
        self._paragraphs: dict[str | None, ParagraphStyle] = {}
        self._characters: dict[str, Properties] = {}

    def _add(self, element: Any) -> None:
        style_id, kind = element.get(f"{W}styleId") or "", element.get(f"{W}type") or "paragraph"
        name, based_on = element.find(f"{W}name"), element.find(f"{W}basedOn")
        self._styles[style_id] = Style(
            style_id,
            (name.get(VAL) or "" if name is not None else style_id).lower(),
            kind,
            based_on.get(VAL) if based_on is not None else None,
            run_properties(element.find(f"{W}rPr"), self._theme),
            paragraph_properties(element.find(f"{W}pPr"), self._theme),
            self._table_parts(element) if kind == "table" else {},
        )
        if (element.get(f"{W}default") or "0") not in ("0", "false", "off"):
            self._defaults.setdefault(kind, style_id)

    def _table_parts(self, element: Any) -> dict[str, TablePart]:
        parts = {"": element}
        parts |= {part.get(f"{W}type") or "": part for part in element.findall(f"{W}tblStylePr")}
        return {kind: self._table_part(part) for kind, part in parts.items()}

    def _table_part(self, element: Any) -> TablePart:
        found = [element.find(f"{W}{name}/{W}shd") for name in ("tblPr", "tcPr")]
        fills = [self._theme.shading(shading) for shading in found if shading is not None]
        return TablePart(
            run_properties(element.find(f"{W}rPr"), self._theme),
            paragraph_properties(element.find(f"{W}pPr"), self._theme),
            next((fill for fill in reversed(fills) if fill), None),
            bool(fills),
        )

    def chain(self, style_id: str | None, kind: str) -> list[Style]:
        """A style and those it is based on, from the last to the first; empty for one of another kind or none."""
        found: list[Style] = []
        seen: set[str] = set()
        while style_id is not None and style_id not in seen and len(found) < _LONGEST_CHAIN:
            seen.add(style_id)
            style = self._styles.get(style_id)
            if style is None or style.kind != kind:
                break
            found.append(style)
            style_id = style.based_on
        return found

    def paragraph(self, style_id: str | None) -> ParagraphStyle:
        """What the paragraph style and its chain come to; the default style for None and for one that is not there."""
        if style_id not in self._paragraphs:
            chain = self.chain(style_id, "paragraph") or self.chain(self._defaults.get("paragraph"), "paragraph")
            self._paragraphs[style_id] = ParagraphStyle(
                _merged([style.run for style in chain]),
                _merged([style.paragraph for style in chain]),
                _heading_level(chain, style_id if style_id not in self._styles else None),
                _is_contents(chain),
            )
        return self._paragraphs[style_id]

    def character(self, style_id: str | None) -> Properties:
        """What the character style and its chain say of runs."""
        key = style_id or self._defaults.get("character") or ""
        if key not in self._characters:
            self._characters[key] = _merged([style.run for style in self.chain(key, "character")])
        return self._characters[key]

    def table(self, style_id: str | None) -> list[Style]:
        """The chain of a table style, or of the default one."""
        return self.chain(style_id, "table") or self.chain(self._defaults.get("table"), "table")

    @cached_property
    def placeholder_styles(self) -> frozenset[str]:
        """Ids of the character styles in which Word shows the prompts of empty controls."""
        return frozenset(
            style.id for style in self._styles.values() if style.name in ("placeholder text", "placeholdertext")
        )


def _merged(chain: list[Properties]) -> Properties:
    merged: Properties = {}
    for properties in reversed(chain):
        merged |= properties
    return merged


def _heading_level(chain: list[Style], missing: str | None) -> int | None:
    """The level by the outline or the name of the nearest style that has one; ``missing``: an id without a style."""
    if missing:
        return _level_of_name(missing.lower())
    for style in chain:
        if "level" in style.paragraph:
            level: int = style.paragraph["level"]
            return level + 1 if level < BODY_LEVEL else None
        if found := _level_of_name(style.name):
            return found
    return None


def _level_of_name(name: str) -> int | None:
    words = reading_words()
    found = _STYLE_NUMBER.fullmatch(name)
    if found and found[1] in words.heading_style and found[2] != "0":
        return int(found[2])
    return 1 if name in words.title_style else None


def _is_contents(chain: list[Style]) -> bool:
    """Whether a chain leads to a style of tables of contents ("toc 1") or lists of figures, before it leads to a heading."""
    words = reading_words().contents_style
    for style in chain:
        found = _STYLE_NUMBER.fullmatch(style.name)
        if style.name in words or (found and found[1] in words):
            return True
        if _level_of_name(style.name):
            return False
    return False
