"""What people say of a submission: one's own reading, those of others as far as they may be seen, notes, marks, outcomes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Principal, not_found
from s3align.desk.review import evidence_marks, notes, readings, settling
from s3align.desk.review.reading_forms import ReadingForm, ThemeReason
from s3align.desk.storage.tables import Call, EvidenceMark, Note, PersonReading, Settlement, Submission
from s3align.errors import UsageError, said
from s3align.record.assessment import Verdict
from s3align.store.review import Decision, ReasonCode
from s3align.web.api.models import Id, Listed, LongText, PathId, Sent, Switch, Told, Whole
from s3align.web.api.versions import IfMatch, put_tag, version_of
from s3align.web.permissions import Asking, needs
from s3align.web.state import ServerState, State

router = APIRouter(tags=["readings"])
ThemeId = Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,100}$")]
_MOST_THEMES = 200
_MOST_PASSAGE = 1_000_000


class ThemeReasonSent(Sent):
    """Why a theme is judged so."""

    code: ReasonCode | None = None
    words: LongText = ""


class ReadingSent(Sent):
    """One's own reading; a theme that is left open is not in ``verdicts``."""

    decision: Decision | None = None
    verdicts: dict[ThemeId, Verdict] = Field(default_factory=dict, max_length=_MOST_THEMES)
    reasons: dict[ThemeId, ThemeReasonSent] = Field(default_factory=dict, max_length=_MOST_THEMES)
    reason: ReasonCode | None = None
    remark: LongText = ""
    has_conflict: Switch = Field(default=False, description="A conflict of interest: the reading decides nothing")


class ReadingTold(Told):
    """A person's reading."""

    account_id: str
    decision: Decision | None
    verdicts: dict[str, Verdict]
    reasons: dict[str, Any] = Field(description="Theme -> code and words")
    reason: ReasonCode | None
    remark: str
    has_conflict: bool
    is_blind: bool = Field(description="Decided without the readings of others")
    saw_machine: bool = Field(description="The program's verdict was shown before the decision")
    was_changed: bool = Field(description="After the first decision, when those of others could be seen")
    decided_at: datetime | None
    version: int = Field(ge=0, description="As in the ETag; 0 where there is none yet")


class VersionTold(Told):
    """What a reading said before."""

    account_id: str
    number: int
    at: datetime
    content: dict[str, Any]
    is_change: bool
    saw_others: bool
    saw_machine: bool


class NoteSent(Sent):
    """A note."""

    text: Annotated[LongText, Field(min_length=1)]


class NoteTold(Told):
    """A note on a submission."""

    id: Id
    account_id: str
    text: str
    created_at: datetime


class MarkSent(Sent):
    """Whether a passage is right evidence for a theme; null takes the mark away."""

    assessment_id: Id
    theme: ThemeId
    passage: Annotated[Whole, Field(ge=0, le=_MOST_PASSAGE)]
    is_right: Switch | None


class MarkTold(Told):
    """A mark on a passage."""

    account_id: str
    assessment_id: Id
    theme: str
    passage: int
    page: int
    is_right: bool
    changed_at: datetime


class OutcomeSent(Sent):
    """What people agreed on after they differed: of a theme a verdict, of the whole ("") a decision; null opens it again."""

    theme: ThemeId | Literal[""] = ""
    verdict: Verdict | None = None
    decision: Decision | None = None
    remark: LongText = ""


class OutcomeTold(Told):
    """An outcome that holds."""

    account_id: str
    theme: str
    verdict: Verdict | None
    decision: Decision | None
    remark: str
    created_at: datetime


@router.get("/submissions/{submission_id}/reading", dependencies=[needs(Permission.READ)])
def show_own_reading(response: Response, state: State, asking: Asking, submission_id: PathId) -> ReadingTold:
    """Show one's own reading; an empty one of version 0 where there is none yet."""
    with state.database.reading() as session:
        found = readings.own(session, asking, submission_id)
        told = _reading(found) if found else _empty(asking)
    put_tag(response, told.version)
    return told


@router.put("/submissions/{submission_id}/reading", dependencies=[needs(Permission.READ)])
def save_own_reading(
    response: Response, state: State, asking: Asking, submission_id: PathId, sent: ReadingSent, if_match: IfMatch = None
) -> ReadingTold:
    """Save one's own reading: it becomes what is sent, and what it said before is kept in the history."""
    form = _form(sent, version_of(if_match))
    with state.database.writing() as session:
        saved = readings.save(session, asking, submission_id, form)
        _check_themes(state, _call_of(session, submission_id), form)
        told = _reading(saved)
    put_tag(response, told.version)
    return told


@router.get("/submissions/{submission_id}/readings", dependencies=[needs(Permission.READ)])
def list_readings(state: State, asking: Asking, submission_id: PathId) -> Listed[ReadingTold]:
    """List the readings that may be seen: those of others once one has decided oneself."""
    with state.database.reading() as session:
        rows = readings.visible(session, asking, _submission(session, submission_id))
        return _listed([_reading(row) for row in rows])


@router.get("/submissions/{submission_id}/history", dependencies=[needs(Permission.READ)])
def list_reading_history(state: State, asking: Asking, submission_id: PathId) -> Listed[VersionTold]:
    """List what readings said before, the newest first."""
    with state.database.reading() as session:
        entries = readings.history(session, asking, _submission(session, submission_id))
    return _listed([VersionTold.model_validate(entry) for entry in entries])


