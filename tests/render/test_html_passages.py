"""Passages in the page: each stands there once, every way leads somewhere, and colour never tells alone."""

from __future__ import annotations

import re
from dataclasses import replace as replace_in_data

import pytest
from test_html import CSS, Page, contrast, schemes

from s3align.render.html import render_html
from s3align.resources import folder
from s3align.strategy.colours import black_contrast, theme_colours
from s3align.strategy.load import load_strategy
from s3align.strategy.themes import MIN_CONTRAST


@pytest.fixture(scope="module", params=["de", "en"])
def source(request, marked, strategy):
    return render_html(marked, strategy, request.param)


@pytest.fixture(scope="module")
def page(source):
    return Page(source)


def classes(page, tag):
    return [(entry.get("class") or "").split() for entry in page.all(tag)]


def test_a_passage_stands_in_the_page_once_and_escaped(source, marked):
    text = Page(source).text
    for passage in marked.passages:
        words = passage.text.split()
        assert text.count(words[-1]) == 1 or text.count(passage.text) <= 1
    assert "<vermessen>" in text
    assert "<vermessen>" not in source


def test_every_way_inside_the_page_leads_somewhere(page):
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    ways = [entry["href"].removeprefix("#") for entry in page.all("a")]
    assert set(ways) <= set(ids)
    assert {"passage-22", "passage-23", "passage-36"} <= set(ways)
    assert {entry["for"] for entry in page.all("label")} == {entry["id"] for entry in page.all("input")}


def test_headings_still_form_a_tree(page):
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


def test_there_is_no_script_and_all_is_closed_but_the_leading_theme(page):
    assert not {name for name, _ in page.tags} & {"script", "link", "img", "iframe", "object", "form"}
    opened = [entry for entry in page.all("details") if "open" in entry]
    assert [entry["class"].split()[0] for entry in opened] == ["theme"]


def test_every_switch_has_its_rules_and_marks_words(page, source):
    switches = page.all("input")
    assert [entry["id"] for entry in switches] == ["mark-1", "mark-2"]
    assert all("checked" in entry for entry in switches)
    for number in (1, 2):
        assert f".marked:has(#mark-{number}:checked) {{ --m{number}: color-mix(in srgb, #" in source
        assert any(f"m{number}" in names for names in classes(page, "mark"))


def test_a_letter_and_a_line_tell_the_theme_beside_the_colour(page, source):
    marks = [names for names in classes(page, "mark") if names]
    letters = [names for names in classes(page, "b") if len(names) == 2]
    assert ["m1", "m2"] in marks
    assert len(letters) == 7  # one behind each marked word, one more where a word counts for two themes
    assert "text-decoration-line: underline" in source
    assert re.search(r"forced-colors: active\) \{\s*\.marked mark", CSS)


def test_foreign_passages_have_their_language(marked, strategy):
    quotes = [entry for entry in Page(render_html(marked, strategy, "de")).all("p") if entry.get("class") == "quote"]
    assert [entry.get("lang") for entry in quotes] == [None, None, "en", None]


def test_the_strip_says_in_words_what_its_bars_show(page):
    cells = [entry for entry in page.all("li") if (entry.get("class") or "").startswith("level-")]
    assert {entry["class"] for entry in cells if entry.get("aria-hidden") != "true"} == {"level-2", "level-3"}
    assert all(entry.get("aria-hidden") == "true" for entry in cells if entry["class"] == "level-0")
    assert all(entry["aria-label"] for entry in page.all("ul") if entry.get("class") == "strip")


def mixed(colour: str, share: int, ground: str) -> str:
    """``color-mix(in srgb, colour share, ground)``."""
    parts = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(own * share / 100 + other * (1 - share / 100)):02x}" for own, other in parts)


def shares() -> dict[str, int]:
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    found = [int(re.search(r"--mark-share: (\d+)%", block)[1]) for block in blocks]
    return dict(zip(("light", "dark", "print"), found, strict=True))


REGIONS = {"ruhr": "corpus", "coast": "tests", "auental": "tests", "three_rivers": "tests"}


def colours(name: str) -> list[str]:
    corpus = folder("corpus")
    place = corpus / "strategies" if REGIONS[name] == "corpus" else corpus.parent / "tests" / "strategy" / "data"
    return list(theme_colours(load_strategy(place / name)).values())


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize("name", REGIONS)
def test_marked_words_can_be_read_in_every_strategy_s_colours(name, scheme):
    known = schemes()[scheme]
    for colour in colours(name):
        assert contrast(known["ink"], mixed(f"#{colour}", shares()[scheme], known["paper"])) >= 4.5


def test_many_themes_have_colours_that_can_be_read(strategy):
    themes = tuple(replace_in_data(strategy.themes[0], id=f"theme-{number}", colour="") for number in range(30))
    dark = schemes()["dark"]
    for colour in theme_colours(replace_in_data(strategy, themes=themes)).values():
        assert contrast(dark["ink"], mixed(f"#{colour}", shares()["dark"], dark["paper"])) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize("colour", ["777777", "ffffff", "ffff00", "00ffff"])
def test_any_colour_that_a_strategy_may_have_can_be_read(scheme, colour):
    assert black_contrast(colour) >= MIN_CONTRAST - 0.02
    known = schemes()[scheme]
    assert contrast(known["ink"], mixed(f"#{colour}", shares()[scheme], known["paper"])) >= 4.5
