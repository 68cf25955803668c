"""The overview in a real browser: groups, filters, what they hide, the address, keys, details, paper and hostile text."""

from __future__ import annotations

import base64
import json
import shutil
import time
from importlib import import_module

import pypdfium2
import pytest
from overview_rows import CITY, GREEN, HEALTH, QUOTE, row, run_rows, write_overview

from s3align.record.assessment import Verdict
from s3align.strategy.model import Strategy

pytestmark = [
    pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium"),
    pytest.mark.xdist_group("browser"),
]
_LINES = "[...document.querySelectorAll('#list tr.row')]"
_IS_SHOWN = "head => !head.hidden && !head.parentElement.hidden"
_STANDS = "line => !line.hidden && !line.parentElement.hidden"
TITLES = f"{_LINES}.filter({_STANDS}).map(line => line.querySelector('button').textContent)"
GROUPS = "[...document.querySelectorAll('#groups button')].map(button => button.textContent)"
HEADS = f"[...document.querySelectorAll('#list tr.group')].filter({_IS_SHOWN}).map(head => head.textContent)"
MISSED = "document.getElementById('missed').hidden ? '' : document.querySelector('#missed span').textContent"
SAID = "document.getElementById('shown').textContent"
IN_VIEW = f"""{_LINES}.map(line => line.getBoundingClientRect())
    .filter(box => box.top >= document.querySelector('#list thead').getBoundingClientRect().bottom)
    .filter(box => box.bottom <= innerHeight).length"""
LABELS = """[...document.querySelectorAll('#filters label')].filter(label => !label.hidden)
    .map(label => label.firstChild.textContent.trim())"""
OTHER_SCRIPT = """{ const other = document.createElement('script');
    other.textContent = 'window.other = 1';
    document.body.append(other); }"""
PATIENCE = 5.0
"""Seconds until what a browser does later must have happened."""


@pytest.fixture(scope="module")
def browser():
    opened = import_module("benchmarks.overview").Browser()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pages(strategy, tmp_path_factory):
    folder = tmp_path_factory.mktemp("overview")
    write_overview(run_rows(strategy), strategy, folder / "index.html", places={HEALTH: 1, GREEN: 1})
    return folder


@pytest.fixture
def page(browser, pages):
    """Opens the overview anew, with a state in its address."""

    def open_with(state=""):
        browser.open("about:blank")
        browser.open((pages / "index.html").as_uri() + state)
        return browser

    return open_with


def choose(browser, **values):
    """Sets fields of the filters as a reader does."""
    for name, value in values.items():
        browser.run(
            f"(() => {{ const field = document.getElementById('filters').elements[{json.dumps(name)}];"
            f" if (field.type === 'checkbox') field.checked = {json.dumps(value)}; else field.value = {json.dumps(value)};"
            " field.dispatchEvent(new Event('input', { bubbles: true })); })()"
        )


def eventually(browser, code, expected):
    """Waits until code has a value."""
    end = time.monotonic() + PATIENCE
    while (found := browser.run(code)) != expected and time.monotonic() < end:
        time.sleep(0.05)
    assert found == expected


def test_all_files_are_rows_grouped_by_the_overall_statement(page):
    browser = page()
    heads = [
        "Thema angesprochen (4)",
        "unklar: bitte lesen (1)",
        "kein Thema gefunden (1)",
        "nicht beurteilt (2)",
        "Kopien (1)",
    ]
    assert browser.run(GROUPS) == browser.run(HEADS) == heads
    assert len(browser.run(TITLES)) == 9
    assert browser.run(MISSED) == ""


