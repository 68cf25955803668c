"""The page about the interface, and that every action of a page can be done by a program as well."""

from __future__ import annotations

import json
import shlex

import pytest
from signing_in import made
from web_pages import assert_accessible, assert_accessible_in_every_look, every_look

from s3align.desk.settings import ServerSettings
from s3align.web.api.overview import groups
from s3align.web.route_rules import rules
from s3align.web.words import web_messages

OWN_ACCOUNT = "a token changes nothing of its owner's account, else a stolen one could take it over"
LOOKS = "a page, or what a browser shows of it; what stands there comes by the other actions"
DRAFT = "what somebody types in a form, until it is saved"
OF_SERVER = "for those who run the server: its own kind of answer"
TWINS = {
    "GET /": LOOKS,
    "GET /account": OWN_ACCOUNT,
    "POST /account/name": OWN_ACCOUNT,
    "POST /account/password": OWN_ACCOUNT,
    "POST /account/sessions/end-others": OWN_ACCOUNT,
    "POST /account/sessions/{session_id}/end": OWN_ACCOUNT,
    "POST /account/tokens": OWN_ACCOUNT,
    "POST /account/tokens/{token_id}/revoke": OWN_ACCOUNT,
    "GET /admin": LOOKS,
    "GET /admin/accounts": ["list_accounts"],
    "POST /admin/accounts": ["create_account", "invite"],
    "GET /admin/accounts/{account_id}": ["show_account"],
    "POST /admin/accounts/{account_id}/active": ["change_account"],
    "POST /admin/accounts/{account_id}/administrator": ["change_account"],
    "POST /admin/accounts/{account_id}/link": ["invite"],
    "POST /admin/accounts/{account_id}/name": ["change_account"],
    "POST /admin/accounts/{account_id}/roles": ["give_role", "take_role"],
    "GET /admin/audit": ["list_audit"],
    "GET /admin/audit.csv": ["list_audit"],
    "GET /api": LOOKS,
    "GET /api/openapi.json": LOOKS,
    "POST /checks": ["begin_check"],
    "GET /checks/{secret}": ["show_check"],
    "POST /checks/{secret}/delete": ["delete_check"],
    "POST /checks/{secret}/files/{position}/again": ["check_again"],
    "GET /checks/{secret}/compare": ["compare_check_versions"],
    "POST /checks/{secret}/earlier": ["add_check_version"],
    "GET /checks/{secret}/files/{position}/marked.pdf": ["show_check_marked"],
    "GET /checks/{secret}/files/{position}/report": ["show_check_report"],
    "GET /checks/{secret}/files/{position}/report.{form}": ["show_check_report", "show_check_record"],
    "GET /desk": ["list_calls"],
    "GET /desk/calls/{call_id}": ["show_call", "show_progress", "list_handed_in"],
    "GET /desk/calls/{call_id}/agreement": ["show_statistics"],
    "GET /desk/calls/{call_id}/queue": ["show_progress", "list_skipped"],
    "POST /desk/calls/{call_id}/queue": ["take_next"],
    "POST /desk/submissions/{submission_id}/skip": ["skip_submission"],
    "POST /desk/submissions/{submission_id}/take-up": ["take_up_submission"],
    "GET /sign-in/provider": OWN_ACCOUNT,
    "GET /sign-in/provider/back": OWN_ACCOUNT,
    "GET /desk/calls/{call_id}/change": LOOKS,
    "POST /desk/calls/{call_id}/change": ["change_call"],
    "POST /desk/calls/{call_id}/close": ["close_call"],
    "GET /desk/calls/{call_id}/exports": LOOKS,
    "GET /desk/calls/{call_id}/exports/archives.zip": ["export_archives"],
    "GET /desk/calls/{call_id}/exports/proposals.zip": ["export_proposals"],
    "GET /desk/calls/{call_id}/exports/{name}": ["export_call"],
    "GET /desk/calls/{call_id}/import": LOOKS,
    "POST /desk/calls/{call_id}/import": ["take_over"],
    "GET /desk/calls/{call_id}/submissions": ["list_submissions"],
    "POST /desk/calls/{call_id}/submissions/bulk": LOOKS,
    "POST /desk/calls/{call_id}/submissions/bulk/do": ["do_to_many"],
    "POST /desk/calls/{call_id}/submissions/undo": ["undo_to_many"],
    "GET /desk/calls/{call_id}/marks.zip": ["export_marks"],
    "GET /desk/calls/{call_id}/audit": ["list_call_audit"],
    "GET /desk/calls/{call_id}/audit.csv": ["list_call_audit"],
    "GET /desk/calls/{call_id}/people": ["list_people"],
    "POST /desk/calls/{call_id}/people": ["give_role", "take_role", "give_call_role", "take_call_role"],
    "GET /desk/calls/{call_id}/shortlist": ["list_shortlists"],
    "GET /desk/calls/{call_id}/shortlist.csv": ["list_shortlists"],
    "GET /desk/calls/{call_id}/progress": ["show_progress"],
    "GET /desk/calls/{call_id}/reassess": ["list_changes"],
    "POST /desk/calls/{call_id}/reassess": ["assess_again"],
    "POST /desk/calls/{call_id}/reopen": ["reopen_call"],
    "GET /desk/calls/{call_id}/upload": LOOKS,
    "POST /desk/calls/{call_id}/upload": ["hand_in"],
    "POST /desk/calls/{call_id}/withdraw": ["withdraw_submission"],
    "GET /desk/new-call": LOOKS,
    "POST /desk/new-call": ["create_call"],
    "GET /desk/submissions/{submission_id}": [
        "show_submission",
        "list_readings",
        "list_notes",
        "list_marks",
        "list_outcomes",
        "list_resembling",
    ],
    "POST /desk/submissions/{submission_id}/earlier": ["set_earlier"],
    "GET /desk/submissions/{submission_id}/delete": LOOKS,
    "POST /desk/submissions/{submission_id}/delete": ["delete_submission"],
    "GET /desk/submissions/{submission_id}/archive.zip": ["archive_submission"],
    "POST /desk/submissions/{submission_id}/draft": DRAFT,
    "POST /desk/submissions/{submission_id}/draft/drop": DRAFT,
    "GET /desk/submissions/{submission_id}/file": ["show_file"],
    "POST /desk/submissions/{submission_id}/marks": ["set_mark"],
    "POST /desk/submissions/{submission_id}/notes": ["add_note"],
    "POST /desk/submissions/{submission_id}/outcomes": ["settle_difference"],
    "GET /desk/submissions/{submission_id}/pages/{number}": LOOKS,
    "POST /desk/submissions/{submission_id}/reading": ["save_own_reading"],
    "GET /desk/submissions/{submission_id}/report": ["show_report"],
    "GET /desk/submissions/{submission_id}/text": LOOKS,
    "GET /health/live": OF_SERVER,
    "GET /health/ready": OF_SERVER,
    "GET /invitation/{secret}": OWN_ACCOUNT,
    "POST /invitation/{secret}": OWN_ACCOUNT,
    "GET /metrics": OF_SERVER,
    "GET /problems/{kind}": LOOKS,
    "GET /sign-in": OWN_ACCOUNT,
    "POST /sign-in": OWN_ACCOUNT,
    "POST /sign-out": OWN_ACCOUNT,
    "GET /static/s3align.css": LOOKS,
    "GET /static/{name}": LOOKS,
}
"""Route of a page -> the operations that do the same, or why there is none."""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    made_app = made(ServerSettings(data=tmp_path_factory.mktemp("data")))
    yield made_app
    made_app.state.server.database.close()


