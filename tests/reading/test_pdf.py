from __future__ import annotations

import io
import itertools
from pathlib import Path

import pytest
from builders import SENTENCES, both, chapter, checkbox, lines, pdf, picture, rewritten, text_field
from pypdf import PdfWriter

from s3align.errors import DamagedError, EncryptedError, NoTextError, TooLargeError, UsageError
from s3align.reading.read import read_bytes, read_document
from s3align.record.document import Document, PageQuality, PassageKind
from s3align.settings import Settings

PARAGRAPH = " ".join(SENTENCES)


def read(data: bytes, password: str | None = None, **settings: int) -> Document:
    return read_bytes(data, name="antrag.pdf", settings=Settings(**settings), password=password)


def texts(document: Document, kind: PassageKind) -> list[str]:
    return [document.text(passage) for passage in document.passages if passage.kind is kind]


def test_passages_lie_in_order_without_overlap() -> None:
    document = read(pdf(chapter("1 Ziele"), chapter("2 Arbeitsplan")))
    for page in document.pages:
        spans = [(p.start, p.end) for p in document.passages if p.page == page.number]
        assert all(start < end <= len(page.text) for start, end in spans)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


def test_lines_become_paragraphs_and_large_bold_lines_headings() -> None:
    document = read(pdf(chapter("1 Ziele des Vorhabens"), chapter("1.1 Arbeitsplan")))
    assert texts(document, PassageKind.BODY) == [PARAGRAPH, PARAGRAPH]
    assert [(s.title, s.level, s.page) for s in document.sections] == [
        ("1 Ziele des Vorhabens", 1, 1),
        ("1.1 Arbeitsplan", 2, 2),
    ]
    assert [document.section_title(passage) for passage in document.passages][-1] == "1.1 Arbeitsplan"


def test_gaps_indents_and_bullets_part_paragraphs() -> None:
    document = read(
        pdf(both(lines(SENTENCES), lines(SENTENCES, top=710), lines(["• erster Punkt", "• zweiter Punkt"], top=650)))
    )
    assert texts(document, PassageKind.BODY) == [PARAGRAPH, PARAGRAPH, "• erster Punkt", "• zweiter Punkt"]


def test_a_word_broken_at_a_line_end_is_whole_again() -> None:
    document = read(pdf(lines(["Das Ziel ist die regionale und gemeinsame Kreislauf-", "wirtschaft in allen Städten"])))
    assert document.pages[0].text == "Das Ziel ist die regionale und gemeinsame Kreislaufwirtschaft in allen Städten"


def test_running_headers_footers_and_page_numbers_are_furniture() -> None:
    def page(number: int) -> object:
        header = lines(["GreenEconomy.IN.NRW – Antrag"], top=820, font=("Helvetica", 8))
        footer = lines([f"Seite {number} von 4"], top=30, font=("Helvetica", 8))
        return both(header, chapter(f"{number} Kapitel {'ABCD'[number - 1]}"), footer)

    document = read(pdf(*(page(number) for number in range(1, 5))))
    assert texts(document, PassageKind.FURNITURE) == [
        text for number in range(1, 5) for text in ("GreenEconomy.IN.NRW – Antrag", f"Seite {number} von 4")
    ]
    assert texts(document, PassageKind.BODY) == [PARAGRAPH] * 4


def test_two_columns_are_read_one_after_the_other() -> None:
    left = ["Die linke Spalte beginnt hier", "und endet ohne einen"]
    right = ["Zeilenumbruch dazwischen, denn", "die rechte folgt danach."]
    document = read(pdf(both(lines(left), lines(right, left=320))))
    assert document.pages[0].text.replace("\n", " ") == " ".join([*left, *right])


def test_headings_written_last_are_put_above_their_text() -> None:
    document = read(pdf(both(lines(SENTENCES, top=700), lines(["Ziele"], top=740, font=("Helvetica-Bold", 15)))))
    assert document.pages[0].text == f"Ziele\n{PARAGRAPH}"


