"""Lists by theme and verdict: places for what addresses a theme, a count for what a person must read, nothing hidden."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from s3align.record.assessment import Verdict
from s3align.store.ranking import Ranked
from s3align.store.row import ResultRow, ThemeFigures, ToRead
from s3align.store.table import ResultTable
from s3align.store.theme_places import Shortlist

CORE, SIDE, UNCLEAR, TOUCHED, NONE = Verdict.CORE, Verdict.SIDE, Verdict.UNCLEAR, Verdict.TOUCHED, Verdict.NONE
SURENESS = {CORE: 0.9, SIDE: 0.7, UNCLEAR: 0.3, TOUCHED: 0.05, NONE: 0.01}
THEMES = ("sea", "food")


def figures(verdict, extent=0.02, width=0.05, sureness=None):
    low, high = (None, None) if width is None else (max(0.0, extent - width), min(1.0, extent + width))
    return ThemeFigures(sureness or SURENESS[verdict], 0.0, 1.0, verdict, extent, low, high)


def row(name, *, duplicate_of="", **themes):
    found = dict(sorted(themes.items(), key=lambda entry: (-entry[1].sureness, entry[0])))
    addressed = [theme for theme, entry in found.items() if entry.verdict in (CORE, SIDE)]
    return ResultRow(
        **dict.fromkeys(("sha256", "status", "reason", "report", "second", "rule"), ""),
        **{key: {} for key in ("reason_values", "languages", "principles", "left_out")},
        **dict.fromkeys(("places", "questions", "notes", "hints", "unread_pages"), ()),
        **dict.fromkeys(("words", "pages", "passages_counted")),
        name=name,
        main=addressed[0] if addressed else "",
        nearest="" if addressed or not found else next(iter(found)),
        themes=found,
        addressed=addressed,
        duplicate_of=duplicate_of,
    )


ROWS = (
    row("a", sea=figures(CORE, 0.3), food=figures(SIDE, 0.2)),
    row("b", sea=figures(SIDE, 0.5, sureness=0.6), food=figures(CORE, 0.6)),
    row("c", sea=figures(CORE, 0.32), food=figures(UNCLEAR, 0.1)),
    row("d", sea=figures(UNCLEAR, 0.1), food=figures(NONE)),
    row("e", sea=figures(TOUCHED), food=figures(NONE)),
    row("f"),
    row("g", duplicate_of="a", sea=figures(CORE, 0.3), food=figures(SIDE, 0.2)),
    row("h", duplicate_of="d", sea=figures(UNCLEAR, 0.1), food=figures(NONE)),
)


@pytest.fixture
def table():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        table = ResultTable(database, THEMES)
        table.fill((entry, b"", None) for entry in ROWS)
        yield table


def filled(*rows, themes=THEMES):
    table = ResultTable(sqlite3.connect(":memory:", isolation_level=None), themes)
    table.fill((entry, b"", None) for entry in rows)
    return table


def ranks(table):
    return {entry.name: {theme: places.label for theme, places in entry.ranks.items()} for entry in table.in_order()}


def test_places_are_within_each_theme_that_is_addressed_and_a_side_theme_may_come_first(table):
    found = ranks(table)
    assert found["a"] == {"sea": "2–3", "food": "2"}
    assert found["b"] == {"food": "1", "sea": "1"}
    assert found["c"] == {"sea": "2–3"}


def test_what_is_unclear_has_none_has_not_been_assessed_or_is_a_copy_has_no_places(table):
    found = ranks(table)
    assert not any(found[name] for name in "defgh")
    by_name = {entry.name: entry for entry in table.in_order()}
    assert by_name["b"].rank == Ranked(1, 1)
    assert by_name["c"].rank == Ranked(2, 3)
    assert by_name["d"].rank is by_name["g"].rank is None


def test_an_older_record_without_ranges_is_told_from_nobody_and_moves_nobody(table):
    old = row("i", sea=figures(CORE, 0.9, width=None))
    found = ranks(filled(*ROWS[:3], old))
    assert found["i"]["sea"] == "1–4"
    assert (found["b"]["sea"], found["a"]["sea"], found["c"]["sea"]) == ("1–2", "2–4", "2–4")


def test_the_list_is_by_group_and_main_theme_and_no_ranking_of_all(table):
    assert [entry.name for entry in table.ranking(10)] == ["c", "a", "b", "d", "e", "g", "h"]
    assert [entry.name for entry in table.ranking(6)] == ["c", "a", "b", "d", "e", "g"]
    assert [entry.name for entry in table.ranking(2)] == ["c", "a"]
    assert [entry.name for entry in table.refused(10)] == ["f"]


def test_themes_are_listed_in_the_order_of_the_strategy():
    assert [entry.name for entry in filled(*ROWS, themes=("food", "sea")).ranking(3)] == ["b", "c", "a"]
    assert [entry.name for entry in filled(*ROWS, themes=()).ranking(3)] == ["c", "a", "b"]


def test_the_list_does_not_follow_the_names_of_files():
    renamed = [row(name, sea=entry.themes["sea"]) for name, entry in zip("zyx", ROWS[:3], strict=True)]
    by_name = sorted(renamed, key=lambda entry: entry.name)
    assert [entry.name for entry in filled(*by_name).ranking(3)] == ["y", "x", "z"]
    assert ranks(filled(*by_name)) == {"z": {"sea": "2–3"}, "y": {"sea": "1"}, "x": {"sea": "2–3"}}


def test_the_proposals_of_a_theme_are_found_by_verdict_with_their_number(table):
    assert [entry.name for entry in table.of_theme("sea", CORE, 9)] == ["c", "a"]
    assert [entry.name for entry in table.of_theme("sea", CORE, 1)] == ["c"]
    assert [entry.name for entry in table.of_theme("sea", SIDE, 9)] == ["b"]
    assert [entry.name for entry in table.of_theme("sea", UNCLEAR, 9)] == ["d"]
    assert [entry.name for entry in table.of_theme("food", NONE, 9)] == ["d", "e"]
    assert list(table.of_theme("air", CORE, 9)) == []
    for theme in THEMES:
        for verdict in Verdict:
            assert table.totals.verdicts[theme, verdict] == len(list(table.of_theme(theme, verdict, 99)))


def test_what_a_person_must_read_is_counted_by_reason_and_copies_once(table):
    assert table.totals.to_read == {ToRead.UNCLEAR: 1, ToRead.NONE: 1, ToRead.REFUSED: 1, ToRead.BESIDE: 1}
    assert not table.totals.read


def test_what_somebody_has_read_keeps_its_place_and_no_longer_waits(table):
    rows = [replace(entry, read_by=("Ada Berg",)) for entry in ROWS]
    read = filled(*rows)
    assert read.totals.read == table.totals.to_read
    assert not read.totals.to_read
    assert [entry.name for entry in read.ranking(9)] == [entry.name for entry in table.ranking(9)]
    (waiting,), (done,) = table.shortlist({"sea": 2}), read.shortlist({"sea": 2})
    assert (waiting.unclear, waiting.read) == (done.read, done.unclear) == (1, 0)


def test_a_shortlist_counts_who_is_surely_in_at_the_cut_and_outside_and_what_is_unclear(table):
    assert table.shortlist({"food": 1, "sea": 2}) == (
        Shortlist("food", 1, inside=1, margin=0, outside=1, unclear=1),
        Shortlist("sea", 2, inside=1, margin=2, outside=0, unclear=1),
    )


@pytest.mark.parametrize(
    ("places", "inside", "margin", "outside"), [(0, 0, 0, 3), (1, 1, 0, 2), (3, 3, 0, 0), (50, 3, 0, 0)]
)
def test_a_cut_before_all_and_one_behind_all_leave_nobody_at_it(table, places, inside, margin, outside):
    (found,) = table.shortlist({"sea": places})
    assert (found.inside, found.margin, found.outside, found.ranked) == (inside, margin, outside, 3)


def test_a_theme_that_nobody_addresses_has_an_empty_list(table):
    assert table.shortlist({"air": 5}) == (Shortlist("air", 5, 0, 0, 0, 0),)
    assert table.shortlist({}) == ()
    assert filled().shortlist({"sea": 5}) == (Shortlist("sea", 5, 0, 0, 0, 0),)
