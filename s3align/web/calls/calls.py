"""Calls: the list, making and changing one, its own page, closing and opening it again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from s3align.desk.access import Permission, Role
from s3align.desk.calls import call_counts, calls
from s3align.desk.calls.call_counts import CallCounts
from s3align.desk.calls.call_forms import CallForm, CallFormError
from s3align.desk.calls.intake import handed_in, is_applicant
from s3align.desk.review import outcomes, reading_queue
from s3align.desk.storage.tables import Call
from s3align.errors import S3AlignError
from s3align.render.messages import LANGUAGES
from s3align.strategy.model import Strategy, wording
from s3align.web.calls.call_form import Sent, call_form, sent, shown, themes_of, view
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.problems import worded
from s3align.web.state import ServerState, State
from s3align.web.times import deadline_text, moment_text, server_clock
from s3align.web.words import web_messages

router = APIRouter(include_in_schema=False)
_Sent = Annotated[Sent, Depends(sent)]
_LIVE_SECONDS = 3
"""Between two looks at how far the queue is."""


@router.get("/desk", dependencies=[needs(Permission.SIGNED_IN)])
def all_calls(request: Request, state: State, asking: Asking) -> Response:
    """The calls that somebody may see."""
    with state.database.reading() as session:
        found = calls.visible(session, asking)
        read = [call for call in found if asking.may(Permission.READ, call.id)]
        figures = {call.id: call_counts.counts(session, asking, call) for call in read}
        left = {call.id: reading_queue.left_for(session, asking, call) for call in read}
    return page(request, "calls/list.html", calls=found, figures=figures, left=left, deadline=deadline_text)


@router.get("/desk/new-call", dependencies=[needs(Permission.ADMINISTER)])
def new_call(request: Request, state: State, asking: Asking) -> Response:
    """The form of a new call; where there are no accounts, one person reads."""
    form = CallForm("", calls.strategies(state.server)[0], reader_language(request))
    return _form(request, state, shown(replace(form, readers_wanted=1) if asking.is_local else form))


@router.post("/desk/new-call", dependencies=[needs(Permission.ADMINISTER)])
def create(request: Request, state: State, asking: Asking, given: _Sent) -> Response:
    """Makes a call, or shows what is wrong with it."""
    if given.wants_rows:
        return _form(request, state, given)
    try:
        form = call_form(given)
        themes = themes_of(state, form.strategy) if form.strategy else None
        with state.database.writing() as session:
            call = calls.create(session, asking, form, themes)
    except CallFormError as error:
        return _form(request, state, given, error=error)
    return RedirectResponse(f"/desk/calls/{call.id}", status_code=303)


@router.get("/desk/calls/{call_id}", dependencies=[needs(Permission.SEE_CALL)])
def overview(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """The page of a call: how far it is and what to do next; for who hands in, what they have handed in."""
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
        own_lots = calls.lots(session, call_id)
        if is_applicant(asking, call_id):
            own = handed_in(session, asking, call_id)
            return page(
                request,
                "calls/applicant.html",
                call=call,
                own=own,
                moment=moment_text,
                deadline=deadline_text,
                is_late=calls.is_late,
            )
        figures = call_counts.counts(session, asking, call)
        differing, settled = outcomes.differing(session, asking, call)
        left = reading_queue.left_for(session, asking, call)
    language = reader_language(request)
    return page(
        request,
        "calls/overview.html",
        lots=own_lots,
        themes=_theme_names(state, call, language),
        strategy_name=_strategy_name(state, call, language),
        deadline=deadline_text,
        differing=differing,
        settled=settled,
        left=left,
        **_progress(call, figures),
    )


@router.get("/desk/calls/{call_id}/progress", dependencies=[needs(Permission.READ)])
def progress(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """How far the queue is: a part of the page of a call, asked for again and again."""
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
        figures = call_counts.counts(session, asking, call)
    return page(request, "calls/_progress.html", **_progress(call, figures))


@router.get("/desk/calls/{call_id}/change", dependencies=[needs(Permission.LEAD)])
def change_form(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """The form of a call that there is."""
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
        given = shown(calls.form_of(session, call), call.version)
    return _form(request, state, given, call)


@router.post("/desk/calls/{call_id}/change", dependencies=[needs(Permission.LEAD)])
def change(request: Request, state: State, asking: Asking, call_id: str, given: _Sent) -> Response:
    """Changes a call, or shows what is wrong."""
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
    if given.wants_rows:
        return _form(request, state, given, call)
    try:
        form = call_form(given)
        themes = themes_of(state, form.strategy) if form.strategy else None
        with state.database.writing() as session:
            calls.change(session, asking, call_id, form, given.version, themes)
    except CallFormError as error:
        return _form(request, state, given, call, error=error)
    return RedirectResponse(f"/desk/calls/{call_id}", status_code=303)


@router.post("/desk/calls/{call_id}/close", dependencies=[needs(Permission.LEAD)])
def close(state: State, asking: Asking, call_id: str, version: Annotated[int, Form()]) -> Response:
    """Closes a call."""
    with state.database.writing() as session:
        calls.close(session, asking, call_id, version)
    return RedirectResponse(f"/desk/calls/{call_id}", status_code=303)


@router.post("/desk/calls/{call_id}/reopen", dependencies=[needs(Permission.LEAD)])
def reopen(state: State, asking: Asking, call_id: str, version: Annotated[int, Form()]) -> Response:
    """Opens a closed call again."""
    with state.database.writing() as session:
        calls.reopen(session, asking, call_id, version)
    return RedirectResponse(f"/desk/calls/{call_id}", status_code=303)


def _progress(call: Call, figures: CallCounts) -> dict[str, Any]:
    few = figures.read_by_fewer_than(call.readers_wanted)
    return {"call": call, "figures": figures, "few": few, "every": _LIVE_SECONDS, "lead": Role.LEAD}


def _form(
    request: Request, state: ServerState, given: Sent, call: Call | None = None, error: CallFormError | None = None
) -> Response:
    language = reader_language(request)
    known = {name: strategy for name in calls.strategies(state.server) if (strategy := _strategy(state, name))}
    return page(
        request,
        "calls/form.html",
        status=error.http_status if error else 200,
        call=call,
        clock=server_clock(),
        strategies=[(name, wording(strategy.name, language)) for name, strategy in known.items()],
        themes=[
            (wording(strategy.name, language), list(strategy.theme_names(language).items()))
            for strategy in known.values()
        ],
        spoken=[(code, web_messages(language)(f"web_language_{code}"), "") for code in LANGUAGES],
        **view(given, error, lambda text: worded(S3AlignError(text), language)),
    )


def _strategy(state: ServerState, name: str) -> Strategy | None:
    """A strategy; None for one that cannot be used, which `s3align strategy validate` says more of."""
    with suppress(S3AlignError):
        return state.pipelines.strategy(name)
    return None


def _theme_names(state: ServerState, call: Call, language: str) -> dict[str, str]:
    strategy = _strategy(state, call.strategy)
    return strategy.theme_names(language) if strategy else {}


def _strategy_name(state: ServerState, call: Call, language: str) -> str:
    strategy = _strategy(state, call.strategy)
    return wording(strategy.name, language) if strategy else call.strategy
