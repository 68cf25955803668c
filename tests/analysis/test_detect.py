"""Languages: which is detected, and what a file of language data must hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from s3align.analysis import detect_language, supported_languages
from s3align.analysis.detect import passage_languages
from s3align.analysis.languages import OTHER, general_words, language_data, read_language
from s3align.analysis.passages import Analyser
from s3align.errors import DataError
from s3align.strategy.load import load_strategy

SENTENCES = {
    "de": "Das Vorhaben soll die Versorgung in der Region mit neuen Verfahren verbessern und sichern.",
    "en": "The project will improve the supply of the region with new methods and tools for all of us.",
    "fr": "Le projet vise à améliorer les services de la région avec une nouvelle méthode pour tous.",
    "nl": "Het project is gericht op de verbetering van het vervoer in de regio en dat wordt nog beter.",
    "es": "El proyecto mejora los servicios de la región con un método nuevo para las personas y su entorno.",
    "it": "Il progetto migliora i servizi della regione con un nuovo metodo per le persone e non è caro.",
    "pl": "Projekt jest dla regionu i nie tylko dla miast, bo w nim są nowe metody oraz narzędzia, które się łączą.",
    "pt": "O projeto melhora os serviços da região com um método novo para as pessoas e não é caro em si.",
    "tr": "Bu proje bölge için yeni bir yöntem olarak hizmetleri daha iyi yapar ve çok ucuz olan da budur ama ne var.",
}


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_a_sentence_is_in_its_language(language: str) -> None:
    assert detect_language(SENTENCES[language]) == language


def test_every_supported_language_can_be_detected_and_is_known_to_spacy_and_simplemma() -> None:
    spacy = pytest.importorskip("spacy")
    simplemma = pytest.importorskip("simplemma")
    assert supported_languages() == tuple(sorted(SENTENCES))
    for language in supported_languages():
        assert spacy.blank(language).lang == language
        assert simplemma.lemmatize("Test", lang=language)


def test_another_script_is_another_language() -> None:
    text = "Проект направлен на улучшение снабжения региона новыми методами и средствами " * 3
    assert detect_language(text) == OTHER


def test_languages_a_strategy_does_not_cover_are_others() -> None:
    found = passage_languages([SENTENCES["de"], SENTENCES["fr"], SENTENCES["en"]], ("de", "fr"))
    assert found == ["de", "fr", "other"]


def test_short_passages_inherit_the_language_of_the_document() -> None:
    assert passage_languages([SENTENCES["de"], "Ziele", "AP 2"], ("de", "en")) == ["de", "de", "de"]


def test_a_document_without_decided_passages_is_of_no_language() -> None:
    assert passage_languages(["AP 2", "Ziele"], ("de", "en")) == [OTHER, OTHER]


def test_an_unsupported_language_is_named_with_the_supported_ones() -> None:
    with pytest.raises(DataError, match=r"'sv' is not supported. Use one of de, en,"):
        language_data("sv")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name = 5", "'function_words' is missing|'name' must be text"),
        ('function_words = "a b"\nfunktion = "x"', "unknown key 'funktion'"),
        ('function_words = "a b"\ncounts = "stems"', "'counts' is 'stems'. Use one of: lemma, surface"),
        ('function_words = "a b"\nabbreviations = "Dr. bzw"', "'bzw' in 'abbreviations' has no full stop"),
        ('function_words = "a b"\nparts = "none.gz"', "the word list 'none.gz' is not in the same folder"),
        ('function_words = "a b"\ngeneral_words = "none.txt"', "the word list 'none.txt' .* or remove 'general_words'"),
        ('function_words = "a b"\ngender_endings = "("', "'gender_endings' is not a regular expression"),
        ("function_words = [1]", "'function_words' must be text"),
        ("function_words", "cannot be read"),
        ('name = "Swedish"', "'function_words' is missing"),
    ],
)
def test_mistakes_in_language_data_are_explained(tmp_path: Path, content: str, message: str) -> None:
    folder = tmp_path / "sv"
    folder.mkdir()
    (folder / "language.toml").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=message) as caught:
        read_language(folder / "language.toml")
    assert "sv/language.toml" in str(caught.value)


def test_few_data_make_a_language(tmp_path: Path) -> None:
    folder = tmp_path / "sv"
    folder.mkdir()
    (folder / "language.toml").write_text('function_words = "och att det"', encoding="utf-8")
    data = read_language(folder / "language.toml")
    assert (data.code, data.counts, data.closed_class) == ("sv", "surface", {"och", "att", "det"})
    assert (data.parts, data.general_words) == (None, None)


@pytest.mark.parametrize("language", ["de", "en"])
def test_general_words_are_lower_case_and_one_a_line(language: str) -> None:
    file = language_data(language).general_words
    assert file is not None
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines == [line.strip().lower() for line in lines]
    assert general_words(language) == set(lines)


def test_a_language_whose_general_words_nobody_listed_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(language_data("de"), general_words=None)
    monkeypatch.setattr("s3align.analysis.languages.language_data", lambda _: bare)
    assert general_words("de") == frozenset()


def test_general_words_are_those_of_the_language_of_the_funding_genre_and_names_of_places() -> None:
    analyser = Analyser(load_strategy(Path(__file__).parent.parent / "strategy" / "data" / "coast"))
    for word in ("stellen", "sechs", "und", "the", "sandhafen", "forschungsvorhaben"):
        assert analyser.is_general(word)
    for word in ("werft", "aquakultur", "ship", "zwirbelkram"):
        assert not analyser.is_general(word)
