"""What is answered where something is wrong: a page that says what to do next, or for programs a problem (RFC 9457)."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from s3align.desk.access import Principal
from s3align.desk.storage.database_errors import Trouble, is_full, trouble
from s3align.errors import S3AlignError, Said, said
from s3align.render.speech import speech
from s3align.web.invalid import what_is_invalid
from s3align.web.pages import page, reader_language
from s3align.web.problem_kinds import STATUS, Kind, kind_of, title_key
from s3align.web.words import web_messages

_LOG = logging.getLogger(__name__)
API = "/api/"
MEDIA_TYPE = "application/problem+json"
_RETRY_AFTER = {429: 60, 503: 5}
"""Seconds after which another try makes sense, where the error itself does not say."""


def install(app: FastAPI) -> None:
    """Has the application answer all errors."""
    app.add_exception_handler(S3AlignError, answer_to)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StaleDataError, _stale)
    app.add_exception_handler(SQLAlchemyError, _of_database)
    app.add_middleware(Unexpected)


def problem(
    request: Request,
    status: int,
    text: str,
    *,
    kind: Kind | None = None,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    number: str | None = None,
) -> Response:
    """The answer to an error: ``text`` says what happened and what to do next; ``number`` stands in the log as well."""
    known = {**({} if kind is Kind.DAMAGED else _headers_of(status)), **(headers or {})}
    if not request.url.path.startswith(API):
        answer: Response = page(request, "problem.html", status=status, code=status, text=text, number=number or "")
        answer.headers.update(known)
        return answer
    language, kind = reader_language(request), kind or kind_of(status)
    body: dict[str, Any] = {
        "type": f"/problems/{kind}",
        "title": web_messages(language)(title_key(kind)),
        "status": status,
        "detail": text,
        "instance": f"urn:uuid:{number or uuid4()}",
    }
    if errors:
        body["errors"] = list(errors)
    return JSONResponse(body, status, {**known, "content-language": language}, MEDIA_TYPE)


def worded(error: Exception, language: str) -> str:
    """What an error says, in a reader's language."""
    return speech(language).error(error)


def _headers_of(status: int) -> dict[str, str]:
    if status in _RETRY_AFTER:
        return {"retry-after": str(_RETRY_AFTER[status])}
    return {"www-authenticate": 'Bearer realm="s3align"'} if status == 401 else {}


def _sentence(request: Request, text: Said) -> str:
    return worded(S3AlignError(text), reader_language(request))


async def answer_to(request: Request, error: Exception) -> Response:
    """The answer to an error of the package."""
    status = getattr(error, "http_status", 500)
    wait = getattr(error, "retry_after", None)
    headers = {} if wait is None else {"retry-after": str(max(1, round(wait)))}
    number = _logged(request, error) if status == 500 else None
    language, errors = reader_language(request), _mistakes(request, error)
    named = Kind.INVALID if errors else getattr(error, "problem_kind", None)
    kind = Kind(named) if named else None
    return problem(request, status, worded(error, language), kind=kind, errors=errors, headers=headers, number=number)


def _mistakes(request: Request, error: Exception) -> list[dict[str, str]]:
    """The mistakes of a form, field by field: "lots.0.title" is "#/lots/0/title" for programs."""
    language = reader_language(request)
    return [
        {
            "pointer": f"#/{mistake.field.replace('.', '/')}",
            "detail": worded(S3AlignError(mistake.text), language),
        }
        for mistake in getattr(error, "mistakes", ())
    ]


async def _of_http(request: Request, error: Exception) -> Response:
    if is_full(error.__cause__):  # while what is sent was being kept for the route
        return _full(request)
    status, headers = getattr(error, "status_code", 500), getattr(error, "headers", None)
    if status == 404:
        text = said("not_found", "There is nothing at this address. It may have been deleted. Go back to the list.")
    elif status == 405:
        text = said("method_not_allowed", "That cannot be done at this address. See /api for what can.")
    elif status == 413:
        text = said("request_too_large", "That is more than may be sent at once. Send less, or several times.")
    else:
        text = said("request_unclear", "The request cannot be understood. Load the page again, then try again.")
    return problem(request, status, _sentence(request, text), headers=headers)


