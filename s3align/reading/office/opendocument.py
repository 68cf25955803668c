"""Reads OpenDocument texts: packages (.odt, .ott, .odm) and flat files (.fodt).

The text is walked once, in the order of the document. Tracked changes count as accepted, comments and alternative texts do
not count; frames, shapes, notes, tables, fields and form controls do, as far as a reader sees them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from s3align.errors import UnsupportedFileError
from s3align.reading.layout.layout_model import Block
from s3align.reading.normalise import clean_line, clean_text
from s3align.reading.office.odf_conditions import is_met
from s3align.reading.office.odf_content import PAGE_BREAK, Backdrop, Context, Hidden, Item, hide, write
from s3align.reading.office.odf_document import OdfDocument
from s3align.reading.office.odf_format import applied, is_opaque
from s3align.reading.office.odf_package import Parts, damaged, flat_parts, package_parts
from s3align.reading.office.odf_pages import area_of
from s3align.reading.office.odf_paragraph import SKIPPED, ParagraphReader
from s3align.reading.office.odf_shapes import SHAPES, SMALLEST_ROOM, Placing, is_cut
from s3align.reading.office.odf_table import TableReader, on_ground
from s3align.reading.office.odf_xml import attribute, child, is_on, name_of
from s3align.reading.office.office_text import OfficeText
from s3align.record.document import Concealment, PassageKind

_LISTS = {
    **dict.fromkeys(
        (
            "text:table-of-content", "text:illustration-index", "text:table-index", "text:object-index", "text:user-index",
            "text:alphabetical-index",
        ),
        PassageKind.CONTENTS,
    ),
    "text:bibliography": PassageKind.REFERENCES,
}  # fmt: skip
_SOURCE = "-source"
"""How the elements end that say how a list is made."""
_ROOM_OF_FRAMES = 0.5
"""Share of a frame that a picture must have to lie behind its text."""


def read_odt(data: bytes, name: str) -> OfficeText:
    """The text of an OpenDocument package. Raises DamagedError, and UnsupportedFileError for tables and slides."""
    return _read(package_parts(data, name), name)


def read_flat_odt(data: bytes, name: str) -> OfficeText:
    """The text of a flat OpenDocument file, which is one XML document. Raises the same errors as ``read_odt``."""
    return _read(flat_parts(data, name), name)


def _read(parts: Parts, name: str) -> OfficeText:
    body = child(parts.content, "office:body")
    main = None if body is None else child(body, "office:text")
    if main is None and (body is None or not len(body)):
        raise damaged(name)
    if main is None:
        raise UnsupportedFileError(
            f"The file '{name}' is an OpenDocument file, but not a text document. Save its text as .odt or .docx."
        )
    text = OfficeText(title=clean_line(parts.title or "") or None)
    items: list[Item] = []
    try:
        _Reader(OdfDocument(parts.content, parts.styles, main)).read(main, items)
    except RecursionError as error:
        raise damaged(name) from error
    write(items, text)
    return text


class _Reader:
    """Walks the body: blocks and shapes here, paragraphs and tables in modules of their own."""

    def __init__(self, document: OdfDocument) -> None:
        self._document = document
        self._paragraphs = ParagraphReader(document, self._blocks, self._shape)
        self._tables = TableReader(document, self._blocks)

    def read(self, body: Any, out: list[Item]) -> None:
        """Adds all of the document's text."""
        self._blocks(body, Context(), out)

    def _blocks(self, element: Any, context: Context, out: list[Item]) -> None:
        for part in element:
            name = name_of(part)
            if name in ("text:p", "text:h"):
                self._paragraphs.read(part, context, out)
            elif name == "table:table":
                self._tables.read(part, context, out)
            elif name in SHAPES:
                self._shape(part, context, out)
            elif name == "text:soft-page-break":
                self._document.pages.turn()
                out.append(PAGE_BREAK)
            elif name not in SKIPPED and not name.endswith(_SOURCE):
                self._blocks(part, self._inside(name, part, context), out)

    def _inside(self, name: str, part: Any, context: Context) -> Context:
        """The place inside a section, a list of contents or another container."""
        if name in _LISTS:
            context = replace(context, kind=context.kind or _LISTS[name])
        style = attribute(part, "text:style-name")
        if name == "text:section" or name in _LISTS:
            section = self._document.styles.style("section", style).of("section")
            context = on_ground(self._document, context, section)
        return context.concealed(Concealment.INVISIBLE if self._is_hidden(part) else None)

    def _is_hidden(self, section: Any) -> bool:
        display = attribute(section, "text:display")
        if display != "condition":
            return display == "none"
        met = is_met(attribute(section, "text:condition"), self._document.values)
        return bool(is_on(section, "text:is-hidden")) if met is None else met

    def _shape(self, shape: Any, context: Context, out: list[Item]) -> None:
        name = name_of(shape)
        graphic = self._document.styles.style("graphic", attribute(shape, "draw:style-name"))
        page = self._document.pages.current
        placing = Placing(shape, graphic.of("graphic"), page, page.width if context.is_cell else page.width / 2)
        inside = replace(context.concealed(placing.concealment(self._document.styles)), is_flow=False)
        if name in ("draw:g", "draw:a"):
            self._group(shape, inside, out)
            return
        is_shape = name != "draw:frame"
        area = area_of(shape)
        inside = on_ground(self._document, inside, graphic.of("graphic"), is_shape=is_shape)
        inside = replace(inside, area=_ROOM_OF_FRAMES * area, is_shape=is_shape)
        if is_shape:
            inside = self._shape_format(shape, inside)
        items: list[Item] = []
        self._blocks(shape, inside, items)
        if name == "draw:control":
            self._control(shape, inside, items)
        concealment = _cut(placing, items, is_shape=is_shape)
        out.extend(hide(items, concealment) if concealment else items)
        if is_opaque(graphic.of("graphic"), is_shape=is_shape) or child(shape, "draw:image") is not None:
            wrap = graphic.of("graphic").get("style:wrap")
            out.append(Backdrop(area, is_behind=wrap == "run-through"))

    def _group(self, group: Any, context: Context, out: list[Item]) -> None:
        """Shapes of a group lie on each other: what is behind a text without a ground of its own is not known."""
        if name_of(group) == "draw:g" and any(self._covers(shape) for shape in group):
            context = replace(context, format=context.format.on(None), is_on_paper=False)
        self._blocks(group, context, out)

    def _covers(self, shape: Any) -> bool:
        name = name_of(shape)
        graphic = self._document.styles.style("graphic", attribute(shape, "draw:style-name")).of("graphic")
        return name in SHAPES and (
            name == "draw:g"
            or child(shape, "draw:image") is not None
            or is_opaque(graphic, is_shape=name != "draw:frame")
        )

    def _shape_format(self, shape: Any, context: Context) -> Context:
        """Text of a drawn shape begins with the shape's own style and the paragraph style that it names."""
        styles, values = self._document.styles, self._document.values
        surface = self._document.surface(context)
        graphic = styles.style("graphic", attribute(shape, "draw:style-name")).of("text")
        named = styles.style("paragraph", attribute(shape, "draw:text-style-name"), with_default=False).of("text")
        base = applied(applied(context.format.on(surface), graphic, values), named, values)
        return replace(context, format=base)

    def _control(self, shape: Any, context: Context, out: list[Item]) -> None:
        """The value that a control of a form shows."""
        value = clean_text(self._document.controls.get(attribute(shape, "draw:control") or "", ""))
        concealment = context.concealment or context.format.concealment()
        if value:
            out.append(Hidden(concealment, value) if concealment else Block(value, PassageKind.FORM_FIELD))


def _cut(placing: Placing, items: list[Item], *, is_shape: bool) -> Concealment | None:
    """Whether a frame has no room for its text; what a drawn shape holds runs over its edges."""
    width, height = placing.size()
    if is_shape:
        is_point = width is not None and height is not None and max(width, height) < SMALLEST_ROOM
        return Concealment.CUT if is_point else None
    characters = sum(len(item.text) for item in items if isinstance(item, Block))
    return Concealment.CUT if is_cut(characters, width, height) else None
