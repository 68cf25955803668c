"""Principles on labelled passages: slogans and negations give nothing, measures do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from s3align import check
from s3align.analysis.passages import analyse
from s3align.assess.principles import assess_principles
from s3align.pipeline import Pipeline, default_pipeline
from s3align.record.assessment import Finding, Grade
from s3align.record.document import Document, Page, Passage

CODES = {
    "st": "strengths",
    "gm": "growth_markets",
    "cl": "climate_neutral",
    "is": "innovation_step",
    "co": "cooperation",
    "kn": "knowledge",
    "sk": "skilled_workers",
    "jm": "joint_municipal",
    "ed": "entrepreneurial_discovery",
    "tr": "transfer",
    "in": "indicators",
    "ir": "interregional",
    "ho": "cross_cutting",
    "eu": "funding_route",
}

SHORT_PRECISION, SHORT_RECALL = 0.8, 0.22

NEUTRAL = {
    "de": "Der Text steht hier für sich und sagt nur, in welcher Sprache die anderen Absätze sind, nicht, was sie sind.",
    "en": "This text is here for its own sake, and it says no more than which language the other paragraphs are written in.",
}


def rows() -> list[tuple[str, set[str], str]]:
    """Passage, principles that it answers, language."""
    german, english = (Path(__file__).parent / "principles.txt").read_text(encoding="utf-8").split("# English\n")
    parted = [
        (line.partition("|"), language)
        for lines, language in ((german, "de"), (english, "en"))
        for line in lines.splitlines()
        if not line.startswith("#")
    ]
    return [
        (text.strip(), {CODES[code] for code in codes.split() if code != "-"}, language)
        for (codes, _, text), language in parted
    ]


def answered(text: str, language: str) -> dict[str, Grade]:
    assessor = default_pipeline().assessor()
    page = f"{text}\n{NEUTRAL[language]}"
    document = Document("a", "0", (Page(1, page),), (Passage(1, 0, len(text)), Passage(1, len(text) + 1, len(page))))
    found = assess_principles(document, analyse(document, assessor.analyser), assessor.strategy)
    return {row.id: row.grade for row in found if row.finding is Finding.FOUND and row.id in CODES.values()}


def test_precision_and_recall_on_short_labelled_passages():
    """Single sentences without a section: harder than what stands in a proposal."""
    hits = wrong = missed = 0
    for text, true, language in rows():
        found = answered(text, language).keys()
        hits += len(found & true)
        wrong += len(found - true)
        missed += len(true - found)
    figures = f"precision {hits / (hits + wrong):.3f} recall {hits / (hits + missed):.3f} of {hits + missed}"
    assert hits / (hits + wrong) >= SHORT_PRECISION, figures
    assert hits / (hits + missed) >= SHORT_RECALL, figures


def said(text: str) -> dict[str, Finding | None]:
    return {row.id: row.finding for row in check(text.encode(), name="a.md").principles}


FILLER = """Der Flur hat vier Fenster, und die Tür zum Hof steht meist offen. Am Abend wird sie abgeschlossen. Im Keller
stehen alte Regale mit Kartons, deren Inhalt keiner mehr kennt. Die Treppe knarrt auf der dritten Stufe, das
Geländer ist aus Eiche.

Vor dem Haus wächst eine Linde, daneben ein Briefkasten. Die Post kommt gegen elf. Im Winter liegt der Hof
lange im Schatten, und das Eis hält sich bis in den März. Der Dachboden ist leer bis auf eine Leiter und zwei
Stühle ohne Lehne.

Die Uhr über dem Tor geht seit Jahren falsch. Wer von der Straße kommt, sieht zuerst die Mauer und dahinter
das Dach mit den roten Ziegeln. An der Wand hängt ein Bild von einem Schiff im Sturm.

