"""Having a call assessed again, and what has changed by it: old beside new, the gravest first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from s3align.desk.access import NotFoundError, Permission, Principal
from s3align.desk.calls import calls, reassess
from s3align.desk.calls.reassess import Change, Gravity, Version
from s3align.errors import UsageError, said
from s3align.jobs.fingerprint import current_fingerprint
from s3align.render.formats import sure_points
from s3align.render.messages import Messages
from s3align.strategy.model import Strategy
from s3align.version import VERSION
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.problems import worded
from s3align.web.state import ServerState, State
from s3align.web.times import moment_text
from s3align.web.words import web_messages

router = APIRouter(
    prefix="/desk/calls/{call_id}/reassess", include_in_schema=False, dependencies=[needs(Permission.LEAD)]
)
_MOST_SHOWN = 200
"""Changes on one page; the gravest come first, and the rest are on the next ones."""
_MOST_NUMBERS = 10_000
_RANGE = re.compile(r"(\d{1,7})(?:\s*[-–]\s*(\d{1,7}))?")


@dataclass(frozen=True, slots=True)
class Row:
    """A change in words: ``themes``: name, verdict and points before and after."""

    change: Change
    gravity: str
    kind: str
    before: str
    after: str
    themes: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """Of an address. ``at``: which page of the changes. ``asked``: how many just were, ``known`` of them for nothing."""

    at: int = 1
    asked: int | None = None
    known: int = 0


@router.get("")
def overview(
    request: Request, state: State, asking: Asking, call_id: str, shown: Annotated[Shown, Depends()]
) -> Response:
    """What is installed now, and what has changed."""
    more = {"at": max(1, shown.at), "asked": shown.asked, "known": shown.known}
    return _page(request, state, asking, call_id, more)


@router.post("")
def begin(
    request: Request, state: State, asking: Asking, call_id: str, numbers: Annotated[str, Form()] = ""
) -> Response:
    """Asks for all, or for those whose numbers are given, to be assessed again."""
    try:
        chosen = _numbers(numbers) if numbers.strip() else None
        with state.database.writing() as session:
            call = calls.get(session, asking, call_id)
            installed = current_fingerprint(state.pipelines.of(call.strategy))
            known = reassess.already(session, asking, call_id, installed, chosen)
            count = reassess.request(session, asking, call_id, chosen)
    except (UsageError, NotFoundError) as error:
        wrong = error if isinstance(error, UsageError) else _unknown()
        more = {
            "at": 1,
            "asked": None,
            "known": 0,
            "numbers": numbers,
            "error": worded(wrong, reader_language(request)),
        }
        return _page(request, state, asking, call_id, more, status=422)
    return RedirectResponse(f"/desk/calls/{call_id}/reassess?asked={count}&known={known}", status_code=303)


def _page(
    request: Request, state: ServerState, asking: Principal, call_id: str, more: dict[str, Any], status: int = 200
) -> Response:
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
        pipeline = state.pipelines.of(call.strategy)
        found = reassess.changes(session, asking, call)
        standing = reassess.standing(session, asking, call_id, current_fingerprint(pipeline))
    t = web_messages(reader_language(request))
    start = (more["at"] - 1) * _MOST_SHOWN
    changed = [change for change in found if change.gravity is not Gravity.SAME]
    return page(
        request,
        "calls/reassess.html",
        status=status,
        call=call,
        standing=standing,
        installed=VERSION,
        model=pipeline.provenance.model_hash[:12],
        rows=[_row(change, pipeline.strategy, t) for change in changed[start : start + _MOST_SHOWN]],
        changed=len(changed),
        same=len(found) - len(changed),
        pages=-(-len(changed) // _MOST_SHOWN),
        moment=moment_text,
        **({"numbers": "", "error": ""} | more),
    )


def _row(change: Change, strategy: Strategy, t: Messages) -> Row:
    names = strategy.theme_names(t.language)
    kind = {Gravity.STATUS: "bad", Gravity.MAIN: "bad", Gravity.ADDRESSED: "warn"}.get(change.gravity, "quiet")
    return Row(
        change,
        t(f"calls_gravity_{change.gravity.name.lower()}"),
        kind,
        _main(change.older, names, t),
        _main(change.newer, names, t),
        [
            (names.get(theme, theme), _figure(change.older, theme, t), _figure(change.newer, theme, t))
            for theme in change.themes
        ],
    )


def _main(version: Version, names: dict[str, str], t: Messages) -> str:
    if version.reason:
        return t(f"batch_reason_{version.reason}")
    return names.get(version.main, version.main) if version.main else t("calls_no_main")


def _figure(version: Version, theme: str, t: Messages) -> str:
    found = version.themes.get(theme)
    if found is None:
        return "–"
    return t("calls_figure", verdict=t(f"verdict_{found.verdict}"), points=sure_points(found.sureness))


def _numbers(text: str) -> set[int]:
    """Numbers as people write them: "1, 4-7". Raises UsageError for anything else."""
    found: set[int] = set()
    for part in filter(None, (part.strip() for part in re.split(r"[,;\s]+(?=\d)", text))):
        match = _RANGE.fullmatch(part.rstrip(",; "))
        if match is None:
            raise _unknown()
        first, last = int(match[1]), int(match[2] or match[1])
        if last - first > _MOST_NUMBERS or len(found) > _MOST_NUMBERS:
            raise _unknown()
        found.update(range(first, last + 1))
    return found


def _unknown() -> UsageError:
    return UsageError(
        said(
            "reassess_numbers",
            "These are no numbers of the call. Write them as in 1, 4-7, or leave the field empty for all.",
        )
    )
