"""Signing in with a password: the same answer and the same time whatever is wrong, and a delay that grows with each failure.

A try is counted before the password is looked at, so that many at once do not get more tries than one after the other; a
right password takes the count back. Three counts: of a login from one address, which grows to an hour; of an address, for
one that tries many logins; and of a login from anywhere. The last two never delay more than a minute. For who has signed in
from there lately the first does not either, and the others do not concern them: so nobody locks out others, be it by
mistakes of many in one house, which fade by themselves.
"""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from s3align.desk.audit import SYSTEM, append
from s3align.desk.people import passwords
from s3align.desk.people.accounts import LOCAL
from s3align.desk.storage.database import Database
from s3align.desk.storage.tables import Account, FailedSignIn, now
from s3align.errors import S3AlignError, said

FORGOTTEN_AFTER = timedelta(hours=24)
"""A failure of yesterday says nothing of today's."""
KNOWN_FOR = timedelta(days=30)
"""Who has signed in from an address within this time is no stranger there; longer than holidays."""
_FADES = timedelta(minutes=10)
"""In this time an address has one failure less: mistakes of a house never add up, who guesses gets few more tries."""
_MOST_SECONDS_OF_KNOWN = 60
"""The longest delay where somebody has signed in from lately: who shares their address cannot keep them out by wrong tries."""
_MOST_EXPONENT = 20
_FIRST_SECONDS = 5
"""Of the first delay; each further failure doubles it. Long for a program that guesses, short for a person who looks up."""


class WrongPasswordError(S3AlignError):
    """Login and password do not belong together; nobody learns which of them is wrong."""

    http_status = 401


class TooManyTriesError(S3AlignError):
    """Passwords are tried too fast; ``retry_after``: seconds until the next."""

    http_status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(
            said(
                "too_many_tries", "There were too many tries. Wait {seconds} seconds, then try again.", seconds=seconds
            )
        )
        self.retry_after = seconds


def sign_in(database: Database, login: str, password: str, address: str) -> Account:
    """The account of a login and its password. ``address``: where from, as an IP address.

    Raises WrongPasswordError; TooManyTriesError before the password is looked at.
    """
    login = login.strip().casefold()[:300]
    with database.writing() as session:
        wait = _counted(session, login, address)
        account = session.scalar(select(Account).where(Account.login == login, Account.id != LOCAL))
    if wait:
        raise TooManyTriesError(wait)
    is_right = passwords.matches(account.password if account else "", password)
    if account is None or not is_right or not account.is_active:
        with database.writing() as session:
            append(session, SYSTEM, "sign_in.failed", after={"account": account.id if account else ""})
        raise WrongPasswordError(said("wrong_password", "Login or password is wrong. Check both, then try again."))
    with database.writing() as session:
        _forget(session, login, address)
        current = session.get_one(Account, account.id)
        if passwords.is_outdated(current.password):
            current.password = passwords.hashed(password)
    return current


def _counted(session: Session, login: str, address: str) -> int:
    """Counts a try; the seconds to wait, and then nothing is counted."""
    _forget_old(session)
    keys = _keys(login, address)
    is_known = session.get(FailedSignIn, _key("known", login, _network(address))) is not None
    counts = [(key, limits, session.get(FailedSignIn, key)) for key, limits in (keys[:1] if is_known else keys)]
    waits = [_seconds_left(kept.locked_until) for _, _, kept in counts if kept is not None]
    if waits and max(waits) > 0:
        return max(waits)
    for key, (free, most), kept in counts:
        row = kept or FailedSignIn(key=key, failures=0, last_at=now())
        if key == keys[1][0]:
            _fade(row)
        else:
            row.last_at = now()
        row.failures += 1
        longest = min(most, _MOST_SECONDS_OF_KNOWN) if is_known else most
        beyond = min(row.failures - free, _MOST_EXPONENT)
        row.locked_until = now() + timedelta(seconds=min(_FIRST_SECONDS * 2**beyond, longest)) if beyond >= 0 else None
        session.add(row)
    return 0


def _forget_old(session: Session) -> None:
    old = FailedSignIn.last_at < now() - FORGOTTEN_AFTER
    unknown = FailedSignIn.last_at < now() - KNOWN_FOR
    session.execute(delete(FailedSignIn).where(or_(and_(FailedSignIn.failures > 0, old), unknown)))


def _fade(row: FailedSignIn) -> None:
    """Takes off an address what has faded since ``last_at``, which moves on by as much; a right password holds up none."""
    gone = (now() - row.last_at) // _FADES
    row.failures, row.last_at = max(row.failures - gone, 0), row.last_at + gone * _FADES


def _forget(session: Session, login: str, address: str) -> None:
    """A right password takes its own counts back; that of the address only by one, or an own account would reset it.

    Where it is known from before, nothing was counted for the address.
    """
    (own, _), (of_address, _), (of_login, _) = _keys(login, address)
    session.execute(delete(FailedSignIn).where(FailedSignIn.key.in_((own, of_login))))
    known = session.get(FailedSignIn, _key("known", login, _network(address)))
    if known is not None:
        known.last_at = now()
        return
    session.add(FailedSignIn(key=_key("known", login, _network(address)), failures=0, last_at=now()))
    kept = session.get(FailedSignIn, of_address)
    if kept is not None:
        kept.failures = max(kept.failures - 1, 0)
        kept.locked_until = None


def _keys(login: str, address: str) -> tuple[tuple[str, tuple[int, int]], ...]:
    """Each count with its free tries and its longest delay in seconds."""
    place = _network(address)
    return (
        (_key("both", login, place), (3, 3_600)),
        (_key("address", place), (30, 60)),
        (_key("login", login), (10, 30)),
    )


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _network(address: str) -> str:
    """An IPv4 address, or the /64 network of an IPv6 one, of which a household has all."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _seconds_left(until: datetime | None) -> int:
    return max(0, -int((now() - until).total_seconds() // 1)) if until is not None else 0
