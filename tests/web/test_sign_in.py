from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from signing_in import account, brought, made, signed_in, visitor
from sqlalchemy import select, update

from s3align.desk.people import passwords
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import SignedIn, now

PASSWORD = "drei Birnen im Regen"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    """What is tested here is not how slow a hash is, and delays run while one is made."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)
    passwords._of_nobody.cache_clear()
    yield
    passwords._of_nobody.cache_clear()


@pytest.fixture
def app(tmp_path):
    return made(ServerSettings(data=tmp_path / "data", accounts=True))


def test_somebody_signs_in_and_out_again(app):
    account(app, "ada", password=PASSWORD)
    client = visitor(app)
    answer = client.post("/sign-in", data={"login": "Ada ", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert "Ada" in client.get("/").text
    cookie = dict(client.cookies)
    assert client.post("/sign-out").status_code == 303
    client.cookies.update(cookie)
    assert "Ada" not in client.get("/").text


def test_a_wrong_password_and_an_unknown_login_get_the_same_page(app):
    account(app, "ada", password=PASSWORD)
    client = visitor(app)
    wrong = client.post("/sign-in", data={"login": "ada", "password": "falsch"})
    unknown = client.post("/sign-in", data={"login": "eve", "password": "falsch"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace('value="ada"', 'value="eve"') == unknown.text


def test_a_signed_in_client_has_a_name(app):
    assert "Ada" in signed_in(app, account(app, "ada")).get("/").text
    assert "Ada" not in visitor(app).get("/").text


def test_what_a_browser_brought_along_is_no_session_after_signing_in(app):
    account(app, "ada", password=PASSWORD)
    client = visitor(app)
    brought(client, "chosen-by-somebody-else")
    client.post("/sign-in", data={"login": "ada", "password": PASSWORD})
    first = client.cookies["s3align"]
    assert first != "chosen-by-somebody-else"
    client.post("/sign-in", data={"login": "ada", "password": PASSWORD})
    assert client.cookies["s3align"] != first
    brought(client, first)
    assert "Ada" not in client.get("/").text


@pytest.mark.parametrize(
    ("address", "marks"),
    [
        ("", ("s3align=", "HttpOnly", "SameSite=lax", "Path=/")),
        ("https://s3.example.org", ("__Host-s3align=", "Secure", "HttpOnly")),
    ],
)
def test_the_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts(tmp_path, address, marks):
    app = made(ServerSettings(data=tmp_path / "data", accounts=True, address=address))
    account(app, "ada", password=PASSWORD)
    cookie = visitor(app).post("/sign-in", data={"login": "ada", "password": PASSWORD}).headers["set-cookie"]
    assert all(mark in cookie for mark in marks)
    assert "domain" not in cookie.lower()
    assert ("Secure" in cookie) == bool(address)


@pytest.mark.parametrize(
    "then", ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "javascript:x", "/a\nb", "/\t/x"]
)
def test_signing_in_leads_nowhere_else(app, then):
    account(app, "ada", password=PASSWORD)
    answer = visitor(app).post("/sign-in", data={"login": "ada", "password": PASSWORD, "then": then})
    assert answer.headers["location"] == "/desk"


def test_signing_in_leads_back_to_where_somebody_was(app):
    account(app, "ada", password=PASSWORD)
    answer = visitor(app).post(
        "/sign-in", data={"login": "ada", "password": PASSWORD, "then": "/desk/calls/1?sort=name"}
    )
    assert answer.headers["location"] == "/desk/calls/1?sort=name"


def test_too_many_tries_are_told_when_to_try_again(app):
    client = visitor(app)
    answers = [client.post("/sign-in", data={"login": "ada", "password": "falsch"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_an_address_is_believed_only_of_a_proxy_that_the_administrator_has_set(tmp_path):
    for is_behind, expected in ((False, 429), (True, 401)):
        app = made(ServerSettings(data=tmp_path / str(is_behind), accounts=True, behind_proxy=is_behind))
        client = visitor(app)
        for number in range(4):
            answer = client.post(
                "/sign-in",
                data={"login": f"ada{number if is_behind else ''}", "password": "falsch"},
                headers={"x-forwarded-for": f"203.0.113.{number}, 198.51.100.{number}"},
            )
        assert answer.status_code == expected


@pytest.mark.parametrize(("source", "is_use"), [("div#list-page", False), ("a#sort-number", True), ("", True)])
def test_a_page_that_asks_by_itself_does_not_keep_a_session_from_ending(app, source, is_use):
    client, then = signed_in(app, account(app, "ada")), now() - timedelta(minutes=5)
    with app.state.server.database.writing() as session:
        session.execute(update(SignedIn).values(seen_at=then))
    assert client.get("/desk", headers={"hx-request": "true", "hx-source": source}).status_code == 200
    with app.state.server.database.reading() as session:
        assert (session.scalars(select(SignedIn.seen_at)).one() > then) is is_use
