"""A server with accounts, and clients of it that are signed in, for all tests of the web.

server = ServerSettings(data=tmp_path / "data", accounts=True)
app = made(server)
reader = account(app, "reader", {call_id: Role.REVIEWER})
client = signed_in(app, reader)
"""

from __future__ import annotations

from collections.abc import Mapping

from desk_servers import prepare
from fastapi import FastAPI
from fastapi.testclient import TestClient

from s3align.desk.access import Role
from s3align.desk.people import accounts, sessions
from s3align.desk.people.accounts import COMMAND_LINE
from s3align.desk.settings import ServerSettings
from s3align.web.app import make_app
from s3align.web.people.cookies import session_cookie

ADDRESS = "http://127.0.0.1:8733"
"""Without accounts a server answers to names of this computer alone."""


def made(server: ServerSettings) -> FastAPI:
    """The application on a new database."""
    prepare(server)
    return make_app(server)


def account(
    app: FastAPI,
    login: str,
    roles: Mapping[str, Role] | None = None,
    *,
    is_administrator: bool = False,
    password: str = "",
) -> str:
    """The id of a new account; without a password none fits (hashing one takes a tenth of a second)."""
    with app.state.server.database.writing() as session:
        made = accounts.create(
            session, COMMAND_LINE, login, login.title(), is_administrator=is_administrator, password=password
        )
        for call_id, role in (roles or {}).items():
            accounts.give_role(session, COMMAND_LINE, call_id, made.id, role)
        return made.id


def visitor(app: FastAPI) -> TestClient:
    """A client that is not signed in and sends what a browser sends from our own pages. Follows no redirects."""
    return TestClient(
        app,
        base_url=ADDRESS,
        headers={"sec-fetch-site": "same-origin"},
        follow_redirects=False,
        client=("127.0.0.1", 50_000),
    )


def signed_in(app: FastAPI, account_id: str) -> TestClient:
    """A client with a session of an account."""
    client, state = visitor(app), app.state.server
    with state.database.writing() as session:
        brought(client, sessions.begin(session, state.server, account_id), session_cookie(state.server))
    return client


def brought(client: TestClient, secret: str, name: str = "s3align") -> None:
    """Gives a client the cookie of a session, as this server would set it."""
    client.cookies.set(name, secret, domain="127.0.0.1", path="/")
