"""A file that somebody uploads, before it is in a call: what it may be called, how large it may be, and why it is not taken."""

from __future__ import annotations

from pathlib import PurePosixPath

from s3align.desk.storage.files import Readable
from s3align.errors import S3AlignError, Said, said
from s3align.files import base_name

LONGEST_NAME = 255
"""Signs of a file's name, as file systems have it."""


class NotTakenError(S3AlignError):
    """A file is not taken into the call."""

    http_status = 422
    problem_kind = "not-taken"


class TooLargeUploadError(NotTakenError):
    """More bytes than an upload may have."""

    http_status = 413
    problem_kind = "too-large"


def display_name(name: str) -> str:
    """A file's name for people, of the one it came with: ``base_name``, and not too long."""
    shown = base_name(name)
    if len(shown) <= LONGEST_NAME:
        return shown
    suffix = PurePosixPath(shown).suffix[:16]
    return shown[: LONGEST_NAME - len(suffix) - 1] + "…" + suffix


def sentence_of(error: S3AlignError) -> Said:
    """Why a file was not taken."""
    sentence = error.args[0]
    return sentence if isinstance(sentence, Said) else said("not_taken", "The file was not taken. Upload it alone.")


def other_kind() -> NotTakenError:
    """What is raised for a file that is no proposal by its ending."""
    return NotTakenError(
        said(
            "upload_kind", "A file of this kind is no proposal. Upload PDF, Word (.docx), OpenDocument (.odt) or text."
        )
    )


def upload_too_large(most: int) -> TooLargeUploadError:
    """What is raised where more than ``most`` bytes come."""
    return TooLargeUploadError(
        said("upload_too_large", "There are more than {most} MB. Upload fewer files at once.", most=most // 1_000_000)
    )


class Bounded:
    """A stream that ends with TooLargeUploadError where it has more bytes than it may."""

    def __init__(self, stream: Readable, most: int) -> None:
        self._stream, self._left, self._most = stream, most, most

    def read(self, size: int) -> bytes:
        """The next bytes."""
        block = self._stream.read(size)
        self._left -= len(block)
        if self._left < 0:
            raise upload_too_large(self._most)
        return block
