from __future__ import annotations

import re

import pytest
from signing_in import account, made, signed_in, visitor
from web_pages import assert_accessible_in_every_look, every_look

from s3align.desk.access import Role
from s3align.desk.people import sessions
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import Account, Call

PASSWORD, OTHER = "drei Birnen im Regen", "vier Igel unterm Laub"


@pytest.fixture
def app(tmp_path):
    return made(ServerSettings(data=tmp_path / "data", accounts=True))


@pytest.fixture
def root(app):
    return signed_in(app, account(app, "root", is_administrator=True))


def call_of(app, title="Erster Aufruf"):
    with app.state.server.database.writing() as session:
        call = Call(title=title, strategy="", language="de")
        session.add(call)
        session.flush()
        return call.id


def kept(app, account_id):
    with app.state.server.database.reading() as session:
        return session.get_one(Account, account_id)


def link_in(text):
    return re.search(r'value="http://[^"]*(/invitation/[^"]+)"', text).group(1)


def test_an_administrator_makes_an_account_and_its_owner_sets_the_password_once(app, root):
    shown = root.post("/admin/accounts", data={"login": "ada@example.org", "name": "Ada Beispiel"})
    link = link_in(shown.text)
    client = visitor(app)
    assert "ada@example.org" in client.get(link).text
    assert client.post(link, data={"password": "kurz"}).status_code == 400
    assert client.post(link, data={"password": PASSWORD}).headers["location"] == "/desk"
    assert "Ada Beispiel" in client.get("/account").text
    again = visitor(app)
    assert again.get(link).status_code == 404
    assert again.post(link, data={"password": OTHER}).status_code == 404
    assert again.post("/sign-in", data={"login": "ada@example.org", "password": PASSWORD}).status_code == 303


def test_a_link_that_there_is_not_says_what_to_do(app):
    answer = visitor(app).get("/invitation/unbekannt")
    assert answer.status_code == 404
    assert "Administration" in answer.text


def test_a_role_holds_at_once_and_can_be_taken_away(app, root):
    call = call_of(app)
    reader = account(app, "reader")
    client = signed_in(app, reader)
    assert client.get(f"/desk/calls/{call}").status_code == 404
    root.post(f"/admin/accounts/{reader}/roles", data={"of_call": call, "role": "reviewer"})
    assert client.get(f"/desk/calls/{call}").status_code == 200
    root.post(f"/admin/accounts/{reader}/roles", data={"of_call": call, "role": ""})
    assert client.get(f"/desk/calls/{call}").status_code == 404


def test_a_disabled_account_is_out_at_once(app, root):
    reader = account(app, "reader")
    client = signed_in(app, reader)
    assert client.get("/account").status_code == 200
    root.post(f"/admin/accounts/{reader}/active", data={"version": kept(app, reader).version})
    assert client.get("/account").status_code == 401
    root.post(f"/admin/accounts/{reader}/active", data={"active": "yes", "version": kept(app, reader).version})
    assert client.get("/account").status_code == 401, "the session stays ended"
    assert signed_in(app, reader).get("/account").status_code == 200


def test_a_form_that_somebody_else_has_overtaken_changes_nothing(app, root):
    reader = account(app, "reader")
    before = kept(app, reader).version
    assert root.post(f"/admin/accounts/{reader}/name", data={"name": "Neu", "version": before}).status_code == 303
    assert root.post(f"/admin/accounts/{reader}/active", data={"version": before}).status_code == 409
    assert kept(app, reader).is_active


def test_the_last_administrator_is_told_why_they_stay(app, root):
    with app.state.server.database.reading() as session:
        own = session.query(Account).filter_by(login="root").one()
    answer = root.post(f"/admin/accounts/{own.id}/active", data={"version": own.version})
    assert answer.status_code == 400
    assert "letzte" in answer.text
    assert kept(app, own.id).is_active


def test_a_new_password_ends_all_other_sessions(app):
    ada = account(app, "ada", password=PASSWORD)
    here, elsewhere = signed_in(app, ada), signed_in(app, ada)
    before = here.cookies["s3align"]
    assert here.post("/account/password", data={"current": "falsch", "new": OTHER}).status_code == 401
    assert here.post("/account/password", data={"current": PASSWORD, "new": "kurz"}).status_code == 400
    assert elsewhere.get("/account").status_code == 200
    assert here.post("/account/password", data={"current": PASSWORD, "new": OTHER}).status_code == 303
    assert here.cookies["s3align"] != before
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 401


def test_people_end_their_own_sessions_and_nobody_elses(app):
    ada, ben = account(app, "ada"), account(app, "ben")
    here, elsewhere, other = signed_in(app, ada), signed_in(app, ada), signed_in(app, ben)
    there = sessions.hash_of(elsewhere.cookies["s3align"])
    assert other.post(f"/account/sessions/{there}/end").status_code == 404
    assert elsewhere.get("/account").status_code == 200
    assert here.post(f"/account/sessions/{there}/end").status_code == 303
    assert elsewhere.get("/account").status_code == 401
    again = signed_in(app, ada)
    here.post("/account/sessions/end-others")
    assert (here.get("/account").status_code, again.get("/account").status_code) == (200, 401)


