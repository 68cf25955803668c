"""What an export of the desk adds to the tables of results: how submissions came in, and what people said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from s3align.render.codebook import Column, Empty, Form
from s3align.render.columns import Field
from s3align.render.messages import Messages
from s3align.render.sheet import Cell
from s3align.render.tables import write_lines
from s3align.render.workbook_sheets import SheetPlan, plan
from s3align.render.workbook_words import Words
from s3align.store.received import PersonLine, Received
from s3align.store.row import ResultRow

_OPEN = Column("", empty=Empty.NOTHING)
_NUMBER = Column("number", Form.WHOLE, lowest=1)
_RECEIVED = (
    (_NUMBER, 8),
    (Column("file"), 30),
    (Column("received_at"), 20),
    (replace(_OPEN, key="lot"), 20),
    (replace(_OPEN, key="entered_applicant"), 24),
    (replace(_OPEN, key="late"), 10),
    (replace(_OPEN, key="withdrawn"), 14),
    (Column("earlier_number", Form.WHOLE, Empty.NOTHING, lowest=1), 12),
)
READINGS = ("number", "file", "reader", "decision", "verdict", "reason", "remark", "decided_on", "blind", "saw_machine")
"""Columns of ``readings.csv`` before those of themes, by their ids."""


def received_plan(words: Words, received: Mapping[str, Received]) -> SheetPlan:
    """The sheet on how submissions came in; ``received``: by the names of rows."""

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        if entry := received.get(row.name):
            yield _received(entry, words.messages)

    return plan("received", _RECEIVED, lines)


def readings_plan(words: Words, readings: Mapping[str, Sequence[PersonLine]]) -> SheetPlan:
    """The sheet of readings, one line for each person and submission."""
    verdict = replace(_OPEN, key="own_verdict", values="verdict")
    columns = (
        (Column("file"), 30),
        (Column("reader"), 20),
        (replace(_OPEN, key="own_decision", values="decision"), 16),
        *((replace(verdict, head=name, about=name), 14) for name in words.themes.values()),
        (replace(_OPEN, key="own_reason"), 20),
        (replace(_OPEN, key="own_remark"), 50),
        (replace(_OPEN, key="own_theme_reasons"), 50),
        (Column("decided_on", Form.DATE, Empty.NOTHING), 12),
        (replace(_OPEN, key="reading_notes"), 30),
    )

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        for line in readings.get(row.name, ()):
            yield (
                row.name,
                line.person,
                words.of("review_decision", line.decision) if line.decision else None,
                *(words.of("verdict", line.verdicts.get(theme, "")) or None for theme in words.themes),
                words.of("review_reason", line.reason) if line.reason else None,
                line.remark or None,
                "\n".join(f"{words.theme(theme)}: {text}" for theme, text in line.reasons.items()) or None,
                line.decided_on or None,
                "; ".join(_notes(line, words.messages)) or None,
            )

    return plan("readings", columns, lines)


def received_fields(received: Mapping[str, Received]) -> tuple[Field, ...]:
    """The columns of ``results.csv`` on how submissions came in, behind all others."""
    cells = {
        "number": lambda entry: entry.number,
        "received_at": lambda entry: entry.received_at.isoformat(timespec="seconds"),
        "lot": lambda entry: entry.lot or None,
        "entered_applicant": lambda entry: entry.applicant or None,
        "late": lambda entry: int(entry.is_late),
        "withdrawn": lambda entry: int(entry.is_withdrawn),
        "earlier_number": lambda entry: entry.earlier,
    }
    columns = {column.key: column for column, _ in _RECEIVED}
    switch = Column("", Form.WHOLE, lowest=0, highest=1)
    like = columns | {"late": replace(switch, key="late"), "withdrawn": replace(switch, key="withdrawn")}
    return tuple(
        Field(replace(like[key], head=key), lambda row, cell=cell: cell(received[row.name]))  # type: ignore[misc]
        for key, cell in cells.items()
    )


def write_readings(
    rows: Iterator[tuple[Received, PersonLine]], themes: Sequence[str], target: Path, messages: Messages
) -> None:
    """``readings.csv``: ids and words as they are, one line for each person and submission."""
    heads = (*(head for head in READINGS if head != "verdict"), "changed", "conflict")
    verdicts = [f"{theme}_{part}" for theme in themes for part in ("verdict", "reason")]
    lines: Iterator[Sequence[str | int]] = (
        (
            entry.number,
            entry.file,
            line.person,
            line.decision,
            line.reason,
            line.remark,
            line.decided_on,
            int(line.is_blind),
            int(line.saw_machine),
            int(line.was_changed),
            int(line.has_conflict),
            *(cell for theme in themes for cell in (line.verdicts.get(theme, ""), line.reasons.get(theme, ""))),
        )
        for entry, line in rows
    )
    write_lines((*heads, *verdicts), lines, target, messages, for_excel=False)


def _received(entry: Received, messages: Messages) -> Sequence[Cell]:
    return (
        entry.number,
        entry.file,
        entry.received_at.astimezone().strftime("%Y-%m-%d %H:%M"),
        entry.lot or None,
        entry.applicant or None,
        messages("received_late") if entry.is_late else None,
        messages("received_withdrawn") if entry.is_withdrawn else None,
        entry.earlier,
    )


def _notes(line: PersonLine, messages: Messages) -> Iterator[str]:
    """What says how a reading came about."""
    if line.has_conflict:
        yield messages("reading_conflict")
        return
    yield messages("reading_blind" if line.is_blind else "reading_not_blind")
    yield messages("reading_saw_machine" if line.saw_machine else "reading_without_machine")
    if line.was_changed:
        yield messages("reading_was_changed")
