"""Words in capitals speak of what they speak of in running text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from s3align.analysis.passages import Analyser, Piece
from s3align.pipeline import Pipeline
from s3align.strategy.load import find_strategy, load_strategy

GOLD = Path(__file__).parent.parent / "gold"


@pytest.fixture(scope="module")
def analyser():
    return Analyser(load_strategy(find_strategy("ruhr")))


def lemmas(analyser, text, language="de"):
    return [token.lemma for token in analyser.texts(language, [Piece(text)])[0].tokens]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wir bauen große Wasserstofftankstellen für Lastkraftwagen", "de"),
        ("Die Straßen und Maßnahmen schließen außer Betrieb", "de"),
        ("Wir prüfen die neue Anlage und das Gerät", "de"),
        ("Die Stadt nutzt KI und den ÖPNV ohne LKW", "de"),
        ("Smart networks for the companies and their ports", "en"),
        ("Arbeitsplan", "de"),
    ],
)
def test_a_passage_in_capitals_has_the_lemmas_of_its_words(analyser, text, language):
    assert lemmas(analyser, text.upper(), language) == lemmas(analyser, text, language)


def test_umlauts_may_be_written_as_two_letters(analyser):
    assert lemmas(analyser, "WIR PRUEFEN DIE NEUE STEUERUNG FUER DIE HAEFEN") == lemmas(
        analyser, "Wir prüfen die neue Steuerung für die Häfen"
    )


def test_single_words_in_capitals_stay_what_they_are(analyser):
    text = "Das Projekt EINMAL nutzt KI, IT und NETZE im ÖPNV."
    assert {"netze", "einmal", "ki", "it"} <= set(lemmas(analyser, text))


def test_in_english_capitals_it_is_no_term(analyser):
    found = analyser.texts("en", [Piece("WE SAY THAT IT IS THE BEST CHOICE FOR US ALL")])[0]
    assert [hit.term.text for hit in found.hits if hit.term.case_sensitive] == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_capitals_hardly_change_what_a_text_is_said_to_address(language):
    lines = (GOLD / language / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [text for line in lines if len((text := json.loads(line)["text"]).split()) > 60][:12]
    pipeline = Pipeline("ruhr")
    far = 0
    for text in texts:
        usual, loud = (pipeline.check(form.encode(), name="a.txt").themes for form in (text, text.upper()))
        far += any(abs(one.sureness - other.sureness) > 0.05 for one, other in zip(usual, loud, strict=True))
    assert far <= 1
