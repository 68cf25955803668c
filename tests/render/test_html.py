"""The report as a browser, a screen reader and a printer meet it; checked on its text, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace as replace_in_data
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from s3align.render.html import render_html
from s3align.render.messages import Messages
from s3align.resources import folder

VOID = {"meta", "wbr", "br", "link", "img", "input"}
CSS = (folder("templates") / "css" / "report.css").read_text(encoding="utf-8")


class Page(HTMLParser):
    """Collects tags, ids, headings and visible text, and insists on well-formed nesting."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.text = ""
        self.feed(source)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module", params=["de", "en"])
def page(request, assessment, strategy):
    return Page(render_html(assessment, strategy, request.param))


@pytest.fixture(scope="module")
def german(assessment, strategy):
    return render_html(assessment, strategy, "de")


def test_it_is_self_contained_without_script_or_request(page, german):
    names = {name for name, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "form"}
    assert not re.search(r"https?://|url\(|@import|\son\w+=", german)
    policy = next(meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_headings_form_a_tree_without_gaps(page):
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


def test_landmarks_skip_link_captions_and_scopes_are_there(page):
    assert [len(page.all(tag)) for tag in ("main", "header", "footer")] == [1, 1, 1]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [a["href"].removeprefix("#") for a in page.all("a")]
    targets += [attributes["aria-labelledby"] for _, attributes in page.tags if "aria-labelledby" in attributes]
    assert page.all("a")[0]["href"] == "#content"
    assert set(targets) <= set(ids)
    assert len(page.all("table")) == len(page.all("caption"))
    assert all("scope" in cell for cell in page.all("th"))


def test_language_is_set_on_the_page_and_on_foreign_quotes(german):
    page = Page(german)
    assert page.all("html")[0]["lang"] == "de"
    assert [quote.get("lang") for quote in page.all("blockquote")].count("en") == 1


def test_the_answer_comes_first_then_warnings_then_themes(german):
    places = [
        german.index(mark) for mark in ("<h1>", 'class="warnings"', 'class="overview"', 'class="theme ', "<footer>")
    ]
    assert places == sorted(places)


def test_only_the_leading_theme_is_open(page):
    details = [entry for entry in page.all("details") if entry["class"].startswith("theme")]
    assert len(details) == 6
    assert ["open" in attributes for attributes in details] == [True] + [False] * 5


def test_text_from_outside_is_escaped(assessment, strategy):
    evil = "</style><script>alert('x')</script>\n\"quote\".pdf"
    document = replace(assessment.document, name=evil)
    page = Page(render_html(replace(assessment, document=document), strategy, "de"))
    assert not page.all("script")
    assert evil in page.text


def test_empty_sections_are_left_out(assessment, strategy):
    messages = Messages.load("de")
    bare = replace(assessment, places=(), principles=(), integrity=(), questions=())
    source = render_html(bare, strategy, "de")
    assert not any(messages(f"{key}_title") in source for key in ("flags", "principles", "integrity", "advice"))
    assert messages("places_title") in source  # that no place is named is worth a sentence
    placeless = replace_in_data(strategy, municipalities=())
    assert messages("places_title") not in render_html(bare, placeless, "de")


def test_a_document_without_assessment_gets_a_report_without_numbers(refused, strategy):
    page = Page(render_html(refused, strategy, "de"))
    assert "Skizze.pdf" in page.text
    assert "23\u00a0Wörter" in page.text
    assert not page.all("table")
    assert not page.all("details")


def test_the_limits_of_the_report_are_always_said(page, refused, strategy):
    for text in (page.text, Page(render_html(refused, strategy, "de")).text):
        assert "Mensch" in text or "person" in text


def test_same_input_gives_same_bytes(assessment, strategy, german):
    assert render_html(assessment, strategy, "de") == german


def test_a_report_is_small(german):
    assert len(german.encode()) < 300_000


def schemes() -> dict[str, dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    values = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks]
    return dict(zip(("light", "dark", "print"), values, strict=True))


def luminance(color: str) -> float:
    channels = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """WCAG 2.2, definition of contrast ratio: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        *[(text, back, 4.5) for text in ("ink", "soft", "accent") for back in ("paper", "ground")],
        ("ink", "mark", 4.5),
        ("ink", "warn", 4.5),
        ("mark-line", "mark", 3.0),
        ("warn-line", "ground", 3.0),
        *[(bar, back, 3.0) for bar in ("accent", "quiet") for back in ("paper", "track")],
    ],
)
def test_colours_have_enough_contrast(scheme, front, back, least):
    colors = schemes()[scheme]
    assert contrast(colors[front], colors[back]) >= least


def test_style_cares_for_contrast_modes_motion_and_paper():
    for rule in ("forced-colors: active", "prefers-reduced-motion", "@media print", "@page", "::details-content"):
        assert rule in CSS
    assert CSS.count(":focus-visible") >= 1
