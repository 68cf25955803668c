from __future__ import annotations

import pytest
from signing_in import account, made, signed_in, visitor

from s3align.desk.settings import ServerSettings

PASSWORD = "drei Birnen im Regen"


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
