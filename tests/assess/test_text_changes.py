"""What was taken out of the whole text and put into it is listed; what was only moved or set anew is not."""

from __future__ import annotations

import pytest

from s3align.assess.text_changes import OneSided, text_changes
from s3align.example import build_example
from s3align.reading.read import read_bytes
from s3align.record.document import Document
from s3align.settings import Settings

TITLE = "# Pakete mit dem Lastenrad\n\n"
AIM = """## 1 Ziel

Ein Mikrodepot am Güterbahnhof nimmt Pakete an, Lastenräder liefern sie auf der letzten Meile aus.

Die Tourenplanung bündelt Sendungen mehrerer Dienste, und der Umschlag wird in Echtzeit verfolgt.

"""
WORK = """## 2 Arbeitspaket Werkstatt

Zwei Mechanikerinnen warten die Räder nachts, damit morgens alle fahrbereit vor der Halle stehen.

Ersatzteile lagern im Keller des alten Stellwerks, das die Genossenschaft seit Jahren gemietet hat.

"""
RISKS = """## 3 Risiken

Fällt im Winter ein Depot aus, so übernimmt das benachbarte Lager seine Sendungen für höchstens drei Tage.

| Risiko | Maß | Frist |
|---|---|---|
| Glatteis | Spikes | 24 Tage |
| Diebstahl | Schlösser | 36 Tage |
"""
WHOLE = TITLE + AIM + WORK + RISKS


def read(text: str) -> Document:
    return read_bytes(text.encode(), name="a.md", settings=Settings())


def sides(old: str, new: str, **limits: int) -> tuple[OneSided, OneSided]:
    changes = text_changes(read(old), read(new), **limits)
    return changes.removed, changes.added


def words(side: OneSided) -> list[str]:
    return [
        entry.quote[span.start : span.end]
        for section in side.sections
        for entry in section.paragraphs
        for span in entry.own
    ]


@pytest.mark.parametrize(
    "new",
    [
        WHOLE,
        TITLE + RISKS + "\n" + WORK + AIM,
        WHOLE.replace("## 3", "## 4").replace("## 2", "## 3"),
        WHOLE.replace("Lastenräder liefern", "Lastenräder\nliefern"),
    ],
    ids=["unchanged", "chapters in another order", "numbered anew", "broken anew"],
)
def test_text_that_was_only_moved_or_set_anew_has_no_change(new):
    assert text_changes(read(WHOLE), read(new)).is_empty


def test_the_same_text_as_pdf_has_no_change():
    changes = text_changes(read(WHOLE), read_bytes(build_example(WHOLE), name="a.pdf", settings=Settings()))
    assert [words(changes.removed), words(changes.added)] == [[], []]


def test_a_paragraph_taken_out_is_listed_with_its_place_and_nothing_else():
    gone = "Ersatzteile lagern im Keller des alten Stellwerks, das die Genossenschaft seit Jahren gemietet hat."
    removed, added = sides(WHOLE, WHOLE.replace(gone, ""))
    assert added.is_empty
    (section,) = removed.sections
    assert (section.title, section.is_whole) == ("2 Arbeitspaket Werkstatt", False)
    assert [(entry.page, entry.quote, entry.share) for entry in section.paragraphs] == [(1, gone, 1.0)]
    assert (removed.whole_sections, removed.whole_paragraphs, removed.parts) == (0, 1, 0)


def test_a_section_taken_out_or_put_in_is_whole_and_counted_once():
    removed, added = sides(WHOLE, TITLE + AIM + RISKS)
    assert [(entry.title, entry.is_whole, len(entry.paragraphs)) for entry in removed.sections] == [
        ("2 Arbeitspaket Werkstatt", True, 2)
    ]
    assert (removed.whole_sections, removed.whole_paragraphs, removed.parts) == (1, 0, 0)
    assert added.is_empty
    removed, added = sides(TITLE + AIM + RISKS, WHOLE)
    assert removed.is_empty
    assert added.whole_sections == 1


def test_a_section_of_which_a_paragraph_stays_or_whose_heading_stays_is_not_whole():
    kept = "Zwei Mechanikerinnen warten die Räder nachts, damit morgens alle fahrbereit vor der Halle stehen."
    removed, _ = sides(WHOLE, TITLE + AIM + kept + "\n\n" + RISKS)
    assert (removed.whole_sections, removed.whole_paragraphs) == (0, 2)
    other = (
        "## 2 Arbeitspaket Werkstatt\n\nEin Dienstleister holt beschädigte Fahrzeuge ab und bringt Ersatz dafür.\n\n"
    )
    removed, added = sides(WHOLE, TITLE + AIM + other + RISKS)
    assert (removed.whole_sections, removed.whole_paragraphs) == (0, 2)
    assert (added.whole_sections, added.whole_paragraphs) == (0, 1)


def test_of_a_reworded_paragraph_the_other_words_alone_are_listed():
    removed, added = sides(WHOLE, WHOLE.replace("übernimmt", "verteilt"))
    assert [words(removed), words(added)] == [["übernimmt"], ["verteilt"]]
    assert (removed.parts, added.parts) == (1, 1)


def test_a_word_that_went_from_one_sentence_into_another_is_a_change_of_both():
    moved = WHOLE.replace("die Räder nachts, damit", "die Räder, damit").replace(
        "Sendungen mehrerer", "nachts Sendungen mehrerer"
    )
    removed, added = sides(WHOLE, moved)
    assert "nachts" in " ".join(words(removed))
    assert "nachts" in " ".join(words(added))


def test_a_figure_of_a_table_that_changed_is_listed_and_a_row_that_moved_is_not():
    removed, added = sides(WHOLE, WHOLE.replace("36 Tage", "48 Tage"))
    assert ["36" in " ".join(words(removed)), "48" in " ".join(words(added))] == [True, True]
    rows = RISKS.splitlines(keepends=True)
    assert text_changes(read(WHOLE), read(TITLE + AIM + WORK + "".join([*rows[:-2], rows[-1], rows[-2]]))).is_empty


def test_what_does_not_fit_is_left_out_and_counted_the_least_changed_first():
    everything, _ = sides(WHOLE, TITLE)
    shown, _ = sides(WHOLE, TITLE, most=120)
    number = sum(len(section.paragraphs) for section in everything.sections)
    assert (everything.left_out, shown.left_out) == (0, number - 1)
    assert [entry.quote for section in shown.sections for entry in section.paragraphs] == [
        "Fällt im Winter ein Depot aus, so übernimmt das benachbarte Lager seine Sendungen für höchstens drei Tage."
    ]
    assert shown.whole_sections == everything.whole_sections
