from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from desk_builders import (
    make_account,
    make_assessed,
    make_assessment,
    make_call,
    make_lot,
    make_reading,
    make_record,
    make_refused,
    make_submission,
    principal,
)
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from s3align.desk.access import NotFoundError, Principal, Role
from s3align.desk.lists.listing import ListPage, list_submissions
from s3align.desk.lists.listing_filters import HIDDEN
from s3align.desk.lists.listing_query import ANY, WITHOUT, ListQuery, Mine, Readers, Sort, State
from s3align.desk.storage import search
from s3align.desk.storage.database import Database
from s3align.desk.storage.tables import (
    Call,
    FoundEntry,
    Lot,
    PersonReading,
    Resemblance,
    StoredAssessment,
    Submission,
    ThemeFigure,
    now,
)
from s3align.evaluation.disagreements import Gravity
from s3align.record.assessment import Verdict
from s3align.store.ranking import Ranked
from s3align.store.review import Decision
from s3align.store.row import ToRead

CORE, SIDE, UNCLEAR, NONE = Verdict.CORE, Verdict.SIDE, Verdict.UNCLEAR, Verdict.NONE
GREEN, CITY = "green-tech", "smart-city"


@dataclass(frozen=True)
class Desk:
    """A call of six submissions: core, side, unclear, none, refused, waiting. Ada has decided on 1 and 2, Bo on 1 and 3."""

    call: Call
    lot: Lot
    lead: Principal
    ada: Principal
    bo: Principal
    cem: Principal
    ids: dict[int, str]


@pytest.fixture
def desk(database: Database) -> Desk:
    with database.writing() as session:
        return fill(session)


def fill(session: Session, *, hides_machine: bool = False) -> Desk:
    call = make_call(session, deadline=now() - timedelta(days=1), hides_machine=hides_machine)
    lot = make_lot(session, call)
    people = [make_account(session, name) for name in ("Lea Leitung", "Ada Beispiel", "Bo Muster", "Cem Probe")]
    lead, ada, bo, cem = (
        principal(person, {call.id: role})
        for person, role in zip(people, [Role.LEAD, *[Role.REVIEWER] * 3], strict=True)
    )
    early = now() - timedelta(days=5)
    made = [
        make_submission(session, call, title="Hafen", applicant="Stadtwerke", lot_id=lot.id, received_at=early),
        make_submission(session, call, title="Quartier", received_at=early),
        make_submission(session, call, title="Pflege", received_at=early),
        make_submission(session, call, title="Boden", received_at=early, withdrawn_at=now()),
        make_submission(session, call, title="Lager"),
        make_submission(session, call, title="Wald", received_at=early),
    ]
    for submission, verdicts, why in (
        (made[0], {GREEN: CORE}, ""),
        (made[1], {GREEN: SIDE, CITY: UNCLEAR}, "beside"),
        (made[2], {CITY: UNCLEAR}, "unclear"),
        (made[3], {}, "none"),
    ):
        make_assessment(session, submission, make_record(verdicts), to_read=why)
    make_assessment(session, made[4], make_refused())
    for person, number, decision in ((ada, 1, "fits"), (ada, 2, "unsure"), (bo, 1, "does_not_fit"), (bo, 3, "fits")):
        make_reading(session, made[number - 1], person, decision=decision, decided_at=now())
    return Desk(call, lot, lead, ada, bo, cem, {number: row.id for number, row in enumerate(made, start=1)})


def listed(session: Session, asking: Principal, call: Call, **query: object) -> ListPage:
    return list_submissions(session, asking, call, replace(ListQuery(), **query))  # type: ignore[arg-type]


def numbers(database: Database, desk: Desk, asking: Principal, **query: object) -> list[int]:
    with database.reading() as session:
        return [row.number for row in listed(session, asking, desk.call, **query).rows]


def test_the_list_hides_nothing_unless_somebody_asks(database, desk):
    assert numbers(database, desk, desk.lead) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": State.WAITING}, [6]),
        ({"state": State.REFUSED}, [5]),
        ({"addressed": GREEN}, [1, 2]),
        ({"addressed": CITY}, []),
        ({"main": GREEN}, [1, 2]),
        ({"main": WITHOUT}, [3, 4, 5, 6]),
        ({"to_read": ANY}, [4, 5]),
        ({"to_read": ToRead.NONE}, [4]),
        ({"to_read": ToRead.BESIDE}, []),
        ({"late": "yes"}, [5]),
        ({"withdrawn": "yes"}, [4]),
        ({"withdrawn": "no"}, [1, 2, 3, 5, 6]),
        ({"readers": Readers.ENOUGH}, [1]),
        ({"readers": Readers.FEWER}, [2, 3]),
        ({"readers": Readers.NOBODY}, [4, 5, 6]),
        ({"decision": Decision.FITS}, [1, 3]),
        ({"decision": Decision.DOES_NOT_FIT}, [1]),
        ({"decision": WITHOUT}, [4, 5, 6]),
        ({"gravity": Gravity.OPPOSITE}, [1]),
        ({"gravity": ANY}, [1]),
        ({"gravity": WITHOUT}, [2, 3, 4, 5, 6]),
        ({"text": "hafen"}, [1]),
        ({"text": "stadtw"}, [1]),
        ({"text": "3"}, [3]),
        ({"text": "antrag-4"}, [4]),
        ({"text": "%"}, []),
        ({"decision": "fits' or 1=1 --"}, []),
    ],
)
def test_a_filter_leaves_those_that_fit(database, desk, query, found):
    assert numbers(database, desk, desk.lead, **query) == found


