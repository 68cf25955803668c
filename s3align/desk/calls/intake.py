"""Takes files into a call: kept on the disk first, then noted; each content once, each with a number of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from s3align.desk import audit
from s3align.desk.access import Permission, Principal, Role, not_found, require
from s3align.desk.calls.archives import ArchiveLimits, ArchiveRefusedError, Unpacked, opened
from s3align.desk.calls.calls import is_late, refuse_closed
from s3align.desk.calls.uploads import LONGEST_NAME, Bounded, NotTakenError, display_name, other_kind, sentence_of
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.database import Database
from s3align.desk.storage.files import FileStore, KeptFile, Readable
from s3align.desk.storage.tables import Call, Lot, Submission, now
from s3align.desk.work import assessing
from s3align.errors import Said, UsageError, said
from s3align.jobs.proposals import SUFFIXES

UNPACKED = 2
"""How many times the largest upload a zip may hold unpacked: proposals are mostly PDF, which hardly shrink."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A file that is in a call. ``number``: its number there. ``is_new``: it was not there before."""

    submission_id: str
    number: int
    is_new: bool
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several files; ``taken`` or ``why`` not."""

    name: str
    taken: TakenIn | None = None
    why: Said | None = None


@dataclass(frozen=True, slots=True)
class _Coming:
    """A file on its way into a call: its name, what was kept of it, and what is said of it by who hands it in."""

    name: str
    kept: KeptFile
    is_to_be_assessed: bool
    lot_id: str | None = None
    applicant: str = ""
    earlier_id: str | None = None


def take_in(  # noqa: PLR0913, PLR0917 -- what is said of a file in one call, each by its name
    database: Database,
    files: FileStore,
    settings: ServerSettings,
    asking: Principal,
    call_id: str,
    name: str,
    stream: Readable,
    *,
    lot_id: str | None = None,
    applicant: str = "",
    earlier_id: str | None = None,
    assessed: Collection[tuple[str, str]] = (),
) -> TakenIn:
    """Takes a file into a call; when this returns, file and row are on the disk.

    ``assessed``: SHA-256 and suffix of what the caller has records of, so that it is not assessed. The same bytes with the same
    suffix are the same submission. A file after the deadline is taken and is late. Raises NotTakenError for a file of another
    kind, TooLargeUploadError, CallClosedError, NotFoundError, NotAllowedError.
    """
    require(asking, Permission.HAND_IN, call_id)
    shown = display_name(name)
    suffix = Path(shown).suffix.lower()
    if suffix not in SUFFIXES:
        raise other_kind()
    with database.reading() as session:
        refuse_closed(_call(session, call_id))
    kept = files.keep(Bounded(stream, settings.most_upload_bytes))
    is_wanted = (kept.sha256, suffix) not in assessed
    coming = _Coming(
        shown, kept, is_wanted, lot_id or None, " ".join(applicant.split())[:LONGEST_NAME], earlier_id or None
    )
    with database.writing() as session:
        return _note(session, files, asking, call_id, coming)


def take_in_zip(
    database: Database,
    files: FileStore,
    settings: ServerSettings,
    asking: Principal,
    call_id: str,
    stream: BinaryIO,
    *,
    lot_id: str | None = None,
    applicant: str = "",
) -> Iterator[Outcome]:
    """Takes the files of a zip into a call, one after the other, and says of each what became of it.

    ``stream`` can be sought in. Raises ArchiveRefusedError, before anything is taken, for a zip that is refused as a whole,
    and else as ``take_in``.
    """
    require(asking, Permission.HAND_IN, call_id)
    limits = ArchiveLimits(settings.most_zip_files, UNPACKED * settings.most_upload_bytes)
    with opened(stream, limits) as (archive, members):
        for member in members:
            name = display_name(member.name)
            if member.why is not None:
                yield Outcome(name, why=member.why)
                continue
            try:
                with Unpacked(archive, member) as content:
                    taken = take_in(
                        database,
                        files,
                        settings,
                        asking,
                        call_id,
                        member.name,
                        content,
                        lot_id=lot_id,
                        applicant=applicant,
                    )
            except (ArchiveRefusedError, NotTakenError) as error:
                yield Outcome(name, why=sentence_of(error))
            else:
                yield Outcome(name, taken)


def withdraw(session: Session, asking: Principal, submission_id: str, call_id: str) -> None:
    """Marks a submission as withdrawn: by its lead, or by who has handed it in. It stands in every list.

    Raises NotFoundError for one that ``asking`` may not see, CallClosedError.
    """
    require(asking, Permission.HAND_IN, call_id)
    submission = session.get(Submission, submission_id)
    if submission is None or submission.call_id != call_id:
        raise not_found()
    if not may_see_as_applicant(asking, submission) and not asking.may(Permission.LEAD, submission.call_id):
        raise not_found()
    refuse_closed(_call(session, submission.call_id))
    if submission.withdrawn_at is None:
        submission.withdrawn_at = now()
        _log(session, asking, "submission.withdrawn", submission, {"number": submission.number})


def handed_in(session: Session, asking: Principal, call_id: str) -> list[Submission]:
    """What somebody has handed in themselves, the newest first."""
    require(asking, Permission.HAND_IN, call_id)
    own = (Submission.call_id == call_id) & (Submission.received_by == asking.account_id)
    return list(session.scalars(select(Submission).where(own).order_by(Submission.number.desc())))


def may_see_as_applicant(asking: Principal, submission: Submission) -> bool:
    """Whether somebody has handed a submission in themselves."""
    return bool(asking.account_id) and submission.received_by == asking.account_id


def _note(session: Session, files: FileStore, asking: Principal, call_id: str, coming: _Coming) -> TakenIn:
    """The row of a file that is kept: the one that is there, or a new one with the next number."""
    call = _call_for_numbers(session, call_id)
    refuse_closed(call)
    kept, suffix = coming.kept, Path(coming.name).suffix.lower()
    known = session.scalar(
        select(Submission).where(
            Submission.call_id == call_id, Submission.sha256 == kept.sha256, Submission.suffix == suffix
        )
    )
    if known is not None:
        return _known(session, asking, call, known)
    _check_particulars(session, asking, call_id, coming)
    if not files.path(kept.sha256).is_file():  # its last other row was deleted between keeping it and now
        raise NotTakenError(said("file_gone", "The file was deleted while it was taken in. Upload it again."))
    submission = Submission(
        call_id=call_id,
        number=_next_number(session, call),
        lot_id=coming.lot_id,
        file_name=coming.name,
        sha256=kept.sha256,
        suffix=suffix,
        size=kept.size,
        applicant=coming.applicant,
        earlier_id=coming.earlier_id,
        received_by=asking.account_id,
    )
    session.add(submission)
    session.flush()
    late = is_late(call, submission)
    after = {
        "number": submission.number,
        "sha256": kept.sha256,
        "suffix": suffix,
        "size": kept.size,
        "name": audit.digest_of(coming.name),
        "applicant": audit.digest_of(coming.applicant),
        "lot": coming.lot_id,
        "earlier": coming.earlier_id,
        "is_late": late,
    }
    _log(session, asking, "submission.received", submission, after)
    if coming.is_to_be_assessed:
        assessing.request(session, submission.id)
    return TakenIn(submission.id, submission.number, is_new=True, is_late=late)


def _known(session: Session, asking: Principal, call: Call, known: Submission) -> TakenIn:
    """A file that is in the call already; one that was withdrawn counts again from now on."""
    is_own = may_see_as_applicant(asking, known) or not is_applicant(asking, call.id)
    if not is_own:
        raise NotTakenError(
            said(
                "handed_in_by_other",
                "This very file is in the call already, handed in by somebody else. Ask the agency.",
            )
        )
    if known.withdrawn_at is not None:
        known.withdrawn_at, known.received_at = None, now()
        session.flush()
        _log(session, asking, "submission.received_again", known, {"is_late": is_late(call, known)})
    return TakenIn(known.id, known.number, is_new=False, is_late=is_late(call, known))


def is_applicant(asking: Principal, call_id: str) -> bool:
    """Whether somebody sees no submissions of a call but their own."""
    return not asking.is_local and asking.roles.get(call_id) is Role.APPLICANT


def _check_particulars(session: Session, asking: Principal, call_id: str, given: _Coming) -> None:
    """Raises UsageError for a lot or an earlier version of another call, or of somebody else."""
    lot = session.get(Lot, given.lot_id) if given.lot_id else None
    if given.lot_id and (lot is None or lot.call_id != call_id):
        raise UsageError(said("lot_of_other_call", "The call has no such lot. Choose one of its lots."))
    if given.earlier_id is None:
        return
    earlier = session.get(Submission, given.earlier_id)
    is_there = earlier is not None and earlier.call_id == call_id
    if earlier is None or not is_there or (is_applicant(asking, call_id) and not may_see_as_applicant(asking, earlier)):
        raise UsageError(no_such_earlier())


def no_such_earlier() -> Said:
    """What is said of a version before that is not in the call."""
    return said("earlier_of_other_call", "The call has no submission of this number. Look it up in the list.")


def _call(session: Session, call_id: str) -> Call:
    call = session.get(Call, call_id)
    if call is None:
        raise not_found()
    return call


def _call_for_numbers(session: Session, call_id: str) -> Call:
    """The call, held until the end of the transaction, so that numbers are given one after the other."""
    call = session.scalar(select(Call).where(Call.id == call_id).with_for_update())
    if call is None:
        raise not_found()
    return call


def _next_number(session: Session, call: Call) -> int:
    """A number for a submission. The version of the call stays: nobody has changed what it asks for."""
    number = call.next_number
    table = cast("Table", Call.__table__)  # not the class: its version would go up
    session.execute(update(table).where(table.c.id == call.id).values(next_number=number + 1))
    session.expire(call, ["next_number"])
    return number


def _log(session: Session, asking: Principal, action: str, submission: Submission, after: dict[str, object]) -> None:
    audit.append(
        session,
        asking.account_id,
        action,
        call_id=submission.call_id,
        submission_id=submission.id,
        after=after,
    )
