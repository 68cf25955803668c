"""Text files of unknown encoding."""

from __future__ import annotations

import pytest

from s3align.reading.encoding import decode, is_text

SENTENCE = "Die Gäste prüfen größere Öfen für das Gefäß."
SHORT = "Größe für Öl"
QUOTED = "Der Verein nennt es „Grünes Haus“ – und bäckt Brot."


@pytest.mark.parametrize(
    "encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32", "utf-8-sig"]
)
def test_wide_encodings_are_known_with_and_without_a_mark(encoding):
    assert decode(SENTENCE.encode(encoding)) == SENTENCE


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "cp437", "mac-roman", "latin-1", "utf-8"])
@pytest.mark.parametrize("text", [SENTENCE, SHORT, "Tür", "ÜBERMÄSSIG GROSSE ÖFEN", "plain English, no umlaut"])
def test_umlauts_tell_the_encodings_of_one_byte_apart(encoding, text):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman"])
def test_quotation_marks_and_dashes_stand_around_words(encoding):
    assert decode(QUOTED.encode(encoding)) == QUOTED


def test_letters_of_the_neighbours_stay():
    text = "Café Müller lädt José und Zoë zum Dîner ein."
    assert decode(text.encode("cp1252")) == text


def test_a_text_pasted_from_two_sources_keeps_both():
    first, second = "Für die Bürger öffnet die Tür.\n", "Nur ein Gefäß."
    assert decode(first.encode() + second.encode("cp1252")) == first + second


def test_an_odd_byte_at_the_end_loses_nothing_before_it():
    assert decode(SENTENCE.encode("utf-16-le") + b"\n").startswith(SENTENCE)


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\x00\x01\x02\x03", b"\x7fELF" + b"\x00\x02" * 500])
def test_binaries_are_no_text(data):
    assert not is_text(decode(data))


def test_a_few_printer_codes_do_not_make_a_binary():
    assert is_text("Ein Absatz\x0e in Breitschrift, wie ihn alte Drucker kennen.\n" * 20 + "\x1a")