def token_of(client, **values):
    shown = client.post("/account/tokens", data={"token_name": "Skript", "scopes": ["read"], "days": "30", **values})
    assert shown.status_code == 200, shown.text
    return re.search(r'value="(s3a_[^"]+)"', shown.text).group(1)


def test_a_token_is_shown_once_works_for_the_interface_alone_and_can_be_revoked(app):
    client = signed_in(app, account(app, "ada"))
    token = token_of(client)
    assert token not in client.get("/account").text
    program = visitor(app)
    program.headers["authorization"] = f"Bearer {token}"
    assert program.get("/api/v1/me").json()["name"] == "Ada"
    assert program.get("/account").status_code == 401, "a token opens no page"
    assert client.post(f"/account/tokens/{sessions.hash_of(token)}/revoke").status_code == 303
    assert "Ada" not in program.get("/api/v1/me").text


def test_a_wrong_token_is_nobody_even_beside_a_session(app):
    client = signed_in(app, account(app, "ada"))
    assert client.get("/api/v1/me").json()["name"] == "Ada"
    for header in ("Bearer s3a_falsch", "Basic YWRhOng=", "Bearer"):
        assert "Ada" not in client.get("/api/v1/me", headers={"authorization": header}).text


def test_a_token_for_another_call_is_refused_when_it_is_made(app):
    client = signed_in(app, account(app, "ada"))
    answer = client.post(
        "/account/tokens", data={"token_name": "x", "scopes": ["read"], "days": "30", "call_id": call_of(app)}
    )
    assert answer.status_code == 404


def test_without_accounts_there_is_no_account_page(tmp_path):
    assert visitor(made(ServerSettings(data=tmp_path / "data"))).get("/account").status_code == 404


def test_strangers_words_stay_words(app, root):
    evil = '"><script>alert(1)</script>'
    shown = root.post("/admin/accounts", data={"login": "eve", "name": evil})
    eve = re.search(r"/admin/accounts/([0-9a-f]{32})/name", shown.text).group(1)
    call_of(app, evil)
    client = signed_in(app, eve)
    client.headers["user-agent"] = evil
    with app.state.server.database.writing() as session:
        sessions.begin(session, app.state.server.server, eve, evil)
    token_of(client, token_name=evil)
    for answer in (
        root.get("/admin/accounts"),
        root.get(f"/admin/accounts/{eve}"),
        client.get("/account"),
        client.get("/"),
    ):
        assert "<script>alert" not in answer.text
        assert "&lt;script&gt;" in answer.text
    wrong = visitor(app).post("/sign-in", data={"login": evil, "password": "x", "then": evil})
    assert "<script>alert" not in wrong.text


@every_look
def test_the_pages_are_for_everybody(serve, browse, look):
    site = serve(accounts=True)
    app = type("App", (), {"state": type("State", (), {"server": site.state})})
    call = call_of(app)
    ada = account(app, "ada", {call: Role.REVIEWER}, is_administrator=True, password=PASSWORD)
    page = browse(site, "/sign-in", **look)
    assert_accessible_in_every_look(page, "sign-in")
    page.locator("#login").fill("ada")
    page.locator("#password").fill("falsch")
    page.locator("main button[type=submit]").click()
    assert page.locator("#login").get_attribute("aria-invalid") == "true"
    assert_accessible_in_every_look(page, "sign-in-wrong")
    page.locator("#password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.goto(f"{site.url}/account")
    page.locator("summary").click()
    page.locator("#token_name").fill("Skript")
    page.locator("#scope-read").check()
    page.locator("form[action='/account/tokens'] button").click()
    assert page.locator("#token").input_value().startswith("s3a_")
    assert_accessible_in_every_look(page, "account")
    page.goto(f"{site.url}/admin/accounts")
    assert_accessible_in_every_look(page, "accounts")
    page.goto(f"{site.url}/admin/accounts/{ada}")
    page.locator("form[action$='/link'] button").click()
    assert_accessible_in_every_look(page, "account-of")
    link = page.locator("#link").input_value()
    page.goto(link)
    assert_accessible_in_every_look(page, "invitation")


def test_everything_works_without_scripts(serve, browse):
    site = serve(accounts=True)
    app = type("App", (), {"state": type("State", (), {"server": site.state})})
    account(app, "root", is_administrator=True, password=PASSWORD)
    page = browse(site, "/sign-in", language="en", scripts=False)
    page.locator("#login").fill("root")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{site.url}/admin/accounts")
    page.locator("#login").fill("ada@example.org")
    page.get_by_role("button", name="Create the account").click()
    link = page.locator("#link").input_value()
    page.get_by_role("button", name="Sign out").click()
    page.goto(link)
    page.locator("#password").fill(OTHER)
    page.get_by_role("button", name="Set the password").click()
    page.goto(f"{site.url}/account")
    assert page.get_by_role("heading", name="My account").is_visible()
    assert "ada@example.org" in page.locator("main").inner_text()
