"""The page of a submission and all that hangs on it, as clients of two readers and a lead get it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from desk_builders import make_assessment, make_call, make_record, make_refused, make_submission
from desk_proposals import proposal_pdf
from fastapi.testclient import TestClient
from signing_in import account, made, signed_in
from sqlalchemy import event, select

from s3align.desk.access import Principal, Role
from s3align.desk.review.readings import own
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import AuditEntry, Call, Note, PersonReading, ReadingDraft, Submission
from s3align.record.assessment import Verdict
from s3align.web.review.page_images import PageImages

TEXT = "# Vorhaben\n\nWir bauen eine Anlage, die Wasserstoff aus überschüssigem Strom gewinnt.\n\nDas ist der Rest.\n"
QUOTE = "Wir bauen eine Anlage, die Wasserstoff aus überschüssigem Strom gewinnt."
SECRET = "Das weiß vorerst nur Bea."


@dataclass
class World:
    """A call with a text, a PDF and a refused file; three people who are signed in."""

    app: Any
    call: str
    text: str
    pdf: str
    refused: str
    ada: TestClient
    bea: TestClient
    lead: TestClient
    ids: dict[str, str]

    def page(self, client: TestClient, submission: str = "") -> str:
        return unescape(client.get(f"/desk/submissions/{submission or self.text}").text)

    def save(self, client: TestClient, submission: str = "", **fields: str) -> Any:
        submission = submission or self.text
        known = re.search(r'name="version" value="(\d+)"', self.page(client, submission))
        given = {"version": known[1] if known else "0", **fields}
        return client.post(f"/desk/submissions/{submission}/reading", data=given)

    def set(self, **values: Any) -> None:
        with self.app.state.server.database.writing() as session:
            for name, value in values.items():
                setattr(session.get_one(Call, self.call), name, value)


@pytest.fixture
def world(tmp_path):
    app = made(ServerSettings(data=tmp_path / "data", accounts=True))
    state = app.state.server
    with state.database.writing() as session:
        call = make_call(session, "Erster <b>Aufruf</b>")
        text = make_submission(
            session, call, files=state.files, content=TEXT.encode(), file_name="<i>antrag</i> ä\r\n.md", suffix=".md",
            title="<script>alert(1)</script>",
        )  # fmt: skip
        make_assessment(session, text, make_record({"green-tech": Verdict.CORE, "health": Verdict.UNCLEAR}))
        pdf = make_submission(
            session, call, files=state.files, content=proposal_pdf(), file_name="antrag.pdf", suffix=".pdf"
        )
        make_assessment(session, pdf)
        refused = make_submission(
            session, call, files=state.files, content=b"%PDF-1.4 broken", file_name="zu.pdf", suffix=".pdf"
        )
        make_assessment(session, refused, make_refused())
        ids = {"call": call.id, "text": text.id, "pdf": pdf.id, "refused": refused.id}
    people = {
        login: account(app, login, {ids["call"]: role})
        for login, role in (("ada", Role.REVIEWER), ("bea", Role.REVIEWER), ("lea", Role.LEAD))
    }
    clients = [signed_in(app, people[login]) for login in ("ada", "bea", "lea")]
    yield World(app, ids["call"], ids["text"], ids["pdf"], ids["refused"], *clients, people)
    state.database.close()


def test_the_page_shows_the_proposal_its_evidence_and_the_form(world):
    page = world.page(world.ada)
    assert "Wasserstoff" in page
    assert 'name="decision" value="fits"' in page
    assert 'name="verdict-green-tech"' in page
    assert "<script>alert(1)" not in world.ada.get(f"/desk/submissions/{world.text}").text


def test_a_reading_is_saved_and_comes_back(world):
    answer = world.save(
        world.ada,
        decision="back",
        remark="Frage\r\nnach Seite 2",
        **{"verdict-health": "side", "words-health": "Kapitel"},
    )
    assert (answer.status_code, "saved=yes" in answer.headers["location"]) == (303, True)
    page = world.page(world.ada)
    assert re.search(r'value="back"[^>]* checked', page)
    assert re.search(r'name="verdict-health" value="side"[^>]* checked', page)
    assert "Frage\nnach Seite 2" in page


def test_saving_and_going_on_leads_to_what_is_to_be_read_next(world):
    seen, place = [world.text], ""
    for _ in range(3):
        place = world.save(world.ada, seen[-1], decision="fits", next="yes").headers["location"]
        seen.append(re.search(r"submissions/(\w+)", place)[1])
    assert set(seen[:3]) == {world.text, world.pdf, world.refused}
    assert place.endswith("saved=all")


def test_what_is_saved_without_a_decision_is_told_of_as_open(world):
    answer = world.save(world.ada, remark="noch zu klären", next="yes")
    assert answer.headers["location"].endswith("saved=open")
    assert "noch nicht entschieden" in unescape(world.ada.get(answer.headers["location"]).text)
    assert world.save(world.ada, remark="noch zu klären").headers["location"].endswith("saved=open#reading")
    assert world.save(world.ada, decision="fits").headers["location"].endswith("saved=yes#reading")


def test_a_lead_deletes_a_proposal_by_its_number_and_nobody_else_does(world):
    address, database = f"/desk/submissions/{world.pdf}/delete", world.app.state.server.database
    given = {"number": "2", "reason": "asked"}
    assert [client.get(address).status_code for client in (world.ada, world.lead)] == [403, 200]
    assert world.ada.post(address, data=given).status_code == 403
    for wrong in ({"number": "1", "reason": "asked"}, {"number": "2"}, {"reason": "asked"}):
        assert world.lead.post(address, data=wrong).status_code == 422
    assert "/delete" not in world.page(world.ada)
    assert f"{world.text}/delete" in world.page(world.lead)
    with database.reading() as session:
        assert session.get(Submission, world.pdf) is not None
    answer = world.lead.post(address, data=given)
    assert answer.status_code == 303
    assert "Antrag 2 ist gelöscht" in world.lead.get(answer.headers["location"]).text
    with database.reading() as session:
        assert session.get(Submission, world.pdf) is None
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "submission.deleted"))
    assert (entry.actor, entry.after) == (world.ids["lea"], {"reason": "asked"})
    assert world.lead.get(address).status_code == 404


def test_a_blind_reader_learns_nothing_of_others_from_any_address(world):
    everything(world, world.ada)  # the first time, a row of their own is made
    before = everything(world, world.ada)
    world.save(world.bea, decision="does_not_fit", remark=SECRET, **{"verdict-health": "core", "words-health": SECRET})
    world.bea.post(f"/desk/submissions/{world.text}/notes", data={"note": SECRET})
    world.bea.post(f"/desk/submissions/{world.text}/marks", data=mark_of(world, "wrong"))
    world.bea.post(f"/desk/submissions/{world.text}/draft", data={"version": "0", "remark": SECRET})
    assert everything(world, world.ada) == before
    world.save(world.ada, decision="fits")
    after = world.page(world.ada)
    assert after.count(SECRET) >= 2
    assert "Bea" in after


def everything(world: World, client: TestClient) -> dict[str, str]:
    """What a client gets from every address about the submission; forms change nothing for those who only look."""
    address = f"/desk/submissions/{world.text}"
    places = ("", "/report", "/text", "?sort=disagreement", "?decision=does_not_fit", "?gravity=any")
    return {place: client.get(f"{address}{place}").text for place in places} | {
        "mark": client.post(f"{address}/marks", data=mark_of(world, ""), headers={"hx-request": "true"}).text
    }


def mark_of(world: World, is_right: str, theme: str = "green-tech") -> dict[str, str]:
    with world.app.state.server.database.reading() as session:
        assessment = session.get_one(Submission, world.text).assessment_id
    return {"assessment": assessment, "theme": theme, "passage": "2", "is_right": is_right}


def test_where_the_program_is_hidden_nothing_of_it_is_there_before_the_decision(world):
    world.set(hides_machine=True)
    page = world.page(world.ada)
    assert "Kernthema</span>" not in page.split('class="sub-side"')[0]
    assert "/marks" not in page
    address = f"/desk/submissions/{world.text}"
    mark = mark_of(world, "right")
    query = f"?assessment={mark['assessment']}&theme=green-tech&passage=2"
    assert world.ada.get(f"{address}/report").status_code == 404
    assert world.ada.get(f"{address}/text{query}").status_code == 404
    assert world.ada.get(f"/desk/submissions/{world.pdf}/pages/1{query}").status_code == 404
    assert world.ada.post(f"{address}/marks", data=mark).status_code == 404
    assert world.ada.get(f"{address}/text").status_code == 200
    assert world.ada.get(f"{address}/file").status_code == 200
    world.save(world.ada, decision="fits")
    assert world.ada.get(f"{address}/report").status_code == 200
    assert "/marks" in world.page(world.ada)
    with world.app.state.server.database.reading() as session:
        assert not session.scalars(select(PersonReading)).one().saw_machine


def test_with_a_conflict_of_interest_the_proposal_is_gone_until_it_is_taken_back(world):
    world.save(world.ada, conflict="yes", remark="Mein Verein")
    page = world.page(world.ada)
    assert "Wasserstoff aus" not in page
    for place in ("/file", "/text", "/report"):
        assert world.ada.get(f"/desk/submissions/{world.text}{place}").status_code == 404
    assert world.ada.get(f"/desk/submissions/{world.pdf}/file").status_code == 200
    world.save(world.ada, conflict="", remark="Doch nicht")
    assert "Wasserstoff aus" in world.page(world.ada)


def test_a_refused_file_says_why_and_can_be_decided(world):
    page = world.page(world.ada, world.refused)
    assert "Passwort" in page
    assert world.save(world.ada, world.refused, decision="back").status_code == 303
    assert re.search(r'value="back"[^>]* checked', world.page(world.ada, world.refused))


def test_what_was_typed_comes_back_when_another_window_has_saved(world):
    first = world.save(world.ada, decision="fits", remark="aus dem einen Fenster")
    assert first.status_code == 303
    late = world.ada.post(
        f"/desk/submissions/{world.text}/reading",
        data={"version": "0", "decision": "unsure", "remark": "aus dem anderen Fenster"},
    )
    text = unescape(late.text)
    assert late.status_code == 409
    assert 'role="alert"' in text
    assert "aus dem anderen Fenster" in text
    assert "aus dem einen Fenster" in text
    version = re.search(r'name="version" value="(\d+)"', text)[1]
    again = {"version": version, "decision": "unsure", "remark": "aus dem anderen Fenster"}
    assert world.ada.post(f"/desk/submissions/{world.text}/reading", data=again).status_code == 303


@pytest.mark.parametrize(
    "fields",
    [
        {"version": "x"},
        {"version": "0", "decision": "nonsense"},
        {"version": "0", "decision": "fits", "remark": "x" * 20_001},
        {"version": "0", "verdict-health": "nonsense"},
    ],
)
def test_what_no_form_sends_is_refused_and_what_was_typed_kept(world, fields):
    typed = {"remark": "Getippt"} | fields
    answer = world.ada.post(f"/desk/submissions/{world.text}/reading", data=typed)
    assert answer.status_code == 400
    assert typed["remark"] in unescape(answer.text)


def test_a_draft_is_kept_and_comes_back_until_it_is_dropped(world):
    address = f"/desk/submissions/{world.text}"
    kept = world.ada.post(f"{address}/draft", data={"version": "0", "remark": "Halber Satz", "note": "Halbe Notiz"})
    assert (kept.status_code, "Entwurf" in kept.text) == (200, True)
    page = world.page(world.ada)
    assert "Halber Satz" in page
    assert "Halbe Notiz" in page
    assert "Halber Satz" not in world.page(world.lead)
    world.ada.post(f"{address}/draft/drop")
    page = world.page(world.ada)
    assert "Halber Satz" not in page
    assert "Halbe Notiz" in page
    world.ada.post(f"{address}/notes", data={"note": "Halbe Notiz"})
    with world.app.state.server.database.reading() as session:
        assert session.scalars(select(ReadingDraft)).all() == []


def test_in_a_closed_call_all_can_be_seen_and_nothing_changed(world):
    world.save(world.ada, decision="fits")
    world.set(is_closed=True)
    page = world.page(world.ada)
    assert "geschlossen" in page
    answer = world.save(world.ada, decision="unsure", remark="zu spät")
    assert answer.status_code == 409
    assert "zu spät" in unescape(answer.text)
    with world.app.state.server.database.reading() as session:
        assert own(session, Principal(account_id=world.ids["ada"]), world.text).decision == "fits"


def test_the_file_is_saved_by_a_browser_and_never_shown(world):
    answer = world.ada.get(f"/desk/submissions/{world.text}/file")
    assert answer.content == TEXT.encode()
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "\r" not in answer.headers["content-disposition"]
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_report_is_an_answer_of_its_own_that_runs_nothing(world):
    answer = world.ada.get(f"/desk/submissions/{world.text}/report")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert " style=" not in answer.text
    assert "frame-ancestors 'self'" in policy


def test_a_passage_stands_marked_in_the_text_around_it(world):
    mark = mark_of(world, "")
    query = f"?assessment={mark['assessment']}&theme=green-tech&passage=2"
    plain = world.ada.get(f"/desk/submissions/{world.text}/text").text
    marked = world.ada.get(f"/desk/submissions/{world.text}/text{query}").text
    assert "<mark" not in plain
    assert "Das ist der Rest." in plain
    assert '<mark id="passage"' in marked


def test_pages_of_a_pdf_are_pictures_and_those_of_others_are_not(world):
    answer = world.ada.get(f"/desk/submissions/{world.pdf}/pages/1")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert "private" in answer.headers["cache-control"]
    assert world.ada.get(f"/desk/submissions/{world.text}/pages/1").status_code == 404
    for number in (0, 99, 100_000):
        assert world.ada.get(f"/desk/submissions/{world.pdf}/pages/{number}").status_code in (400, 404, 422)


def test_a_mark_is_set_turned_and_taken_away_with_and_without_htmx(world):
    address = f"/desk/submissions/{world.text}/marks"
    plain = world.ada.post(address, data=mark_of(world, "right"))
    assert plain.status_code == 303
    assert plain.headers["location"].endswith("#card-green-tech-2")
    part = world.ada.post(address, data=mark_of(world, "wrong"), headers={"hx-request": "true"}).text
    assert "<html" not in part
    assert re.search(r'sub-wrong" aria-pressed="true"', part)
    part = world.ada.post(address, data=mark_of(world, ""), headers={"hx-request": "true"}).text
    assert 'aria-pressed="true"' not in part
    assert world.ada.post(address, data=mark_of(world, "right", "nonsense")).status_code == 404


def test_the_lead_settles_what_people_differ_on_and_a_reader_does_not(world):
    world.save(world.ada, decision="fits", **{"verdict-health": "core"})
    world.save(world.bea, decision="back", **{"verdict-health": "none"})
    assert "/outcomes" in world.page(world.lead)
    assert "/outcomes" not in world.page(world.ada)
    address = f"/desk/submissions/{world.text}/outcomes"
    given = {"theme": "health", "outcome": "side", "remark": "Wegen Kapitel 4"}
    assert world.ada.post(address, data=given).status_code == 403
    assert world.lead.post(address, data=given).status_code == 303
    assert "Wegen Kapitel 4" in world.page(world.ada)


def test_what_the_program_said_before_stands_beside_what_it_says_now(world):
    with world.app.state.server.database.writing() as session:
        old = session.get_one(Submission, world.text)
        before = old.assessment_id
        make_assessment(session, old, make_record({"health": Verdict.CORE}))
        new = session.get_one(Submission, world.pdf)
        new.earlier_id = world.text
    page = world.page(world.ada)
    assert 'id="versions"' in page
    assert "anders als jetzt" in page
    assert f"/report?assessment={before}" in page
    assert world.ada.get(f"/desk/submissions/{world.text}/report?assessment={before}").status_code == 200
    assert world.ada.get(f"/desk/submissions/{world.pdf}/report?assessment={before}").status_code == 404
    assert f'href="/desk/submissions/{world.text}"' in world.page(world.ada, world.pdf)
    assert "neuere Fassung" in page


def test_an_earlier_version_that_is_still_hidden_stays_so_beside_the_new_one(world):
    world.set(hides_machine=True)
    with world.app.state.server.database.writing() as session:
        session.get_one(Submission, world.pdf).earlier_id = world.text
    world.save(world.ada, world.pdf, decision="fits")
    page = world.page(world.ada, world.pdf)
    assert "Lesen Sie diese Fassung" in page
    versions = page.split('id="versions"')[1].split("</section>")[0]
    assert "unklar" not in versions


def test_the_letter_to_the_applicant_is_in_the_language_of_the_call(world):
    world.set(language="en")
    assert "Dear Sir or Madam" in world.page(world.ada, world.refused)
    world.set(language="de")
    assert "Sehr geehrte Damen und Herren" in world.page(world.ada, world.refused)


def test_somebody_skips_a_proposal_from_its_page(world):
    assert f"/desk/submissions/{world.text}/skip" in world.page(world.ada)
    answer = world.ada.post(f"/desk/submissions/{world.text}/skip", data={"reason": "language"})
    assert answer.status_code == 303
    world.save(world.ada, decision="fits")
    assert "/skip" not in world.page(world.ada)


def test_somebody_of_another_call_gets_nothing(world):
    with world.app.state.server.database.writing() as session:
        other = make_call(session, "Zweiter").id
    eve = signed_in(world.app, account(world.app, "eve", {other: Role.LEAD}))
    for place in ("", "/file", "/text", "/report", "/pages/1"):
        assert eve.get(f"/desk/submissions/{world.pdf}{place}").status_code == 404
    for place in ("/reading", "/draft", "/draft/drop", "/notes", "/marks", "/outcomes"):
        assert eve.post(f"/desk/submissions/{world.pdf}{place}", data={"version": "0"}).status_code == 404
    assert eve.get(f"/desk/calls/{world.call}/marks.zip").status_code == 404


def test_marks_go_into_one_zip_for_the_lead_alone(world):
    world.save(world.ada, decision="fits", remark="Ja", **{"verdict-health": "core"})
    world.ada.post(f"/desk/submissions/{world.text}/marks", data=mark_of(world, "right"))
    assert world.ada.get(f"/desk/calls/{world.call}/marks.zip").status_code == 403
    answer = world.lead.get(f"/desk/calls/{world.call}/marks.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
        assert set(zipped.namelist()) == {"review.xlsx", "marks.csv", "codebook.csv"}
        table, codebook = (zipped.read(name).decode("utf-8-sig") for name in ("marks.csv", "codebook.csv"))
    heads, row = csv.reader(io.StringIO(table), delimiter=";")
    assert dict(zip(heads, row, strict=True))["theme"] == "green-tech"
    assert len(codebook.splitlines()) == len(heads) + 1


def test_pictures_are_kept_up_to_a_size_and_the_oldest_go_first():
    pictures, drawn = PageImages(most_bytes=25), []

    def draw(name):
        return lambda: drawn.append(name) or bytes(10)

    for name in ("a", "b", "a", "c", "a", "b"):
        pictures.get((name, 1), draw(name))
    assert drawn == ["a", "b", "c", "b"]
    assert pictures.held_bytes == 20
    assert len(pictures.get(("large", 1), lambda: bytes(99))) == 99
    assert pictures.held_bytes == 20


def test_the_same_reading_or_note_sent_again_is_saved_once(world):
    sent = {"version": "0", "decision": "fits", "remark": "Gut."}
    path = f"/desk/submissions/{world.text}"
    answers = [world.ada.post(f"{path}/reading", data=sent, follow_redirects=False).status_code for _ in range(4)]
    assert answers == [303] * 4
    other = world.ada.post(f"{path}/reading", data=sent | {"remark": "Anders."}, follow_redirects=False)
    assert other.status_code == 409
    for words in ("Gleich", "Gleich", "Anders"):
        assert world.ada.post(f"{path}/notes", data={"note": words}, follow_redirects=False).status_code == 303
    with world.app.state.server.database.reading() as session:
        assert sorted(session.scalars(select(Note.text))) == ["Anders", "Gleich"]


def test_what_was_typed_comes_back_when_the_database_cannot_write(world):
    words, database = "Das habe ich lange getippt.", world.app.state.server.database

    def fill(connection, _):
        connection.execute("pragma max_page_count = 1")

    assert world.save(world.ada, remark="Vorher.").status_code == 303
    database.close()
    event.listen(database.engine, "connect", fill)
    filler = {f"words-{theme}": "x" * 19_000 for theme in ("health", "green-tech", "smart-city", "cyber-ai")}
    answer = world.save(world.ada, remark=words, decision="fits", **filler)
    assert answer.status_code == 507
    assert words in unescape(answer.text)
    answer = world.ada.post(f"/desk/submissions/{world.text}/notes", data={"note": words * 600})
    assert answer.status_code == 507
    assert words in unescape(answer.text)
    event.remove(database.engine, "connect", fill)
    database.close()
    assert "Vorher." in world.page(world.ada)
