"""The workbook opens in an office's programs, loses nothing silently, and runs no formula of an applicant."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from made_tables import FORMULA, TEXT, made_row, made_table, pipeline, rows

from s3align.render.messages import LANGUAGES, Messages
from s3align.render.sheet import Limits
from s3align.render.workbook import write_workbook
from s3align.render.workbook_shortlist import shortlist_lines
from s3align.render.workbook_words import Words
from s3align.store.ranking import Ranked

SHEETS = {
    "de": [
        "Anträge",
        "Nicht beurteilt",
        "Zahlen je Thema",
        "Grundsätze",
        "Orte",
        "Offene Fragen",
        "Hinweise zur Datei",
        "Förderhinweise",
        "Kopien und gleiche Stellen",
        "Dateien",
        "Zu diesem Lauf",
        "Erläuterung",
    ],
    "en": [
        "Proposals",
        "Not assessed",
        "Figures by theme",
        "Principles",
        "Places",
        "Open questions",
        "Notes on files",
        "Funding hints",
        "Copies and shared text",
        "Files",
        "About this run",
        "Explanation",
    ],
}
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def write(tmp_path, *, entries=None, language="en", limits=None, name="a.xlsx"):
    target = tmp_path / name
    write_workbook(made_table(entries), pipeline().strategy, language, target, tmp_path, limits)
    return target


def lines(sheet):
    """The rows below the head, as head -> value."""
    heads, *rest = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rest]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return openpyxl.load_workbook(write(tmp_path_factory.mktemp("book")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_stand_in_the_order_of_reading_and_in_the_language_of_the_reader(tmp_path, language):
    book = openpyxl.load_workbook(write(tmp_path, language=language))
    assert book.sheetnames == SHEETS[language]
    assert book.properties.title.startswith("Anträge" if language == "de" else "Proposals")
    assert [entry.value for entry in book.custom_doc_props.props] == ["de-DE" if language == "de" else "en-GB"]


def test_every_sheet_can_be_read_filtered_and_printed(book):
    for sheet in book:
        heads = [cell.value for cell in sheet[1]]
        assert len(set(heads)) == len(heads), sheet.title
        assert all(heads)
        assert len(sheet.title) <= 31
        assert sheet.freeze_panes.endswith("2")
        assert sheet.auto_filter.ref.startswith("A1:")
        assert not sheet.merged_cells.ranges
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
        assert sheet.print_title_rows == "$1:$1"
        assert all(cell.font.bold and cell.alignment.wrap_text for cell in sheet[1])


def test_every_file_stands_among_the_proposals_and_says_whether_it_must_be_read(book):
    found = {line["File"]: line for line in lines(book["Proposals"])}
    assert found.keys() == {row.name for row in rows()}
    assert found["a.txt"]["Read yourself"] is None
    assert found["a.txt"]["Leading theme"].startswith("Green")
    assert found["c.txt"]["Read yourself"] == "unclear"
    assert found["c.txt"]["Smart City"] == "unclear: please read"
    assert found["c.txt"]["Leading theme"] is None
    assert (
        found["e.txt"]["Read yourself"] == found["e.txt"]["Status"].replace("assessable", "assessed") == "not assessed"
    )
    assert found["d.txt"]["Copy of"] == "a.txt"


def test_every_part_of_a_row_stands_on_its_sheet(book):
    full = rows()[0]
    figures = [line for line in lines(book["Figures by theme"]) if line["File"] == "a.txt"]
    leading = next(line for line in figures if line["Verdict"] == "core theme")
    known = full.themes[full.main]
    assert len(figures) == len(full.themes)
    assert leading["Strongest passage"] == known.quote
    assert leading["Share"] == pytest.approx(known.extent * 100)
    assert leading["Passages"] == known.passages
    places = [(line["Place"], line["Role"], line["Page"]) for line in lines(book["Places"]) if line["File"] == "a.txt"]
    assert len(places) == sum(len(place.roles) for place in full.places) >= 1
    notes = {line["Note"]: line for line in lines(book["Notes on files"]) if line["File"] == "a.txt"}
    assert notes["Pages of which no text could be read"]["On pages"] == "2–4, 9"
    assert notes["Does not count: budget"]["Number"] == 3
    assert notes["Does not count: unheard_of"]["Number"] == 2
    assert any(line["Wording"] == "Wasserstoff" and line["Number"] == 7 for line in notes.values())
    hints = [(line["Hint"], line["Places"]) for line in lines(book["Funding hints"]) if line["File"] == "a.txt"]
    assert ("joint project of several places", "Essen, Herne") in hints
    shared = next(line for line in lines(book["Copies and shared text"]) if line["In common"] == "shared passage")
    assert (shared["Other file"], shared["Page"], shared["There on page"], shared["Words"]) == ("b.txt", 2, 5, 44)
    assert len(lines(book["Principles"])) == 4 * len(full.principles)
    refused = lines(book["Not assessed"])
    assert [line["File"] for line in refused] == ["e.txt"]
    assert refused[0]["What to do"]


def test_days_are_days_and_numbers_are_numbers(book):
    found = {line["File"]: line for line in lines(book["Files"])}
    assert found["a.txt"]["Date"] == datetime(2026, 2, 3)  # noqa: DTZ001 -- as openpyxl reads days
    assert found["a.txt"]["Assessed on"].date() == date(2026, 3, 1)
    assert found["b.txt"]["Date"] == "2026-02"  # a month is no day
    assert isinstance(found["a.txt"]["Words"], int)


def test_no_text_of_an_applicant_is_a_formula_or_breaks_the_file(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
    assert any(cell.value == FORMULA for cell in cells)
    titles = {line["Proposal"] for line in lines(book["Proposals"])}
    assert any("Wasserstoff" in title for title in titles)
    assert any("<b>&amp;" in title for title in titles)


def test_every_part_of_the_file_is_sound_xml_without_double_names(tmp_path):
    with zipfile.ZipFile(write(tmp_path)) as package:
        names = package.namelist()
        assert len(set(names)) == len(names)
        for name in names:
            ET.fromstring(package.read(name))  # noqa: S314 -- written by this test
        assert "<f>" not in "".join(package.read(name).decode() for name in names)


def test_links_are_relative_and_lead_outside_as_windows_writes_them(tmp_path):
    odd = replace(rows()[0], report="reports/Förderung_Mülheim_𠮷-0123.html")
    with zipfile.ZipFile(write(tmp_path, entries=[odd])) as package:
        names = [name for name in package.namelist() if "worksheets/_rels" in name]
        parts = [ET.fromstring(package.read(name)) for name in names]  # noqa: S314 -- as above
    found = [entry for part in parts for entry in part.iter(RELATIONS)]
    assert {entry.get("TargetMode") for entry in found} == {"External"}
    assert {entry.get("Target") for entry in found} == {"reports\\Förderung_Mülheim_𠮷-0123.html", "index.html"}


def test_the_same_rows_make_the_same_bytes(tmp_path):
    assert write(tmp_path).read_bytes() == write(tmp_path, name="b.xlsx").read_bytes()


def test_a_text_that_no_cell_holds_is_cut_and_says_so(tmp_path):
    entries = [replace(made_row(TEXT, "a.txt"), title="Ü" * 301 + "𠮷")]
    book = openpyxl.load_workbook(write(tmp_path, entries=entries, limits=Limits(signs=200)))
    title = lines(book["Proposals"])[0]["Proposal"]
    assert title.startswith("ÜÜÜ")
    assert "302 characters do not fit" in title
    assert "results.jsonl" in title
    assert len(title.encode("utf-16-le")) == 2 * 200
    whole = openpyxl.load_workbook(write(tmp_path, entries=entries, limits=Limits(signs=303)))
    assert lines(whole["Proposals"])[0]["Proposal"] == entries[0].title


def test_a_full_sheet_says_where_it_goes_on_and_nothing_is_missing(tmp_path):
    entries = [replace(made_row(TEXT, f"{number}.txt"), name=f"{number}.txt") for number in range(7)]
    book = openpyxl.load_workbook(write(tmp_path, entries=entries, limits=Limits(rows=5)))
    parts = [name for name in book.sheetnames if name.startswith("Proposals")]
    assert parts == ["Proposals", "Proposals (2)", "Proposals (3)"]
    found = [line["File"] for part in parts for line in lines(book[part])]
    assert sorted(filter(None, found)) == [row.name for row in entries]
    for part, following in pairwise(parts):
        sheet = book[part]
        assert sheet.max_row == 5
        assert following in str(sheet.cell(5, 1).value)
        assert sheet.auto_filter.ref.endswith("4")  # the note is no line
        assert [cell.value for cell in book[following][1]] == [cell.value for cell in sheet[1]]
    explained = [name for name in book.sheetnames if name.startswith("Explanation")]
    columns = [line for part in explained for line in lines(book[part]) if line["Column"]]
    assert any(line["Sheet or file"] == "results.csv" for line in columns)


def test_links_beyond_what_excel_opens_are_named_without_one(tmp_path):
    entries = [replace(made_row(TEXT, f"{n}.txt"), name=f"{n}.txt", report=f"reports/{n}.html") for n in range(5)]
    book = openpyxl.load_workbook(write(tmp_path, entries=entries, limits=Limits(links=2)))
    sheet = book["Proposals"]
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("reports/")]
    assert [bool(cell.hyperlink) for cell in cells] == [True, True, False, False, False]
    assert "Without a link on this sheet: 3 reports" in str(sheet.cell(sheet.max_row, 1).value)
    assert sheet.auto_filter.ref.endswith("6")
    assert not re.search("Without a link", str(list(openpyxl.load_workbook(write(tmp_path))["Proposals"].values)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_on_the_run_counts_what_a_person_must_still_read(tmp_path, language):
    book = openpyxl.load_workbook(write(tmp_path, language=language))
    messages = Messages.load(language)
    facts = {row[0]: row[1] for row in book[messages("sheet_about_run")].iter_rows(values_only=True)}
    assert facts[messages("fact_run_files")] == 5
    assert facts[messages("fact_run_to_read")] == 2
    assert facts[messages("fact_run_refused")] == 1


def test_a_strategy_without_places_principles_and_funding_has_no_empty_sheets(tmp_path):
    bare = replace(pipeline().strategy, municipalities=(), principles=(), funding=None)
    write_workbook(made_table(), bare, "en", tmp_path / "x.xlsx", tmp_path)
    names = openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames
    assert not {"Places", "Principles", "Funding hints"} & set(names)
    assert {"Proposals", "Figures by theme", "Explanation"} <= set(names)


def shortlist(tmp_path, places, entries):
    table = made_table(entries)
    write_workbook(table, pipeline().strategy, "en", tmp_path / "s.xlsx", tmp_path, places=places)
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    return book, lines(book["Shortlist"])


def ranked_rows():
    """Proposals on places of their own and on shared ones within the leading theme, an unclear one, and a copy."""
    full, _, unclear, copy, refused = rows()
    theme, places = full.main, {"a.txt": (1, 1), "f.txt": (2, 3), "g.txt": (2, 3), "h.txt": (4, 4)}
    extents = {"a.txt": 0.9, "f.txt": 0.5, "g.txt": 0.5, "h.txt": 0.1}
    ranked = []
    for name, (first, last) in places.items():
        at = extents[name]
        width = 0.01 if first == last else 0.05
        figures = replace(full.themes[theme], extent=at, extent_low=at - width, extent_high=at + width)
        ranked.append(
            replace(full, name=name, themes={**full.themes, theme: figures}, ranks={theme: Ranked(first, last)})
        )
    return theme, [*ranked, unclear, copy, refused]


def test_a_shortlist_shows_what_is_in_what_is_at_the_cut_and_what_to_read_first(tmp_path):
    theme, entries = ranked_rows()
    entries.sort(key=lambda row: row.name)
    book, found = shortlist(tmp_path, {theme: 2}, entries)
    assert book.sheetnames[:2] == ["Proposals", "Shortlist"]
    assert [(line["File"], line["Standing"]) for line in found] == [
        ("a.txt", "surely in"),
        ("f.txt", "at the cut"),
        ("g.txt", "at the cut"),
        ("c.txt", "unclear: read first"),
    ]
    assert [(line["Rank from"], line["Rank to"]) for line in found] == [(1, 1), (2, 3), (2, 3), (None, None)]
    assert {line["Shortlist to place"] for line in found} == {2}


def test_a_shortlist_that_is_longer_than_its_sheet_says_so(tmp_path):
    theme, entries = ranked_rows()
    table = made_table(sorted(entries, key=lambda row: row.name))
    words = Words(pipeline().strategy, Messages.load("en"))
    found = list(shortlist_lines(table, {theme: 2}, words, most=2))
    assert [line[-1] for line in found] == ["a.txt", "f.txt", None]
    assert "2 more are in the sheet “Figures by theme”" in str(found[-1][2])
    assert len({len(line) for line in found}) == 1


def test_without_a_shortlist_there_is_no_sheet_of_it(book):
    assert "Shortlist" not in book.sheetnames
