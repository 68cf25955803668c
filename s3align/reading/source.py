"""A file's bytes, within the limits: all that the parent of the reading worker does with an untrusted file."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from s3align.errors import TooLargeError, UsageError, said
from s3align.files import shown_name
from s3align.settings import Settings

Report = Callable[[int, int], None]
"""Is told how many of how many pages have been recognised."""

_MEGABYTE = 1_000_000


def file_bytes(path: Path, name: str, settings: Settings) -> bytes:
    """The bytes of a file within the size limit. Raises TooLargeError, and UsageError where it cannot be opened."""
    shown = shown_name(path)
    try:
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            raise UsageError(
                said("is_folder", "{file} is a folder. Give a file, or use the batch command for folders.", file=shown)
            )
        if not stat.S_ISREG(facts.st_mode):
            raise UsageError(
                said(
                    "is_device",
                    "{file} is a pipe, a device or a socket. Give a file, or - for standard input.",
                    file=shown,
                )
            )
        check_size(facts.st_size, name, settings)
        with path.open("rb") as stream:
            data = stream.read(settings.max_file_bytes + 1)
    except FileNotFoundError as error:
        raise UsageError(said("file_missing", "The file {file} does not exist. Check the path.", file=shown)) from error
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(
            said(
                "cannot_open",
                "The file {file} cannot be opened ({why}). Check the path and its rights.",
                file=shown,
                why=why,
            )
        ) from error
    if data and not facts.st_size:  # as below /proc: made while it is read, perhaps without end
        raise UsageError(said("is_made", "{file} is no stored file, but made by the system. Give a file.", file=shown))
    check_size(len(data), name, settings)
    return data


def check_size(size: int, name: str, settings: Settings) -> None:
    """Raises TooLargeError for a file above the limit."""
    if size > settings.max_file_bytes:
        raise TooLargeError(
            f"The file '{name}' has {size / _MEGABYTE:.1f} MB; the limit is {settings.max_file_bytes / _MEGABYTE:.1f} "
            "MB. Save it with smaller pictures, or raise the setting max_file_bytes."
        )
