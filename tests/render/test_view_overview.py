"""What the overview of a run says: counts that agree, every file a row, everything of a row in its details, safe embedding."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace

import pytest
from overview_rows import CITY, GREEN, HEALTH, QUOTE, full_row, made_text, row, run_rows, write_overview

from s3align.record.assessment import Flag, Verdict
from s3align.render.view_overview import Group, group_of, key_of, line_view
from s3align.render.view_overview_data import PageData, safe_json
from s3align.render.view_overview_details import details_view
from s3align.render.view_overview_words import Words
from s3align.store.ranking import Ranked


def text_of(page):
    """What stands in the page, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL))


def data_of(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


@pytest.mark.parametrize(
    ("language", "counts", "read"),
    [
        (
            "de",
            "9 Dateien: 6 beurteilte Anträge, 1 Kopie davon, 2 nicht beurteilt.",
            "muss ein Mensch noch 4 Dateien lesen: 1 unklar , 1 ohne Thema , 2 nicht beurteilt",
        ),
        (
            "en",
            "9 files: 6 proposals assessed, 1 copy of them, 2 not assessed.",
            "a person must still read 4 files: 1 unclear , 1 without a theme , 2 not assessed",
        ),
    ],
)
def test_the_numbers_at_the_top_add_up(strategy, tmp_path, language, counts, read):
    text = text_of(write_overview(run_rows(strategy), strategy, tmp_path / "index.html", language))
    assert counts in text
    assert read in text


def test_where_nothing_is_to_be_read_nothing_is_said(strategy, tmp_path):
    page = write_overview([row("a.pdf", strategy, {HEALTH: (Verdict.CORE, 0.5)})], strategy, tmp_path / "index.html")
    assert "muss ein Mensch noch" not in text_of(page)
    assert "1 Datei: 1 beurteilter Antrag." in text_of(page)


def test_every_file_is_a_row_of_one_group(strategy, tmp_path):
    page = write_overview(run_rows(strategy), strategy, tmp_path / "index.html")
    assert page.count('<tr role="row" class="row') == len(run_rows(strategy))
    groups = [data_of(page)["groups"][entry[4]] for entry in data_of(page)["rows"]]
    assert groups == ["addressed"] * 4 + ["unclear", "none", "refused", "refused", "copy"]
    assert re.findall(r'<tbody role="rowgroup" data-group="(\w+)">', page) == [group.value for group in Group]


def test_a_copy_of_a_file_that_was_not_assessed_counts_as_not_assessed(strategy):
    refused = row("b.pdf", strategy, duplicate_of="a.pdf")
    assert group_of(refused) is Group.REFUSED
    assert group_of(row("c.pdf", strategy, {HEALTH: (Verdict.CORE, 0.5)}, duplicate_of="a.pdf")) is Group.COPY


def test_details_hold_everything_that_is_known_of_a_file(strategy):
    words = Words.of(strategy, "de", {HEALTH: 3})
    entry = replace(full_row(strategy), ranks={HEALTH: Ranked(2, 5)})
    view = details_view(entry, words)
    assert [fact.value for fact in view.facts] == [
        "alles.pdf",
        "Stadt Bottrop",
        "Februar 2026",
        "3.\xa0Mai 2026",
        "9\xa0Seiten, 2\u202f500\xa0Wörter",
        "Gesundheitswirtschaft: an der Grenze",
    ]
    first, second = view.themes
    assert (first.verdict, first.extent, first.sureness, first.place) == (
        "Kernthema",
        "60\u202f% (30–72)",
        "60 (30–72)",
        "2–5",
    )
    assert (first.quote, first.quote_page, second.css) == (QUOTE, "Seite\xa02", "unclear")
    assert "Neue Industrie 0 (0–0)" in view.unrelated
    told = {entry.title: entry.entries for entry in view.lists}
    assert told == {
        "Worauf außer den Themen geachtet wird": ("angedeutet: Innovation (S.\xa02, 5)",),
        "Orte": ("Bottrop: Ort der Arbeiten (S.\xa03), Kommune beteiligt sich (S.\xa07)",),
        "Offene Fragen": (
            "Gesundheitswirtschaft – Pflege und Krankenhaus: Welche Rolle spielt „Pflege und Krankenhaus“ im Arbeitsplan?",
            "Innovation: ?",
        ),
        "Auffälligkeiten in der Datei": ("Text in der Farbe des Hintergrunds, zählt nicht (Wörter): 7 (S.\xa03)",),
        "Strategie des Landes und Förderung": ("Feld einer weiteren Strategie: Gesundheitswirtschaft",),
        "Was nicht zählt, mit Zahl der Stellen": (
            "Seiten ohne lesbaren Text: 4, 5",
            "Finanzplan: 9",
            "Aufzählung von Schlagwörtern: 1",
        ),
        "Gleiche und ähnliche Dateien": ("b.pdf (90\u202f% gleicher Text)",),
        "Gemeinsame Passagen mit anderen Anträgen": (
            "61\xa0Wörter auf Seite 2, auch in c.pdf auf Seite 5: „Das Konsortium arbeitet seit Jahren“",
            "Eine weitere Passage ist nicht aufgeführt.",
        ),
    }


def lists_of(entry, strategy, language="de"):
    return {found.title: found.entries for found in details_view(entry, Words.of(strategy, language, {})).lists}


def test_a_file_without_pages_of_its_own_names_none(strategy):
    entry = replace(full_row(strategy), name="alles.docx", pages=1)
    view = details_view(entry, Words.of(strategy, "de", {}))
    assert "2\u202f500\xa0Wörter" in [fact.value for fact in view.facts]
    assert (view.themes[0].passages, view.themes[0].quote_page) == ("4/44", "")
    told = lists_of(entry, strategy)
    assert told["Orte"] == ("Bottrop: Ort der Arbeiten, Kommune beteiligt sich",)
    assert told["Worauf außer den Themen geachtet wird"] == ("angedeutet: Innovation",)
    assert line_view(entry, Words.of(strategy, "de", {})).pages is None
    assert line_view(replace(entry, name="alles.pdf"), Words.of(strategy, "de", {})).pages == 1


def test_an_older_record_knows_the_page_of_the_first_role_alone(strategy):
    (place,) = full_row(strategy).places
    entry = replace(full_row(strategy), places=(replace(place, role_pages=()),))
    assert lists_of(entry, strategy)["Orte"] == ("Bottrop: Ort der Arbeiten (S.\xa03), Kommune beteiligt sich",)


def test_a_principle_that_a_hint_answers_is_found_as_in_the_report_and_for_the_filter(strategy):
    answered = replace(strategy.principles[0], answered_by="joint")
    strategy, name = replace(strategy, principles=(answered,)), answered.name["de"]
    entry = replace(
        full_row(strategy), principles={answered.id: "none"}, principle_pages={}, hints=(Flag("joint", "joint"),)
    )
    principles = "Worauf außer den Themen geachtet wird"
    assert lists_of(entry, strategy)[principles] == (f"gefunden: {name}",)
    assert lists_of(replace(entry, hints=()), strategy)[principles] == (f"nichts gefunden: {name}",)
    data = PageData(Words.of(strategy, "de", {}))
    data.add(entry)
    known = json.loads(data.text)
    place, found = (
        known["ids"]["principle"].index(answered.id),
        dict(zip(known["fields"], known["rows"][0], strict=True)),
    )
    assert known["ids"]["finding"][int(found["principles"][place])] == "found"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ("Keine gemeinsame Passage mit einem anderen Antrag gefunden.",)),
        (
            {"is_compared": False},
            ("Mit einer früheren Version beurteilt und nicht mit anderen Anträgen verglichen.",),
        ),
        ({"is_compared": False, "duplicate_of": "b.pdf"}, None),
    ],
)
def test_whether_a_file_was_compared_is_said(strategy, changed, said):
    entry = replace(full_row(strategy), shared=(), shared_total=0, **changed)
    assert lists_of(entry, strategy).get("Gemeinsame Passagen mit anderen Anträgen") == said
    assert "Gemeinsame Passagen mit anderen Anträgen" not in lists_of(row("leer.pdf", strategy), strategy)


