"""Everything that can go wrong, sorted by what the user can do about it.

    S3AlignError                   exit  http
    ├── UsageError                    2   400   the call is wrong: correct it
    │   ├── SettingsError
    │   └── OutputExistsError
    ├── NotAssessableError                      the file cannot be assessed: give another
    │   ├── UnsupportedFileError     10   415   reason "unsupported"
    │   ├── EncryptedError           11   422   reason "encrypted"
    │   ├── DamagedError             12   422   reason "damaged"
    │   ├── NoTextError              13   422   reason "no_text"
    │   │   └── PortfolioError       13   422   the pages are the cover of a collection of files
    │   ├── TooLittleTextError       14   422   reason "too_little_text"
    │   ├── LanguageNotCoveredError  15   422   reason "language_not_covered"
    │   ├── TooLargeError            16   413   reason "too_large"
    │   ├── TimedOutError            17   422   reason "timed_out"
    │   ├── NotJudgedError           18   503   reason "not_judged": nothing is known of the file, try again
    │   └── FailedError              19   500   reason "failed": an error inside the program, trying again does not help
    ├── DataError                     3   500   the strategy or a data file is wrong: correct the line named
    │   └── OldRecordError            5   422   a record of an earlier form: make it again
    └── ModelError                    4   500   the model does not fit: rebuild it with `s3align train`

A message says what happened, to which file, and what to do next. It is English; one that is ``said`` remembers its id and
values, so that whoever shows it can word it in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Self

SEVERAL_REASONS_EXIT_CODE = 20
"""Of several files some could not be assessed, for different reasons; each has said which."""


class Said(str):
    """A sentence in English that remembers its ``key`` and ``values``; a value may be such a sentence itself."""

    __slots__ = ("key", "values")

    key: str
    values: Mapping[str, object]

    def __new__(cls, text: str, key: str, values: Mapping[str, object]) -> Self:
        """``text`` is what stands there in English, with its values."""
        made = super().__new__(cls, text)
        made.key, made.values = key, values
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, Mapping[str, object]]]:
        return type(self), (str(self), self.key, self.values)


def said(key: str, text: str, **values: object) -> Said:
    """An English sentence with its ``{placeholders}`` filled, which the catalogues of other languages know as ``key``.

    A value may be a tuple of what is listed.
    """
    shown = {name: ", ".join(map(str, value)) if isinstance(value, tuple) else value for name, value in values.items()}
    return Said(text.format(**shown), key, values)


class S3AlignError(Exception):
    """Base of all errors of the package; ``exit_code`` for the shell, ``http_status`` for the web."""

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500


class UsageError(S3AlignError):
    """The call is wrong."""

    exit_code = 2
    http_status = 400


class SettingsError(UsageError):
    """A setting is unknown or outside its range."""


class OutputExistsError(UsageError):
    """A file to be written exists already and may not be overwritten."""


class Detail(StrEnum):
    """What a file that cannot be read is, or lacks, where a reader of the reason gets other advice for it."""

    EMPTY = "empty"
    BLANK = "blank"
    RTF = "rtf"
    HTML = "html"
    OLD_OFFICE = "old_office"
    PAGES = "pages"
    OTHER_OFFICE = "other_office"
    TEMPLATE = "template"
    PICTURE = "picture"
    ARCHIVE = "archive"
    BINARY = "binary"
    PLAIN_TEXT = "plain_text"


class NotAssessableError(S3AlignError):
    """The file cannot be assessed, so it gets no score; ``reason`` is the word used in the record.

    ``detail`` says more where the advice depends on it.
    """

    reason: ClassVar[str] = "unsupported"
    http_status = 422

    def __init__(self, message: str, detail: Detail | None = None) -> None:
        super().__init__(message)
        self.detail = detail


class UnsupportedFileError(NotAssessableError):
    """Not a file of a kind that can be read."""

    reason = "unsupported"
    exit_code = 10
    http_status = 415


class EncryptedError(NotAssessableError):
    """The file wants a password, or another one."""

    reason = "encrypted"
    exit_code = 11


class DamagedError(NotAssessableError):
    """The file is broken."""

    reason = "damaged"
    exit_code = 12


class NoTextError(NotAssessableError):
    """The file has pages, but no text: a scan, or pictures."""

    reason = "no_text"
    exit_code = 13


class PortfolioError(NoTextError):
    """The pages are the cover of a collection of files; ``inside``: their names."""

    def __init__(self, name: str, inside: str) -> None:
        super().__init__(
            f"The PDF '{name}' is a portfolio and its page a cover. Its documents are: {inside}. Assess one of them with "
            "--attachment NAME."
        )
        self.inside = inside


class TooLittleTextError(NotAssessableError):
    """Fewer words than can be assessed; ``words``: how many count."""

    reason = "too_little_text"
    exit_code = 14

    def __init__(self, message: str, words: int) -> None:
        super().__init__(message)
        self.words = words


class LanguageNotCoveredError(NotAssessableError):
    """The text is in a language for which there are no profiles."""

    reason = "language_not_covered"
    exit_code = 15


class TooLargeError(NotAssessableError):
    """The file is larger than the limit."""

    reason = "too_large"
    exit_code = 16
    http_status = 413


class TimedOutError(NotAssessableError):
    """A stage took longer than its limit; ``stage`` says which."""

    reason = "timed_out"
    exit_code = 17

    def __init__(self, message: str, stage: str = "reading") -> None:
        super().__init__(message)
        self.stage = stage


class Cause(StrEnum):
    """Why nobody could assess a file this time."""

    ENDED = "ended"
    FAILED = "failed"
    CHANGED = "changed"
    UNREACHABLE = "unreachable"


class NotJudgedError(NotAssessableError):
    """The process that assessed the file ended or failed, or the file changed meanwhile; nothing is known of the file."""

    reason = "not_judged"
    exit_code = 18
    http_status = 503

    def __init__(self, cause: str) -> None:
        super().__init__(f"The file could not be assessed this time ({cause}). Run the same command again.")
        self.cause = Cause(cause)


class FailedError(NotAssessableError):
    """An unexpected error inside the program; ``stage`` says where, ``kind`` is the name of the exception.

    The log has the traceback. The same file fails again, so it is not tried again by itself.
    """

    reason = "failed"
    exit_code = 19
    http_status = 500

    def __init__(self, stage: str, kind: str) -> None:
        super().__init__(
            f"The program failed in the stage '{stage}' ({kind}). Report it with the log; the file may be fine."
        )
        self.stage, self.kind = stage, kind


class DataError(S3AlignError):
    """A strategy or data file is wrong; the message names file and line."""

    exit_code = 3


class OldRecordError(DataError):
    """A record or report in a form that an earlier version wrote."""

    exit_code = 5
    http_status = 422


class ModelError(S3AlignError):
    """Model files are missing, altered, or made by another version or from another strategy."""

    exit_code = 4
