"""The overview in a real browser: filter, search, sort and what they announce."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess

import pytest
from test_run import OTHER, TEXT, run

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.xdist_group("browser"),
]
FILES = {
    "logistik.md": TEXT,
    "beides.md": TEXT + OTHER + "\nDie Klinik und das Lager arbeiten zusammen.\n",
    "klinik.md": OTHER,
    "unter/kopie.md": OTHER,
    "kurz.md": "Zu kurz.",
}


@pytest.fixture(scope="module")
def overview(tmp_path_factory):
    folder, out = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    run(folder, out, "--no-reports", "--shortlist", "1")
    return out / "index.html"


def after(overview, steps):
    """What the page shows and says after some steps of a user."""
    page = overview.with_name("steps.html")
    look = """
    const said = document.getElementById("shown").textContent;
    const rows = [...document.querySelectorAll("#table tbody tr")].filter(row => !row.hidden);
    const files = rows.map(row => row.cells[1].querySelector(".file").textContent);
    const refused = [...document.querySelectorAll("#refused li")].filter(row => !row.hidden).length;
    const sorted = [...document.querySelectorAll("[aria-sort]")].map(head => head.cellIndex + head.getAttribute("aria-sort"));
    document.title = JSON.stringify({ said, files, refused, sorted });"""
    body = overview.read_text(encoding="utf-8").replace("</body>", f"<script>{steps}{look}</script></body>")
    page.write_text(body, encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", page.as_uri()]
    shown = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()
    return json.loads(html.unescape(re.search(r"<title>(.*?)</title>", shown)[1]))


def chosen(theme):
    return f'const t = document.getElementById("theme"); t.value = "{theme}"; t.dispatchEvent(new Event("change"));'


def typed(words):
    return f'const s = document.getElementById("search"); s.value = "{words}"; s.dispatchEvent(new Event("input"));'


def clicked(column, times=1):
    return f'for (let n = 0; n < {times}; n++) document.querySelectorAll("#table thead button")[{column}].click();'


def test_every_proposal_that_addresses_a_theme_is_found_by_it(overview):
    assert sorted(after(overview, chosen("health"))["files"]) == ["beides.md", "klinik.md", "unter/kopie.md"]
    assert sorted(after(overview, chosen("smart-logistics"))["files"]) == ["beides.md", "logistik.md"]
    found = after(overview, chosen("smart-city"))
    assert found["files"] == []
    assert found["said"] == "0 von 4 Anträgen gezeigt. Keine Treffer."


def test_every_word_of_a_search_counts_also_among_the_refused(overview):
    assert after(overview, typed("kopie gesundheit"))["files"] == ["unter/kopie.md"]
    found = after(overview, typed("kurz"))
    assert (found["files"], found["refused"]) == ([], 1)
    assert after(overview, typed("99"))["files"] == []


def test_scores_sort_from_the_highest_and_the_order_is_said(overview):
    begin = after(overview, "")
    assert begin["sorted"] == ["0ascending"]
    assert begin["files"][-1] == "unter/kopie.md"
    found = after(overview, clicked(2))
    assert found["sorted"] == ["2descending"]
    assert found["said"] == "4 von 4 Anträgen gezeigt. Sortiert nach Stärkstes Thema, absteigend"
    assert after(overview, clicked(2, 2))["sorted"] == ["2ascending"]
    assert after(overview, clicked(2) + clicked(0))["files"] == begin["files"]
