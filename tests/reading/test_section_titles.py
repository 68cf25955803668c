"""Titles that tell what a section is for, and the words of each language they are known by."""

from __future__ import annotations

import tomllib

import pytest

from s3align import resources
from s3align.reading import reading_words
from s3align.reading.layout import section_titles
from s3align.reading.layout.section_titles import is_contents_title, section_kind
from s3align.record.document import PassageKind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Literaturverzeichnis", PassageKind.REFERENCES),
        ("5.2 Kosten- und Finanzplan", PassageKind.BUDGET),
        ("List of project partners", PassageKind.PARTNERS),
        ("IV. Datenschutz", PassageKind.FORMALITIES),
        ("Plan de financement du projet", PassageKind.BUDGET),
        ("4. Overzicht van de projectpartners", PassageKind.PARTNERS),
        ("IT-Sicherheit und Datenschutz", None),
        ("Das Projekt", None),
        ("", None),
    ],
)
def test_a_title_of_known_words_alone_tells_the_kind_of_its_section(title, kind) -> None:
    assert section_kind(title) is kind


@pytest.mark.parametrize(
    "title", ["Inhalt", "1. INHALTSVERZEICHNIS", "2 Table of Contents", "Table des matières", "Inhoudsopgave"]
)
def test_titles_of_tables_of_contents_are_known(title) -> None:
    assert is_contents_title(title)
    assert not is_contents_title(f"{title} und Ziele")


@pytest.mark.parametrize("file", [section_titles.FILE, reading_words.FILE])
def test_every_word_of_a_language_is_in_lower_case(file) -> None:
    for path in (resources.folder("corpus") / "language").glob(f"*/{file}"):
        for words in tomllib.loads(path.read_text(encoding="utf-8")).values():
            assert [word for word in words if word != word.lower()] == []
