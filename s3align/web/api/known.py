"""What holds for all actions: who asks is known where that is needed, and nothing is asked for that there is not."""

from __future__ import annotations

from typing import cast

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from s3align.desk.access import NotSignedInError, Principal
from s3align.errors import said

_EVERYWHERE = frozenset({"lang"})
"""Parameters that every address takes."""


def require_known(asking: Principal) -> None:
    """Raises NotSignedInError for nobody: these actions need no permission that a token could have, and yet somebody."""
    if not asking.account_id:
        raise NotSignedInError(said("not_signed_in", "Nobody is signed in. Sign in, then try again."))


def refuse_unknown_parameters(request: Request) -> None:
    """Raises RequestValidationError: a misspelt filter would be ignored without a word, and another list shown."""
    unknown = sorted(request.query_params.keys() - _EVERYWHERE - _parameters(request))
    if unknown:
        raise RequestValidationError([{"type": "extra_forbidden", "loc": ("query", name)} for name in unknown])


def _parameters(request: Request) -> frozenset[str]:
    """The parameters of an operation, as the description has them: its id is the name of its function."""
    state = request.app.state
    if not hasattr(state, "api_parameters"):
        state.api_parameters = {
            operation["operationId"]: frozenset(
                entry["name"] for entry in operation.get("parameters", ()) if entry["in"] == "query"
            )
            for path in request.app.openapi()["paths"].values()
            for operation in path.values()
        }
    return cast("frozenset[str]", state.api_parameters[request.scope["route"].name])
