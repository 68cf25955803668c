"""What administrators do: accounts, their roles in calls, and links with which people set their passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Role, not_found
from s3align.desk.people import accounts, invitations
from s3align.desk.people.accounts import LOCAL
from s3align.desk.storage.tables import Account, Call
from s3align.errors import UsageError
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.problems import worded
from s3align.web.state import ServerState, State

router = APIRouter(prefix="/admin", include_in_schema=False, dependencies=[needs(Permission.ADMINISTER)])
_Text = Annotated[str, Form()]
_Version = Annotated[int, Form()]
_ALL = "/admin/accounts"


@router.get("")
def begin() -> Response:
    """The first page of the administration."""
    return RedirectResponse(_ALL, status_code=303)


@router.get("/accounts")
def show_all(request: Request, asking: Asking, state: State) -> Response:
    """All accounts, and a form for another one."""
    return _all(request, asking, state)


@router.post("/accounts")
def create(
    request: Request, asking: Asking, state: State, login: _Text = "", name: _Text = "", administrator: _Text = ""
) -> Response:
    """Makes an account and shows the link for its owner, this once."""
    try:
        with state.database.writing() as session:
            made = accounts.create(session, asking, login, name, is_administrator=bool(administrator))
            secret = invitations.create(session, asking, made.id)
    except UsageError as error:
        return _all(request, asking, state, error, login=login, name=name)
    return _one(request, asking, state, made.id, secret=secret)


@router.get("/accounts/{account_id}")
def show(request: Request, account_id: str, asking: Asking, state: State) -> Response:
    """An account with its roles."""
    return _one(request, asking, state, account_id)


@router.post("/accounts/{account_id}/link")
def invite(request: Request, account_id: str, asking: Asking, state: State) -> Response:
    """Shows a new link for the owner of an account, this once."""
    with state.database.writing() as session:
        secret = invitations.create(session, asking, account_id)
    return _one(request, asking, state, account_id, secret=secret)


@router.post("/accounts/{account_id}/name")
def rename(
    request: Request, account_id: str, asking: Asking, state: State, name: _Text = "", version: _Version = 0
) -> Response:
    """Another name."""
    return _changed(
        request, asking, state, account_id, lambda session: accounts.rename(session, asking, account_id, name, version)
    )


@router.post("/accounts/{account_id}/active")
def set_active(
    request: Request, account_id: str, asking: Asking, state: State, active: _Text = "", version: _Version = 0
) -> Response:
    """Disables an account, or enables it."""
    return _changed(
        request,
        asking,
        state,
        account_id,
        lambda session: accounts.set_active(session, asking, account_id, is_active=bool(active), version=version),
    )


@router.post("/accounts/{account_id}/administrator")
def set_administrator(
    request: Request, account_id: str, asking: Asking, state: State, administrator: _Text = "", version: _Version = 0
) -> Response:
    """Makes somebody an administrator, or no longer."""
    return _changed(
        request,
        asking,
        state,
        account_id,
        lambda session: accounts.set_administrator(
            session, asking, account_id, is_administrator=bool(administrator), version=version
        ),
    )


@router.post("/accounts/{account_id}/roles")
def give_role(
    request: Request, account_id: str, asking: Asking, state: State, of_call: _Text = "", role: _Text = ""
) -> Response:
    """Gives a role in a call; an empty one takes it away."""
    if role and role not in set(Role):
        raise not_found()
    return _changed(
        request,
        asking,
        state,
        account_id,
        lambda session: accounts.give_role(session, asking, of_call, account_id, Role(role) if role else None),
    )


def _changed(
    request: Request, asking: Asking, state: ServerState, account_id: str, change: Callable[[Session], None]
) -> Response:
    try:
        with state.database.writing() as session:
            change(session)
    except UsageError as error:
        return _one(request, asking, state, account_id, error=error)
    return RedirectResponse(f"{_ALL}/{account_id}", status_code=303)


def _all(
    request: Request, asking: Asking, state: ServerState, error: UsageError | None = None, **form: str
) -> Response:
    with state.database.reading() as session:
        found = accounts.everybody(session, asking)
    return page(
        request,
        "accounts/all.html",
        status=error.http_status if error else 200,
        accounts=found,
        errors=_errors(request, "login", error),
        login=form.get("login", ""),
        name=form.get("name", ""),
    )


def _one(
    request: Request,
    asking: Asking,
    state: ServerState,
    account_id: str,
    *,
    secret: str = "",
    error: UsageError | None = None,
) -> Response:
    with state.database.reading() as session:
        account: Account = accounts.get(session, account_id)
        roles = accounts.roles_of(session, account.id)
        calls = session.execute(select(Call.id, Call.title).order_by(Call.is_closed, Call.title, Call.id)).all()
    view: dict[str, Any] = {"account": account, "roles": roles, "calls": calls, "all_roles": list(Role)}
    return page(
        request,
        "accounts/one.html",
        status=error.http_status if error else 200,
        is_own=asking.account_id in (account.id, LOCAL),
        link=f"{_base(request, state)}/invitation/{secret}" if secret else "",
        hours=invitations.HOURS,
        errors=_errors(request, "name", error),
        **view,
    )


def _base(request: Request, state: ServerState) -> str:
    return state.server.address.rstrip("/") or str(request.base_url).rstrip("/")


def _errors(request: Request, name: str, error: UsageError | None) -> dict[str, str]:
    return {name: worded(error, reader_language(request))} if error else {}
