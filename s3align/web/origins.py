"""Whether a request is one that our own pages, or a program, may make: against forged requests and rebound names."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request

from s3align.desk.settings import ServerSettings
from s3align.web.people.cookies import session_cookie

SAFE = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing."""
_THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")


def is_forged(request: Request, server: ServerSettings) -> bool:
    """Whether another site may have made a browser send this; never for a method that changes nothing.

    By Sec-Fetch-Site: a form of ours is "same-origin"; "none" is what people type, and they type no forms. Without it by
    Origin. Programs send neither, and then have no session of a browser.
    """
    if request.method in SAFE:
        return False
    fetched = request.headers.get("sec-fetch-site")
    if fetched is not None:
        return fetched != "same-origin"
    origin = request.headers.get("origin")
    if origin is not None:
        return origin not in _own_origins(request.headers, server)
    return session_cookie(server) in request.cookies


def is_rebound(request: Request, server: ServerSettings) -> bool:
    """Whether a browser was led here by a name that is not of this computer.

    Without accounts whoever reaches the server may everything: a page of strangers could let its own name point here.
    """
    if server.accounts:
        return False
    try:
        name = urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError:
        return True
    return name not in _THIS_COMPUTER


def _own_origins(headers: Headers, server: ServerSettings) -> tuple[str, ...]:
    if server.address:
        parts = urlsplit(server.address)
        return (f"{parts.scheme}://{parts.netloc}",)
    host = headers.get("host", "")
    return f"http://{host}", f"https://{host}"