def _operations(app):
    return {entry["operationId"]: entry for path in app.openapi()["paths"].values() for entry in path.values()}


def test_every_action_of_a_page_has_its_twin_or_a_reason(app):
    routes = {
        f"{method} {rule.path}"
        for rule in rules(app)
        for method in rule.methods - {"HEAD"}
        if not rule.path.startswith("/api/v1")
    }
    assert routes - TWINS.keys() == set(), "name the operation that does the same, or the reason why none does"
    assert TWINS.keys() - routes == set()


def test_every_twin_is_there(app):
    known = _operations(app)
    assert {name for twins in TWINS.values() if isinstance(twins, list) for name in twins} <= known.keys()


def test_the_page_says_what_the_description_says(app):
    for name, operation in _operations(app).items():
        first = operation["description"].split("\n\n")[0].replace("\n", " ")
        assert web_messages("en")(f"api_op_{name}") == first


def test_every_call_to_try_is_one_that_a_shell_takes(app):
    shown = [entry for group in groups(app.openapi(), list(rules(app)), "http://h") for entry in group.operations]
    assert {entry.key for entry in shown} == _operations(app).keys()
    for entry in shown:
        words = shlex.split(entry.curl)
        assert words[0] == "curl"
        assert words[-1].startswith(f"http://h{entry.path}")
        if "-d" in words:
            json.loads(words[words.index("-d") + 1])


@every_look
def test_the_page_is_good_to_read(serve, browse, look):
    page = browse(serve(), "/api", **look)
    assert page.get_by_role("heading", level=2).count() > 8
    page.locator("summary").first.click()  # a group, and in it a request
    page.locator("details details summary").first.click()
    assert page.get_by_text("curl").first.is_visible()
    assert_accessible_in_every_look(page, "api")


def test_a_problem_has_a_page_that_is_good_to_read(serve, browse):
    page = browse(serve(), "/problems/stale", language="en", width=390)
    assert "If-Match" in page.locator("main").inner_text()
    assert_accessible(page, "problem-stale")
