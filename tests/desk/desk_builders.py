"""What a desk holds, made for tests: accounts, calls, submissions and assessments with a real record. All text self-written."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from s3align.desk.access import Principal, Role
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.tables import (
    Account,
    Call,
    Lot,
    Membership,
    PersonReading,
    StoredAssessment,
    Submission,
    ThemeFigure,
    new_id,
)
from s3align.desk.work.assessing import listed
from s3align.record.assessment import (
    Assessment,
    Contribution,
    DocumentFacts,
    Evidence,
    Overall,
    PassageText,
    Provenance,
    Reason,
    Rule,
    Span,
    Status,
    ThemeResult,
    Verdict,
)
from s3align.record.codec import to_json

THEMES = ("cyber-ai", "green-tech", "new-industry", "smart-logistics", "smart-city", "health")
"""Ids of the default strategy, so that a whole application can show what is built here."""
QUOTE = "Wir bauen eine Anlage, die Wasserstoff aus überschüssigem Strom gewinnt."
PROVENANCE = Provenance("0.2.0", "5b1e9a70c2d4", "ruhr", "c0ffee", "1f0a77c3e9b25d10")
_SURENESS = {Verdict.CORE: 0.91, Verdict.SIDE: 0.74, Verdict.UNCLEAR: 0.5, Verdict.TOUCHED: 0.2, Verdict.NONE: 0.04}


def make_account(session: Session, name: str = "Ada Beispiel", **values: Any) -> Account:
    """An account without a password."""
    values.setdefault("login", f"{name.split(maxsplit=1)[0].lower()}-{new_id()[:8]}@example.org")
    account = Account(id=new_id(), name=name, **values)
    session.add(account)
    session.flush()
    return account


def make_call(session: Session, title: str = "Erster Aufruf", **values: Any) -> Call:
    """A call on the default strategy, open, without a deadline."""
    call = Call(id=new_id(), title=title, **{"strategy": "", "language": "de", **values})
    session.add(call)
    session.flush()
    return call


def make_lot(session: Session, call: Call, title: str = "Los 1", theme: str = "green-tech", **values: Any) -> Lot:
    """A lot of a call."""
    lot = Lot(id=new_id(), call_id=call.id, title=title, theme=theme, **values)
    session.add(lot)
    session.flush()
    return lot


def give_role(session: Session, account: Account, call: Call, role: Role = Role.REVIEWER) -> Principal:
    """Makes an account a member of a call, and returns who they are when they ask."""
    session.add(Membership(account_id=account.id, call_id=call.id, role=role.value))
    session.flush()
    return principal(account, {call.id: role})


def make_person(session: Session, call: Call, role: Role = Role.REVIEWER, name: str = "Ada Beispiel") -> Principal:
    """An account with a role in a call."""
    return give_role(session, make_account(session, name), call, role)


def principal(account: Account, roles: Mapping[str, Role] | None = None) -> Principal:
    """Who an account is when it asks."""
    return Principal(account.id, account.name, dict(roles or {}), account.is_administrator)


def make_submission(
    session: Session, call: Call, *, files: FileStore | None = None, content: bytes | None = None, **values: Any
) -> Submission:
    """A submission that waits; with ``files``, its ``content`` lies there."""
    number = (session.scalar(select(func.max(Submission.number)).where(Submission.call_id == call.id)) or 0) + 1
    content = f"Antrag {number} des Aufrufs {call.id}: {QUOTE}".encode() if content is None else content
    if files is not None:
        files.keep(io.BytesIO(content))
    submission = Submission(
        id=new_id(),
        call_id=call.id,
        **{
            "number": number,
            "file_name": f"antrag-{number}.txt",
            "sha256": hashlib.sha256(content).hexdigest(),
            "suffix": ".txt",
            "size": len(content),
            **values,
        },
    )
    session.add(submission)
    call.next_number = max(call.next_number, number + 1)
    session.flush()
    return submission


def make_assessment(
    session: Session, submission: Submission, record: Assessment | None = None, **values: Any
) -> StoredAssessment:
    """An assessment with its figures, shown for the submission; ``record``: as ``make_record`` makes it."""
    record = make_record(name=submission.file_name, sha256=submission.sha256) if record is None else record
    facts, overall = record.document, record.overall
    stored = StoredAssessment(
        id=new_id(),
        submission_id=submission.id,
        **{
            "fingerprint": new_id(),
            "record": to_json(record).decode(),
            "reason": record.reason.value if record.reason else "",
            "main": (overall.primary or "") if overall else "",
            "to_read": "refused" if record.reason else "",
            "pages": facts.pages,
            "words": facts.words,
            "language": max(facts.languages, key=facts.languages.__getitem__) if facts.languages else "",
            **values,
        },
    )
    session.add(stored)
    session.flush()
    session.add_all(
        ThemeFigure(
            assessment_id=stored.id,
            theme=theme.id,
            verdict=theme.verdict.value,
            sureness=theme.sureness,
            low=theme.low,
            high=theme.high,
            extent=theme.extent,
        )
        for theme in record.themes
    )
    submission.assessment_id, submission.state = stored.id, "refused" if record.reason else "assessed"
    for name, value in listed(session, stored).items():
        setattr(submission, name, value)
    session.flush()
    return stored


def make_assessed(session: Session, call: Call, **values: Any) -> Submission:
    """A submission with an assessment; ``values``: as of ``make_submission``."""
    submission = make_submission(session, call, **values)
    make_assessment(session, submission)
    return submission


def make_reading(session: Session, submission: Submission, asking: Principal, **values: Any) -> PersonReading:
    """A person's row on a submission."""
    reading = PersonReading(id=new_id(), submission_id=submission.id, account_id=asking.account_id, **values)
    session.add(reading)
    session.flush()
    return reading


