"""Accounts, invitations and roles, for administrators; who reads in a call, for its lead."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Role
from s3align.desk.calls.calls import get as get_call
from s3align.desk.people import accounts, invitations
from s3align.desk.storage.tables import Account
from s3align.web.api.models import Listed, PathId, Sent, Switch, Title, Told
from s3align.web.api.paging import Paging, link_pages
from s3align.web.api.versions import IfMatch, put_tag, version_of
from s3align.web.permissions import Asking, needs
from s3align.web.state import State

router = APIRouter(tags=["people"])


class AccountSent(Sent):
    """A new account. Nobody can sign in before an invitation is taken up, or the identity provider knows the login."""

    login: Annotated[str, StringConstraints(min_length=1, max_length=254, pattern=r"^[^\s\x00-\x1f\x7f]+$")]
    name: Title
    is_administrator: Switch = False


class AccountChange(Sent):
    """What of an account is changed; what is left out stays."""

    name: Title | None = None
    is_active: Switch | None = None
    is_administrator: Switch | None = None


class AccountTold(Told):
    """An account."""

    id: str
    login: str
    name: str
    is_administrator: bool
    is_active: bool
    roles: dict[str, Role] = Field(description="Id of a call -> role in it")
    created_at: datetime
    version: int = Field(description="As in the ETag")


class InvitationTold(Told):
    """A link with which the owner of an account sets their password, once; it is shown only now."""

    path: str
    hours: int


class RoleSent(Sent):
    """A role in a call."""

    role: Role


class PersonTold(Told):
    """Somebody with a role in a call."""

    account_id: str
    name: str
    role: Role


@router.get("/accounts", dependencies=[needs(Permission.ADMINISTER)])
def list_accounts(
    request: Request, response: Response, state: State, asking: Asking, paging: Paging
) -> Listed[AccountTold]:
    """List all accounts by name."""
    with state.database.reading() as session:
        found = accounts.everybody(session, asking)
        rows = [_told(session, row) for row in paging.of(found)]
    link_pages(request, response, paging, len(found))
    return Listed(items=rows, total=len(found))


@router.post("/accounts", dependencies=[needs(Permission.ADMINISTER)], status_code=201)
def create_account(response: Response, state: State, asking: Asking, sent: AccountSent) -> AccountTold:
    """Make an account."""
    with state.database.writing() as session:
        made = accounts.create(session, asking, sent.login, sent.name, is_administrator=sent.is_administrator)
        told = _told(session, made)
    response.headers["location"] = f"/api/v1/accounts/{told.id}"
    put_tag(response, told.version)
    return told


@router.get("/accounts/{account_id}", dependencies=[needs(Permission.ADMINISTER)])
def show_account(response: Response, state: State, account_id: PathId) -> AccountTold:
    """Show an account with its roles."""
    with state.database.reading() as session:
        told = _told(session, accounts.get(session, account_id))
    put_tag(response, told.version)
    return told


@router.patch("/accounts/{account_id}", dependencies=[needs(Permission.ADMINISTER)])
def change_account(
    response: Response, state: State, asking: Asking, account_id: PathId, sent: AccountChange, if_match: IfMatch = None
) -> AccountTold:
    """Rename, disable, enable an account, or change its rights; disabling ends its sessions and stops its tokens."""
    version = version_of(if_match)
    with state.database.writing() as session:
        accounts.get(session, account_id, version)
        if sent.name is not None:
            accounts.rename(session, asking, account_id, sent.name)
        if sent.is_administrator is not None:
            accounts.set_administrator(session, asking, account_id, is_administrator=sent.is_administrator)
        if sent.is_active is not None:
            accounts.set_active(session, asking, account_id, is_active=sent.is_active)
        session.flush()
        told = _told(session, accounts.get(session, account_id))
    put_tag(response, told.version)
    return told


@router.post("/accounts/{account_id}/invitation", dependencies=[needs(Permission.ADMINISTER)], status_code=201)
def invite(state: State, asking: Asking, account_id: PathId) -> InvitationTold:
    """Make a link with which the owner of an account sets their password; an earlier one is good no more."""
    with state.database.writing() as session:
        secret = invitations.create(session, asking, account_id)
    return InvitationTold(path=f"/invitation/{secret}", hours=invitations.HOURS)


@router.get("/calls/{call_id}/people", dependencies=[needs(Permission.LEAD)])
def list_people(state: State, asking: Asking, call_id: PathId) -> Listed[PersonTold]:
    """List who has a role in a call."""
    with state.database.reading() as session:
        get_call(session, asking, call_id)
        found = accounts.people_of(session, call_id)
    rows = [PersonTold(account_id=key, name=name, role=role) for key, (name, role) in found.items()]
    return Listed(items=rows, total=len(rows))


@router.put("/accounts/{account_id}/roles/{call}", dependencies=[needs(Permission.ADMINISTER)])
def give_role(state: State, asking: Asking, account_id: PathId, call: PathId, sent: RoleSent) -> AccountTold:
    """Give an account a role in a call, in place of the one that it has."""
    return _with_role(state, asking, account_id, call, sent.role)


@router.delete("/accounts/{account_id}/roles/{call}", dependencies=[needs(Permission.ADMINISTER)])
def take_role(state: State, asking: Asking, account_id: PathId, call: PathId) -> AccountTold:
    """Take an account's role in a call away."""
    return _with_role(state, asking, account_id, call, None)


def _with_role(state: State, asking: Asking, account_id: str, call: str, role: Role | None) -> AccountTold:
    with state.database.writing() as session:
        accounts.give_role(session, asking, call, account_id, role)
        session.flush()
        return _told(session, accounts.get(session, account_id))


def _told(session: Session, account: Account) -> AccountTold:
    return AccountTold(
        id=account.id,
        login=account.login,
        name=account.name,
        is_administrator=account.is_administrator,
        is_active=account.is_active,
        roles=accounts.roles_of(session, account.id),
        created_at=account.created_at,
        version=account.version,
    )
