"""Tokens for programs: named, with some of the permissions of their owner, for a time, and revocable; shown once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from s3align.desk.access import OF_A_CALL, Permission, Principal, not_found, require
from s3align.desk.audit import append
from s3align.desk.people.accounts import principal_of, require_person
from s3align.desk.people.sessions import hash_of
from s3align.desk.storage.tables import ApiToken, now
from s3align.errors import UsageError, said

PREFIX = "s3a_"
"""So that programs which look for secrets in published files find a token."""
MOST_DAYS = 365
"""A token that nobody renews within a year is one that nobody remembers."""
MOST_TOKENS = 50
"""Open ones of an account: more are not used by anybody, they are made by a program that went wrong."""
GRANTABLE = (Permission.SEE_CALL, Permission.HAND_IN, Permission.READ, Permission.LEAD, Permission.ADMINISTER)
"""What a token may be given. SIGNED_IN comes with each; to change its account or make other tokens is not among them."""
_BYTES = 32
_SEEN_EVERY = timedelta(minutes=1)
_MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class TokenForm:
    """What is asked for: a name for its owner, permissions, days from 1 to MOST_DAYS, and the one call or None for all."""

    name: str
    scopes: frozenset[Permission]
    days: int
    call_id: str | None = None


def create(session: Session, asking: Principal, form: TokenForm) -> str:
    """Makes a token for who asks; it cannot be shown again. Raises UsageError for a form that cannot be used."""
    require_person(asking)
    _require_usable(session, asking, form)
    secret, at = PREFIX + secrets.token_urlsafe(_BYTES), now()
    kept = ApiToken(
        id=hash_of(secret),
        account_id=asking.account_id,
        name=form.name.strip(),
        scopes=sorted(form.scopes),
        call_id=form.call_id,
        created_at=at,
        expires_at=at + timedelta(days=form.days),
    )
    session.add(kept)
    append(session, asking.account_id, "token.created", call_id=form.call_id or "", after=_shown(kept))
    return secret


def principal_of_token(session: Session, token: str) -> Principal:
    """Who a token stands for, with what it may at most; nobody where it has ended or its owner is disabled."""
    kept = find(session, token)
    if kept is None:
        return Principal()
    owner = principal_of(session, kept.account_id)
    if not owner.account_id:
        return Principal()
    scopes = frozenset({Permission.SIGNED_IN, *map(Permission, kept.scopes)})
    return replace(owner, scopes=scopes, call_id=kept.call_id)


def find(session: Session, token: str) -> ApiToken | None:
    """The row of a token that can be used now."""
    kept = session.get(ApiToken, hash_of(token)) if token.startswith(PREFIX) else None
    if kept is None or kept.revoked_at is not None or kept.expires_at <= now():
        return None
    return kept


def wants_used(kept: ApiToken) -> bool:
    """Whether the last use of a token is to be written down again."""
    return kept.used_at is None or now() - kept.used_at > _SEEN_EVERY


def mark_used(session: Session, token_id: str) -> None:
    """Writes down that a token was used now."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=now()))


def of_account(session: Session, account_id: str) -> list[ApiToken]:
    """The tokens of an account that can be used now, the newest first."""
    found = session.scalars(
        select(ApiToken)
        .where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now())
        .order_by(ApiToken.created_at.desc(), ApiToken.id)
    )
    return list(found)


def revoke(session: Session, asking: Principal, token_id: str) -> None:
    """Ends a token of who asks at once. Raises NotFoundError where they have none of that id."""
    require_person(asking)
    kept = session.get(ApiToken, token_id)
    if kept is None or kept.account_id != asking.account_id:
        raise not_found()
    if kept.revoked_at is None:
        kept.revoked_at = now()
        append(session, asking.account_id, "token.revoked", call_id=kept.call_id or "", after=_shown(kept))


def _require_usable(session: Session, asking: Principal, form: TokenForm) -> None:
    if not 1 <= len(form.name.strip()) <= _MOST_NAME:
        raise UsageError(said("token_name", "The token needs a name of up to {most} characters.", most=_MOST_NAME))
    if not form.scopes or not form.scopes <= frozenset(GRANTABLE):
        raise UsageError(said("token_scopes", "The token needs at least one permission. Choose what it is for."))
    if not 1 <= form.days <= MOST_DAYS:
        raise UsageError(said("token_days", "A token is good for 1 to {most} days. Choose a number.", most=MOST_DAYS))
    if form.call_id is not None:
        require(asking, Permission.SEE_CALL, form.call_id)
        if not form.scopes <= OF_A_CALL:
            raise UsageError(
                said(
                    "token_call",
                    "A token for one call cannot administer. Take one for all calls, or another permission.",
                )
            )
    if len(of_account(session, asking.account_id)) >= MOST_TOKENS:
        raise UsageError(
            said("token_most", "There are {most} tokens already. Revoke those not in use.", most=MOST_TOKENS)
        )


def _shown(kept: ApiToken) -> dict[str, object]:
    """``token``: the beginning of its hash, enough to tell it from others."""
    return {"token": kept.id[:16], "account": kept.account_id, "scopes": list(kept.scopes)}
