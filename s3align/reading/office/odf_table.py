"""Tables of an OpenDocument file: rows of short cells as lines, long cells as paragraphs, each once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from s3align.reading.layout.layout_model import Block
from s3align.reading.office.odf_content import PAGE_BREAK, Context, Item, hide
from s3align.reading.office.odf_document import OdfDocument
from s3align.reading.office.odf_format import filled
from s3align.reading.office.odf_paragraph import Walk, begun_page
from s3align.reading.office.odf_shapes import is_cut
from s3align.reading.office.odf_styles import Properties
from s3align.reading.office.odf_values import count, points
from s3align.reading.office.odf_xml import attribute, is_on, name_of
from s3align.reading.office.office_text import LONG_CELL
from s3align.record.document import Concealment, PassageKind

MAX_COLUMNS = 1024
"""Columns whose width is kept, however often the file says that one is repeated; a page has room for some twenty."""
_GROUPS = frozenset(
    f"table:{kind}"
    for kind in (
        "table-columns", "table-header-columns", "table-column-group", "table-rows", "table-header-rows", "table-row-group",
    )
)  # fmt: skip
_UNSEEN = ("collapse", "filter")


@dataclass(frozen=True, slots=True)
class _Column:
    """Width in points, the style of cells that name none, and whether the column is shown."""

    width: float | None = None
    cell_style: str | None = None
    is_shown: bool = True


_ANY_COLUMN = _Column()


@dataclass(frozen=True, slots=True)
class _Row:
    """What all cells of a row share: their place, a fixed height in points, the style of cells that name none."""

    context: Context
    height: float | None
    cell_style: str | None


class TableReader:
    """Reads tables; ``blocks`` reads what stands in a cell."""

    def __init__(self, document: OdfDocument, blocks: Walk) -> None:
        self._document = document
        self._blocks = blocks

    def read(self, table: Any, context: Context, out: list[Item]) -> None:
        """Adds the rows of a table: short cells joined to lines, the rest as blocks of their own."""
        style = self._document.styles.style("table", attribute(table, "table:style-name"))
        properties = style.of("table")
        if context.is_flow:
            out.extend(begun_page(self._document, properties, style.master_page))
        inside = replace(
            on_ground(self._document, context, properties).concealed(self._concealment(properties, context)),
            is_flow=False,
            is_cell=True,
        )
        _Table(self._document, self._blocks, inside, out).read(table)
        if context.is_flow and properties.get("fo:break-after") == "page":
            self._document.pages.turn()
            out.append(PAGE_BREAK)

    def _concealment(self, properties: Properties, context: Context) -> Concealment | None:
        """Whether margins push the whole table off the page."""
        page, width = self._document.pages.current, points(properties.get("style:width"))
        shift = points(properties.get("fo:margin-left")) or 0.0
        if not context.is_flow or properties.get("table:align") in ("center", "right"):
            return None
        left = page.margin_left + shift
        is_off = left >= page.width or left + (page.width if width is None else width) <= 0
        return Concealment.OUTSIDE if is_off else None


def on_ground(document: OdfDocument, context: Context, properties: Properties, *, is_shape: bool = False) -> Context:
    """The place inside an area with a filling of its own; without one it lies on what lay below."""
    below = document.surface(context)
    ground = filled(properties, below, is_shape=is_shape)
    if ground is below:
        return context
    return replace(context, format=context.format.on(ground), is_on_paper=False)


class _Table:
    def __init__(self, document: OdfDocument, blocks: Walk, context: Context, out: list[Item]) -> None:
        self._document = document
        self._blocks = blocks
        self._context = context
        self._out = out
        self._columns: list[_Column] = []
        self._lines: list[str] = []
        self._has_spans = False

    def read(self, table: Any) -> None:
        self._parts(table, self._context)
        self._end_lines()

    def _parts(self, element: Any, context: Context) -> None:
        for part in element:
            name = name_of(part)
            if name == "table:table-column":
                self._add_column(part)
            elif name == "table:table-row":
                self._row(part, context)
            elif name in _GROUPS:
                is_closed = is_on(part, "table:display") is False
                self._parts(part, context.concealed(Concealment.INVISIBLE if is_closed else None))
            elif name == "text:soft-page-break":
                self._end_lines()
                self._document.pages.turn()
                self._out.append(PAGE_BREAK)

    def _add_column(self, element: Any) -> None:
        style = self._document.styles.style("table-column", attribute(element, "table:style-name"))
        column = _Column(
            points(style.of("table-column").get("style:column-width")),
            attribute(element, "table:default-cell-style-name"),
            attribute(element, "table:visibility") not in _UNSEEN,
        )
        free = MAX_COLUMNS - len(self._columns)
        if free > 0:
            self._columns.extend([column] * count(attribute(element, "table:number-columns-repeated"), free))

    def _row(self, element: Any, context: Context) -> None:
        properties = self._document.styles.style("table-row", attribute(element, "table:style-name")).of("table-row")
        if attribute(element, "table:visibility") in _UNSEEN:
            context = context.concealed(Concealment.INVISIBLE)
        context = on_ground(self._document, context, properties)
        row = _Row(
            context,
            points(properties.get("style:row-height")),
            attribute(element, "table:default-cell-style-name"),
        )
        self._write(list(self._cells(element, row)))

    def _cells(self, element: Any, row: _Row) -> Iterator[list[Item]]:
        at = 0
        for cell in element:
            name = name_of(cell)
            if name not in ("table:table-cell", "table:covered-table-cell"):
                continue
            spanned = count(attribute(cell, "table:number-columns-spanned"), MAX_COLUMNS)
            rows = count(attribute(cell, "table:number-rows-spanned"), MAX_COLUMNS)
            self._has_spans = self._has_spans or spanned > 1 or rows > 1
            if len(cell):
                columns = self._columns[at : at + spanned] or [_ANY_COLUMN]
                yield self._cell(cell, row, columns, None if rows > 1 else row.height)
            at = min(MAX_COLUMNS, at + count(attribute(cell, "table:number-columns-repeated"), MAX_COLUMNS))

    def _cell(self, cell: Any, row: _Row, columns: list[_Column], height: float | None) -> list[Item]:
        name = attribute(cell, "table:style-name") or row.cell_style or columns[0].cell_style
        properties = self._document.styles.style("table-cell", name).of("table-cell")
        context = on_ground(self._document, row.context, properties)
        if name_of(cell) == "table:covered-table-cell" and self._has_spans:
            context = context.concealed(Concealment.COVERED)
        if not any(column.is_shown for column in columns):
            context = context.concealed(Concealment.INVISIBLE)
        items: list[Item] = []
        self._blocks(cell, context, items)
        widths = [column.width for column in columns]
        width = None if None in widths else sum(filter(None, widths))
        return hide(items, Concealment.CUT) if is_cut(_characters(items), width, height) else items

    def _write(self, cells: list[list[Item]]) -> None:
        """Adds a row: as a line where all its cells are short and plain, else each block on its own."""
        if any(_is_long(items) for items in cells):
            self._end_lines()
            for items in cells:
                self._out.extend(_whole(item) for item in items)
            return
        texts = [item.text for items in cells for item in items if isinstance(item, Block)]
        if texts:
            self._lines.append(" ".join(texts))
        for item in (item for items in cells for item in items if not isinstance(item, Block)):
            if item is PAGE_BREAK:
                self._end_lines()
            self._out.append(item)

    def _end_lines(self) -> None:
        if self._lines:
            kind = PassageKind.TABLE if len(self._lines) > 1 else PassageKind.BODY
            self._out.append(Block("\n".join(self._lines), kind))
            self._lines.clear()


def _characters(items: list[Item]) -> int:
    return sum(len(item.text) for item in items if isinstance(item, Block))


def _is_long(items: list[Item]) -> bool:
    """Whether a cell holds prose, a heading, a field of a form or a table."""
    blocks = [item for item in items if isinstance(item, Block)]
    return any(block.kind is not PassageKind.BODY for block in blocks) or (
        sum(len(block.text.split()) for block in blocks) >= LONG_CELL
    )


def _whole(item: Item) -> Item:
    """A bold line of a cell is a heading where it stands on its own."""
    return replace(item, kind=PassageKind.HEADING) if isinstance(item, Block) and item.level else item
