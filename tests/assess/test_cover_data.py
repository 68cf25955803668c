"""What a proposal says of itself: title, applicant, date. Forms are built by code; each case has a twin that names nothing."""

from __future__ import annotations

import pytest

from s3align.assess.cover_data import LONGEST_TITLE, cover_data
from s3align.record.assessment import DateSource
from s3align.record.document import Document, Page, Passage, PassageKind


def document(
    *lines: str, title: str | None = None, metadata: dict[str, str] | None = None, kinds=(), last=()
) -> Document:
    """A document with a passage for each line; ``last`` are the lines of a further page."""
    pages, passages = [], []
    for number, page_lines in enumerate(filter(None, (lines, last)), start=1):
        text, start = "\n".join(page_lines), 0
        for index, line in enumerate(page_lines):
            kind = kinds[index] if number == 1 and index < len(kinds) else PassageKind.BODY
            passages.append(Passage(number, start, start + len(line), kind))
            start += len(line) + 1
        pages.append(Page(number, text))
    return Document("a.pdf", "0" * 64, tuple(pages), tuple(passages), title=title, metadata=metadata or {})


@pytest.mark.parametrize(
    ("line", "applicant"),
    [
        ("Antragsteller: Ofenverein Mitte e. V., Witten", "Ofenverein Mitte e. V., Witten"),
        ("Antragstellerin und Sprecherin Stadt Beispiel, Amt für Sport", "Stadt Beispiel, Amt für Sport"),
        ("A1 Antragstellerin (Konsortialführung) Klinikum Muster gGmbH", "Klinikum Muster gGmbH"),
        ("1.2 Verbundführer Galvanik Beispiel GmbH, Marl", "Galvanik Beispiel GmbH, Marl"),
        ("Antragsteller/-in: Muster & Söhne KG", "Muster & Söhne KG"),
        ("Koordination: Institut für Beispiele; Partner: Muster AG", "Institut für Beispiele"),
        (
            "Antragsteller ist der Pflegeverein Beispiel e. V. in Lünen. Uns gibt es seit 1974.",
            "Pflegeverein Beispiel e. V. in Lünen",
        ),
        ("Muster Maschinenbau KG, Witten (Antragstellerin, Leitung: Frau Beispiel)", "Muster Maschinenbau KG, Witten"),
        ("Lead partner: University of Examples", "University of Examples"),
        ("Applicant City of Sample, Office for Roads", "City of Sample, Office for Roads"),
    ],
)
def test_the_applicant_is_who_the_form_names(line, applicant):
    assert cover_data(document("Ein Titel", line)).applicant == applicant


@pytest.mark.parametrize(
    "line",
    [
        "Antragsteller werden gebeten, das Formular vollständig auszufüllen.",
        "Antragsteller:",
        "Antragstellerin: ____________",
        "Koordinationstreffen finden jeden Monat statt.",
        "Die Antragstellerin hat das Verfahren 2021 entwickelt.",
        "AP 9, Koordination (Monat 1–36)",
        "Applicants are asked to use this form.",
    ],
)
def test_no_applicant_is_made_of_other_sentences(line):
    assert cover_data(document("Ein Titel", line, "Laufzeit: 36 Monate")).applicant is None


def test_a_name_may_stand_below_its_field_and_go_on_in_the_next_line():
    below = document("A1 Antragstellerin", "(Konsortialführung)", "Klinikum Muster gGmbH, Beispiel")
    assert cover_data(below).applicant == "Klinikum Muster gGmbH, Beispiel"
    broken = document("Koordination Muster Elektromotorenbau", "GmbH, Beispiel", "Laufzeit 36 Monate")
    assert cover_data(broken).applicant == "Muster Elektromotorenbau GmbH, Beispiel"


def test_a_form_field_is_answered_by_the_passage_behind_its_name():
    kinds = (PassageKind.PROMPT, PassageKind.FORM_FIELD)
    assert cover_data(document("Antragsteller:", "Turnverein Beispiel", kinds=kinds)).applicant == "Turnverein Beispiel"


def test_fields_on_one_line_are_told_apart():
    found = cover_data(document("Titel", "Antragsteller: Muster GmbH, Unna **Datum: 12.03.2025** Ort: Unna"))
    assert (found.applicant, found.dated) == ("Muster GmbH, Unna", "2025-03-12")


def test_an_empty_field_does_not_take_the_answer_of_the_next():
    assert cover_data(document("Antragsteller:", "Laufzeit: 36 Monate")).applicant is None


def test_a_title_in_a_field_goes_before_that_of_the_form():
    found = cover_data(
        document("Antrag auf Förderung", "Titel des Projekts: Wege im Grünen", title="Antrag auf Förderung")
    )
    assert found.title == "Wege im Grünen"


def test_a_title_of_the_file_counts_only_where_it_is_printed():
    assert cover_data(document("WEGE IM GRÜ-", "NEN", title="Wege im Grünen")).title == "Wege im Grünen"
    assert cover_data(document("Ein Bericht über Chöre", title="Wege im Grünen")).title is None


def test_a_short_title_stands_in_where_there_is_no_other():
    assert cover_data(document("Kurztitel: WEGE", "Laufzeit: 36 Monate")).title == "WEGE"


def test_a_long_title_is_cut_at_a_word():
    title = cover_data(document("Titel: " + "Wege " * 90)).title
    assert title is not None
    assert len(title) <= LONGEST_TITLE
    assert title.endswith("Wege …")


@pytest.mark.parametrize(
    ("line", "dated"),
    [
        ("Stand: 12.03.2026", "2026-03-12"),
        ("Stand 3. März 2026", "2026-03-03"),
        ("Fassung vom 2026-02-01", "2026-02-01"),
        ("Stand: September 2025", "2025-09"),
        ("Version 2, Stand: 1.2.2026", "2026-02-01"),
        ("Date: 3 May 2026", "2026-05-03"),
        ("Submitted on May 3, 2026", "2026-05-03"),
    ],
)
def test_the_date_is_the_one_that_the_document_names(line, dated):
    found = cover_data(document("Ein Titel", line, metadata={"CreationDate": "D:20200101000000Z"}))
    assert (found.dated, found.dated_by) == (dated, DateSource.TEXT)


@pytest.mark.parametrize(
    "line", ["Laufzeit: 01.05.2026 – 30.04.2029", "Stand der Technik 2024", "Stand: 45.13.2026", "Im Mai 2024"]
)
def test_other_dates_are_not_taken_for_that_of_the_document(line):
    assert cover_data(document("Ein Titel", line)).dated is None


def test_a_signature_dates_the_document():
    assert (
        cover_data(document("Ein Titel", last=("Beispielstadt, den 14. November 2025", "Frau Muster"))).dated
        == "2025-11-14"
    )


def test_the_date_of_the_file_is_marked_as_such():
    found = cover_data(document("Ein Titel", metadata={"CreationDate": "D:20260304101500+01'00'"}))
    assert (found.dated, found.dated_by) == ("2026-03-04", DateSource.FILE)
    assert cover_data(document("Ein Titel", metadata={"CreationDate": "D:00000000"})).dated is None