def make_record(
    verdicts: Mapping[str, Verdict] | None = None,
    *,
    name: str = "antrag.txt",
    sha256: str = "0" * 64,
    title: str = "Wasserstoff aus Überschussstrom",
    quote: str = QUOTE,
) -> Assessment:
    """The record of a text of one page: themes with a verdict that is not NONE have ``quote`` as their evidence."""
    found = dict.fromkeys(THEMES, Verdict.NONE) | dict({"green-tech": Verdict.CORE} if verdicts is None else verdicts)
    order = [Verdict.CORE, Verdict.SIDE]
    addressed = sorted(
        (theme for theme, verdict in found.items() if verdict in order), key=lambda theme: order.index(found[theme])
    )
    rule = Rule.MAIN if len(addressed) == 1 else Rule.MAIN_AND_SECONDARY if addressed else Rule.NONE
    return Assessment(
        status=Status.ASSESSED,
        document=DocumentFacts(
            name=name, sha256=sha256, title=title, pages=1, words=640, languages={"de": 1.0}, passages_counted=9
        ),
        themes=tuple(_theme(theme, verdict, quote) for theme, verdict in found.items()),
        overall=Overall(rule, addressed[0] if addressed else None, tuple(addressed[1:])),
        passages=(PassageText(number=2, page=1, span=Span(10, 10 + len(quote)), text=quote, language="de"),),
        provenance=PROVENANCE,
    )


def make_refused(reason: Reason = Reason.ENCRYPTED, name: str = "antrag.pdf", sha256: str = "0" * 64) -> Assessment:
    """The record of a file that cannot be assessed."""
    return Assessment(
        status=Status.NOT_ASSESSABLE,
        reason=reason,
        document=DocumentFacts(name=name, sha256=sha256),
        provenance=PROVENANCE,
    )


def _theme(theme: str, verdict: Verdict, quote: str) -> ThemeResult:
    sureness = _SURENESS[verdict]
    speaks = verdict is not Verdict.NONE
    evidence = Evidence(
        passage=2,
        page=1,
        section=None,
        span=Span(10, 10 + len(quote)),
        quote=quote,
        terms=(),
        language="de",
        value=sureness,
    )
    return ThemeResult(
        id=theme,
        extent=sureness / 2,
        extent_low=sureness / 3,
        extent_high=sureness,
        sureness=sureness,
        low=max(0.0, sureness - 0.1),
        high=min(1.0, sureness + 0.1),
        verdict=verdict,
        passages=1 if speaks else 0,
        pages=(1,) if speaks else (),
        contributions=(Contribution("base", "", "", sureness),),
        subtopics=(),
        evidence=(evidence,) if speaks else (),
    )
