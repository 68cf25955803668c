"""Two versions of a proposal compared: the earlier one is sent afterwards, or both are files of the check."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from s3align.desk.access import Permission
from s3align.desk.checks import check_reports, checks
from s3align.desk.checks.check_folder import Coming, FileFolder
from s3align.desk.checks.check_status import CheckStatus
from s3align.desk.checks.checks import ChecksFullError
from s3align.errors import NotAssessableError
from s3align.web.checks.check import OF_A_FIELD, SEE_OTHER, check_page, count_files
from s3align.web.checks.check_uploads import UploadLimits, take_in
from s3align.web.checks.check_view import build_check_view
from s3align.web.pages import is_part, page, reader_language
from s3align.web.permissions import needs
from s3align.web.problems import worded
from s3align.web.report_page import Back, report_response
from s3align.web.route_rules import takes_files
from s3align.web.state import ServerState, State
from s3align.web.words import web_messages

router = APIRouter(prefix="/checks/{secret}", include_in_schema=False, dependencies=[needs(Permission.CHECK)])


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two files of a check, by position; ``folders``: of the earlier and of the later one."""

    check: CheckStatus
    earlier: int
    later: int
    folders: tuple[FileFolder, FileFolder]

    @property
    def is_open(self) -> bool:
        """Whether one of them is not ready."""
        return any(file.is_open for file in self.check.files if file.position in (self.earlier, self.later))


@router.post("/earlier", dependencies=[takes_files()])
async def take_other(request: Request, state: State, secret: str) -> Response:
    """Takes in another version of a file, and leads to the comparison: it is the later one unless the form says earlier."""
    limits = UploadLimits(state.settings.max_file_bytes, 1)
    with Coming(state.files) as coming:
        try:
            fields = await take_in(request, coming, limits)
            position = await run_in_threadpool(_add, request, state, secret, coming)
        except (*OF_A_FIELD, ChecksFullError) as error:
            return await run_in_threadpool(check_page, request, state, secret, error=error)
    other = fields.get("other", "")
    other = other if other.isdecimal() and len(other) < 4 else "0"
    earlier, later = (position, other) if fields.get("uploaded") == "earlier" else (other, position)
    return RedirectResponse(f"/checks/{secret}/compare?earlier={earlier}&later={later}", SEE_OTHER)


@router.get("/compare")
def compare(request: Request, state: State, secret: str, earlier: int, later: int, still: str = "") -> Response:
    """What the later version gained and lost; or a page that waits for both, or says why that cannot be."""
    pair = _pair(state, secret, earlier, later)
    language = reader_language(request)
    t = web_messages(language)
    error = t("check_compare_same") if earlier == later else ""
    if not error and not pair.is_open:
        try:
            compared = _compared(state, pair, language)
        except NotAssessableError as refused:
            compared, error = None, worded(refused, language)
        if compared is not None and is_part(request):  # a document of its own takes the place of the page that waits
            return Response(status_code=204, headers={"hx-refresh": "true"})
        if compared is not None:
            return report_response(compared, Back(f"/checks/{secret}", t("check_back"), t("check_back_label")))
    view = build_check_view(pair.check, state.pipelines.strategy(pair.check.strategy), t)
    return page(
        request,
        "check/_compare.html" if is_part(request) else "check/compare.html",
        view=view,
        secret=secret,
        wanted=[file for file in view.files if file.position in (earlier, later)],
        is_open=pair.is_open,
        still=bool(still),
        error=error,
        earlier=earlier,
        later=later,
    )


def _add(request: Request, state: ServerState, secret: str, coming: Coming) -> int:
    count_files(request, state)
    with state.database.writing() as session:
        return checks.add(session, state.files, state.server, checks.check_id(secret), coming)


def _pair(state: ServerState, secret: str, earlier: int, later: int) -> _Pair:
    """Two files of a check. Raises CheckGoneError where it is over or has no such files."""
    check = checks.check_id(secret)
    with state.database.reading() as session:
        first, second = (checks.folder_of(session, state.files, check, position) for position in (earlier, later))
        return _Pair(checks.status(session, state.files, check), earlier, later, (first, second))


def _compared(state: ServerState, pair: _Pair, language: str) -> str | None:
    pipeline, day = state.pipelines.of(pair.check.strategy), check_reports.day_of(pair.check.created_at)
    body = check_reports.comparison(*pair.folders, pipeline, language, day)
    return None if body is None else body.decode("utf-8")
