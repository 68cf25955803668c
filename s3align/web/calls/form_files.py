"""A form with many files for a call: read once the right to send it is known, its files on the disk and not in memory."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

_MOST_FIELDS = 50


def form_with_files(request: Request, most_files: int) -> AbstractAsyncContextManager[FormData]:
    """The form that comes with a request; its files are gone when the block ends.

    Call it in a route that declares no body and names ``takes_files()``: how many bytes may come is bounded before.
    """
    return request.form(max_files=most_files, max_fields=_MOST_FIELDS)


def files_of(form: FormData, name: str) -> list[UploadFile]:
    """The files of a field; a browser sends an empty one where none was chosen."""
    return [entry for entry in form.getlist(name) if isinstance(entry, UploadFile) and entry.filename]


def text_of(form: FormData, name: str) -> str:
    """The text of a field; "" where there is none."""
    value = form.get(name)
    return value if isinstance(value, str) else ""
