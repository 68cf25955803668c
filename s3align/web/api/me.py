"""Who the owner of a token is, and what they may do."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from s3align.desk.access import Permission, Role
from s3align.web.api.known import require_known
from s3align.web.api.models import Told
from s3align.web.permissions import Asking, needs

router = APIRouter(tags=["account"])


class Me(Told):
    """The account of a token."""

    account_id: str
    name: str
    is_administrator: bool
    roles: dict[str, Role] = Field(description="Id of a call -> role in it")
    scopes: list[Permission] | None = Field(description="What the token may at most; null for a person")
    call_id: str | None = Field(description="The only call that the token is good for; null for all")


@router.get("/me", dependencies=[needs(Permission.PUBLIC)])
def show_me(asking: Asking) -> Me:
    """Show whose token this is, and what it may do."""
    require_known(asking)
    return Me(
        account_id=asking.account_id,
        name=asking.name,
        is_administrator=asking.is_administrator,
        roles=dict(asking.roles),
        scopes=None if asking.scopes is None else sorted(asking.scopes),
        call_id=asking.call_id,
    )
