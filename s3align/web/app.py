"""The application: one for both faces, put together of the routers below ``s3align.web``."""

from __future__ import annotations

from fastapi import FastAPI

from s3align.desk.checks.checks import CheckGoneError
from s3align.desk.settings import ServerSettings
from s3align.settings import Settings
from s3align.version import VERSION
from s3align.web import operations, problems, static
from s3align.web.api import pages as api_pages
from s3align.web.api import router as api
from s3align.web.api.description import describe
from s3align.web.calls import call_people, calls, exports, imports, intake, marks, reassess
from s3align.web.checks import check, check_compare, check_files
from s3align.web.guard import guarded
from s3align.web.metrics import count_requests
from s3align.web.people import account, admin, invitation, oidc, sign_in
from s3align.web.review import (
    audit_pages,
    listing,
    queue,
    resembling,
    shortlist,
    statistics,
    submission,
    submission_delete,
    submission_files,
)
from s3align.web.security import headed
from s3align.web.state import ServerState

ROUTERS = (
    account.router,
    admin.router,
    api.router,
    api_pages.router,
    audit_pages.router,
    call_people.router,
    calls.router,
    check.router,
    check_compare.router,
    check_files.router,
    exports.router,
    imports.router,
    intake.router,
    invitation.router,
    listing.router,
    marks.router,
    oidc.router,
    operations.router,
    queue.router,
    reassess.router,
    resembling.router,
    shortlist.router,
    sign_in.router,
    static.router,
    statistics.router,
    submission.router,
    submission_delete.router,
    submission_files.router,
)
"""Each a module of its own; the order decides where two paths could match."""


def make_app(server: ServerSettings, settings: Settings | None = None) -> FastAPI:
    """The application with its database, which must have the form of this version (``desk.storage.migrate``)."""
    app = FastAPI(
        title="s3align",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.server = ServerState.of(server, settings or Settings())
    for router in ROUTERS:
        app.include_router(router)
    describe(app)
    guarded(app, server)
    problems.install(app)
    app.add_exception_handler(CheckGoneError, check.gone)
    headed(app, server)
    count_requests(app, app.state.server.database)
    return app
