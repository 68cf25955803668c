from __future__ import annotations

import pytest

from s3align.errors import DamagedError, NoTextError, UnsupportedFileError
from s3align.reading.read import read_bytes
from s3align.record.document import Document, PassageKind
from s3align.settings import Settings

PROPOSAL = """# Grüne Logistik

Ein Absatz über
zwei Zeilen mit Kreislauf-
wirtschaft.

- erster Punkt
- zweiter Punkt

## Literatur

Meier 2020: Ein Buch.

## Ziele

| Jahr | Wert |
|------|------|
| 2025 | 7 |
"""


def read(text: str | bytes, name: str = "antrag.md", **settings: int) -> Document:
    data = text.encode() if isinstance(text, str) else text
    return read_bytes(data, name=name, settings=Settings(**settings))


def contents(document: Document) -> list[tuple[str, str]]:
    return [(passage.kind.value, document.text(passage)) for passage in document.passages]


def test_markdown_becomes_headings_paragraphs_items_and_tables() -> None:
    document = read(PROPOSAL)
    assert contents(document) == [
        ("heading", "Grüne Logistik"),
        ("body", "Ein Absatz über zwei Zeilen mit Kreislaufwirtschaft."),
        ("body", "- erster Punkt"),
        ("body", "- zweiter Punkt"),
        ("heading", "Literatur"),
        ("references", "Meier 2020: Ein Buch."),
        ("heading", "Ziele"),
        ("table", "Jahr Wert\n2025 7"),
    ]
    assert [(section.title, section.level) for section in document.sections] == [
        ("Grüne Logistik", 1),
        ("Literatur", 2),
        ("Ziele", 2),
    ]
    assert document.title == "Grüne Logistik"
    assert document.section_title(document.passages[1]) == "Grüne Logistik"


def test_a_form_feed_ends_a_page() -> None:
    document = read("Seite eins.\n\fSeite zwei.\n\f", "antrag.txt")
    assert [page.text for page in document.pages] == ["Seite eins.", "Seite zwei."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_umlauts_come_back_from_every_usual_encoding(encoding: str) -> None:
    assert read("Größe für Öl".encode(encoding), "antrag.txt").pages[0].text == "Größe für Öl"


def test_plain_text_headings_are_known_by_number_or_wording() -> None:
    document = read("3.2 Arbeitsplan\n\nWir arbeiten.\n\nFinanzierungsplan\n\n100 Euro\n\n4 Ziele\n\nViele.", "-")
    assert [(section.title, section.level) for section in document.sections] == [
        ("3.2 Arbeitsplan", 2),
        ("Finanzierungsplan", 1),
        ("4 Ziele", 1),
    ]
    assert [kind for kind, _ in contents(document)] == ["heading", "body", "heading", "budget", "heading", "body"]


def test_underlined_titles_are_headings() -> None:
    document = read("Titel\n=====\n\nText.\n\nZiele\n-----\n\nMehr.")
    assert [(section.title, section.level) for section in document.sections] == [("Titel", 1), ("Ziele", 2)]


def test_pages_beyond_the_limit_are_left_out_and_counted() -> None:
    document = read("eins\ftwo\fdrei", "a.txt", max_pages=2)
    assert len(document.pages) == 2
    assert document.pages_truncated_from == 3


def test_text_that_only_mentions_pdf_is_text() -> None:
    assert read("Eine PDF beginnt mit %PDF-1.7.", "notiz.md").passages[0].kind is PassageKind.BODY


def test_an_empty_file_is_damaged() -> None:
    with pytest.raises(DamagedError, match=r"'leer\.txt' is empty"):
        read(b"", "leer.txt")


@pytest.mark.parametrize("text", ["\u200b\u200b", "  \n", "-----\n\n----\n", "\f\f"])
def test_a_file_of_marks_only_has_no_text(text: str) -> None:
    with pytest.raises(NoTextError, match=r"'leer\.txt' holds no text"):
        read(text, "leer.txt")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "bild.png", "a PNG picture"),
        (b"\x00\x01\x02\x03", "daten", "a binary file"),
        (b"<html></html>", "seite.html", "of type '.html'"),
    ],
)
def test_other_kinds_are_named_and_the_accepted_ones_listed(data: bytes, name: str, kind: str) -> None:
    with pytest.raises(UnsupportedFileError, match=r"PDF, Word .* plain text .* Markdown") as caught:
        read(data, name)
    assert kind in str(caught.value)
    assert name in str(caught.value)
