"""What a run of a Word file looks like in the end, and why it cannot be seen.

The levels of formatting are those of ECMA-376 17.7.2: defaults, table style, paragraph style, character style, the run's own.
What cannot be known from the file counts as seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from s3align.reading.office.word_colours import Colour, Fill, Theme, is_same
from s3align.reading.office.word_styles import TOGGLES, Properties, StyleSheet, run_properties
from s3align.record.document import Concealment

SMALLEST_SIZE = 2.0
"""Points: the limit that holds for PDFs too."""
_USUAL_SIZE = 10.0  # points, where no style and no default says one (ECMA-376 17.3.2.38)
_LETTER_WIDTH = 0.5  # of the size: the mean over letters of common typefaces
_CONDENSED = 0.15  # of the size: letters that stand closer than this lie on each other
_LEGIBLE_LINE = 0.35  # of the size: below, an exact line height leaves slivers of letters
_NARROWEST_LETTER = 0.35  # of the size: no text typeface is narrower in the mean
_SLACK = 1.5
"""How much more text than reckoned an area may show before the rest counts as cut: nothing that shows is to be lost."""
_LEGIBLE_HEIGHT = 0.6  # of the size: an area of less shows no line


@dataclass(slots=True)
class Clip:
    """An area that cuts off what does not fit (a row of exact height, a text box); sizes in points, None for no limit."""

    width: float | None
    height: float | None
    outer: Clip | None = None
    used: float = 0.0

    def room(self, size: float) -> float:
        """How many more characters of a size can show; infinity for no limit."""
        room = self.outer.room(size) if self.outer else float("inf")
        if (self.width is not None and self.width < SMALLEST_SIZE) or (
            self.height is not None and self.height < _LEGIBLE_HEIGHT * size
        ):
            return 0.0
        if self.width is None or self.height is None:
            return room
        area = max(self.height, size) * max(self.width, size)
        return min(room, _SLACK * area / (_NARROWEST_LETTER * size * size) - self.used)

    def use(self, characters: int) -> None:
        """Takes note that characters were shown."""
        self.used += characters
        if self.outer:
            self.outer.use(characters)


@dataclass(frozen=True, slots=True)
class Page:
    """Width and height of the largest page, its margins on the left and at the top, in points."""

    width: float = 612.0
    height: float = 842.0
    left: float = 72.0
    top: float = 72.0


@dataclass(frozen=True, slots=True)
class Appearance:
    """What a run looks like; ``properties`` as ``run_properties`` names them."""

    properties: Properties
    is_bold: bool
    is_hidden: bool
    is_struck: bool
    size: float

    def concealment(self, ground: Fill, page: Page, letters: int) -> Concealment | None:
        """Why ``letters`` characters on a ground are not seen, or None where they are."""
        if self.is_hidden or self._is_clear():
            return Concealment.INVISIBLE
        if self.is_struck:
            return Concealment.STRUCK
        if self._is_tiny(letters):
            return Concealment.TINY
        if abs(self.properties.get("position", 0.0)) >= page.height:
            return Concealment.OUTSIDE
        if self.size * (_LETTER_WIDTH - _CONDENSED) < -self.properties.get("spacing", 0.0) and letters > 1:
            return Concealment.STACKED
        return Concealment.WHITE if self._blends_with((self.own_ground or ground).colour) else None

    @property
    def own_ground(self) -> Fill | None:
        """What the run itself stands on, or None where that is what is around it."""
        found: Fill | None = self.properties.get("highlight") or self.properties.get("shading")
        return found

    def _is_clear(self) -> bool:
        return not self.properties.get("fill", (None,)) and not self.properties.get("outline")

    def _is_tiny(self, letters: int) -> bool:
        fit = self.properties.get("fit")
        width = fit / letters if fit is not None and letters else self.size
        scale: float = min(self.properties.get("scale", 1.0), 1.0)
        return min(self.size * scale, 2 * width) < SMALLEST_SIZE

    def _blends_with(self, ground: Colour | None) -> bool:
        """Whether the ink is that of the ground; automatic colour always contrasts with its ground."""
        if ground is None:
            return False
        inks = self.properties["fill"] if self.properties.get("fill") else (self.properties.get("colour"),)
        inks = (*inks, *self.properties.get("outline", ()))
        return all(ink is not None and is_same(ink, ground) for ink in inks)

    def cuts_line(self, line: float | None) -> bool:
        """Whether an exact line height in points leaves nothing legible of the run."""
        return line is not None and line < max(_LEGIBLE_LINE * self.size, 1.0)


@dataclass(slots=True)
class Formatting:
    """Puts the levels of formatting together; what occurs again is not worked out again."""

    styles: StyleSheet
    theme: Theme
    _bases: dict[tuple[int, int, str | None], Appearance] = field(default_factory=dict)
    _kept: list[Properties] = field(default_factory=list)

    def appearance(self, table: Properties, paragraph: Properties, own: Any | None) -> Appearance:
        """What a run with the properties of its table's and its paragraph's style and its own ``w:rPr`` looks like."""
        direct = run_properties(own, self.theme) if own is not None else {}
        style = direct.get("style")
        if any(name != "style" for name in direct):
            return self._resolved(table, paragraph, self.styles.character(style), direct)
        key = (id(table), id(paragraph), style)
        if key not in self._bases:
            self._kept += (table, paragraph)  # so that their ids stay theirs
            self._bases[key] = self._resolved(table, paragraph, self.styles.character(style), {})
        return self._bases[key]

    def _resolved(
        self, table: Properties, paragraph: Properties, character: Properties, direct: Properties
    ) -> Appearance:
        properties = self.styles.defaults | table | paragraph | character | direct
        toggles = {name: self._toggle(name, (table, paragraph, character), direct) for name in TOGGLES}
        return Appearance(
            properties,
            toggles["b"],
            toggles["vanish"],
            toggles["strike"] or bool(properties.get("dstrike")),
            properties.get("size", _USUAL_SIZE),
        )

    def _toggle(self, name: str, levels: tuple[Properties, ...], direct: Properties) -> bool:
        """The rule of ECMA-376 17.7.3: the run's own word counts, then the defaults', else the levels switch in turn."""
        if name in direct:
            return bool(direct[name])
        return bool(self.styles.defaults.get(name)) or sum(bool(level.get(name)) for level in levels) % 2 == 1
