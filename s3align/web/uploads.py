"""Takes in a form with files piece by piece: each goes straight to its folder, and what is too much is refused on the way.

Nothing but short fields is held in memory, and nothing lies outside the folder, which is removed where no check begins.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool

from s3align.desk.check_folder import Coming, Incoming
from s3align.errors import S3AlignError, Said, UsageError, said
from s3align.files import shown_name
from s3align.render.formats import byte_size

_FIELD_BYTES = 10_000
"""Of a short field: names of strategies, a random value, a password."""
_MOST_PARTS = 200
"""Of a form; a browser sends one for each field and file."""
_READ_ON = 2
"""How many times the bytes that are allowed are read to their end after a refusal, so that the browser shows the answer."""


class TooLargeUploadError(S3AlignError):
    """More bytes than are taken in."""

    http_status = 413


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What a form may hold. ``text``: name of the field that is kept as a file, called ``text_name``."""

    file_bytes: int
    files: int
    text: str = "text"
    text_name: str = ""

    @property
    def all_bytes(self) -> int:
        """Of a whole form."""
        return self.file_bytes * (self.files + 1)


async def take_in(request: Request, coming: Coming, limits: UploadLimits) -> dict[str, str]:
    """Writes the files of a form into ``coming``; its other fields.

    Raises TooLargeUploadError as soon as a file is larger than it may be, or there are more bytes than all files together may
    have, and UsageError for what is no form.
    """
    form = _Form(coming, limits)
    parser = _parser(request, form)
    read = 0
    async for piece in request.stream():
        read += len(piece)
        if read > limits.all_bytes * _READ_ON:
            break
        if form.refusal is None:
            await run_in_threadpool(_feed, parser, form, piece, read)
    form.close()
    if form.refusal is not None:
        raise form.refusal
    return form.fields


def _feed(parser: MultipartParser, form: _Form, piece: bytes, read: int) -> None:
    try:
        if read > form.limits.all_bytes:
            raise TooLargeUploadError(_too_much(form.limits.all_bytes))
        parser.write(piece)
    except FormParserError:
        form.refuse(_no_form())
    except S3AlignError as error:
        form.refuse(error)


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
        elif self._field == self.limits.text:
            self._file_name = self.limits.text_name

    def data(self, piece: bytes, start: int, end: int) -> None:
        """More of a part."""
        if self._file_name is not None:
            self._write(piece[start:end])
            return
        if len(self._body) + end - start > _FIELD_BYTES:
            raise TooLargeUploadError(_too_much(_FIELD_BYTES))
        self._body += piece[start:end]

    def end_part(self) -> None:
        """A part is whole; a file without a byte was not chosen, unless it has a name."""
        if self._file_name is None:
            self.fields[self._field] = self._body.decode("utf-8", "replace")
            return
        if self._file is None and self._file_name and self._field != self.limits.text:
            self._write(b"")
        if self._file is not None:
            self._file.__exit__(None)
            self._file = None

    def refuse(self, error: S3AlignError) -> None:
        """Takes nothing more."""
        self.refusal = error
        self.close()

    def close(self) -> None:
        """Closes a file that did not come to its end."""
        if self._file is not None:
            self._file.__exit__(type(self.refusal or EOFError()))
            self._file = None

    def _write(self, piece: bytes) -> None:
        if self._file is None:
            if self.coming.count >= self.limits.files:
                raise UsageError(_too_many(self.limits.files))
            self._file = self.coming.begin(self._file_name or "")
        if self._file.size + len(piece) > self.limits.file_bytes:
            raise TooLargeUploadError(_file_too_large(self._file_name or "", self.limits.file_bytes))
        self._file.write(piece)
