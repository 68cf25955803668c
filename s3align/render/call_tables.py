"""The tables of a call as files: those of a batch run, with how submissions came in and what people said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from s3align.render.columns import fields
from s3align.render.messages import Messages
from s3align.render.received import (
    proposals_plan,
    readings_plan,
    received_fields,
    received_plan,
    shortlist_plan,
    write_readings,
)
from s3align.render.tables import write_codebook, write_csv
from s3align.render.workbook import Beside, write_workbook
from s3align.render.workbook_sheets import SheetPlan
from s3align.render.workbook_words import Words
from s3align.store.received import Listed, PersonLine, Received
from s3align.store.table import ResultTable
from s3align.strategy.model import Strategy

_CALL = "call_"


class Table(StrEnum):
    """A file of an export."""

    WORKBOOK = "results.xlsx"
    CSV = "results.csv"
    EXCEL_CSV = "results-excel.csv"
    CODEBOOK = "results.codebook.csv"
    READINGS = "readings.csv"


@dataclass(frozen=True, slots=True)
class CallTable:
    """The rows of a call, with how each came in and what people said; by the names of rows.

    ``listed``: who stands on the shortlist of which lot, a lot after the other.
    """

    table: ResultTable
    received: Mapping[str, Received]
    readings: Mapping[str, Sequence[PersonLine]]
    listed: Sequence[Listed]


def write_table(wanted: Table, found: CallTable, strategy: Strategy, language: str, folder: Path) -> Path:
    """Writes a table into ``folder``; its path."""
    target, messages = folder / wanted.value, call_messages(language)
    columns = (*fields(strategy, messages), *received_fields(found.received, found.listed))
    match wanted:
        case Table.WORKBOOK:
            beside = Beside(
                messages,
                lambda words, plan: proposals_plan(words, plan, found.received),
                lambda words: _sheets(words, found),
            )
            write_workbook(found.table, strategy, language, target, folder, beside=beside)
        case Table.CODEBOOK:
            write_codebook(columns, strategy, target, messages)
        case Table.READINGS:
            write_readings(_lines(found), [theme.id for theme in strategy.themes], target, messages)
        case _:
            write_csv(found.table, columns, target, messages, for_excel=wanted is Table.EXCEL_CSV)
    return target


def call_messages(language: str) -> Messages:
    """The texts of tables, with those that a call words otherwise than a run in a folder: ``call_<key>`` instead of ``key``."""
    messages = Messages.load(language)
    own = {key.removeprefix(_CALL): text for key, text in messages.texts.items() if key.startswith(_CALL)}
    return Messages(language, {**messages.texts, **own})


def _sheets(words: Words, found: CallTable) -> tuple[SheetPlan, ...]:
    shortlists = (shortlist_plan(words, found.listed),) if found.listed else ()
    return (*shortlists, received_plan(words, found.received), readings_plan(words, found.readings, found.received))


def _lines(found: CallTable) -> Iterator[tuple[Received, PersonLine]]:
    for name, lines in found.readings.items():
        for line in lines:
            yield found.received[name], line
