"""What holds for every answer: headers that forbid what no page needs, and refusal of requests that another site makes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse

from s3align.desk.settings import ServerSettings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'"
)
"""Content-Security-Policy of every page that sets none of its own."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
_SAFE = ("GET", "HEAD", "OPTIONS")
_Next = Callable[[Request], Awaitable[Response]]


def guarded(app: FastAPI, server: ServerSettings) -> None:
    """Adds the checks that come before every route."""

    @app.middleware("http")
    async def guard(request: Request, call_next: _Next) -> Response:
        if request.method not in _SAFE and is_from_elsewhere(request):
            response: Response = PlainTextResponse("This request came from another site.", status_code=403)
        else:
            response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if server.address.startswith("https://"):
            response.headers.setdefault("strict-transport-security", "max-age=31536000")
        return response


def is_from_elsewhere(request: Request) -> bool:
    """Whether another site has made a browser send this: by Sec-Fetch-Site, else by Origin. Programs send neither."""
    fetched = request.headers.get("sec-fetch-site")
    if fetched is not None:
        return fetched not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")
