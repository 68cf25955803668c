"""Changes that overwrite nobody's: the ``ETag`` of what was read comes back as ``If-Match`` (RFC 9110, 13.1.1)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from fastapi import Header, Response

from s3align.errors import S3AlignError, said
from s3align.web.problem_kinds import Kind

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern=r'^"[0-9]{1,9}"$',
        description="The ETag of what was read; without it the answer is 428",
        examples=['"3"'],
    ),
]


class VersionUnnamedError(S3AlignError):
    """A change does not say of which version."""

    http_status = 428
    problem_kind: ClassVar[Kind] = Kind.VERSION_UNNAMED


def put_tag(response: Response, version: int) -> None:
    """Says which version an answer is."""
    response.headers["etag"] = f'"{version}"'


def version_of(if_match: str | None) -> int:
    """The version that a change is meant for. Raises VersionUnnamedError."""
    if if_match is None:
        raise VersionUnnamedError(
            said(
                "version_unnamed",
                "The request does not say which version it changes. Read it, then send its ETag in the header If-Match.",
            )
        )
    return int(if_match.strip('"'))
