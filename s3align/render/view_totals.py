"""What a run holds in figures, in the same words on the overview and in the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from s3align.render.messages import Messages
from s3align.store.row import BEFORE_SET_ASIDE, ToRead
from s3align.store.table import Totals


def counts(totals: Totals, messages: Messages) -> str:
    """How many files there are: proposals, copies of them and files that were not assessed make up all."""
    numbers = {"proposals": totals.proposals, "copies": totals.copies, "refused": totals.refused}
    parts = [
        messages.count(f"overview_{name}", number) for name, number in numbers.items() if number or name == "proposals"
    ]
    return messages.count("overview_files", totals.files, parts=", ".join(parts))


def before_set_aside(counted: Counter[ToRead]) -> int:
    """How many of the files counted by reason have to be read before anything is set aside."""
    return sum(counted[kind] for kind in BEFORE_SET_ASIDE)


def to_read(totals: Totals, messages: Messages) -> str:
    """How many files a person must still read before anything is set aside; "" where there is none."""
    left = before_set_aside(totals.to_read)
    return messages.count("overview_read", left) if left else ""


def to_read_parts(totals: Totals, messages: Messages) -> Mapping[ToRead, str]:
    """Why they must be read: reason -> how many."""
    return {
        kind: messages.count(f"overview_read_{kind}", totals.to_read[kind])
        for kind in BEFORE_SET_ASIDE
        if totals.to_read[kind]
    }


def already_read(totals: Totals, messages: Messages) -> str:
    """How many of the files that a person must read before anything is set aside have been read; "" where none has."""
    done = before_set_aside(totals.read)
    key = "overview_read_more" if before_set_aside(totals.to_read) else "overview_read_all"
    return messages.count(key, done) if done else ""


def beside(totals: Totals, messages: Messages) -> str:
    """How many proposals with a theme a person must read before a list on another is closed, and have read; "" where none."""
    left, done = totals.to_read[ToRead.BESIDE], totals.read[ToRead.BESIDE]
    counted = (("overview_beside", left), ("overview_beside_more" if left else "overview_beside_all", done))
    return " ".join(messages.count(key, number) for key, number in counted if number)


def to_read_lines(totals: Totals, messages: Messages) -> list[str]:
    """All of it in a line for each kind; none where there is nothing to read."""
    parts = ", ".join(to_read_parts(totals, messages).values())
    first = [f"{to_read(totals, messages)} {parts}.", already_read(totals, messages)] if parts else []
    lines = (" ".join(filter(None, first)) or already_read(totals, messages), beside(totals, messages))
    return [line for line in lines if line]
