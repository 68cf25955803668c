"""Signing in and out."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from s3align.desk.access import Permission
from s3align.desk.audit import append
from s3align.desk.people import sessions, signing_in
from s3align.web.addresses import own_path, visitor
from s3align.web.pages import page, reader_language
from s3align.web.people.cookies import give_session, session_cookie, take_session
from s3align.web.permissions import needs
from s3align.web.problems import worded
from s3align.web.state import ServerState, State

router = APIRouter(include_in_schema=False, dependencies=[needs(Permission.PUBLIC)])
START = "/desk"
"""Where people go once they are signed in."""
_Text = Annotated[str, Form()]


@router.get("/sign-in")
def form(request: Request, state: State, then: str = "") -> Response:
    """The page with the form."""
    return _form(request, state, then=own_path(then, ""))


@router.post("/sign-in")
def sign_in(request: Request, state: State, login: _Text = "", password: _Text = "", then: _Text = "") -> Response:
    """Signs in, with a new session."""
    try:
        account = signing_in.sign_in(state.database, login, password, visitor(request, state.server))
    except (signing_in.WrongPasswordError, signing_in.TooManyTriesError) as error:
        wait = getattr(error, "retry_after", None)
        shown = _form(
            request,
            state,
            status=error.http_status,
            login=login,
            then=own_path(then, ""),
            errors={"login": worded(error, reader_language(request))},
        )
        if wait is not None:
            shown.headers["retry-after"] = str(wait)
        return shown
    return begun(request, state, account.id, own_path(then, START))


@router.post("/sign-out")
def sign_out(request: Request, state: State) -> Response:
    """Ends the session."""
    with state.database.writing() as session:
        kept = sessions.find(session, state.server, request.cookies.get(session_cookie(state.server), ""))
        if kept is not None:
            sessions.revoke(session, kept.account_id, kept.id)
            append(session, kept.account_id, "sign_in.ended")
    response = RedirectResponse("/sign-in", status_code=303)
    take_session(response, state.server)
    response.headers["clear-site-data"] = '"cache"'
    return response


def begun(request: Request, state: ServerState, account_id: str, then: str) -> Response:
    """A new session for an account, in place of the one that the browser had; leads to the path ``then``."""
    with state.database.writing() as session:
        before = sessions.find(session, state.server, request.cookies.get(session_cookie(state.server), ""))
        if before is not None:
            sessions.revoke(session, before.account_id, before.id)
        secret = sessions.begin(session, state.server, account_id, request.headers.get("user-agent", ""))
        append(session, account_id, "sign_in.done")
    response = RedirectResponse(then, status_code=303)
    give_session(response, state.server, secret)
    return response


def _form(
    request: Request,
    state: ServerState,
    *,
    status: int = 200,
    login: str = "",
    then: str = "",
    errors: dict[str, str] | None = None,
) -> Response:
    server = state.server
    provider = (server.oidc_name or urlsplit(server.oidc_issuer).hostname or "") if server.oidc_issuer else ""
    return page(
        request, "accounts/sign_in.html", status=status, login=login, then=then, errors=errors or {}, provider=provider
    )
