"""The page of a submission in a real browser: looks, keys, drafts, and two people of whom the second is blind at first."""

from __future__ import annotations

import re

import pytest
from desk_builders import make_assessment, make_call, make_record, make_refused, make_submission
from desk_proposals import proposal_pdf
from playwright.sync_api import expect
from sqlalchemy import select
from web_pages import assert_accessible, assert_accessible_in_every_look, every_look

from s3align.desk.access import Role
from s3align.desk.people import accounts
from s3align.desk.people.accounts import COMMAND_LINE
from s3align.desk.review import notes, readings
from s3align.desk.review.reading_forms import ReadingForm
from s3align.desk.storage.tables import Call, PersonReading, ReadingDraft
from s3align.pipeline import default_pipeline
from s3align.record.assessment import Verdict
from s3align.store.review import Decision

PASSWORD = "drei Birnen im Regen"
NOTE = "Bitte mit dem Antrag aus Bochum vergleichen."


@pytest.fixture(scope="module")
def record():
    """What the program says of the example, as a PDF."""
    return default_pipeline().check(proposal_pdf(), name="antrag.pdf")


def hand_in(site, record, **call):
    """A call with the example as a PDF, a text, and a file that could not be read; their ids."""
    with site.database.writing() as session:
        made = make_call(session, "Innovation 2026", **call)
        pdf = make_submission(
            session, made, files=site.files, content=proposal_pdf(), file_name="antrag.pdf", suffix=".pdf",
            title="Wärme aus dem Grubenwasser", applicant="Stadtwerke Beispiel GmbH",
        )  # fmt: skip
        make_assessment(session, pdf, record)
        text = make_submission(session, made, files=site.files, title="Ein kurzer Text")
        make_assessment(session, text, make_record({"green-tech": Verdict.CORE}, sha256=text.sha256))
        refused = make_submission(
            session, made, files=site.files, content=b"%PDF-1.4 broken", file_name="zu.pdf", suffix=".pdf", title="Zu"
        )
        make_assessment(session, refused, make_refused())
        return made.id, [pdf.id, text.id, refused.id]


def people(site, call_id, *logins, role=Role.REVIEWER):
    """People with a password; who they are when they ask."""
    with site.database.writing() as session:
        for login in logins:
            made = accounts.create(session, COMMAND_LINE, login, login.title(), password=PASSWORD)
            accounts.give_role(session, COMMAND_LINE, call_id, made.id, role)
        return [accounts.principal_of(session, accounts.find(session, login).id) for login in logins]


def signed_in(browse, site, login, path, **look):
    page = browse(site, f"/sign-in?then={path}", **look)
    page.locator("#login").fill(login)
    page.locator("#password").fill(PASSWORD)
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url(f"{site.url}{path}")
    return page


def stored(site, kind):
    with site.database.reading() as session:
        return session.scalars(select(kind)).all()


@every_look
def test_it_is_readable_in_every_look_after_the_decision(serve, browse, record, look):
    site = serve()
    call_id, (pdf, *_) = hand_in(site, record)
    ada, bea = people(site, call_id, "ada", "bea")
    with site.database.writing() as session:
        told = {"green-tech": Verdict.CORE, "health": Verdict.NONE}
        readings.save(session, ada, pdf, ReadingForm(decision=Decision.FITS, verdicts=told, remark="Klar zuzuordnen."))
        readings.save(session, bea, pdf, ReadingForm(decision=Decision.BACK, verdicts=told | {"health": Verdict.SIDE}))
        notes.add(session, ada, pdf, NOTE)
    page = browse(site, f"/desk/submissions/{pdf}", **look)
    expect(page.locator("#readings")).to_be_visible()
    page.locator(".sub-page img").first.scroll_into_view_if_needed()
    assert_accessible_in_every_look(page, "submission")


