"""Writes files whole or not at all, and never over another unasked; hashes files; shows their names safely."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from s3align.errors import OutputExistsError, Said, UsageError, said

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

_DIRECTION = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that nobody sees; names copied from a web page or a folder's properties bring them along."""
_PLAIN_WORD = re.compile(r"[\w./\\:+=-]+")
"""No shell reads anything into it: a comma or an @ is a sign of PowerShell's."""
_LONGEST_NAME = 255
"""Bytes of a file name on nearly all file systems."""
_RANDOM_BYTES = 16
"""Of a temporary name beside that of its file: dots, and what ``tempfile`` adds."""


def refuse_inputs(targets: Iterable[Path | None], inputs: Iterable[Path | None]) -> None:
    """Raises UsageError where a file to be written is one that is read, under whatever name; also where overwriting is allowed.

    ``inputs``: files, and folders with all that lies in them. Links and names in other letters lead to the same file.
    """
    wanted = [path for path in targets if path is not None]
    if not wanted:
        return
    known = {_identity(file): file for path in inputs if path is not None for file in _files(path)}
    for target in wanted:
        if (own := _identity(target)) and (found := known.get(own)) is not None:
            same = "" if shown_name(found) == shown_name(target) else f" ({shown_name(found)})"
            raise UsageError(
                said(
                    "target_is_read",
                    "{file} is read by this command{same}. Name another file, so that nothing of it is lost.",
                    file=shown_name(target),
                    same=same,
                )
            )


def _files(path: Path) -> Iterator[Path]:
    yield path
    with suppress(OSError):
        if path.is_dir():
            yield from (file for file in path.rglob("*") if file.is_file())


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from all others, whatever it is called; None where there is none yet."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return (facts.st_dev, facts.st_ino)


def exists_already(path: Path) -> Said:
    """What is said of a file that is there and may not be overwritten."""
    return said(
        "exists_already",
        "{file} exists already. Name another file with --out, or allow overwriting with --force.",
        file=shown_name(path),
    )


def name_within_limit(stem: str, suffix: str) -> str:
    """A file name of a stem and a suffix; a hash stands for the end of a stem that is too long for file systems."""
    room = _LONGEST_NAME - len(os.fsencode(suffix)) - _RANDOM_BYTES
    encoded = os.fsencode(stem)
    if len(encoded) <= room:
        return stem + suffix
    mark = f"-{hashlib.sha256(encoded).hexdigest()[:16]}"
    return encoded[: room - len(mark)].decode("utf-8", "ignore") + mark + suffix


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


def base_name(name: str) -> str:
    """What a file is called whose name comes from another system: the last part, "" for none, as ``shown_name`` shows it.

    For a name as it came in, once: an escape would be taken for a folder. Letters are composed; signs of the direction of
    writing, which nobody typed, are gone.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = _DIRECTION.sub("", unicodedata.normalize("NFC", last)).replace("\0", "").strip()
    return shown_name(Path(plain)) if plain else ""


def quoted(word: Path | str) -> str:
    """A word of a command that somebody is to copy, in double quotes where it needs them: cmd, PowerShell and sh know those.

    What no quotes make plain for all three ($, %, `) stays as it is.
    """
    text = str(word)
    return text if _PLAIN_WORD.fullmatch(text) else f'"{text}"'


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
    if _exists(path) and not force:
        raise OutputExistsError(exists_already(path))
    if path.is_dir() or (_exists(path) and not path.is_file()):
        raise UsageError(
            said(
                "target_no_file",
                "{file} is a folder or a device, no file. Name another file with --out.",
                file=shown_name(path),
            )
        )
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=name_within_limit(f".{path.name}", "."))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(
            said(
                "cannot_write_to",
                "Cannot write to {folder}: {why}. Name another place with --out.",
                folder=shown_name(path.parent),
                why=why,
            )
        ) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())  # after a power cut there is the old file or the new one, not an empty one
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        _put_in_place(temporary, path)
    except OSError as error:
        raise UsageError(
            said(
                "cannot_write",
                "Cannot write {file}: {why}. Make room, or name another place with --out.",
                file=shown_name(path),
                why=error.strerror,
            )
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _put_in_place(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except PermissionError as error:  # of the folder it would have been known when the temporary file was made
        raise UsageError(
            said(
                "target_in_use",
                "{file} cannot be replaced: it is open in another program, or protected. Close it there, or allow writing, "
                "then run the same command again.",
                file=shown_name(path),
            )
        ) from error


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that is too long, or a folder that may not be looked into: writing says so
        return False
