"""Signing in at a real provider on loopback, and what a provider or a stranger must not get out of it."""

from __future__ import annotations

import socket
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc.jwk import RSAKey
from signing_in import account, made, visitor
from small_provider import CLIENT, SECRET, provider, shared_secret

from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import Account
from s3align.web.people import fetching
from s3align.web.people.fetching import UnreachableError, check_address, fetch_json

WHERE = "/.well-known/openid-configuration"


@pytest.fixture
def there():
    with provider() as state:
        yield state


@pytest.fixture
def app(tmp_path, there):
    return made(
        ServerSettings(
            data=tmp_path / "data", accounts=True, oidc_issuer=there.url, oidc_client_id=CLIENT,
            oidc_client_secret=SECRET, oidc_in_own_network=True, oidc_name="Haus",
        )
    )  # fmt: skip


def go(client, then=""):
    """To the provider; the path with which it sends the browser back."""
    sent = client.get("/sign-in/provider", params={"then": then})
    assert sent.status_code == 303, sent.text
    back = httpx.get(sent.headers["location"], follow_redirects=False).headers["location"]
    parts = urlsplit(back)
    return f"{parts.path}?{parts.query}"


def sign_in(client, then=""):
    return client.get(go(client, then))


def kept(app, account_id):
    with app.state.server.database.reading() as session:
        return session.get_one(Account, account_id)


def test_somebody_signs_in_with_an_account_of_their_address_and_stays_that_one(app, there):
    ada = account(app, "ada@example.org")
    client = visitor(app)
    assert "Haus" in client.get("/sign-in").text
    assert sign_in(client, "/desk/calls/1").headers["location"] == "/desk/calls/1"
    assert "ada@example.org" in client.get("/account").text
    assert (kept(app, ada).issuer, kept(app, ada).subject) == (there.url, "17")
    there.person = {"sub": "17", "email": "other@example.org", "email_verified": True}
    assert sign_in(visitor(app)).status_code == 303


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "18", "email": "ada@example.org"},
        {"sub": "18", "email": "ada@example.org", "email_verified": False},
        {"sub": "18", "email": "ada@example.org", "email_verified": "true"},
        {"sub": "18", "preferred_username": "ada@example.org", "email_verified": True},
        {"sub": "18", "email": "eve@example.org", "email_verified": True},
        {"sub": "", "email": "ada@example.org", "email_verified": True},
    ],
)
def test_an_address_that_the_provider_does_not_vouch_for_opens_no_account(app, there, person):
    ada = account(app, "ada@example.org")
    there.person = person
    client = visitor(app)
    assert sign_in(client).status_code in (403, 502)
    assert client.get("/account").status_code == 401
    assert kept(app, ada).subject == ""


def test_an_account_of_one_person_is_not_given_to_another_with_the_same_address(app, there):
    account(app, "ada@example.org")
    assert sign_in(visitor(app)).status_code == 303
    there.person["sub"] = "99"
    assert sign_in(visitor(app)).status_code == 403


def test_a_disabled_account_stays_out(app, there):
    ada = account(app, "ada@example.org")
    sign_in(visitor(app))
    with app.state.server.database.writing() as session:
        session.get_one(Account, ada).is_active = False
    assert sign_in(visitor(app)).status_code == 403


def test_who_did_not_begin_here_does_not_end_here(app):
    account(app, "ada@example.org")
    back = go(visitor(app))
    assert visitor(app).get(back).status_code == 400
    other = visitor(app)
    other.get("/sign-in/provider")
    assert other.get(back).status_code == 400, "the state of another browser"
    client = visitor(app)
    back = go(client)
    assert client.get(back.replace("state=", "state=x")).status_code == 400
    assert client.get(f"{back}&iss=https://evil.example".replace("iss=http%3A", "old=http%3A")).status_code == 400
    assert client.get(back).status_code == 303


def test_a_code_is_good_once(app):
    account(app, "ada@example.org")
    client = visitor(app)
    back = go(client)
    cookies = dict(client.cookies)
    assert client.get(back).status_code == 303
    again = visitor(app)
    again.cookies.update(cookies)
    assert again.get(back).status_code == 502


