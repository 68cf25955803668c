"""Broken files by chance: each is read or refused, whatever was changed in it.

CI tries a few; ``FUZZ_EXAMPLES=100000 pytest tests/reading/test_fuzz.py`` goes on for long. What it finds belongs into
``hostile.py``.
"""

from __future__ import annotations

import io
import os

import docx
import odfdo
import pytest
from builders import SENTENCES, chapter, lines, pdf, rewritten, text_field
from hostile import FILES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import changed

from s3align.errors import NotAssessableError
from s3align.reading.sandbox.client import Client
from s3align.record.document import Document
from s3align.settings import Settings

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
LIMITS = Settings(max_seconds=20.0, max_recognised_pages=0)


def _office(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _word() -> bytes:
    document = docx.Document()
    document.add_heading("Ziele", 1)
    document.add_paragraph(" ".join(SENTENCES))
    return _office(document)


SEEDS = {
    "a.pdf": pdf(chapter("1 Ziele"), chapter("2 Arbeitsplan"), title="Antrag"),
    "form.pdf": pdf(text_field("Projektziel", "Ein Ziel")),
    "outline.pdf": rewritten(
        pdf(chapter("1 Ziele")), lambda writer: writer.add_outline_item(title="1 Ziele", page_number=0)
    ),
    "secret.pdf": rewritten(pdf(lines(SENTENCES)), lambda writer: writer.encrypt("x", algorithm="RC4-128")),
    "a.docx": _word(),
    "a.odt": _office(odfdo.Document("text")),
    **{name: FILES[name]() for name in ("outline_cycle.pdf", "form_field_cycle.pdf", "page_label_cycle.pdf")},
}
TOKENS = b"<< >> [ ] stream endstream endobj 0R /Kids /Length -1 99999999999 null".split()
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["flip", "drop", "insert", "repeat", "cut"]),
        st.floats(0, 1),
        st.integers(0, 255),
        st.sampled_from(TOKENS),
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture(scope="module")
def reader():
    with Client() as found:
        yield found


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(sorted(SEEDS)), changes=CHANGES)
def test_a_file_broken_by_chance_is_read_or_refused(reader, name, changes):
    try:
        document = reader.read(changed(SEEDS[name], changes), name=name, settings=LIMITS)
    except NotAssessableError:
        return
    assert isinstance(document, Document)
