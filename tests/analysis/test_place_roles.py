"""What a name stands for: each case with the twin that says something else."""

from __future__ import annotations

import time

import pytest

from s3align.analysis.place_settings import Setting
from s3align.assess.places import PlaceFinder
from s3align.pipeline import default_pipeline
from s3align.record.document import PassageKind

FINDER = PlaceFinder(default_pipeline().strategy)
SITE, TOWN, PARTNER, MENTION = "site", "municipal_partner", "partner", "mention"


def roles(text: str, kind: PassageKind = PassageKind.BODY, title: str = "") -> dict[str, str]:
    return {entry.place: entry.role for entry in FINDER.find(text, Setting(kind, title))}


PAIRS = [
    ("Die Versuchsanlage wird in Herne errichtet.", {"Herne": SITE}),
    ("Die Versuchsanlage wird nicht in Herne errichtet.", {"Herne": MENTION}),
    ("Nicht in Marl, sondern in Herten wird der Ofen gebaut.", {"Marl": MENTION, "Herten": SITE}),
    ("Die Stadt Moers leitet das Arbeitspaket 2.", {"Moers": TOWN}),
    ("Die Stadt Moers wurde über das Vorhaben informiert.", {"Moers": MENTION}),
    ("Der Kreis Wesel bringt als Partner seine Messdaten ein.", {"Kreis Wesel": TOWN}),
    ("Im Kreis Wesel wohnen viele Menschen.", {"Kreis Wesel": MENTION}),
    ("Die Stadtwerke Dinslaken betreiben den Speicher.", {"Dinslaken": TOWN}),
    ("Die Wollmer Messtechnik GmbH aus Dinslaken baut den Speicher.", {"Dinslaken": PARTNER}),
    ("Kunden der Firma sitzen in Dinslaken.", {"Dinslaken": MENTION}),
    ("Die Bottroper Feuerwehr erprobt die Leitstelle.", {"Bottrop": TOWN}),
    ("Die Bottroper Straße wird gesperrt, der Verkehr ruht.", {}),
    ("Herr Herne und Frau Witten begleiten das Vorhaben.", {}),
    ("Moers und Herne beteiligen sich mit eigenem Personal.", {"Moers": TOWN, "Herne": TOWN}),
    ("Am Kamener Kreuz stehen die Lastwagen.", {}),
    ("The demonstrator is built in Lünen.", {"Lünen": SITE}),
    ("A customer in Lünen has ordered two units.", {"Lünen": MENTION}),
    ("The City of Unna leads work package 3.", {"Unna": TOWN}),
    ("The City of Unna has been informed.", {"Unna": MENTION}),
    ("Our partner from Haltern supplies the membranes.", {"Haltern am See": PARTNER}),
    ("The City of Moers and the City of Kamen share one manager.", {"Moers": TOWN, "Kamen": TOWN}),
    ("The City of Moers and the City of Kamen wrote a letter.", {"Moers": MENTION, "Kamen": MENTION}),
    ("The City of Moers and the City of Kamen set up a call centre.", {"Moers": TOWN, "Kamen": TOWN}),
    ("Die Gemeinde Bönen zahlt die Hälfte der Miete.", {"Bönen": TOWN}),
    ("Die Gemeinde Bönen schickte uns einen Brief.", {"Bönen": MENTION}),
    ("Die Gemeinde Bönen verliert Einwohner.", {"Bönen": MENTION}),
    ("c) Kreis Unna: Betrieb der Technik", {"Kreis Unna": TOWN}),
    ("c) Betrieb der Technik, gefragt war der Kreis Unna", {"Kreis Unna": MENTION}),
    ("Unser Betrieb liegt in Gevelsberg.", {"Gevelsberg": PARTNER}),
    ("Die Werkstatt in Selm liegt auf einer Brache.", {"Selm": SITE}),
    ("Das Feld in Selm liegt brach.", {"Selm": MENTION}),
    ("Die Dreherei Kolb & Söhne aus Herne dreht die Wellen.", {"Herne": PARTNER}),
    ("Ein Händler aus Herne liefert die Liegen.", {"Herne": MENTION}),
    ("Projektpartner ist ein Händler aus Herne.", {"Herne": PARTNER}),
    ("Wir sind ein Verein aus Herne.", {"Herne": PARTNER}),
    ("Wir beliefern die Kolb GmbH in Herne.", {"Herne": MENTION}),
    ("Das Blech kaufen wir bei der Kolb GmbH in Herne.", {"Herne": MENTION}),
    ("Kolb GmbH\nAm Wall 3\n44623 Herne", {"Herne": PARTNER}),
    ("Am Wall 3\n44623 Herne", {"Herne": MENTION}),
    ("Applicant: City of Moers Partner: City of Kamen", {"Moers": TOWN, "Kamen": TOWN}),
    ("Zuständig: Amt 3 Betreff: Brief aus Kamen", {"Kamen": MENTION}),
    ("Wir fahren durch, trinken in Marl einen Kaffee und sind zu Hause.", {"Marl": MENTION}),
    ("Wir fahren durch, messen in Marl den Lärm und sind zu Hause.", {"Marl": SITE}),
    ("In Marl fehlen 400 Wohnungen.", {"Marl": MENTION}),
]


