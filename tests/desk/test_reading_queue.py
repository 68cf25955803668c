from __future__ import annotations

import random
from datetime import timedelta

import pytest
from desk_builders import make_account, make_assessed, make_call, make_reading, make_submission, principal
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from s3align.desk.access import NotFoundError, Principal, Role
from s3align.desk.review import reading_queue
from s3align.desk.review.reading_queue import SkipReason, next_to_read, progress
from s3align.desk.storage.database import Database
from s3align.desk.storage.tables import Call, PersonReading, QueueEntry, Submission, now


def made(session: Session, number: int, readers: int, **values: object) -> tuple[Call, list[Principal]]:
    call = make_call(session, **values)
    people = [principal(make_account(session, f"P{place}"), {call.id: Role.REVIEWER}) for place in range(readers)]
    for _ in range(number):
        make_submission(session, call)
    return call, people


def decide(session: Session, person: Principal, submission_id: str) -> None:
    make_reading(session, session.get(Submission, submission_id), person, decision="fits", decided_at=now())


@pytest.mark.parametrize("seed", range(4))
def test_every_queue_ends_nobody_gets_one_twice_and_each_reaches_the_readings_wanted(database, seed):
    chance = random.Random(seed)  # noqa: S311 -- no secret
    wanted = chance.randint(1, 3)
    with database.writing() as session:
        call, people = made(session, 7, wanted + 1, readers_wanted=wanted)
        served: dict[str, list[str]] = {person.account_id: [] for person in people}
        open_for = {person.account_id for person in people}
        for _ in range(200):
            person = chance.choice(people)
            found = next_to_read(session, person, call.id, after=(served[person.account_id] or [None])[-1])
            if found is None:
                open_for.discard(person.account_id)
            else:
                assert found not in served[person.account_id]
                served[person.account_id].append(found)
                decide(session, person, found)
            if not open_for:
                break
        assert not open_for
        told = progress(session, people[0], call.id)
    assert (told.finished, told.readings, told.left) == (7, 7 * wanted, 0)


def test_two_who_ask_at_once_get_different_proposals_and_the_same_again_until_they_decide(database):
    with database.writing() as session:
        call, (one, other) = made(session, 2, 2, readers_wanted=1)
        first, second = next_to_read(session, one, call.id), next_to_read(session, other, call.id)
        assert {first, second} == set(session.scalars(select(Submission.id)))
        assert next_to_read(session, one, call.id) == first


def test_what_somebody_began_and_left_comes_to_others_after_a_while(database):
    with database.writing() as session:
        call, (one, other) = made(session, 1, 2, readers_wanted=1)
        found = next_to_read(session, one, call.id)
        assert next_to_read(session, other, call.id) is None
        assert progress(session, other, call.id).held == 1
        session.execute(update(QueueEntry).values(held_until=now() - timedelta(minutes=1)))
        assert next_to_read(session, other, call.id) == found


def test_the_fewest_readings_come_first_and_what_the_program_finds_no_theme_in_before_the_rest(database):
    with database.writing() as session:
        call, people = made(session, 0, 3, readers_wanted=3)
        rows = [make_assessed(session, call) for _ in range(4)]
        _set(session, rows[3], "none")
        _set(session, rows[1], "unclear")
        decide(session, people[2], rows[3].id)
        assert next_to_read(session, people[0], call.id) == rows[1].id
        _set(session, rows[2], "none")
        assert next_to_read(session, people[1], call.id) == rows[2].id


def test_the_order_does_not_tell_what_a_call_hides(database):
    with database.writing() as session:
        call, (person,) = made(session, 0, 1, hides_machine=True)
        rows = [make_assessed(session, call) for _ in range(5)]
        before = list(session.scalars(reading_queue._servable(person, call)))
        for row in rows[2:]:
            _set(session, row, "none")
        assert list(session.scalars(reading_queue._servable(person, call))) == before


def _set(session: Session, submission: Submission, why: str) -> None:
    session.execute(update(Submission).where(Submission.id == submission.id).values(to_read=why))


def test_no_queue_has_what_is_withdrawn_skipped_or_a_conflict(database):
    with database.writing() as session:
        call, (person,) = made(session, 4, 1)
        rows = session.scalars(select(Submission).order_by(Submission.number)).all()
        rows[0].withdrawn_at = now()
        make_reading(session, rows[1], person, has_conflict=True)
        assert reading_queue.skip(session, person, rows[2].id, SkipReason.FIELD) == call.id
        assert next_to_read(session, person, call.id) == rows[3].id
        assert next_to_read(session, person, call.id, after=rows[3].id) is None
        assert [(number, reason) for _, number, _, reason in reading_queue.skipped(session, person, call.id)] == [
            (3, SkipReason.FIELD)
        ]
        reading_queue.take_up(session, person, rows[2].id)
        assert next_to_read(session, person, call.id, after=rows[3].id) == rows[2].id


def test_people_begin_at_different_ends(database: Database):
    with database.writing() as session:
        call, people = made(session, 30, 6, readers_wanted=6)
        orders = {tuple(session.scalars(reading_queue._servable(person, call))) for person in people}
    assert len(orders) == 6


def test_a_queue_of_another_call_is_not_there(database):
    with database.writing() as session:
        call, _ = made(session, 1, 1)
        _, (stranger,) = made(session, 1, 1)
        with pytest.raises(NotFoundError):
            next_to_read(session, stranger, call.id)
        own = session.scalars(select(Submission.id).where(Submission.call_id == call.id)).one()
        with pytest.raises(NotFoundError):
            reading_queue.skip(session, stranger, own, SkipReason.OTHER)
        assert session.scalars(select(PersonReading)).all() == []
