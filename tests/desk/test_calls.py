from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from calls_made import ADMIN, APPLICANT, LEAD, READER, lead, open_call, person
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from s3align.desk.access import NotAllowedError, NotFoundError, Role
from s3align.desk.calls import calls
from s3align.desk.calls.call_forms import CallForm, CallFormError, LotForm
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import AuditEntry, Membership

LOTS = (LotForm("Wasser", "green-tech", 3), LotForm("Rest"))


def _entries(database, action):
    with database.reading() as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def test_who_makes_a_call_leads_it(database):
    call = open_call(database)
    with database.reading() as session:
        assert session.get(Membership, ("admin", call.id)).role == Role.LEAD
    assert len(_entries(database, "call.created")) == 1


def test_only_an_administrator_makes_a_call(database):
    call = open_call(database)
    with database.writing() as session, pytest.raises(NotAllowedError):
        calls.create(session, lead(call), CallForm("Zweiter", "ruhr"))


def test_a_title_is_one_line_and_goes_into_the_log_as_a_digest(database):
    call = open_call(database, title="  Wärme\n aus dem Fluss ")
    assert call.title == "Wärme aus dem Fluss"
    assert "Wärme" not in str(_entries(database, "call.created")[0].after)


def test_a_form_says_all_that_is_wrong_at_once(database):
    form = CallForm(" ", "../secret", "fr", readers_wanted=0, lots=[LotForm("", "nothing", 0)], checks=["spelling"])
    with database.writing() as session, pytest.raises(CallFormError) as raised:
        calls.create(session, ADMIN, form, themes=["green-tech"])
    assert {mistake.field for mistake in raised.value.mistakes} == {
        "title", "strategy", "language", "readers_wanted", "checks", "lots.0.title", "lots.0.theme", "lots.0.places",
    }  # fmt: skip


def test_a_change_says_what_was_before_and_keeps_the_lots_ids(database):
    call = open_call(database, lots=LOTS)
    with database.writing() as session:
        form = calls.form_of(session, call)
    first, second = form.lots
    changed = CallForm("Kälte", "ruhr", lots=[second, LotForm("Wasser", "green-tech", 5, first.id)])
    with database.writing() as session:
        calls.change(session, lead(call), call.id, changed, call.version)
        assert [lot.id for lot in calls.lots(session, call.id)] == [second.id, first.id]
    entry = _entries(database, "call.changed")[0]
    assert set(entry.after) == {"title", "lots"}
    assert [lot["places"] for lot in entry.before["lots"]] == [3, None]


def test_nothing_changed_is_no_entry(database):
    call = open_call(database, lots=LOTS)
    with database.writing() as session:
        calls.change(session, lead(call), call.id, calls.form_of(session, call), call.version)
    assert not _entries(database, "call.changed")


def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten(database):
    call = open_call(database)
    with database.writing() as session:
        calls.change(session, lead(call), call.id, CallForm("Zuerst", "ruhr"), call.version)
    with pytest.raises(StaleDataError), database.writing() as session:
        calls.change(session, lead(call), call.id, CallForm("Danach", "ruhr"), call.version)


def test_a_closed_call_is_changed_once_it_is_open_again(database):
    call = open_call(database)
    with database.writing() as session:
        closed = calls.close(session, lead(call), call.id, call.version)
    with database.writing() as session, pytest.raises(calls.CallClosedError):
        calls.change(session, lead(call), call.id, CallForm("Neu", "ruhr"), closed.version)
    with database.writing() as session:
        opened = calls.reopen(session, lead(call), call.id, closed.version)
        assert calls.change(session, lead(call), call.id, CallForm("Neu", "ruhr"), opened.version).title == "Neu"
    assert len(_entries(database, "call.closed")) == len(_entries(database, "call.reopened")) == 1


@pytest.mark.parametrize(("name", "role"), [(READER, Role.REVIEWER), (APPLICANT, Role.APPLICANT)])
def test_only_the_lead_changes_or_closes(database, name, role):
    call = open_call(database)
    asking = person(call, name, role)
    with database.writing() as session:
        with pytest.raises(NotAllowedError):
            calls.change(session, asking, call.id, CallForm("Neu", "ruhr"), call.version)
        with pytest.raises(NotAllowedError):
            calls.close(session, asking, call.id, call.version)


def test_people_see_their_calls_and_learn_of_no_other(database):
    mine, other = open_call(database), open_call(database, title="Anderer")
    with database.reading() as session:
        assert [call.id for call in calls.visible(session, lead(mine))] == [mine.id]
        with pytest.raises(NotFoundError):
            calls.get(session, lead(mine), other.id)


def test_open_calls_come_before_closed_ones(database):
    first, second = open_call(database), open_call(database, title="Zweiter")
    asking = person(None, LEAD, None)
    asking = type(asking)(LEAD, LEAD, {first.id: Role.LEAD, second.id: Role.LEAD})
    with database.writing() as session:
        calls.close(session, asking, second.id, second.version)
    with database.reading() as session:
        assert [call.id for call in calls.visible(session, asking)] == [first.id, second.id]


def test_a_deadline_is_kept_as_a_moment(database):
    deadline = datetime(2026, 12, 1, 12, tzinfo=UTC).astimezone()
    call = open_call(database, deadline=deadline)
    with database.reading() as session:
        assert calls.get(session, lead(call), call.id).deadline == deadline
    late = type("Late", (), {"received_at": deadline + timedelta(seconds=1)})
    in_time = type("InTime", (), {"received_at": deadline})
    assert calls.is_late(call, late)
    assert not calls.is_late(call, in_time)


def test_strategies_of_the_servers_own_folder_are_offered_beside_those_that_travel_along(tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "strategy.toml").touch()
    (tmp_path / "no-strategy").mkdir()
    offered = calls.strategies(ServerSettings(strategies=str(tmp_path)))
    assert "own" in offered
    assert "no-strategy" not in offered
    assert offered[0] == calls.strategies(ServerSettings())[0]