def test_a_table_of_contents_is_no_text() -> None:
    entries = [f"{number} Kapitel {'.' * 60} {number + 2}" for number in range(1, 5)]
    document = read(pdf(both(chapter("Inhaltsverzeichnis", entries)), chapter("1 Kapitel")))
    assert texts(document, PassageKind.CONTENTS) == ["\n".join(entries)]
    assert [section.title for section in document.sections] == ["Inhaltsverzeichnis", "1 Kapitel"]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("5 Kosten- und Finanzierungsplan", PassageKind.BUDGET),
        ("Angaben zu den Projektbeteiligten", PassageKind.PARTNERS),
        ("Sonstige Angaben und Erklärungen", PassageKind.FORMALITIES),
        ("Literaturverzeichnis", PassageKind.REFERENCES),
        ("References", PassageKind.REFERENCES),
        ("Consortium", PassageKind.PARTNERS),
        ("IT-Sicherheit und Datenschutz", PassageKind.BODY),
        ("Finanzierung der Wasserstoffwirtschaft", PassageKind.BODY),
    ],
)
def test_a_section_title_tells_the_kind_of_its_text(heading: str, kind: PassageKind) -> None:
    document = read(pdf(chapter(heading), chapter("6 Ziele")))
    assert [passage.kind for passage in document.passages] == [
        PassageKind.HEADING,
        kind,
        PassageKind.HEADING,
        PassageKind.BODY,
    ]


def test_the_outline_names_headings_that_look_like_text() -> None:
    titles = ["Ausgangslage", "Arbeitsplan", "Wirkung"]
    data = pdf(*(both(lines([title]), lines(SENTENCES, top=740)) for title in titles))

    def add_outline(writer: PdfWriter) -> None:
        for number, title in enumerate(titles):
            writer.add_outline_item(title=title, page_number=number)

    document = read(rewritten(data, add_outline))
    assert [(section.title, section.page) for section in document.sections] == [
        (title, number) for number, title in enumerate(titles, start=1)
    ]


def test_form_values_follow_the_page_text_behind_labels_that_do_not_count() -> None:
    form = both(
        lines(["Antragsformular"]),
        text_field("ziel", "Grüner Wasserstoff für Hamm", tooltip="Projektziel"),
        checkbox("kmu", "KMU beteiligt", checked=True),
        checkbox("andere", "Andere", checked=False),
    )
    document = read(pdf(form))
    assert texts(document, PassageKind.FORM_FIELD) == ["Grüner Wasserstoff für Hamm"]
    assert texts(document, PassageKind.PROMPT) == ["Projektziel:", "KMU beteiligt:", "Yes"]
    assert document.pages[0].text.startswith("Antragsformular\nProjektziel:")


def test_a_page_with_nothing_but_form_values_can_be_judged() -> None:
    document = read(pdf(text_field("ziel_des_projekts", "Logistik")))
    assert document.pages[0].quality is PageQuality.FORM_ONLY
    assert document.pages[0].text == "ziel des projekts:\nLogistik"
    assert texts(document, PassageKind.FORM_FIELD) == ["Logistik"]


def test_scanned_and_empty_pages_are_told_apart() -> None:
    document = read(pdf(lines(SENTENCES), picture, both(picture, lines(["3"])), lines([])))
    assert [page.quality for page in document.pages] == [
        PageQuality.TEXT,
        PageQuality.SCAN,
        PageQuality.SCAN,
        PageQuality.EMPTY,
    ]


def test_a_scan_without_any_text_asks_for_text_recognition() -> None:
    with pytest.raises(NoTextError, match=r"'antrag\.pdf' \(pages: 2 scanned.*OCR"):
        read(pdf(picture, picture))


