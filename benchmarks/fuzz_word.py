"""Breaks Word files by chance and tells what the reader makes of them.

Run ``python benchmarks/fuzz_word.py MINUTES [SEED]``. Each file is a small one that holds much of what Word files hold, with
bytes of the archive, bytes of a part or elements of its XML changed. Printed are the outcomes, the slowest file and the peak
of memory; a file that makes the reader break down is written to the folder for temporary files, and the exit code is 1.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path

from s3align.errors import NotAssessableError
from s3align.reading.read import read_bytes
from s3align.settings import Settings

OOXML = "http://schemas.openxmlformats.org"
SPACES = (
    f'xmlns:w="{OOXML}/wordprocessingml/2006/main" xmlns:r="{OOXML}/officeDocument/2006/relationships" '
    f'xmlns:a="{OOXML}/drawingml/2006/main" xmlns:wp="{OOXML}/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:mc="{OOXML}/markup-compatibility/2006" xmlns:dgm="{OOXML}/drawingml/2006/diagram" '
    f'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:v="urn:schemas-microsoft-com:vml"'
)
SLOW_SECONDS = 10.0
RUN = "<w:r><w:rPr><w:rStyle w:val='c'/><w:color w:val='FF0000'/><w:sz w:val='20'/></w:rPr><w:t>Ein Satz aus Worten.</w:t></w:r>"
PARAGRAPH = f"<w:p><w:pPr><w:pStyle w:val='p'/><w:spacing w:line='240' w:lineRule='exact'/></w:pPr>{RUN}</w:p>"
BODY = (
    f"{PARAGRAPH}<w:sdt><w:sdtPr><w:showingPlcHdr/><w:dataBinding w:xpath='/a[1]/b[1]'/><w:text/></w:sdtPr><w:sdtContent>"
    f"{PARAGRAPH}</w:sdtContent></w:sdt><w:tbl><w:tblPr><w:tblStyle w:val='t'/><w:tblLook w:val='04A0'/></w:tblPr><w:tblGrid>"
    "<w:gridCol w:w='2000'/><w:gridCol w:w='2000'/></w:tblGrid><w:tr><w:trPr><w:trHeight w:val='300' w:hRule='exact'/></w:trPr>"
    f"<w:tc><w:tcPr><w:vMerge w:val='restart'/><w:shd w:val='pct20' w:fill='FFFFFF'/></w:tcPr>{PARAGRAPH}</w:tc><w:tc>{PARAGRAPH}"
    f"</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/><w:vMerge/></w:tcPr>{PARAGRAPH}</w:tc></w:tr></w:tbl>"
    "<w:p><w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='A'/></w:ddList>"
    "</w:ffData></w:fldChar></w:r><w:r><w:instrText>TOC</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>"
    f"{RUN}<w:r><w:fldChar w:fldCharType='end'/><w:sym w:char='F0B7'/><w:footnoteReference w:id='1'/></w:r></w:p>"
    "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><wp:positionH relativeFrom='page'>"
    "<wp:posOffset>100</wp:posOffset></wp:positionH><wp:extent cx='5000000' cy='3000000'/><wp:docPr id='1' name='x'/><a:graphic>"
    "<a:graphicData><wps:wsp><wps:spPr><a:solidFill><a:schemeClr val='bg1'><a:lumMod val='50000'/></a:schemeClr></a:solidFill>"
    f"</wps:spPr><wps:txbx><w:txbxContent>{PARAGRAPH}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
    "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style='width:10pt' fillcolor='#fff'><v:textbox><w:txbxContent>"
    f"{PARAGRAPH}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    "<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><dgm:relIds r:dm='d'/></a:graphicData></a:graphic></wp:inline>"
    "</w:drawing></w:r></w:p><w:altChunk r:id='k'/><w:sectPr><w:pgSz w:w='11906' w:h='16838'/></w:sectPr>"
)
LINKS = {
    "s": ("styles", "styles.xml"), "t": ("theme", "theme.xml"), "f": ("footnotes", "footnotes.xml"),
    "x": ("customXml", "item1.xml"), "d": ("diagramData", "data.xml"), "k": ("aFChunk", "chunk.htm"),
    "e": ("settings", "settings.xml"), "g": ("glossaryDocument", "glossary.xml"),
}  # fmt: skip
STYLES = (
    "<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='22'/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type='paragraph' "
    "w:styleId='p' w:default='1'><w:name w:val='heading 1'/><w:basedOn w:val='q'/><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='q'><w:basedOn w:val='p'/></w:style><w:style w:type='character' w:styleId='c'><w:rPr>"
    "<w:color w:themeColor='accent1' w:themeTint='80'/><w14:textFill><w14:noFill/></w14:textFill></w:rPr></w:style><w:style "
    "w:type='table' w:styleId='t'><w:tblStylePr w:type='firstRow'><w:tcPr><w:shd w:fill='000000'/></w:tcPr></w:tblStylePr></w:style>"
)
THEME = "<a:themeElements><a:clrScheme><a:lt1><a:sysClr lastClr='FFFFFF'/></a:lt1></a:clrScheme></a:themeElements>"
TOKENS = [
    b"<w:p>", b"</w:p>", b"<w:tbl>", b"<w:sdt><w:sdtContent>", b"</w:sdtContent></w:sdt>", b"<w:vanish/>", b"\0", b"\xff", b"&#0;",
    b"-1", b"99999999999999999999", b"1e400", b"NaN", b"''", b"<!DOCTYPE x>", b"<![CDATA[", b"\xef\xbb\xbf", b"../", b"PK\x03\x04",
]  # fmt: skip


def seed_files() -> dict[str, bytes]:
    """The parts of a small Word file that holds much of what Word files hold."""

    def part(root: str, inside: str) -> bytes:
        return f"<?xml version='1.0'?><{root} {SPACES}>{inside}</{root}>".encode()

    def links(entries: dict[str, tuple[str, str]]) -> bytes:
        lines = "".join(
            f"<Relationship Id='{name}' Type='{OOXML}/officeDocument/2006/relationships/{kind}' Target='{target}'/>"
            for name, (kind, target) in entries.items()
        )
        return f"<Relationships xmlns='{OOXML}/package/2006/relationships'>{lines}</Relationships>".encode()

    return {
        "_rels/.rels": links({"m": ("officeDocument", "word/document.xml")}),
        "word/document.xml": part("w:document", f"<w:body>{BODY}</w:body>"),
        "word/_rels/document.xml.rels": links(LINKS),
        "word/styles.xml": part("w:styles", STYLES),
        "word/theme.xml": part("a:theme", THEME),
        "word/settings.xml": part("w:settings", "<w:displayBackgroundShape/><w:clrSchemeMapping w:bg1='light1'/>"),
        "word/footnotes.xml": part("w:footnotes", f"<w:footnote w:id='1'>{PARAGRAPH}</w:footnote>"),
        "word/glossary.xml": part("w:glossaryDocument", "<w:docParts><w:docPart/></w:docParts>"),
        "word/data.xml": part(
            "dgm:dataModel", "<dgm:pt modelId='1'><dgm:t><a:p><a:t>Punkt</a:t></a:p></dgm:t></dgm:pt>"
        ),
        "word/item1.xml": b"<a><b>Wert</b></a>",
        "word/chunk.htm": b"<html><style>.a{display:none}</style><p class=a>x</p><table><tr><td>Text</table></html>",
    }


def broken(chance: random.Random) -> bytes:
    """A Word file with one to twelve changes."""
    files = seed_files()
    for _ in range(chance.randint(0, 8)):
        name = chance.choice(sorted(files))
        files[name] = _changed(files[name], chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        for name, data in files.items():
            if chance.random() > 0.02:
                archive.writestr(name, data)
    data = buffer.getvalue()
    for _ in range(chance.choice([0, 0, 1, 4])):
        data = _changed(data, chance)
    return data


def _changed(data: bytes, chance: random.Random) -> bytes:
    at, length = chance.randint(0, len(data)), chance.choice([1, 5, 50, 500])
    kind = chance.choice(["flip", "drop", "insert", "repeat", "cut", "swap", "swap", "move"])
    if kind == "flip":
        return data[:at] + bytes([chance.randint(0, 255)]) + data[at + 1 :]
    if kind == "drop":
        return data[:at] + data[at + length :]
    if kind == "insert":
        return data[:at] + chance.choice(TOKENS) * chance.choice([1, 1, 1, 200]) + data[at:]
    if kind == "repeat":
        return data[:at] + data[at : at + length] * chance.choice([2, 2, 300]) + data[at:]
    if kind == "cut":
        return data[:at] if chance.random() < 0.1 else data
    return _with_other_element(data, chance, moves=kind == "move")


def _with_other_element(data: bytes, chance: random.Random, *, moves: bool) -> bytes:
    """The value of an attribute, or with ``moves`` an element as a whole, taken over from another place."""
    pieces = data.split(b"'" if not moves else b"<")
    if len(pieces) < 4:
        return data
    one, other = (chance.randrange(1, len(pieces) - 1, 2 if not moves else 1) for _ in range(2))
    pieces[one] = pieces[other]
    return (b"'" if not moves else b"<").join(pieces)


def main() -> int:
    """Goes on for the minutes given."""
    import resource  # noqa: PLC0415 -- POSIX alone

    minutes, seed = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    outcomes: Counter[str] = Counter()
    slowest, end, crashed = 0.0, time.monotonic() + 60 * minutes, False
    while time.monotonic() < end:
        data = broken(random.Random(seed))  # noqa: S311 -- the same files on every run
        start = time.monotonic()
        try:
            read_bytes(data, name="a.docx", settings=Settings())
            outcomes["read"] += 1
        except NotAssessableError as error:
            outcomes[error.reason] += 1
        except Exception as error:  # noqa: BLE001 -- what this looks for
            outcomes[f"broke down: {type(error).__name__}"] += 1
            crashed = True
            Path(tempfile.gettempdir(), f"fuzz_word_{seed}.docx").write_bytes(data)
            traceback.print_exc()
        seconds = time.monotonic() - start
        slowest = max(slowest, seconds)
        if seconds > SLOW_SECONDS:
            outcomes["slow"] += 1
            crashed = True
        seed += 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{sum(outcomes.values())} files: {dict(outcomes)}; slowest {slowest:.2f} s; peak {memory} MB")
    return int(crashed)


if __name__ == "__main__":
    sys.exit(main())
