"""A file's bytes, within the limits: all that the parent of the reading worker does with an untrusted file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from s3align.errors import TooLargeError, UsageError
from s3align.settings import Settings

Report = Callable[[int, int], None]
"""Is told how many of how many pages have been recognised."""

_MEGABYTE = 1_000_000


def file_bytes(path: Path, name: str, settings: Settings) -> bytes:
    """The bytes of a file within the size limit. Raises TooLargeError, and UsageError where it cannot be opened."""
    try:
        check_size(path.stat().st_size, name, settings)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"The file {path} does not exist. Check the path.") from error
    except IsADirectoryError as error:
        raise UsageError(f"{path} is a folder. Give a file, or use the batch command for folders.") from error
    except OSError as error:
        raise UsageError(
            f"The file {path} cannot be opened ({error.strerror}). Check the path and its rights."
        ) from error


def check_size(size: int, name: str, settings: Settings) -> None:
    """Raises TooLargeError for a file above the limit."""
    if size > settings.max_file_bytes:
        raise TooLargeError(
            f"The file '{name}' has {size / _MEGABYTE:.1f} MB; the limit is {settings.max_file_bytes / _MEGABYTE:.1f} "
            "MB. Save it with smaller pictures, or raise the setting max_file_bytes."
        )
