from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s3align.reading.normalise import Vocabulary, clean_line, garbage_share, join_lines, mark_stands_before

EMPTY = Vocabulary(())


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("f¨ur", "für"),
        ("¨ Uber", "Über"),
        ("Geb¨aude", "Gebäude"),
        ("fu\u0308r", "für"),
        ("eﬃziente Koﬀer", "effiziente Koffer"),
        ("Kreis\u00adlauf", "Kreislauf"),
        ("5\u00a0Mio.\u202f€", "5 Mio. €"),
        ("IT\u2011Sicherheit", "IT-Sicherheit"),
        ("\uf0b7 Ziel", "• Ziel"),
        ("Wort\u200bgrenze\ufeff", "Wortgrenze"),
        ("Doku- ¨", "Doku-"),
        ("  zwei   Wörter ", "zwei Wörter"),
    ],
)
def test_a_line_gets_plain_whole_letters(raw: str, clean: str) -> None:
    assert clean_line(raw) == clean


def test_a_mark_behind_its_vowel_is_told_from_one_before_it() -> None:
    after = "fu¨r Ha¨user und Gro¨ße"
    assert not mark_stands_before(after)
    assert clean_line(after, mark_before=False) == "für Häuser und Größe"
    assert mark_stands_before("f¨ur H¨auser")


@pytest.mark.parametrize("hyphen", ["\ufffe", "-", "\u2010", "\u00ad"])
def test_every_hyphen_at_a_line_end_joins_a_broken_word(hyphen: str) -> None:
    assert join_lines([clean_line(f"die Kreislauf{hyphen}"), "wirtschaft"], EMPTY) == "die Kreislaufwirtschaft"


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["Wasserstoff-", "und Brennstoffzellen"], "Wasserstoff- und Brennstoffzellen"),
        (["IT-", "Sicherheit"], "IT-Sicherheit"),
        (["Medizin-", "bzw. Gerontotechnik"], "Medizin- bzw. Gerontotechnik"),
        (["EU-", "weit"], "EU-weit"),
        (["2021-", "2027"], "2021-2027"),
        (["Ende-", "zu-Ende"], "Ende-zu-Ende"),
        (["Werk-", "statt"], "Werkstatt"),
        (["Duisburg -", "nicht nur dort"], "Duisburg - nicht nur dort"),
        (["zwei", "Wörter"], "zwei Wörter"),
    ],
)
def test_hyphens_that_belong_to_the_text_stay(lines: list[str], joined: str) -> None:
    assert join_lines(lines, EMPTY) == joined


def test_the_document_itself_tells_how_a_word_is_written() -> None:
    vocabulary = Vocabulary(["eine nicht-lineare Regelung"])
    assert join_lines(["eine nicht-", "lineare"], vocabulary) == "eine nicht-lineare"


def test_garbage_is_counted_without_symbol_bullets() -> None:
    assert garbage_share("ganz normaler Text – mit „Zitat“") == 0
    assert garbage_share("\uf0b7 Ziel") == 0
    assert garbage_share("\ue001\ue002ab") == 0.5


@given(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=("Cs",))))  # PDFium gives no others
def test_cleaning_is_stable_and_leaves_one_printable_line(text: str) -> None:
    once = clean_line(text)
    assert clean_line(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "  " not in once
    assert not any(unicodedata.category(character) in ("Cc", "Co", "Zl", "Zp") for character in once)


@given(st.lists(st.text("abcÄÖü-. ", min_size=1).map(clean_line).filter(bool), min_size=1))
def test_joining_loses_no_letter(lines: list[str]) -> None:
    def letters(text: str) -> str:
        return "".join(filter(str.isalpha, text))

    assert letters(join_lines(lines, Vocabulary(lines))) == letters("".join(lines))