@router.get("/submissions/{submission_id}/notes", dependencies=[needs(Permission.READ)])
def list_notes(state: State, asking: Asking, submission_id: PathId) -> Listed[NoteTold]:
    """List the notes that may be seen, the oldest first."""
    with state.database.reading() as session:
        rows = notes.visible(session, asking, _submission(session, submission_id))
        return _listed([_note(row) for row in rows])


@router.post("/submissions/{submission_id}/notes", dependencies=[needs(Permission.READ)], status_code=201)
def add_note(state: State, asking: Asking, submission_id: PathId, sent: NoteSent) -> NoteTold:
    """Add a note; others see it once they have decided themselves."""
    with state.database.writing() as session:
        return _note(notes.add(session, asking, submission_id, sent.text))


@router.get("/submissions/{submission_id}/marks", dependencies=[needs(Permission.READ)])
def list_marks(state: State, asking: Asking, submission_id: PathId) -> Listed[MarkTold]:
    """List the marks on evidence that may be seen."""
    with state.database.reading() as session:
        rows = evidence_marks.visible(session, asking, _submission(session, submission_id))
        return _listed([_mark(account, row) for account, row in rows])


@router.put("/submissions/{submission_id}/marks", dependencies=[needs(Permission.READ)])
def set_mark(state: State, asking: Asking, submission_id: PathId, sent: MarkSent) -> Listed[MarkTold]:
    """Mark a passage as right or wrong evidence, or take the mark away; answers with one's marks of now."""
    with state.database.writing() as session:
        evidence_marks.mark(
            session, asking, submission_id, sent.assessment_id, sent.theme, sent.passage, is_right=sent.is_right
        )
        rows = evidence_marks.visible(session, asking, _submission(session, submission_id))
        return _listed([_mark(account, row) for account, row in rows if account == asking.account_id])


@router.get("/submissions/{submission_id}/outcomes", dependencies=[needs(Permission.READ)])
def list_outcomes(state: State, asking: Asking, submission_id: PathId) -> Listed[OutcomeTold]:
    """List what people agreed on where they had differed."""
    with state.database.reading() as session:
        rows = settling.settled(session, asking, _submission(session, submission_id))
        return _listed([_outcome(row) for _, row in sorted(rows.items())])


@router.post("/submissions/{submission_id}/outcomes", dependencies=[needs(Permission.LEAD)], status_code=201)
def settle_difference(state: State, asking: Asking, submission_id: PathId, sent: OutcomeSent) -> OutcomeTold:
    """Write down what people agreed on; it changes no reading and counts in their place."""
    outcome = sent.verdict if sent.theme else sent.decision
    with state.database.writing() as session:
        return _outcome(settling.settle(session, asking, submission_id, sent.theme, outcome, sent.remark))


def _submission(session: Session, submission_id: str) -> Submission:
    found = session.get(Submission, submission_id)
    if found is None:
        raise not_found()
    return found


def _call_of(session: Session, submission_id: str) -> Call:
    return session.get_one(Call, _submission(session, submission_id).call_id)


def _check_themes(state: ServerState, call: Call, form: ReadingForm) -> None:
    """Raises UsageError for a theme that the strategy has not; no page would show it, and it would count as a difference."""
    known = [theme.id for theme in state.pipelines.strategy(call.strategy).themes]
    unknown = sorted({*form.verdicts, *form.reasons}.difference(known))
    if unknown:
        raise UsageError(
            said(
                "reading_theme_unknown",
                "The strategy of the call has no theme '{theme}'. It has these: {themes}.",
                theme=unknown[0],
                themes=", ".join(known),
            )
        )


def _listed(rows: list[Any]) -> Listed[Any]:
    return Listed(items=rows, total=len(rows))


def _form(sent: ReadingSent, version: int) -> ReadingForm:
    return ReadingForm(
        version=version,
        decision=sent.decision,
        verdicts=dict(sent.verdicts),
        reasons={theme: ThemeReason(entry.code, entry.words) for theme, entry in sent.reasons.items()},
        reason=sent.reason,
        remark=sent.remark,
        has_conflict=sent.has_conflict,
    )


def _reading(row: PersonReading) -> ReadingTold:
    return ReadingTold(
        account_id=row.account_id,
        decision=Decision(row.decision) if row.decision else None,
        verdicts={theme: Verdict(verdict) for theme, verdict in row.verdicts.items()},
        reasons=dict(row.reasons),
        reason=ReasonCode(row.reason) if row.reason else None,
        remark=row.remark,
        has_conflict=row.has_conflict,
        is_blind=row.is_blind,
        saw_machine=row.saw_machine,
        was_changed=row.was_changed,
        decided_at=row.decided_at,
        version=row.version,
    )


def _empty(asking: Principal) -> ReadingTold:
    return ReadingTold(
        account_id=asking.account_id,
        decision=None,
        verdicts={},
        reasons={},
        reason=None,
        remark="",
        has_conflict=False,
        is_blind=True,
        saw_machine=False,
        was_changed=False,
        decided_at=None,
        version=0,
    )


def _note(row: Note) -> NoteTold:
    return NoteTold.model_validate(row)


def _mark(account_id: str, row: EvidenceMark) -> MarkTold:
    return MarkTold(
        account_id=account_id,
        assessment_id=row.assessment_id,
        theme=row.theme,
        passage=row.passage,
        page=row.page,
        is_right=row.is_right,
        changed_at=row.changed_at,
    )


def _outcome(row: Settlement) -> OutcomeTold:
    return OutcomeTold(
        account_id=row.account_id,
        theme=row.theme,
        verdict=Verdict(row.verdict) if row.verdict else None,
        decision=Decision(row.decision) if row.decision else None,
        remark=row.remark,
        created_at=row.created_at,
    )
