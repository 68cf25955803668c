"""What each role sees and may do on the pages of calls, and what is not theirs."""

from __future__ import annotations

import re

import pytest
from signing_in import account, made, signed_in
from sqlalchemy import select

from s3align.desk.access import Role
from s3align.desk.calls import call_forms, calls
from s3align.desk.people import accounts
from s3align.desk.people.accounts import COMMAND_LINE, local_principal
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import Membership, Submission

PAGES = ("change", "exports", "exports/results.csv", "exports/archives.zip", "reassess", "import", "people")


@pytest.fixture
def app(tmp_path):
    """A server with accounts and one call."""
    return made(ServerSettings(data=tmp_path / "data", accounts=True, most_upload_bytes=100_000))


@pytest.fixture
def call(app):
    """A call on it."""
    database = app.state.server.database
    with database.writing() as session:
        return calls.create(session, local_principal(database), call_forms.CallForm("<b>Wärme</b>", "ruhr"))


def _client(app, call, name, role):
    return signed_in(app, account(app, name, {call.id: role} if role else {}))


def _upload(client, call, name="antrag.txt", body=b"Ein Antrag.", **fields):
    return client.post(f"/desk/calls/{call.id}/upload", files={"files": (name, body)}, data=fields)


def test_applicants_see_their_own_and_no_page_of_the_agency(app, call):
    mine, other = (_client(app, call, name, Role.APPLICANT) for name in ("anna", "bert"))
    assert _upload(mine, call, "meins.txt", b"Meins").status_code == 200
    assert _upload(other, call, "fremd.txt", b"Fremd").status_code == 200
    page = mine.get(f"/desk/calls/{call.id}")
    assert "meins.txt" in page.text
    assert "fremd.txt" not in page.text
    for name in (*PAGES, "progress", "submissions"):
        assert mine.get(f"/desk/calls/{call.id}/{name}").status_code == 403, name


def test_applicants_learn_no_number_of_what_somebody_else_handed_in(app, call):
    mine, other = (_client(app, call, name, Role.APPLICANT) for name in ("anna", "bert"))
    _upload(other, call)
    answer = _upload(mine, call)
    assert "/desk/submissions/" not in answer.text
    assert len(re.findall(r'role="alert"', answer.text)) == 1
    assert _upload(mine, call, body=b"Neu", earlier="1").status_code == 422


def test_an_applicant_withdraws_their_own_and_nothing_else(app, call):
    mine, other = (_client(app, call, name, Role.APPLICANT) for name in ("anna", "bert"))
    _upload(mine, call)
    with app.state.server.database.reading() as session:
        submission = session.scalars(select(Submission)).one()
    send = {"submission_id": submission.id}
    assert other.post(f"/desk/calls/{call.id}/withdraw", data=send).status_code == 404
    assert mine.post(f"/desk/calls/{call.id}/withdraw", data=send, follow_redirects=False).status_code == 303


def test_reviewers_see_how_far_it_is_and_nothing_that_only_leads_do(app, call):
    reader = _client(app, call, "rita", Role.REVIEWER)
    page = reader.get(f"/desk/calls/{call.id}")
    assert page.status_code == 200
    assert f"/desk/calls/{call.id}/change" not in page.text
    for name in (*PAGES, "upload"):
        assert reader.get(f"/desk/calls/{call.id}/{name}").status_code == 403, name
    for name in ("close", "reopen", "reassess", "people"):
        assert reader.post(f"/desk/calls/{call.id}/{name}", data={"version": "1"}).status_code == 403, name


def test_leads_see_all_pages_and_administrators_alone_make_leads(app, call):
    lead = _client(app, call, "lena", Role.LEAD)
    for name in PAGES:
        assert lead.get(f"/desk/calls/{call.id}/{name}").status_code == 200, name
    rita = account(app, "rita", {})
    give = {"account_id": rita, "role": "lead"}
    assert lead.post(f"/desk/calls/{call.id}/people", data=give).status_code == 403
    database = app.state.server.database
    with database.writing() as session:
        chief = accounts.create(session, COMMAND_LINE, "chief", is_administrator=True).id
        accounts.give_role(session, COMMAND_LINE, call.id, chief, Role.LEAD)
    both = signed_in(app, chief)
    assert both.post(f"/desk/calls/{call.id}/people", data=give, follow_redirects=False).status_code == 303
    with database.reading() as session:
        assert session.get(Membership, (rita, call.id)).role == "lead"


def test_who_has_no_role_learns_of_no_call(app, call):
    nobody = _client(app, call, "nora", None)
    assert call.id not in nobody.get("/desk").text
    for name in ("", *(f"/{name}" for name in PAGES), "/upload"):
        assert nobody.get(f"/desk/calls/{call.id}{name}").status_code == 404, name
    assert nobody.get("/desk/new-call").status_code == 403


def test_what_strangers_wrote_is_text_and_no_markup(app, call):
    lead = _client(app, call, "lena", Role.LEAD)
    _upload(lead, call, "<script>alert(1)</script>.txt")
    for path in ("/desk", f"/desk/calls/{call.id}", f"/desk/calls/{call.id}/change"):
        page = lead.get(path).text
        assert "<b>Wärme" not in page
        assert "<script>alert" not in page
    assert "&lt;b&gt;Wärme" in lead.get("/desk").text


def test_more_than_may_come_is_refused_and_nothing_of_it_is_there(app, call):
    lead = _client(app, call, "lena", Role.LEAD)
    assert _upload(lead, call, body=b"x" * 1_200_000).status_code == 413
    refused = _upload(lead, call, body=b"x" * 100_001)
    assert 'role="alert"' in refused.text
    with app.state.server.database.reading() as session:
        assert session.scalars(select(Submission)).all() == []


def test_an_upload_without_a_file_says_so_at_the_field(app, call):
    answer = _client(app, call, "lena", Role.LEAD).post(f"/desk/calls/{call.id}/upload", data={"lot": ""}, files={})
    assert answer.status_code == 422
    assert 'id="files-error"' in answer.text


def test_a_form_of_an_older_version_is_refused(app, call):
    lead = _client(app, call, "lena", Role.LEAD)
    form = {"title": "Neu", "strategy": "ruhr", "language": "de", "readers_wanted": "2"}
    place = f"/desk/calls/{call.id}/change"
    assert lead.post(place, data=form | {"version": "1"}, follow_redirects=False).status_code == 303
    assert lead.post(place, data=form | {"version": "1"}, follow_redirects=False).status_code == 409


@pytest.mark.parametrize("name", ["../secrets", "/etc/passwd", "ruhr/../..", "nothing"])
def test_a_strategy_is_one_of_the_list(app, call, name):
    lead = _client(app, call, "lena", Role.LEAD)
    form = {"title": "Neu", "strategy": name, "language": "de", "readers_wanted": "2", "version": "1"}
    answer = lead.post(f"/desk/calls/{call.id}/change", data=form)
    assert answer.status_code == 422
    assert 'id="strategy-error"' in answer.text
