"""Who has read what: by content, in the order of the file, and never a row with nothing but a name."""

from __future__ import annotations

from s3align.record.assessment import Verdict
from s3align.store.readings import ReadBy, read_contents
from s3align.store.review import Decision, Reading

FITS, UNSURE = Decision.FITS, Decision.UNSURE


def test_readers_and_decisions_are_gathered_by_content():
    found = read_contents(
        [
            Reading("a.md", "1", "Ben", {"sea": Verdict.CORE}, decision=UNSURE),
            Reading("b.md", "1", "Ada Berg", decision=FITS),
            Reading("a.md", "1", "Ben", decision=FITS),
            Reading("c.md", "2", "Ada Berg", remark="Seite 3 fehlt."),
        ]
    )
    assert found == {"1": ReadBy(("Ben", "Ada Berg"), (FITS, UNSURE)), "2": ReadBy(("Ada Berg",), ())}


def test_a_name_alone_is_no_reading_and_a_reading_without_a_name_is_one():
    assert read_contents([Reading("a.md", "1", "Ada Berg")]) == {}
    assert read_contents([Reading("a.md", "1", "", decision=FITS)]) == {"1": ReadBy(("?",), (FITS,))}
