"""Opens a workbook that people have had in their hands: checked before it is parsed, and what cannot be kept is named.

Nothing in it is run or fetched: formulas stay texts, links are not followed, and no part may declare entities.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from sys import intern
from typing import Any
from zipfile import BadZipFile, ZipFile

from s3align.errors import DataError, UsageError, said
from s3align.files import shown_name

MOST_BYTES = 50_000_000
"""Of a workbook as a file: twenty times what 5,000 proposals with six themes take."""
MOST_UNPACKED = 400_000_000
"""Bytes of all its parts: what is packed more tightly than sheets of texts are is a trap."""
MOST_CELLS = 1_500_000
"""Cells are held in memory, at about 500 bytes each."""
_MOST_PARTS = 5_000
_MOST_MERGED = 50_000
"""Cells of merged ranges and linked ranges, each of which the reader makes."""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""Begins files of Excel before 2007, and newer ones with a password."""
_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml([^>]*)\?>|(?=\s*<[A-Za-z]))")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)["']""")
_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1")
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_XML = re.compile(r".*\.(?:xml|rels|vml)", re.IGNORECASE)
_KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core|custom)\.xml|xl/(?:_rels/)?workbook\.xml(?:\.rels)?"
    r"|xl/(?:styles|sharedStrings|calcChain)\.xml|xl/theme/.+|xl/worksheets/[^/]+\.xml|xl/worksheets/_rels/.+"
    r"|xl/comments[^/]*\.xml|xl/comments/[^/]+\.xml|xl/drawings/(?:vmlDrawing|commentsDrawing)\d*\.vml"
    r"|xl/tables/[^/]+\.xml|xl/externalLinks/.+|xl/printerSettings/.+|customXml/.+|docProps/thumbnail\.\w+"
    r"|xl/worksheets/?|.*/"
)
"""Parts that come back when the workbook is written, or that Excel makes anew."""
_REDUCED = {
    "threads": re.compile(r"xl/(?:threadedComments|persons)/.+"),
    "label": re.compile(r"docMetadata/.+"),
    "metadata": re.compile(r"xl/(?:metadata\.xml|richData/.+|featurePropertyBag/.+)"),
}
"""Parts that do not come back, while what people wrote does: replies stand in the notes that Excel writes beside them."""
_LOST = {
    "macros": re.compile(r".*vba.*|xl/macrosheets/.+|xl/activeX/.+|xl/ctrlProps/.+", re.IGNORECASE),
    "charts": re.compile(r"xl/(?:charts|chartsheets)/.+"),
    "pictures": re.compile(r"xl/(?:media|drawings|diagrams|embeddings)/.+"),
    "pivots": re.compile(r"xl/(?:pivotTables|pivotCache|slicers|slicerCaches|timelines|timelineCaches)/.+"),
}
_LOST_WORDS = {
    "macros": said("review_lost_macros", "macros or form controls"),
    "charts": said("review_lost_charts", "charts"),
    "pictures": said("review_lost_pictures", "pictures, shapes or embedded files"),
    "pivots": said("review_lost_pivots", "pivot tables or slicers"),
}


@dataclass(frozen=True, slots=True)
class OpenedWorkbook:
    """A workbook of openpyxl, the bytes it was read from, and what writing it would lose.

    ``lost``: kinds of content ("macros", "charts", "pictures", "pivots", or names of parts); ``reduced``: kinds of looks and
    extras ("threads", "label", "metadata", "rules").
    """

    book: Any
    body: bytes
    lost: tuple[str, ...]
    reduced: tuple[str, ...]


def open_workbook(path: Path) -> OpenedWorkbook:
    """A workbook (.xlsx) with all its cells, rich texts, notes and formats.

    Raises UsageError where it cannot be opened or is no .xlsx, DataError where it is damaged, too large, or made to harm.
    """
    name = shown_name(path)
    if path.suffix.lower() != ".xlsx":
        raise UsageError(
            said(
                "review_no_xlsx",
                "{file} is no Excel workbook (.xlsx). Save it as one in Excel, then name that.",
                file=name,
            )
        )
    body = _bytes(path, name)
    if body.startswith(_OLD_OFFICE):
        raise DataError(
            said(
                "review_encrypted",
                "{file} has a password, or the form of an old Excel. Save it as .xlsx without a password, then call again.",
                file=name,
            )
        )
    try:
        with ZipFile(BytesIO(body)) as archive:
            parts = _checked(archive, name)
        book, warned = _loaded(body)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _damaged(name) from error
    except (DataError, UsageError, MemoryError):
        raise
    except Exception as error:  # a damaged workbook ends in any of them inside openpyxl
        raise _damaged(name) from error
    lost, reduced = _not_kept(parts)
    return OpenedWorkbook(book, body, lost, tuple(sorted({*reduced, *warned})))


