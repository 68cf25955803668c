"""What stands around every page: header, both faces, switch of language, footer; and errors in it."""

from __future__ import annotations

from web_pages import assert_accessible_in_every_look, every_look


@every_look
def test_a_page_that_is_not_there_says_what_to_do(serve, browse, look):
    page = browse(serve(), "/nowhere", **look)
    assert page.get_by_role("alert").is_visible()
    assert_accessible_in_every_look(page, "problem")


def test_the_switch_of_language_keeps_what_else_the_address_says(serve, browse):
    page = browse(serve(), "/nowhere?sort=name&page=2", language="de")
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/nowhere?sort=name&page=2&lang=en")
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_language_chosen_stays(serve, browse):
    site = serve()
    page = browse(site, "/?lang=en", language="de")
    page.goto(f"{site.url}/nowhere")
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_first_key_leads_to_the_content(serve, browse):
    page = browse(serve(), "/nowhere", language="en")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
