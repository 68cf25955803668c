"""Budget, partners and sources earn nothing in tables and lists either."""

from __future__ import annotations

import pytest

from s3align.reading.read import read_bytes
from s3align.settings import Settings

START = "# Chorfest\n\nDer Chor singt im Sommer auf der Treppe, und alle Nachbarn kommen.\n\n"


def kinds(text: str, name: str = "antrag.md") -> list[str]:
    document = read_bytes((START + text).encode(), name=name, settings=Settings())
    return [passage.kind.value for passage in document.passages[2:]]


def table(*rows: str) -> str:
    cells = [f"| {row} |" for row in rows]
    return "\n".join([cells[0], "|" + "---|" * (cells[0].count("|") - 1), *cells[1:]])


EXCLUDED = {
    "amounts": (table("Was | Wie viel", "Software für KI | 40.000 €", "Elektrolyseur | 120.000 €"), ["budget"]),
    "head of a budget": (table("Kostenart | Betrag", "Software für KI | 40", "Elektrolyseur | 120"), ["budget"]),
    "sums without a currency": (
        table(
            "Wer | Personal | Gemeinkosten | Förderung",
            "Stadt Herne | 612.000 | 91.800 | 431.400,00",
            "Hochschule | 388.000,00 | 58.200 | 349.200",
        ),
        ["budget"],
    ),
    "title with a currency": ("## 9 Ausgaben und Finanzierung (Euro)\n\nKI für 40 Tausend.", ["heading", "budget"]),
    "lines of a budget": ("- Software für KI: 40.000 EUR\n- Elektrolyseur: 120.000 EUR", ["budget", "budget"]),
    "caption": ("Tabelle 3: Finanzplan\n\n" + table("Was | Wert", "KI | 40"), ["body", "budget"]),
    "head of partners": (table("Partner | Profil", "Nord GmbH | Cybersicherheit", "Süd AG | KI"), ["partners"]),
    "label above a list": (
        "Projektpartner:\n\n- Nord GmbH: Cybersicherheit\n- Süd AG: KI",
        ["heading", "partners", "partners"],
    ),
    "label in the line": ("Partner: Nord GmbH (Cybersicherheit), Süd AG (KI)", ["partners"]),
    "sources": ("[1] Meier, A. (2019): KI.\n\n[2] Schulz, B. (2021): Wasserstoff.", ["references", "references"]),
    "sources in one": ("[1] Meier, A. (2019): KI. [2] Schulz, B. (2021): Wasserstoff.", ["references"]),
    "title of sources": ("## Schrifttum\n\nMeier: KI.", ["heading", "references"]),
    "declarations": (table("Erklärungen", "Wir betreiben KI", "Wir achten den Datenschutz"), ["formalities"]),
}


@pytest.mark.parametrize("name", EXCLUDED)
def test_parts_that_say_nothing_of_a_project_are_known(name):
    text, expected = EXCLUDED[name]
    assert [kind if kind != "heading" or "heading" in expected else "body" for kind in kinds(text)] == expected


COUNTED = {
    "work plan with costs": table(
        "Arbeitspaket | Kosten", "Bau der Anlage | 40.000 €", "Betrieb der Anlage | 120.000 €"
    ),
    "packages": table("AP 1 Bau der Anlage | 40.000 €", "AP 2 Betrieb der Anlage | 120.000 €"),
    "figures": table("Größe | Wert", "Einwohner | 120.000", "Fahrzeuge | 4.000"),
    "sums of something else": table("Was | heute | später", "Strom in kWh | 12.000 | 9.000", "Wasser | 3.400 | 2.100"),
    "work beside sums": table(
        "Gemeinkosten | Wofür", "612.000 | Wir bauen eine Bühne aus Holz", "91.800 | Wir drucken Noten für alle"
    ),
    "title with a currency and more": "## Euro 7 und Abgase\n\nWir messen.",
    "a sentence with an amount": "Der Verein kauft von dem Geld ein Klavier und Noten für insgesamt 4.000 €",
    "what partners do": table("Partner | Aufgaben", "Nord GmbH | baut die Bühne", "Süd AG | druckt die Noten"),
    "division of work": "Partner und Arbeitsteilung: Die Nord GmbH baut die Bühne.",
    "role": "Rolle: Die Nord GmbH baut die Bühne.",
    "a year in brackets": "Der Chor sang zuletzt (2019) auf der Treppe.\n\nDavor sang er (2015) im Park.",
}


@pytest.mark.parametrize("name", COUNTED)
def test_parts_that_say_what_is_done_count(name):
    assert set(kinds(COUNTED[name])) <= {"body", "table", "heading"}


def test_tables_of_contents_of_word_processors_are_known():
    text = "## Inhalt\n\n1 Ziele 2\n\n2 Künstliche Intelligenz 3\n\n3 Wasserstoff 5\n\n## Ziele\n\nWir singen."
    assert kinds(text) == ["heading", "contents", "contents", "contents", "heading", "body"]
