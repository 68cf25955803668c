"""A row says what its record says, and why a person must read the file before it is set aside."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from s3align import Pipeline
from s3align.record.assessment import Verdict
from s3align.record.codec import to_json
from s3align.store.results import Result
from s3align.store.row import ResultRow, ToRead, row_of

SHORT = "Das ist kurz."
ABOUT = (
    "In Essen bauen wir mit der Stadt einen Elektrolyseur, der grünen Wasserstoff für die Industrie erzeugt. "
    "Die Anlage wird mit Strom aus Wind betrieben und speist ein Netz aus Leitungen für Wasserstoff. "
) * 3


def row(record, original="a.txt"):
    result = Result("a.txt", original, "0" * 64, "key", to_json(record).decode(), b"")
    return row_of(result, record, "reports/a.html")


@pytest.fixture(scope="module")
def assessed():
    return Pipeline().check(ABOUT.encode(), name="a.txt")


def with_verdicts(record, verdict):
    themes = tuple(msgspec.structs.replace(theme, verdict=verdict) for theme in record.themes)
    return msgspec.structs.replace(record, themes=themes)


def test_a_row_has_what_its_record_has(assessed):
    entry = row(assessed)
    assert entry.main == assessed.overall.primary
    assert [(place.id, place.role) for place in entry.places] == [(place.id, place.role) for place in assessed.places]
    assert entry.principles.keys() == {principle.id for principle in assessed.principles}
    assert any(entry.principle_pages.values())
    assert entry.principle_pages == {
        principle.id: sorted({card.page for card in principle.evidence})
        for principle in assessed.principles
        if principle.evidence
    }
    shown = {place.id: [role.page for role in place.shown] for place in assessed.places}
    assert {place.id: list(place.role_pages) for place in entry.places} == shown
    leading = entry.themes[entry.main]
    assert leading.quote == assessed.theme(entry.main).evidence[0].quote
    assert all(not figures.quote for figures in entry.themes.values() if figures.verdict is Verdict.NONE)


def test_a_row_comes_back_from_storage_as_it_was(assessed):
    entry = row(assessed)
    stored = msgspec.json.encode(entry)
    assert msgspec.json.encode(msgspec.json.decode(stored, type=ResultRow)) == stored


def test_what_addresses_a_theme_may_be_set_aside_and_nothing_else(assessed):
    assert row(assessed).to_read is None
    assert row(with_verdicts(assessed, Verdict.UNCLEAR)).to_read is ToRead.UNCLEAR
    assert row(with_verdicts(assessed, Verdict.TOUCHED)).to_read is ToRead.NONE
    assert row(with_verdicts(assessed, Verdict.NONE)).to_read is ToRead.NONE
    assert row(Pipeline().check(SHORT.encode(), name="a.txt")).to_read is ToRead.REFUSED


def test_a_copy_is_read_once(assessed):
    assert row(with_verdicts(assessed, Verdict.NONE), original="b.txt").to_read is None


def test_a_theme_that_is_unclear_beside_an_addressed_one_is_a_reason_of_its_own(assessed):
    entry = row(assessed)
    open_theme = next(theme for theme in entry.themes if theme not in entry.addressed)
    themes = {**entry.themes, open_theme: replace(entry.themes[open_theme], verdict=Verdict.UNCLEAR)}
    assert replace(entry, themes=themes).to_read is ToRead.BESIDE
    assert replace(entry, themes=themes, duplicate_of="b.txt").to_read is None


def test_what_somebody_has_read_still_says_why_it_had_to_be(assessed):
    entry = replace(row(with_verdicts(assessed, Verdict.NONE)), read_by=("Ada Berg",))
    assert (entry.to_read, entry.why_read) == (None, ToRead.NONE)
