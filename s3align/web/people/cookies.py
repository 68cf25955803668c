"""The cookie of a session: for this host alone, out of reach of scripts, and not sent along by other sites' forms."""

from __future__ import annotations

from fastapi import Response

from s3align.desk.settings import ServerSettings


def is_https(server: ServerSettings) -> bool:
    """Whether browsers reach the server encrypted."""
    return server.address.startswith("https://")


def session_cookie(server: ServerSettings) -> str:
    """The name of the cookie; the prefix has browsers refuse one that a neighbour or an unencrypted page has set."""
    return "__Host-s3align" if is_https(server) else "s3align"


def give_session(response: Response, server: ServerSettings, secret: str) -> None:
    """Hands a browser its session, until the browser or the session ends."""
    response.set_cookie(
        session_cookie(server), secret, path="/", secure=is_https(server), httponly=True, samesite="lax"
    )


def take_session(response: Response, server: ServerSettings) -> None:
    """Has a browser forget its session."""
    response.delete_cookie(session_cookie(server), path="/", secure=is_https(server), httponly=True, samesite="lax")
