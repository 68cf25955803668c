"""What an error of the database means: one that passes by itself, two people at once, a value it cannot keep, or a fault."""

from __future__ import annotations

import errno
from enum import StrEnum

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_SQLITE_PASSING = {5, 6, 10, 14}
"""SQLITE_BUSY, LOCKED, IOERR and CANTOPEN: the low byte of its error codes."""
_SQLITE_FULL = 13
_SQLITE_DAMAGED = {11, 26}
"""SQLITE_CORRUPT and NOTADB."""
_STATE_FULL = "53100"
_STATES_DAMAGED = {"XX001", "XX002"}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_STATE_PASSING = ("08", "40", "53", "55", "57")
"""Classes of SQLSTATE: connection, rolled back for another, resources, in use by another, operator."""
_STATE_VALUE = "22"


class Trouble(StrEnum):
    """What can be said to whoever asked."""

    PASSING = "passing"
    """Busy or away: the same again in a while."""
    TWICE = "twice"
    """Somebody else has made or removed the same thing meanwhile."""
    VALUE = "value"
    """The database cannot keep the value."""
    FULL = "full"
    """There is no room left: nothing can be kept until somebody makes some."""
    DAMAGED = "damaged"
    """The database's file is damaged, or none: a backup is to be restored."""
    FAULT = "fault"


def trouble(error: SQLAlchemyError) -> Trouble:
    """What an error of either database means."""
    if isinstance(error, PoolTimeoutError):
        return Trouble.PASSING
    if not isinstance(error, DBAPIError):
        return Trouble.FAULT
    if isinstance(error, IntegrityError | DataError):
        return Trouble.TWICE if isinstance(error, IntegrityError) else Trouble.VALUE
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return Trouble.PASSING
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _of_sqlite(code & 0xFF)
    return _of_state(_sqlstate(error))


def is_full(error: BaseException | None) -> bool:
    """Whether a disk, or what its administrator allows, is full: an error of the system or of either database."""
    if isinstance(error, SQLAlchemyError):
        return trouble(error) is Trouble.FULL
    return isinstance(error, OSError) and error.errno in _NO_ROOM


def _of_sqlite(code: int) -> Trouble:
    if code == _SQLITE_FULL:
        return Trouble.FULL
    if code in _SQLITE_DAMAGED:
        return Trouble.DAMAGED
    return Trouble.PASSING if code in _SQLITE_PASSING else Trouble.FAULT


def _of_state(state: str) -> Trouble:
    if state.startswith("23"):
        return Trouble.TWICE
    if state.startswith(_STATE_VALUE):
        return Trouble.VALUE
    if state == _STATE_FULL:
        return Trouble.FULL
    if state in _STATES_DAMAGED:
        return Trouble.DAMAGED
    return Trouble.PASSING if state.startswith(_STATE_PASSING) else Trouble.FAULT


def _sqlstate(error: DBAPIError) -> str:
    """Of PostgreSQL's driver, which hands over the fields of the server's message."""
    fields = error.orig.args[0] if error.orig is not None and error.orig.args else None
    return str(fields.get("C", "")) if isinstance(fields, dict) else ""
