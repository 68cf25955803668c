"""Calls for proposals: what they ask for, who made and changed them, and which of them somebody may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from s3align.desk import audit
from s3align.desk.access import Permission, Principal, Role, not_found, require
from s3align.desk.calls.call_forms import CHECKS, CallForm, LotForm, checked
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import Call, Lot, Membership, Submission
from s3align.errors import S3AlignError, said
from s3align.strategy.definitions import STRATEGY_FILE
from s3align.strategy.load import default_name, shipped_strategies


class CallClosedError(S3AlignError):
    """The call is closed; nothing in it changes."""

    http_status = 409


def create(session: Session, asking: Principal, form: CallForm, themes: Collection[str] | None = None) -> Call:
    """A new call, led by who creates it. ``themes``: of its strategy, where lots are to be checked against them.

    Raises NotAllowedError for who is no administrator, CallFormError for a form with mistakes.
    """
    require(asking, Permission.ADMINISTER)
    form = checked(form, themes)
    call = Call(**_values(form))
    session.add(call)
    session.flush()
    session.add(Membership(account_id=asking.account_id, call_id=call.id, role=Role.LEAD.value))
    _set_lots(session, call.id, form.lots)
    audit.append(session, asking.account_id, "call.created", call_id=call.id, after=_logged(session, call))
    return call


def change(
    session: Session,
    asking: Principal,
    call_id: str,
    form: CallForm,
    version: int,
    themes: Collection[str] | None = None,
) -> Call:
    """The call as ``form`` has it. ``version``: of the call that the form was filled from.

    Raises CallClosedError for a closed call, CallFormError as ``create``, StaleDataError where somebody has changed it since.
    """
    require(asking, Permission.LEAD, call_id)
    call = _locked(session, call_id, version)
    refuse_closed(call)
    form = checked(form, themes)
    before = _logged(session, call)
    for name, value in _values(form).items():
        setattr(call, name, value)
    _set_lots(session, call_id, form.lots)
    session.flush()
    after = _logged(session, call)
    if after != before:
        changed = {name for name in after if after[name] != before[name]}
        audit.append(
            session,
            asking.account_id,
            "call.changed",
            call_id=call_id,
            before={name: before[name] for name in sorted(changed)},
            after={name: after[name] for name in sorted(changed)},
        )
    return call


def close(session: Session, asking: Principal, call_id: str, version: int) -> Call:
    """Closes a call: nothing is handed in, decided or changed any more, all of it is still there to read."""
    return _set_closed(session, asking, call_id, version, is_closed=True)


def reopen(session: Session, asking: Principal, call_id: str, version: int) -> Call:
    """Opens a closed call again."""
    return _set_closed(session, asking, call_id, version, is_closed=False)


def visible(session: Session, asking: Principal) -> list[Call]:
    """The calls that somebody may see: open ones first, the newest first."""
    calls = session.scalars(select(Call).order_by(Call.is_closed, Call.created_at.desc(), Call.id))
    return [call for call in calls if asking.may(Permission.SEE_CALL, call.id)]


def get(session: Session, asking: Principal, call_id: str) -> Call:
    """A call. Raises NotFoundError where there is none that ``asking`` may see."""
    require(asking, Permission.SEE_CALL, call_id)
    call = session.get(Call, call_id)
    if call is None:
        raise not_found()
    return call


def lots(session: Session, call_id: str) -> list[Lot]:
    """The lots of a call in their order."""
    return list(session.scalars(select(Lot).where(Lot.call_id == call_id).order_by(Lot.position, Lot.id)))


def strategies(server: ServerSettings) -> list[str]:
    """The strategies that a call may be about: those of the server's own folder, and those that travel along; default first."""
    own = Path(server.strategies) if server.strategies else None
    names = {path.parent.name for path in own.glob(f"*/{STRATEGY_FILE}")} if own and own.is_dir() else set()
    known = sorted(names | shipped_strategies().keys())
    return sorted(known, key=lambda name: name != default_name())


def wants(call: Call, check: str) -> bool:
    """Whether a switch of ``CHECKS`` is on."""
    return bool(call.checks.get(check, True))


def is_late(call: Call, submission: Submission) -> bool:
    """Whether a submission came after the deadline."""
    return call.deadline is not None and submission.received_at > call.deadline


def refuse_closed(call: Call) -> None:
    """Raises CallClosedError for a closed call."""
    if call.is_closed:
        raise CallClosedError(
            said("call_closed", "The call is closed. Its lead can reopen it on the page of the call; then try again.")
        )


def form_of(session: Session, call: Call) -> CallForm:
    """The form that a call would be entered with."""
    own = [LotForm(lot.title, lot.theme, lot.places, lot.id) for lot in lots(session, call.id)]
    checks = [name for name in CHECKS if wants(call, name)]
    return CallForm(
        call.title, call.strategy, call.language, call.deadline, own, checks, call.readers_wanted, call.hides_machine
    )


def _set_closed(session: Session, asking: Principal, call_id: str, version: int, *, is_closed: bool) -> Call:
    require(asking, Permission.LEAD, call_id)
    call = _locked(session, call_id, version)
    if call.is_closed == is_closed:
        return call
    call.is_closed = is_closed
    session.flush()
    audit.append(
        session,
        asking.account_id,
        "call.closed" if is_closed else "call.reopened",
        call_id=call_id,
        before={"is_closed": not is_closed},
        after={"is_closed": is_closed},
    )
    return call


def _locked(session: Session, call_id: str, version: int) -> Call:
    """The call, which nobody else changes until the end of this transaction."""
    call = session.scalar(
        select(Call).where(Call.id == call_id).with_for_update().execution_options(populate_existing=True)
    )
    if call is None:
        raise not_found()
    if call.version != version:
        raise StaleDataError(f"The call is at version {call.version}, not {version}.")
    return call


def _values(form: CallForm) -> dict[str, Any]:
    return {
        "title": form.title,
        "strategy": form.strategy,
        "language": form.language,
        "deadline": form.deadline,
        "checks": {name: name in form.checks for name in CHECKS},
        "readers_wanted": form.readers_wanted,
        "hides_machine": form.hides_machine,
    }


def _set_lots(session: Session, call_id: str, wanted: Sequence[LotForm]) -> None:
    """Adds, changes and removes lots; what was handed in for one that is removed keeps none."""
    known = {lot.id: lot for lot in lots(session, call_id)}
    for position, form in enumerate(wanted):
        lot = known.pop(form.id, None)
        if lot is None:
            lot = Lot(call_id=call_id)
            session.add(lot)
        lot.title, lot.theme, lot.places, lot.position = form.title, form.theme, form.places, position
    for lot in known.values():
        for submission in session.scalars(select(Submission).where(Submission.lot_id == lot.id)):
            submission.lot_id = None
        session.flush()
        session.delete(lot)
    session.flush()


def _logged(session: Session, call: Call) -> dict[str, Any]:
    """What the audit log says of a call."""
    return {
        "title": audit.digest_of(call.title),
        "strategy": call.strategy,
        "language": call.language,
        "deadline": call.deadline.astimezone(UTC).isoformat() if call.deadline else None,
        "checks": dict(call.checks),
        "readers_wanted": call.readers_wanted,
        "hides_machine": call.hides_machine,
        "lots": [
            {"id": lot.id, "title": audit.digest_of(lot.title), "theme": lot.theme, "places": lot.places}
            for lot in lots(session, call.id)
        ],
    }