def test_filters_ask_what_the_person_themselves_has_done(database, desk):
    assert numbers(database, desk, desk.ada, mine=Mine.DECIDED) == [1, 2]
    assert numbers(database, desk, desk.cem, mine=Mine.UNREAD) == [1, 2, 3, 4, 5, 6]


def test_a_lot_and_no_lot_can_be_asked_for(database, desk):
    assert numbers(database, desk, desk.lead, lot=desk.lot.id) == [1]
    assert numbers(database, desk, desk.lead, lot=WITHOUT) == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ({"sort": Sort.NUMBER, "descending": True}, [6, 5, 4, 3, 2, 1]),
        ({"sort": Sort.MAIN}, [1, 2, 3, 4, 5, 6]),
        ({"sort": Sort.THEME, "theme": CITY, "descending": True}, [2, 3, 1, 4, 5, 6]),
        ({"sort": Sort.THEME, "theme": GREEN}, [3, 4, 2, 1, 5, 6]),
        ({"sort": Sort.READINGS, "descending": True}, [1, 2, 3, 4, 5, 6]),
        ({"sort": Sort.DISAGREEMENT, "descending": True}, [1, 2, 3, 4, 5, 6]),
        ({"sort": Sort.STATE}, [1, 2, 3, 4, 5, 6]),
    ],
)
def test_rows_without_a_value_come_last_in_both_directions(database, desk, query, order):
    assert numbers(database, desk, desk.lead, **query) == order


def test_a_search_finds_the_words_of_a_proposal_in_whatever_inflection(database, desk):
    with database.writing() as session:
        search.index(session, desk.ids[3], "Wir entwickeln Sensoren für kleine Betriebe.")
    assert numbers(database, desk, desk.ada, text="Sensor") == [3]
    assert numbers(database, desk, desk.ada, text="Wasserstoff") == []


def test_a_conflict_of_interest_hides_a_proposals_words_from_the_search(database, desk):
    with database.writing() as session:
        search.index(session, desk.ids[6], "Wir entwickeln Sensoren für kleine Betriebe.")
        make_reading(session, session.get(Submission, desk.ids[6]), desk.cem, has_conflict=True)
    assert numbers(database, desk, desk.cem, text="Sensoren") == []
    assert numbers(database, desk, desk.cem, text="Wald") == [6]
    assert numbers(database, desk, desk.bo, text="Sensoren") == [6]


def test_every_choice_has_its_count_under_all_other_filters(database, desk):
    with database.reading() as session:
        counts = listed(session, desk.lead, desk.call, state=State.ASSESSED, readers=Readers.NOBODY).counts
    assert (counts.all, counts.shown) == (6, 1)
    assert counts.choices["state"] == {"assessed": 1, "refused": 1, "waiting": 1}
    assert counts.choices["readers"] == {"nobody": 1, "fewer": 2, "enough": 1}
    assert counts.choices["withdrawn"] == {"yes": 1}
    assert counts.left_out == {"state": 2, "readers": 3}


def test_counts_are_what_asking_for_the_choice_shows(database, desk):
    with database.reading() as session:
        for asking in (desk.lead, desk.ada):
            counts = listed(session, asking, desk.call).counts
            for name, choices in counts.choices.items():
                for value, number in choices.items():
                    assert listed(session, asking, desk.call, **{name: value}).total == number, (name, value)


def test_pages_hold_every_row_once_and_one_behind_the_last_is_the_last(database):
    with database.writing() as session:
        call = make_call(session)
        lead = principal(make_account(session), {call.id: Role.LEAD})
        for _ in range(103):
            make_submission(session, call)
        pages = [listed(session, lead, call, page=page, sort=Sort.STATE) for page in (1, 2, 3)]
        behind = listed(session, lead, call, page=99)
    assert [row.number for page in pages for row in page.rows] == list(range(1, 104))
    assert (behind.page, behind.pages, [row.number for row in behind.rows]) == (3, 3, [101, 102, 103])


