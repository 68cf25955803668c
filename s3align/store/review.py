"""What people decide about proposals: the values of a review file, apart from how a workbook shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from s3align.record.assessment import Verdict

REVIEW_FILE = "review.xlsx"
"""In the folder of results; those of single persons and copies of earlier ones begin with the same word."""
_REVIEW_FILES = re.compile(r"(?:~\$|\.~lock\.)?review(?:[-.].*)?\.xlsx#?")


def is_review_file(path: Path) -> bool:
    """Whether a file beside the results is a review file, a copy of one, or what Excel puts beside one that is open."""
    return _REVIEW_FILES.fullmatch(path.name) is not None


class Decision(StrEnum):
    """What a reviewer says of a proposal as a whole."""

    FITS = "fits"
    UNSURE = "unsure"
    DOES_NOT_FIT = "does_not_fit"
    BACK = "back"
    """Back to the applicant, with questions."""


class ReasonCode(StrEnum):
    """Why a reviewer judges so; the words for each stand in the catalogues of messages."""

    WORK_SHOWN = "work_shown"
    """The text says what is done on the theme."""
    AIM_ONLY = "aim_only"
    """The theme is an aim or a headline; no work on it is described."""
    MENTIONED_ONLY = "mentioned_only"
    OTHER_WORDS = "other_words"
    """The theme is there in words that the program does not know."""
    OUT_OF_SCOPE = "out_of_scope"
    """The proposal is about something that the strategy does not name."""
    NOT_READABLE = "not_readable"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reading:
    """One person's reading of one proposal.

    ``file``: its name in the run; ``sha256``: of its bytes when it was read; ``key``: of the record that the reviewer had
    before them. ``verdicts``: theme -> the reviewer's own; a theme that they left open is not in it. ``reason`` and
    ``remark``: from the list and in their words. ``is_blind``: the program's verdicts were not shown.
    """

    file: str
    sha256: str
    reviewer: str
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    reason: ReasonCode | None = None
    remark: str = ""
    decision: Decision | None = None
    dated: date | None = None
    key: str = ""
    is_blind: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered but perhaps a name."""
        return not (self.verdicts or self.reason or self.remark or self.decision or self.dated)


@dataclass(frozen=True, slots=True)
class Settled:
    """What people have agreed on after they differed: a ``verdict`` on a theme, or a ``decision`` (``theme`` None).

    ``file`` and ``sha256``: as of a ``Reading``. ``remark``: in their words; ``dated``: the day they give. It takes the place
    of what the readings say of the theme and changes none of them.
    """

    file: str
    sha256: str
    theme: str | None
    verdict: Verdict | None = None
    decision: Decision | None = None
    remark: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class PeopleWrote:
    """What people wrote about a proposal: each one's reading, and what they have agreed on where they differed."""

    readings: Sequence[Reading] = ()
    settled: Sequence[Settled] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.readings or self.settled)
