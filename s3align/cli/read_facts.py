"""What the command line says of review files: what was used of them, what was not and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from s3align.evaluation.read_texts import LearntProposals
from s3align.evaluation.review_files import ReadProposals
from s3align.evaluation.reviewed import Reviewed
from s3align.render.messages import Messages

_MOST_NAMED = 20
"""Files that are named; of more their number is said."""


def measured_lines(found: Reviewed, messages: Messages) -> Iterator[str]:
    """After measuring: how many proposals, and why the figures may be too good."""
    yield messages("read_measured", count=len(found.read.found))
    if found.seen:
        yield messages("read_seen", count=found.seen)
    yield from _unused(found.read, messages)


def learnt_lines(found: LearntProposals, messages: Messages) -> Iterator[str]:
    """After learning: from how many proposals, and that they measure nothing from now on."""
    yield messages("read_learnt", count=len(found.texts.texts))
    for key, names in (
        ("unreadable", found.unreadable),
        ("doubled", found.doubled),
        ("unsettled", found.unsettled),
    ):
        if names:
            yield messages(f"read_{key}", count=len(names), names=_named(names))
    yield from _unused(found.read, messages)
    if found.texts.texts:
        yield messages("read_no_measure", files=", ".join(path.name for path in found.texts.files))


def _unused(read: ReadProposals, messages: Messages) -> Iterator[str]:
    if read.settled:
        yield messages("read_settled", count=read.settled)
    if read.disputed:
        yield messages("read_disputed", count=read.disputed)
    if read.open:
        yield messages("read_open", count=read.open)
    for key, names in (("missing", read.missing), ("changed", read.changed)):
        if names:
            yield messages(f"read_{key}", count=len(names), names=_named(names))


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown} …"
