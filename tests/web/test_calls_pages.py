"""Calls in a browser: from none to one with proposals, with and without JavaScript, and what each role sees."""

from __future__ import annotations

import io
import zipfile

import pytest
from web_pages import assert_accessible, assert_accessible_in_every_look, every_look

TEXT = "Wir bauen eine Anlage, die Wasserstoff aus Strom gewinnt, und messen ihren Wirkungsgrad. " * 12
WORDS = {
    "de": {"new": "Neuer Aufruf", "make": "Aufruf anlegen", "upload": "Hochladen", "close": "Aufruf schließen",
           "reopen": "Aufruf wieder öffnen", "again": "Neu beurteilen", "withdraw": "Zurückziehen", "take": "Übernehmen"},
    "en": {"new": "New call", "make": "Create the call", "upload": "Upload", "close": "Close the call",
           "reopen": "Open the call again", "again": "Assess again", "withdraw": "Withdraw", "take": "Take over"},
}  # fmt: skip


def _make(page, site, words, title="Wärme aus dem Fluss", **fields):
    page.goto(f"{site.url}/desk")
    page.get_by_role("link", name=words["new"]).click()
    page.fill("#title", title)
    for name, value in fields.items():
        page.fill(f"#{name}", value)
    page.get_by_role("button", name=words["make"]).click()
    page.wait_for_url("**/desk/calls/*")
    return page.url


def _files(**bodies):
    return [{"name": name, "mimeType": "text/plain", "buffer": body} for name, body in bodies.items()]


def _send(page, files, words, button="upload"):
    page.set_input_files("input[type=file]", files)
    page.locator("form[data-upload]").get_by_role("button", name=words[button], exact=True).click()


def _zip(**bodies):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, body in bodies.items():
            archive.writestr(name, body)
    return [{"name": "alle.zip", "mimeType": "application/zip", "buffer": made.getvalue()}]


@every_look
def test_from_nothing_to_a_call_with_proposals(serve, browse, look):
    site, words, name = serve(), WORDS[look["language"]], "calls-{}".format
    page = browse(site, "/desk", **look)
    assert_accessible_in_every_look(page, name("none"))
    url = _make(page, site, words, deadline="2020-01-01T12:00")
    assert_accessible_in_every_look(page, name("empty"))
    page.goto(f"{url}/upload")
    assert_accessible_in_every_look(page, name("upload"))
    _send(page, _files(**{"a.txt": TEXT.encode(), "b.exe": b"x"}), words)
    page.get_by_role("alert").wait_for()
    assert_accessible_in_every_look(page, name("taken"))
    for part in ("", "/change", "/exports", "/reassess", "/import"):
        page.goto(url + part)
        assert_accessible_in_every_look(page, name(part.strip("/") or "overview"))
    page.goto(f"{site.url}/desk")
    assert_accessible_in_every_look(page, name("list"))


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_form_with_mistakes_keeps_what_was_typed_and_names_every_field(serve, browse, language):
    site = serve()
    page = browse(site, "/desk/new-call", language=language)
    page.fill("#title", "Wärme")
    page.fill("#lots-0-places", "viele")
    page.evaluate("document.querySelector('form.ui-form').noValidate = true")
    page.fill("#readers_wanted", "0")
    page.get_by_role("button", name=WORDS[language]["make"]).click()
    assert page.locator("#title").input_value() == "Wärme"
    assert page.locator("#lots-0-places").input_value() == "viele"
    assert page.locator("[aria-invalid=true]").count() == 3
    for link in page.locator("#errors a").all():
        assert page.locator(link.get_attribute("href")).count() == 1
    assert_accessible(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_files_and_zips_are_taken_once_with_and_without_javascript(serve, browse, scripts):
    site, words = serve(), WORDS["en"]
    page = browse(site, "/desk", language="en", scripts=scripts)
    url = _make(page, site, words)
    page.goto(f"{url}/upload")
    _send(page, _zip(**{"x/a.txt": TEXT, "../b.txt": "b", "c.txt": "Anderes."}), words)
    page.get_by_text("2 proposals are new.").wait_for()
    assert page.get_by_role("cell", name="Its name in the zip leads out").count() == 1
    page.goto(f"{url}/upload")
    _send(page, _files(**{"umbenannt.txt": TEXT.encode()}), words)
    page.get_by_role("heading", name="Already there: the same file").wait_for()


def test_a_file_that_is_dropped_is_told_of_and_uploaded(serve, browse):
    site, words = serve(), WORDS["en"]
    page = browse(site, "/desk", language="en")
    page.goto(f"{_make(page, site, words)}/upload")
    dropped = page.evaluate_handle(
        "() => { const all = new DataTransfer(); all.items.add(new File(['x'.repeat(2e6)], 'a.txt')); return all; }"
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": dropped})
    assert page.locator("[data-chosen]").inner_text() == "Chosen: 1 (2 MB)"
    page.get_by_role("button", name="Upload", exact=True).click()
    page.get_by_text("One proposal is new.").wait_for()
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_page_of_a_call_follows_the_queue_by_itself(serve, browse):
    site, words = serve(), WORDS["en"]
    page = browse(site, "/desk", language="en")
    url = _make(page, site, words)
    page.goto(f"{url}/upload")
    _send(page, _files(**{"a.txt": TEXT.encode()}), words)
    page.get_by_text("One proposal is new.").wait_for()
    page.goto(url)
    assert page.locator("#progress progress").count() == 1
    assert site.work() == 1
    page.locator("#progress progress").wait_for(state="detached")
    page.goto(f"{url}/reassess")
    page.get_by_role("button", name=words["again"]).click()
    page.get_by_text("Already assessed with this version; nothing changes.").wait_for()
    page.fill("#numbers", "1-3")
    page.get_by_role("button", name=words["again"]).click()
    assert page.locator("#numbers-error").is_visible()


def test_a_closed_call_offers_nothing_but_to_open_it_again(serve, browse):
    site, words = serve(), WORDS["de"]
    page = browse(site, "/desk", language="de", scripts=False)
    url = _make(page, site, words)
    page.locator("summary").click()
    page.get_by_role("button", name=words["close"]).click()
    page.get_by_text("geschlossen", exact=True).first.wait_for()
    page.goto(f"{url}/upload")
    assert page.locator("form[data-upload]").count() == 0
    page.goto(url)
    page.get_by_role("button", name=words["reopen"]).click()
    assert page.get_by_role("button", name=words["reopen"]).count() == 0


def test_everything_offered_can_be_downloaded(serve, browse):
    site, words = serve(), WORDS["de"]
    page = browse(site, "/desk", language="de")
    url = _make(page, site, words, title="Waerme")
    page.goto(f"{url}/upload")
    _send(page, _files(**{"=a.txt": TEXT.encode()}), words)
    page.get_by_text("Ein Antrag ist neu da.").wait_for()
    site.work()
    page.goto(f"{url}/exports")
    links = page.locator("a[download]").all()
    assert len(links) == 8
    for link in links:
        link_name = link.get_attribute("href").rpartition("/")[2].removeprefix("marks")
        with page.expect_download() as caught:
            link.click()
        assert caught.value.suggested_filename.endswith(link_name)
        assert caught.value.path().stat().st_size > 100
