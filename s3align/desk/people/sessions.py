"""Sessions of browsers: a random cookie of which only the hash is kept, with an end, and revocable at any time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from s3align.desk.access import not_found
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import SignedIn, now

_BYTES = 32
"""256 random bits: nobody guesses one, so that a fast hash is enough to keep them."""
_SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last use is known: a row is not written at every request."""
_BROWSER_CHARACTERS = 80


def hash_of(secret: str) -> str:
    """What is kept of the secret of a session, a token or an invitation."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def begin(session: Session, server: ServerSettings, account_id: str, browser: str = "") -> str:
    """Begins a session, always with a new id; the secret for its cookie."""
    secret, at = secrets.token_urlsafe(_BYTES), now()
    session.add(
        SignedIn(
            id=hash_of(secret),
            account_id=account_id,
            created_at=at,
            seen_at=at,
            expires_at=at + timedelta(hours=server.session_hours),
            browser=browser[:_BROWSER_CHARACTERS],
        )
    )
    return secret


def find(session: Session, server: ServerSettings, secret: str) -> SignedIn | None:
    """The session of a cookie; None for one that there is not, that has ended, or that nobody has used for too long.

    Whose it is says ``accounts.principal_of``, with the roles of now.
    """
    known = session.get(SignedIn, hash_of(secret)) if secret else None
    if known is None or not _is_open(known, server):
        return None
    return known


def wants_seen(known: SignedIn) -> bool:
    """Whether the last use of a session is to be written down again."""
    return now() - known.seen_at > _SEEN_EVERY


def mark_seen(session: Session, session_id: str) -> None:
    """Writes down that a session was used now."""
    session.execute(update(SignedIn).where(SignedIn.id == session_id).values(seen_at=now()))


def of_account(session: Session, server: ServerSettings, account_id: str) -> list[SignedIn]:
    """The open sessions of an account, the latest used first."""
    found = session.scalars(
        select(SignedIn).where(SignedIn.account_id == account_id).order_by(SignedIn.seen_at.desc(), SignedIn.id)
    )
    return [known for known in found if _is_open(known, server)]


def revoke(session: Session, account_id: str, session_id: str) -> None:
    """Ends a session of an account at once. Raises NotFoundError where it has none of that id."""
    known = session.get(SignedIn, session_id)
    if known is None or known.account_id != account_id:
        raise not_found()
    known.revoked_at = known.revoked_at or now()


def revoke_all(session: Session, account_id: str, *, but: str = "") -> None:
    """Ends all sessions of an account, but the one of that id."""
    session.execute(
        update(SignedIn)
        .where(SignedIn.account_id == account_id, SignedIn.revoked_at.is_(None), SignedIn.id != but)
        .values(revoked_at=now())
    )


def forget_ended(session: Session) -> None:
    """Deletes the rows of sessions whose time is over: nobody needs to know any more with which browser somebody came."""
    session.execute(delete(SignedIn).where(SignedIn.expires_at <= now()))


def _is_open(known: SignedIn, server: ServerSettings) -> bool:
    at = now()
    is_idle = at - known.seen_at > timedelta(minutes=server.idle_minutes)
    return known.revoked_at is None and known.expires_at > at and not is_idle