def test_a_theme_groups_by_its_verdict_and_hides_nothing(page):
    browser = page()
    choose(browser, theme=HEALTH)
    assert browser.run(HEADS)[:3] == ["Kernthema (1)", "Nebenthema (1)", "kein Bezug (4)"]
    assert browser.run(TITLES)[:2] == ["Ärztliche Nähe", "Zuhause alt werden"]
    assert len(browser.run(TITLES)) == 9
    browser.run("document.querySelector('#groups [value=side]').click()")
    assert browser.run(TITLES) == ["Zuhause alt werden"]
    choose(browser, theme=CITY)
    assert len(browser.run(TITLES)) == 9


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"place": "Bottrop"}, ["Ärztliche Nähe"]),
        ({"place": "Bottrop", "role": "mention"}, []),
        ({"role": "mention"}, ["Zuhause alt werden"]),
        ({"principle": "innovation", "finding": "found"}, ["Ärztliche Nähe"]),
        ({"principle": "innovation", "finding": "hinted"}, []),
        ({"finding": "denied"}, ["Zuhause alt werden"]),
        ({"status": "damaged"}, ["leer2.pdf"]),
        ({"status": "notes"}, ["Zuhause alt werden"]),
        ({"status": "unread"}, ["Der Platz am Rathaus"]),
        ({"status": f"inside-in-{HEALTH}"}, ["Ärztliche Nähe"]),
        ({"status": f"margin-in-{GREEN}"}, ["Elektrolyse am Hafen", "Elektrolyse am Kanal"]),
        ({"read": "unclear"}, ["Der Platz am Rathaus"]),
        ({"read": "beside"}, ["Zuhause alt werden"]),
        ({"read": "all"}, ["Zuhause alt werden", "Der Platz am Rathaus", "Chorfest", "leer.pdf", "leer2.pdf"]),
        ({"same": "copy"}, ["Elektrolyse am Hafen"]),
        ({"q": "klinik ÄRZT"}, ["Ärztliche Nähe"]),
        ({"q": "schermbeck"}, ["Zuhause alt werden"]),
        ({"q": "u.pdf"}, ["Der Platz am Rathaus"]),
        ({"q": "pflegt"}, []),
        ({"q": "pflegt", "deep": True, "read": "unclear"}, ["Der Platz am Rathaus"]),
        ({"q": "blockquote", "deep": True}, []),
    ],
)
def test_filters_find_what_fits_and_nothing_else(page, chosen, found):
    browser = page()
    choose(browser, **chosen)
    assert browser.run(TITLES) == found


def test_what_must_be_read_is_never_hidden_silently(page):
    browser = page()
    choose(browser, q="elektrolyse")
    assert browser.run(MISSED) == "5 Dateien, die ein Mensch noch lesen muss, sind durch die Filter ausgeblendet."
    browser.run("document.querySelector('#missed button').click()")
    assert browser.run(TITLES) == ["Zuhause alt werden", "Der Platz am Rathaus", "Chorfest", "leer.pdf", "leer2.pdf"]
    assert browser.run(MISSED) == ""
    choose(browser, read="unclear")
    assert browser.run(MISSED).startswith("4 Dateien")


def test_the_links_at_the_top_show_what_must_be_read(page):
    browser = page("#q=elektrolyse")
    assert len(browser.run(TITLES)) == 3
    browser.run("document.querySelector('a[href=\"#read=refused\"]').click()")
    eventually(browser, TITLES, ["leer.pdf", "leer2.pdf"])


def test_a_link_shows_the_same_and_back_leads_back(page):
    browser = page()
    choose(browser, theme=GREEN)
    browser.run("document.querySelector('#groups [value=core]').click()")
    browser.run("document.querySelector('th[data-column=title] button').click()")
    browser.run("[...document.querySelectorAll('#list tr.row:not([hidden]) button')][1].click()")
    address = browser.run("location.hash")
    shown = browser.run(TITLES)
    assert shown == ["Elektrolyse am Hafen", "Elektrolyse am Kanal"]
    page(address)
    assert browser.run(TITLES) == shown
    assert browser.run("document.querySelector('[aria-expanded=true]').textContent") == "Elektrolyse am Kanal"
    assert browser.run("document.getElementById('filters').elements.theme.value") == GREEN
    browser.run("document.getElementById('all').click()")
    assert len(browser.run(TITLES)) == 9
    browser.run("history.back()")
    eventually(browser, TITLES, shown)


def test_the_link_can_be_copied_or_is_shown_to_be_copied(page):
    browser = page("#read=none")
    browser.run("document.getElementById('copy').click()")
    said = "document.getElementById('copied').textContent !== ''"
    eventually(browser, said, expected=True)
    shown = browser.run("[document.getElementById('address').hidden, document.getElementById('address').value]")
    assert shown == [True, ""] or shown == [False, browser.run("location.href")]


def test_an_address_that_says_nonsense_shows_everything(page):
    assert len(page("#theme=nope&verdict=x&place=%3Cb%3E&sort=constructor&dir=up&read=7&open=zz").run(TITLES)) == 9


