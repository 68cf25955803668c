"""What is answered where something is wrong: a page that says what to do next, or for programs a problem (RFC 9457)."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from s3align.errors import S3AlignError, said
from s3align.render.speech import speech
from s3align.web.pages import page, reader_language

_LOG = logging.getLogger(__name__)
API = "/api/"


def install(app: FastAPI) -> None:
    """Has the application answer all errors."""
    app.add_exception_handler(S3AlignError, _known)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _unknown)


def problem(request: Request, status: int, text: str) -> Response:
    """The answer to an error: ``text`` says what happened and what to do next."""
    title = HTTPStatus(status).phrase
    if request.url.path.startswith(API):
        body = {"type": "about:blank", "title": title, "status": status, "detail": text}
        return JSONResponse(body, status_code=status, media_type="application/problem+json")
    return page(request, "problem.html", status=status, code=status, text=text)


def worded(error: Exception, language: str) -> str:
    """What an error says, in a reader's language."""
    return speech(language).error(error)


async def _known(request: Request, error: Exception) -> Response:
    status = getattr(error, "http_status", 500)
    return problem(request, status, worded(error, reader_language(request)))


async def _of_http(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 500)
    text = said("not_found", "There is nothing at this address. It may have been deleted. Go back to the list.")
    detail = str(getattr(error, "detail", "")) if status != HTTPStatus.NOT_FOUND else ""
    return problem(request, status, detail or worded(S3AlignError(text), reader_language(request)))


async def _unknown(request: Request, error: Exception) -> Response:
    _LOG.error("Unexpected %s", type(error).__name__)
    text = said("server_failed", "The program failed. Try again; where it fails again, tell the administrator.")
    return problem(request, 500, worded(S3AlignError(text), reader_language(request)))
