"""The kinds of problems that the interface for programs answers with: each has an address with a page that explains it."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The last part of a problem's ``type``: ``/problems/<kind>``. It never changes its meaning; programs may rely on it."""

    INVALID = "invalid"
    BAD_REQUEST = "bad-request"
    NOT_SIGNED_IN = "not-signed-in"
    NOT_ALLOWED = "not-allowed"
    NOT_FOUND = "not-found"
    METHOD = "method-not-allowed"
    TOO_SLOW = "too-slow"
    STALE = "stale"
    CONFLICT = "conflict"
    VERSION_UNNAMED = "version-unnamed"
    TOO_LARGE = "too-large"
    UNSUPPORTED = "unsupported-file"
    NOT_ASSESSABLE = "not-assessable"
    TOO_MANY = "too-many-requests"
    FAILED = "failed"
    BUSY = "busy"
    FULL = "no-room"
    DAMAGED = "database-damaged"
    NOT_TAKEN = "not-taken"


STATUS = {
    Kind.BAD_REQUEST: 400,
    Kind.NOT_SIGNED_IN: 401,
    Kind.NOT_ALLOWED: 403,
    Kind.NOT_FOUND: 404,
    Kind.METHOD: 405,
    Kind.TOO_SLOW: 408,
    Kind.STALE: 409,
    Kind.CONFLICT: 409,
    Kind.TOO_LARGE: 413,
    Kind.UNSUPPORTED: 415,
    Kind.INVALID: 422,
    Kind.NOT_ASSESSABLE: 422,
    Kind.NOT_TAKEN: 422,
    Kind.VERSION_UNNAMED: 428,
    Kind.TOO_MANY: 429,
    Kind.FAILED: 500,
    Kind.BUSY: 503,
    Kind.DAMAGED: 503,
    Kind.FULL: 507,
}
"""The HTTP status that comes with a kind."""
_OF_STATUS = {
    status: kind
    for kind, status in STATUS.items()
    if kind not in (Kind.CONFLICT, Kind.NOT_ASSESSABLE, Kind.NOT_TAKEN, Kind.INVALID, Kind.DAMAGED)
} | {409: Kind.CONFLICT, 412: Kind.STALE, 422: Kind.NOT_ASSESSABLE}


def kind_of(status: int) -> Kind:
    """The kind of an error of which only the status is known."""
    return _OF_STATUS.get(status, Kind.FAILED if status >= 500 else Kind.BAD_REQUEST)


def title_key(kind: Kind) -> str:
    """The key of a kind's title in the catalogues; ``<key>_text`` is what its page says."""
    return f"api_problem_{kind.name.lower()}"
