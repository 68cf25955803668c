"""What is said of a review file that was brought up to date, and what comes into it from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from s3align.render.review_workbook_memory import Baseline, KnownProposal
from s3align.render.review_workbook_read import WrongCell
from s3align.store.review import Reading


@dataclass(slots=True)
class Outcome:
    """What was done with a review file: numbers of proposals, and what to say of it.

    ``filled``: rows with an entry; ``added``, ``changed``, ``gone``: proposals; ``conflicts``: two entries of one person for
    one proposal; ``wrong``: cells that cannot be understood, ``wrong_elsewhere``: in files taken in; ``typed_over``:
    generated cells that held what somebody had typed; ``reduced``: what of the looks was not kept; ``copy``: where the file
    before lies; ``is_written``: whether anything has changed. ``readings``: all entries, understood. ``waiting``: proposals
    that the run has not come to; ``nameless``: cells for the name of who has entered something, which are empty.
    ``of_another_run``: entries that were left out, since their file belongs to another run.
    """

    proposals: int = 0
    filled: int = 0
    added: int = 0
    changed: int = 0
    gone: int = 0
    conflicts: int = 0
    typed_over: int = 0
    wrong: list[WrongCell] = field(default_factory=list)
    wrong_elsewhere: list[tuple[Path, WrongCell]] = field(default_factory=list)
    reduced: tuple[str, ...] = ()
    copy: Path | None = None
    is_new: bool = False
    is_written: bool = False
    readings: tuple[Reading, ...] = ()
    waiting: int = 0
    nameless: tuple[str, ...] = ()
    of_another_run: int = 0


@dataclass(frozen=True, slots=True)
class Incoming:
    """An entry that comes from another file: cells by column, those of columns of its own by their heads, and its baseline."""

    known: KnownProposal
    base: Baseline
    reviewer: str
    cells: Mapping[str, Any]
    own: Mapping[str, Any]
    notes: Mapping[str, Any] = field(default_factory=dict)
    fills: Mapping[str, Any] = field(default_factory=dict)
