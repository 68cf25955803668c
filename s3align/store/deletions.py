"""The list of cases that were deleted from a folder of results: when, and the checksums of their files; no name, no content."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from s3align.errors import UsageError, said
from s3align.files import shown_name, write_atomically

DELETIONS = "deletions.csv"
DELETION_COLUMNS = ("deleted_on", "sha256", "files", "records")
_SHA256 = re.compile(r"\b[0-9a-f]{64}\b")
_ISO_DAY = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")
_DOTTED_DAY = re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})\b")
"""As Excel saves a day that it has opened."""


def deleted(results: Path) -> Mapping[str, date]:
    """SHA-256 of every file, in every version, that was deleted from a folder of results -> the day of its last deletion.

    Empty where nothing was. A file that was assessed anew since then stays in it: whoever asks looks at what the run holds.
    A line that Excel has saved counts too; where nobody can read its day, that of the list itself stands for it. Raises
    UsageError where the list cannot be read.
    """
    try:
        text = (results / DELETIONS).read_text(encoding="utf-8-sig", errors="replace")
        saved = datetime.fromtimestamp((results / DELETIONS).stat().st_mtime, tz=UTC).date()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(
            said(
                "cannot_open",
                "The file {file} cannot be opened ({why}). Check the path and its rights.",
                file=shown_name(results / DELETIONS),
                why=error.strerror,
            )
        ) from error
    return {sha256: _day(line) or saved for line in text.splitlines() for sha256 in _SHA256.findall(line.casefold())}


def note_deletion(results: Path, day: date, versions: Sequence[tuple[str, int, int]]) -> None:
    """Adds a line for each version of a case: its SHA-256, how many files had these bytes, how many records went."""
    path = results / DELETIONS
    before = path.read_bytes() if path.is_file() else f"{','.join(DELETION_COLUMNS)}\r\n".encode()
    added = io.StringIO(newline="")
    csv.writer(added).writerows((day.isoformat(), *version) for version in versions)
    write_atomically(path, before + added.getvalue().encode(), force=True)


def _day(line: str) -> date | None:
    for form in (_ISO_DAY, _DOTTED_DAY):
        if found := form.search(line):
            with suppress(ValueError):
                return date(int(found["year"]), int(found["month"]), int(found["day"]))
    return None
