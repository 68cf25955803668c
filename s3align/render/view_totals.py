"""What a run holds in figures, in the same words on the overview and in the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from s3align.render.messages import Messages
from s3align.store.row import ToRead
from s3align.store.table import Totals


def counts(totals: Totals, messages: Messages) -> str:
    """How many files there are: proposals, copies of them and files that were not assessed make up all."""
    numbers = {"proposals": totals.proposals, "copies": totals.copies, "refused": totals.refused}
    parts = [
        messages.count(f"overview_{name}", number) for name, number in numbers.items() if number or name == "proposals"
    ]
    return messages.count("overview_files", totals.files, parts=", ".join(parts))


def to_read(totals: Totals, messages: Messages) -> str:
    """How many files a person must read before anything is set aside; "" where there is none."""
    return messages.count("overview_read", totals.to_read.total()) if totals.to_read.total() else ""


def to_read_parts(totals: Totals, messages: Messages) -> Mapping[ToRead, str]:
    """Why they must be read: reason -> how many."""
    return {
        kind: messages.count(f"overview_read_{kind}", totals.to_read[kind]) for kind in ToRead if totals.to_read[kind]
    }


def to_read_line(totals: Totals, messages: Messages) -> list[str]:
    """Both in one sentence; empty where there is nothing to read."""
    parts = ", ".join(to_read_parts(totals, messages).values())
    return [f"{to_read(totals, messages)} {parts}."] if parts else []
