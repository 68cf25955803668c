"""Whether an archive of a proposal is whole and unchanged, and its reports and its ledger show what its record says."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from s3align.errors import DataError, Said, said
from s3align.files import shown_name
from s3align.pipeline import Pipeline
from s3align.record.assessment import Assessment
from s3align.record.codec import from_json
from s3align.render.archive_form import RECORD
from s3align.render.embedded import MAX_RECORD
from s3align.render.verification_archive_contents import of_contents
from s3align.render.verification_finding import Finding, Outcome
from s3align.render.verification_record import contradictions, recomputed, same_file
from s3align.render.verification_report import of_report, record_bytes
from s3align.store.bag import PAYLOAD, TAG_MANIFEST
from s3align.store.bag_reader import Bag, NoBagError, UnsafeArchiveError, open_bag

_RECORD = PAYLOAD + RECORD
_REPORTS = f"{PAYLOAD}report/"
_PROPOSALS = f"{PAYLOAD}proposal/"


def verify_archive(
    path: Path, proposal: Path | None, pipeline: Pipeline, password: str | None, installed: Mapping[str, Path]
) -> Iterator[Finding]:
    """What can be said of an archive and, where it is given, of the proposal. A workbook cannot be checked.

    ``installed``: as for ``of_contents``.

    Raises DataError for a damaged ZIP and for an archive without a record.
    """
    try:
        with open_bag(path, pipeline.settings.max_file_bytes) as bag:
            wrong = list(_files(bag))
            yield from wrong or [_complete(bag)]
            damaged = {finding.about for finding in wrong if finding.key == "verify_archive_file_damaged"}
            record = _record(bag, path, damaged)
            readable = sorted(bag.entries.keys() - damaged)
            wrong = list(contradictions(record, pipeline.strategy))
            yield from (replace(finding, about=_RECORD) for finding in wrong)
            yield from _contents(bag, readable, record, pipeline)
            if not any(finding.key == "verify_sums" for finding in wrong):  # nothing can be made of such a record
                yield from of_contents(bag, readable, record, pipeline, installed)
    except NoBagError:
        yield Finding(Outcome.UNKNOWN, "verify_workbook")
    except UnsafeArchiveError as error:
        yield Finding(Outcome.DIFFERS, f"verify_archive_unsafe_{error.kind}")
    except zipfile.BadZipFile as error:
        raise DataError(_damaged(path)) from error
    else:
        yield from _of_proposal(record, proposal, pipeline, password)


def _complete(bag: Bag) -> Finding:
    return Finding(Outcome.AGREES, "verify_archive_complete", {"count": str(len(bag.entries))})


def _damaged(path: Path) -> Said:
    return said(
        "archive_damaged",
        "{file} is a damaged archive. Copy it again from where it was kept.",
        file=shown_name(path),
    )


def _files(bag: Bag) -> Iterator[Finding]:
    """Files that differ from their checksums, are missing, or were added."""
    listed = bag.checksums
    if listed is None:
        yield Finding(Outcome.DIFFERS, "verify_archive_no_list")
        return
    for path, sha256 in sorted(listed.items()):
        if path not in bag.entries:
            yield Finding(Outcome.DIFFERS, "verify_archive_file_missing", about=path)
        elif (key := _compared(bag, path, sha256)) is not None:
            yield Finding(Outcome.DIFFERS, key, about=path)
    for path in sorted(bag.entries.keys() - listed.keys() - {TAG_MANIFEST}):
        yield Finding(Outcome.DIFFERS, "verify_archive_file_added", about=path)


def _compared(bag: Bag, path: str, sha256: str) -> str | None:
    """What is wrong with a file, as the key of a message."""
    try:
        return None if bag.sha256(path) == sha256 else "verify_archive_file_differs"
    except zipfile.BadZipFile:
        return "verify_archive_file_damaged"


def _record(bag: Bag, path: Path, damaged: Collection[str]) -> Assessment:
    if _RECORD not in bag.entries:
        raise DataError(
            said(
                "archive_no_record",
                "{file} holds no record of s3align ({record}). Give an archive that `s3align archive` has written.",
                file=shown_name(path),
                record=_RECORD,
            )
        )
    if _RECORD in damaged:
        raise DataError(_damaged(path))
    return from_json(bag.read(_RECORD, MAX_RECORD), f"{path.name}/{_RECORD}")


def _contents(bag: Bag, paths: Sequence[str], record: Assessment, pipeline: Pipeline) -> Iterator[Finding]:
    """Whether reports and proposal (those of ``paths``) are those of the record."""
    days: list[Finding] = []
    for path in paths:
        if path.startswith(_REPORTS):
            for finding in list(_report(bag.read(path), path, record, pipeline)):
                if finding.key != "verify_day":
                    yield replace(finding, about=path)
                elif finding not in days:  # all reports name the same
                    days.append(finding)
                    yield finding
        elif path.startswith(_PROPOSALS):
            same = bag.sha256(path) == record.document.sha256
            key = "verify_same_file" if same else "verify_other_file"
            yield Finding(Outcome.AGREES if same else Outcome.DIFFERS, key, {"file": path})


def _report(body: bytes, path: str, record: Assessment, pipeline: Pipeline) -> Iterator[Finding]:
    """Whether a report carries the archive's record, and shows what it says."""
    try:
        packed = record_bytes(body, path, pipeline)
        is_same = from_json(packed, path) == record
    except DataError:
        is_same = False
    if not is_same:
        yield Finding(Outcome.DIFFERS, "verify_archive_record_other")
        return
    known = list(contradictions(record, pipeline.strategy))  # said of the record already
    yield from (finding for finding in of_report(body, packed, record, pipeline) if finding not in known)


def _of_proposal(
    record: Assessment, proposal: Path | None, pipeline: Pipeline, password: str | None
) -> Iterator[Finding]:
    if proposal is None:
        yield Finding(Outcome.UNKNOWN, "verify_no_proposal")
        return
    same = same_file(record.document.sha256, proposal)
    yield same
    if same.outcome is Outcome.AGREES and record.provenance.strategy_id == pipeline.strategy.id:
        yield from recomputed(record, proposal, pipeline, password)
