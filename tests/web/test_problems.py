"""What is answered where something is wrong. Built by code; nobody's text."""

from __future__ import annotations

import errno
import logging

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field
from signing_in import made
from sqlalchemy import text
from sqlalchemy.orm.exc import StaleDataError

from s3align.desk.access import Permission
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.database import Database
from s3align.errors import TooLargeError
from s3align.render.messages import LANGUAGES
from s3align.web.app import make_app
from s3align.web.permissions import needs
from s3align.web.problem_kinds import STATUS, Kind, kind_of, title_key
from s3align.web.state import State
from s3align.web.words import web_messages

STRANGERS_WORDS = "Antrag der Wäscherei Blitzeblank"


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str = Field(max_length=5)
    lots: list[int] = []


def _routes(prefix):
    router = APIRouter(prefix=prefix, dependencies=[needs(Permission.PUBLIC)])

    @router.get("/failing")
    def failing():
        raise RuntimeError(STRANGERS_WORDS)

    @router.get("/stale")
    def stale():
        raise StaleDataError(STRANGERS_WORDS)

    @router.get("/large")
    def large():
        raise TooLargeError("The file is too large.")

    @router.get("/away")
    def away():
        Database("postgresql+pg8000://nobody@127.0.0.1:1/none").engine.connect()

    @router.get("/wrong")
    def wrong(state: State):
        with state.database.reading() as session:
            session.execute(text("select * from nowhere where x = :x"), {"x": STRANGERS_WORDS})

    @router.get("/full")
    def full():
        raise OSError(errno.ENOSPC, STRANGERS_WORDS)

    @router.get("/full-database")
    def full_database(state: State):
        with state.database.writing() as session:
            session.execute(text("pragma max_page_count = 1"))
            session.execute(text("create table much (x)"))
            session.execute(text("insert into much values (randomblob(1000000))"))

    @router.post("/body")
    def body(sent: Body) -> Body:
        return sent

    return router


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    app = made(ServerSettings(data=tmp_path_factory.mktemp("data")))
    app.include_router(_routes("/api/test"))
    app.include_router(_routes("/test"))
    with TestClient(app, base_url="http://127.0.0.1:8733") as client:
        yield client
    app.state.server.database.close()


def _problem(answer, status, kind):
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["type"] == f"/problems/{kind}"
    assert told["title"]
    assert told["detail"]
    assert told["instance"].startswith("urn:uuid:")
    return told


def test_what_nobody_expected_has_a_number_that_stands_in_the_log_and_quotes_nothing(client, caplog):
    with caplog.at_level(logging.DEBUG):
        told = _problem(client.get("/api/test/failing"), 500, "failed")
    assert told["instance"].removeprefix("urn:uuid:") in caplog.text
    assert "RuntimeError" in caplog.text
    assert "test_problems.py" in caplog.text
    assert STRANGERS_WORDS not in caplog.text
    assert STRANGERS_WORDS not in str(told)


def test_what_nobody_expected_is_answered_with_the_headers_of_every_answer(client):
    answer = client.get("/test/failing")
    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["content-type"].startswith("text/html")


def test_a_fault_in_a_question_to_the_database_is_no_pause(client, caplog):
    _problem(client.get("/api/test/wrong"), 500, "failed")
    assert STRANGERS_WORDS not in caplog.text


def test_a_change_to_what_somebody_else_changed_is_refused(client):
    _problem(client.get("/api/test/stale"), 409, "stale")
    assert client.get("/test/stale").status_code == 409


def test_a_database_that_is_away_is_worth_another_try(client):
    answer = client.get("/api/test/away")
    _problem(answer, 503, "busy")
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("what", ["full", "full-database"])
def test_a_full_disk_is_said_and_is_no_matter_of_trying_again(client, what, caplog):
    answer = client.get(f"/api/test/{what}")
    _problem(answer, 507, "no-room")
    assert "retry-after" not in answer.headers
    assert client.get(f"/test/{what}").status_code == 507
    assert STRANGERS_WORDS not in caplog.text


def test_a_damaged_database_is_said_and_is_not_ready(tmp_path):
    app = make_app(ServerSettings(data=tmp_path, accounts=True))
    with TestClient(app, base_url="http://127.0.0.1:8733") as visitor:
        (tmp_path / "desk.sqlite3").write_bytes(b"no database " * 1_000)
        answer = visitor.post("/sign-in", data={"login": "ada", "password": "falsch"})
        assert answer.status_code == 503
        assert "retry-after" not in answer.headers
        assert visitor.get("/health/ready").json()["checks"]["database"] is False
    app.state.server.database.close()


def test_an_error_of_ours_has_its_own_status(client):
    _problem(client.get("/api/test/large"), 413, "too-large")


def test_an_invalid_body_names_each_place_by_a_pointer_and_quotes_nothing(client):
    told = _problem(
        client.post("/api/test/body", json={"title": STRANGERS_WORDS, "lots": [1, "two"], "a/b": STRANGERS_WORDS}),
        422,
        "invalid",
    )
    assert {entry["pointer"] for entry in told["errors"]} == {"#/title", "#/lots/1", "#/a~1b"}
    assert STRANGERS_WORDS not in str(told)


def test_what_is_no_json_is_invalid(client):
    _problem(client.post("/api/test/body", content="{", headers={"content-type": "application/json"}), 422, "invalid")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/nothing"])
def test_an_address_without_anything_is_a_problem_for_programs(client, path):
    _problem(client.get(path), 404, "not-found")


def test_another_method_names_those_that_there_are(client):
    answer = client.delete("/api/v1/me")
    _problem(answer, 405, "method-not-allowed")
    assert "GET" in answer.headers["allow"]


def test_a_problem_speaks_the_language_of_the_reader(client):
    german = client.get("/api/nothing", headers={"accept-language": "de"}).json()
    english = client.get("/api/nothing", headers={"accept-language": "en"}).json()
    assert german["title"] != english["title"]
    assert german["detail"] != english["detail"]
    assert german["type"] == english["type"]


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_a_page_in_both_languages(client, kind):
    for language in LANGUAGES:
        answer = client.get(f"/problems/{kind}?lang={language}")
        assert answer.status_code == 200
        assert web_messages(language)(title_key(kind)) in answer.text


def test_there_is_no_page_of_an_unknown_kind(client):
    assert client.get("/problems/other").status_code == 404


def test_each_status_of_a_kind_leads_to_a_kind_of_that_status():
    for kind, status in STATUS.items():
        assert STATUS[kind_of(status)] == status, kind
