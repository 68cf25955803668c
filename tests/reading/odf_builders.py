"""OpenDocument files from their XML, as small as a case needs."""

from __future__ import annotations

import io
import zipfile

from s3align.reading.office.odf_xml import _NAMESPACES
from s3align.reading.read import read_bytes
from s3align.record.document import Document
from s3align.settings import Settings

TEXT = "application/vnd.oasis.opendocument.text"
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items() if prefix != "xml")
SEEN = "Das Vorhaben erprobt neue Verfahren in zwei Betrieben der Region."
CONCEALED = "Wasserstoff Batterie Recycling Photovoltaik Windkraft"


def content_xml(body: str, automatic: str = "", root: str = "document-content", more: str = "") -> str:
    return (
        f'<?xml version="1.0"?><office:{root} {DECLARED}>{more}<office:automatic-styles>{automatic}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:{root}>"
    )


def odt(body: str, automatic: str = "", named: str = "", masters: str = "", layouts: str = "", **parts: str) -> bytes:
    """A package; ``automatic`` and ``named`` styles, page ``layouts`` and ``masters``, and any other part."""
    styles = (
        f'<?xml version="1.0"?><office:document-styles {DECLARED}><office:styles>{named}</office:styles>'
        f"<office:automatic-styles>{layouts}</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles></office:document-styles>"
    )
    files = {"mimetype": TEXT, "content.xml": content_xml(body, automatic), "styles.xml": styles, **parts}
    return packed({name: text.encode() for name, text in files.items()})


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def style(family: str, name: str, properties: str, *, parent: str = "", **attributes: str) -> str:
    """``properties``: "text fo:color='#fff'", several kinds parted by ";"."""
    above = f'style:parent-style-name="{parent}"' if parent else ""
    more = " ".join(f'style:{key.replace("_", "-")}="{value}"' for key, value in attributes.items())
    parts = "".join(
        f"<style:{kind}-properties {rest}/>"
        for kind, _, rest in (part.strip().partition(" ") for part in properties.split(";"))
        if kind
    )
    return f'<style:style style:family="{family}" style:name="{name}" {above} {more}>{parts}</style:style>'


def p(text: str, name: str = "") -> str:
    return f'<text:p text:style-name="{name}">{text}</text:p>' if name else f"<text:p>{text}</text:p>"


def span(text: str, name: str = "T") -> str:
    return f'<text:span text:style-name="{name}">{text}</text:span>'


def table(*rows: str, columns: str = "", name: str = "") -> str:
    return f'<table:table table:style-name="{name}">{columns}{"".join(rows)}</table:table>'


def row(*cells: str, attributes: str = "") -> str:
    inside = "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
    return f"<table:table-row {attributes}>{inside}</table:table-row>"


def frame(text: str, attributes: str = "", box: str = "") -> str:
    return f"<draw:frame {attributes}><draw:text-box {box}>{p(text)}</draw:text-box></draw:frame>"


def read(data: bytes, name: str = "antrag.odt") -> Document:
    return read_bytes(data, name=name, settings=Settings())


def shown(document: Document) -> list[str]:
    return [document.text(passage) for passage in document.passages]


def hidden(document: Document) -> list[tuple[str, int | None]]:
    return [(str(entry.concealment), entry.page) for entry in document.hidden]
