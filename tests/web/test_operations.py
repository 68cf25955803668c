"""What the people who run the server ask it: it says what is wrong and nothing of what people wrote."""

from __future__ import annotations

import pytest
from desk_builders import make_account, make_assessed, make_call, make_person, make_reading
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from signing_in import made

from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import Check, now
from s3align.desk.work import heartbeats, readiness
from s3align.desk.work.queue import JobKind, enqueue
from s3align.web.app import make_app

HERE = ("127.0.0.1", 50_000)
ELSEWHERE = ("192.0.2.7", 50_000)
TOKEN = "figures-for-monitoring"
NAMES = ("Ada Geheim", "Aufruf Zartbitter", "antrag-zartbitter.pdf", "Titel Zartbitter", "Verein Zartbitter")


@pytest.fixture
def app(tmp_path):
    yield from _app(ServerSettings(data=tmp_path))


def _app(server):
    app = made(server)
    yield app
    app.state.server.database.close()


def _client(app, client=HERE):
    return TestClient(app, base_url="http://127.0.0.1:8733", client=client)


def _with_worker(app):
    with app.state.server.database.writing() as session:
        heartbeats.beat(session, "one")


def _figures(answer):
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_server_that_answers_lives(app):
    answer = _client(app).get("/health/live")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


def test_a_server_with_all_it_needs_is_ready(app):
    _with_worker(app)
    answer = _client(app).get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "checks": dict.fromkeys(answer.json()["checks"], True)}


def test_without_a_worker_it_is_not_ready_and_says_what_is_missing(app):
    answer = _client(app).get("/health/ready")
    assert answer.status_code == 503
    assert [name for name, is_fine in answer.json()["checks"].items() if not is_fine] == ["workers"]


def test_without_its_tables_it_is_not_ready(tmp_path):
    app = make_app(ServerSettings(data=tmp_path))
    answer = _client(app).get("/health/ready")
    app.state.server.database.close()
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"]
    assert not answer.json()["checks"]["schema"]


def test_a_database_that_is_away_is_said_and_the_process_lives(tmp_path):
    app = make_app(ServerSettings(data=tmp_path, database="postgresql://nobody@127.0.0.1:1/none"))
    client = _client(app, client=HERE)
    assert not client.get("/health/ready").json()["checks"]["database"]
    assert client.get("/health/live").status_code == 200
    assert _figures(client.get("/metrics"))["s3align_database_up",] == 0


def test_a_data_folder_that_cannot_be_written_is_said(tmp_path, app):
    assert readiness.look(app.state.server.database, tmp_path).is_writable
    assert not readiness.look(app.state.server.database, tmp_path / "gone").is_writable


def test_metrics_count_work_by_kind_and_state_and_requests_by_route(app):
    with app.state.server.database.writing() as session:
        call = make_call(session)
        submission = make_assessed(session, call)
        for kind in (JobKind.ASSESS, JobKind.CHECK):
            enqueue(session, kind, submission.id)
        done = enqueue(session, JobKind.ASSESS, submission.id)
        session.flush()
        done.state, done.finished_at = "done", now()
        session.add(Check(id="0" * 64, language="de", expires_at=now().replace(year=2999)))
    _with_worker(app)
    client = _client(app, client=HERE)
    client.get("/problems/stale")
    client.get("/nowhere/at/all")
    client.get("/api/v1/me")
    found = _figures(client.get("/metrics"))
    assert found["s3align_jobs", ("kind", "assess"), ("state", "waiting")] == 1
    assert found["s3align_jobs", ("kind", "assess"), ("state", "done")] == 1
    assert found["s3align_jobs", ("kind", "check"), ("state", "waiting")] == 1
    assert found["s3align_job_seconds", ("kind", "assess"), ("quantile", "0.5")] >= 0
    assert found["s3align_submissions", ("state", "assessed")] == 1
    assert found["s3align_workers",] == 1
    assert found["s3align_checks_kept",] == 1
    key = ("method", "GET")
    assert found["s3align_http_requests_total", key, ("route", "/problems/{kind}"), ("status", "200")] == 1
    assert found["s3align_http_requests_total", key, ("route", "/api/v1/me"), ("status", "200")] == 1
    assert found["s3align_http_requests_total", key, ("route", "(none)"), ("status", "404")] == 1


def test_metrics_and_health_name_nobody_and_nothing_of_a_proposal(app):
    with app.state.server.database.writing() as session:
        call = make_call(session, NAMES[1])
        person = make_person(session, call, name=NAMES[0])
        submission = make_assessed(session, call, file_name=NAMES[2], title=NAMES[3], applicant=NAMES[4])
        make_reading(session, submission, person, decision="fits", remark=NAMES[4])
        account = make_account(session, NAMES[0], login="ada.geheim@example.org")
        enqueue(session, JobKind.ASSESS, submission.id, payload={"name": NAMES[2]})
    client = _client(app, client=HERE)
    for path in (f"/desk/submissions/{submission.id}", f"/desk/calls/{call.id}", f"/{NAMES[2]}", f"/checks/{NAMES[2]}"):
        client.get(path, params={"q": NAMES[3]})
    texts = client.get("/metrics").text + client.get("/health/ready").text
    for word in (*NAMES, "zartbitter", "ada.geheim", submission.id, call.id, account.id, person.account_id):
        assert word.casefold() not in texts.casefold()


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (ELSEWHERE, {}),
        (HERE, {"x-forwarded-for": "192.0.2.7"}),
        (HERE, {"forwarded": "for=192.0.2.7"}),
        (ELSEWHERE, {"authorization": "Bearer "}),
    ],
)
def test_metrics_are_for_programs_on_this_computer(app, address, headers):
    assert _client(app, client=HERE).get("/metrics").status_code == 200
    assert _client(app, client=address).get("/metrics", headers=headers).status_code == 404


def test_with_a_token_metrics_are_for_who_knows_it(tmp_path):
    for app in _app(ServerSettings(data=tmp_path, metrics_token=TOKEN)):
        client = _client(app, client=ELSEWHERE)
        assert client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
        assert client.get("/metrics", headers={"authorization": "Bearer other"}).status_code == 404
        assert _client(app, client=HERE).get("/metrics").status_code == 404
