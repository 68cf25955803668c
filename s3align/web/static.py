"""Style sheet and scripts: served by the application itself, named by their content so that browsers may keep them."""

from __future__ import annotations

from fastapi import APIRouter, Response

from s3align.desk.access import Permission, not_found
from s3align.resources import folder
from s3align.web.pages import style_sheet
from s3align.web.permissions import needs

router = APIRouter(include_in_schema=False, dependencies=[needs(Permission.PUBLIC)])
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@router.get("/static/s3align.css")
def style() -> Response:
    """The one style sheet."""
    return Response(style_sheet(), media_type="text/css")


@router.get("/static/{name}")
def file(name: str) -> Response:
    """A script, picture or style sheet of ours; only what lies in the folder itself."""
    known = {path.name: path for path in (folder("templates") / "web" / "static").iterdir() if path.suffix in _KINDS}
    if name not in known:
        raise not_found()
    return Response(known[name].read_bytes(), media_type=_KINDS[known[name].suffix])
