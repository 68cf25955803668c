"""The pages about the interface: its operations in a reader's language, and one for each kind of problem."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from s3align.desk.access import Permission, not_found
from s3align.web.api.overview import groups
from s3align.web.pages import page
from s3align.web.permissions import needs
from s3align.web.problem_kinds import STATUS, Kind, title_key
from s3align.web.route_rules import rules
from s3align.web.state import State

router = APIRouter(include_in_schema=False, dependencies=[needs(Permission.PUBLIC)])


@router.get("/api")
def overview(request: Request, state: State) -> HTMLResponse:
    """The operations, in a reader's language, with calls to try."""
    address = state.server.address or f"http://{state.server.host}:{state.server.port}"
    found = groups(request.app.openapi(), list(rules(request.app)), address.rstrip("/"))
    kinds = [(kind, title_key(kind), STATUS[kind]) for kind in Kind]
    return page(request, "api/index.html", groups=found, kinds=kinds, has_tokens=state.server.accounts)


@router.get("/api/openapi.json")
def description(request: Request) -> JSONResponse:
    """The OpenAPI description."""
    return JSONResponse(request.app.openapi())


@router.get("/problems/{kind}")
def explain_problem(request: Request, kind: str) -> HTMLResponse:
    """What a problem means, and what to do."""
    if kind not in set(Kind):
        raise not_found()
    known = Kind(kind)
    return page(request, "api/problem.html", key=title_key(known), code=STATUS[known])
