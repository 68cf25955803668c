"""The first page of each face."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from s3align.desk.access import Permission
from s3align.web.pages import page
from s3align.web.permissions import needs

router = APIRouter(include_in_schema=False)


@router.get("/", dependencies=[needs(Permission.CHECK)])
def check(request: Request) -> HTMLResponse:
    """The applicant's page."""
    return page(request, "welcome.html")
