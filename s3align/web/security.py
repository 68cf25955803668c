"""What holds for every answer: headers that forbid what no page needs."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from s3align.desk.settings import ServerSettings
from s3align.web.people.cookies import is_https

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'"
)
"""Content-Security-Policy of every page that sets none of its own."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "cache-control": "no-store",
}
_YEAR = 31_536_000
"""Seconds for which browsers are to come encrypted only."""


def headed(app: FastAPI, server: ServerSettings) -> None:
    """Adds the headers, around everything that can answer."""
    app.add_middleware(Headers, server=server)


class Headers:
    """Gives every answer the headers that it does not have."""

    def __init__(self, app: ASGIApp, server: ServerSettings) -> None:
        self._app = app
        self._headers = dict(HEADERS)
        if is_https(server):
            self._headers["strict-transport-security"] = f"max-age={_YEAR}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending)
