"""Signing in at an identity provider: there and back."""

from __future__ import annotations

import hmac
from urllib.parse import quote, unquote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from s3align.desk.access import Permission, not_found
from s3align.desk.people import accounts
from s3align.errors import S3AlignError, said
from s3align.web.addresses import own_path
from s3align.web.people.cookies import is_https
from s3align.web.people.sign_in import START, begun
from s3align.web.permissions import needs
from s3align.web.state import ServerState, State

router = APIRouter(prefix="/sign-in/provider", include_in_schema=False, dependencies=[needs(Permission.PUBLIC)])
_MINUTES = 10
"""For signing in at the provider, a second factor and a forgotten telephone included."""


class NotBegunHereError(S3AlignError):
    """Somebody comes back who was not sent from this browser, or too late."""

    http_status = 400


@router.get("")
def begin(request: Request, state: State, then: str = "") -> Response:
    """Sends the browser to the provider."""
    from s3align.web.people.provider import Attempt  # noqa: PLC0415 -- heavy; only servers with a provider need it

    if not state.server.oidc_issuer or not state.server.accounts:
        raise not_found()
    attempt = Attempt.new()
    response = RedirectResponse(state.provider.address(attempt, _back(request, state)), status_code=303)
    response.set_cookie(
        _cookie(state),
        f"{attempt.secret}.{quote(own_path(then, START), safe='')}",
        max_age=_MINUTES * 60,
        path="/",
        secure=is_https(state.server),
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/back")
def come_back(request: Request, state: State, code: str = "", iss: str | None = None, error: str = "") -> Response:
    """Signs in whom the provider names."""
    from s3align.web.people.provider import Attempt  # noqa: PLC0415

    if not state.server.oidc_issuer or not state.server.accounts:
        raise not_found()
    given = request.query_params.get("state", "")
    secret, _, then = request.cookies.get(_cookie(state), "").partition(".")
    attempt = Attempt(secret)
    is_ours = bool(secret) and hmac.compare_digest(attempt.value("state").encode(), given.encode("utf-8", "replace"))
    if not is_ours or not state.provider.is_issuer(iss):
        raise NotBegunHereError(
            said("sign_in_not_begun", "This sign-in did not begin in this browser, or took too long. Begin again.")
        )
    if error or not code:
        raise NotBegunHereError(
            said("sign_in_refused", "The identity provider has not signed you in. Begin again, or use a password.")
        )
    person = state.provider.person(attempt, code, _back(request, state))
    with state.database.writing() as session:
        account_id = accounts.of_subject(session, person.issuer, person.subject, person.email).id
    response = begun(request, state, account_id, own_path(unquote(then), START))
    response.delete_cookie(_cookie(state), path="/", secure=is_https(state.server), httponly=True, samesite="lax")
    return response


def _back(request: Request, state: ServerState) -> str:
    """Where the provider sends the browser back to: what the administrator has entered there."""
    return f"{state.server.address.rstrip('/') or str(request.base_url).rstrip('/')}/sign-in/provider/back"


def _cookie(state: ServerState) -> str:
    return "__Host-s3align-provider" if is_https(state.server) else "s3align-provider"
