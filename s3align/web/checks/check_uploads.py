"""Takes in a form with files piece by piece: each goes straight to its folder, and what is too much is refused on the way.

Nothing but short fields is held in memory, and nothing lies outside the folder, which is removed where no check begins.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool

from s3align.desk.checks.check_folder import Coming, Incoming
from s3align.errors import S3AlignError, said

TEXT = "text"
"""The field that is kept as a file."""
_FIELD_BYTES = 10_000
"""Of a short field: names of strategies, a random value, a password."""
_MOST_PARTS = 200
"""Of a form; a browser sends one for each field and file."""
_MEGABYTE = 1_000_000


class TooLargeUploadError(S3AlignError):
    """A file is larger than one that is taken in."""

    http_status = 413


class TooManyUploadsError(S3AlignError):
    """There are more files than are taken in."""

    http_status = 422


class NoFormError(S3AlignError):
    """What was sent is not what a form with files sends."""

    http_status = 400


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What a form may hold. ``text_name``: what the file is called that is made of the field ``text``."""

    file_bytes: int
    files: int
    text_name: str = "text.txt"


async def take_in(request: Request, coming: Coming, limits: UploadLimits) -> dict[str, str]:
    """Writes the files of a form into ``coming``; its other fields.

    After a refusal the rest is read and thrown away, so that the browser shows the answer; how much of it there may be is
    the guard's to say. Raises TooLargeUploadError, TooManyUploadsError or NoFormError.
    """
    form = _Form(coming, limits)
    parser = _parser(request, form)
    try:
        async for piece in request.stream():
            if form.refusal is None:
                await run_in_threadpool(_feed, parser, form, piece)
    finally:
        form.close()
    if form.refusal is not None:
        raise form.refusal
    return form.fields


def _feed(parser: MultipartParser, form: _Form, piece: bytes) -> None:
    try:
        parser.write(piece)
    except FormParserError:
        form.refusal = _no_form()
    except S3AlignError as error:
        form.refusal = error


def _parser(request: Request, form: _Form) -> MultipartParser:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise _no_form()
    return MultipartParser(
        boundary,
        {
            "on_part_begin": form.begin_part,
            "on_header_field": form.header_name,
            "on_header_value": form.header_value,
            "on_header_end": form.end_header,
            "on_headers_finished": form.end_headers,
            "on_part_data": form.data,
            "on_part_end": form.end_part,
        },
    )


@dataclass
class _Form:
    """What the parser tells, part by part."""

    coming: Coming
    limits: UploadLimits
    fields: dict[str, str] = field(default_factory=dict)
    refusal: S3AlignError | None = None
    _parts: int = 0
    _name: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _disposition: bytes = b""
    _field: str = ""
    _body: bytearray = field(default_factory=bytearray)
    _file_name: str | None = None
    _file: Incoming | None = None

    def begin_part(self) -> None:
        """A part begins."""
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise _no_form()
        self._disposition, self._file_name, self._file = b"", None, None
        self._body.clear()

    def header_name(self, piece: bytes, start: int, end: int) -> None:
        """More of a header's name."""
        self._name += piece[start:end]

    def header_value(self, piece: bytes, start: int, end: int) -> None:
        """More of a header's value."""
        self._value += piece[start:end]

    def end_header(self) -> None:
        """A header is whole."""
        if self._name.lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._name.clear()
        self._value.clear()

    def end_headers(self) -> None:
        """What part it is: a field, a file, or a text that is kept as one."""
        _, options = parse_options_header(self._disposition)
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        name = options.get(b"filename")
        if name is not None:
            self._file_name = name.decode("utf-8", "replace")
        elif self._field == TEXT:
            self._file_name = self.limits.text_name

    def data(self, piece: bytes, start: int, end: int) -> None:
        """More of a part."""
        if self._file_name is not None:
            self._write(piece[start:end])
            return
        if len(self._body) + end - start > _FIELD_BYTES:
            raise _no_form()
        self._body += piece[start:end]

    def end_part(self) -> None:
        """A part is whole; a file without a byte was not chosen, unless it has a name."""
        if self._file_name is None:
            self.fields[self._field] = self._body.decode("utf-8", "replace")
            return
        if self._file is None and self._file_name and self._field != TEXT:
            self._write(b"")
        if self._file is not None:
            self._file.end()
            self._file = None

    def close(self) -> None:
        """Closes a file that did not come to its end."""
        if self._file is not None:
            self._file.drop()
            self._file = None

    def _write(self, piece: bytes) -> None:
        if self._file is None:
            if self.coming.count >= self.limits.files:
                raise _too_many(self.limits.files)
            self._file = self.coming.begin(self._file_name or "")
        if self._file.size + len(piece) > self.limits.file_bytes:
            raise _too_large(self._file.name, self.limits.file_bytes)
        self._file.write(piece)


def _no_form() -> NoFormError:
    return NoFormError(
        said("request_unclear", "The request cannot be understood. Load the page again, then try again.")
    )


def _too_many(most: int) -> TooManyUploadsError:
    return TooManyUploadsError(
        said("check_many_files", "These are too many files; one check takes {most}. Send fewer.", most=most)
    )


def _too_large(name: str, most: int) -> TooLargeUploadError:
    return TooLargeUploadError(
        said(
            "check_file_large",
            "“{name}” is larger than {most} MB. Make its pictures smaller, or send the project description alone.",
            name=name,
            most=most // _MEGABYTE,
        )
    )