def refuse_loss(opened: OpenedWorkbook, path: Path) -> None:
    """Raises UsageError where writing the workbook would lose content."""
    if opened.lost:
        raise UsageError(
            said(
                "review_would_lose",
                "{file} holds what cannot be kept when it is written anew: {kinds}. Nothing was written. Move that into a "
                "workbook of its own, save, and call again.",
                file=shown_name(path),
                kinds=tuple(_LOST_WORDS.get(kind, kind) for kind in opened.lost),
            )
        )


def _bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as stream:
            body = stream.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise UsageError(said("review_missing", "There is no file {file}. Check the path.", file=name)) from error
    except OSError as error:
        raise UsageError(
            said(
                "review_closed",
                "{file} cannot be opened ({why}). Close it in Excel, check your rights, and call again.",
                file=name,
                why=error.strerror,
            )
        ) from error
    if len(body) > MOST_BYTES:
        raise _too_large(name)
    return body


def _checked(archive: ZipFile, name: str) -> list[str]:
    """The names of the parts, none of which harms the reader. Raises DataError for one that does."""
    entries = archive.infolist()
    if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _too_large(name)
    cells = 0
    for entry in entries:
        if not _XML.fullmatch(entry.filename):
            continue
        body = archive.read(entry)  # at most as much as the entry says
        if not _is_plain(body):
            raise DataError(
                said(
                    "review_hostile",
                    "{file} is no workbook as Excel writes it (its part {part} declares entities or another encoding). "
                    "Open it in Excel, save it anew as .xlsx, and call again.",
                    file=name,
                    part=entry.filename,
                )
            )
        cells += _cells(body, name)  # a sheet may lie under any name
        if cells > MOST_CELLS:
            raise _too_large(name)
    return [entry.filename for entry in entries]


def _is_plain(body: bytes) -> bool:
    """Whether a part is XML in letters of one byte or UTF-8 that declares no entities, as Excel and others write it."""
    beginning = _BEGINNING.match(body)
    if beginning is None or _DECLARES.search(body):
        return False
    encoding = _ENCODING.search(beginning[1] or b"")
    return encoding is None or encoding[1].lower() in _ENCODINGS


def _cells(body: bytes, name: str) -> int:
    """How many cells a sheet holds. Raises DataError where its merged or linked ranges would make too many more."""
    from lxml import etree  # noqa: PLC0415 -- wanted for workbooks alone
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415

    cells, ranged = 0, 0
    found = etree.iterparse(
        BytesIO(body), tag=("{*}row", "{*}mergeCell", "{*}hyperlink"), resolve_entities=False, no_network=True
    )
    for _, element in found:
        if element.tag.endswith("}row"):
            cells += len(element)
        else:
            left, top, right, bottom = range_boundaries(element.get("ref", "A1"))
            ranged += (right - left + 1) * (bottom - top + 1)
            if ranged > _MOST_MERGED + cells:
                raise _too_large(name)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return cells


def _loaded(body: bytes) -> tuple[Any, list[str]]:
    import openpyxl  # noqa: PLC0415 -- wanted for workbooks alone

    with warnings.catch_warnings(record=True) as said_of_it:
        warnings.simplefilter("always")
        book = openpyxl.load_workbook(BytesIO(body), rich_text=True, keep_links=True)
    _share(book)
    return book, ["rules" for entry in said_of_it if "extension is not supported" in str(entry.message)]


def _share(book: Any) -> None:
    """Has cells share equal texts and looks, of which the reader makes one for each: a third of the room."""
    styles: dict[Any, Any] = {}
    for sheet in book.worksheets:
        for cell in sheet._cells.values():  # noqa: SLF001 -- going through ranges makes cells
            cell._style = styles.setdefault(cell._style, cell._style)  # noqa: SLF001
            if type(cell._value) is str:  # noqa: SLF001
                cell._value = intern(cell._value)  # noqa: SLF001


def _not_kept(parts: list[str]) -> tuple[tuple[str, ...], list[str]]:
    lost: list[str] = []
    reduced: list[str] = []
    for part in parts:
        if _KEPT.fullmatch(part):
            continue
        if kind := next((kind for kind, names in _REDUCED.items() if names.fullmatch(part)), ""):
            reduced.append(kind)
        else:
            lost.append(next((kind for kind, names in _LOST.items() if names.fullmatch(part)), part))
    return tuple(sorted(set(lost))), reduced


def _damaged(name: str) -> DataError:
    return DataError(
        said(
            "review_damaged",
            "{file} cannot be read as a workbook. Open it in Excel and save it anew as .xlsx, or take the copy that was "
            "kept beside it.",
            file=name,
        )
    )


def _too_large(name: str) -> DataError:
    return DataError(
        said(
            "review_too_large",
            "{file} is too large, or unpacks to more than a review file holds. Delete empty rows and foreign sheets in "
            "Excel, save, and call again.",
            file=name,
        )
    )
