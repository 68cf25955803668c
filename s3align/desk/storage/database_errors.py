"""What an error of the database means: one that passes by itself, two people at once, a value it cannot keep, or a fault."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_SQLITE_PASSING = {5, 6, 10, 13, 14}
"""SQLITE_BUSY, LOCKED, IOERR, FULL and CANTOPEN: the low byte of its error codes."""
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
    FAULT = "fault"


def trouble(error: SQLAlchemyError) -> Trouble:
    """What an error of either database means."""
    if isinstance(error, PoolTimeoutError):
        return Trouble.PASSING
    if not isinstance(error, DBAPIError):
        return Trouble.FAULT
    if isinstance(error, IntegrityError):
        return Trouble.TWICE
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return Trouble.PASSING
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return Trouble.PASSING if code & 0xFF in _SQLITE_PASSING else Trouble.FAULT
    return _of_state(_sqlstate(error))


def _of_state(state: str) -> Trouble:
    if state.startswith("23"):
        return Trouble.TWICE
    if state.startswith(_STATE_VALUE):
        return Trouble.VALUE
    return Trouble.PASSING if state.startswith(_STATE_PASSING) else Trouble.FAULT


def _sqlstate(error: DBAPIError) -> str:
    """Of PostgreSQL's driver, which hands over the fields of the server's message."""
    fields = error.orig.args[0] if error.orig is not None and error.orig.args else None
    return str(fields.get("C", "")) if isinstance(fields, dict) else ""
