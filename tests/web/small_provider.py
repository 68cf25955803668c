"""A small identity provider on loopback: OpenID Connect with PKCE, signed tokens and a login that always succeeds."""

from __future__ import annotations

import base64
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

CLIENT, SECRET = "s3align", "a secret of client and provider"


@dataclass
class SmallProvider:
    """What it knows, and how it errs where a test wants that."""

    url: str = ""
    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "17", "email": "ada@example.org", "email_verified": True}
    )
    claims: dict[str, Any] = field(default_factory=dict)
    description: dict[str, Any] = field(default_factory=dict)
    signs_with: Any = None
    algorithm: str = "RS256"
    answers: dict[str, Response] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "one"}))
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def token(self, request: dict[str, str]) -> str:
        """What it says of a person, signed."""
        at = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": at, "exp": at + 60, "nonce": request["nonce"], **self.person}
        header = {"alg": self.algorithm, "kid": "one"}
        return jwt.encode(
            header, {**claims, **self.claims}, self.signs_with or self.key, algorithms=["RS256", "HS256", "none"]
        )


def _app(state: SmallProvider) -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.middleware("http")
    async def remember(request: Request, call_next):
        state.asked.append(request.url.path)
        known = state.answers.get(request.url.path)
        return known if known is not None else await call_next(request)

    @app.get("/.well-known/openid-configuration")
    def description() -> dict[str, Any]:
        own = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": state.url, **{name: f"{state.url}/{path}" for name, path in own.items()}, **state.description}

    @app.get("/authorize")
    def authorize(request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["code_challenge_method"] == "S256"
        code = generate_token(32)
        state.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"], "iss": state.url})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", status_code=302)

    @app.post("/token")
    async def token(request: Request) -> Response:
        form = await request.form()
        asked = state.codes.pop(str(form["code"]), None)
        login = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        is_right = (
            asked is not None
            and request.headers.get("authorization") == f"Basic {login}"
            and form["redirect_uri"] == asked["redirect_uri"]
            and create_s256_code_challenge(str(form["code_verifier"])) == asked["code_challenge"]
        )
        if not is_right:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": state.token(asked)})

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        return KeySet([state.key]).as_dict(private=False)

    return app


@contextmanager
def provider() -> Iterator[SmallProvider]:
    """A provider that runs."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        state = SmallProvider(url=f"http://127.0.0.1:{listening.getsockname()[1]}")
        server = uvicorn.Server(uvicorn.Config(_app(state), log_level="critical", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield state
        server.should_exit = True
        thread.join(10)


def shared_secret() -> OctKey:
    """A key that is no pair."""
    return OctKey.import_key(SECRET)