"""
CASES = [
    (
        "# Klima\n\nDer neue Ofen spart im Jahr 85 Tonnen CO2 und 120 MWh Strom.",
        "# Klima\n\nEinen Beitrag zum Klima leistet das Vorhaben nicht. Strom wird nicht gespart.",
        "climate_neutral",
    ),
    (
        "# Verwertung\n\nNach dem Ende der Förderung übernimmt die Innung den Prüfstand und betreibt ihn weiter.",
        "# Verwertung\n\nEine Weiterführung nach dem Ende der Förderung ist nicht vorgesehen.",
        "transfer",
    ),
    (
        "# Gleichstellung\n\nAlle Texte gibt es in Leichter Sprache, die Leitung teilen sich eine Frau und ein Mann.",
        "# Gleichstellung\n\nMaßnahmen zur Gleichstellung oder zur Barrierefreiheit sind nicht vorgesehen.",
        "cross_cutting",
    ),
]


@pytest.mark.parametrize(("affirmed", "denied", "principle"), CASES)
def test_what_a_text_denies_is_told_as_denied(affirmed, denied, principle):
    assert said(FILLER + affirmed)[principle] is Finding.FOUND
    assert said(FILLER + denied)[principle] is Finding.DENIED


TRAPS = [
    ("Der Dauerbetrieb der Pumpe ist rund um die Uhr möglich. Der Betrieb ist sicher.", "quadruple_helix"),
    ("Eingereicht im Aufruf Klimaneutrale Region 2027 am 3. Mai.", "climate_neutral"),
    ("Wie tragen Sie zur Senkung von CO2 bei? Wie viele Tonnen CO2 sparen Sie im Jahr?", "climate_neutral"),
    ("Der Fachkräftemangel ist ein Problem unserer Zeit.", "skilled_workers"),
    ("Unser Vorhaben ist innovativ, klimaneutral und zukunftsweisend.", "climate_neutral"),
]


@pytest.mark.parametrize(("text", "principle"), TRAPS)
def test_what_only_looks_like_an_answer_is_none(text, principle):
    assert said(FILLER + text)[principle] is not Finding.FOUND


def test_the_helix_is_found_where_all_four_groups_take_part():
    four = (
        "Die Universität misst die Proben, die Hennig Windkraft GmbH baut den Turm, die Stadt erteilt die Genehmigung und "
        "sichert den Weg, und der Heimatverein führt die Besucher."
    )
    assert said(FILLER + four)["quadruple_helix"] is Finding.FOUND
    assert (
        said(FILLER + "Die Universität untersucht die Proben im Labor und wertet die Messungen aus.")["quadruple_helix"]
        is Finding.HINTED
    )


def test_a_long_passage_is_read_part_by_part():
    answer = "Nach dem Ende der Förderung übernimmt die Innung den Prüfstand, jeder Betrieb darf die Pläne nachbauen. "
    assert said(" ".join((*FILLER.split(), answer, *FILLER.split()[::-1])))["transfer"] is Finding.FOUND


def answers_among_music_and_cake() -> bytes:
    body = "Der Verein lädt zu einem Fest mit Musik und Kuchen ein und zeigt Fotografien aus alter Zeit. " * 5
    answers = " ".join(text for text, true, _ in rows() if true & {"indicators", "horizontal", "transfer"})
    return f"{body}\n\n{answers}".encode()


def test_terms_of_principles_never_move_a_theme():
    text, assessor = answers_among_music_and_cake(), default_pipeline().assessor()
    without = Pipeline(replace(assessor.strategy, principles=()), assessor.profiles)
    found = check(text, name="a.txt")
    assert sum(row.grade is not Grade.NONE for row in found.principles) >= 3
    assert without.check(text, name="a.txt").themes == found.themes


def test_a_text_that_answers_principles_alone_addresses_no_theme():
    """Its words may still be those of a theme ("Lizenz"): the vocabulary counts them wherever they stand."""
    assert not check(answers_among_music_and_cake(), name="a.txt").addressed
