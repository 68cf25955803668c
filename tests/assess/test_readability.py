"""What was read of a file reaches the record, and too little of it gives no score."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from s3align import check
from s3align.analysis.passages import analyse
from s3align.assess.assess import assess
from s3align.errors import NoTextError
from s3align.pipeline import default_pipeline
from s3align.record.assessment import Reason
from s3align.record.document import Document, HiddenText, Page, PageQuality, Passage
from s3align.settings import Settings

TEXT = (
    "Das Krankenhaus erprobt mit einer Hochschule die Therapie von Patientinnen und Patienten nach einem Schlaganfall. "
    "Ärztinnen, Pflegekräfte und ein Hersteller von Medizinprodukten begleiten die klinische Studie auf drei Stationen. "
    "Die Rehabilitation beginnt früher, und die Ergebnisse werden in zwei weiteren Kliniken der Region geprüft."
)


def document(*qualities: PageQuality, hidden: tuple[HiddenText, ...] = ()) -> Document:
    readable = (PageQuality.TEXT, PageQuality.RECOGNISED)
    pages = tuple(
        Page(
            number,
            TEXT if quality in readable else "",
            quality,
            confidence=0.9 if quality is PageQuality.RECOGNISED else None,
        )
        for number, quality in enumerate(qualities, start=1)
    )
    passages = tuple(Passage(page.number, 0, len(page.text)) for page in pages if page.text)
    return Document("antrag.pdf", "0" * 64, pages, passages, hidden=hidden)


def assessed(read: Document):
    assessor = default_pipeline().assessor()
    return assess(read, analyse(read, assessor.analyser), assessor, Settings())


def test_every_page_has_a_verdict_in_the_record():
    facts = assessed(document(PageQuality.TEXT, PageQuality.RECOGNISED, PageQuality.SCAN)).document
    assert [(entry.quality, entry.pages, entry.confidence) for entry in facts.page_quality] == [
        ("text", (1,), None),
        ("recognised", (2,), 0.9),
        ("scan", (3,), None),
    ]
    assert facts.pages_without_text == (3,)


def test_evidence_from_a_picture_says_how_sure_the_recognition_is():
    health = assessed(document(PageQuality.RECOGNISED)).theme("health")
    assert {card.confidence for card in health.evidence} == {0.9}


def test_a_score_is_withheld_where_most_pages_cannot_be_read():
    scans = [PageQuality.SCAN, PageQuality.GARBLED]
    with pytest.raises(NoTextError, match=r"3 pages.*2 cannot be read.*Tesseract"):
        assessed(document(PageQuality.TEXT, *scans))
    assert assessed(document(PageQuality.TEXT, PageQuality.TEXT, *scans)).themes
    assert assessed(document(PageQuality.TEXT, *[PageQuality.EMPTY] * 5)).themes


def test_hidden_text_is_noted_with_page_and_quote_and_marks_of_programs_are_not():
    hidden = (
        HiddenText(1, "white", "Wasserstoff Batterie Recycling Ökostrom Windkraft", 5),
        HiddenText(1, "white", "7", 1),
    )
    notes = assessed(document(PageQuality.TEXT, hidden=hidden)).integrity
    assert [(note.kind, note.page) for note in notes] == [("hidden_white", 1)]
    assert "Batterie" in notes[0].quote


def test_white_text_raises_no_score():
    sys.path.insert(0, str(Path(__file__).parents[1] / "reading"))
    from builders import both, lines, pdf  # noqa: PLC0415

    words = TEXT.split()
    shown = [" ".join(words[start : start + 9]) for start in range(0, len(words), 9)]
    concealment = ["Wasserstoff Elektrolyse Brennstoffzelle Kreislaufwirtschaft Recycling Photovoltaik"] * 12

    def white(canvas) -> None:
        canvas.setFillGray(1)
        lines(concealment, top=400)(canvas)
        canvas.setFillGray(0)

    honest, gamed = (check(pdf(both(lines(shown), extra)), name="a.pdf") for extra in (lines([]), white))
    assert gamed.theme("green-tech").sureness == pytest.approx(honest.theme("green-tech").sureness, abs=0.005)
    assert any(note.kind == "hidden_white" for note in gamed.integrity)
    assert check(pdf(white), name="a.pdf").reason is Reason.NO_TEXT


def test_advice_tells_what_is_said_where_it_does_not_count_from_what_is_said_nowhere():
    text = f"# Vorhaben\n\n{TEXT}\n\n# Kostenplan\n\nTelemedizin und elektronische Patientenakte: 40.000 Euro.\n"
    advice = {entry.subtopic: entry.elsewhere for entry in check(text.encode(), name="a.md").questions}
    assert advice["digital_health"] == 1
    assert None in advice.values()
