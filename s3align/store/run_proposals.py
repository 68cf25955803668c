"""The proposals of a run as its ledger knows them, read without holding the run up and without changing a byte."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import msgspec

from s3align.errors import UsageError, said
from s3align.files import shown_name
from s3align.record.assessment import Verdict
from s3align.store.fingerprint import RunFingerprint
from s3align.store.results import REPORTS, holds_results, report_name
from s3align.store.row import ToRead

MOST_PROPOSALS = 10_000
"""Of one review file: people fill it, and a workbook is held in memory while it is written (300 MB for so many rows)."""
_LEDGER = "ledger.sqlite"


@dataclass(frozen=True, slots=True)
class RunProposal:
    """A proposal of a run: all files with the same bytes, by the first of their ``names``.

    ``verdicts``: theme -> verdict, empty where it was not assessed, for ``reason``. ``is_waiting``: the run has not come to it
    yet. ``report``: path of its report, None where there is none.
    """

    names: tuple[str, ...]
    sha256: str
    key: str
    title: str = ""
    applicant: str = ""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    reason: str = ""
    is_waiting: bool = False
    report: Path | None = None

    @property
    def name(self) -> str:
        """The first of its names."""
        return self.names[0]

    @property
    def to_read(self) -> ToRead | None:
        """Why a person must read it before it is set aside; None for one that addresses a theme or was not reached yet."""
        said_of_it = self.verdicts.values()
        if self.is_waiting or Verdict.CORE in said_of_it or Verdict.SIDE in said_of_it:
            return None
        if not self.verdicts:
            return ToRead.REFUSED
        return ToRead.UNCLEAR if Verdict.UNCLEAR in said_of_it else ToRead.NONE


@dataclass(frozen=True, slots=True)
class RunProposals:
    """The proposals of a run in order of their names; ``folder`` that was assessed, ``strategy``: the hash of its strategy.

    ``language``: of its reports, "" where it has none.
    """

    folder: str
    strategy: str
    proposals: tuple[RunProposal, ...]
    language: str = ""


class _Document(msgspec.Struct):
    title: str | None = None
    applicant: str | None = None


class _Theme(msgspec.Struct):
    id: str
    verdict: Verdict


class _Record(msgspec.Struct):
    """The few values of a record that are needed here; decoding all of it takes ten times as long."""

    document: _Document
    themes: tuple[_Theme, ...] = ()
    reason: str | None = None


class _Source(NamedTuple):
    name: str
    sha256: str
    suffix: str


def run_proposals(out: Path) -> RunProposals:
    """The proposals of the run in ``out``. Raises UsageError where there is none, or more than a review file holds."""
    ledger = out / _LEDGER
    if not holds_results(ledger):
        raise UsageError(
            said(
                "review_no_run",
                "{folder} holds no results of `s3align batch`. Name the folder that its --out named.",
                folder=shown_name(out),
            )
        )
    try:
        with closing(
            sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        ) as database:
            database.execute("begin")  # one state of the ledger, while a run may go on
            return _read(database, out)
    except (sqlite3.Error, msgspec.MsgspecError) as error:
        raise UsageError(
            said(
                "review_ledger",
                "The results in {folder} cannot be read ({why}). Run `s3align batch` on them again, then this command.",
                folder=shown_name(out),
                why=error,
            )
        ) from error


def _read(database: sqlite3.Connection, out: Path) -> RunProposals:
    facts = dict(database.execute("select name, value from run"))
    parts = str(facts.get("fingerprint", "")).split("\0")
    fingerprint = RunFingerprint(*(*parts, "", "", "", "")[:5])
    folder = facts.get("folder", b"")
    number = database.execute("select count(*) from (select distinct sha256, suffix from source)").fetchone()[0]
    if number > MOST_PROPOSALS:
        raise UsageError(
            said(
                "review_too_many",
                "{folder} holds {count} proposals; a review file takes {most}. Assess parts of the folder one by one.",
                folder=shown_name(out),
                count=number,
                most=MOST_PROPOSALS,
            )
        )
    found = sorted(_proposals(database, out, fingerprint), key=lambda proposal: proposal.name)
    return RunProposals(
        os.fsdecode(folder) if folder else "", fingerprint.strategy, tuple(found), report_language(database)
    )


def report_language(database: sqlite3.Connection) -> str:
    """The language of the reports that a run wrote last; "" where there are none."""
    row = database.execute("select rendering from report where rendering != '' limit 1").fetchone()
    return str(row[0]).rpartition(" ")[2] if row else ""


def _proposals(database: sqlite3.Connection, out: Path, fingerprint: RunFingerprint) -> Iterator[RunProposal]:
    reports = {entry.name for entry in (out / REPORTS).iterdir()} if (out / REPORTS).is_dir() else set()
    sources = map(
        _Source._make, database.execute("select name, sha256, suffix from source order by sha256, suffix, name")
    )
    for (sha256, _), group in groupby(sources, key=lambda source: (source.sha256, source.suffix)):
        names = tuple(source.name for source in group)
        key = fingerprint.key(names[0], sha256)
        report = report_name(names[0], key)
        path = out / REPORTS / report if report in reports else None
        row = database.execute("select record from result where key = ?", (key,)).fetchone()
        yield _proposal(names, sha256, key, row[0] if row else None, path)


def _proposal(names: tuple[str, ...], sha256: str, key: str, record: str | None, report: Path | None) -> RunProposal:
    if record is None:
        return RunProposal(names, sha256, key, is_waiting=True)
    found = msgspec.json.decode(record, type=_Record)
    return RunProposal(
        names,
        sha256,
        key,
        found.document.title or "",
        found.document.applicant or "",
        {theme.id: theme.verdict for theme in found.themes},
        found.reason or "",
        report=report,
    )
