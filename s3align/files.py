"""Files as wholes: writing so that nothing of a user's is lost (never over another unasked, never half), and their hashes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from s3align.errors import OutputExistsError, UsageError


def file_hash(path: Path) -> str:
    """The SHA-256 of a file's bytes. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_atomically(path: Path, body: bytes | Iterable[bytes], *, force: bool = False) -> None:
    """Writes to a temporary name beside the target and renames; a body in pieces is never held as a whole.

    Raises OutputExistsError where the target exists and ``force`` is not set, UsageError where it cannot be written.
    """
    if path.exists() and not force:
        raise OutputExistsError(
            f"{path} exists already. Name another file with --out, or allow overwriting with --force."
        )
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(f"Cannot write to {path.parent}: {error.strerror}. Name another place with --out.") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines([body] if isinstance(body, bytes) else body)
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise UsageError(
            f"Cannot write {path}: {error.strerror}. Make room, or name another place with --out."
        ) from error
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
