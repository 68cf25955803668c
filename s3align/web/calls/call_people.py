"""Who takes part in a call; administrators give the roles here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from s3align.desk.access import Permission, Role, not_found, require
from s3align.desk.calls import calls
from s3align.desk.people import accounts
from s3align.web.pages import page
from s3align.web.permissions import Asking, needs
from s3align.web.state import State

router = APIRouter(
    prefix="/desk/calls/{call_id}/people", include_in_schema=False, dependencies=[needs(Permission.LEAD)]
)


@router.get("")
def people(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """The people of a call and their roles."""
    may_give = asking.may(Permission.ADMINISTER)
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
        found = accounts.people_of(session, call_id)
        everybody = accounts.everybody(session, asking) if may_give else []
    others = [(account.id, account.name) for account in everybody if account.id not in found and account.is_active]
    roles = list(Role)
    return page(request, "calls/people.html", call=call, people=found, others=others, roles=roles, may_give=may_give)


@router.post("")
def give_role(
    state: State,
    asking: Asking,
    call_id: str,
    account_id: Annotated[str, Form()],
    role: Annotated[str, Form()] = "",
) -> Response:
    """Gives somebody a role in a call; "" takes it away."""
    require(asking, Permission.ADMINISTER)
    if role and role not in set(Role):
        raise not_found()
    with state.database.writing() as session:
        accounts.give_role(session, asking, call_id, account_id, Role(role) if role else None)
    return RedirectResponse(f"/desk/calls/{call_id}/people", status_code=303)
