"""The codebook knows every column of every table and no other, and what it says of them is true."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from made_tables import made_table, pipeline
from pyarrow import parquet

from s3align.render.codebook import CODEBOOK, VALUES, Codebook, Form
from s3align.render.columns import fields
from s3align.render.messages import LANGUAGES, Messages
from s3align.render.tables import write_codebook, write_csv, write_parquet
from s3align.render.workbook import write_workbook
from s3align.render.workbook_sheets import ABOUT, EXPLAINED, sheet_plans
from s3align.render.workbook_words import Words

FIRST = ["file", "status", "reason", "rank_from", "rank_to", "main_theme", "further_themes", "rule"]
AFTER = ["places", "pages", "words", "languages", "duplicate_of", "similar_to", "report", "sha256", "message"]
ONE_VALUE = ("status", "reason", "rule", "verdict", "to_read", "principle")
ABOUT_FILE = ["title", "applicant", "dated", "assessed_on"]


@pytest.fixture(params=["whole", "without places, principles and funding"])
def strategy(request):
    known = pipeline().strategy
    return known if request.param == "whole" else replace(known, municipalities=(), principles=(), funding=None)


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


def written(strategy, language, tmp_path):
    """Heads of each table and sheet as they are written, and the entries of both codebooks."""
    messages, table = Messages.load(language), made_table()
    columns = fields(strategy, messages)
    write_csv(table, columns, tmp_path / "a.csv", messages)
    write_codebook(columns, strategy, tmp_path / "b.csv", messages)
    write_parquet(table, columns, tmp_path / "a.parquet")
    places = {strategy.themes[0].id: 1}
    write_workbook(table, strategy, language, tmp_path / "a.xlsx", tmp_path, places=places)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    heads = {sheet.title: [cell.value for cell in sheet[1]] for sheet in book}
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        heads["results.csv"] = next(csv.reader(stream))
    heads["results.parquet"] = parquet.read_schema(tmp_path / "a.parquet").names
    with (tmp_path / "b.csv").open(encoding="utf-8", newline="") as stream:
        beside = list(csv.DictReader(stream))
    sheet = book[messages("sheet_columns")]
    return heads, list(sheet.iter_rows(min_row=2, values_only=True)), beside


def test_every_column_has_one_entry_and_every_entry_a_column(strategy, language, tmp_path):
    heads, entries, beside = written(strategy, language, tmp_path)
    explained = {}
    for table, column, *_ in entries:
        explained.setdefault(table, []).append(column)
    assert heads.pop("results.parquet") == heads["results.csv"]
    assert explained == heads
    assert [row["column"] for row in beside] == heads["results.csv"]
    assert tuple(beside[0]) == CODEBOOK
    assert len(set(heads["results.csv"])) == len(heads["results.csv"])


def test_an_entry_says_what_the_column_means_in_the_language_of_the_reader(strategy, tmp_path):
    texts = [written(strategy, language, tmp_path)[1] for language in LANGUAGES]
    for german, english in zip(*texts, strict=True):
        for at in (2, 3, 8):
            assert german[at]
            assert english[at]
        assert german[2] != english[2]


def test_the_columns_of_before_stand_where_they_stood():
    themes = [theme.id for theme in pipeline().strategy.themes]
    before = [f"{theme}_{part}" for theme in themes for part in ("score", "low", "high", "verdict", "extent")]
    heads = [field.head for field in fields(pipeline().strategy, Messages.load("en"))]
    expected = [*FIRST, *before, *AFTER, *ABOUT_FILE]
    assert heads[: len(expected)] == expected
    new = set(heads[len(expected) :])
    assert {"to_read", "questions", "question_ids", "notes", "all_roles", "hints", "unread_pages", "left_out"} <= new
    assert {f"{themes[0]}_{part}" for part in ("rank_from", "rank_to", "extent_low", "passages", "pages")} <= new
    assert {f"principle_{entry.id}" for entry in pipeline().strategy.principles} <= new


def test_cells_are_what_the_codebook_says(language):
    strategy, messages = pipeline().strategy, Messages.load(language)
    words = Words(strategy, messages)
    seen = 0
    for plan in sheet_plans(strategy, words):
        explained = Codebook(strategy, messages).entries(plan.key, plan.columns, in_words=True)
        allowed = [entry[7].split("\n") for entry in explained]
        for row in made_table().in_order():
            for cells in plan.lines(row):
                for column, cell, values in zip(plan.columns, cells, allowed, strict=True):
                    if cell in (None, ""):
                        assert column.empty != "never", (plan.key, column)
                        continue
                    seen += 1
                    assert is_of_form(cell, column), (plan.key, column, cell)
                    if column.values and column.key != "addressed" and "unheard_of" not in str(cell):
                        assert any(line == cell or line.startswith(f"{cell}: ") for line in values), (column, cell)
    assert seen > 100


def is_of_form(cell, column):
    if column.form is Form.DATE:
        return type(cell) in (date, datetime) or (isinstance(cell, str) and len(cell) == len("2026-02"))
    if column.form in (Form.WHOLE, Form.NUMBER):
        above = column.lowest is None or cell >= column.lowest
        return isinstance(cell, int | float) and above and (column.highest is None or cell <= column.highest)
    return isinstance(cell, str)


def test_the_cells_of_the_table_for_programs_are_what_the_codebook_says():
    strategy = pipeline().strategy
    for field in fields(strategy, Messages.load("en")):
        column = field.column
        for row in made_table().in_order():
            cell = field.cell(row)
            if cell in (None, ""):
                assert column.empty != "never", column
            elif column.form in (Form.WHOLE, Form.NUMBER):
                assert is_of_form(cell, column), (column, cell)
            elif column.key in ONE_VALUE:
                assert cell in dict(VALUES[column.values]), (column, cell)


def test_every_list_of_values_is_worded_in_both_languages():
    for language in LANGUAGES:
        messages = Messages.load(language)
        assert all(messages.has(key) for values in VALUES.values() for _, key in values)


def test_for_excel_the_codebook_is_parted_by_semicolons(tmp_path):
    messages = Messages.load("de")
    strategy = pipeline().strategy
    write_codebook(fields(strategy, messages), strategy, tmp_path / "x.csv", messages, for_excel=True)
    body = (tmp_path / "x.csv").read_bytes()
    assert body.startswith(b'\xef\xbb\xbf"table";"column"')
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert {len(line) for line in lines} == {len(CODEBOOK)}


def test_the_sheets_on_the_run_and_its_columns_are_explained_too():
    assert [plan.key for plan in (ABOUT, EXPLAINED)] == ["about_run", "columns"]