async def _invalid(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    errors = what_is_invalid(found, reader_language(request))
    text = said(
        "request_invalid", "Something that was sent is not as it should be. Correct what is named, then send again."
    )
    return problem(request, 422, _sentence(request, text), kind=Kind.INVALID, errors=errors)


async def _stale(request: Request, _: Exception) -> Response:
    text = said(
        "changed_meanwhile",
        "Somebody else has changed this meanwhile. Nothing was saved. Load it again, look, then make your change once more.",
    )
    return problem(request, 409, _sentence(request, text), kind=Kind.STALE)


NO_ROOM = said("no_room", "The server has no room left. Nothing was saved. Tell the administrator.")
_OF_TROUBLE = {
    Trouble.PASSING: (
        Kind.BUSY,
        said("database_busy", "The database is busy or cannot be reached. Nothing was saved. Try again in a moment."),
    ),
    Trouble.FULL: (Kind.FULL, NO_ROOM),
    Trouble.DAMAGED: (
        Kind.DAMAGED,
        said("database_damaged", "The database is damaged. Tell the administrator: a backup is to be restored."),
    ),
    Trouble.TWICE: (
        Kind.CONFLICT,
        said("made_twice", "Somebody else has made or removed the same thing meanwhile. Load it again, then look."),
    ),
    Trouble.VALUE: (
        Kind.INVALID,
        said("value_unkept", "A value that was sent cannot be kept. Take out unusual characters, then send again."),
    ),
}


def database_trouble(error: SQLAlchemyError) -> tuple[Kind, S3AlignError] | None:
    """What to say of an error of the database on a page of one's own; None for a fault of the program."""
    known = _OF_TROUBLE.get(trouble(error))
    return (known[0], S3AlignError(known[1])) if known else None


async def _of_database(request: Request, error: Exception) -> Response:
    known = _OF_TROUBLE.get(trouble(error)) if isinstance(error, SQLAlchemyError) else None
    if known is None:
        return _failed(request, error)
    kind, text = known
    _ask_nobody(request)
    if kind is Kind.BUSY:
        _LOG.warning("The database is busy or cannot be reached (%s)", type(error).__name__)
    elif kind is Kind.FULL:
        _LOG.error("The database has no room")
    elif kind is Kind.DAMAGED:
        _LOG.error("The database is damaged")
    return problem(request, STATUS[kind], _sentence(request, text), kind=kind)


def _full(request: Request) -> Response:
    _ask_nobody(request)
    _LOG.error("A disk is full")
    return problem(request, STATUS[Kind.FULL], _sentence(request, NO_ROOM), kind=Kind.FULL)


def _ask_nobody(request: Request) -> None:
    """Has the page about the problem not ask the database who looks at it, which may be what has just failed."""
    if getattr(request.state, "principal", None) is None:
        request.state.principal = Principal()


def _failed(request: Request, error: Exception) -> Response:
    if is_full(error):
        return _full(request)
    number = _logged(request, error)
    _ask_nobody(request)
    text = said("server_failed", "The program failed. Try again; where it fails again, tell the administrator.")
    return problem(request, 500, _sentence(request, text), kind=Kind.FAILED, number=number)


def _logged(request: Request, error: Exception) -> str:
    """Writes where an error came from and returns its number. No message of it: that may quote what people wrote."""
    number, route = str(uuid4()), getattr(request.scope.get("route"), "path", "")
    lines = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    _LOG.error("Unexpected %s %s at %s\n%s", number, type(error).__name__, route, "\n".join(lines))
    return number


class Unexpected:
    """Answers what nobody expected, inside of everything that adds headers, and lets no message reach the server's own log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        has_begun = False

        async def sending(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:
            _LOG.info("A visitor went away before all was sent")
        except Exception as error:
            if scope["type"] != "http":
                raise
            request = Request(scope, receive)
            if has_begun:
                raise BrokenOffError(_logged(request, error)) from None
            await _failed(request, error)(scope, receive, send)


class BrokenOffError(Exception):
    """An answer that had begun could not be ended; its number stands in the log."""
