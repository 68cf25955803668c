"""The interface keeps to its own description, whoever asks and whatever they send: schemathesis against the application."""

from __future__ import annotations

import pytest
import schemathesis
from api_world import STRATEGY, world
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import update

from s3align.desk.storage.tables import Call
from s3align.web.api import router as api
from s3align.web.api.description import describe

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
FORM = "multipart/form-data"
"""All that a form holds is text, so that no type can be wrong there; nor is a wrong path that became a right one."""
EXAMPLES = 10
"""Of each operation, shared by all who ask: 57 operations in half a minute on two cores."""
WHO = ["", "nobody", "stranger", "applicant", "reviewer", "lead", "administrator"]


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    with world(tmp_path_factory.mktemp("api")) as made:
        yield made


@pytest.fixture(scope="module")
def described(there):
    return schemathesis.openapi.from_asgi("/api/openapi.json", there.app)


def _operations():
    app = FastAPI(version="0")
    app.include_router(api.router)
    describe(app)
    return [(method, path) for path, methods in app.openapi()["paths"].items() for method in methods]


def _cases(operation):
    """What the description allows, and what it does not where there is anything to get wrong."""
    takes = [*operation.path_parameters, *operation.query, *operation.headers, *operation.body]
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE] if takes else [GenerationMode.POSITIVE]
    return st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))


@pytest.mark.parametrize(("method", "path"), _operations())
def test_every_answer_is_one_that_the_description_names(there, described, method, path):
    @given(
        case=_cases(described[path][method.upper()]),
        who=st.sampled_from(WHO),
        is_known=st.booleans(),
        version=st.sampled_from(['"0"', '"1"', '"2"', None]),
    )
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case, who, is_known, version):
        if is_known:
            _name_what_there_is(case, there.ids)
        headers = there.headers(who)
        if version and "If-Match" not in (case.headers or {}):
            headers["If-Match"] = version
        is_right = is_known or case.media_type == FORM
        case.validate_response(case.call(headers=headers), checks=CHECKS[:-1] if is_right else CHECKS)

    ask()
    with there.app.state.server.database.writing() as session:
        session.execute(update(Call).values(is_closed=False))


def _name_what_there_is(case, ids):
    for name in case.path_parameters or {}:
        case.path_parameters[name] = ids.get(name, case.path_parameters[name])
    if isinstance(case.body, dict) and "strategy" in case.body:
        case.body["strategy"] = STRATEGY
