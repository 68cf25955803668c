"""What a submission may be."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """How far the program is with a submission. Whatever it is, people see the submission and may read it."""

    WAITING = "waiting"
    ASSESSED = "assessed"
    REFUSED = "refused"
    """There is a record that says why the file could not be assessed."""
