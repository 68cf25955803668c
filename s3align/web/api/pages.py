"""The pages about the interface: its operations in a reader's language, and one for each kind of problem."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from s3align.desk.access import Permission, not_found
from s3align.web.pages import page
from s3align.web.permissions import needs
from s3align.web.problem_kinds import STATUS, Kind, title_key

router = APIRouter(include_in_schema=False, dependencies=[needs(Permission.PUBLIC)])


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
