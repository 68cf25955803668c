"""A report's name can be opened, linked and copied on every system, whatever the proposal is called."""

from __future__ import annotations

import unicodedata
from pathlib import PureWindowsPath
from urllib.parse import quote

import pytest

from s3align.store.results import report_name

KEY = "0123456789abcdef" * 4
WINDOWS_PATH = 260
FOLDER = 140
"""Signs of a deep folder of an office."""
NAMES = [
    "Antrag Müller & Söhne #3 100 %.pdf",
    "a%41b.docx",
    "emoji 🚲🏙️.odt",
    "x" * 251 + ".pdf",
    "ü" * 125 + ".md",
    "𠮷" * 62 + ".txt",
    "CON.pdf",
    "nul",
    "aux .txt",
    "endet mit Punkten....pdf",
    'a<b>c:d"e|f?g*h.pdf',
    "zeile\nzwei\t.md",
    "h\u202egpj.pdf",
    "lose \udcff.pdf",
    "ordner/unter/ordner/ort.pdf",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_holds_letters_and_digits_alone_and_no_link_escapes_any_sign_of_ascii(name):
    made = report_name(name, KEY)
    stem = made.removesuffix(".html")
    assert all(sign.isalnum() or sign in "-_" for sign in stem)
    assert "%" not in quote("".join(sign for sign in made if sign.isascii()))
    assert not PureWindowsPath(made).is_reserved()


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_fits_into_a_path_of_windows_and_into_the_bytes_of_other_systems(name):
    made = report_name(name, KEY)
    temporary = f".{made}.12345678"
    assert FOLDER + len(f"\\reports\\{temporary}".encode("utf-16-le")) // 2 <= WINDOWS_PATH
    assert len(temporary.encode()) <= 255


def test_a_long_name_keeps_its_beginning_and_its_hash():
    assert report_name("Antrag " + "x" * 200 + ".pdf", KEY).startswith("Antrag_xxx")
    assert report_name("x" * 200, KEY).endswith(f"-{KEY[:32]}.html")
    assert report_name("kurz.pdf", KEY) == f"kurz-{KEY[:32]}.html"


def test_a_name_with_parted_letters_is_readable_all_the_same():
    parted = unicodedata.normalize("NFD", "Förderung Mülheim.pdf")
    assert report_name(parted, KEY) == report_name("Förderung Mülheim.pdf", KEY) == f"Förderung_Mülheim-{KEY[:32]}.html"
