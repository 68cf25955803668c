"""The interface for programs: the same actions as the pages, in order, by those who may and those who may not."""

from __future__ import annotations

import io
import json
import zipfile
from typing import get_args

import pytest
from api_world import STRATEGY, world
from fastapi.testclient import TestClient
from signing_in import made

from s3align.desk.calls.call_forms import CHECKS
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import Call, Job, Submission
from s3align.web.api.calls import CheckName
from s3align.web.app import make_app

CALL = {"title": "Aufruf 2031", "strategy": STRATEGY, "lots": [{"title": "Los 1", "theme": "", "places": 3}]}
TEXT = "Wir bauen eine Anlage, die Wasserstoff aus überschüssigem Strom gewinnt. ".encode()


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    with world(tmp_path_factory.mktemp("api")) as made:
        yield made


@pytest.fixture
def fresh(tmp_path):
    with world(tmp_path) as made:
        yield made


def _file(name="antrag.txt", content=TEXT):
    return ("files", (name, io.BytesIO(content), "text/plain"))


def _zip(**files):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.txt", content)
    return ("files", ("alle.zip", io.BytesIO(whole.getvalue()), "application/zip"))


def test_a_token_says_whose_it_is(there):
    told = there.client("reviewer").get("/api/v1/me").json()
    assert told["account_id"] == there.accounts["reviewer"]
    assert told["roles"] == {there.ids["call_id"]: "reviewer"}
    assert "administer" not in told["scopes"]


@pytest.mark.parametrize("who", ["", "nobody"])
def test_without_a_good_token_there_is_nothing(there, who):
    answer = there.client(who).get("/api/v1/calls")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_calls_are_seen_by_those_in_them(there):
    seen = {who: there.client(who).get("/api/v1/calls").json()["total"] for who in ("reviewer", "lead", "stranger")}
    assert seen == {"reviewer": 1, "lead": 1, "stranger": 0}
    assert there.client("stranger").get(f"/api/v1/calls/{there.ids['call_id']}").status_code == 404


def test_an_administrator_makes_a_call_changes_it_and_nobody_overwrites_unseen(fresh):
    client = fresh.client("administrator")
    answer = client.post("/api/v1/calls", json=CALL)
    assert answer.status_code == 201
    path, tag = answer.headers["location"], answer.headers["etag"]
    changed = {**CALL, "title": "Aufruf 2032", "lots": answer.json()["lots"]}
    assert client.put(path, json=changed).status_code == 428
    first = client.put(path, json=changed, headers={"if-match": tag})
    assert first.status_code == 200
    assert first.json()["lots"][0]["id"] == answer.json()["lots"][0]["id"]
    second = client.put(path, json=changed, headers={"if-match": tag})
    assert second.status_code == 409
    assert second.json()["type"] == "/problems/stale"


def test_a_call_on_a_strategy_that_there_is_not_is_refused_field_by_field(there):
    answer = there.client("administrator").post("/api/v1/calls", json={**CALL, "strategy": "none", "lots": []})
    assert answer.status_code == 422
    assert [entry["pointer"] for entry in answer.json()["errors"]] == ["#/strategy"]


def test_a_field_that_there_is_not_is_refused(there):
    answer = there.client("administrator").post("/api/v1/calls", json={**CALL, "titel": "x"})
    assert [entry["pointer"] for entry in answer.json()["errors"]] == ["#/titel"]


