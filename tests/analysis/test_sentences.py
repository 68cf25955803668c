"""Where sentences and clauses begin, on hard cases: abbreviations, ordinals, headings, lists, quotation marks."""

from __future__ import annotations

import pytest
import spacy

from s3align.analysis import Analyser, Piece
from s3align.strategy.load import find_strategy, load_strategy

GERMAN = [
    "Wir messen den Verkehr. | Danach werten wir die Daten aus.",
    "Die Sitzung ist am 3. Mai 2025. | Alle kommen.",
    "Die Anlage läuft vom 1. bis 31. Dezember. | Dann ruht sie.",
    "Im 19. Jahrhundert war das anders.",
    "Der 5. Aufruf ist offen. | Er endet bald.",
    "Zum 2. Treffen kamen 30 Personen. | Zum dritten mehr.",
    "Es begann im Jahr 2019. | Danach wuchs es.",
    "Das kostet 3,5 Mio. Euro im Jahr.",
    "Es kostet 5 Mio. | Der Rest ist frei.",
    "Wir bauen Netze, z. B. in Städten.",
    "Wir bauen Netze, z.B. Stromnetze.",
    "Das gilt i. d. R. Montags.",
    "Das gilt d. h. Immer.",
    "Frau Dr. Weber leitet das Institut.",
    "Prof. Dr. Ing. Schmidt kommt.",
    "Die Stadt bzw. Gemeinde zahlt.",
    "Sensoren, Netze usw. | Die Daten folgen.",
    "Sensoren, Netze usw. Daten folgen.",
    "Vgl. Abb. 3 und Nr. 5.",
    "Nach Art. 3 Abs. 2 ist das erlaubt. | Es bleibt so.",
    "J. Weber und K. P. Lang leiten das.",
    "„Es geht.“ | Danach war Ruhe.",
    "Sie fragte: „Geht das?“ und ging.",
    "Geht das? | Ja! | Gut.",
    "Er kam (im Mai). | Sie ging.",
    "Die Anlage steht in Haus B. | Die Halle nicht.",
    "Siehe www.beispiel.de/seite. | Mehr folgt.",
    "Version 2.1 ist da. | Sie läuft.",
    "Wir warten ... | Dann kam er.",
    "Es hat ca. 30 Teile ggf. mehr.",
    "1. Ziele des Vorhabens",
    "Das reicht. | 2. Schritt ist der Bau.",
    "3.2 Ziele\n | Das Projekt misst den Verkehr.",
    "3.2 Ziele des Vorhabens\n | Wir messen.",
    "IV. Umsetzung\n | Der Plan steht.",
    "Wir bauen:\n | - Sensoren\n | - Netze",
    "Wir bauen:\n | • Sensoren\n | • Netze",
    "Wir planen\n | 1. Sensoren\n | 2. Netze",
    "Schritte:\n | a) Messen\n | b) Werten",
    "Die Sitzung war am\n3. Mai in der Stadt.",
    "Das ist eine lange Zeile\nund sie geht weiter.",
    "Erster Absatz ohne Punkt\n\n | Zweiter Absatz",
    "Die Firma e.V. Haus ist dabei.",
    "Der Verein Haus e. V. | Die Stadt zahlt.",
    "Kosten: 1.000 Euro. | Mehr nicht.",
    "Die Quote liegt bei 12 %. | Sie steigt.",
]
ENGLISH = [
    "We measure traffic. | Then we look at the data.",
    "Dr. Smith met Mrs. Jones. | They agreed.",
    "It works, e.g. in towns, i.e. here.",
    "See Fig. 3 and No. 5. | It is clear.",
    "It costs approx. 3.5 million. | That is a lot.",
    "He lives in the U.S. | The rest follows.",
    "The U.S. Department agreed.",
    "Acme Inc. | The firm grows.",
    "J. R. Smith leads it.",
    '"Is it?" she asked. | "Yes."',
    "It ended at 5 p.m. | Then we left.",
    "It began in 2019. | We joined later.",
    "2.1 Aims\n | The project measures traffic.",
    "We build:\n | - sensors\n | - networks",
    "First paragraph\n\n | Second paragraph",
    "Is it so? | It is! | Good.",
    "Version 2.1 is out. | It runs.",
    "Smith et al. found it.",
]


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser(load_strategy(find_strategy("ruhr")))


def cut(analyser: Analyser, text: str, language: str) -> list[str]:
    (found,) = analyser.texts(language, [Piece(text)])
    ends = [*found.sentences[1:], len(text)]
    return [text[start:end].strip() for start, end in zip(found.sentences, ends, strict=True)]


@pytest.mark.parametrize(("marked", "language"), [*((row, "de") for row in GERMAN), *((row, "en") for row in ENGLISH)])
def test_sentences_end_where_a_reader_ends_them(analyser: Analyser, marked: str, language: str) -> None:
    expected = [sentence.strip() for sentence in marked.split(" | ")]
    assert cut(analyser, marked.replace(" | ", " ").replace("\n ", "\n"), language) == expected


@pytest.mark.parametrize("marked", GERMAN)
def test_sentences_end_there_behind_spacys_own_tokeniser_too(marked: str) -> None:
    nlp = spacy.blank("de")
    nlp.add_pipe("s3align_sentences")
    text = marked.replace(" | ", " ").replace("\n ", "\n")
    assert [found.text.strip() for found in nlp(text).sents] == [row.strip() for row in marked.split(" | ")]


def test_every_passage_begins_a_sentence(analyser: Analyser) -> None:
    first, second = analyser.texts(
        "de", [Piece("Ohne Punkt am Ende"), Piece("und klein weiter. Dann mehr.", offset=50)]
    )
    assert (first.sentences, second.sentences) == ((0,), (50, 68))


def test_clauses_end_at_commas_dashes_and_words_of_contrast(analyser: Analyser) -> None:
    text = "Kein Gas, Strom – nur Sonne aber Wind; Ende."
    (found,) = analyser.texts("de", [Piece(text)])
    ends = [*found.clauses[1:], len(text)]
    cuts = [text[start:end].strip() for start, end in zip(found.clauses, ends, strict=True)]
    assert cuts == ["Kein Gas,", "Strom –", "nur Sonne", "aber Wind;", "Ende."]
