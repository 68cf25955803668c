from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest
from desk_builders import (
    make_account,
    make_assessment,
    make_call,
    make_lot,
    make_reading,
    make_record,
    make_refused,
    make_submission,
    principal,
)
from playwright.sync_api import Page, expect
from web_pages import assert_accessible, assert_accessible_in_every_look, every_look
from web_site import Site

from s3align.desk.storage.tables import now
from s3align.record.assessment import Verdict

GREEN, CITY = "green-tech", "smart-city"
WORDS = {
    "de": {"must": "kein Thema gefunden (1)", "shown": "1 von 4 Anträgen", "undo": "Rückgängig machen"},
    "en": {"must": "no theme found (1)", "shown": "1 of 4 proposals", "undo": "Undo"},
}


def filled(site: Site, **values: object) -> str:
    """A call with a proposal of each kind, read by two who differ. Its id."""
    with site.database.writing() as session:
        call = make_call(session, **values)
        make_lot(session, call, "Los A")
        people = [principal(make_account(session, name)) for name in ("Ada Beispiel", "Bo Muster")]
        rows = [
            make_submission(session, call, title=title, applicant="<b>Stadtwerke</b>")
            for title in ("Hafen <script>", "Wald", "Boden", "Lager")
        ]
        for row, verdicts, why in (
            (rows[0], {GREEN: Verdict.CORE, CITY: Verdict.UNCLEAR}, "beside"),
            (rows[1], {}, "none"),
        ):
            stored = make_assessment(session, row, make_record(verdicts), to_read=why)
        make_assessment(session, rows[2], make_refused())
        for person, decision in zip(people, ("fits", "does_not_fit"), strict=True):
            make_reading(
                session, rows[0], person, decision=decision, decided_at=now(), verdicts={GREEN: "core"},
                assessment_id=stored.id,
            )  # fmt: skip
        return call.id


@every_look
def test_the_pages_are_accessible_and_fit(serve, browse, look: Mapping[str, object]):
    site = serve()
    call = filled(site)
    for name in ("submissions", "queue", "agreement"):
        page: Page = browse(site, f"/desk/calls/{call}/{name}", **look)
        assert_accessible_in_every_look(page, f"list-{name}")
    expect(browse(site, f"/desk/calls/{call}/submissions", **look).locator("tbody tr")).to_have_count(4)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_filter_leaves_rows_and_says_how_many_it_leaves_out(serve, browse, language, scripts):
    site = serve()
    call = filled(site)
    page: Page = browse(site, f"/desk/calls/{call}/submissions", language=language, scripts=scripts)
    page.locator("#to_read").select_option(label=WORDS[language]["must"])
    if not scripts:
        page.locator(".list-apply").click()
    expect(page.locator("#shown")).to_have_text(WORDS[language]["shown"])
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator(".list-more")).to_contain_text("3")
    assert page.url.endswith("?to_read=none")
    page.reload()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator(".list-active a").first.click()
    expect(page.locator("tbody tr")).to_have_count(4)


def test_a_head_sorts_and_says_so(serve, browse):
    site = serve()
    page: Page = browse(site, f"/desk/calls/{filled(site)}/submissions")
    page.locator("#sort-number").click()
    expect(page.locator("thead th[aria-sort=descending]")).to_have_count(1)
    expect(page.locator("tbody tr").first.locator(".list-number")).to_have_text("4")
    expect(page.locator("#sort-number")).to_be_focused()


def test_everything_is_reached_by_keys_and_they_can_be_switched_off(serve, browse):
    site = serve()
    page: Page = browse(site, f"/desk/calls/{filled(site)}/submissions")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tbody tr").nth(1).locator("a").first).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("[name=chosen]").nth(1)).to_be_checked()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    page.keyboard.press("/")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("j")
    expect(page.locator("#text")).to_have_value("j")
    page.locator("#text").fill("")
    page.locator("#keys-on").uncheck()
    page.locator("tbody a").first.focus()
    page.keyboard.press("j")
    expect(page.locator("tbody a").first).to_be_focused()


@pytest.mark.parametrize("language", ["de", "en"])
def test_several_are_put_into_a_lot_after_a_question_and_that_is_undone(serve, browse, language):
    site = serve()
    call = filled(site)
    page: Page = browse(site, f"/desk/calls/{call}/submissions", language=language)
    page.locator("#choose-all").check()
    page.locator("#action").select_option("lot")
    page.locator("#bulk button").click()
    assert_accessible(page)
    page.locator("#lot_id").select_option(label="Los A")
    page.locator("main form button").click()
    expect(page.locator("tbody tr", has_text="Los A")).to_have_count(4)
    page.get_by_role("button", name=WORDS[language]["undo"]).click()
    expect(page.locator("tbody tr", has_text="Los A")).to_have_count(0)


def test_the_queue_leads_to_a_proposal_and_one_that_is_skipped_can_be_taken_up(serve, browse):
    site = serve()
    call = filled(site)
    page: Page = browse(site, f"/desk/calls/{call}/queue")
    page.locator("main form button").click()
    assert "/desk/submissions/" in page.url
    page.goto(f"{site.url}/desk/calls/{call}/queue")
    page.locator("form[action$=skip] button").click()
    page.goto(f"{site.url}/desk/calls/{call}/queue")
    expect(page.locator("#skipped tbody tr")).to_have_count(1)
    assert_accessible(page)
    page.locator("#skipped button").click()
    expect(page.locator("#skipped")).to_have_count(0)


def test_an_empty_call_says_what_to_do_first(serve, browse):
    site = serve()
    with site.database.writing() as session:
        call = make_call(session).id
    for name in ("submissions", "queue", "agreement"):
        assert_accessible(browse(site, f"/desk/calls/{call}/{name}"))


def test_a_list_that_is_as_it_was_is_not_sent_again(serve):
    site = serve()
    call = filled(site)
    address = f"{site.url}/desk/calls/{call}/submissions"
    with httpx.Client(headers={"hx-request": "true"}) as client:
        assert client.get(address, params={"since": "-1"}).status_code == 200
        assert client.get(address, params={"since": "0"}).status_code == 204


def test_an_address_made_up_by_somebody_else_shows_no_error(serve):
    site = serve()
    call = filled(site)
    address = f"{site.url}/desk/calls/{call}/submissions"
    for query in ("sort=theme&theme=%00", "main=%27;drop", "page=99999999999", "did=lot&count=%3Cb%3E", "to_read=%FF"):
        assert httpx.get(f"{address}?{query}").status_code == 200, query
