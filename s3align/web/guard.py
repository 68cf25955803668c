"""What comes before every route: who is refused without a word of their request being read.

In this order: names that are not ours, requests that another site forged, too many of them, no permission, too much to read.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from s3align.desk.access import Permission
from s3align.desk.settings import ServerSettings
from s3align.errors import S3AlignError, said
from s3align.web.addresses import visitor
from s3align.web.bodies import SMALL_BYTES, Body, RefusedBodyError, too_large
from s3align.web.origins import SAFE, is_forged, is_rebound
from s3align.web.pages import reader_language
from s3align.web.permissions import Needs, who_asks
from s3align.web.problems import problem, worded
from s3align.web.rates import Rate
from s3align.web.route_rules import Rule, rule_of, rules
from s3align.web.state import server_state

_UNCOUNTED = ("/static/", "/health/")


class RefusedError(S3AlignError):
    """A request that is not looked at any further."""

    http_status = 403


class TooManyRequestsError(S3AlignError):
    """One visitor asks too often; ``retry_after``: seconds."""

    http_status = 429

    def __init__(self, seconds: float) -> None:
        super().__init__(
            said("too_many_requests", "Too many requests come from this address. Wait a minute, then go on.")
        )
        self.retry_after = seconds


def guarded(app: FastAPI, server: ServerSettings) -> None:
    """Adds the checks; after all routers, since it looks at their routes."""
    app.add_middleware(Guard, server=server, known=list(rules(app)))
    app.add_exception_handler(RefusedBodyError, _of_body)


class Guard:
    """The checks, around all routes."""

    def __init__(self, app: ASGIApp, server: ServerSettings, known: list[Rule]) -> None:
        self._app, self._server, self._known = app, server, known
        self._rate = Rate(server.requests_per_minute, server.requests_per_minute / 60)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # no page of ours opens one
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        found = rule_of(self._known, scope, scope["path"])
        body = Body(receive, self._most_bytes(request, found[0] if found else None))
        try:
            await self._refuse(request, found)
        except S3AlignError as error:
            if "expect" not in request.headers and request.method not in SAFE:
                await body.linger()
            answer = await run_in_threadpool(_answer, request, error)
            await answer(scope, receive, send)
            return
        await self._app(scope, body.receive, send)

    async def _refuse(self, request: Request, found: tuple[Rule, dict[str, Any]] | None) -> None:
        """Raises an S3AlignError for what is refused."""
        if is_rebound(request, self._server):
            raise RefusedError(
                said("host_refused", "This server answers only at its own address. Use http://localhost.")
            )
        if is_forged(request, self._server):
            raise RefusedError(
                said("request_forged", "This request came from another site. Open the page here, then try again.")
            )
        if self._server.accounts and not request.url.path.startswith(_UNCOUNTED):
            wait = self._rate.take(visitor(request, self._server))
            if wait:
                raise TooManyRequestsError(wait)
        if request.method in SAFE or found is None:
            return
        rule, values = found
        if rule.permission is not None:
            early = Request({**request.scope, "path_params": values})
            await run_in_threadpool(_require, rule.permission, early)
        if int(_digits(request.headers.get("content-length"))) > self._most_bytes(request, rule):
            raise _TooLargeError(too_large().text)

    def _most_bytes(self, request: Request, rule: Rule | None) -> int:
        """Of a body: small where a route takes no files; of files what a check, or an upload to a call, may have."""
        if rule is None or not rule.takes_files:
            return SMALL_BYTES
        if rule.permission in (Permission.PUBLIC, Permission.CHECK):
            one = server_state(request).settings.max_file_bytes
            return min(self._server.most_upload_bytes, one * self._server.most_check_files) + SMALL_BYTES
        return self._server.most_upload_bytes + SMALL_BYTES


class _TooLargeError(S3AlignError):
    http_status = 413


def _require(permission: Permission, request: Request) -> None:
    """The route asks once more; where the database cannot be asked now, it says so."""
    state = server_state(request)
    with suppress(SQLAlchemyError):
        Needs(permission)(request, who_asks(request, state), state)


def _digits(value: str | None) -> str:
    """A Content-Length; the server below has refused what is none."""
    return value if value and value.isascii() and value.isdigit() else "0"


def _answer(request: Request, error: S3AlignError) -> Response:
    headers = {"connection": "close"} if request.method not in SAFE else {}
    wait = getattr(error, "retry_after", None)
    if wait is not None:
        headers["retry-after"] = str(max(1, round(wait)))
    return problem(request, error.http_status, worded(error, reader_language(request)), headers=headers)


async def _of_body(request: Request, error: Exception) -> Response:
    if not isinstance(error, RefusedBodyError):
        raise error
    text = worded(S3AlignError(error.text), reader_language(request))
    return problem(request, error.status_code, text, headers={"connection": "close"})