def test_columns_sort_and_the_order_is_said(page):
    browser = page()
    begin = browser.run(TITLES)
    browser.run("document.querySelector('th[data-column=title] button').click()")
    assert browser.run(TITLES)[:3] == ["Ärztliche Nähe", "Chorfest", "Der Platz am Rathaus"]
    assert browser.run(SAID) == "9 von 9 Dateien gezeigt. Sortiert nach Titel, aufsteigend."
    assert browser.run("document.querySelector('th[data-column=title]').ariaSort") == "ascending"
    assert browser.run(HEADS) == []
    browser.run(f"document.querySelector('th[data-column={GREEN}] button').click()")
    assert browser.run(TITLES)[:4] == [
        "Elektrolyse am Hafen",
        "Elektrolyse am Hafen",
        "Elektrolyse am Kanal",
        "Zuhause alt werden",
    ]
    assert browser.run(TITLES)[-2:] == ["leer.pdf", "leer2.pdf"]
    browser.run("document.getElementById('all').click()")
    assert browser.run(TITLES) == begin


def test_keys_lead_through_the_rows_and_open_them(page):
    browser = page()
    focused = "document.activeElement.textContent"
    stops = "[...document.querySelectorAll('#list tr.row button')].filter(button => button.tabIndex === 0).length"
    browser.run("document.querySelector('#list tr.row button[tabindex=\"0\"]').focus()")
    first, second, *_ = browser.run(TITLES)
    assert (browser.run(focused), browser.run(stops)) == (first, 1)
    browser.press("ArrowDown")
    assert browser.run(focused) == second
    browser.press("k")
    assert (browser.run(focused), browser.run(stops)) == (first, 1)
    browser.press("Enter")
    assert browser.run("document.activeElement.getAttribute('aria-expanded')") == "true"
    assert "Anteil am Text" in browser.run("document.querySelector('tr.more').textContent")
    browser.press("Escape")
    assert browser.run("document.querySelectorAll('tr.more').length") == 0
    browser.press("/")
    assert browser.run("document.activeElement.name") == "q"


def test_a_shortlist_is_told_at_the_top_and_in_its_rows(page):
    browser = page()
    assert "Plätze 1 bis 1: 1 sicher dabei" in browser.run("document.querySelector('.lots').textContent")
    assert browser.run("document.querySelector('.status.inside').textContent") == "sicher dabei"


def test_details_show_the_strongest_passage_and_where_the_report_is(page):
    browser = page()
    browser.run("document.querySelector('#list tr.row button').click()")
    text = browser.run("document.querySelector('tr.more').textContent")
    assert QUOTE in text
    assert browser.run("document.querySelector('tr.more a').getAttribute('href')").startswith("reports/")


def test_a_row_is_one_line_and_fifteen_fit_a_screen(browser, strategy, tmp_path):
    rows = [
        row(
            f"{number}.pdf",
            strategy,
            {HEALTH: (Verdict.CORE, 0.5)},
            title="Ein sehr langer Titel " * 20,
            applicant="Verein " * 30,
        )
        for number in range(40)
    ]
    write_overview(rows, strategy, tmp_path / "index.html")
    browser.open((tmp_path / "index.html").as_uri())
    heights = browser.run("[...document.querySelectorAll('#list tr.row')].slice(0, 20).map(line => line.offsetHeight)")
    assert max(heights) <= 38
    browser.run("document.querySelector('.region').scrollIntoView()")
    assert browser.run(IN_VIEW) >= 15


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_page_itself_never_scrolls_sideways(page, width):
    browser = page()
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
    try:
        browser.run("document.querySelector('#list tr.row button').click()")
        assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    finally:
        browser.call("Emulation.clearDeviceMetricsOverride")


def test_without_script_all_rows_and_all_details_can_be_read(page, browser):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        text = page().run("document.querySelector('main').textContent")
        height = browser.run("document.querySelector('#list .static').offsetHeight")
        tools = browser.run("document.querySelector('.tools').offsetHeight")
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
    assert text.count(QUOTE) == 8  # one for every theme that is addressed or unclear, copies included
    assert "Fordern Sie eine Kurzbeschreibung" in text
    assert (height > 100, tools) == (True, 0)


