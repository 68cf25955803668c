"""Tables of Word files: which cells there are, what their table's style makes of them, what their rows cut off."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from s3align.reading.office.ooxml_names import VAL, W, is_on, number, twips, value_of
from s3align.reading.office.word_colours import Fill, Theme
from s3align.reading.office.word_formatting import SMALLEST_SIZE, Clip, Page
from s3align.reading.office.word_styles import NOTHING, Properties, StyleSheet, TablePart
from s3align.record.document import Concealment

_LOOKS = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}
_MOST_COLUMNS = 1_000
_PRECEDENCE = (
    "", "band1Vert", "band2Vert", "band1Horz", "band2Horz", "firstCol", "lastCol", "firstRow", "lastRow",
    "neCell", "nwCell", "seCell", "swCell",
)  # fmt: skip
"""Parts of a table style, the later over the earlier (ECMA-376 17.7.6)."""
_PLAIN = TablePart(NOTHING, NOTHING, None, has_fill=False)


@dataclass(frozen=True, slots=True)
class CellLook:
    """What a table's style and the cell itself say of a cell: its text, ``fill`` (None: the ground behind), what hides it."""

    run: Properties
    paragraph: Properties
    fill: Fill | None
    concealment: Concealment | None
    clip: Clip | None


@dataclass(slots=True)
class TableLook:
    """The style of one table, and its cells that go on from row to row."""

    table: Any
    styles: StyleSheet
    theme: Theme
    page: Page
    row_count: int
    _parts: dict[str, TablePart] = field(default_factory=dict)
    _flags: dict[str, bool] = field(default_factory=dict)
    _widths: list[float | None] = field(default_factory=list)
    _merged: set[int] = field(default_factory=set)
    _looks: dict[frozenset[str], TablePart] = field(default_factory=dict)
    _fill: Fill | None = None
    _is_fixed: bool = False

    def __post_init__(self) -> None:
        """Reads the table's properties and the chain of its style."""
        properties = self.table.find(f"{W}tblPr")
        for style in reversed(self.styles.table(value_of(self.table, "tblPr", "tblStyle"))):
            for kind, part in style.conditions.items():
                self._parts[kind] = _over(self._parts.get(kind), part)
        look = None if properties is None else properties.find(f"{W}tblLook")
        bits = _bits(look)
        for name, bit in _LOOKS.items():
            value = look.get(f"{W}{name}") if look is not None else None
            self._flags[name] = value in ("1", "true", "on") if value else bool(bits & bit)
        grid = self.table.find(f"{W}tblGrid")
        columns = [] if grid is None else grid.findall(f"{W}gridCol")[:_MOST_COLUMNS]
        self._widths = [twips(column, "w") for column in columns]
        shading = None if properties is None else properties.find(f"{W}shd")
        self._fill = self.theme.shading(shading) if shading is not None else None
        layout = None if properties is None else properties.find(f"{W}tblLayout")
        self._is_fixed = layout is not None and layout.get(f"{W}type") == "fixed"

    @property
    def concealment(self) -> Concealment | None:
        """Whether the whole table lies beside the page."""
        place, indent = self.table.find(f"{W}tblPr/{W}tblpPr"), self.table.find(f"{W}tblPr/{W}tblInd")
        across, down = twips(place, "tblpX") or 0.0, twips(place, "tblpY") or 0.0
        moved = 0.0 if indent is None or indent.get(f"{W}type") == "pct" else twips(indent, "w") or 0.0
        is_off = max(across, moved) >= self.page.width or down >= self.page.height
        width = sum(column or 0.0 for column in self._widths)
        is_off = is_off or (width > 0 and min(across, moved) + width <= -self.page.left)
        return Concealment.OUTSIDE if is_off else None

    def cells(self, row: Any, index: int, cells: list[Any]) -> list[CellLook | None]:
        """How the cells of a row look; None for one that goes on the cell above or beside, which shows nothing."""
        marks = _row_marks(row)
        column = number(value_of(row, "trPr", "gridBefore")) or 0
        looks: list[CellLook | None] = []
        for place, cell in enumerate(cells):
            properties = cell.find(f"{W}tcPr")
            span = min(max(number(value_of(properties, "gridSpan")) or 1, 1), _MOST_COLUMNS)
            if self._goes_on(properties, column, place):
                looks.append(None)
            else:
                style = self._style(index, place, is_last=place == len(cells) - 1)
                looks.append(self._look(properties, style, marks, (column, span)))
            column += span
        return looks

    def _goes_on(self, properties: Any | None, column: int, place: int) -> bool:
        down = None if properties is None else properties.find(f"{W}vMerge")
        across = value_of(properties, "hMerge")
        if down is None:
            self._merged.discard(column)
        elif down.get(VAL) == "restart":
            self._merged.add(column)
        elif column in self._merged:
            return True
        return across == "continue" and place > 0

    def _look(
        self,
        properties: Any | None,
        style: TablePart,
        row: tuple[Concealment | None, float | None],
        columns: tuple[int, int],
    ) -> CellLook:
        fill, (concealment, height) = style.fill, row
        shading = None if properties is None else properties.find(f"{W}shd")
        if shading is not None:
            fill = self.theme.shading(shading)
        width = self._width(properties, *columns)
        if self._is_fixed and width is not None and width < SMALLEST_SIZE:
            concealment = concealment or Concealment.CUT
        is_turned = (value_of(properties, "textDirection") or "lrTb") not in ("lrTb", "lrTbV", "lr", "tb")
        clip = None
        if height is not None:
            clip = Clip(height, width) if is_turned else Clip(width, height)
        return CellLook(style.run, style.paragraph, fill or self._fill, concealment, clip)

    def _width(self, properties: Any | None, column: int, span: int) -> float | None:
        """The width of a cell by its own word or that of the grid, whichever is larger; None where neither says one."""
        own = None if properties is None else properties.find(f"{W}tcW")
        grid = self._widths[column : column + span]
        widths = [sum(width or 0.0 for width in grid)] if grid and all(width is not None for width in grid) else []
        if own is not None and own.get(f"{W}type") in (None, "dxa"):
            widths += [width for width in [twips(own, "w")] if width is not None]
        return max(widths, default=None)

    def _style(self, row: int, place: int, *, is_last: bool) -> TablePart:
        if not self._parts:
            return _PLAIN
        parts = self._conditions(row, place, is_last=is_last)
        if parts not in self._looks:
            found: TablePart | None = None
            for kind in _PRECEDENCE:
                part = self._parts.get(kind) if kind in parts else None
                found = _over(found, part) if part else found
            self._looks[parts] = found or _PLAIN
        return self._looks[parts]

    def _conditions(self, row: int, place: int, *, is_last: bool) -> frozenset[str]:
        flags = self._flags
        first_row, last_row = flags["firstRow"] and row == 0, flags["lastRow"] and row == self.row_count - 1
        first_column, last_column = flags["firstColumn"] and place == 0, flags["lastColumn"] and is_last
        holds = {
            "": True,
            "firstRow": first_row,
            "lastRow": last_row and not first_row,
            "firstCol": first_column,
            "lastCol": last_column and not first_column,
            "band1Horz": not flags["noHBand"] and not (row - flags["firstRow"]) % 2 and not (first_row or last_row),
            "band2Horz": not flags["noHBand"] and bool((row - flags["firstRow"]) % 2) and not (first_row or last_row),
            "band1Vert": not flags["noVBand"] and not (place - flags["firstColumn"]) % 2 and not first_column,
            "band2Vert": not flags["noVBand"] and bool((place - flags["firstColumn"]) % 2) and not first_column,
            "nwCell": first_row and first_column,
            "neCell": first_row and last_column,
            "swCell": last_row and first_column,
            "seCell": last_row and last_column,
        }
        return frozenset(kind for kind, is_so in holds.items() if is_so)


def _row_marks(row: Any) -> tuple[Concealment | None, float | None]:
    """Why a row is not seen, and its height where that is exact, in points."""
    hidden, height = row.find(f"{W}trPr/{W}hidden"), row.find(f"{W}trPr/{W}trHeight")
    is_exact = height is not None and height.get(f"{W}hRule") == "exact"
    return (
        Concealment.INVISIBLE if hidden is not None and is_on(hidden) else None,
        twips(height, "val") if is_exact else None,
    )


def _bits(look: Any | None) -> int:
    value = look.get(VAL) or "" if look is not None else ""
    try:
        return int(value, 16) if look is not None and len(value) <= 8 and value else 0
    except ValueError:
        return 0


def _over(base: TablePart | None, part: TablePart) -> TablePart:
    """A part of a table style over the same part of the style it is based on, or over one that holds for more cells."""
    if base is None:
        return part
    fill, has_fill = (part.fill, True) if part.has_fill else (base.fill, base.has_fill)
    return TablePart(base.run | part.run, base.paragraph | part.paragraph, fill, has_fill)
