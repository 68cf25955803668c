"""An identity provider: where it is, how a person is sent to it, and what it says of who came back (OpenID Connect Core 1.0).

Authorization code with PKCE (RFC 7636), state and nonce. Who they are stands in a token that the provider has signed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from s3align.desk.settings import ServerSettings
from s3align.web.people.fetching import check_address, fetch_json, unreachable

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures with a key pair; never "none", nor a secret that both sides know."""
_KEPT_SECONDS = 3_600
"""Descriptions and keys of a provider change when it is set up anew, with notice."""
_AGAIN_SECONDS = 60
"""Before keys are fetched again for a signature that none of them fits."""
_LEEWAY_SECONDS = 60
"""By which clocks may differ."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who came back: ``subject`` of the provider; ``email`` "" where it does not vouch for one."""

    issuer: str
    subject: str
    email: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in: a random value in a cookie, of which all else that must not be guessed is made."""

    secret: str

    @classmethod
    def new(cls) -> Attempt:
        """A new one."""
        return cls(secrets.token_urlsafe(32))

    def value(self, purpose: str) -> str:
        """Another value for each purpose; none of them tells the secret."""
        return hmac.new(self.secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


class Provider:
    """The provider of the server's settings. Several threads may use one at once."""

    def __init__(self, server: ServerSettings) -> None:
        self._server = server
        self._lock = Lock()
        self._known: dict[str, tuple[float, dict[str, Any]]] = {}

    def address(self, attempt: Attempt, back: str) -> str:
        """Where the browser is sent; ``back``: where it is to return. Raises UnreachableError."""
        target = self._endpoint("authorization_endpoint")
        check_address(target, own_network=self._server.oidc_in_own_network)
        query = {
            "response_type": "code",
            "client_id": self._server.oidc_client_id,
            "redirect_uri": back,
            "scope": "openid email profile",
            "state": attempt.value("state"),
            "nonce": attempt.value("nonce"),
            "code_challenge": create_s256_code_challenge(attempt.value("verifier")),
            "code_challenge_method": "S256",
        }
        return f"{target}{'&' if urlsplit(target).query else '?'}{urlencode(query)}"

    def person(self, attempt: Attempt, code: str, back: str) -> Person:
        """Who a code stands for. Raises UnreachableError, also for a token that is not what it must be."""
        given = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
        given |= {"code_verifier": attempt.value("verifier"), "client_id": self._server.oidc_client_id}
        secret = self._server.oidc_client_secret
        methods = self._description().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        by_form = bool(secret) and "client_secret_basic" not in methods
        answer = self._fetch(
            self._endpoint("token_endpoint"),
            form={**given, "client_secret": secret} if by_form else given,
            login=(self._server.oidc_client_id, secret) if secret and not by_form else None,
        )
        return self._read(str(answer.get("id_token", "")), attempt, str(answer.get("access_token", "")))

    def is_issuer(self, issuer: str | None) -> bool:
        """Whether an answer says that it is of this provider, or does not say (RFC 9207)."""
        return issuer is None or issuer == self._server.oidc_issuer

    def _read(self, token: str, attempt: Attempt, access_token: str) -> Person:
        issuer, client = self._server.oidc_issuer, self._server.oidc_client_id
        try:
            read = self._verified(token)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client}},
                {"nonce": attempt.value("nonce"), "client_id": client, "access_token": access_token},
            )
            claims.validate(leeway=_LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise unreachable(f"its answer is not valid: {type(error).__name__}") from error
        is_vouched = claims.get("email_verified") is True
        return Person(issuer, str(claims["sub"]), str(claims.get("email") or "") if is_vouched else "")

    def _verified(self, token: str) -> Any:
        where = self._endpoint("jwks_uri")
        try:
            return jwt.decode(token, KeySet.import_key_set(self._kept(where)), algorithms=_ALGORITHMS)  # type: ignore[arg-type]
        except (JoseError, ValueError):
            fresh = self._kept(where, at_most=_AGAIN_SECONDS)
            return jwt.decode(token, KeySet.import_key_set(fresh), algorithms=_ALGORITHMS)  # type: ignore[arg-type]

    def _endpoint(self, name: str) -> str:
        found = self._description().get(name)
        if not isinstance(found, str) or not found:
            raise unreachable(f"it has no {name}")
        return found

    def _description(self) -> dict[str, Any]:
        issuer = self._server.oidc_issuer
        found = self._kept(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != issuer:
            raise unreachable("it calls itself otherwise")
        return found

    def _kept(self, url: str, at_most: float = _KEPT_SECONDS) -> dict[str, Any]:
        with self._lock:
            at, found = self._known.get(url, (0.0, {}))
        if not found or time.monotonic() - at > at_most:
            found = self._fetch(
                url
            )  # unlocked: whoever needs another answer that is at hand does not wait for this one
            with self._lock:
                self._known[url] = (time.monotonic(), found)
        return found

    def _fetch(
        self, url: str, form: dict[str, str] | None = None, login: tuple[str, str] | None = None
    ) -> dict[str, Any]:
        return fetch_json(url, own_network=self._server.oidc_in_own_network, form=form, login=login)
