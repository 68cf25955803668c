"""A page in front of a marked copy that says what its colours mean, and that it is no part of the document.

``LEGEND_KEY`` in the file's information says that there is one, so that the reader leaves it out.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from s3align.reading.pdf.reader import LEGEND_KEY

_WIDTH, _HEIGHT, _MARGIN = 595.0, 842.0, 71.0  # points, A4 with 25 mm
_SIZE, _LEADING = 10.5, 15.0  # points
_TITLE_SIZE = 16.0  # points
_COLUMNS = 78
"""Signs of Helvetica that fit on a line between the margins, capitals and all."""
_SWATCH, _INDENT = 11.0, 20.0  # points
_ENCODING = "cp1252"
"""What the standard fonts can show; every viewer has them."""


@dataclass(frozen=True, slots=True)
class LegendLine:
    """A paragraph of the legend, with the colour (RRGGBB) that it explains, if any."""

    text: str
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Legend:
    """What the page says: ``label`` is its page number in viewers, ``language`` that of its text (BCP 47)."""

    title: str
    label: str
    language: str
    lines: Sequence[LegendLine]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line as it is set: its baseline and left edge in points, and the paragraph it belongs to."""

    text: str
    font: str
    size: float
    left: float
    base: float
    paragraph: int


def add_legend(writer: PdfWriter, legend: Legend) -> None:
    """Puts the legend in front of a document; its pages keep their numbers and, where they are tagged, their tags."""
    writer.insert_blank_page(width=_WIDTH, height=_HEIGHT, index=0)
    page = writer.pages[0]  # what was returned is not the page of the writer
    content = DecodedStreamObject()
    content.set_data(b"\n".join(_drawn(legend)))
    page[NameObject("/Contents")] = writer._add_object(content)  # noqa: SLF001  pypdf has no other way
    page[NameObject("/Resources")] = _fonts()
    _number_pages(writer, legend.label)
    tree = writer.root_object.get("/StructTreeRoot")
    if tree is not None:
        _tag(writer, page, tree.get_object(), legend)
    writer.add_metadata({f"/{LEGEND_KEY}": "1"})


def _drawn(legend: Legend) -> Iterator[bytes]:
    """The page's content: every paragraph is a marked part, so that it can be tagged."""
    rows = list(_rows(legend))
    for number, colour in enumerate((None, *(line.colour for line in legend.lines))):
        own = [row for row in rows if row.paragraph == number]
        yield f"/P <</MCID {number}>> BDC".encode()
        if colour and own:
            red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4))
            bottom = own[0].base - 2
            yield f"{red:.3f} {green:.3f} {blue:.3f} rg {_MARGIN} {bottom:.2f} {_SWATCH} {_SWATCH} re f 0 g".encode()
        for row in own:
            yield f"BT /{row.font} {row.size:.2f} Tf {row.left:.2f} {row.base:.2f} Td ".encode() + _shown(row.text)
        yield b"EMC"


def _rows(legend: Legend) -> Iterator[_Row]:
    """The title and paragraphs from top to bottom, set smaller where they would not fit on the page."""
    wrapped = [(textwrap.wrap(line.text, _COLUMNS - 4 * bool(line.colour)), bool(line.colour)) for line in legend.lines]
    needed = sum(len(texts) * _LEADING + _LEADING / 2 for texts, _ in wrapped)
    base = _HEIGHT - _MARGIN - _TITLE_SIZE
    factor = min(1.0, (base - _MARGIN - _TITLE_SIZE) / max(needed, 1.0))
    yield _Row(legend.title, "F2", _TITLE_SIZE, _MARGIN, base, 0)
    base -= _TITLE_SIZE
    for number, (texts, has_colour) in enumerate(wrapped, start=1):
        base -= factor * _LEADING / 2
        for text in texts:
            base -= factor * _LEADING
            yield _Row(text, "F1", factor * _SIZE, _MARGIN + _INDENT * has_colour, base, number)


def _shown(text: str) -> bytes:
    """The operators that show a text; signs that the standard fonts lack become question marks."""
    encoded = text.encode(_ENCODING, "replace")
    escaped = encoded.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"(" + escaped + b") Tj ET"


