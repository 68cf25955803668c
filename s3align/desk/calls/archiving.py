"""Archives of submissions, as `s3align archive` makes them: one, or all of a call in a zip that is never held whole."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Principal, not_found, require
from s3align.desk.calls import exports
from s3align.desk.context import Desk
from s3align.desk.days import local_day
from s3align.desk.review.blindness import may_see_content, may_see_machine
from s3align.desk.review.reading_forms import says_something
from s3align.desk.review.readings import visible
from s3align.desk.review.settling import settled
from s3align.desk.storage.tables import Account, Call, PersonReading, Settlement, StoredAssessment, Submission
from s3align.desk.work.pipelines import strategy_source
from s3align.errors import S3AlignError
from s3align.files import file_hash
from s3align.jobs.archive import INDEX, INDEX_COLUMNS
from s3align.model import store
from s3align.record.assessment import Verdict
from s3align.render.archive import Enclosed, Sources, make_archive
from s3align.render.archive_tables import table_lines
from s3align.store.bag import write_bag
from s3align.store.cases import Case
from s3align.store.review import Decision, PeopleWrote, Reading, ReasonCode, Settled
from s3align.strategy.load import data_files, find_strategy

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """An archive that was written: where, under which name, and what is missing in it."""

    path: Path
    name: str
    missing: Sequence[str] = ()


def sources(desk: Desk, call: Call, languages: Sequence[str], today: date, *, with_model: bool = False) -> Sources:
    """What archives of a call are made from: what is installed here. Raises as ``Pipeline`` for what cannot be used."""
    pipeline = desk.pipelines.of(call.strategy)
    folder = find_strategy(strategy_source(desk.server, call.strategy))
    model = store.find_model(pipeline.strategy, folder, Path(desk.server.models) if desk.server.models else None)
    whole = store.model_files(model) if with_model else ()
    return Sources(
        pipeline.strategy,
        pipeline.model,
        pipeline.settings,
        pipeline.provenance,
        {name: path.read_bytes() for name, path in data_files(folder, pipeline.strategy).items()},
        {path.name: path.read_bytes() for path in store.describing_files(model)},
        {path.name: path.read_bytes() for path in whole},
        tuple(languages),
        today,
    )


def archive(
    desk: Desk, session: Session, asking: Principal, submission: Submission, made_from: Sources, folder: Path
) -> Written:
    """Writes the archive of a submission into ``folder``.

    Raises NotFoundError where who asks may not see all of it, or there is no record yet, and as ``require`` for who is no lead.
    """
    require(asking, Permission.LEAD, submission.call_id)
    call = session.get_one(Call, submission.call_id)
    stored = session.get(StoredAssessment, submission.assessment_id) if submission.assessment_id else None
    if stored is None or not _may_see(session, asking, submission, call):
        raise not_found()
    case = _case(submission, stored)
    proposal, absence = _proposal(desk, submission, made_from)
    people = people_said(session, asking, submission)
    made = make_archive(case, Enclosed(proposal, absence, None, people), made_from)
    target = folder / f"{made.name}.zip"
    write_bag(target, made.name, made.files, made.info)
    return Written(target, f"{made.name}.zip", made.missing)


def all_archives(desk: Desk, asking: Principal, call: Call, made_from: Sources) -> Iterator[bytes]:
    """A zip with the archives of all submissions of a call and an index of them, a block at a time.

    One that cannot be archived is in the index with the reason and stops none of the others. Raises as ``require``, before
    anything is written, for who is no lead.
    """
    require(asking, Permission.LEAD, call.id)
    with desk.database.writing() as session:
        found = select(Submission.id).where(Submission.call_id == call.id).order_by(Submission.number)
        ids = list(session.scalars(found))
        exports.note(session, asking, call.id, "archives", len(ids))
    return _streamed(desk, asking, ids, made_from)


def people_said(session: Session, asking: Principal, submission: Submission) -> PeopleWrote:
    """What people wrote of a submission, as review files have it, as far as who asks may see it."""
    rows = [row for row in visible(session, asking, submission) if says_something(row) and not row.has_conflict]
    outcomes = settled(session, asking, submission).values()
    names = _names(session, {row.account_id for row in rows})
    return PeopleWrote(
        [_reading(session, submission, row, names.get(row.account_id, "?")) for row in rows],
        [_settled(submission, row) for row in outcomes],
    )


def case_key(submission: Submission, stored: StoredAssessment) -> str:
    """What tells a record from all others of files of the same name."""
    text = f"{submission.file_name}\0{submission.sha256}\0{stored.fingerprint}"
    return hashlib.sha256(text.encode()).hexdigest()


def _streamed(desk: Desk, asking: Principal, ids: Sequence[str], made_from: Sources) -> Iterator[bytes]:
    pipe = _Pipe()
    index: list[tuple[str, ...]] = []
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as whole:
        for submission_id in ids:
            with TemporaryDirectory() as folder:
                entry, path = _one(desk, asking, submission_id, made_from, Path(folder))
                index.append(entry)
                if path is not None:
                    yield from _added(whole, pipe, entry[1], path)
        lines = b"".join(table_lines(INDEX_COLUMNS, index, made_from.languages[0]))
        whole.writestr(zipfile.ZipInfo(INDEX, _TIME), lines)
    yield pipe.take()


def _one(
    desk: Desk, asking: Principal, submission_id: str, made_from: Sources, folder: Path
) -> tuple[tuple[str, ...], Path | None]:
    """The line of the index for a submission, and its archive where there is one."""
    with desk.database.reading() as session:
        submission = session.get(Submission, submission_id)
        if submission is None:  # deleted since the list was made
            return ("", "", "", "", "", "", "deleted"), None
        stored = session.get(StoredAssessment, submission.assessment_id or "")
        day = local_day(stored.created_at).isoformat() if stored else ""
        name = exports.row_name(submission.number, submission.file_name)
        about = (submission.sha256, submission.file_name, day)
        try:
            made = archive(desk, session, asking, submission, made_from, folder)
        except S3AlignError:
            return (name, "", "", *about, "record"), None
    return (name, made.name, file_hash(made.path), *about, " ".join(made.missing)), made.path


def _added(whole: zipfile.ZipFile, pipe: _Pipe, name: str, path: Path) -> Iterator[bytes]:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.external_attr = 0o644 << 16
    with path.open("rb") as stream, whole.open(entry, "w", force_zip64=True) as target:
        while block := stream.read(_BLOCK):
            target.write(block)
            yield pipe.take()
    yield pipe.take()


_TIME = (1980, 1, 1, 0, 0, 0)
"""Of the files in a zip: the same results give the same bytes."""


@dataclass(slots=True)
class _Pipe:
    """What a zip is written to: holds what was written until it is taken."""

    _blocks: list[bytes] = field(default_factory=list)

    def write(self, block: bytes) -> int:
        """Takes a block."""
        self._blocks.append(bytes(block))
        return len(block)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Nothing is open here."""

    def take(self) -> bytes:
        """What was written since the last time."""
        blocks, self._blocks = self._blocks, []
        return b"".join(blocks)


