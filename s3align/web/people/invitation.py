"""A link with which somebody sets the password of their account, once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from s3align.desk.access import NotFoundError, Permission
from s3align.desk.people import invitations
from s3align.errors import UsageError
from s3align.web.pages import page, reader_language
from s3align.web.people.sign_in import START, begun
from s3align.web.permissions import needs
from s3align.web.problems import worded
from s3align.web.state import State

router = APIRouter(prefix="/invitation", include_in_schema=False, dependencies=[needs(Permission.PUBLIC)])


@router.get("/{secret}")
def show(request: Request, secret: str, state: State) -> Response:
    """The form; to look at it uses nothing up, since programs that check mail follow links too."""
    return _page(request, state, secret)


@router.post("/{secret}")
def accept(request: Request, secret: str, state: State, password: Annotated[str, Form()] = "") -> Response:
    """Sets the password and signs in."""
    try:
        with state.database.writing() as session:
            account = invitations.accept(session, secret, password)
    except NotFoundError:
        return page(request, "accounts/invitation.html", status=404, login="", errors={})
    except UsageError as error:
        return _page(request, state, secret, error)
    return begun(request, state, account.id, START)


def _page(request: Request, state: State, secret: str, error: UsageError | None = None) -> Response:
    try:
        with state.database.reading() as session:
            login, status = invitations.account_of(session, secret).login, error.http_status if error else 200
    except NotFoundError:
        login, status = "", 404
    errors = {"password": worded(error, reader_language(request))} if error else {}
    return page(request, "accounts/invitation.html", status=status, login=login, errors=errors)
