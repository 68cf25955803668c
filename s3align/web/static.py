"""Style sheet and scripts: served by the application itself, tagged by their content so that browsers may keep them."""

from __future__ import annotations

import hashlib

from fastapi import APIRouter, Request, Response

from s3align.desk.access import Permission, not_found
from s3align.resources import folder
from s3align.web.pages import style_sheet
from s3align.web.permissions import needs

router = APIRouter(include_in_schema=False, dependencies=[needs(Permission.PUBLIC)])
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


_CACHING = "public, no-cache"
"""Browsers keep it, and ask each time whether it is still that one: its content makes its tag."""


@router.get("/static/s3align.css")
def style(request: Request) -> Response:
    """The one style sheet."""
    return _kept(request, style_sheet().encode(), "text/css")


@router.get("/static/{name}")
def file(request: Request, name: str) -> Response:
    """A script, picture or style sheet of ours; only what lies in the folder itself."""
    known = {path.name: path for path in (folder("templates") / "web" / "static").iterdir() if path.suffix in _KINDS}
    if name not in known:
        raise not_found()
    return _kept(request, known[name].read_bytes(), _KINDS[known[name].suffix])


def _kept(request: Request, content: bytes, kind: str) -> Response:
    """The content, or nothing where the browser has it."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": _CACHING}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)
