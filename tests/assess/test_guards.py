"""Guards take out what names a theme and says nothing of a project, and leave honest sentences alone."""

from __future__ import annotations

from itertools import pairwise

import pytest

from s3align.analysis.passages import Piece, analyse
from s3align.assess import guards
from s3align.assess.guarded_sentences import Stretch
from s3align.assess.passage_filter import FilteredPassages, filter_passages
from s3align.pipeline import default_pipeline
from s3align.reading.read import read_document
from s3align.settings import Settings

HONEST = {
    "de": (
        "Der Verein richtet in drei Stadtteilen Werkstätten für Jugendliche ein. Sie reparieren dort Fahrräder, nähen "
        "Taschen und lernen, wie man eine Bewerbung schreibt. Zwei Meister leiten die Gruppen an fünf Nachmittagen. "
        "Nach einem Jahr befragen wir alle Teilnehmenden und ihre Eltern. Die Räume stellt die Gemeinde, das Werkzeug "
        "kommt von vier Handwerkern aus der Nachbarschaft. Im zweiten Jahr übernehmen die Älteren selbst einen Kurs."
    ),
    "en": (
        "The club opens workshops for young people in three quarters. They repair bicycles, sew bags and learn how to "
        "write an application. Two craftsmen guide the groups on five afternoons a week. After a year we ask everyone "
        "who took part and their parents. The rooms come from the parish, the tools from four neighbours. In the second "
        "year the older ones run a course of their own."
    ),
}
PADDING = {
    "keyword_list": {
        "de": "Verschlüsselung, Angriffserkennung, Firewall, Kryptografie, Informationssicherheit, neuronales Netz.",
        "en": "Encryption, intrusion detection, firewall, cryptography, information security, neural network.",
    },
    "word_salad": {
        "de": "Die Kryptografie mit Verschlüsselung der und Angriffserkennung in Informationssicherheit über "
        "Netzwerksicherheit.",
        "en": "The cryptography with encryption of and intrusion detection in information security over network security.",
    },
    "repeated_text": {
        "de": "Verschlüsselung, Verschlüsselung, Verschlüsselung, Verschlüsselung.",
        "en": "Encryption, encryption, encryption, encryption.",
    },
    "praise": {
        "de": "Kryptografie ist ein zentrales Zukunftsfeld. Wir sind von Verschlüsselung überzeugt und leben "
        "Informationssicherheit. "
        "Angriffserkennung ist von herausragender Bedeutung.",
        "en": "Cryptography is a central field of the future. We are convinced of encryption and live information security. "
        "Intrusion detection is of outstanding importance.",
    },
    "negated": {
        "de": "Das Vorhaben befasst sich nicht mit Verschlüsselung, Kryptografie und Angriffserkennung.",
        "en": "The project does not deal with encryption, cryptography and intrusion detection.",
    },
    "copied_text": {
        "de": "Künstliche Intelligenz, wo sie entwickelt, abgesichert oder in die Anwendung gebracht wird, "
        "sowie Sicherheit von IT, "
        "Daten und kritischen Infrastrukturen.",
        "en": "Artificial intelligence where it is developed, secured or brought into use, and security of "
        "IT, data and critical "
        "infrastructures.",
    },
    "foreign_block": {
        "de": "\n\nStand der Technik\n\nZur Verschlüsselung liegen Arbeiten aus drei Ländern vor. Die "
        "Angriffserkennung wurde in "
        "zwei Häusern erprobt. Ein Lehrbuch ordnet Kryptografie und Informationssicherheit neu.",
        "en": "\n\nState of the art\n\nOn encryption there are papers from three countries. Intrusion "
        "detection was tested in two "
        "houses. A textbook orders cryptography and information security anew.",
    },
}


def filtered(text: str) -> FilteredPassages:
    assessor = default_pipeline().assessor()
    document = read_document(text.encode(), settings=Settings(), name="text.txt")
    return filter_passages(document, analyse(document, assessor.analyser), assessor.own_sentences)


def words(found: FilteredPassages) -> list[str]:
    return [token.text for entry in found.passages for token in entry.tokens]


def themes(found: FilteredPassages) -> set[str]:
    return {hit.term.theme for entry in found.passages for hit in entry.text.hits}


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_honest_text_keeps_all_its_words(language: str) -> None:
    assert words(filtered(HONEST[language])) == [
        token.text for token in default_pipeline().assessor().analyser.tokens(HONEST[language], language)
    ]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("reason", sorted(PADDING))
def test_padding_is_taken_out_wherever_it_stands_and_the_reader_is_told(reason: str, language: str) -> None:
    honest, padding = HONEST[language], PADDING[reason][language]
    middle = honest.index(". ") + 2
    texts = [f"{honest} {padding}", f"{honest}\n\n{padding}"]
    if reason != "foreign_block":
        texts.append(f"{honest[:middle]}{padding} {honest[middle:]}")
    for text in texts:
        found = filtered(text)
        assert "cyber-ai" not in themes(found), text
        assert reason in {note.kind for note in found.notes}
        assert all(note.quote and note.page == 1 for note in found.notes)
        assert words(filtered(honest))[:8] == words(found)[:8]


