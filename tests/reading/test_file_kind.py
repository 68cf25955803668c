"""What cannot be read is called what it is, with advice that helps."""

from __future__ import annotations

import io
import zipfile

import pytest

from s3align.errors import NotAssessableError
from s3align.pipeline import Pipeline
from s3align.reading.read import read_bytes
from s3align.render.messages import LANGUAGES, Messages
from s3align.render.wording import reason_sentence
from s3align.settings import Settings

ODF = "application/vnd.oasis.opendocument."


def archive(**files: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as target:
        for name, text in files.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return data.getvalue()


REFUSED = {
    "empty": (b"", "antrag.txt", "damaged", "empty"),
    "blank": (b"\n \n", "antrag.md", "no_text", "blank"),
    "dashes": (b"-----\n=====\n", "antrag.txt", "no_text", "blank"),
    "rtf": (rb"{\rtf1 Text}", "antrag.doc", "unsupported", "rtf"),
    "html": (b"<!DOCTYPE html><html><p>Text</p></html>", "antrag.html", "unsupported", "html"),
    "html called text": (b"\n<html><p>Text</p></html>", "antrag.txt", "unsupported", "html"),
    "html called Word": (b"<html><p>Text</p></html>", "antrag.doc", "unsupported", "html"),
    "old Word": (b"\xd0\xcf\x11\xe0" + bytes(600), "antrag.doc", "unsupported", "old_office"),
    "picture": (b"\x89PNG\r\n\x1a\n....", "antrag.pdf", "unsupported", "picture"),
    "binary": (bytes(range(256)), "antrag.txt", "unsupported", "binary"),
    "text called Word": (b"Nur ein Text.", "antrag.docx", "unsupported", "plain_text"),
    "text called PDF": (b"Nur ein Text.", "antrag.pdf", "damaged", "plain_text"),
    "program": (b"print('x')", "antrag.py", "unsupported", None),
    "template": (archive(mimetype=ODF + "text-template", content_dot_xml="<a/>"), "x.ott", "unsupported", "template"),
    "slides": (archive(mimetype=ODF + "presentation", content_dot_xml="<a/>"), "x.odp", "unsupported", "other_office"),
    "sheet": (archive(xl__workbook_dot_xml="<a/>"), "x.xlsx", "unsupported", "other_office"),
    "Pages": (archive(Index__Document_dot_iwa="x"), "x.pages", "unsupported", "pages"),
    "archive": (archive(antrag_dot_txt="x"), "x.zip", "unsupported", "archive"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_the_reason_says_what_the_file_is(kind):
    data, name, reason, detail = REFUSED[kind]
    with pytest.raises(NotAssessableError) as caught:
        read_bytes(data, name=name, settings=Settings())
    assert (caught.value.reason, caught.value.detail) == (reason, detail)
    assert f"'{name}'" in str(caught.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reason_reaches_the_reader_in_both_languages(language):
    data, name, reason, detail = REFUSED["rtf"]
    record = Pipeline("ruhr").check(data, name=name)
    assert (record.reason, record.reason_values) == (reason, {"detail": detail})
    sentence = reason_sentence(record, Messages.load(language))
    assert "RTF" in sentence
    assert ".docx" in sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_detail_has_its_own_advice(language):
    messages = Messages.load(language)
    named = {(reason, detail) for _, _, reason, detail in REFUSED.values() if detail}
    texts = [messages(f"reason_{reason}_{detail}", name="x") for reason, detail in sorted(named)]
    assert len(set(texts)) == len(named)
    assert all(text.count(". ") >= 1 or ", " in text for text in texts)


def test_the_beginning_tells_more_than_the_name():
    assert read_bytes("Ein Text über <html>.".encode(), name="antrag.txt", settings=Settings()).pages