def _fonts() -> DictionaryObject:
    fonts = DictionaryObject()
    for name, font in (("/F1", "/Helvetica"), ("/F2", "/Helvetica-Bold")):
        fonts[NameObject(name)] = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject(font),
                NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
            }
        )
    return DictionaryObject({NameObject("/Font"): fonts})


def _number_pages(writer: PdfWriter, label: str) -> None:
    """Every page keeps its printed number, though one stands in front of them now."""
    known = writer.root_object.get("/PageLabels")
    ranges = {int(key) + 1: value for key, value in _numbers(known)} if known is not None else {}
    ranges.setdefault(1, DictionaryObject({NameObject("/S"): NameObject("/D")}))
    ranges[0] = DictionaryObject({NameObject("/P"): TextStringObject(label)})
    numbers = ArrayObject(entry for key in sorted(ranges) for entry in (NumberObject(key), ranges[key]))
    writer.root_object[NameObject("/PageLabels")] = DictionaryObject({NameObject("/Nums"): numbers})


def _numbers(root: object) -> Iterator[tuple[int, object]]:
    """Keys and values of a tree of numbers (PDF 32000-1, 7.9.7); a branch that leads back is not followed."""
    waiting, seen = [root], set[int]()
    while waiting:
        node = waiting.pop()
        tree = node.get_object() if isinstance(node, IndirectObject) else node
        if not isinstance(tree, DictionaryObject) or id(tree) in seen:
            continue
        seen.add(id(tree))
        pairs = tree.get("/Nums", ArrayObject()).get_object()
        yield from ((int(pairs[index]), pairs[index + 1]) for index in range(0, len(pairs) - 1, 2))
        waiting.extend(tree.get("/Kids", ArrayObject()).get_object())


def _tag(writer: PdfWriter, page: PageObject, tree: DictionaryObject, legend: Legend) -> None:
    """Makes the legend a section of its own beside the document (PDF 32000-1, 14.7)."""
    section = _element("/Sect", tree.indirect_reference)
    section[NameObject("/T")] = TextStringObject(legend.title)
    section[NameObject("/Lang")] = TextStringObject(legend.language)
    place = writer._add_object(section)  # noqa: SLF001  pypdf has no other way
    parts = ArrayObject()
    for number in range(len(legend.lines) + 1):
        part = _element("/P", place)
        part[NameObject("/Pg")] = page.indirect_reference
        part[NameObject("/K")] = NumberObject(number)
        parts.append(writer._add_object(part))  # noqa: SLF001
    section[NameObject("/K")] = parts
    known = tree.get("/K")
    below = known.get_object() if known is not None else ArrayObject()
    tree[NameObject("/K")] = ArrayObject([place, *(below if isinstance(below, ArrayObject) else [tree.raw_get("/K")])])
    page[NameObject("/StructParents")] = NumberObject(_entered(tree, parts))


def _entered(tree: DictionaryObject, parts: ArrayObject) -> int:
    """The number under which the tree of parents now knows the parts of a page."""
    parents = tree.setdefault(NameObject("/ParentTree"), DictionaryObject()).get_object()
    key = max((number for number, _ in _numbers(parents)), default=-1) + 1
    if "/Kids" in parents:
        limits = ArrayObject([NumberObject(key), NumberObject(key)])
        entry = DictionaryObject(
            {NameObject("/Limits"): limits, NameObject("/Nums"): ArrayObject([NumberObject(key), parts])}
        )
        parents["/Kids"].get_object().append(entry)
    else:
        parents.setdefault(NameObject("/Nums"), ArrayObject()).get_object().extend([NumberObject(key), parts])
    tree[NameObject("/ParentTreeNextKey")] = NumberObject(key + 1)
    return key


def _element(kind: str, parent: IndirectObject | None) -> DictionaryObject:
    return DictionaryObject(
        {NameObject("/Type"): NameObject("/StructElem"), NameObject("/S"): NameObject(kind), NameObject("/P"): parent}
    )
