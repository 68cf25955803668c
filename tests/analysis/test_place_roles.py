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
        ("Versuche laufen in Selm.", PassageKind.BODY, "Stand der Technik", MENTION),
        ("Versuche laufen in Selm.", PassageKind.BODY, "Arbeitsplan", SITE),
    ],
)
def test_where_a_text_stands_decides(text, kind, title, role):
    assert roles(text, kind, title)["Selm"] == role


def test_a_list_of_names_without_end_takes_time_in_proportion():
    def seconds(count: int) -> float:
        start = time.process_time()
        FINDER.find("Bochum, Marl, Herne, " * count)
        return time.process_time() - start

    seconds(50)
    assert seconds(800) < 20 * seconds(100) + 0.5
