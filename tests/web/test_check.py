"""The applicant's page in a browser: every state, in both languages, light and dark, on a desk and on a phone."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from desk_proposals import proposal_pdf
from playwright.sync_api import Page
from pypdf import PdfReader, PdfWriter
from web_pages import assert_accessible, assert_accessible_in_every_look, assert_fits, every_look
from web_site import Site, serving

from s3align.desk.checks import checks
from s3align.desk.checks.check_folder import Coming
from s3align.desk.checks.checks import check_id
from s3align.desk.storage.tables import Check, now
from s3align.desk.work import queue
from s3align.desk.work.queue import Stage
from s3align.strategy.load import find_strategy

SHORT = b"Zu wenig Text."


def chosen(page: Page, tmp_path: Path, **contents: bytes) -> None:
    """Chooses files for the form; keys are names without their ending."""
    paths = []
    for name, content in contents.items():
        paths.append(tmp_path / f"{name}.{ending(content)}")
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


@dataclass(frozen=True)
class Prepared:
    """A site with a check in each state; ``path``: of its page; ``documents``: reports, which are pages of their own."""

    site: Site
    path: dict[str, str]
    documents: dict[str, str]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Iterator[Prepared]:
    with serving(tmp_path_factory.mktemp("site") / "data", {"most_check_files": 3}) as site:
        done = {
            "result": posted(site, antrag=proposal_pdf()),
            "several": posted(site, antrag=proposal_pdf(), fassung2=proposal_pdf("Wasserstoff"), kurz=SHORT),
            "refused": posted(site, kurz=SHORT),
            "encrypted": posted(site, geheim=encrypted_pdf("tor")),
        }
        site.work()
        working = posted(site, antrag=proposal_pdf("Logistik"))
        with site.database.writing() as session:
            job = queue.claim(session, "other")
            assert job is not None
            queue.heartbeat(session, job, Stage.RECOGNITION, 3, 12)
        waiting = {"waiting": posted(site, antrag=proposal_pdf(), kurz=SHORT)}
        several = done["several"]
        yield Prepared(
            site,
            {
                "start": "/",
                **done,
                **waiting,
                "working": working,
                "compare-same": f"{several}/compare?earlier=1&later=1",
                "compare-waiting": f"{waiting['waiting']}/compare?earlier=0&later=1",
                "gone": f"/checks/{'x' * 43}",
                "deleted": "/?deleted=1",
            },
            {
                "report": f"{done['result']}/files/0/report",
                "compare": f"{several}/compare?earlier=0&later=1",
            },
        )


def posted(site: Site, **contents: bytes) -> str:
    """Sends files as a browser does; the address of their check."""
    form = [("files", (f"{name}.{ending(content)}", content)) for name, content in contents.items()]
    answer = httpx.post(f"{site.url}/checks", files=form)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def ending(content: bytes) -> str:
    """Of a file with this content."""
    return "pdf" if content.startswith(b"%PDF") else "txt"


@every_look
def test_every_page_is_fit_for_everybody(prepared, browse, look):
    page = browse(prepared.site, "/?nothing", **look)
    for name, path in prepared.path.items():
        page.goto(f"{prepared.site.url}{path}")
        assert page.locator("h1").count() == 1
        assert_accessible_in_every_look(page, name)


@pytest.mark.parametrize("look", [{"language": "de"}, {"language": "en", "dark": True, "width": 390}])
@pytest.mark.parametrize("name", ["report", "compare"])
def test_reports_keep_their_looks_and_fitness_under_the_policy_of_the_web(prepared, browse, look, name):
    page = browse(prepared.site, prepared.documents[name], **look)
    assert page.locator(".bar .fill").first.evaluate("bar => bar.getBoundingClientRect().width") > 1
    assert page.locator("[style]").count() == 0
    page = browse(
        prepared.site, prepared.documents[name], bypass_csp=True, **look
    )  # the policy lets no script run, axe is one
    assert_accessible(page, f"{name}-{look['language']}")


@every_look
def test_what_is_wrong_with_files_is_said_at_their_field(prepared, browse, tmp_path, look):
    page = browse(prepared.site, "/", **look)
    page.locator("details summary").first.click()
    chosen(page, tmp_path, a=b"one", b=b"two", c=b"three", d=b"four")
    assert page.locator("[data-check-problem]").is_visible()
    assert_accessible_in_every_look(page, "too-many")
    page.evaluate("document.querySelector('form[data-check]').submit()")
    page.wait_for_url("**/checks")
    assert page.locator("#files").get_attribute("aria-invalid") == "true"
    assert_accessible_in_every_look(page, "too-many-sent")


@pytest.mark.parametrize("width", [320, 768])
def test_no_page_is_wider_than_its_window(prepared, browse, width):
    page = browse(prepared.site, "/?nothing", language="de", width=width)
    for path in prepared.path.values():
        page.goto(f"{prepared.site.url}{path}")
        assert_fits(page)


def test_a_check_waits_works_and_shows_its_result_by_itself(serve, browse, tmp_path):
    site = serve()
    page = browse(site, "/", language="en")
    sent(page, tmp_path, antrag=proposal_pdf())
    page.evaluate("window.said = document.querySelector('[role=status]')")
    with site.database.writing() as session:
        job = queue.claim(session, "other")
        assert job is not None
        queue.heartbeat(session, job, Stage.RECOGNITION, 3, 12)
    page.get_by_text("page 3 of 12").first.wait_for()
    with site.database.writing() as session:
        queue.give_back(session, job)
    ready(page, site)
    assert page.evaluate("window.said.isConnected && window.said.textContent") == "The check is done."


def test_files_in_a_table_have_a_state_of_their_own(prepared, browse):
    page = browse(prepared.site, prepared.path["several"], language="en")
    states = [cell.inner_text() for cell in page.locator(".check-files .ui-badge").all()]
    assert states == ["done", "done", "cannot be checked"]


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
    page.get_by_text("alle Ergebnisse sind gelöscht").wait_for()
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
    page.reload()
    assert len(site.files.checks()) == 1
    page.go_back()
    assert page.locator('form:has(#files) button[type="submit"]').inner_text() == "Prüfen"
    sent(page, tmp_path, antrag=proposal_pdf())
    assert page.get_by_role("heading", name="Ihr Antrag wird geprüft").is_visible()


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


def test_what_is_typed_stays_while_another_file_is_checked(serve, browse):
    site = serve()
    address = posted(site, geheim=encrypted_pdf("tor"))
    site.work()
    check = check_id(address.rsplit("/", 1)[1])
    with Coming(site.files) as coming, site.database.writing() as session:
        coming.add("antrag.pdf", proposal_pdf())
        checks.add(session, site.files, site.state.server, check, coming)
    page = browse(site, address, language="en")
    page.get_by_label("Password of the file").fill("to")
    with page.expect_response(f"**{address}"):
        pass
    page.get_by_label("Password of the file").press("End")
    page.keyboard.type("r")
    with page.expect_response(f"**{address}"):
        pass
    assert page.get_by_label("Password of the file").input_value() == "tor"
    assert page.evaluate("document.activeElement.type") == "password"


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
    assert page.get_by_role("link", name="Bericht als PDF").is_visible()
    assert page.get_by_role("link", name="Ihr PDF mit markierten Stellen").count() == 0, "nobody can open it any more"
    folder = site.files.check_folder(check_id(secret))
    assert not any(b"tor-und-riegel" in path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("uploaded", "order"),
    [("die überarbeitete Fassung", "?earlier=0&later=1"), ("eine frühere Fassung", "?earlier=1&later=0")],
)
def test_a_comparison_appears_by_itself(serve, browse, tmp_path, uploaded, order):
    site = serve()
    address = posted(site, antrag=proposal_pdf())
    site.work()
    page = browse(site, address, language="de")
    page.locator("#files").set_input_files(_written(tmp_path / "alt.pdf", proposal_pdf("Wasserstoff")))
    assert page.get_by_label("die überarbeitete Fassung").is_checked()
    page.get_by_label(uploaded).check()
    page.get_by_role("button", name="Hochladen und vergleichen").click()
    page.get_by_role("heading", name="Der Vergleich wird vorbereitet").wait_for()
    site.work()
    page.get_by_role("link", name="Zurück zu Ihrer Prüfung").wait_for()
    page.locator("body.compare").wait_for()
    assert page.url.endswith(order)


def test_who_has_several_strategies_chooses_one(serve, browse, tmp_path):
    own = tmp_path / "own" / "zweite"
    shutil.copytree(find_strategy(None), own)
    site = serve(strategies=str(own.parent))
    page = browse(site, "/", language="de")
    page.get_by_label("Strategie").first.select_option("zweite")
    secret = sent(page, tmp_path, kurz=SHORT)
    with site.database.reading() as session:
        assert session.get_one(Check, check_id(secret)).strategy == "zweite"


def test_the_time_that_is_left_is_said(prepared, browse):
    address = posted(prepared.site, kurz=b"A text that nobody reads any more")
    with prepared.site.database.writing() as session:
        session.get(Check, check_id(address.rsplit("/", 1)[1])).expires_at = now() + timedelta(seconds=50)
    page = browse(prepared.site, address, language="de")
    assert page.get_by_text("Gelöscht wird alles in einer Minute").first.is_visible()


@pytest.mark.parametrize("path", ["/files/7/report", "/files/0/report.exe", "/compare?earlier=0&later=9"])
def test_a_file_that_a_check_does_not_have_is_not_there(prepared, path):
    assert httpx.get(f"{prepared.site.url}{prepared.path['result']}{path}").status_code == 404


def encrypted_pdf(password: str) -> bytes:
    """The example with a password."""
    writer = PdfWriter(PdfReader(io.BytesIO(proposal_pdf())))
    writer.encrypt(password, algorithm="AES-256")
    body = io.BytesIO()
    writer.write(body)
    return body.getvalue()


def _written(path: Path, body: bytes) -> Path:
    path.write_bytes(body)
    return path
