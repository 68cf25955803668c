"""The record inside a report: so that a report can be verified, compared and made again years later."""

from __future__ import annotations

import base64
import gzip
import io
import re
import zlib

from s3align.errors import DataError, Said, said
from s3align.record.assessment import Assessment
from s3align.record.codec import to_json

_RECORD = re.compile(r'<meta name="s3align-record" content="([A-Za-z0-9+/=]+)">')
MAX_RECORD = 50_000_000
"""Bytes of a record; one with every theme full of evidence has 60,000."""


def packed_record(assessment: Assessment) -> str:
    """The record as gzipped JSON in Base64; packed without a time, so that equal records are equal."""
    packed = gzip.compress(to_json(assessment), mtime=0)
    return base64.b64encode(packed).decode("ascii")


def no_record(name: str) -> Said:
    """What is said of a report without a record."""
    return said(
        "no_record_inside",
        "{name} holds no record, so nothing in it can be checked. Give a report that `s3align check` has written, as a file: a "
        "printed, scanned or copied one has none.",
        name=name,
    )


def embedded_json(source: str, name: str) -> bytes:
    """The record in an HTML report as JSON, of whatever form. Raises DataError where there is none or it is damaged."""
    found = _RECORD.search(source)
    if found is None:
        raise DataError(no_record(name))
    try:
        with gzip.GzipFile(fileobj=_opened(found[1])) as stream:
            return stream.read(MAX_RECORD)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError(
            said(
                "record_damaged",
                "The record in {name} is damaged ({why}). The report was changed; ask for the original.",
                name=name,
                why=error,
            )
        ) from error


def _opened(encoded: str) -> io.BytesIO:
    return io.BytesIO(base64.b64decode(encoded, validate=True))
