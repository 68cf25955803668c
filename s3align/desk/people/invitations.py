"""Invitations: a link with which somebody sets the password of their account, once and for a time.

An administrator hands it over; so nobody but its owner ever knows a password.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Principal, not_found, require
from s3align.desk.audit import append
from s3align.desk.people import accounts
from s3align.desk.people.sessions import hash_of
from s3align.desk.storage.tables import Account, Invitation, now

HOURS = 72
"""Handed over on a Friday, it is still good on Monday."""
_BYTES = 32


def create(session: Session, asking: Principal, account_id: str) -> str:
    """The secret of a new invitation for an account; older ones of it are good no more."""
    require(asking, Permission.ADMINISTER)
    account = accounts.get(session, account_id)
    _end_all(session, account.id)
    secret, at = secrets.token_urlsafe(_BYTES), now()
    session.add(
        Invitation(id=hash_of(secret), account_id=account.id, created_at=at, expires_at=at + timedelta(hours=HOURS))
    )
    append(session, asking.account_id, "account.invited", after={"account": account.id})
    return secret


def account_of(session: Session, secret: str) -> Account:
    """Whom an invitation is for. Raises NotFoundError where it is used up, too old, or not one."""
    kept = session.get(Invitation, hash_of(secret))
    if kept is None or kept.used_at is not None or kept.expires_at <= now():
        raise not_found()
    account = accounts.get(session, kept.account_id)
    if not account.is_active:
        raise not_found()
    return account


def accept(session: Session, secret: str, password: str) -> Account:
    """Sets the password and uses the invitation up. Raises as ``account_of`` and ``passwords.require_good``."""
    account = account_of(session, secret)
    accounts.set_password(session, Principal(account_id=account.id), account.id, password)
    _end_all(session, account.id)
    return account


def _end_all(session: Session, account_id: str) -> None:
    session.execute(
        update(Invitation)
        .where(Invitation.account_id == account_id, Invitation.used_at.is_(None))
        .values(used_at=now())
    )
