"""The applicant's page in a browser: every state, in both languages, light and dark, on a desk and on a phone."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from desk_proposals import proposal_pdf
from playwright.sync_api import Page
from web_pages import assert_accessible, every_look, picture_name
from web_site import Site

from s3align.desk import queue
from s3align.desk.checks import check_id
from s3align.desk.queue import Stage
from s3align.desk.tables import Check, Job, now

SHORT = b"Zu wenig Text."


def chosen(page: Page, tmp_path: Path, **contents: bytes) -> None:
    """Chooses files for the form; keys are names without their ending."""
    paths = []
    for name, content in contents.items():
        paths.append(tmp_path / f"{name}.{'pdf' if content.startswith(b'%PDF') else 'txt'}")
        paths[-1].write_bytes(content)
    page.locator("#files").set_input_files(paths)


def sent(page: Page, tmp_path: Path, **contents: bytes) -> str:
    """Sends files to be checked; the secret of the address."""
    chosen(page, tmp_path, **contents)
    page.locator('form:has(#files) button[type="submit"]').click()
    page.wait_for_url("**/checks/*")
    return page.url.rsplit("/", 1)[1]


def ready(page: Page, site: Site) -> None:
    """Has the worker do its work, and the page show it by itself."""
    site.work()
    page.locator("h1").get_by_text(re.compile("Ergebnis|result|nicht prüfen|could not be checked")).wait_for()


@every_look
def test_the_first_page_is_fit_for_everybody(serve, browse, look):
    page = browse(serve(), "/", **look)
    assert_accessible(page, picture_name("start", look))
    page.locator("details summary").first.click()
    assert_accessible(page, picture_name("start-text", look))


@every_look
def test_a_check_waits_works_and_shows_its_result_by_itself(serve, browse, tmp_path, look):
    site = serve()
    page = browse(site, "/", **look)
    sent(page, tmp_path, antrag=proposal_pdf())
    assert_accessible(page, picture_name("waiting", look))
    with site.database.writing() as session:
        job = queue.claim(session, "other")
        assert job is not None
        queue.heartbeat(session, job, Stage.RECOGNITION, 3, 12)
    page.get_by_text(re.compile("Seite 3 von 12|page 3 of 12")).first.wait_for()
    assert_accessible(page, picture_name("working", look))
    with site.database.writing() as session:
        queue.give_back(session, session.get(Job, job.id))
    ready(page, site)
    assert_accessible(page, picture_name("result", look))


@every_look
def test_several_files_stand_in_a_table_each_with_its_state(serve, browse, tmp_path, look):
    site = serve()
    page = browse(site, "/", **look)
    sent(page, tmp_path, antrag=proposal_pdf(), fassung2=proposal_pdf("Wasserstoff"), kurz=SHORT)
    assert_accessible(page, picture_name("several-waiting", look))
    ready(page, site)
    assert page.locator("tbody tr").count() == 3
    assert_accessible(page, picture_name("several", look))


@every_look
def test_a_file_that_cannot_be_checked_says_why_and_what_to_do(serve, browse, tmp_path, look):
    site = serve()
    page = browse(site, "/", **look)
    sent(page, tmp_path, kurz=SHORT)
    ready(page, site)
    assert_accessible(page, picture_name("refused", look))


@every_look
def test_the_report_and_a_comparison_are_fit_for_everybody(serve, browse, tmp_path, look):
    site = serve()
    page = browse(site, "/", **look)
    secret = sent(page, tmp_path, antrag=proposal_pdf(), fassung2=proposal_pdf("Wasserstoff"))
    site.work()
    page.goto(f"{site.url}/checks/{secret}/files/0/report")
    assert_accessible(page, picture_name("report", look))
    page.goto(f"{site.url}/checks/{secret}/compare?earlier=0&later=1")
    assert_accessible(page, picture_name("compare", look))
    page.goto(f"{site.url}/checks/{secret}/compare?earlier=1&later=1")
    assert_accessible(page, picture_name("compare-same", look))


@every_look
def test_an_address_that_is_over_is_a_friendly_page(serve, browse, look):
    page = browse(serve(), f"/checks/{'x' * 43}", **look)
    assert page.get_by_role("heading", level=1).is_visible()
    assert_accessible(page, picture_name("gone", look))


@every_look
def test_what_is_too_large_or_too_much_is_said_at_the_field(serve, browse, tmp_path, look):
    site = serve(most_check_files=2)
    page = browse(site, "/", scripts=False, **look)
    chosen(page, tmp_path, a=b"one", b=b"two", c=b"three")
    page.locator('form:has(#files) button[type="submit"]').click()
    assert page.locator("#files").get_attribute("aria-invalid") == "true"
    page = browse(site, "/", **look)
    chosen(page, tmp_path, a=b"one", b=b"two", c=b"three")
    assert page.locator("[data-check-problem]").is_visible()
    assert_accessible(page, picture_name("too-many", look))
    page.evaluate("document.querySelector('form').submit()")
    page.wait_for_url("**/checks")
    assert_accessible(page, picture_name("too-many-sent", look))


def test_the_whole_way_works_without_javascript(serve, browse, tmp_path):
    site = serve()
    page = browse(site, "/", language="de", scripts=False)
    secret = sent(page, tmp_path, antrag=proposal_pdf())
    assert page.locator('meta[http-equiv="refresh"]').count() == 1
    page.get_by_role("link", name="Nicht mehr von selbst neu laden").click()
    assert page.locator('meta[http-equiv="refresh"]').count() == 0
    site.work()
    page.get_by_role("link", name="Jetzt nachsehen").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Ihr Ergebnis"
    page.get_by_role("link", name="Ganzen Bericht lesen").click()
    page.get_by_role("link", name="Zurück zu Ihrer Prüfung").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Bericht als PDF").click()
    assert saved.value.suggested_filename == "antrag.s3align.pdf"
    page.locator("#files").set_input_files(_written(tmp_path / "alt.pdf", proposal_pdf("Wasserstoff")))
    page.get_by_role("button", name="Hochladen und vergleichen").click()
    site.work()
    page.reload()
    assert "Das Vorhaben Wasserstoff" in page.content()
    page.go_back()
    page.goto(f"{site.url}/checks/{secret}")
    page.get_by_role("button", name="Jetzt alles löschen").click()
    assert page.get_by_text("Alles ist gelöscht").is_visible()
    assert site.files.checks() == []
    page.goto(f"{site.url}/checks/{secret}")
    assert page.get_by_role("heading", level=1).inner_text() == "Diese Prüfung gibt es nicht mehr"


def test_the_whole_way_works_by_keyboard(serve, browse, tmp_path):
    site = serve()
    page = browse(site, "/", language="en")
    chosen(page, tmp_path, antrag=proposal_pdf())
    page.locator("#files").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Check"
    page.keyboard.press("Enter")
    page.wait_for_url("**/checks/*")
    ready(page, site)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Read the whole report":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/report")


def test_text_and_example_are_checked_too(serve, browse):
    site = serve()
    page = browse(site, "/", language="en")
    page.get_by_role("button", name="Try the example").click()
    ready(page, site)
    assert page.get_by_text("Example proposal.pdf").is_visible()
    page = browse(site, "/", language="en")
    page.get_by_text("Paste text instead").click()
    page.get_by_label("Text of the proposal").fill("We build a plant for hydrogen. " * 60)
    page.get_by_role("button", name="Check the text").click()
    ready(page, site)
    assert page.get_by_text("Pasted text.txt").is_visible()


def test_a_button_pressed_twice_and_the_way_back_do_no_harm(serve, browse, tmp_path):
    site = serve()
    page = browse(site, "/", language="de")
    chosen(page, tmp_path, antrag=proposal_pdf())
    page.locator('form:has(#files) button[type="submit"]').dblclick()
    page.wait_for_url("**/checks/*")
    first = page.url
    page.reload()
    page.go_back()
    page.locator('form:has(#files) button[type="submit"]').click()
    page.wait_for_url("**/checks/*")
    assert page.url == first
    assert len(site.files.checks()) == 1


def test_a_file_that_is_dropped_is_chosen(serve, browse):
    page = browse(serve(), "/", language="de")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["Text"], "antrag.txt"));
            document.querySelector(".ui-drop").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true}));
        }"""
    )
    assert page.locator(".check-chosen li").inner_text().startswith("antrag.txt")
    assert page.evaluate("document.querySelector('#files').files.length") == 1


