"""Asks another server over https, and only one that the administrator has meant.

A name is resolved once; each of its addresses must be a public one, and the connection goes to the address that was looked at,
so that a name cannot point elsewhere a moment later. Redirects are not followed, proxies of the environment not used; time
and size are limited.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from s3align.errors import S3AlignError, said

SECONDS = 10.0
"""For one answer as a whole; people wait in front of it."""
MOST_BYTES = 500_000
"""Of an answer: descriptions and keys of providers have 2 to 20 kB."""


class UnreachableError(S3AlignError):
    """The other server may not be asked, does not answer, or answers with what is no use."""

    http_status = 502


def fetch_json(
    url: str, *, own_network: bool, form: Mapping[str, str] | None = None, login: tuple[str, str] | None = None
) -> dict[str, Any]:
    """The JSON object at an address; with ``form`` it is sent there, with ``login`` as name and password.

    ``own_network``: whether the address may be a private one or of this computer. Raises UnreachableError.
    """
    host, target = _checked(url, own_network=own_network)
    headers = {"host": host, "accept": "application/json"}
    end = time.monotonic() + SECONDS
    try:
        with (
            httpx.Client(trust_env=False, timeout=SECONDS / 2, follow_redirects=False) as client,
            client.stream(
                "POST" if form is not None else "GET",
                target,
                data=form,
                auth=login,
                headers=headers,
                extensions={"sni_hostname": urlsplit(url).hostname or ""},
            ) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise unreachable(f"status {answer.status_code}")
            content = b""
            for piece in answer.iter_bytes(16_384):
                content += piece
                if len(content) > MOST_BYTES or time.monotonic() > end:
                    raise unreachable("too large or too slow")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise unreachable(type(error).__name__) from error
    try:
        found = json.loads(content)
    except ValueError as error:
        raise unreachable("no JSON") from error
    if not isinstance(found, dict):
        raise unreachable("no JSON object")
    return found


def check_address(url: str, *, own_network: bool) -> None:
    """Raises UnreachableError for an address that is not https: to send a browser there would show what it says."""
    _scheme_and_host(url, own_network=own_network)


def unreachable(why: str) -> UnreachableError:
    """The error for a server that is no use; ``why`` for the administrator, in words of the program."""
    return UnreachableError(
        said(
            "provider_unreachable",
            "The identity provider cannot be used now ({why}). Try again later, or tell the administrator.",
            why=why,
        )
    )


def _checked(url: str, *, own_network: bool) -> tuple[str, str]:
    """The Host header for a URL, and the URL with the address of its host in place of the name."""
    host, port = _scheme_and_host(url, own_network=own_network)
    parts = urlsplit(url)
    try:
        known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise unreachable("unknown host") from error
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in known]
    if not own_network and not all(map(_is_public, addresses)):
        raise unreachable("not a public address")
    address = f"[{addresses[0]}]" if addresses[0].version == 6 else str(addresses[0])
    return parts.netloc, parts._replace(netloc=f"{address}:{port}", fragment="").geturl()


def _scheme_and_host(url: str, *, own_network: bool) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise unreachable("no address") from error
    is_here = own_network and host in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
        raise unreachable("not https")
    if not host or parts.username is not None or parts.password is not None:
        raise unreachable("no address")
    return host, port or (443 if parts.scheme == "https" else 80)


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Of the Internet; an IPv4 address inside of an IPv6 one counts as what it is."""
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour
        if inside is not None or address in _TRANSLATED:
            inside = inside or ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
            return _is_public(inside)
    return address.is_global and not address.is_multicast


_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 addresses behind a translator (RFC 6052)."""