def _may_see(session: Session, asking: Principal, submission: Submission, call: Call) -> bool:
    return may_see_content(session, asking, submission) and may_see_machine(session, asking, submission, call)


def _case(submission: Submission, stored: StoredAssessment) -> Case:
    name = submission.file_name
    key = case_key(submission, stored)
    return Case(name, submission.sha256, key, stored.record, local_day(stored.created_at), (name,), None)


def _proposal(desk: Desk, submission: Submission, made_from: Sources) -> tuple[Path | None, str]:
    """Where the proposal lies, or why it is not enclosed."""
    path = desk.files.path(submission.sha256)
    if submission.size > made_from.settings.max_file_bytes:
        return None, "too_large"
    return (path, "") if path.is_file() else (None, "gone")


def _names(session: Session, accounts: set[str]) -> dict[str, str]:
    found = session.execute(select(Account.id, Account.name).where(Account.id.in_(accounts)))
    return {row.id: row.name for row in found}


def _reading(session: Session, submission: Submission, row: PersonReading, person: str) -> Reading:
    """A reading as review files have it; the reasons on themes stand behind the remark."""
    stored = session.get(StoredAssessment, row.assessment_id) if row.assessment_id else None
    reasons = [f"{theme}: {entry.get('words') or entry.get('code', '')}" for theme, entry in row.reasons.items()]
    return Reading(
        file=submission.file_name,
        sha256=submission.sha256,
        reviewer=person,
        verdicts={theme: Verdict(verdict) for theme, verdict in row.verdicts.items()},
        reason=ReasonCode(row.reason) if row.reason else None,
        remark="\n".join([*([row.remark] if row.remark else []), *reasons]),
        decision=Decision(row.decision) if row.decision else None,
        dated=local_day(row.decided_at) if row.decided_at else None,
        key=case_key(submission, stored) if stored else "",
        is_blind=not row.saw_machine,
    )


def _settled(submission: Submission, row: Settlement) -> Settled:
    return Settled(
        submission.file_name,
        submission.sha256,
        row.theme or None,
        Verdict(row.verdict) if row.verdict else None,
        Decision(row.decision) if row.decision else None,
        row.remark,
        local_day(row.created_at),
    )
