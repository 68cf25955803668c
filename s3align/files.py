"""Writes files whole or not at all, and never over another unasked; hashes files; shows their names safely."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from s3align.errors import OutputExistsError, UsageError

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def file_hash(path: Path) -> str:
    """The SHA-256 of a file's bytes. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def shown_name(path: Path) -> str:
    """A path as one line of text that is safe to store and print, and reads in the order of its characters.

    Bytes that are not UTF-8, as in names from old archives, and characters that control a terminal, a table or the direction
    of writing appear as hexadecimal escapes. Different paths never look the same.
    """
    text = os.fsencode(path.as_posix()).replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def write_atomically(path: Path, body: bytes | Iterable[bytes], *, force: bool = False) -> None:
    """Writes to a temporary name beside the target and renames; a body given in pieces is never held in memory as a whole.

    Raises OutputExistsError where the target exists and ``force`` is not set, UsageError where it cannot be written.
    """
    with replacing(path, force=force) as temporary, temporary.open("wb") as stream:
        stream.writelines([body] if isinstance(body, bytes) else body)


@contextmanager
def replacing(path: Path, *, force: bool = False) -> Iterator[Path]:
    """A temporary file to write to; it becomes ``path`` at the end of the block and is removed if the block fails.

    Raises the same errors as ``write_atomically``.
    """
    if path.exists() and not force:
        raise OutputExistsError(
            f"{path} exists already. Name another file with --out, or allow overwriting with --force."
        )
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(f"Cannot write to {path.parent}: {error.strerror}. Name another place with --out.") from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())  # after a power cut there is the old file or the new one, not an empty one
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    except OSError as error:
        raise UsageError(
            f"Cannot write {path}: {error.strerror}. Make room, or name another place with --out."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
