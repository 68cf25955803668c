"""Who asks, and what a route needs: each one names a permission, and a test finds one that does not.

    @router.get("/desk/calls/{call_id}", dependencies=[needs(Permission.SEE_CALL)])

A route about a call has ``call_id`` in its path; one about a submission ``submission_id``, whose call is looked up.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request

from s3align.desk.access import OF_A_CALL, Permission, Principal, not_found, require
from s3align.desk.people import sessions, tokens
from s3align.desk.people.accounts import local_principal, principal_of
from s3align.desk.storage.tables import Submission
from s3align.web.people.cookies import session_cookie
from s3align.web.state import ServerState, State


def who_asks(request: Request, state: State) -> Principal:
    """Who asks: the user of this computer, somebody who is signed in, the owner of a token, or nobody."""
    known = getattr(request.state, "principal", None)
    if known is None:
        known = request.state.principal = _identify(request, state)
    return known


Asking = Annotated[Principal, Depends(who_asks)]


class Needs:
    """A dependency that refuses who may not; ``permission``: which one."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, request: Request, asking: Asking, state: State) -> None:
        """Raises as ``desk.access.require``. To check a file, people sign in where the server is not open to all."""
        permission = self.permission
        if permission is Permission.CHECK and not state.server.open_check:
            permission = Permission.SIGNED_IN
        require(asking, permission, _call_of(request, state) if permission in OF_A_CALL else None)


def needs(permission: Permission) -> Any:
    """What a route names in its ``dependencies``."""
    return Depends(Needs(permission))


def _identify(request: Request, state: ServerState) -> Principal:
    if not state.server.accounts:
        return local_principal(state.database)
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind and request.url.path.startswith("/api/"):
        return _of_token(state, token.strip() if kind.lower() == "bearer" else "")
    return _of_session(state, request.cookies.get(session_cookie(state.server), ""), is_use=not _is_polled(request))


def _of_token(state: ServerState, token: str) -> Principal:
    with state.database.reading() as session:
        kept = tokens.find(session, token)
        principal = tokens.principal_of_token(session, token)
    if kept is not None and tokens.wants_used(kept):
        with state.database.writing() as session:
            tokens.mark_used(session, kept.id)
    return principal


def _is_polled(request: Request) -> bool:
    """Whether a part of an open page asks by itself: people ask with a link, a button or a form."""
    return request.method == "GET" and request.headers.get("hx-source", "").startswith("div")


def _of_session(state: ServerState, secret: str, *, is_use: bool) -> Principal:
    """``is_use``: somebody is there; a page that is left open does not keep a session from ending."""
    with state.database.reading() as session:
        kept = sessions.find(session, state.server, secret)
        principal = principal_of(session, kept.account_id) if kept is not None else Principal()
    if kept is not None and is_use and sessions.wants_seen(kept):
        with state.database.writing() as session:
            sessions.mark_seen(session, kept.id)
    return principal


def _call_of(request: Request, state: ServerState) -> str:
    """The call that a request is about. Raises NotFoundError where there is no such submission."""
    path = request.path_params
    if "call_id" in path:
        return str(path["call_id"])
    with state.database.reading() as session:
        submission = session.get(Submission, str(path["submission_id"]))
    if submission is None:
        raise not_found()
    return submission.call_id