def test_what_many_proposals_share_stands_below_the_table_with_what_it_means(strategy, tmp_path):
    names = [f"{number}.pdf" for number in range(9)]
    rows = [row(name, strategy, {HEALTH: (Verdict.CORE, 0.5)}) for name in names]
    texts = {name: [made_text(name), f"{made_text('form')} {made_text(name * 2)}"] for name in names[1:]}
    text = text_of(write_overview(rows, strategy, tmp_path / "index.html", texts=texts))
    below = text[text.index("Gemeinsame Passagen mit anderen Anträgen Eine gemeinsame Passage ist kein Fehler") :]
    assert "Ein Antrag wurde mit einer früheren Version beurteilt" in below
    assert "In 8 von 9 Anträgen, 60 Wörter: „" in below.replace("\xa0", " ")
    assert "1.pdf auf Seite 2; 2.pdf auf Seite 2;" in below


def test_where_all_was_compared_and_nothing_is_shared_no_section_stands_below(strategy, tmp_path):
    rows = [row(name, strategy, {HEALTH: (Verdict.CORE, 0.5)}) for name in ("a.pdf", "b.pdf")]
    texts = {name: [made_text(name)] for name in ("a.pdf", "b.pdf")}
    text = text_of(write_overview(rows, strategy, tmp_path / "index.html", texts=texts))
    assert "ist kein Fehler" not in text
    assert text.count("Keine gemeinsame Passage mit einem anderen Antrag gefunden.") == 2


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "de",
            (
                "Bevor eine Liste zu einem Thema geschlossen wird, muss ein Mensch noch lesen: "
                "1 mit einem weiteren Thema, das unklar ist."
            ),
        ),
        ("en", "Before a list on a theme is closed, a person must still read: 1 with a further theme that is unclear."),
    ],
)
def test_an_unclear_theme_beside_others_is_said_at_the_top_with_a_link(strategy, tmp_path, language, said):
    page = write_overview(run_rows(strategy), strategy, tmp_path / "index.html", language)
    assert f'<a href="#read=beside">{said}</a>' in page
    clear = [entry for entry in run_rows(strategy) if not (entry.addressed and entry.open_themes)]
    assert "#read=beside" not in write_overview(clear, strategy, tmp_path / "index.html", language)