def test_a_list_shows_no_submission_of_another_call(database, desk):
    with database.writing() as session:
        other = fill(session)
    assert len(numbers(database, desk, desk.lead)) == 6
    with database.reading() as session, pytest.raises(NotFoundError):
        listed(session, other.ada, desk.call)


def test_the_second_reader_sees_the_first_ones_decision_only_after_their_own(database, desk):
    with database.reading() as session:
        before = listed(session, desk.cem, desk.call).rows[0]
        after = listed(session, desk.ada, desk.call).rows[0]
    assert (before.decisions, before.gravity, before.sees_others) == ((), None, False)
    assert [decision for _, decision in after.decisions] == [Decision.FITS, Decision.DOES_NOT_FIT]
    assert after.gravity


def test_how_gravely_people_differ_is_kept_right_whoever_changes_a_reading(database, desk):
    def gravity(session: Session) -> int:
        return session.scalars(select(Submission.gravity).where(Submission.id == desk.ids[1])).one()

    with database.writing() as session:
        version = session.get_one(Submission, desk.ids[1]).version
        assert gravity(session) == 4
        for reading in session.scalars(select(PersonReading).where(PersonReading.submission_id == desk.ids[1])):
            reading.decision, reading.verdicts = (
                "fits",
                {GREEN: "core" if reading.account_id == desk.bo.account_id else "side"},
            )
        session.flush()
        assert gravity(session) == 1
    with database.reading() as session:
        assert session.get_one(Submission, desk.ids[1]).version == version


QUESTIONS = (
    *(ListQuery(sort=sort, theme=GREEN, descending=True) for sort in Sort),
    *(
        ListQuery(**{name: value})
        for name, value in (
            ("main", GREEN), ("addressed", GREEN), ("to_read", ANY), ("state", State.ASSESSED), ("state", State.REFUSED),
            ("decision", Decision.FITS), ("decision", WITHOUT), ("gravity", ANY), ("main", HIDDEN), ("text", "core"),
        )
    ),
)  # fmt: skip
"""Every order, and filters of what may be hidden; the counts of each answer have all choices of all filters."""


def answers(session: Session, asking: Principal, call: Call) -> list[object]:
    """Everything that a person is told, to every question."""
    pages = [list_submissions(session, asking, call, query) for query in QUESTIONS]
    return [(page.rows, page.total, page.counts) for page in pages]


def unread(desk: Desk, asking: Principal) -> list[str]:
    decided = (1, 2) if asking is desk.ada else ()
    return [own for number, own in desk.ids.items() if number not in decided]


def test_nothing_that_a_list_tells_depends_on_what_the_program_says_as_long_as_that_is_hidden(database):
    with database.writing() as session:
        desk = fill(session, hides_machine=True)
        people = (desk.ada, desk.cem)
        before = [answers(session, person, desk.call) for person in people]
        for person, told in zip(people, before, strict=True):
            with session.begin_nested() as undone:
                _say_otherwise(session, unread(desk, person))
                assert answers(session, person, desk.call) == told
                assert answers(session, desk.lead, desk.call) != told
                undone.rollback()


def test_what_the_program_says_is_told_where_nothing_is_hidden(database):
    with database.writing() as session:
        desk = fill(session)
        before = answers(session, desk.cem, desk.call)
        _say_otherwise(session, unread(desk, desk.cem))
        assert answers(session, desk.cem, desk.call) != before


def _say_otherwise(session: Session, ids: list[str]) -> None:
    own = select(StoredAssessment.id).where(StoredAssessment.submission_id.in_(ids))
    session.execute(update(ThemeFigure).where(ThemeFigure.assessment_id.in_(own)).values(verdict="core", sureness=0.99))
    session.execute(
        update(StoredAssessment)
        .where(StoredAssessment.submission_id.in_(ids))
        .values(main=CITY, to_read="unclear", reason="", pages=77)
    )
    session.execute(
        update(Submission)
        .where(Submission.id.in_(ids), Submission.state != "waiting")
        .values(state="refused", main=CITY, to_read="unclear", addressed=f",{CITY},")
    )
    session.expire_all()


@pytest.mark.parametrize("hides_machine", [False, True])
def test_nothing_that_a_list_tells_depends_on_what_others_decided_before_the_own_decision(database, hides_machine):
    with database.writing() as session:
        desk = fill(session, hides_machine=hides_machine)
        for person in (desk.ada, desk.cem):
            told = answers(session, person, desk.call)
            with session.begin_nested() as undone:
                _decide_otherwise(session, person, unread(desk, person))
                assert answers(session, person, desk.call) == told
                undone.rollback()
        told = answers(session, desk.ada, desk.call)
        _decide_otherwise(session, desk.ada, list(desk.ids.values()))
        assert answers(session, desk.ada, desk.call) != told


