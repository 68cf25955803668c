"""What helps with a file that cannot be assessed depends on the program that wrote it."""

from __future__ import annotations

import pytest

from s3align.render.messages import LANGUAGES, Messages
from s3align.render.wording import reason_text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["damaged", "no_text"])
@pytest.mark.parametrize(
    ("name", "program"), [("a.docx", "Word"), ("A.DOCM", "Word"), ("a.odt", "LibreOffice"), ("a.pdf", "PDF")]
)
def test_the_advice_names_the_program_of_the_file(language, reason, name, program):
    text = reason_text(reason, name, {}, Messages.load(language))
    assert program in text
    others = {"Word", "LibreOffice", "PDF", "Tesseract"} - {program}
    assert program == "PDF" or not [other for other in others if f" {other}" in text]
