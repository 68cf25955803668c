"""Who may do what: roles in a call, the permissions that each carries, and the one question that everything asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from s3align.errors import S3AlignError, said


class Permission(StrEnum):
    """What a route or a command needs. PUBLIC: nothing; SIGNED_IN: an account, of whatever role."""

    PUBLIC = "public"
    CHECK = "check"
    """Have a file checked on the applicant's page."""
    SIGNED_IN = "signed_in"
    SEE_CALL = "see_call"
    """See that a call exists, and what it asks for."""
    HAND_IN = "hand_in"
    """Hand in a submission, and see those that one has handed in."""
    READ = "read"
    """See the submissions of a call, and read and decide."""
    LEAD = "lead"
    """Change a call, take in files, re-assess, see all readings, export, delete a case."""
    ADMINISTER = "administer"
    """Accounts, new calls, the audit log, and the state of the server."""


class Role(StrEnum):
    """What an account is in a call."""

    APPLICANT = "applicant"
    REVIEWER = "reviewer"
    LEAD = "lead"


_EVERYBODY = frozenset({Permission.PUBLIC, Permission.CHECK})
_OF_ROLE = {
    Role.APPLICANT: frozenset({Permission.SEE_CALL, Permission.HAND_IN}),
    Role.REVIEWER: frozenset({Permission.SEE_CALL, Permission.READ}),
    Role.LEAD: frozenset({Permission.SEE_CALL, Permission.HAND_IN, Permission.READ, Permission.LEAD}),
}
OF_A_CALL = frozenset({Permission.SEE_CALL, Permission.HAND_IN, Permission.READ, Permission.LEAD})
"""Permissions that are asked for with the call that they are about."""


class NotAllowedError(S3AlignError):
    """The account may not do that."""

    http_status = 403


class NotSignedInError(S3AlignError):
    """Nobody is signed in, and somebody has to be."""

    http_status = 401


class NotFoundError(S3AlignError):
    """There is no such thing, or none that the account may know of: nobody learns which."""

    http_status = 404


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: an account with its roles, or nobody (``account_id`` "").

    ``roles``: call -> role. ``scopes``: of a token, permissions that it has at most; None for a person. ``call_id``: the only
    call that a token is good for. ``is_local``: the one user of a laptop, who may everything.
    """

    account_id: str = ""
    name: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)
    is_administrator: bool = False
    is_local: bool = False
    scopes: frozenset[Permission] | None = None
    call_id: str | None = None

    def may(self, permission: Permission, call_id: str | None = None) -> bool:
        """Whether a permission is given; one of a call needs ``call_id``."""
        if permission in _EVERYBODY:
            return True
        if not self.account_id or (self.scopes is not None and permission not in self.scopes):
            return False
        if permission in OF_A_CALL:
            return self._may_in_call(permission, call_id)
        return permission is Permission.SIGNED_IN or self.is_administrator

    def _may_in_call(self, permission: Permission, call_id: str | None) -> bool:
        if not call_id or self.call_id not in (None, call_id):
            return False
        role = self.roles.get(call_id)
        return self.is_local or (role is not None and permission in _OF_ROLE[role])


def require(principal: Principal, permission: Permission, call_id: str | None = None) -> None:
    """Raises NotSignedInError, NotFoundError or NotAllowedError where a permission is missing.

    Who may not even see a call is told that there is none.
    """
    if principal.may(permission, call_id):
        return
    if not principal.account_id:
        raise NotSignedInError(said("not_signed_in", "Nobody is signed in. Sign in, then try again."))
    if permission in OF_A_CALL and not principal.may(Permission.SEE_CALL, call_id):
        raise not_found()
    raise NotAllowedError(
        said("not_allowed", "This account may not do that. Ask an administrator or the lead of the call for the right.")
    )


def not_found() -> NotFoundError:
    """The error for what is not there, and for what somebody may not know of."""
    return NotFoundError(
        said("not_found", "There is nothing at this address. It may have been deleted. Go back to the list.")
    )
