"""Addresses: from where a request comes, and where a browser may be sent next."""

from __future__ import annotations

import ipaddress

from fastapi import Request

from s3align.desk.settings import ServerSettings

_THIS_COMPUTER = ("127.0.0.1", "::1")


def visitor(request: Request, server: ServerSettings) -> str:
    """The IP address of who asks; the one that the proxy saw, where the administrator says that there is one on this computer.

    Of several in X-Forwarded-For the last counts: those before it came from the visitor.
    """
    peer = request.client.host if request.client else ""
    if not server.behind_proxy or peer not in _THIS_COMPUTER:
        return peer
    seen = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(seen))
    except ValueError:
        return peer


def own_path(wanted: str, otherwise: str) -> str:
    r"""A path of this server as it was asked for; ``otherwise`` where it could lead elsewhere, as "//host" and "/\host" do."""
    is_own = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if is_own else otherwise