def test_what_is_handed_in_twice_is_one_submission(fresh):
    client, path = fresh.client("applicant"), f"/api/v1/calls/{fresh.ids['call_id']}/submissions"
    first, second = (client.post(path, files=[_file()]) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["items"][0]["submission_id"] == second.json()["items"][0]["submission_id"]
    own = client.get(f"/api/v1/calls/{fresh.ids['call_id']}/handed-in").json()
    assert own["total"] == 1


def test_of_several_files_one_that_is_refused_stops_none_of_the_others(fresh):
    path = f"/api/v1/calls/{fresh.ids['call_id']}/submissions"
    files = [_file(), _file("bild.exe", b"MZ"), _zip(eins=b"Eins " * 50, zwei=b"Zwei " * 50)]
    rows = fresh.client("lead").post(path, files=files).json()["items"]
    assert [bool(row["why"]) for row in rows] == [False, True, False, False]


def test_a_single_file_of_another_kind_is_a_problem(there):
    answer = there.client("lead").post(
        f"/api/v1/calls/{there.ids['call_id']}/submissions", files=[_file("bild.exe", b"MZ")]
    )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_who_only_reads_hands_nothing_in(there):
    path = f"/api/v1/calls/{there.ids['call_id']}/submissions"
    assert there.client("reviewer").post(path, files=[_file()]).status_code == 403
    assert there.client("stranger").post(path, files=[_file()]).status_code == 404


def test_an_applicant_sees_no_submissions_of_others(there):
    client = there.client("applicant")
    assert client.get(f"/api/v1/calls/{there.ids['call_id']}/submissions").status_code == 403
    assert client.get(f"/api/v1/submissions/{there.ids['submission_id']}").status_code == 403


def test_the_list_leads_from_page_to_page(there):
    path = f"/api/v1/calls/{there.ids['call_id']}/submissions"
    answer = there.client("reviewer").get(path)
    assert answer.json()["total"] >= 3
    assert 'rel="last"' in answer.headers["link"]
    calls = there.client("reviewer").get("/api/v1/calls", params={"size": 1, "page": 1})
    assert 'rel="next"' not in calls.headers["link"]


def test_the_list_has_the_filters_of_the_page(there):
    path = f"/api/v1/calls/{there.ids['call_id']}/submissions"
    found = there.client("reviewer").get(path, params={"state": "waiting"}).json()
    assert found["total"] == 1
    assert found["all"] >= 3
    assert there.client("reviewer").get(path, params={"state": "none"}).status_code == 422
    misspelt = there.client("reviewer").get(path, params={"sate": "waiting"})
    assert misspelt.status_code == 422
    assert misspelt.json()["errors"][0]["parameter"] == "sate"


def test_record_report_and_file_come_as_files(there):
    client, path = there.client("reviewer"), f"/api/v1/submissions/{there.ids['submission_id']}"
    assert json.loads(client.get(f"{path}/record").text)["status"] == "assessed"
    html = client.get(f"{path}/report", headers={"accept-language": "de"})
    assert html.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in html.headers["content-security-policy"]
    assert client.get(f"{path}/report", params={"form": "pdf"}).content.startswith(b"%PDF")
    assert b"Wasserstoff" in client.get(f"{path}/file").content


def test_a_reading_is_saved_changed_and_not_overwritten(fresh):
    client, path = fresh.client("reviewer"), f"/api/v1/submissions/{fresh.ids['submission_id']}/reading"
    empty = client.get(path)
    assert empty.headers["etag"] == '"0"'
    reading = {"decision": "fits", "verdicts": {"green-tech": "core"}, "remark": "Gut belegt."}
    assert client.put(path, json=reading).status_code == 428
    first = client.put(path, json=reading, headers={"if-match": '"0"'})
    assert first.status_code == 200
    assert first.json()["is_blind"]
    again = client.put(path, json={**reading, "decision": "unsure"}, headers={"if-match": '"0"'})
    assert again.status_code == 409
    assert again.json()["type"] == "/problems/stale"
    changed = client.put(path, json={**reading, "decision": "unsure"}, headers={"if-match": first.headers["etag"]})
    assert changed.json()["decision"] == "unsure"
    versions = client.get(f"/api/v1/submissions/{fresh.ids['submission_id']}/history").json()
    assert [entry["content"]["decision"] for entry in versions["items"]] == ["unsure", "fits"]


def test_before_the_own_decision_nothing_of_others_comes_through_the_interface(fresh):
    path, words = f"/api/v1/submissions/{fresh.ids['submission_id']}", "Zartbitter"
    first, second = fresh.client("reviewer"), fresh.client("second")
    reading = {"decision": "does_not_fit", "remark": words}
    assert first.put(f"{path}/reading", json=reading, headers={"if-match": '"0"'}).status_code == 200
    assert first.post(f"{path}/notes", json={"text": words}).status_code == 201
    assessment = first.get(path).json()["assessments"][0]["id"]
    mark = {"assessment_id": assessment, "theme": "green-tech", "passage": 2, "is_right": False}
    assert first.put(f"{path}/marks", json=mark).status_code == 200
    listed = f"/api/v1/calls/{fresh.ids['call_id']}/submissions"
    asked = [
        path,
        *(f"{path}/{part}" for part in ("readings", "history", "notes", "marks", "outcomes", "reading")),
        listed,
    ]
    for address in asked:
        answer = second.get(address)
        assert answer.status_code == 200
        assert words not in answer.text
        assert "does_not_fit" not in answer.text
        assert fresh.accounts["reviewer"] not in answer.text
    assert second.put(f"{path}/reading", json={"decision": "fits"}, headers={"if-match": '"0"'}).status_code == 200
    assert words in second.get(f"{path}/readings").text
    assert words in second.get(f"{path}/notes").text


def test_a_call_that_hides_the_program_hides_it_here_too(fresh):
    lead, call = fresh.client("lead"), f"/api/v1/calls/{fresh.ids['call_id']}"
    shown = lead.get(call)
    changed = {name: shown.json()[name] for name in ("title", "strategy", "language", "lots", "checks")}
    answer = lead.put(call, json={**changed, "hides_machine": True}, headers={"if-match": shown.headers["etag"]})
    assert answer.status_code == 200
    client, path = fresh.client("reviewer"), f"/api/v1/submissions/{fresh.ids['submission_id']}"
    assert client.get(f"{path}/record").status_code == 403
    assert client.get(f"{path}/report").status_code == 403
    assert client.get(path).json()["assessments"] == []
    assert "core" not in client.get(f"{call}/submissions").text
    assert client.put(f"{path}/reading", json={"decision": "fits"}, headers={"if-match": '"0"'}).status_code == 200
    assert client.get(f"{path}/record").status_code == 200


def test_the_queue_serves_what_to_read_next(fresh):
    client, call = fresh.client("reviewer"), f"/api/v1/calls/{fresh.ids['call_id']}"
    first = client.post(f"{call}/next", json={}).json()["submission_id"]
    assert client.post(f"/api/v1/submissions/{first}/skip", json={"reason": "field"}).status_code == 204
    assert client.get(f"{call}/skipped").json()["items"][0]["submission_id"] == first
    assert client.post(f"{call}/next", json={"after": first}).json()["submission_id"] != first
    assert client.post(f"/api/v1/submissions/{first}/take-up").status_code == 204
    assert client.get(f"{call}/progress").json()["skipped"] == 0


def test_accounts_and_roles_are_for_administrators(fresh):
    client, path = fresh.client("administrator"), f"/api/v1/accounts/{fresh.ids['account_id']}"
    assert client.put(f"{path}/roles/{fresh.ids['call_id']}", json={"role": "reviewer"}).status_code == 200
    assert client.get(path).json()["roles"] == {fresh.ids["call_id"]: "reviewer"}
    assert client.delete(f"{path}/roles/{fresh.ids['call_id']}").json()["roles"] == {}
    tag = client.get(path).headers["etag"]
    assert client.patch(path, json={"is_active": False}, headers={"if-match": tag}).json()["is_active"] is False
    for who in ("lead", "reviewer", "applicant"):
        assert fresh.client(who).get("/api/v1/accounts").status_code == 403
        assert fresh.client(who).get("/api/v1/audit").status_code == 403


def test_the_audit_log_holds_digests_of_words_and_no_words(fresh):
    path, words = f"/api/v1/submissions/{fresh.ids['submission_id']}", "Zartbitter"
    reading = {"decision": "fits", "remark": words}
    fresh.client("reviewer").put(f"{path}/reading", json=reading, headers={"if-match": '"0"'})
    answer = fresh.client("administrator").get("/api/v1/audit", params={"action": "reading.decided"})
    assert answer.json()["total"] == 1
    assert words not in answer.text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("Antrag\u200e Mitte\u202c 2031.md", "Antrag Mitte 2031.md"), ("Antrag\x01 Nord.md", "Antrag\\x01 Nord.md")],
)
def test_a_name_is_kept_as_the_answer_tells_it(fresh, sent, kept):
    call = f"/api/v1/calls/{fresh.ids['call_id']}"
    body = (
        b'--xx\r\nContent-Disposition: form-data; name="files"; filename="' + sent.encode() + b'"\r\n'
        b"Content-Type: text/plain\r\n\r\nWir bauen.\r\n--xx--\r\n"
    )
    headers = {"content-type": "multipart/form-data; boundary=xx"}
    answer = fresh.client("lead").post(f"{call}/submissions", content=body, headers=headers).json()["items"][0]
    assert answer["name"] == kept
    with fresh.app.state.server.database.reading() as session:
        assert session.get(Submission, answer["submission_id"]).file_name == kept


