"""What the lead of a call sees beyond reading, in a real browser: who resembles whom, shortlists, the audit log, people."""

from __future__ import annotations

import csv

from desk_builders import make_assessment, make_call, make_lot, make_record, make_submission
from playwright.sync_api import expect
from web_pages import assert_accessible, assert_accessible_in_every_look, every_look

from s3align.desk import audit
from s3align.desk.access import Role
from s3align.desk.people import accounts
from s3align.desk.people.accounts import COMMAND_LINE
from s3align.desk.storage.tables import Call, Resemblance, Submission
from s3align.record.assessment import Verdict

PASSWORD = "drei Birnen im Regen"
GREEN = "green-tech"
QUOTE = "Wir walzen Träger aus alten Rohren."


def filled(site):
    """A call with a lot of one place and three proposals, of which the second is a later version of the first."""
    with site.database.writing() as session:
        call = make_call(session, "Innovation 2026")
        make_lot(session, call, places=1)
        made = [
            make_submission(session, call, files=site.files, title=title, applicant="Rohrwerk GmbH")
            for title in ("Träger", "Träger, überarbeitet", "Ein Park")
        ]
        for submission, verdict in zip(made, (Verdict.CORE, Verdict.SIDE, Verdict.UNCLEAR), strict=True):
            make_assessment(session, submission, make_record({GREEN: verdict}, sha256=submission.sha256))
        passage = {"page": 2, "other_page": 3, "words": 31, "quote": QUOTE, "share": 0.2, "files": 2}
        for one, other in ((0, 1), (1, 0)):
            session.add(
                Resemblance(
                    submission_id=made[one].id, other_id=made[other].id, similarity=0.83, words=31, passages=[passage]
                )
            )
        for number in range(60):
            audit.append(session, "system", "submission.assessed", call_id=call.id, submission_id=made[number % 3].id)
        audit.append(session, "local", "call.changed", call_id=call.id, before={"title": ""}, after={"title": "=1+1"})
        return call.id, [row.id for row in made]


@every_look
def test_a_lead_sees_what_resembles_and_accepts_an_earlier_version_with_one_click(serve, browse, look):
    site = serve()
    _, (old, new, _) = filled(site)
    page = browse(site, f"/desk/submissions/{new}", **look)
    alike = page.locator("#alike")
    alike.locator("summary").click()
    expect(alike.get_by_text(QUOTE)).to_be_visible()
    where = {"de": "hier auf Seite 2 · in Nr. 1 auf Seite 3", "en": "here on page 2 · in No. 1 on page 3"}
    expect(alike.get_by_text(where[look["language"]])).to_be_visible()
    assert_accessible_in_every_look(page, "alike")
    name = {"de": "Nr. 1 ist die frühere Fassung", "en": "No. 1 is the earlier version"}[look["language"]]
    page.get_by_role("button", name=name).first.click()
    expect(
        alike.get_by_text({"de": "frühere Fassung", "en": "earlier version"}[look["language"]]).first
    ).to_be_visible()
    with site.database.reading() as session:
        assert session.get(Submission, new).earlier_id == old


@every_look
def test_the_shortlist_says_who_is_in_and_what_is_to_be_read(serve, browse, look):
    site = serve()
    call, _ = filled(site)
    page = browse(site, f"/desk/calls/{call}/shortlist", **look)
    told = {"de": "Vor dem Schließen zu lesen: 1", "en": "To be read before it is closed: 1"}
    expect(page.get_by_role("heading", name=told[look["language"]])).to_be_visible()
    assert_accessible_in_every_look(page, "shortlist")
    with page.expect_download() as waiting:
        page.locator("a[download]").first.click()
    rows = list(csv.DictReader(waiting.value.path().read_text(encoding="utf-8").splitlines()))
    assert [(row["number"], row["standing"]) for row in rows if row["standing"] == "unclear"] == [("3", "unclear")]
    assert len(rows) == 3


def test_a_call_without_lots_says_what_to_do_first(serve, browse):
    site = serve()
    with site.database.writing() as session:
        call = make_call(session).id
    page = browse(site, f"/desk/calls/{call}/shortlist")
    expect(page.get_by_role("link", name="Aufruf ändern")).to_be_visible()


@every_look
def test_the_audit_log_has_words_filters_pages_and_a_table(serve, browse, look):
    site = serve()
    call, (first, *_) = filled(site)
    page = browse(site, f"/desk/calls/{call}/audit", **look)
    expect(page.locator("tbody tr")).to_have_count(50)
    page.locator("tbody summary").first.click()
    expect(page.locator("tbody").get_by_text("– → =1+1")).to_be_visible()
    assert_accessible_in_every_look(page, "audit")
    page.goto(f"{site.url}/desk/calls/{call}/audit?page=2")
    expect(page.locator("tbody tr")).to_have_count(11)
    page.locator("#action").select_option("submission.assessed")
    page.locator("#number").fill("1")
    page.locator("form[role=search] button").click()
    expect(page.locator("tbody tr")).to_have_count(20)
    expect(page.locator(f"tbody a[href='/desk/submissions/{first}']").first).to_be_visible()
    with page.expect_download() as waiting:
        page.locator("a[download]").first.click()
    assert len(waiting.value.path().read_text(encoding="utf-8").splitlines()) == 21


def test_administrators_see_all_of_the_log(serve, browse):
    site = serve()
    filled(site)
    page = browse(site, "/admin/audit?action=call.changed")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert_accessible(page, "audit-all")


def test_a_lead_gives_a_role_by_login_and_cannot_make_leads(serve, browse):
    site = serve(accounts=True)
    call, _ = filled(site)
    with site.database.writing() as session:
        for login in ("lea", "rita"):
            made = accounts.create(session, COMMAND_LINE, login, login.title(), password=PASSWORD)
        lea = accounts.find(session, "lea")
        accounts.give_role(session, COMMAND_LINE, call, lea.id, Role.LEAD)
    path = f"/desk/calls/{call}/people"
    page = browse(site, f"/sign-in?then={path}")
    page.locator("#login").fill("lea")
    page.locator("#password").fill(PASSWORD)
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url(f"{site.url}{path}")
    expect(page.locator("input[value=lead]")).to_have_count(0)
    page.locator("#login").fill("niemand")
    page.locator("main form button").last.click()
    expect(page.locator("#login-error")).to_be_visible()
    assert_accessible(page, "people-lead")
    page.locator("#login").fill("rita")
    page.locator("main form button").last.click()
    expect(page.get_by_role("rowheader", name="Rita")).to_be_visible()
    with site.database.reading() as session:
        assert accounts.roles_of(session, made.id) == {call: Role.REVIEWER}
        assert session.get(Call, call)