def test_a_long_word_in_the_head_of_the_table_may_break_between_syllables(strategy, tmp_path):
    page = write_overview(run_rows(strategy), strategy, tmp_path / "index.html")
    assert page.count(">Gesund\u00adheits\u00adwirt\u00adschaft<") == 2
    assert "Smart City<" in page


def test_a_file_that_was_not_assessed_says_why_and_what_to_do(strategy):
    view = details_view(row("leer.pdf", strategy), Words.of(strategy, "de", {}))
    assert "leer.pdf" in view.advice[0]
    assert view.advice[1] == "Fordern Sie eine Kurzbeschreibung mit Zielen und Arbeitsplan an."
    assert (view.themes, view.lists, view.report) == ((), (), "")


def test_a_title_is_whole_in_the_details_and_missing_ones_are_replaced_by_the_file(strategy):
    words = Words.of(strategy, "de", {})
    assert line_view(row("a.pdf", strategy), words).title == "a.pdf"
    assert line_view(row("a.pdf", strategy, title="x" * 500), words).details.title == "x" * 500


def test_the_place_of_a_proposal_is_that_within_its_main_theme(strategy):
    words = Words.of(strategy, "en", {GREEN: 2})
    said = row("a.pdf", strategy, {GREEN: (Verdict.CORE, 0.5), CITY: (Verdict.SIDE, 0.1)})
    line = line_view(replace(said, ranks={GREEN: Ranked(1, 2), CITY: Ranked(7, 7)}), words)
    assert re.sub("[\u00ad\u200b]", "", line.lead) == "1–2 · Green Technologies/Hydrogen/Circular Economy"
    assert (line.standing, line.status) == ("inside", "surely in it")
    assert line_view(replace(said, ranks={GREEN: Ranked(3, 4)}), words).standing == ""


def test_an_address_names_no_file_and_stays_the_same(strategy):
    first, second = row("a.pdf", strategy), row("b.pdf", strategy)
    assert key_of(first) == key_of(replace(first, title="neu")) != key_of(second)
    assert re.fullmatch("[0-9a-f]{10}", key_of(first))


def test_json_in_the_page_cannot_end_its_element_and_says_the_same():
    value = ["</script><!--", "\u2028\u2029", "&lt;", '"\\', "ä„“"]
    text = safe_json(value)
    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)


def test_hostile_words_stand_in_no_markup(strategy, tmp_path):
    hostile = "</script></noscript><script>alert(1)</script>\u2028\"'<!--"
    rows = [row(f"{hostile}.pdf", strategy, {HEALTH: (Verdict.CORE, 0.5)}, title=hostile, applicant=hostile)]
    page = write_overview(rows, strategy, tmp_path / "index.html")
    assert page.count("<script") == page.count("</script>") == 3
    assert page.count("<noscript>") == page.count("</noscript>") == 1
    assert data_of(page)["rows"][0][1] == hostile


def test_the_policy_names_the_hashes_of_what_the_page_runs_and_shows(strategy, tmp_path):
    page = write_overview(run_rows(strategy), strategy, tmp_path / "index.html")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1].replace("&#39;", "'")
    held = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", page, re.DOTALL)
    assert len(held) == 3
    for text in held:
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy
    assert "unsafe" not in policy
    assert not re.search(r"\sstyle=|\son\w+=|javascript:", page[page.index("<body>") : page.rindex("<script>")])


def test_the_numbers_of_the_script_stand_for_ids_and_words_alike(strategy):
    data = PageData(Words.of(strategy, "de", {}))
    for entry in run_rows(strategy):
        data.add(entry)
    known = json.loads(data.text)
    assert {kind: len(ids) for kind, ids in known["ids"].items()} == {
        kind: len(names) for kind, names in known["names"].items()
    }
    found = dict(zip(known["fields"], known["rows"][3], strict=True))
    assert [known["ids"]["same"][kind] for kind in found["same"]] == ["similar", "shared"]
    assert known["ids"]["place"] == ["Bottrop", "Schermbeck"]


def test_the_same_run_gives_the_same_bytes(strategy, tmp_path):
    pages = [write_overview(run_rows(strategy), strategy, tmp_path / f"{number}.html") for number in range(2)]
    assert pages[0] == pages[1]


def test_a_cut_page_says_how_many_are_missing_and_how_many_of_them_must_be_read(strategy, tmp_path, monkeypatch):
    monkeypatch.setattr("s3align.render.overview.MOST_ROWS", 3)
    text = text_of(write_overview(run_rows(strategy), strategy, tmp_path / "index.html"))
    assert "Diese Seite zeigt 3 von 9 Dateien." in text
    assert "5 davon muss ein Mensch noch lesen." in text