def test_of_work_on_what_is_hidden_the_state_alone_is_told(fresh):
    with fresh.app.state.server.database.writing() as session:
        session.get_one(Call, fresh.ids["call_id"]).hides_machine = True
        job = Job(kind="assess", subject=fresh.ids["submission_id"], state="failed", error="too_long", attempts=3)
        session.add(job)
    path = f"/api/v1/submissions/{fresh.ids['submission_id']}"

    def told(who):
        job = fresh.client(who).get(f"{path}/jobs").json()["items"][0]
        return job["state"], job["error"], job["attempts"]

    assert told("reviewer") == ("failed", "", 0)
    assert told("lead") == ("failed", "too_long", 3)
    fresh.client("reviewer").put(f"{path}/reading", json={"decision": "fits"}, headers={"if-match": '"0"'})
    assert told("reviewer") == ("failed", "too_long", 3)


def test_an_administrator_who_reads_finds_no_decision_of_others_in_the_audit_log_before_their_own(fresh):
    client, path = fresh.client("administrator"), f"/api/v1/submissions/{fresh.ids['submission_id']}/reading"
    fresh.client("reviewer").put(path, json={"decision": "fits"}, headers={"if-match": '"0"'})
    role = f"/api/v1/accounts/{fresh.accounts['administrator']}/roles/{fresh.ids['call_id']}"
    assert client.get("/api/v1/audit", params={"action": "reading.decided"}).json()["total"] == 1
    assert client.put(role, json={"role": "reviewer"}).status_code == 200
    assert client.get("/api/v1/audit", params={"action": "reading.decided"}).json()["total"] == 0
    assert client.put(path, json={"decision": "unsure"}, headers={"if-match": '"0"'}).status_code == 200
    assert client.get("/api/v1/audit", params={"action": "reading.decided"}).json()["total"] == 2