def test_what_is_typed_while_another_file_is_checked_stays(serve, browse, tmp_path):
    site = serve()
    page = browse(site, "/", language="en")
    secret = sent(page, tmp_path, geheim=encrypted_pdf("tor"))
    site.work()
    with site.database.writing() as session:  # another file still waits, so the page goes on asking
        session.get(Check, check_id(secret)).files = 1
    page.reload()
    page.get_by_label("Password of the file").fill("to")
    page.wait_for_timeout(100)
    assert page.get_by_label("Password of the file").input_value() == "to"


def test_a_password_opens_an_encrypted_file_and_is_kept_nowhere(serve, browse, tmp_path):
    site = serve()
    page = browse(site, "/", language="de")
    secret = sent(page, tmp_path, geheim=encrypted_pdf("tor-und-riegel"))
    ready(page, site)
    page.get_by_label("Passwort der Datei").fill("falsch")
    page.get_by_role("button", name="Mit Passwort prüfen").click()
    ready(page, site)
    page.get_by_label("Passwort der Datei").fill("tor-und-riegel")
    page.get_by_role("button", name="Mit Passwort prüfen").click()
    page.wait_for_load_state()
    ready(page, site)
    assert page.get_by_role("heading", level=1).inner_text() == "Ihr Ergebnis"
    folder = site.files.check_folder(check_id(secret))
    assert not any(b"tor-und-riegel" in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_progress_is_told_to_screen_readers_in_one_place(serve, browse, tmp_path):
    site = serve()
    page = browse(site, "/", language="de")
    sent(page, tmp_path, antrag=proposal_pdf())
    page.evaluate("window.said = document.querySelector('[role=status]')")
    ready(page, site)
    assert page.evaluate("window.said.isConnected && window.said.textContent") == "Die Prüfung ist fertig."


def test_the_time_that_is_left_is_said(serve, browse, tmp_path):
    site = serve()
    page = browse(site, "/", language="de")
    secret = sent(page, tmp_path, antrag=proposal_pdf())
    with site.database.writing() as session:
        session.get(Check, check_id(secret)).expires_at = now() + timedelta(seconds=50)
    page.reload()
    assert page.get_by_text("Gelöscht wird alles in einer Minute").first.is_visible()


@pytest.mark.parametrize("path", ["/checks/{}/files/7/report", "/checks/{}/compare?earlier=0&later=9"])
def test_a_file_that_a_check_does_not_have_is_not_there(serve, browse, tmp_path, path):
    site = serve()
    page = browse(site, "/", language="de")
    secret = sent(page, tmp_path, antrag=proposal_pdf())
    answer = page.goto(f"{site.url}{path.format(secret)}")
    assert answer is not None
    assert answer.status == 404


def encrypted_pdf(password: str) -> bytes:
    """The example with a password."""
    import io  # noqa: PLC0415

    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415

    writer = PdfWriter(PdfReader(io.BytesIO(proposal_pdf())))
    writer.encrypt(password, algorithm="AES-256")
    body = io.BytesIO()
    writer.write(body)
    return body.getvalue()


def _written(path: Path, body: bytes) -> Path:
    path.write_bytes(body)
    return path
