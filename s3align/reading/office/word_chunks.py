"""Documents inside a Word file (``w:altChunk``): Word takes them in when it opens the file."""

from __future__ import annotations

import email
import email.policy
import zipfile
from collections.abc import Callable

from s3align.reading.encoding import decode
from s3align.reading.normalise import clean_line
from s3align.reading.office.html_text import html_events
from s3align.reading.office.opc import READ_ERRORS, OpcPackage
from s3align.reading.office.word_events import Event, Text, Unread

_MOST_BYTES = 20_000_000  # of one chunk
MOST_CHUNKS = 50
_HTML = ("htm", "html", "xhtml")
_MIME = ("mht", "mhtml", "eml")
_WORD = ("docx", "docm", "dotx", "dotm")


def chunk_events(package: OpcPackage, part: str, word_events: Callable[[bytes], list[Event]]) -> list[Event]:
    """What the chunk in a part holds; a note where it cannot be read. ``word_events`` reads a Word file in it."""
    data = package.read(part, _MOST_BYTES)
    kind = _kind(package.content_type(part), part, data or b"")
    if not data or kind is None:
        return [Unread(part)]
    events: list[Event] = []
    if kind == "html":
        events = html_events(data)
    elif kind == "mime":
        events = _mime_events(data)
    elif kind == "text":
        lines = (clean_line(line) for line in decode(data).splitlines())
        events = [Text(line) for line in lines if line]
    else:
        try:
            events = word_events(data)
        except (zipfile.BadZipFile, *READ_ERRORS):
            events = []
    return events or [Unread(part)]


def _kind(content_type: str, part: str, data: bytes) -> str | None:
    suffix = part.rpartition(".")[2]
    start = data[:1_000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if data.startswith(b"PK\x03\x04"):
        return "word"
    if start.startswith(b"{\\rtf"):
        return None
    if start.startswith(b"mime-version") or "message/rfc822" in content_type or suffix in _MIME:
        return "mime"
    if "html" in content_type or suffix in _HTML or start.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "text" if content_type == "text/plain" or suffix == "txt" else None


def _mime_events(data: bytes) -> list[Event]:
    """The HTML page in a web archive, else its plain text."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        body = message.get_body(("html", "plain"))
        content = body.get_content() if body is not None else None
    except (ValueError, LookupError, AttributeError, TypeError):
        return []
    if body is None or not isinstance(content, str):
        return []
    if body.get_content_type() == "text/plain" and "<html" not in content[:2_000].lower():
        return [Text(line) for line in map(clean_line, content.splitlines()) if line]
    return html_events(content.encode("utf-8", errors="replace"), "utf-8")