@pytest.mark.parametrize("language", ["de", "en"])
def test_faint_signs_cost_nothing_where_ordinary_sentences_speak_of_the_theme(language: str) -> None:
    ordinary = {
        "de": "Wir bauen die Verschlüsselung der Zähler in 40 Häusern um und messen, wie lange sie dauert. "
        "Ein Rechner im Keller "
        "übernimmt die Angriffserkennung und meldet dem Hausmeister jeden Fund. Der Lehrstuhl für Kryptografie prüft alle "
        "Schlüssel zweimal im Jahr.",
        "en": "We rebuild the encryption of the meters in 40 houses and measure how long it takes. A computer "
        "in the cellar does "
        "the intrusion detection and tells the caretaker of every find. The chair of cryptography tests "
        "all keys twice a year.",
    }[language]
    found = filtered(f"{HONEST[language]} {ordinary} {PADDING['praise'][language]}")
    assert not found.notes


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Partner ist die Cyber Sicherheit Rhein GmbH in der Nordstraße.", "Cyber Sicherheit Rhein GmbH"),
        ("Partner ist der Bund für Verschlüsselung e. V. im Ort.", "Bund Verschlüsselung V"),
        ("Mehr steht unter www.verschlüsselung-hilft.de/kryptografie im Netz.", "verschlüsselung kryptografie"),
        (
            "Uns helfen das Albers-Institut für angewandte Kryptografie und der Lehrstuhl für Verschlüsselung im Ort.",
            "Kryptografie Verschlüsselung",
        ),
        ("Wir freuen uns #Verschlüsselung #Kryptografie", "Verschlüsselung Kryptografie"),
    ],
)
def test_names_addresses_and_hashtags_say_nothing_and_nobody_is_told(text: str, gone: str) -> None:
    found = filtered(f"{HONEST['de']} {text}")
    assert not set(gone.split()) & set(words(found))
    assert not found.notes


def test_what_an_institution_does_is_no_part_of_its_name() -> None:
    text = "Das Institut für Physik und das Institut für Chemie entwickeln Verschlüsselung und prüfen die Firewall."
    assert {"Verschlüsselung", "Firewall"} <= set(words(filtered(f"{HONEST['de']} {text}")))
    assert "Kryptografie" in words(filtered(f"{HONEST['de']} Der Lehrstuhl für Kryptografie baut mit."))


@pytest.mark.parametrize(
    "sentence",
    [
        "Das Vorhaben befasst sich nicht nur mit Verschlüsselung, Kryptografie und Angriffserkennung bei vierzig Zählern.",
        "Die Geräte senden ohne Verschlüsselung, und keine Firewall schützt die Kryptografie der alten Anlage im Keller.",
    ],
)
def test_not_every_negation_says_what_the_project_is_not_about(sentence: str) -> None:
    assert "negated" not in {note.kind for note in filtered(f"{HONEST['de']} {sentence}").notes}


def test_what_the_project_is_about_stays_beside_what_it_is_not_about() -> None:
    sentence = (
        "In drei Hallen bauen wir Robotik auf, nicht Thema sind Verschlüsselung, Kryptografie, Angriffserkennung und "
        "Netzwerksicherheit."
    )
    found = filtered(f"{HONEST['de']} {sentence}")
    assert "new-industry" in themes(found)
    assert "cyber-ai" not in themes(found)


def test_a_list_that_runs_into_an_honest_sentence_leaves_the_sentence() -> None:
    terms = "Verschlüsselung, Angriffserkennung, Firewall, Kryptografie, Netzwerksicherheit, Informationssicherheit"
    found = filtered(f"{HONEST['de']} {terms} Anna Brandt leitet die Werkstatt in Haus drei.")
    assert words(found)[-8:] == ["Anna", "Brandt", "leitet", "die", "Werkstatt", "in", "Haus", "drei"]


def test_flags_do_not_overlap_and_stand_in_order() -> None:
    text = " ".join(padding["de"] for padding in PADDING.values())
    analyser = default_pipeline().assessor().analyser
    stretch = Stretch(analyser.texts("de", [Piece(text)])[0], "de", text)
    (flags,) = guards.find_flags([stretch])
    assert flags
    assert all(one.end <= other.first for one, other in pairwise(flags))


def test_a_document_of_one_dense_sentence_is_not_judged_by_faint_signs() -> None:
    text = "Kryptografie und Verschlüsselung stärken Angriffserkennung und Informationssicherheit."
    analyser = default_pipeline().assessor().analyser
    assert guards.find_flags([Stretch(analyser.texts("de", [Piece(text)])[0], "de", text)]) == ((),)
