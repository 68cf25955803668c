"""All routers of the interface, below ``/api/v1``, with the scheme by which programs say who they are."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from s3align.web.api import (
    calls,
    checks,
    exports,
    intake,
    leading,
    me,
    people,
    reading_queue,
    readings,
    server,
    statistics,
    strategies,
    submissions,
    work,
)
from s3align.web.api.known import refuse_unknown_parameters

BASE = "/api/v1"
MODULES = (
    me,
    strategies,
    checks,
    calls,
    submissions,
    intake,
    reading_queue,
    readings,
    work,
    statistics,
    exports,
    people,
    leading,
    server,
)
"""In the order in which the description lists them."""
_bearer = HTTPBearer(
    scheme_name="token",
    description="A token of your account. It can do what it was made for, and no more than you yourself.",
    auto_error=False,
)
"""Only for the description: ``web.permissions`` finds out who asks."""


def _operation(route: APIRoute) -> str:
    """The id of an operation: the name of its function, which programs may rely on."""
    return route.name


def _router() -> APIRouter:
    whole = APIRouter(
        prefix=BASE,
        dependencies=[Security(_bearer), Depends(refuse_unknown_parameters)],
        generate_unique_id_function=_operation,
    )
    for module in MODULES:
        whole.include_router(module.router)
    return whole


router = _router()
