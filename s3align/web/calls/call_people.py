"""Who takes part in a call; administrators give all roles here, its lead those of reviewer and applicant."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from s3align.desk.access import Permission, Principal, Role, not_found
from s3align.desk.calls import calls
from s3align.desk.people import accounts
from s3align.errors import UsageError
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.problems import worded
from s3align.web.state import ServerState, State

router = APIRouter(
    prefix="/desk/calls/{call_id}/people", include_in_schema=False, dependencies=[needs(Permission.LEAD)]
)


@router.get("")
def people(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """The people of a call and their roles."""
    return _people(request, state, asking, call_id)


def _people(
    request: Request,
    state: ServerState,
    asking: Principal,
    call_id: str,
    error: Exception | None = None,
    login: str = "",
) -> Response:
    """A lead names accounts by their login: a list of all is for administrators."""
    may_give_all = asking.may(Permission.ADMINISTER)
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
        found = accounts.people_of(session, call_id)
        everybody = accounts.everybody(session, asking) if may_give_all else []
    others = [(account.id, account.name) for account in everybody if account.id not in found and account.is_active]
    return page(
        request,
        "calls/people.html",
        status=getattr(error, "http_status", 422) if error else 200,
        call=call,
        people=found,
        others=others,
        roles=list(Role) if may_give_all else list(accounts.GIVEN_BY_LEADS),
        may_give_all=may_give_all,
        login=login,
        errors={"login": worded(error, reader_language(request))} if error else {},
    )


@router.post("")
def give_role(  # noqa: PLR0917 -- what FastAPI hands over, each by its name
    request: Request,
    state: State,
    asking: Asking,
    call_id: str,
    account_id: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    login: Annotated[str, Form()] = "",
) -> Response:
    """Gives somebody, by id or login, a role in a call; "" takes it away."""
    if role and role not in set(Role):
        raise not_found()
    try:
        with state.database.writing() as session:
            own = account_id or accounts.find(session, login).id
            accounts.give_role(session, asking, call_id, own, Role(role) if role else None)
    except UsageError as error:
        return _people(request, state, asking, call_id, error, login)
    return RedirectResponse(f"/desk/calls/{call_id}/people", status_code=303)
