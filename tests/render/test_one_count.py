"""Terminal, page, workbook and table for programs count the same, over a run with everything that can be counted."""

from __future__ import annotations

import csv
import html
import json
import re
from collections import Counter
from dataclasses import replace

import openpyxl
import pytest
from made_tables import made_table, pipeline, rows

from s3align.record.assessment import Verdict
from s3align.render.columns import fields
from s3align.render.messages import LANGUAGES, Messages
from s3align.render.overview import write_index
from s3align.render.tables import write_csv
from s3align.render.view_totals import counts, to_read_lines
from s3align.render.workbook import write_workbook

READ = {"read_by": ("Ada Berg", "Ben"), "decisions": ("fits", "unsure")}


def with_verdicts(row, name, verdict, **more):
    themes = {theme: replace(figures, verdict=verdict) for theme, figures in row.themes.items()}
    return replace(row, name=name, sha256=name, themes=themes, addressed=(), main="", **more)


def mixed():
    """Two copies; of each reason to read two files, one of which is read, and of those with a further unclear theme three."""
    full, other, unclear, copy, refused = rows()
    open_theme = next(theme for theme in full.themes if theme not in full.addressed)
    themes = {**full.themes, open_theme: replace(full.themes[open_theme], verdict=Verdict.UNCLEAR)}
    beside = replace(full, themes=themes)
    found = [
        full,
        replace(other, **READ),
        unclear,
        copy,
        refused,
        replace(unclear, name="f.txt", **READ),
        with_verdicts(other, "g.txt", Verdict.NONE),
        with_verdicts(other, "h.txt", Verdict.TOUCHED, **READ),
        replace(refused, name="i.txt", **READ),
        *(replace(beside, name=f"{name}.txt") for name in "jk"),
        replace(beside, name="l.txt", **READ),
        replace(unclear, name="m.txt", duplicate_of="c.txt"),
    ]
    return found, full.main, open_theme


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


def in_table(table, messages, places, tmp_path):
    write_csv(table, fields(pipeline().strategy, messages, places=places), tmp_path / "a.csv", messages)
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        return {row["file"]: row for row in csv.DictReader(stream)}


def on_page(table, places, language, tmp_path):
    write_index(table, pipeline().strategy, tmp_path / "a.html", language, places)
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    data = json.loads(re.search('id="data">(.*?)</script>', page, re.DOTALL)[1])
    at = data["fields"].index("read")
    reasons = Counter(data["ids"]["read"][row[at]] for row in data["rows"] if row[at] >= 0)
    body = re.search("<main>.*?<form", page, re.DOTALL)[0]
    return reasons, plain(html.unescape(re.sub("<[^>]*>", " ", body)))


def plain(text):
    """Words and numbers alone: the page breaks a sentence into parts that are links."""
    return " ".join(re.findall(r"[\w.]*\w", text))


def in_workbook(table, places, language, tmp_path):
    write_workbook(table, pipeline().strategy, language, tmp_path / "a.xlsx", tmp_path, places=places)
    book, messages = openpyxl.load_workbook(tmp_path / "a.xlsx"), Messages.load(language)

    def lines(sheet):
        heads, *rest = book[messages(f"sheet_{sheet}")].iter_rows(values_only=True)
        return [dict(zip(heads, row, strict=True)) for row in rest]

    facts = {row[0]: row[1] for row in book[messages("sheet_about_run")].iter_rows(values_only=True)}
    return lines, lambda key: facts[messages(f"fact_run_{key}")]


def test_all_places_count_the_same(tmp_path, language):
    entries, main, open_theme = mixed()
    places, messages, table = {main: 2, open_theme: 1}, Messages.load(language), made_table(entries)
    rows_ = in_table(table, messages, places, tmp_path)
    reasons = Counter(row["to_read"] for row in rows_.values() if row["to_read"])
    assert reasons == {"unclear": 1, "none": 1, "refused": 1, "beside": 2}
    assert table.totals.to_read == reasons
    assert table.totals.read == {"unclear": 1, "none": 1, "refused": 1, "beside": 1}

    shown, text = on_page(table, places, language, tmp_path)
    assert shown == reasons
    first, second = to_read_lines(table.totals, messages)
    for sentence in (counts(table.totals, messages), first, second):
        assert plain(sentence) in text
    assert messages.count("overview_read", 3) in first
    assert messages.count("overview_read_more", 3) in first
    assert second == f"{messages.count('overview_beside', 2)} {messages.count('overview_beside_more', 1)}"

    lines, fact = in_workbook(table, places, language, tmp_path)
    assert (fact("files"), fact("copies"), fact("refused")) == (13, table.totals.copies, 2)
    assert (fact("to_read"), fact("beside"), fact("read")) == (3, 2, 4)
    head = messages("sheet_to_read")
    words = Counter(line[head] for line in lines("proposals") if line[head])
    assert words == {messages(f"value_to_read_{why}"): number for why, number in reasons.items()}
    named = [line for line in lines("proposals") if line[messages("sheet_read_by")] == "Ada Berg; Ben"]
    assert len(named) == sum(row["read_by"] == "Ada Berg; Ben" for row in rows_.values()) == 5
    decided = "; ".join(messages(f"review_decision_{decision}") for decision in READ["decisions"])
    assert {line[messages("sheet_decision")] for line in named} == {decided}


def test_all_places_say_the_same_of_a_list(tmp_path, language):
    entries, main, open_theme = mixed()
    places, messages, table = {main: 2, open_theme: 1}, Messages.load(language), made_table(entries)
    rows_ = in_table(table, messages, places, tmp_path)
    lines, _ = in_workbook(table, places, language, tmp_path)
    for cut in table.shortlist(places):
        told = Counter(row[f"{cut.theme}_shortlist"] for row in rows_.values())
        kinds = ("inside", "margin", "outside", "unclear", "read")
        assert {kind: told[kind] for kind in kinds} == {kind: getattr(cut, kind) for kind in kinds}
        name = pipeline().strategy.theme_names(language)[cut.theme]
        head, about = messages("sheet_theme_standing"), messages("sheet_theme")
        words = Counter(line[head] for line in lines("figures") if line[about] == name and line[head])
        assert words == {messages(f"value_standing_{kind}"): told[kind] for kind in kinds if told[kind]}
    waiting = [row for row in rows_.values() if row[f"{open_theme}_shortlist"] == "unclear"]
    assert len(waiting) == 3
    assert all(row["to_read"] in ("unclear", "beside") for row in waiting)
    without = in_table(table, messages, {}, tmp_path)
    assert without["a.txt"].keys() == rows_["a.txt"].keys()
    assert not any(row[f"{main}_shortlist"] for row in without.values())


def test_when_all_are_read_it_says_so(language):
    messages = Messages.load(language)
    entries = [replace(row, **READ) for row in mixed()[0]]
    totals = made_table(entries).totals
    assert to_read_lines(totals, messages) == [
        messages.count("overview_read_all", 6),
        messages.count("overview_beside_all", 3),
    ]
    assert to_read_lines(made_table(entries[:1]).totals, messages) == []
