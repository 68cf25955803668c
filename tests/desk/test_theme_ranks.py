"""The shortlist of a lot: what is surely in, what cannot be told apart at the cut, what must be read before."""

from __future__ import annotations

import pytest
from desk_builders import (
    make_assessment,
    make_call,
    make_lot,
    make_person,
    make_reading,
    make_record,
    make_refused,
    make_submission,
)

from s3align.desk.access import NotAllowedError, Role
from s3align.desk.lists.theme_ranks import places_within, shortlists
from s3align.desk.storage.tables import ThemeFigure, now
from s3align.record.assessment import Verdict
from s3align.store.row import ToRead

GREEN = "green-tech"
EXTENTS = ((0.6, 0.58, 0.62), (0.4, 0.3, 0.5), (0.38, 0.3, 0.46), (0.1, 0.08, 0.12))


@pytest.fixture
def desk(database):
    """Four that address the theme, one of them withdrawn later; an unclear one, one read, a refused, another lot's."""
    with database.writing() as session:
        call = make_call(session)
        lot, other = make_lot(session, call, places=2), make_lot(session, call, "Los 2", theme="health")
        lead, reader = make_person(session, call, Role.LEAD), make_person(session, call)
        for extent, low, high in EXTENTS:
            add(session, call, Verdict.CORE, extent, low, high, lot_id=lot.id)
        add(session, call, Verdict.UNCLEAR, 0.2, 0.1, 0.3)
        read = add(session, call, Verdict.UNCLEAR, 0.2, 0.1, 0.3)
        make_reading(session, read, reader, decision="fits", decided_at=now())
        make_assessment(session, make_submission(session, call), make_refused())
        add(session, call, Verdict.CORE, 0.9, 0.8, 1.0, lot_id=other.id)
        add(session, call, Verdict.CORE, 0.9, 0.8, 1.0, withdrawn_at=now())
        return call, [lot, other], lead, reader


def add(session, call, verdict, extent, low, high, **values):
    submission = make_submission(session, call, **values)
    stored = make_assessment(session, submission, make_record({GREEN: verdict}))
    figure = session.get(ThemeFigure, (stored.id, GREEN))
    figure.extent, figure.extent_low, figure.extent_high = extent, low, high
    session.flush()
    return submission


def test_a_shortlist_says_what_is_in_what_is_at_the_cut_and_what_must_be_read(database, desk):
    call, lots, lead, _ = desk
    with database.reading() as session:
        (made,) = shortlists(session, lead, call, lots)
    cut = made.cut
    assert (cut.inside, cut.margin, cut.outside, cut.unclear, cut.read) == (1, 2, 1, 1, 1)
    assert [entry.number for entry in made.of("inside", "margin", "outside")] == [1, 2, 3, 4]
    assert [entry.ranked.label for entry in made.of("margin")] == ["2–3", "2–3"]
    assert made.to_read == {ToRead.REFUSED: 1}
    assert not made.can_be_closed


def test_within_a_theme_all_of_the_call_have_places_but_what_was_withdrawn(database, desk):
    call, _, lead, _ = desk
    with database.reading() as session:
        assert sorted(places.label for places in places_within(session, lead, call, GREEN).values()) == [
            "1",
            "2",
            "3–4",
            "3–4",
            "5",
        ]


def test_a_range_that_nobody_knows_may_be_anywhere(database, desk):
    call, lots, lead, _ = desk
    with database.writing() as session:
        add(session, call, Verdict.SIDE, 0.3, None, None, lot_id=lots[0].id)
    with database.reading() as session:
        (made,) = shortlists(session, lead, call, lots)
    assert max(entry.ranked.last for entry in made.entries if entry.ranked) == 5
    assert {entry.number: entry.ranked.first for entry in made.entries if entry.ranked}[10] == 1


def test_only_a_lead_sees_places(database, desk):
    call, lots, _, reader = desk
    with database.reading() as session:
        with pytest.raises(NotAllowedError):
            shortlists(session, reader, call, lots)
        with pytest.raises(NotAllowedError):
            places_within(session, reader, call, GREEN)
