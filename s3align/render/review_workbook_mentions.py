"""Where a review file names a proposal in words of people's own: cells and notes on all sheets, names, properties, shapes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal
from zipfile import ZipFile

from s3align.render.review_workbook_columns import is_peoples
from s3align.render.review_workbook_memory import SHEET
from s3align.render.review_workbook_open import OpenedWorkbook
from s3align.render.review_workbook_read import place
from s3align.render.review_workbook_table import ReviewTable, cell_text
from s3align.store.trace_words import TraceSearch

_SHAPES = re.compile(
    r"xl/(?:drawings|charts|diagrams|externalLinks|pivotCache|ctrlProps)/.+\.(?:xml|vml|rels)|customXml/.+"
)
_THREADS = re.compile(r"xl/(?:threadedComments|persons)/.+\.xml")
"""Parts that openpyxl hands through, or leaves out; what it knows is looked at cell by cell."""
_TAGS = re.compile(r"</a:p>|<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place: a cell ("sheet!C7") or its note; what a sheet says around them; a defined name; the properties; another part."""

    kind: Literal["cell", "sheet", "name", "properties", "part"]
    place: str


def mentions_of(
    opened: OpenedWorkbook, table: ReviewTable, search: TraceSearch, *, with_threads: bool
) -> Iterator[Mention]:
    """The places of a workbook with one of the words; ``with_threads``: replies to notes, which are lost when it is written.

    Not those that the program fills for the proposals that stay: they have names like it.
    """
    book = opened.book
    generated = {number for column, number in table.columns.items() if not is_peoples(column)}
    for sheet in book.worksheets:
        if sheet.title == SHEET:
            continue
        if search.is_in("\n".join(_around(sheet))):
            yield Mention("sheet", sheet.title)
        for (row, column), cell in sorted(sheet._cells.items()):  # noqa: SLF001 -- going through ranges makes cells
            is_ours = sheet is table.sheet and row > table.head_row and column in generated and not cell.comment
            if not is_ours and search.is_in("\n".join(_in_cell(cell))):
                yield Mention("cell", f"{sheet.title}!{place(row, column)}")
    for names in (book.defined_names, *(sheet.defined_names for sheet in book.worksheets)):
        for name, defined in names.items():
            if search.is_in(f"{name}\n{defined.attr_text}\n{defined.comment or ''}"):
                yield Mention("name", name)
    if search.is_in("\n".join(_properties(book))):
        yield Mention("properties", "")
    yield from _in_parts(opened.body, search, with_threads=with_threads)


def _in_cell(cell: Any) -> Iterator[str]:
    yield cell_text(cell.value) if cell.value is not None else ""
    if cell.comment:
        yield f"{cell.comment.author}\n{cell.comment.text}"
    if cell.hyperlink:
        yield "\n".join(filter(None, (cell.hyperlink.target, cell.hyperlink.location, cell.hyperlink.tooltip)))


def _around(sheet: Any) -> Iterator[str]:
    """What a sheet says outside of its cells."""
    yield sheet.title
    for line in (
        sheet.oddHeader,
        sheet.oddFooter,
        sheet.evenHeader,
        sheet.evenFooter,
        sheet.firstHeader,
        sheet.firstFooter,
    ):
        yield from (part.text for part in (line.left, line.center, line.right) if part.text)
    for rule in sheet.data_validations.dataValidation:
        yield from filter(None, (rule.prompt, rule.promptTitle, rule.error, rule.errorTitle, rule.formula1))


def _properties(book: Any) -> Iterator[str]:
    own = book.properties
    fields = ("title", "subject", "keywords", "description", "category", "creator", "lastModifiedBy", "contentStatus")
    yield from (str(value) for name in fields if (value := getattr(own, name, None)))
    yield from (f"{entry.name}\n{entry.value}" for entry in book.custom_doc_props.props)


def _in_parts(body: bytes, search: TraceSearch, *, with_threads: bool) -> Iterator[Mention]:
    with ZipFile(BytesIO(body)) as package:
        for entry in package.infolist():
            is_wanted = _SHAPES.fullmatch(entry.filename) or (with_threads and _THREADS.fullmatch(entry.filename))
            if not is_wanted:
                continue
            text = package.read(entry).decode("utf-8", "replace")
            shown = html.unescape(_TAGS.sub(lambda tag: " " if tag[0] == "</a:p>" else "", text))
            if search.is_in(text) or search.is_in(shown):
                yield Mention("part", entry.filename)
