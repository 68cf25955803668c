"""What the people who run the server ask it: whether it lives, whether it can work, and figures. No content in any of it."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import cast

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from s3align.desk.access import Permission, not_found
from s3align.desk.work.readiness import look
from s3align.web.metrics import MEDIA_TYPE, Metrics
from s3align.web.permissions import Needs
from s3align.web.state import State


class NeedsNothing(Needs):
    """For what must answer also while the database is away: asks nobody who they are."""

    def __init__(self) -> None:
        super().__init__(Permission.PUBLIC)

    def __call__(self) -> None:  # type: ignore[override]
        """Refuses nobody."""


router = APIRouter(include_in_schema=False, dependencies=[Depends(NeedsNothing())])
_OF_A_PROXY = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@router.get("/health/live")
async def live() -> PlainTextResponse:
    """Whether the process answers; asks nothing else, so that a busy database restarts no server."""
    return PlainTextResponse("alive\n")


@router.get("/health/ready")
def ready(state: State) -> JSONResponse:
    """Whether requests can be served: status 200, or 503 with what is missing."""
    found = look(state.database, state.server.data)
    return JSONResponse({"ready": found.is_ready, "checks": found.checks}, 200 if found.is_ready else 503)


@router.get("/metrics")
def metrics(request: Request, state: State) -> Response:
    """Figures for Prometheus, for this computer itself or for who knows the token of the settings."""
    if not _may_see_metrics(request, state.server.metrics_token):
        raise not_found()
    return Response(cast("Metrics", request.app.state.metrics).text(), media_type=MEDIA_TYPE)


def _may_see_metrics(request: Request, token: str) -> bool:
    if token:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    return _is_this_computer(request)


def _is_this_computer(request: Request) -> bool:
    """Whether a program on this computer asks; a proxy here passes on what others ask, and says so."""
    if request.client is None or any(name in request.headers for name in _OF_A_PROXY):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