def test_who_has_decided_holds_nothing_up_for_the_next_reader(fresh):
    with fresh.app.state.server.database.writing() as session:
        session.get_one(Call, fresh.ids["call_id"]).readers_wanted = 2
    following = f"/api/v1/calls/{fresh.ids['call_id']}/next"

    def decided_by(who):
        served = fresh.client(who).post(following, json={}).json()["submission_id"]
        if served:
            path = f"/api/v1/submissions/{served}/reading"
            assert fresh.client(who).put(path, json={"decision": "fits"}, headers={"if-match": '"0"'}).is_success
        return served

    first = set(iter(lambda: decided_by("reviewer"), None))
    assert first
    assert set(iter(lambda: decided_by("lead"), None)) == first


def test_a_theme_that_the_strategy_has_not_is_refused_by_name_and_nothing_is_saved(fresh):
    client, path = fresh.client("reviewer"), f"/api/v1/submissions/{fresh.ids['submission_id']}/reading"
    for sent in ({"verdicts": {"nix": "core"}}, {"reasons": {"nix": {"words": "so"}}}):
        answer = client.put(path, json={"decision": "fits", **sent}, headers={"if-match": '"0"'})
        assert answer.status_code == 400
        assert "nix" in answer.json()["detail"]
    assert client.get(path).json()["version"] == 0
    known = {"decision": "fits", "verdicts": {"health": "core"}}
    assert client.put(path, json=known, headers={"if-match": '"0"'}).status_code == 200


def test_a_check_is_there_for_who_has_its_secret_until_it_is_deleted(there):
    client = there.client()
    key = {"idempotency-key": "0123456789abcdef0123456789abcdef"}
    first, second = (client.post("/api/v1/checks", files=[_file()], headers=key) for _ in range(2))
    assert first.status_code == 201
    assert first.json()["secret"] == second.json()["secret"]
    path = first.headers["location"]
    assert client.get(path).json()["files"][0]["state"] == "waiting"
    assert client.get(f"{path}/files/0/record").status_code == 404
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_a_check_of_nothing_is_refused(there):
    answer = there.client().post("/api/v1/checks", files={"strategy": (None, "")})
    assert answer.status_code == 422


def test_names_of_strangers_end_no_header(fresh):
    with fresh.app.state.server.database.writing() as session:
        submission = session.get(Submission, fresh.ids["submission_id"])
        submission.file_name = 'a"\r\nset-cookie: x=1\r\n\udc80ä.txt'.encode("utf-8", "replace").decode()
    answer = fresh.client("reviewer").get(f"/api/v1/submissions/{fresh.ids['submission_id']}/file")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


