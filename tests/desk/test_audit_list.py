"""The audit log by pages: who sees which entries, and that each action has its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from desk_builders import make_account, make_call, make_person, make_reading, make_submission, principal

from s3align.desk import audit
from s3align.desk.access import NotAllowedError, NotFoundError, Role
from s3align.desk.lists.audit_list import AuditQuery, audit_entries, audit_page
from s3align.desk.storage.tables import now
from s3align.web.words import web_messages

ROOT = Path(__file__).resolve().parents[2]
ALL = AuditQuery()
NO_ACTIONS = {"account.id", "call.id", "desk.pgdump", "reading.id", "submission.id"}
"""Columns that foreign keys name, and a file."""


@pytest.fixture
def desk(database):
    """Two calls with an entry of a reading each, and people: an administrator who reads in the first, leads, a reviewer."""
    with database.writing() as session:
        one, other = make_call(session), make_call(session)
        lead, reader = make_person(session, one, Role.LEAD), make_person(session, one)
        account = make_account(session, "Ida", is_administrator=True)
        administrator = principal(account, {one.id: Role.REVIEWER})
        submission = make_submission(session, one)
        for call, actor in ((one, reader.account_id), (other, "system")):
            audit.append(session, actor, "reading.decided", call_id=call.id, submission_id=submission.id)
        audit.append(session, lead.account_id, "call.changed", call_id=one.id)
        return one, other, lead, reader, administrator, submission


def actions(database, asking, query=ALL, call_id=None):
    with database.reading() as session:
        shown = audit_page(session, asking, query, call_id=call_id)
        written = [entry.number for entry in audit_entries(session, asking, query, call_id=call_id)]
        assert shown.total == len(shown.entries) == len(written)
        assert [entry.number for entry in shown.entries] == written[::-1]
        return [(entry.call_id, entry.action) for entry in shown.entries]


def test_a_lead_sees_the_log_of_their_call_alone(database, desk):
    one, other, lead, reader, *_ = desk
    assert actions(database, lead, call_id=one.id) == [(one.id, "call.changed"), (one.id, "reading.decided")]
    with pytest.raises(NotFoundError):
        actions(database, lead, call_id=other.id)
    for asking, call_id in ((lead, None), (reader, one.id), (reader, None)):
        with pytest.raises(NotAllowedError):
            actions(database, asking, call_id=call_id)


def test_an_administrator_who_reads_in_a_call_is_blind_until_they_have_decided(database, desk):
    one, other, _, _, administrator, submission = desk
    assert actions(database, administrator) == [(one.id, "call.changed"), (other.id, "reading.decided")]
    with database.writing() as session:
        make_reading(session, submission, administrator, decision="fits", decided_at=now())
    assert len(actions(database, administrator)) == 3


def test_the_log_is_filtered_by_person_action_and_submission(database, desk):
    one, _, lead, reader, _, submission = desk
    for query in (
        AuditQuery(actor=reader.account_id),
        AuditQuery(action="reading.decided"),
        AuditQuery(submission=submission.id),
    ):
        assert actions(database, lead, query, one.id) == [(one.id, "reading.decided")]
    assert actions(database, lead, AuditQuery(submission="-"), one.id) == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_action_of_the_desk_has_its_words(language):
    kinds = "account|call|desk|difference|evidence|note|queue|reading|sign_in|submission|token"
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("s3align/desk/**/*.py"))
    found = set(re.findall(rf'"((?:{kinds})\.[a-z_]+)"', code)) - NO_ACTIONS
    assert len(found) > 30
    texts = web_messages(language).texts
    assert [action for action in found if f"audit_did_{action.replace('.', '_')}" not in texts] == []