def _decide_otherwise(session: Session, person: Principal, ids: list[str]) -> None:
    for reading in session.scalars(
        select(PersonReading).where(PersonReading.submission_id.in_(ids), PersonReading.account_id != person.account_id)
    ):
        reading.decision, reading.verdicts = "back", {GREEN: "none"}
    session.flush()
    session.execute(update(Submission).where(Submission.id.in_(ids)).values(gravity=3, decisions=",back,"))
    session.expire_all()


def test_an_address_keeps_a_query_and_leaves_out_what_cannot_be_understood():
    query = ListQuery(text="Hafen & Co", sort=Sort.THEME, theme=GREEN, descending=True, to_read="any", page=3, size=200)
    assert ListQuery.of_address(query.address()) == query
    assert ListQuery().address() == {}
    odd = {"sort": "x", "page": "-1", "size": "7", "descending": "yes", "lot": "  a  "}
    assert ListQuery.of_address(odd) == ListQuery(lot="a")


def test_an_assessed_file_shows_its_figures_and_one_with_a_conflict_none(database):
    with database.writing() as session:
        call = make_call(session)
        reader = principal(make_account(session), {call.id: Role.REVIEWER})
        submission = make_assessed(session, call)
        seen = listed(session, reader, call).rows[0]
        make_reading(session, submission, reader, has_conflict=True)
        unseen = listed(session, reader, call).rows[0]
    assert seen.themes[GREEN].verdict is CORE
    assert (unseen.themes, unseen.main, unseen.mine, unseen.sees_machine) == ({}, "", Mine.CONFLICT, False)


@pytest.fixture
def alike(database: Database, desk: Desk) -> Desk:
    """1 is nearly 2, and shares a passage with 3; a principle is found in 1, a place in 1 and 2."""
    with database.writing() as session:
        for one, other, similarity, words in ((1, 2, 0.9, 0), (2, 1, 0.9, 0), (1, 3, 0.0, 40), (3, 1, 0.0, 40)):
            session.add(
                Resemblance(
                    submission_id=desk.ids[one],
                    other_id=desk.ids[other],
                    similarity=similarity,
                    words=words,
                    passages=[],
                )
            )
        for number, kind, name in ((1, "principle", "equality"), (1, "place", "Essen"), (2, "place", "Essen")):
            assessment = session.get(Submission, desk.ids[number]).assessment_id
            session.add(FoundEntry(assessment_id=assessment, kind=kind, name=name))
    return desk


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"alike": "similar"}, [1, 2]),
        ({"alike": "shared"}, [1, 3]),
        ({"alike": WITHOUT}, [4, 5, 6]),
        ({"principle": "equality"}, [1]),
        ({"principle": "other"}, []),
        ({"place": "Essen"}, [1, 2]),
        ({"place": "Essen", "alike": "shared"}, [1]),
    ],
)
def test_what_resembles_and_what_is_named_filters_the_list(database, alike, query, found):
    assert numbers(database, alike, alike.lead, **query) == found
    with database.reading() as session:
        page = listed(session, alike.lead, alike.call, **query)
        assert page.total == len(found)
        name = next(iter(query))
        assert page.counts.left_out[name] == listed(session, alike.lead, alike.call, **query | {name: ""}).total - len(
            found
        )


def test_a_conflict_of_interest_hides_what_resembles(database, alike):
    with database.writing() as session:
        make_reading(session, session.get(Submission, alike.ids[1]), alike.cem, has_conflict=True)
    with database.reading() as session:
        rows = {row.number: row for row in listed(session, alike.cem, alike.call).rows}
    assert not any(row.alike for row in rows.values())
    assert numbers(database, alike, alike.cem, alike="similar") == []
    assert numbers(database, alike, alike.cem, place="Essen") == [2]
    assert numbers(database, alike, alike.bo, alike="similar") == [1, 2]


def test_a_lead_who_sorts_by_a_theme_sees_places_with_what_their_range_leaves_open(database, desk):
    with database.writing() as session:
        for number, extent, low, high in ((1, 0.5, 0.45, 0.55), (2, 0.1, 0.05, 0.15)):
            assessment = session.get(Submission, desk.ids[number]).assessment_id
            figure = session.get(ThemeFigure, (assessment, GREEN))
            figure.extent, figure.extent_low, figure.extent_high = extent, low, high
    sort = {"sort": Sort.THEME, "theme": GREEN, "descending": True}
    with database.reading() as session:
        rows = {row.number: row for row in listed(session, desk.lead, desk.call, **sort).rows}
        assert {number: row.themes[GREEN].places for number, row in rows.items() if row.themes} == {
            1: Ranked(1, 1),
            2: Ranked(2, 2),
            3: None,
            4: None,
        }
        others = (listed(session, desk.ada, desk.call, **sort), listed(session, desk.lead, desk.call))
        assert not [row for page in others for row in page.rows for figure in row.themes.values() if figure.places]
