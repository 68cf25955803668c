"""Word and OpenDocument files as applicants make them."""

from __future__ import annotations

import io
import zipfile

import docx
import odfdo
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from hostile import archive, opendocument

from s3align import check
from s3align.errors import DamagedError, EncryptedError, NoTextError, UnsupportedFileError
from s3align.reading.read import read_bytes
from s3align.record.document import Document, PassageKind
from s3align.settings import Settings

PROSE = "Das Vorhaben erprobt die Therapie von Patientinnen nach einem Schlaganfall in zwei Krankenhäusern der Region."


def read(data: bytes, name: str = "antrag.docx", **settings: int) -> Document:
    return read_bytes(data, name=name, settings=Settings(**settings))


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def texts(document: Document, *kinds: PassageKind) -> list[str]:
    return [document.text(entry) for entry in document.passages if not kinds or entry.kind in kinds]


def test_headings_paragraphs_and_page_breaks_of_a_word_file():
    word = docx.Document()
    word.add_heading("Ziele", 1)
    word.add_paragraph(PROSE)
    word.add_heading("Arbeitsplan", 2)
    paragraph = word.add_paragraph("Erster Teil.")
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    word.add_paragraph("Auf der zweiten Seite.")
    word.core_properties.title = "Schneller gesund"
    document = read(saved(word))
    assert [(entry.title, entry.level, entry.page) for entry in document.sections] == [
        ("Ziele", 1, 1),
        ("Arbeitsplan", 2, 1),
    ]
    assert document.title == "Schneller gesund"
    assert len(document.pages) == 2
    assert "zweiten Seite" in document.pages[1].text


def test_a_bold_numbered_line_is_a_heading():
    word = docx.Document()
    word.add_paragraph().add_run("2.1 Stand der Technik").bold = True
    word.add_paragraph(PROSE)
    assert [(entry.title, entry.level) for entry in read(saved(word)).sections] == [("2.1 Stand der Technik", 2)]


def change(paragraph, tag: str, text: str):
    """Puts a tracked insertion or deletion behind a paragraph's text."""
    mark = OxmlElement(tag)
    mark.set(qn("w:id"), "1")
    run = OxmlElement("w:r")
    words = OxmlElement("w:delText" if tag == "w:del" else "w:t")
    words.text = text
    run.append(words)
    mark.append(run)
    paragraph._p.append(mark)


def test_tracked_changes_count_as_accepted_and_comments_do_not_count():
    word = docx.Document()
    paragraph = word.add_paragraph("Wir planen ")
    change(paragraph, "w:del", "zwei")
    change(paragraph, "w:ins", "drei")
    run = paragraph.add_run(" Anlagen.")
    word.add_comment([run], text="Bitte prüfen", author="X", initials="X")
    assert texts(read(saved(word))) == ["Wir planen drei Anlagen."]


def test_text_boxes_and_content_controls_are_read():
    word = docx.Document()
    box = parse_xml(
        f"<w:r {nsdecls('w')}><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
        "<w:p><w:r><w:t>Im Kasten</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    word.add_paragraph("Davor")._p.append(box)
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Im Formularfeld</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    word.element.body.insert(1, control)
    assert texts(read(saved(word))) == ["Davor", "Im Kasten", "Im Formularfeld"]


def test_tables_stay_readable_and_prose_in_cells_becomes_paragraphs():
    word = docx.Document()
    table = word.add_table(3, 2)
    for number, words in enumerate(["Jahr", "Euro", "2027", "1.000", "Beschreibung", f"{PROSE} {PROSE}"]):
        table.cell(number // 2, number % 2).text = words
    document = read(saved(word))
    assert texts(document, PassageKind.TABLE) == ["Jahr Euro\n2027 1.000"]
    assert texts(document, PassageKind.BODY) == ["Beschreibung", f"{PROSE} {PROSE}"]


@pytest.mark.parametrize("concealment", ["invisible", "white", "tiny"])
def test_hidden_text_of_a_word_file_is_left_out_and_noted(concealment):
    word = docx.Document()
    word.add_paragraph(PROSE)
    run = word.add_paragraph().add_run("Wasserstoff Batterie Recycling Photovoltaik Windkraft")
    if concealment == "invisible":
        run.font.hidden = True
    elif concealment == "white":
        run.font.color.rgb = RGBColor(255, 255, 255)
    else:
        run.font.size = Pt(1)
    document = read(saved(word))
    assert texts(document) == [PROSE]
    assert [(entry.concealment, entry.page, entry.words) for entry in document.hidden] == [(concealment, 1, 5)]


def odt(*elements) -> bytes:
    document = odfdo.Document("text")
    document.body.clear()
    for element in elements:
        document.body.append(element)
    return saved(document)


def test_an_opendocument_text_is_read_with_headings_and_tables():
    table = odfdo.Table("T")
    table.set_values([["Jahr", "Euro"], ["2027", "1000"]])
    data = odt(odfdo.Header(2, "Ziele"), odfdo.Paragraph(f"{PROSE}  Und\tmehr."), table)
    document = read(data, "antrag.odt")
    assert [(entry.title, entry.level) for entry in document.sections] == [("Ziele", 2)]
    assert texts(document, PassageKind.BODY) == [f"{PROSE} Und mehr."]
    assert texts(document, PassageKind.TABLE) == ["Jahr Euro\n2027 1000"]


def test_deleted_text_and_notes_of_an_opendocument_file_do_not_count():
    body = (
        b"<text:tracked-changes><text:changed-region><text:deletion><text:p>Geloescht</text:p></text:deletion>"
        b"</text:changed-region></text:tracked-changes>"
        b"<text:p>Vorne<office:annotation><text:p>Bitte lesen</text:p></office:annotation> hinten</text:p>"
    )
    document = read(with_parts(opendocument(body)), "antrag.odt")
    assert texts(document) == ["Vorne hinten"]


def with_parts(data: bytes) -> bytes:
    """The bare parts in the packaging that odfdo wants."""
    blank = saved(odfdo.Document("text"))
    with zipfile.ZipFile(io.BytesIO(blank)) as old, zipfile.ZipFile(io.BytesIO(data)) as new:
        files = {name: old.read(name) for name in old.namelist()}
        return archive({**files, "content.xml": new.read("content.xml")})


def test_an_encrypted_opendocument_file_says_so():
    with pytest.raises(EncryptedError, match=r"a\.odt.*password"):
        read(opendocument(b"", manifest=b"<manifest:encryption-data/>"), "a.odt")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (archive({"xl/workbook.xml": b"<x/>"}), UnsupportedFileError),
        (archive({"word/document.xml": b"<x/>"}), DamagedError),
        (b"PK\x03\x04....", DamagedError),
        (saved(docx.Document()), NoTextError),
        (saved(odfdo.Document("spreadsheet")), UnsupportedFileError),
    ],
)
def test_other_archives_are_refused_with_a_reason(data, error):
    with pytest.raises(error, match=r"datei\.x"):
        read(data, "datei.x")


def test_a_word_file_is_judged_like_any_other():
    word = docx.Document()
    for sentence in range(4):
        word.add_paragraph(
            PROSE.replace("zwei", str(sentence + 2)) + " Ärztinnen und Pflegekräfte begleiten die Studie."
        )
    assert check(saved(word), name="antrag.docx").overall.primary == "health"
