"""What every page must keep: nothing that axe finds, nothing that sticks out; and pictures to look at where they are wanted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

SCREENSHOTS = os.environ.get("S3ALIGN_TEST_SCREENSHOTS")
"""Folder for pictures of all pages that tests look at; none where it is not set."""
Colours = Literal["light", "dark"]
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ALL: dict[str, object] = {"runOnly": _TAGS}
_OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""Rules of axe that look at colours; the others do not care whether a page is light or dark."""
_COLOURS: dict[str, object] = {"runOnly": {"type": "rule", "values": _OF_COLOUR}}
_ALL_BUT_COLOURS: dict[str, object] = {"runOnly": _TAGS, "rules": {rule: {"enabled": False} for rule in _OF_COLOUR}}
_LOOKS: tuple[tuple[int, Colours, dict[str, object]], ...] = (
    (1280, "light", _ALL),
    (1280, "dark", _COLOURS),
    (390, "dark", _COLOURS),
    (390, "light", _ALL_BUT_COLOURS),
)
"""Width of the window, colours, and what axe has to look at that it has not seen in the look before."""
_HEIGHTS = {1280: 900, 390: 844}

every_look = pytest.mark.parametrize(
    "look", [{"language": "de"}, {"language": "en", "dark": True, "width": 390}], ids=["de-light-1280", "en-dark-390"]
)
"""A flow in each language, on a desk and on a phone: ``browse(site, path, **look)``; and on each of its pages
``assert_accessible_in_every_look(page)`` for the other looks in that language."""


def assert_accessible(page: Page, name: str = "") -> None:
    """Fails for what axe finds by WCAG 2.2 AA and good practice, and for a page that scrolls sideways.

    ``name``: of the picture that is taken where S3ALIGN_TEST_SCREENSHOTS names a folder.
    """
    _assert_accessible(page, name, _ALL)


def assert_accessible_in_every_look(page: Page, name: str = "") -> None:
    """As ``assert_accessible``, light and dark, on a desk and on a phone; the page is loaded once, and then as it was."""
    before = (page.viewport_size or {}).get("width", 1280), _colours_of(page)
    language = page.locator("html").get_attribute("lang")
    for width, colours, options in _LOOKS:
        _show(page, width, colours)
        _assert_accessible(page, name and f"{name}-{language}-{colours}-{width}", options)
    _show(page, *before)


def _show(page: Page, width: int, colours: Colours) -> None:
    page.set_viewport_size({"width": width, "height": _HEIGHTS[width]})
    page.emulate_media(color_scheme=colours)


def _colours_of(page: Page) -> Colours:
    return "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"


def _assert_accessible(page: Page, name: str, options: dict[str, object]) -> None:
    if SCREENSHOTS and name:
        page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png", full_page=True)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    wanted = {"resultTypes": ["violations"], "preload": False, **options}
    found = AxeResults(page.evaluate("options => axe.run(options)", wanted))
    assert not found.response["violations"], f"{name or page.url}\n{found.generate_report()}"
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """Fails for a page that is wider than its window (WCAG 1.4.10)."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{wider} px wider than the window"