@pytest.mark.parametrize(("text", "expected"), PAIRS)
def test_the_clause_decides(text, expected):
    assert roles(text) == expected


def test_a_place_taken_up_by_the_next_sentence_is_a_site():
    assert roles("Die Halle gehört der Gemeinde Bönen. Dort wird die Presse aufgebaut.") == {"Bönen": SITE}
    assert roles("Die Halle gehört der Gemeinde Bönen. Dort wird nichts aufgebaut, kein Versuch.")["Bönen"] != SITE


@pytest.mark.parametrize(
    ("text", "kind", "title", "role"),
    [
        ("Durchführungsort: Selm", PassageKind.FORM_FIELD, "", SITE),
        ("Sitz der Antragstellerin: Selm", PassageKind.FORM_FIELD, "", PARTNER),
        ("Wollmer GmbH Selm Messungen", PassageKind.PARTNERS, "", PARTNER),
        ("Stadt Selm, Bauamt: Genehmigung", PassageKind.PARTNERS, "", TOWN),
        ("Stadt Selm, ohne Mittel", PassageKind.PARTNERS, "", MENTION),
        ("Assoziiert: Stadt Selm", PassageKind.PARTNERS, "", MENTION),
        ("Stadt Selm", PassageKind.TABLE, "Assoziiert (ohne Mittel)", MENTION),
        ("Ort der Durchführung Selm (Halle 4)", PassageKind.TABLE, "", SITE),
        ("Durchführungsort: Halle der Kolb GmbH, Am Wall 3, 59379 Selm", PassageKind.FORM_FIELD, "", SITE),
        ("Partner Ausgaben\nStadt Selm 480.000", PassageKind.BUDGET, "", TOWN),
        ("Posten Ausgaben\nMiete der Halle in Selm 480.000", PassageKind.BUDGET, "", MENTION),
        ("Firma Ort Inhalt\nKolb GmbH Selm Messungen, Prototyp", PassageKind.TABLE, "", MENTION),
        ("Partner Ort Inhalt\nKolb GmbH Selm Messungen, Prototyp", PassageKind.TABLE, "", PARTNER),
        ("Unterauftrag Ort\nKolb GmbH Selm", PassageKind.TABLE, "", MENTION),
        ("Versuche laufen in Selm.", PassageKind.BODY, "Stand der Technik", MENTION),
        ("Versuche laufen in Selm.", PassageKind.BODY, "Arbeitsplan", SITE),
    ],
)
def test_where_a_text_stands_decides(text, kind, title, role):
    assert roles(text, kind, title)["Selm"] == role


def test_a_clause_that_takes_up_a_place_makes_it_a_site():
    both = {
        (entry.place, entry.role) for entry in FINDER.find("Die Stadt Marl stellt die Räume, dort laufen die Kurse.")
    }
    assert both == {("Marl", TOWN), ("Marl", SITE)}
    one = {(entry.place, entry.role) for entry in FINDER.find("Die Stadt Marl stellt die Räume, dort läuft kein Kurs.")}
    assert ("Marl", SITE) not in one


def test_the_seat_of_a_towns_own_company_is_the_town():
    row = FINDER.find("Nr. Partner Sitz\n1 Stadtwerke Selm Selm\n2 Kolb GmbH Herne", Setting(PassageKind.TABLE))
    assert {(entry.place, entry.role) for entry in row} == {("Selm", TOWN), ("Herne", PARTNER)}
    rows = FINDER.find("Nr. Partner Sitz\n1 Stadtwerke Selm Selm\n2 Kolb GmbH Selm", Setting(PassageKind.TABLE))
    assert {(entry.place, entry.role) for entry in rows} == {("Selm", TOWN), ("Selm", PARTNER)}


def test_sentences_that_take_up_places_take_time_in_proportion():
    text = "Die Stadt Marl stellt Räume, dort laufen Kurse. Ein Händler aus Selm liefert, wo gebaut wird; "

    def once(count: int) -> float:
        start = time.process_time()
        FINDER.find(text * count)
        return time.process_time() - start

    def seconds(count: int) -> float:
        return min(once(count) for _ in range(3))  # other programs disturb a single run

    seconds(20)
    assert seconds(800) < 16 * max(seconds(100), 0.01)


def test_a_list_of_names_without_end_takes_time_in_proportion():
    def seconds(count: int) -> float:
        start = time.process_time()
        FINDER.find("Bochum, Marl, Herne, " * count)
        return time.process_time() - start

    seconds(50)
    assert seconds(800) < 20 * seconds(100) + 0.5
