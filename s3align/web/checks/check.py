"""The applicant's page: a file, a text or the example is sent, and what came of it is shown at an address that nobody guesses.

Whatever is sent leads to an address (303), so that loading a page again, going back or pressing a button twice does no harm.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from s3align.desk.access import Permission
from s3align.desk.checks import checks
from s3align.desk.checks.check_folder import Coming
from s3align.desk.checks.checks import ChecksFullError, NothingToCheckError, TooManyFilesError
from s3align.desk.work import strategies
from s3align.errors import S3AlignError, said
from s3align.example import build_example
from s3align.web.addresses import visitor
from s3align.web.checks.check_uploads import TooLargeUploadError, TooManyUploadsError, UploadLimits, take_in
from s3align.web.checks.check_view import build_check_view
from s3align.web.pages import is_part, page, reader_language
from s3align.web.permissions import needs
from s3align.web.problems import API, answer_to, worded
from s3align.web.route_rules import takes_files
from s3align.web.state import ServerState, State
from s3align.web.words import web_messages

router = APIRouter(include_in_schema=False, dependencies=[needs(Permission.CHECK)])
_ONCE_BYTES = 16
_EXAMPLE = "example"
SEE_OTHER = 303
_MEGABYTE = 1_000_000
ACCEPTED = ".pdf,.docx,.odt,.txt,.md"
"""Kinds of files that the window for choosing one shows first; any other is taken, and refused with advice."""
OF_A_FIELD = (NothingToCheckError, TooManyFilesError, TooManyUploadsError, TooLargeUploadError)
"""Errors that are shown at the field for files, with the form to correct them."""


class TooManyChecksError(S3AlignError):
    """More checks come from one address than an office needs."""

    http_status = 429

    def __init__(self, seconds: float) -> None:
        super().__init__(
            said(
                "check_too_often",
                "Many proposals were checked from here within the last hour. Try again in {minutes} minutes.",
                minutes=max(1, round(seconds / 60)),
            )
        )
        self.retry_after = seconds


@router.get("/")
def start(request: Request, state: State, deleted: str = "") -> Response:
    """Where a file is handed over."""
    return _start(request, state, is_deleted=bool(deleted))


@router.post("/checks", dependencies=[takes_files()])
async def begin(request: Request, state: State) -> Response:
    """Begins a check with files, a text or the example."""
    language = reader_language(request)
    t = web_messages(language)
    limits = UploadLimits(state.settings.max_file_bytes, state.server.most_check_files, t("check_text_name"))
    with Coming(state.files) as coming:
        try:
            fields = await take_in(request, coming, limits)
            secret = await run_in_threadpool(_begin, request, state, coming, fields, language)
        except (*OF_A_FIELD, ChecksFullError) as error:
            return await run_in_threadpool(_start, request, state, error=error)
    return RedirectResponse(f"/checks/{secret}", SEE_OTHER)


@router.get("/checks/{secret}")
def show(request: Request, state: State, secret: str, still: str = "") -> Response:
    """How far a check is, and what came of it. ``still``: without JavaScript, do not load the page again by itself."""
    return check_page(request, state, secret, is_still=bool(still))


def check_page(
    request: Request, state: ServerState, secret: str, *, is_still: bool = False, error: S3AlignError | None = None
) -> Response:
    """The page of a check, or for htmx its part that changes; ``error``: of what was sent to it."""
    check = checks.check_id(secret)
    with state.database.reading() as session:
        found = checks.status(session, state.files, check)
    language = reader_language(request)
    view = build_check_view(found, state.pipelines.strategy(found.strategy), web_messages(language))
    return page(
        request,
        "check/_check.html" if is_part(request) else "check/check.html",
        status=error.http_status if error else 200,
        view=view,
        secret=secret,
        still=is_still,
        error=worded(error, language) if error else "",
        accepted=ACCEPTED,
    )


@router.post("/checks/{secret}/delete")
def delete(state: State, secret: str) -> Response:
    """Deletes all of a check at once."""
    with state.database.writing() as session:
        checks.delete(session, state.files, checks.check_id(secret))
    return RedirectResponse("/?deleted=1", SEE_OTHER)


@router.post("/checks/{secret}/files/{position}/again")
def again(
    request: Request, state: State, secret: str, position: int, password: Annotated[str, Form(max_length=1_000)] = ""
) -> Response:
    """Assesses a file once more, with a password where it needs one."""
    count_files(request, state)
    with state.database.writing() as session:
        checks.try_again(session, state.files, checks.check_id(secret), position, password)
    return RedirectResponse(f"/checks/{secret}", SEE_OTHER)


async def gone(request: Request, error: Exception) -> Response:
    """What is answered where a check is no longer there."""
    if request.url.path.startswith(API):
        return await answer_to(request, error)
    return await run_in_threadpool(
        page, request, "check/gone.html", status=404, text=worded(error, reader_language(request))
    )


def _start(
    request: Request, state: ServerState, *, error: S3AlignError | None = None, is_deleted: bool = False
) -> Response:
    language = reader_language(request)
    limits = {"files": state.server.most_check_files, "megabytes": state.settings.max_file_bytes // _MEGABYTE}
    return page(
        request,
        "check/start.html",
        status=error.http_status if error else 200,
        once=secrets.token_urlsafe(_ONCE_BYTES),
        strategies=strategies.named(state.server, language),
        limits=limits,
        most_bytes=state.settings.max_file_bytes,
        minutes=state.server.keep_checks_minutes,
        accepted=ACCEPTED,
        error=worded(error, language) if error else "",
        is_deleted=is_deleted,
    )


def _begin(request: Request, state: ServerState, coming: Coming, fields: Mapping[str, str], language: str) -> str:
    """Begins a check with what has come; its secret."""
    strategy = strategies.known(state.server, fields.get("strategy", ""))
    if _EXAMPLE in fields and not coming.count:
        _add_example(state, coming, strategy, language)
    count_files(request, state, coming.count)
    with state.database.writing() as session:
        return checks.begin(
            session, state.files, state.server, coming, language, strategy=strategy, once=fields.get("once", "")
        )


def _add_example(state: ServerState, coming: Coming, strategy: str, language: str) -> None:
    examples = state.pipelines.strategy(strategy).examples
    source = examples.get(language) or next(iter(examples.values()), None)
    if source is not None:
        coming.add(web_messages(language)("check_example_name"), build_example(source.read_text(encoding="utf-8")))


def count_files(request: Request, state: ServerState, files: int = 1) -> None:
    """Counts files that are checked from one address. Raises TooManyChecksError."""
    wait = state.check_rate.take(visitor(request, state.server), max(1, files))
    if wait:
        raise TooManyChecksError(wait)