def test_on_a_laptop_programs_need_no_token(tmp_path):
    app = made(ServerSettings(data=tmp_path))
    client = TestClient(app, base_url="http://127.0.0.1:8733")
    assert client.post("/api/v1/calls", json=CALL).status_code == 201
    app.state.server.database.close()


def test_a_call_may_have_every_check_that_there_is():
    assert get_args(CheckName) == CHECKS


def test_operations_have_ids_that_programs_may_rely_on(tmp_path):
    app = make_app(ServerSettings(data=tmp_path))
    ids = [operation["operationId"] for path in app.openapi()["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids))
    assert {"list_calls", "hand_in", "save_own_reading", "show_record"} <= set(ids)
    app.state.server.database.close()


def test_every_operation_and_field_says_what_it_is(tmp_path):
    app = make_app(ServerSettings(data=tmp_path))
    description = app.openapi()
    assert all(operation["description"] for path in description["paths"].values() for operation in path.values())
    assert all(
        "description" in schema for name, schema in description["components"]["schemas"].items() if "_" not in name
    )
    assert "HTTPValidationError" not in description["components"]["schemas"]
    app.state.server.database.close()


def test_a_lead_exports_archives_and_deletes(fresh):
    client, call = fresh.client("lead"), f"/api/v1/calls/{fresh.ids['call_id']}"
    assert "fits" not in client.get(f"{call}/exports/results.csv").text
    assert client.get(f"{call}/exports/results.xlsx").content.startswith(b"PK")
    path = f"/api/v1/submissions/{fresh.ids['submission_id']}"
    assert client.get(f"{path}/archive").content.startswith(b"PK")
    assert client.delete(path, params={"reason": "mistake"}).status_code == 204
    assert client.get(path).status_code == 404
    for who in ("reviewer", "applicant"):
        assert fresh.client(who).get(f"{call}/exports/results.csv").status_code == 403
    log = fresh.client("administrator").get("/api/v1/audit").json()
    assert [entry["action"] for entry in log["items"]][:2] == ["submission.deleted", "submission.archived"]
    assert fresh.client("administrator").get("/api/v1/audit/verification").json()["broken_at"] is None


def test_a_lead_assesses_again_and_does_things_to_many(fresh):
    client, call = fresh.client("lead"), f"/api/v1/calls/{fresh.ids['call_id']}"
    assert client.post(f"{call}/assess", json={}).json()["count"] == 3
    assert client.post(f"{call}/assess", json={"numbers": [1]}).json()["count"] == 1
    assert client.post(f"{call}/assess", json={"numbers": [999]}).status_code == 404
    assert client.get(f"{call}/changes").json()["total"] == 0
    chosen = {row["id"]: row["version"] for row in client.get(f"{call}/submissions").json()["items"]}
    done = client.post(f"{call}/bulk", json={"action": "withdraw", "submissions": chosen}).json()
    assert done["changed"] == 3
    again = client.post(f"{call}/bulk", json={"action": "withdraw", "submissions": chosen})
    assert again.status_code == 409
    assert client.post(f"{call}/bulk/{done['batch']}/undo").json()["count"] == 3


def test_what_is_no_folder_of_results_is_not_taken_over(fresh):
    path = f"/api/v1/calls/{fresh.ids['call_id']}/imports"
    for file in (_file(), _zip(eins=b"Eins")):
        answer = fresh.client("lead").post(path, files=[("file", file[1])])
        assert answer.status_code in (400, 422)
        assert answer.headers["content-type"] == "application/problem+json"
    assert fresh.client("reviewer").post(path, files=[("file", _zip(eins=b"Eins")[1])]).status_code == 403


def test_how_far_people_agree_is_for_the_lead_and_later_for_all(fresh):
    path = f"/api/v1/submissions/{fresh.ids['submission_id']}/reading"
    for who, decision, verdict in (("reviewer", "fits", "core"), ("second", "does_not_fit", "none")):
        reading = {"decision": decision, "verdicts": {"green-tech": verdict}}
        assert fresh.client(who).put(path, json=reading, headers={"if-match": '"0"'}).status_code == 200
    call = f"/api/v1/calls/{fresh.ids['call_id']}"
    told = fresh.client("lead").get(f"{call}/statistics").json()
    assert told["readings"] == 2
    assert told["differences"][0]["submission_id"] == fresh.ids["submission_id"]
    assert fresh.client("reviewer").get(f"{call}/statistics").status_code == 403
