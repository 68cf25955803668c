"""Long words may break between syllables, and nowhere else."""

from __future__ import annotations

import pytest

from s3align.render.hyphens import SOFT, hyphenated


@pytest.mark.parametrize(
    ("text", "divided"),
    [
        ("Gesundheitswirtschaft", "Gesund-heits-wirt-schaft"),
        ("Grüne Technologien/Wasserstoff", "Grüne Tech-no-lo-gien/Was-ser-stoff"),
        ("Stadtentwicklung", "Stadt-ent-wick-lung"),
        ("Lebensmittelindustrie", "Lebens-mit-te-lin-dus-trie"),
        ("Cybersecurity", "Cyber-se-cu-rity"),
        ("Smart City", "Smart City"),
        ("BCDFGHJKLMNPQ", "BCDFGHJKLMNPQ"),
        ("Straßenverkehr", "Stra-ßen-ver-kehr"),
        ("Industrie 4.0", "Indus-trie 4.0"),
        ("", ""),
    ],
)
def test_words_are_divided_between_syllables(text, divided):
    assert hyphenated(text) == divided.replace("-", SOFT)


def test_nothing_but_soft_hyphens_is_added():
    text = "Energie-Effizienz, Überlandleitungen (Höchstspannung) & Ökosystemdienstleistungen"
    assert hyphenated(text).replace(SOFT, "") == text
