"""Builds Word files from pieces of XML: parts, styles, relationships, and nothing that no test needs."""

from __future__ import annotations

from collections.abc import Mapping

from hostile import archive

OOXML = "http://schemas.openxmlformats.org"
SPACES = (
    f'xmlns:w="{OOXML}/wordprocessingml/2006/main" xmlns:r="{OOXML}/officeDocument/2006/relationships" '
    f'xmlns:a="{OOXML}/drawingml/2006/main" xmlns:wp="{OOXML}/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:mc="{OOXML}/markup-compatibility/2006" xmlns:m="{OOXML}/officeDocument/2006/math" '
    f'xmlns:dgm="{OOXML}/drawingml/2006/diagram" xmlns:c="{OOXML}/drawingml/2006/chart" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PROSE = "Wir proben jede Woche im Gemeindehaus und laden die Nachbarschaft zu drei Konzerten ein."
SECRET = "Elektrolyse und Brennstoffzellen treiben Lastkraftwagen an"  # noqa: S105 -- what the files hide


def p(text: str = "", run: str = "", paragraph: str = "") -> str:
    """A paragraph of one run with the contents of its ``w:rPr`` and of the paragraph's ``w:pPr``."""
    return f"<w:p><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def style(name: str, inside: str = "", kind: str = "paragraph", more: str = "") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{name}" {more}><w:name w:val="{name}"/>{inside}</w:style>'


def control(inside: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def table(*rows: str, properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def cell(inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def box(inside: str, anchor: str = "", shape: str = "", size: tuple[int, int] = (5_000_000, 2_000_000)) -> str:
    """A paragraph with a text box; ``anchor``: what stands in ``wp:anchor`` before it, which else is ``wp:inline``."""
    tag = "wp:anchor" if anchor else "wp:inline"
    return (
        f'<w:p><w:r><w:drawing><{tag}>{anchor}<wp:extent cx="{size[0]}" cy="{size[1]}"/><wp:docPr id="1" name="Feld"/>'
        f"<a:graphic><a:graphicData><wps:wsp>{shape}<wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx>"
        f"<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></{tag}></w:drawing></w:r></w:p>"
    )


def part(root: str, inside: str, attributes: str = "") -> bytes:
    return f'<?xml version="1.0"?><{root} {SPACES} {attributes}>{inside}</{root}>'.encode()


def relationships(entries: Mapping[str, tuple[str, str]]) -> bytes:
    """Relationships by id: (last word of the type, target)."""
    lines = "".join(
        f'<Relationship Id="{name}" Type="{OOXML}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for name, (kind, target) in entries.items()
    )
    return f'<Relationships xmlns="{OOXML}/package/2006/relationships">{lines}</Relationships>'.encode()


def word_files(  # noqa: PLR0913 -- a part each
    body: str,
    *,
    styles: str = "",
    theme: str = "",
    settings: str = "",
    background: str = "",
    related: Mapping[str, tuple[str, str]] | None = None,
    parts: Mapping[str, bytes] | None = None,
    main: str = "word/document.xml",
    main_type: str = MAIN_TYPE,
) -> dict[str, bytes]:
    """The files of a Word package."""
    links = {
        "s": ("styles", "styles.xml"),
        "t": ("theme", "theme1.xml"),
        "e": ("settings", "settings.xml"),
        **(related or {}),
    }
    folder, _, name = main.rpartition("/")
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{OOXML}/package/2006/content-types"><Override PartName="/{main}" ContentType="{main_type}"/>'
            "</Types>"
        ).encode(),
        "_rels/.rels": relationships({"m": ("officeDocument", main)}),
        main: part("w:document", f"{background}<w:body>{body}</w:body>"),
        f"{folder}/_rels/{name}.rels": relationships(links),
        f"{folder}/styles.xml": part("w:styles", styles),
        f"{folder}/theme1.xml": part(
            "a:theme", f"<a:themeElements><a:clrScheme>{theme}</a:clrScheme></a:themeElements>"
        ),
        f"{folder}/settings.xml": part("w:settings", settings),
        **(parts or {}),
    }


def word_file(body: str, **more) -> bytes:
    return archive(word_files(body, **more))
