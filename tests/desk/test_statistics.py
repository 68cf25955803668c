from __future__ import annotations

import pytest
from desk_builders import (
    THEMES,
    make_account,
    make_assessment,
    make_call,
    make_reading,
    make_record,
    make_submission,
    principal,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk.access import NotAllowedError, Principal, Role
from s3align.desk.review import statistics
from s3align.desk.review.statistics import Part
from s3align.desk.storage.tables import Call, PersonReading, ReadingVersion, now
from s3align.evaluation.agreement import Who
from s3align.record.assessment import Verdict
from s3align.strategy.load import find_strategy, load_strategy
from s3align.strategy.model import Strategy

GREEN = "green-tech"
SAYS = {theme: ("core" if theme == GREEN else "none") for theme in THEMES}
"""What the program says of every proposal here."""


@pytest.fixture(scope="module")
def strategy() -> Strategy:
    return load_strategy(find_strategy())


def made(session: Session, number: int = 24) -> tuple[Call, Principal, list[Principal]]:
    """Ada sees the program's verdict and always agrees; Bo is blind and says "side" to every second core theme."""
    call = make_call(session)
    lead = principal(make_account(session, "Lea"), {call.id: Role.LEAD})
    ada, bo = (principal(make_account(session, name), {call.id: Role.REVIEWER}) for name in ("Ada", "Bo"))
    for place in range(number):
        submission = make_submission(session, call)
        stored = make_assessment(session, submission, make_record({GREEN: Verdict.CORE}))
        own = {"decision": "fits", "decided_at": now(), "assessment_id": stored.id}
        make_reading(session, submission, ada, verdicts=SAYS, saw_machine=True, **own)
        differs = SAYS if place % 2 else SAYS | {GREEN: "side"}
        make_reading(session, submission, bo, verdicts=differs, saw_machine=False, **own)
    return call, lead, [ada, bo]


def test_agreement_is_told_between_people_and_with_the_program_apart_for_blind_and_seen(database, strategy):
    with database.writing() as session:
        call, lead, _ = made(session)
        found = statistics.of_call(session, lead, call, strategy)
    assert [row.who for row in found.people.comparisons] == [Who.PAIR]
    assert found.people.comparisons[0].overall.same == 24 * 6 - 12
    assert {(row.who, row.readers) for row in found.machine.comparisons} == {
        (Who.MACHINE_SEEN, ("Ada",)),
        (Who.MACHINE_BLIND, ("Bo",)),
    }
    assert found.pull.seen == (144, 144)
    assert found.pull.blind == (132, 144)
    assert found.pull.is_shown
    assert len(found.differences) == 12
    assert found.ids[found.differences[0].file]


def test_too_few_answers_make_no_figures(database, strategy):
    with database.writing() as session:
        call, lead, _ = made(session, 2)
        found = statistics.of_call(session, lead, call, strategy)
    assert found.is_few
    assert found.people.comparisons[0].overall.share is None
    assert not found.pull.is_shown


def test_the_share_that_people_have_checked_is_told_of_all_and_of_what_the_program_says(database):
    with database.writing() as session:
        call = make_call(session)
        lead = principal(make_account(session), {call.id: Role.LEAD})
        for why, readers in (("none", 0), ("none", 1), ("", 2)):
            submission = make_submission(session, call)
            make_assessment(session, submission, make_record({} if why else {GREEN: Verdict.CORE}), to_read=why)
            for place in range(readers):
                make_reading(session, submission, principal(make_account(session, f"P{place}")), decision="fits")
        make_submission(session, call, withdrawn_at=now())
        found = {row.part: (row.number, row.read, row.enough) for row in statistics.checked(session, lead, call)}
    assert found == {Part.ALL: (3, 2, 1), Part.NONE: (2, 1, 0), Part.CORE: (1, 1, 1)}


def test_reviewers_see_figures_once_the_call_is_closed_and_then_only_of_what_they_decided(database, strategy):
    with database.writing() as session:
        call, _, (ada, _) = made(session, 3)
        with pytest.raises(NotAllowedError):
            statistics.of_call(session, ada, call, strategy)
        call.is_closed = True
        late = make_submission(session, call)
        make_reading(session, late, principal(make_account(session, "Cem")), decision="back", verdicts=SAYS)
        found = statistics.of_call(session, ada, call, strategy)
    assert (found.readings, found.left_out) == (6, 1)
    assert "Cem" not in found.people.read


def test_of_many_people_all_are_taken_together(database, strategy, monkeypatch):
    monkeypatch.setattr(statistics, "MOST_PAIRED", 1)
    with database.writing() as session:
        call, lead, _ = made(session, 2)
        found = statistics.of_call(session, lead, call, strategy)
    assert {row.readers for row in found.machine.comparisons} == {(statistics.EVERYBODY,)}


def test_what_was_changed_after_the_first_decision_does_not_count_as_agreement(database, strategy):
    with database.writing() as session:
        call, lead, (_, bo) = made(session)
        before = statistics.of_call(session, lead, call, strategy)
        for reading in session.scalars(select(PersonReading).where(PersonReading.account_id == bo.account_id)):
            kept = {"decision": "fits", "reasons": {}, "reason": "", "remark": "", "has_conflict": False}
            first, later = (kept | {"verdicts": verdicts} for verdicts in (dict(reading.verdicts), SAYS))
            own = {"reading_id": reading.id, "assessment_id": reading.assessment_id}
            session.add(ReadingVersion(number=1, content=kept | {"verdicts": {}, "decision": ""}, **own))
            session.add(ReadingVersion(number=2, content=first, **own))
            session.add(ReadingVersion(number=3, content=later, is_change=True, saw_machine=True, **own))
            reading.verdicts, reading.saw_machine, reading.was_changed = SAYS, True, True
        session.flush()
        found = statistics.of_call(session, lead, call, strategy)
    assert (before.changed, found.changed) == (0, 24)
    assert found.people == before.people
    assert found.machine == before.machine
    assert found.pull == before.pull
    assert not found.differences