@every_look
def test_it_is_readable_in_every_look_where_the_program_is_hidden(serve, browse, record, look):
    site = serve(accounts=True)
    call_id, (pdf, *_) = hand_in(site, record, hides_machine=True)
    people(site, call_id, "ada")
    page = signed_in(browse, site, "ada", f"/desk/submissions/{pdf}", **look)
    expect(page.locator("#machine")).to_have_count(0)
    expect(page.locator(".sub-pages img").first).to_be_visible()
    assert_accessible_in_every_look(page, "submission-hidden")


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_other_pages_are_readable_too(serve, browse, record, language):
    site = serve()
    _, (pdf, text, refused) = hand_in(site, record)
    for name, path in (("refused", refused), ("plain", text), ("text", f"{text}/text"), ("report", f"{pdf}/report")):
        page = browse(site, f"/desk/submissions/{path}", language=language, width=390)
        if name == "report":  # no script runs in it, so axe cannot; the report has tests of its own
            expect(page.locator("h1")).to_be_visible()
        else:
            assert_accessible(page, f"submission-{name}-{language}")


def test_a_blind_second_reader_sees_nothing_before_and_all_after(serve, browse, record):
    site = serve(accounts=True)
    call_id, (pdf, *_) = hand_in(site, record)
    people(site, call_id, "ada", "bea")
    path = f"/desk/submissions/{pdf}"
    ada = signed_in(browse, site, "ada", path)
    ada.locator("label.sub-does_not_fit").click()
    ada.locator("#remark").fill("Nur eine Überschrift, keine Arbeit.")
    ada.get_by_role("button", name="Speichern", exact=True).click()
    expect(ada.get_by_role("status").get_by_text("Ihre Lesung ist gespeichert")).to_be_visible()
    ada.locator("#note").fill(NOTE)
    ada.get_by_role("button", name="Notiz hinzufügen").click()
    expect(ada.locator(".sub-note").get_by_text(NOTE)).to_be_visible()
    bea = signed_in(browse, site, "bea", path)
    for told in ("Ada", "Nur eine Überschrift", NOTE):
        assert told not in bea.content()
    bea.locator("label.sub-unsure").click()
    bea.get_by_role("button", name="Speichern", exact=True).click()
    expect(bea.locator("#readings").get_by_text("Ada")).to_be_visible()
    expect(bea.locator("#readings").get_by_text("Nur eine Überschrift, keine Arbeit.")).to_be_visible()
    expect(bea.locator("#notes").get_by_text(NOTE)).to_be_visible()
    expect(bea.locator("#readings .ui-badge").first).to_have_text("uneinig")
    rows = {row.decision: row for row in stored(site, PersonReading)}
    assert rows["does_not_fit"].is_blind
    assert rows["unsure"].is_blind


def test_a_reader_decides_with_keys_alone(serve, browse, record):
    site = serve()
    _, (pdf, text, _) = hand_in(site, record)
    page = browse(site, f"/desk/submissions/{pdf}")
    page.keyboard.press("4")
    expect(page.locator("[name=decision][value=back]")).to_be_checked()
    page.keyboard.press("2")
    expect(page.locator("[name=decision][value=unsure]")).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").get_by_text("gespeichert")).to_be_visible()
    assert pdf not in page.url
    page.goto(f"{site.url}/desk/submissions/{pdf}")
    page.keyboard.press("n")
    page.wait_for_url(re.compile(text))
    page.keyboard.press("p")
    page.wait_for_url(re.compile(pdf))
    assert [row.decision for row in stored(site, PersonReading)] == ["unsure"]


def test_keys_do_nothing_where_somebody_writes_or_has_switched_them_off(serve, browse, record):
    site = serve()
    _, (pdf, *_) = hand_in(site, record)
    page = browse(site, f"/desk/submissions/{pdf}")
    page.locator("#remark").focus()
    page.keyboard.type("123 Seiten, nicht n")
    expect(page.locator("[name=decision]:checked")).to_have_count(0)
    page.locator(".sub-keys summary").click()
    page.locator("#keys-on").uncheck()
    page.locator("h1").click()
    page.keyboard.press("1")
    expect(page.locator("[name=decision]:checked")).to_have_count(0)


