"""The answers in an XFA form, whose pages may say no more than "please wait".

The data packet holds the answers, the template what each field is called, which name of a choice is shown, and which fields
nobody sees (XFA 3.3). Nothing in it is run.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.reading.hidden.inspection import NEAR_WHITE, SMALLEST_SIZE
from s3align.reading.normalise import clean_text

MAX_XFA_BYTES = 5_000_000  # filled-in forms carry less than 1 MB of data
_MAX_PACKETS = 100
_READ = ("datasets", "template")
_MAX_DEPTH = 200
_DESCRIBED = 0.5  # share of the answers that a template must know to tell which of them nobody sees
_UNSEEN = frozenset({"hidden", "invisible", "inactive"})
_POINTS = {"pt": 1.0, "in": 72.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "": 72.0, "px": 0.75}
_SIZE = re.compile(r"\s*([\d.]+)\s*(\w*)")
_XHTML = "{http://www.w3.org/1999/xhtml}"
_BLOCKS = frozenset({"p", "div", "li", "br", "tr", "h1", "h2", "h3", "h4"})
_NAME = re.compile(r"[^.\[\]$#]+(?=(?:\[[^\]]*\])?$)")
_Call = Callable[..., int]


@dataclass(frozen=True, slots=True)
class XfaAnswer:
    """An answer as a form shows it; ``concealment``: why nobody sees it."""

    label: str
    text: str
    concealment: str | None = None


@dataclass(frozen=True, slots=True)
class _Template:
    """What the template says of a field: ``shown`` maps what is stored to what is shown."""

    caption: str = ""
    shown: Mapping[str, str] | None = None
    concealment: str | None = None


def xfa_answers(document: pypdfium2.PdfDocument) -> tuple[XfaAnswer, ...]:
    """The answers of an XFA form in the order of its data; empty where there is none or it cannot be read."""
    packets = _packets(document)
    data, template = packets.get("datasets"), packets.get("template")
    if data is None:
        return ()
    fields: dict[str, _Template] = {}
    for name, field in _fields(template, None, 0) if template is not None else ():
        if name not in fields or fields[name].concealment:
            fields[name] = field
    values = [(_local(element), text) for element, text in _values(data, 0) if text]
    is_described = sum(name in fields for name, _ in values) >= _DESCRIBED * len(values) > 0
    return tuple(answer for name, text in values for answer in _answers(name, text, fields, is_described))


def _answers(name: str, text: str, fields: Mapping[str, _Template], is_described: bool) -> Iterator[XfaAnswer]:
    field = fields.get(name)
    label = clean_text(name.replace("_", " "))
    if field is None:
        yield XfaAnswer(label, text, "unshown" if is_described else None)
        return
    if field.shown is None:
        yield XfaAnswer(field.caption or label, text, field.concealment)
        return
    for stored in text.split("\n"):
        if shown := field.shown.get(stored.strip(), stored.strip()):
            yield XfaAnswer(field.caption or label, shown, field.concealment)


def _values(element: ET.Element, depth: int) -> Iterator[tuple[ET.Element, str]]:
    """The elements that hold an answer, with its text: plain, several values of a list, or formatted."""
    if depth > _MAX_DEPTH:
        return
    children = list(element)
    if not children:
        text = element.text or ""
        yield element, clean_text(without_tags(text) if text.lstrip().startswith("<") else text)
    elif any(child.tag.startswith(_XHTML) or _local(child) == "exData" for child in children):
        yield element, plain(element)
    elif len(children) > 1 and all(_local(child) == "value" and not len(child) for child in children):
        yield element, "\n".join(clean_text(child.text or "") for child in children)
    else:
        for child in children:
            yield from _values(child, depth + 1)


def plain(element: ET.Element) -> str:
    """The text of formatted content as one line."""
    return clean_text("".join(_pieces(element, 0)))


def without_tags(text: str) -> str:
    """The text of a formatted value of a form field (PDF 32000-1, 12.7.3.4); empty where it cannot be read."""
    root = _parsed(text.encode("utf-8", "ignore"))
    return plain(root) if root is not None else ""


def _pieces(element: ET.Element, depth: int) -> Iterator[str]:
    if depth > _MAX_DEPTH or re.search(r"(?:display|visibility)\s*:\s*(?:none|hidden)", element.get("style") or ""):
        return
    name = _local(element)
    yield element.text or ""
    for child in element:
        yield from _pieces(child, depth + 1)
        yield child.tail or ""
    if name in _BLOCKS:
        yield "\n"


def _fields(element: ET.Element, concealment: str | None, depth: int) -> Iterator[tuple[str, _Template]]:
    """Name of the data -> field, for every field and group of boxes below an element of the template."""
    if depth > _MAX_DEPTH:
        return
    kind, name = _local(element), element.get("name") or ""
    if element.get("presence") in _UNSEEN:
        concealment = "unseen"
    bound = _bound_name(element) or name
    if kind == "exclGroup":
        boxes = [child for child in element if _local(child) == "field"]
        shown = {stored: _caption(box) or stored for box in boxes if (stored := _on_value(box))}
        yield bound, _Template(_caption(element), shown, concealment)
    elif kind == "field":
        yield bound, _Template(_caption(element), _shown(element), concealment or _looks(element))
    else:
        for child in element:
            yield from _fields(child, concealment, depth + 1)


def _bound_name(element: ET.Element) -> str:
    """The last name of the place in the data that a field is bound to: "$.antrag.ziel[0]" is "ziel"."""
    bind = _child(element, "bind")
    found = _NAME.search(bind.get("ref") or "") if bind is not None else None
    return found[0] if found else ""


def _shown(field: ET.Element) -> dict[str, str] | None:
    """What is shown for each value that is stored, where it is one of a list or a box to be checked."""
    lists = [[clean_text("".join(item.itertext())) for item in child] for child in field if _local(child) == "items"]
    if not lists:
        return None
    if (box := _child(field, "ui")) is not None and _child(box, "checkButton") is not None:
        on = _on_value(field)
        return {value: _caption(field) if value == on else "" for value in lists[0]}
    is_saved = [child.get("save") == "1" for child in field if _local(child) == "items"]
    stored = lists[is_saved.index(True)] if any(is_saved) else lists[0]
    names = next((entries for entries, is_stored in zip(lists, is_saved, strict=True) if not is_stored), stored)
    return dict(zip(stored, names, strict=False))


def _on_value(field: ET.Element) -> str:
    items = _child(field, "items")
    first = next(iter(items), None) if items is not None else None
    return clean_text("".join(first.itertext())) if first is not None else ""


def _caption(element: ET.Element) -> str:
    caption = _child(element, "caption")
    value = _child(caption, "value") if caption is not None else None
    if caption is None or value is None or caption.get("presence") in _UNSEEN:
        return ""
    return plain(value)


def _looks(field: ET.Element) -> str | None:
    """Whether the letters of a field are too small or too pale to be read."""
    font = _child(field, "font")
    if font is None:
        return None
    size = _SIZE.match(font.get("size") or "10pt")
    if size and _number(size[1]) * _POINTS.get(size[2], 1.0) < SMALLEST_SIZE:
        return "tiny"
    fill = _child(font, "fill")
    colour = _child(fill, "color") if fill is not None else None
    shades = [_number(shade) for shade in (colour.get("value") or "0").split(",")] if colour is not None else [0.0]
    return "white" if min(shades) >= NEAR_WHITE and not _has_ground(field) else None


def _has_ground(field: ET.Element) -> bool:
    """Whether something may be painted below the letters: then white may be seen."""
    return any(_local(element) == "fill" for border in field.iter() if _local(border) == "border" for element in border)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _child(element: ET.Element, name: str) -> ET.Element | None:
    return next((child for child in element if _local(child) == name), None)


def _local(element: ET.Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _packets(document: pypdfium2.PdfDocument) -> dict[str, ET.Element]:
    """The packets that are read, from a list of streams or from one stream that holds them all."""
    found: dict[str, ET.Element] = {}
    for index in range(min(max(pdfium.FPDF_GetXFAPacketCount(document), 0), _MAX_PACKETS)):
        name = _packet_name(document, index).decode("ascii", "replace")
        if name in _READ or not name:
            root = _parsed(_content(document, index))
            for packet in () if root is None else (root, *root):
                if _local(packet) in _READ:
                    found.setdefault(_local(packet), packet)
    return found


def _packet_name(document: pypdfium2.PdfDocument, index: int) -> bytes:
    size = pdfium.FPDF_GetXFAPacketName(document, index, None, 0)
    if not 0 < size <= 100:
        return b""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetXFAPacketName(document, index, buffer, size)
    return buffer.raw.rstrip(b"\0")


def _content(document: pypdfium2.PdfDocument, index: int) -> bytes:
    size = ctypes.c_ulong()
    pdfium.FPDF_GetXFAPacketContent(document, index, None, 0, size)
    if not 0 < size.value <= MAX_XFA_BYTES:
        return b""
    buffer = ctypes.create_string_buffer(size.value)
    pdfium.FPDF_GetXFAPacketContent(document, index, buffer, size.value, size)
    return buffer.raw


def _parsed(xml: bytes) -> ET.Element | None:
    if not xml or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:  # entities are the way to blow up a parser
        return None
    try:
        return ET.fromstring(xml)  # noqa: S314  size is bounded and entities are refused above
    except ET.ParseError:
        return None
