"""A server for tests of the web, on a free port of this computer, and a browser that looks at its pages.

    def test_a_page_is_there(serve, browse):
        site = serve()                                  # local mode; serve(accounts=True, keep_checks_minutes=5): as set
        page = browse(site, "/", language="de", dark=True, width=390, scripts=True)
        assert_accessible(page)                         # from web_pages

``site.work()`` does all that waits in the queue, in the test's own thread, so that a test can look before and after.
Browser tests are skipped where there is no browser; S3ALIGN_TEST_BROWSER=required makes that a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from thrift import cheap_passwords, shared_pipelines  # noqa: F401 -- for every test here
from web_site import Site, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LANGUAGE_TAGS = {"de": "de-DE", "en": "en-GB"}


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Starts a server with settings of ``ServerSettings``; stopped after the test."""
    with ExitStack() as sites:
        yield lambda **settings: sites.enter_context(serving(tmp_path / "data", settings))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if CHROMIUM is None:
        if os.environ.get("S3ALIGN_TEST_BROWSER") == "required":
            pytest.fail("There is no Chromium, and S3ALIGN_TEST_BROWSER wants one.")
        pytest.skip("there is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture
def browse(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page of a site in a new window, as somebody with that language, colours, width and JavaScript sees it.

    What a page logs as an error or what its policy refuses fails the test.
    """
    wrong: list[str] = []
    with ExitStack() as windows:

        def opened(
            site: Site, path: str = "/", *, language: str = "de", dark: bool = False, width: int = 1280, scripts: bool = True,
            **more: Any,
        ) -> Page:  # fmt: skip
            window = browser.new_context(
                locale=LANGUAGE_TAGS[language], color_scheme="dark" if dark else "light", java_script_enabled=scripts,
                viewport={"width": width, "height": 844 if width < 600 else 900}, reduced_motion="reduce", **more,
            )  # fmt: skip
            windows.callback(window.close)
            window.set_default_timeout(20_000)
            page = window.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda said: wrong.append(said.text) if is_fault(said.type, said.text) else None)
            page.goto(f"{site.url}{path}")
            return page

        yield opened
    assert not wrong


def is_fault(kind: str, text: str) -> bool:
    """Whether a page's console says what must not be: an answer with an error status is often what a test asks for."""
    return kind == "error" and "Failed to load resource" not in text
