"""What an export of the desk says beside the results: how a submission came in, and what each person said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Received:
    """How a submission came in; ``earlier``: the number of the version before. ``applicant``: as people entered it."""

    number: int
    file: str
    received_at: datetime
    lot: str = ""
    applicant: str = ""
    is_late: bool = False
    is_withdrawn: bool = False
    earlier: int | None = None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person's reading: ids of decision, verdicts and reasons, words as written; ``reasons``: theme -> words."""

    person: str
    decision: str = ""
    verdicts: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    remark: str = ""
    decided_on: str = ""
    is_blind: bool = False
    saw_machine: bool = True
    was_changed: bool = False
    has_conflict: bool = False
