"""Reads an upload after the right to make it is known, and never more of it than is allowed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.types import Message

from s3align.desk.intake import upload_too_large

_MOST_FIELDS = 50
_BESIDE_BYTES = 100_000
"""What a form has beside its files: names, borders and short texts."""


@asynccontextmanager
async def uploaded(request: Request, most_bytes: int, most_files: int) -> AsyncIterator[FormData]:
    """The form that comes with a request; its files lie on the disk until the block ends.

    Call it in a route that declares no body, so that permissions are asked for first. Raises TooLargeUploadError, by what the
    request says of itself before anything is read, else as soon as more has come.
    """
    limit = most_bytes + _BESIDE_BYTES
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > limit:
        raise upload_too_large(most_bytes)
    async with _bounded(request, limit, most_bytes).form(max_files=most_files, max_fields=_MOST_FIELDS) as form:
        yield form


def files_of(form: FormData, name: str) -> list[UploadFile]:
    """The files of a field; a browser sends an empty one where none was chosen."""
    return [entry for entry in form.getlist(name) if isinstance(entry, UploadFile) and entry.filename]


def text_of(form: FormData, name: str) -> str:
    """The text of a field; "" where there is none."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _bounded(request: Request, limit: int, most_bytes: int) -> Request:
    come = 0

    async def receive() -> Message:
        nonlocal come
        message = await request.receive()
        come += len(message.get("body", b""))
        if come > limit:
            raise upload_too_large(most_bytes)
        return message

    return Request(request.scope, receive)