def test_labels_attachments_metadata_and_title_are_kept() -> None:
    def change(writer: PdfWriter) -> None:
        writer.set_page_label(0, 0, style="/r")
        writer.set_page_label(1, 1, style="/D", start=1)
        writer.add_attachment("plan.csv", b"a;b")

    document = read(rewritten(pdf(chapter("Mein Antrag"), chapter("Ziele"), title="Mein Antrag"), change))
    assert [(page.number, page.label) for page in document.pages] == [(1, "i"), (2, "1")]
    assert document.attachments == ("plan.csv",)
    assert document.title == document.metadata["Title"] == "Mein Antrag"


def test_a_title_that_only_the_file_names_gives_way_to_the_printed_one():
    assert read(pdf(chapter("Titel"), chapter("Ziele"), title="Mein Antrag")).title == "Titel"


def test_without_a_title_in_the_file_the_largest_text_of_the_first_page_is_it() -> None:
    first = both(lines(["Skizze vom Mai"]), chapter("Grüne Logistik in Hamm", top=720, size=22))
    assert read(pdf(first, title="untitled")).title == "Grüne Logistik in Hamm"


def test_a_protected_file_wants_its_password() -> None:
    data = rewritten(pdf(lines(SENTENCES)), lambda writer: writer.encrypt("geheim", algorithm="RC4-128"))
    with pytest.raises(EncryptedError, match=r"'antrag\.pdf' is protected"):
        read(data)
    with pytest.raises(EncryptedError, match=r"password does not open the PDF 'antrag\.pdf'"):
        read(data, password="falsch")  # noqa: S106
    assert read(data, password="geheim").pages[0].text == PARAGRAPH  # noqa: S106


def test_a_file_without_pages_is_damaged_whatever_was_read_before() -> None:
    empty, protected = (
        io.BytesIO(),
        rewritten(pdf(lines(SENTENCES)), lambda writer: writer.encrypt("geheim", algorithm="RC4-128")),
    )
    PdfWriter().write(empty)
    for before in (b"kein PDF", protected):
        with pytest.raises((DamagedError, EncryptedError)):
            read(before)
        with pytest.raises(DamagedError):
            read(empty.getvalue())


@pytest.mark.parametrize("data", [b"%PDF-1.7\n" + bytes(range(256)), b"kein PDF"])
def test_a_broken_file_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedError, match=r"'antrag\.pdf'"):
        read(data)


def test_every_prefix_of_a_file_ends_in_a_document_or_a_named_error() -> None:
    whole = pdf(chapter("1 Ziele"))
    for end in range(0, len(whole), 97):
        try:
            document = read(whole[:end])
        except (DamagedError, NoTextError):
            continue
        assert document.pages


def test_too_many_bytes_are_refused_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "gross.pdf"
    path.write_bytes(pdf(chapter("Ziele")))
    with pytest.raises(TooLargeError, match=r"'gross\.pdf' has .* MB; the limit is 0\.0 MB"):
        read_document(path, settings=Settings(max_file_bytes=1000))


def test_pages_and_characters_beyond_the_limits_are_left_out() -> None:
    data = pdf(*[lines(SENTENCES)] * 4)
    document = read(data, max_pages=3)
    assert (len(document.pages), document.pages_truncated_from) == (3, 4)
    long = pdf(*[lines(SENTENCES * 8)] * 4)
    assert len(read(long).pages[0].text) > 1_000
    assert len(read(long, max_characters=1_000).pages) < 4
    assert len(read(long, max_characters_per_page=1_000).pages[0].text) <= 1_000


def test_a_path_is_read_like_its_bytes_and_a_missing_one_is_a_usage_error(tmp_path: Path) -> None:
    path = tmp_path / "antrag.pdf"
    path.write_bytes(pdf(chapter("Ziele")))
    assert read_document(path, settings=Settings()) == read(path.read_bytes())
    with pytest.raises(UsageError, match="does not exist"):
        read_document(tmp_path / "fehlt.pdf", settings=Settings())
    with pytest.raises(UsageError, match="folder"):
        read_document(tmp_path, settings=Settings())
