"""Printed line numbers are no part of a text."""

from __future__ import annotations

from s3align.reading.line_numbers import without_line_numbers
from s3align.reading.read import read_bytes
from s3align.settings import Settings

LINES = [
    "Der Verein richtet eine", "Küche im Gemeinde-", "haus ein.", "", "Im zweiten Jahr kommen", "Ausflüge hinzu.", "Alle sind",
    "eingeladen, auch die", "Nachbarn.", "", "Danach folgt ein Fest.",
]  # fmt: skip
TEXT = """Der Verein richtet eine Küche im Gemeindehaus ein.
Im zweiten Jahr kommen Ausflüge hinzu. Alle sind eingeladen, auch die Nachbarn.
Danach folgt ein Fest."""


def numbered(*, every: int = 1, blanks: bool = True) -> list[str]:
    found, number = [], 0
    for line in LINES:
        number += bool(line) or blanks
        counts = (bool(line) or blanks) and number % every == 0
        found.append(f"{number} {line}".strip() if counts else line)
    return found


def test_numbers_before_every_line_are_taken_away():
    for blanks in (True, False):
        assert without_line_numbers([numbered(blanks=blanks)]) == [LINES]


def test_numbers_before_every_fifth_line_are_taken_away():
    lines = [f"Zeile mit Wort {index}" for index in range(60)]
    counted = [f"{index + 1} {line}" if (index + 1) % 5 == 0 else line for index, line in enumerate(lines)]
    assert without_line_numbers([counted]) == [lines]


def test_numbers_that_begin_anew_on_every_page_are_taken_away():
    assert without_line_numbers([numbered(), numbered()]) == [LINES, LINES]
    assert without_line_numbers([numbered(), LINES]) == [LINES, LINES]


def test_the_words_across_numbered_lines_are_made_whole():
    data = "\n".join(numbered()).encode()
    assert read_bytes(data, name="antrag.txt", settings=Settings()).pages[0].text == TEXT


def test_a_numbered_list_keeps_its_numbers():
    lines = ["Was wir tun:", "", "1 Wir kochen.", "2 Wir singen.", "", "Danach feiern wir.", "2024 Besucher kamen."]
    assert without_line_numbers([lines]) == [lines]
