"""What the page of a submission says of others that resemble it, and the lead's word which one is an earlier version."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from s3align.desk.access import Permission
from s3align.desk.review import resembling
from s3align.web.permissions import needs
from s3align.web.review.reading_form import Fields
from s3align.web.review.submission import Here

router = APIRouter(
    prefix="/desk/submissions/{submission_id}", include_in_schema=False, dependencies=[needs(Permission.LEAD)]
)


@router.post("/earlier")
def set_earlier(visit: Here, fields: Fields) -> RedirectResponse:
    """Takes one that resembles this for its earlier version, or, with none named, for no longer one."""
    version = fields.get("version", "")
    with visit.state.database.writing() as session:
        resembling.set_earlier(
            session,
            visit.asking,
            visit.submission_id,
            fields.get("earlier") or None,
            int(version) if version.isascii() and version.isdigit() and len(version) < 8 else 0,
        )
    return visit.back("#alike")
