"""What an export of the desk says beside the results: how a submission came in, and what each person said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Agreed:
    """What people agreed on after they differed: the id of a verdict on ``theme``, or of a decision where that is "".

    ``person`` wrote it down ``on`` a day (ISO), with a ``remark`` in their words.
    """

    theme: str
    outcome: str
    person: str
    on: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A submission on the shortlist of a lot with ``cut`` places: how it stands to the cut (of ``codebook.STANDINGS``).

    ``first`` and ``last``: its places within the lot, None where it is not clear that it addresses the ``theme``. Shares from 0
    to 1, None in older records. ``own_lot``: the title of the lot it was handed in for, "" for none.
    """

    lot: str
    theme: str
    cut: int
    standing: str
    first: int | None
    last: int | None
    number: int
    own_lot: str
    title: str
    applicant: str
    verdict: str
    extent: float
    extent_low: float | None
    extent_high: float | None


@dataclass(frozen=True, slots=True)
class Received:
    """How a submission came in; ``earlier``: the number of the version before. ``applicant``: as people entered it.

    ``agreed``: what people agreed on, the decision first.
    """

    number: int
    file: str
    received_at: datetime
    lot: str = ""
    applicant: str = ""
    is_late: bool = False
    is_withdrawn: bool = False
    earlier: int | None = None
    agreed: Sequence[Agreed] = ()


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person's reading: ids of decision, verdicts and reasons, words as written; ``reasons``: theme -> words.

    ``is_blind`` and ``saw_machine`` are of what the reading says now; ``first_…`` is what it said when it was first decided,
    and what was in sight then.
    """

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
    first_decision: str = ""
    first_verdicts: Mapping[str, str] = field(default_factory=dict)
    first_is_blind: bool = False
    first_saw_machine: bool = True
