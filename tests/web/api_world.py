"""A server with accounts, a call of which something is known, and a token for each role, for tests of the interface."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desk_builders import make_assessed, make_call, make_lot, make_submission
from fastapi import FastAPI
from fastapi.testclient import TestClient
from signing_in import account, made

from s3align.desk.access import Permission, Role
from s3align.desk.people import accounts, tokens
from s3align.desk.people.tokens import GRANTABLE, TokenForm
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import now

STRATEGY = "ruhr"
_OF_A_CALL = frozenset(GRANTABLE) - {Permission.ADMINISTER}


@dataclass
class World:
    """``ids``: name of a path parameter -> one that there is. ``tokens``: who -> token, "" for nobody."""

    app: FastAPI
    ids: dict[str, str]
    tokens: dict[str, str]
    accounts: dict[str, str]

    def client(self, who: str = "") -> TestClient:
        """A program of somebody."""
        return TestClient(self.app, headers=self.headers(who))

    def headers(self, who: str) -> dict[str, str]:
        """What it sends to say whose it is."""
        token = self.tokens.get(who, who)
        return {"authorization": f"Bearer {token}"} if token else {}


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """A new one."""
    app = made(ServerSettings(data=folder, accounts=True, requests_per_minute=1_000_000))
    state = app.state.server
    with state.database.writing() as session:
        call = make_call(session, "Aufruf für Programme", strategy=STRATEGY)
        lot = make_lot(session, call)
        submission = make_assessed(session, call, files=state.files, lot_id=lot.id)
        make_assessed(session, call, files=state.files)
        make_submission(session, call, files=state.files)
        ids = {"call_id": call.id, "call": call.id, "submission_id": submission.id, "name": STRATEGY}
    roles = {"applicant": Role.APPLICANT, "reviewer": Role.REVIEWER, "second": Role.REVIEWER, "lead": Role.LEAD}
    people = {who: account(app, who, {call.id: role}) for who, role in roles.items()}
    people["administrator"] = account(app, "administrator", is_administrator=True)
    people["stranger"] = account(app, "stranger")
    ids["account_id"] = account(app, "somebody")
    own = {who: _token(app, people[who], who) for who in people}
    yield World(app, ids, {"": "", "nobody": "s3a_wrong", **own}, people)
    state.database.close()


def _token(app: FastAPI, account_id: str, who: str) -> str:
    scopes = frozenset(GRANTABLE) if who == "administrator" else _OF_A_CALL
    with app.state.server.database.writing() as session:
        asking = accounts.principal_of(session, account_id)
        return tokens.create(session, asking, TokenForm(f"{who} {now():%H}", scopes, 1))