def test_paper_shows_every_row_whole(browser, strategy, tmp_path):
    titles = [
        f"Vorhaben Nummer {number} mit einem Titel, der lang ist und hier ganz endet: Ende{number}"
        for number in range(120)
    ]
    rows = [row(f"{title[:20]}.pdf", strategy, {HEALTH: (Verdict.CORE, 0.5)}, title=title) for title in titles]
    write_overview(rows, strategy, tmp_path / "index.html")
    browser.open((tmp_path / "index.html").as_uri())
    data = browser.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"]
    printed = pypdfium2.PdfDocument(base64.b64decode(data))
    words = " ".join(page.get_textpage().get_text_range() for page in printed).split()
    assert [number for number in range(120) if f"Ende{number}" not in words] == []


def test_rows_far_down_follow_the_filter_too(browser, strategy, tmp_path):
    rows = [
        row(
            f"{number:03}.pdf",
            strategy,
            {HEALTH: (Verdict.CORE, 0.5)},
            title=f"Nummer {number} {'gerade' if number % 2 else ''}",
        )
        for number in range(300)
    ]
    write_overview(rows, strategy, tmp_path / "index.html")
    browser.open((tmp_path / "index.html").as_uri())
    choose(browser, q="gerade")
    eventually(browser, f"{TITLES}.length", 150)
    assert all("gerade" in title for title in browser.run(TITLES))
    choose(browser, q="nichts davon")
    assert browser.run(TITLES) == []
    choose(browser, q="")
    eventually(browser, f"{TITLES}.length", 300)
    choose(browser, q="nummer 299")
    assert browser.run(TITLES) == ["Nummer 299 gerade"]


HOSTILE = (
    '<img src=x onerror="window.hacked=1">',
    "</script><script>window.hacked=1</script>",
    "</noscript><script>window.hacked=1</script>",
    "\u2028window.hacked=1//\u2029'\"`${hacked}",
    "<!--<script>",
)


def test_nothing_that_an_applicant_wrote_runs_or_breaks_the_page(browser, strategy, tmp_path):
    rows = [
        row(
            f"{number}{text}.pdf",
            strategy,
            {HEALTH: (Verdict.CORE, 0.5)},
            title=text,
            applicant=text,
            report=f"reports/{text}.html",
        )
        for number, text in enumerate(HOSTILE)
    ]
    write_overview(rows, strategy, tmp_path / "index.html")
    browser.open((tmp_path / "index.html").as_uri())
    assert sorted(browser.run(TITLES)) == sorted(HOSTILE)
    browser.run("document.querySelectorAll('#list tr.row button').forEach(button => button.click())")
    shown = browser.run("[...document.querySelectorAll('.details h2')].map(head => head.textContent)")
    assert sorted(shown) == sorted(HOSTILE)
    assert browser.run("typeof window.hacked") == "undefined"
    assert browser.run("document.scripts.length") == 3


def test_the_policy_lets_no_other_script_run(page):
    browser = page()
    browser.run(OTHER_SCRIPT)
    assert browser.run("typeof window.other") == "undefined"


def test_another_strategy_shows_what_it_has(browser, strategy, tmp_path):
    """Twelve themes, no places, no principles: letters with their meaning, and no list to choose from without entries."""
    themes = [
        type(theme)(f"{theme.id}-{part}", theme.name, (), theme.gloss, theme.subtopics)
        for part in "ab"
        for theme in strategy.themes
    ]
    values = {name: getattr(strategy, name) for name in Strategy.__dataclass_fields__}
    wide = Strategy(**values | {"themes": tuple(themes), "principles": (), "municipalities": ()})
    said = {f"{HEALTH}-b": (Verdict.CORE, 0.5), f"{CITY}-a": (Verdict.UNCLEAR, 0.1)}
    write_overview([row("a.pdf", wide, said)], wide, tmp_path / "index.html", "en")
    browser.open((tmp_path / "index.html").as_uri())
    cells = browser.run("[...document.querySelectorAll('.v')].map(cell => cell.textContent + '|' + cell.ariaLabel)")
    assert len(cells) == 12
    assert "C 50|core theme, 50%" in cells
    shown = browser.run(LABELS)
    assert shown[:2] == ["Search", "Theme"]
    assert not {"Place", "Role", "Principle", "Finding"} & set(shown)
    assert "S: side theme." in browser.run("document.querySelector('.keys').textContent")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