def test_what_is_typed_is_kept_without_saving(serve, browse, record):
    site = serve()
    _, (pdf, *_) = hand_in(site, record)
    page = browse(site, f"/desk/submissions/{pdf}")
    page.locator("#remark").fill("Noch nicht fertig")
    expect(page.locator("#draft-status")).to_contain_text("Entwurf gesichert")
    page.reload()
    expect(page.locator("#remark")).to_have_value("Noch nicht fertig")
    expect(page.locator(".sub-draft")).to_be_visible()
    assert [row.decision for row in stored(site, PersonReading)] == []
    page.get_by_role("button", name="Entwurf verwerfen").click()
    expect(page.locator("#remark")).to_have_value("")
    assert stored(site, ReadingDraft) == []


def test_a_draft_that_cannot_be_kept_is_told(serve, browse, record):
    site = serve(accounts=True)
    call_id, (pdf, *_) = hand_in(site, record)
    people(site, call_id, "ada")
    page = signed_in(browse, site, "ada", f"/desk/submissions/{pdf}")
    page.context.clear_cookies()
    page.locator("#remark").fill("Am Ende der Sitzung getippt")
    expect(page.locator("#draft-status.sub-lost")).to_be_visible()
    expect(page.locator("#remark")).to_have_value("Am Ende der Sitzung getippt")


def test_a_mark_is_set_without_leaving_the_place(serve, browse, record):
    site = serve()
    _, (pdf, *_) = hand_in(site, record)
    page = browse(site, f"/desk/submissions/{pdf}")
    page.locator("#remark").fill("bleibt stehen")
    button = page.locator(".sub-wrong").first
    button.click()
    expect(page.locator(".sub-wrong").first).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".sub-wrong").first).to_be_focused()
    expect(page.locator("#remark")).to_have_value("bleibt stehen")


def test_a_page_opens_in_large_and_closes_with_a_key(serve, browse, record):
    site = serve()
    _, (pdf, *_) = hand_in(site, record)
    page = browse(site, f"/desk/submissions/{pdf}")
    page.locator("a.sub-page").first.click()
    expect(page.locator("dialog img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog img")).to_be_hidden()


def test_without_scripts_a_reader_decides_marks_and_notes(serve, browse, record):
    site = serve()
    _, (pdf, *_) = hand_in(site, record)
    page = browse(site, f"/desk/submissions/{pdf}", scripts=False, language="en")
    page.locator(".sub-right").first.click()
    expect(page.locator(".sub-right").first).to_have_attribute("aria-pressed", "true")
    page.locator("label.sub-back").click()
    page.locator("[name=verdict-health][value=none]").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[name=decision][value=back]")).to_be_checked()
    page.locator("#note").fill(NOTE)
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator(".sub-note").get_by_text(NOTE)).to_be_visible()
    row = stored(site, PersonReading)[0]
    assert (row.decision, row.verdicts) == ("back", {"health": "none"})


def test_the_report_stands_in_the_page(serve, browse, record):
    site = serve()
    _, (pdf, *_) = hand_in(site, record)
    page = browse(site, f"/desk/submissions/{pdf}")
    page.locator(".sub-report summary").first.click()
    frame = page.frame_locator(".sub-report iframe")
    expect(frame.locator("h1")).to_be_visible()


def test_after_the_close_of_a_call_the_form_can_be_read_and_not_sent(serve, browse, record):
    site = serve()
    call_id, (pdf, *_) = hand_in(site, record)
    with site.database.writing() as session:
        session.get_one(Call, call_id).is_closed = True
    page = browse(site, f"/desk/submissions/{pdf}")
    expect(page.locator("[name=decision]").first).to_be_disabled()
    assert_accessible(page)