def test_the_code_alone_is_worth_nothing_without_what_the_browser_keeps(app, there):
    """PKCE: a code that somebody has seen on its way cannot be exchanged in another attempt."""
    account(app, "ada@example.org")
    stolen = parse_qs(urlsplit(go(visitor(app))).query)["code"][0]
    thief = visitor(app)
    own = parse_qs(urlsplit(go(thief)).query)
    assert thief.get("/sign-in/provider/back", params={"code": stolen, "state": own["state"][0]}).status_code == 502


@pytest.mark.parametrize(
    "change",
    [
        lambda there: there.claims.update(nonce="another"),
        lambda there: there.claims.update(aud="another"),
        lambda there: there.claims.update(iss="https://another.example"),
        lambda there: there.claims.update(exp=1),
        lambda there: there.claims.update(azp="another"),
        lambda there: setattr(there, "signs_with", RSAKey.generate_key(2048)),
        lambda there: (setattr(there, "signs_with", shared_secret()), setattr(there, "algorithm", "HS256")),
        lambda there: setattr(there, "algorithm", "none"),
        lambda there: there.answers.update({"/token": JSONResponse({"id_token": "a.b.c"})}),
        lambda there: there.answers.update({"/token": JSONResponse([])}),
        lambda there: there.answers.update({"/keys": JSONResponse({"keys": "none"})}),
        lambda there: there.answers.update({"/token": Response(b"x" * 600_000)}),
    ],
)
def test_a_token_that_is_not_what_it_must_be_opens_nothing(app, there, change):
    account(app, "ada@example.org")
    change(there)
    client = visitor(app)
    answer = sign_in(client)
    assert answer.status_code == 502
    assert client.get("/account").status_code == 401


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://another.example"},
        {"authorization_endpoint": "http://evil.example/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
)
def test_a_description_that_leads_elsewhere_is_refused(app, there, description):
    there.description = description
    assert visitor(app).get("/sign-in/provider").status_code == 502


def test_a_redirect_of_the_provider_is_not_followed(app, there):
    there.answers[WHERE] = RedirectResponse(f"{there.url}/elsewhere")
    assert visitor(app).get("/sign-in/provider").status_code == 502
    assert "/elsewhere" not in there.asked


def test_without_a_provider_there_is_no_such_page(tmp_path):
    client = visitor(made(ServerSettings(data=tmp_path / "data", accounts=True)))
    assert client.get("/sign-in/provider").status_code == 404
    assert client.get("/sign-in/provider/back?code=a&state=b").status_code == 404
    assert "/sign-in/provider" not in client.get("/sign-in").text


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1",
        "224.0.0.1", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1",
    ],
)  # fmt: skip
def test_a_name_that_leads_into_the_own_network_is_not_asked(monkeypatch, address):
    def resolved(host, port, **_):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port)),
            (family, socket.SOCK_STREAM, 6, "", (address, port)),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with pytest.raises(UnreachableError, match="not a public address"):
        fetch_json(f"https://provider.example{WHERE}", own_network=False)


def test_a_public_name_is_asked_at_the_address_that_was_looked_at(monkeypatch):
    def resolved(_, port, **__):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    assert fetching._checked("https://provider.example:8443/a?b=c#d", own_network=False) == (
        "provider.example:8443",
        "https://93.184.215.14:8443/a?b=c",
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://provider.example/", "ftp://provider.example/", "file:///etc/passwd", "https://", "//provider.example",
        "https://user:word@provider.example/", "https://[::1", "https://provider.example:99999/", "gopher://127.0.0.1/",
    ],
)  # fmt: skip
def test_only_https_addresses_are_asked_or_shown(url):
    for own_network in (True, False):
        with pytest.raises(UnreachableError):
            fetch_json(url, own_network=own_network)
        with pytest.raises(UnreachableError):
            check_address(url, own_network=own_network)


def test_this_computer_is_asked_only_where_the_administrator_allows_it(there):
    assert fetch_json(f"{there.url}{WHERE}", own_network=True)["issuer"] == there.url
    with pytest.raises(UnreachableError, match="not https"):
        fetch_json(f"{there.url}{WHERE}", own_network=False)
    before = len(there.asked)
    with pytest.raises(UnreachableError, match="not a public address"):
        fetch_json(f"{there.url.replace('http:', 'https:')}{WHERE}", own_network=False)
    assert len(there.asked) == before


def test_a_server_that_says_nothing_is_left_after_a_while(monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.4)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(UnreachableError):
        fetch_json(f"http://127.0.0.1:{silent.getsockname()[1]}/", own_network=True)
