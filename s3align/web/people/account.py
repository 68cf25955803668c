"""One's own account: name, password, where one is signed in, and tokens for programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from s3align.desk.access import Permission
from s3align.desk.people import accounts, sessions, signing_in, tokens
from s3align.desk.storage.tables import Call
from s3align.errors import S3AlignError, UsageError
from s3align.web.addresses import visitor
from s3align.web.pages import page, reader_language
from s3align.web.people.cookies import session_cookie
from s3align.web.people.sign_in import begun
from s3align.web.permissions import Asking, needs
from s3align.web.problems import worded
from s3align.web.state import ServerState, State
from s3align.web.times import moment_text
from s3align.web.words import web_messages

router = APIRouter(prefix="/account", include_in_schema=False, dependencies=[needs(Permission.SIGNED_IN)])
_Text = Annotated[str, Form()]
_HERE = "/account"
DAYS = (30, 90, 365)
"""For which a token may be made on the page."""


@router.get("")
def show(request: Request, asking: Asking, state: State) -> Response:
    """The page of one's own account."""
    return _page(request, asking, state)


@router.post("/name")
def rename(
    request: Request, asking: Asking, state: State, name: _Text = "", version: Annotated[int, Form()] = 0
) -> Response:
    """Another name."""
    try:
        with state.database.writing() as session:
            accounts.rename(session, asking, asking.account_id, name, version)
    except UsageError as error:
        return _page(request, asking, state, error=("name", error))
    return _back()


@router.post("/password")
def change_password(request: Request, asking: Asking, state: State, current: _Text = "", new: _Text = "") -> Response:
    """Another password; all sessions end, and this browser gets a new one."""
    with state.database.reading() as session:
        login = accounts.get(session, asking.account_id).login
    try:
        signing_in.sign_in(state.database, login, current, visitor(request, state.server))
    except (signing_in.WrongPasswordError, signing_in.TooManyTriesError) as error:
        return _page(request, asking, state, error=("current", error))
    try:
        with state.database.writing() as session:
            accounts.set_password(session, asking, asking.account_id, new)
    except UsageError as error:
        return _page(request, asking, state, error=("new", error))
    return begun(request, state, asking.account_id, _HERE)


@router.post("/sessions/{session_id}/end")
def end_session(session_id: str, asking: Asking, state: State) -> Response:
    """Ends a session of one's own."""
    with state.database.writing() as session:
        sessions.revoke(session, asking.account_id, session_id)
    return _back()


@router.post("/sessions/end-others")
def end_other_sessions(request: Request, asking: Asking, state: State) -> Response:
    """Ends all sessions but this one."""
    with state.database.writing() as session:
        sessions.revoke_all(session, asking.account_id, but=_own_id(request, state))
    return _back()


@router.post("/tokens")
def make_token(
    request: Request,
    asking: Asking,
    state: State,
    *,
    token_name: _Text = "",
    scopes: Annotated[list[Permission], Form()] = [],  # noqa: B006 -- the framework copies it
    days: Annotated[int, Form()] = DAYS[0],
    call_id: _Text = "",
) -> Response:
    """Makes a token, and shows it this once."""
    form = tokens.TokenForm(token_name, frozenset(scopes), days, call_id or None)
    try:
        with state.database.writing() as session:
            token = tokens.create(session, asking, form)
    except UsageError as error:
        return _page(request, asking, state, error=("token_name", error))
    return _page(request, asking, state, token=token)


@router.post("/tokens/{token_id}/revoke")
def revoke_token(token_id: str, asking: Asking, state: State) -> Response:
    """Ends a token of one's own."""
    with state.database.writing() as session:
        tokens.revoke(session, asking, token_id)
    return _back()


def _page(
    request: Request,
    asking: Asking,
    state: ServerState,
    *,
    error: tuple[str, S3AlignError] | None = None,
    token: str = "",
) -> Response:
    with state.database.reading() as session:
        account = accounts.get(session, asking.account_id)
        found: dict[str, Any] = {
            "sessions": sessions.of_account(session, state.server, account.id),
            "tokens": tokens.of_account(session, account.id),
            "calls": session.execute(
                select(Call.id, Call.title).where(Call.id.in_(asking.roles)).order_by(Call.title)
            ).all(),
        }
    errors = {error[0]: worded(error[1], reader_language(request))} if error else {}
    grantable = [scope for scope in tokens.GRANTABLE if scope is not Permission.ADMINISTER or asking.is_administrator]
    return page(
        request,
        "accounts/account.html",
        status=error[1].http_status if error else 200,
        account=account,
        own_session=_own_id(request, state),
        errors=errors,
        token=token,
        grantable=grantable,
        day_options=[(days, web_messages(reader_language(request))("accounts_days", days=days)) for days in DAYS],
        moment=moment_text,
        **found,
    )


def _own_id(request: Request, state: ServerState) -> str:
    return sessions.hash_of(request.cookies.get(session_cookie(state.server), ""))


def _back() -> Response:
    return RedirectResponse(_HERE, status_code=303)
