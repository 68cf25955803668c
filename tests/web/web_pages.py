"""What every page must keep: nothing that axe finds, nothing that sticks out; and pictures to look at where they are wanted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCREENSHOTS = os.environ.get("S3ALIGN_TEST_SCREENSHOTS")
"""Folder for pictures of all pages that tests look at; none where it is not set."""
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

every_look = pytest.mark.parametrize(
    "look",
    [
        {"language": language, "dark": dark, "width": width}
        for language in ("de", "en")
        for dark in (False, True)
        for width in (1280, 390)
    ],
    ids=lambda look: f"{look['language']}-{'dark' if look['dark'] else 'light'}-{look['width']}",
)
"""A test in each language, light and dark, on a desk and on a phone: ``browse(site, path, **look)``."""


def assert_accessible(page: Page, name: str = "") -> None:
    """Fails for what axe finds by WCAG 2.2 AA and good practice, and for a page that scrolls sideways.

    ``name``: of the picture that is taken where S3ALIGN_TEST_SCREENSHOTS names a folder.
    """
    if SCREENSHOTS and name:
        page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png", full_page=True)
    found = Axe().run(page, options={"runOnly": _TAGS, "resultTypes": ["violations"]})
    assert not found.response["violations"], found.generate_report()
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """Fails for a page that is wider than its window (WCAG 1.4.10)."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{wider} px wider than the window"


def picture_name(name: str, look: dict[str, object]) -> str:
    """The name of a picture: what it shows, and how."""
    return f"{name}-{look['language']}-{'dark' if look['dark'] else 'light'}-{look['width']}"
