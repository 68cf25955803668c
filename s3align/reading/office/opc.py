"""Reads a package of the Open Packaging Conventions (ISO/IEC 29500-2): parts, their relationships and content types.

Forgiving where Word and LibreOffice are: names with backslashes or in other case, targets that lead nowhere, namespaces of
Strict files. Never expands entities and never reads beyond the limits.
"""

from __future__ import annotations

import codecs
import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from s3align.reading.office.ooxml_names import R

READ_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, RuntimeError,
    NotImplementedError, KeyError, OverflowError,
)  # fmt: skip
"""What a damaged archive makes ``zipfile`` raise."""
MOST_XML_BYTES = 60_000_000
"""Of one part: its tree takes several times as much memory; a proposal of 150 pages has two million."""
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_CONTENT_TYPES = "[content_types].xml"
_MOST_RELATIONSHIPS = 20_000
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}\?>")


@dataclass(frozen=True, slots=True)
class Relationship:
    """``kind`` is the last word of its type ("styles"); ``target`` a part's name, or an address where ``is_external``."""

    id: str
    kind: str
    target: str
    is_external: bool


class OpcPackage:
    """The parts of a package by their names, in lower case and with slashes, without the first one."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self.twice: list[str] = []
        """Names that the archive holds more than once: programs differ in which they read; here the last counts."""
        for entry in self._archive.infolist():
            name = part_name(entry.filename)
            if name in self._entries and self._entries[name].CRC != entry.CRC:
                self.twice.append(name)
            self._entries[name] = entry
        self._related: dict[str, dict[str, Relationship]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def names(self) -> Iterator[str]:
        """The names of all parts."""
        return iter(self._entries)

    def read(self, name: str, most: int = MOST_XML_BYTES) -> bytes | None:
        """The bytes of a part; None where it is missing, damaged or larger than ``most``."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        try:
            with self._archive.open(entry) as stream:
                data = stream.read(most + 1)
        except READ_ERRORS:
            return None
        return data if len(data) <= most else None

    def xml(self, name: str) -> Any | None:
        """The root element of a part; None where it is missing or no XML."""
        data = self.read(name)
        return parse_xml(data) if data else None

    def relationships(self, name: str = "") -> dict[str, Relationship]:
        """What a part, or the package itself, refers to, by id."""
        if name not in self._related:
            self._related[name] = self._read_relationships(name)
        return self._related[name]

    def _read_relationships(self, name: str) -> dict[str, Relationship]:
        folder, file = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, Relationship] = {}
        for element in () if root is None else root.iter(_RELATIONSHIP):
            entry = _relationship(element, folder)
            found[entry.id] = entry
            if len(found) >= _MOST_RELATIONSHIPS:
                break
        return found

    def related(self, name: str, kind: str) -> list[str]:
        """The parts of a kind that a part refers to, each once, those that are missing left out."""
        found = (entry for entry in self.relationships(name).values() if entry.kind == kind and not entry.is_external)
        return list(dict.fromkeys(entry.target for entry in found if entry.target in self))

    def target(self, name: str, element: Any, attribute: str = f"{R}id") -> str | None:
        """The part that an element of part ``name`` refers to, or None where it leads nowhere."""
        entry = self.relationships(name).get(element.get(attribute) or "")
        return entry.target if entry and not entry.is_external and entry.target in self else None

    @cached_property
    def content_types(self) -> dict[str, str]:
        """Content types of the parts that have their own."""
        root = self.xml(_CONTENT_TYPES)
        entries = () if root is None else root.iter(f"{_TYPES}Override")
        return {part_name(entry.get("PartName") or ""): (entry.get("ContentType") or "").lower() for entry in entries}

    def content_type(self, name: str) -> str:
        """The content type of a part: its own, or that of its suffix; "" where none is given."""
        if name in self.content_types:
            return self.content_types[name]
        root, suffix = self.xml(_CONTENT_TYPES), name.rpartition(".")[2]
        for entry in () if root is None else root.iter(f"{_TYPES}Default"):
            if (entry.get("Extension") or "").lower() == suffix:
                return (entry.get("ContentType") or "").lower()
        return ""


def part_name(name: str) -> str:
    """A name as parts are found by: Windows programs write backslashes, others a slash before it, and case differs."""
    return posixpath.normpath("/" + unquote(name).replace("\\", "/")).lstrip("/").lower()


def _relationship(element: Any, folder: str) -> Relationship:
    target = element.get("Target") or ""
    is_external = (element.get("TargetMode") or "").lower() == "external"
    if not is_external:
        path = target.replace("\\", "/").partition("#")[0]
        target = part_name(path if path.startswith("/") else f"{folder}/{path}") if path else ""
    kind = (element.get("Type") or "").rstrip("/").rpartition("/")[2].lower()
    return Relationship(element.get("Id") or "", kind, target, is_external)


def parse_xml(data: bytes) -> Any | None:
    """The root element, with namespaces of Strict files as the usual ones; None for what is no XML or has a DTD.

    Bounded by libxml2's own limits (depth 256, ten million characters of one text).
    """
    from lxml import etree  # noqa: PLC0415 -- needed for this kind of file only

    data = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", _as_utf8(data))
    for encoding in (None, "utf-8"):  # the second for what is declared as another encoding than it has
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
            remove_pis=True, encoding=encoding,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError, LookupError):
            continue
        return None if root.getroottree().docinfo.doctype else root
    return None


def _as_utf8(data: bytes) -> bytes:
    """XML in UTF-16, or with a mark or blanks before its declaration, as plain UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
    elif data[:2] in (b"<\0", b"\0<"):
        text = data.decode("utf-16-le" if data[0:1] == b"<" else "utf-16-be", errors="replace")
    else:
        return data.removeprefix(codecs.BOM_UTF8).lstrip()
    return _DECLARED.sub(b"", text.lstrip().encode("utf-8", errors="replace"), count=1)
