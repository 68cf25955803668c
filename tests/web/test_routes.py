"""Every route names its permission, and nobody gets further than theirs says. New routes are looked at without a line here."""

from __future__ import annotations

import re

import pytest
from desk_builders import make_call, make_submission
from signing_in import account, made, signed_in, visitor

from s3align.desk.access import OF_A_CALL, Permission, Role
from s3align.desk.people import accounts, tokens
from s3align.desk.settings import ServerSettings
from s3align.errors import S3AlignError
from s3align.web.permissions import Needs
from s3align.web.route_rules import rules

PUBLIC = {
    "/api", "/api/openapi.json",  # what there is, nothing of what is in it
    "/api/v1/calls",  # lists what the owner of the token may see: nothing for nobody
    "/api/v1/me",  # who asks, also where that is nobody
    "/health/live", "/health/ready", "/metrics",  # without content; metrics ask for a token of their own
    "/invitation/{secret}", "/problems/{kind}", "/sign-in", "/sign-in/provider", "/sign-in/provider/back", "/sign-out",
    "/static/s3align.css", "/static/{name}",
}  # fmt: skip
"""Routes that ask for nothing. A new one is added here with its reason."""
ABOUT_A_CALL = ("{call_id}", "{submission_id}")
OF_OPERATIONS = {"/health/live", "/health/ready", "/metrics"}
"""They answer before anybody is asked for, also while the database is away; tested in test_operations."""
EVERYBODY = {"nobody", "applicant", "reviewer", "lead", "lead elsewhere", "administrator"}
MAY = {
    Permission.PUBLIC: EVERYBODY,
    Permission.CHECK: EVERYBODY,
    Permission.SIGNED_IN: EVERYBODY - {"nobody"},
    Permission.SEE_CALL: {"applicant", "reviewer", "lead"},
    Permission.HAND_IN: {"applicant", "lead"},
    Permission.READ: {"reviewer", "lead"},
    Permission.LEAD: {"lead"},
    Permission.ADMINISTER: {"administrator"},
}
"""Who gets through, written down once more: independently of the code that decides."""
OPEN = {Permission.PUBLIC, Permission.CHECK}
TOKENS = {
    "token of a lead": OPEN | {Permission.SIGNED_IN, *OF_A_CALL},
    "token with another scope": OPEN | {Permission.SIGNED_IN, Permission.SEE_CALL},
    "token for another call": OPEN | {Permission.SIGNED_IN},
}
"""What tokens of somebody who leads this call and another are good for, below /api/."""


class ReachedError(S3AlignError):
    """A request has got through to its route."""

    http_status = 418


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """An application, a way to fill the paths of its routes, and clients by who they are."""
    app = made(ServerSettings(data=tmp_path_factory.mktemp("data"), accounts=True, requests_per_minute=1_000_000))
    database = app.state.server.database
    with database.writing() as session:
        call = make_call(session, "Hier")
        here, elsewhere = call.id, make_call(session, "Anderswo").id
        submission = make_submission(session, call).id
    clients = {
        "nobody": visitor(app),
        "applicant": signed_in(app, account(app, "applicant", {here: Role.APPLICANT})),
        "reviewer": signed_in(app, account(app, "reviewer", {here: Role.REVIEWER})),
        "lead": signed_in(app, account(app, "lead", {here: Role.LEAD})),
        "lead elsewhere": signed_in(app, account(app, "other", {elsewhere: Role.LEAD})),
        "administrator": signed_in(app, account(app, "root", is_administrator=True)),
    }
    both = account(app, "both", dict.fromkeys((here, elsewhere), Role.LEAD))
    for name, scopes, call in (
        ("token of a lead", OF_A_CALL, here),
        ("token with another scope", {Permission.SEE_CALL}, None),
        ("token for another call", OF_A_CALL, elsewhere),
    ):
        clients[name] = visitor(app)
        with database.writing() as session:
            owner = accounts.principal_of(session, both)
            token = tokens.create(session, owner, tokens.TokenForm(name, frozenset(scopes), 1, call))
        clients[name].headers["authorization"] = f"Bearer {token}"
    return app, {"call_id": here, "submission_id": submission}, clients


def test_every_route_names_a_permission(desk):
    app, *_ = desk
    assert [rule.path for rule in rules(app) if rule.permission is None] == []


def test_a_route_without_a_permission_would_be_found(desk):
    app, *_ = desk
    known = len(list(rules(app)))
    app.add_api_route("/new", lambda: "")
    try:
        assert [rule.path for rule in list(rules(app))[known:] if rule.permission is None] == ["/new"]
    finally:
        app.router.routes.pop()


def test_a_route_about_a_call_names_a_permission_in_that_call_and_no_other_does(desk):
    app, *_ = desk
    wrong = [
        rule.path
        for rule in rules(app)
        if any(part in rule.path for part in ABOUT_A_CALL) != (rule.permission in OF_A_CALL)
    ]
    assert wrong == []


def test_what_asks_for_nothing_is_known_by_name(desk):
    app, *_ = desk
    assert {rule.path for rule in rules(app) if rule.permission is Permission.PUBLIC} == PUBLIC


def test_what_is_below_admin_is_for_administrators(desk):
    app, *_ = desk
    assert {rule.permission for rule in rules(app) if rule.path.startswith("/admin")} == {Permission.ADMINISTER}


@pytest.mark.parametrize("who", [*sorted(EVERYBODY), *TOKENS])
def test_nobody_gets_further_than_their_permission(desk, monkeypatch, who):
    app, ids, clients = desk
    asks = Needs.__call__

    def stop(self, request, asking, state):
        asks(self, request, asking, state)
        raise ReachedError("reached")

    monkeypatch.setattr(Needs, "__call__", stop)
    wrong = []
    for rule in rules(app):
        if rule.path in OF_OPERATIONS:
            continue
        path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: ids.get(found[1], "0"), rule.path)
        for method in sorted(rule.methods - {"HEAD"}):
            status = clients[who].request(method, path).status_code
            expected = who in MAY[rule.permission]
            if who in TOKENS:
                expected = rule.permission in (TOKENS[who] if path.startswith("/api/") else OPEN)
            if (status == 418) != expected or (status != 418 and status not in (401, 403, 404)):
                wrong.append((method, rule.path, rule.permission, status))
    assert wrong == []


def test_who_may_not_see_a_call_does_not_learn_that_there_is_one(desk):
    _, ids, clients = desk
    real = clients["lead elsewhere"].get(f"/desk/calls/{ids['call_id']}")
    missing = clients["lead elsewhere"].get(f"/desk/calls/{'0' * 32}")
    assert real.status_code == missing.status_code == 404
    assert real.text.replace(ids["call_id"], "0" * 32) == missing.text
    assert clients["reviewer"].post(f"/desk/calls/{ids['call_id']}/close").status_code == 403


def test_no_form_of_another_site_reaches_a_route(desk, monkeypatch):
    app, ids, clients = desk
    monkeypatch.setattr(Needs, "__call__", lambda *_: pytest.fail("reached"))
    for rule in rules(app):
        path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: ids.get(found[1], "0"), rule.path)
        for method in sorted(rule.methods - {"GET", "HEAD"}):
            for site in ("cross-site", "same-site", "none"):
                answer = clients["lead"].request(method, path, headers={"sec-fetch-site": site})
                assert answer.status_code == 403, (method, path)


def test_without_an_open_check_strangers_sign_in_first(tmp_path):
    app = made(ServerSettings(data=tmp_path / "data", accounts=True, open_check=False))
    assert visitor(app).get("/").status_code == 401
    assert signed_in(app, account(app, "ada")).get("/").status_code == 200
