"""The tables for programs hold what the rows hold, and no spreadsheet runs or spills a text of an applicant."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from made_tables import FORMULA, TEXT, made_row, made_table, pipeline, rows
from pyarrow import parquet

from s3align.render.columns import fields
from s3align.render.formats import MOST_SIGNS, shortened
from s3align.render.messages import LANGUAGES, Messages
from s3align.render.tables import write_csv, write_parquet

MESSAGES = Messages.load("de")


def columns():
    return fields(pipeline().strategy, MESSAGES)


def written(tmp_path, entries=None, *, for_excel=False):
    write_csv(made_table(entries), columns(), tmp_path / "a.csv", MESSAGES, for_excel=for_excel)
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    found = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if for_excel else ",")
    return {row["file"]: row for row in found}


def test_a_row_says_what_its_record_says(tmp_path):
    found, full = written(tmp_path)["a.txt"], rows()[0]
    leading = full.themes[full.main]
    assert found[f"{full.main}_passages"] == str(leading.passages)
    assert found[f"{full.main}_pages"] == " ".join(map(str, leading.pages))
    assert found["notes"] == "hidden_white (page 2, count 7); pages_cut (count 90)"
    assert found["unread_pages"] == "2 3 4 9"
    assert found["left_out"] == "budget: 3; praise: 1; unheard_of: 2"
    assert found["hints"] == "field: green-tech; joint: joint (Essen, Herne)"
    assert found["shared"] == "b.txt (page 2, there page 5, words 44)"
    assert found["places"] == "; ".join(f"{place.id} ({place.role})" for place in full.places)
    assert found["all_roles"] == "; ".join(f"{place.id} ({', '.join(place.roles)})" for place in full.places)
    assert int(found["questions"]) == len([part for part in found["question_ids"].split("; ") if part])
    assert found["passages_counted"] == str(full.passages_counted)


def test_why_a_person_must_read_stands_in_the_row(tmp_path):
    found = written(tmp_path)
    assert [found[name]["to_read"] for name in ("a.txt", "c.txt", "d.txt", "e.txt")] == ["", "unclear", "", "refused"]
    assert len(found["c.txt"]["open_themes"].split("; ")) == len(pipeline().strategy.themes)
    assert found["c.txt"]["main_theme"] == found["c.txt"]["rank_from"] == ""


def test_a_principle_that_a_hint_answers_is_found_as_in_a_report(tmp_path):
    answered = next(entry for entry in pipeline().strategy.principles if entry.answered_by == "joint")
    bare = replace(rows()[0], principles={answered.id: "none"})
    without = replace(bare, name="w.txt", hints=())
    found = written(tmp_path, [bare, without])
    assert found["a.txt"][f"principle_{answered.id}"] == "found"
    assert found["w.txt"][f"principle_{answered.id}"] == "none"


@pytest.mark.parametrize("for_excel", [False, True])
def test_no_cell_of_any_column_begins_a_formula(tmp_path, for_excel):
    start = FORMULA
    entry = replace(
        rows()[0],
        name=start,
        title=start,
        applicant="\t" + start,
        main=start,
        second="-1",
        nearest="+1",
        duplicate_of="@x",
        report=start,
        languages={start: 1.0},
        left_out={start: 1},
        similar=[(start, 1.0)],
    )
    cells = [cell for row in written(tmp_path, [entry], for_excel=for_excel).values() for cell in row.values()]
    assert sum(start in cell for cell in cells) > 4
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]


def test_a_text_that_excel_would_spill_into_other_rows_ends_and_says_so_and_is_whole_for_programs(tmp_path):
    entry = replace(made_row(TEXT, "a.txt"), title="a" * (MOST_SIGNS + 1))
    assert written(tmp_path, [entry])["a.txt"]["title"] == entry.title
    cut = written(tmp_path, [entry], for_excel=True)["a.txt"]["title"]
    assert len(cut) == MOST_SIGNS
    assert "Hier gekürzt" in cut


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_cut_by_what_it_takes_and_never_inside_a_sign(language):
    messages = Messages.load(language)
    text = "𠮷" * 100
    assert shortened(text, 200, messages) == text
    cut = shortened(text, 199, messages)
    assert len(cut.encode("utf-16-le")) // 2 <= 199
    assert cut.startswith("𠮷")
    assert "100" in cut


def test_a_parquet_file_holds_the_same_columns_with_their_types_and_nothing_for_empty_cells(tmp_path):
    assert write_parquet(made_table(), columns(), tmp_path / "a.parquet")
    found = parquet.read_table(tmp_path / "a.parquet")
    kinds = {field.name: str(field.type) for field in found.schema}
    assert kinds["pages"] == kinds["questions"] == kinds["health_rank_from"] == kinds["health_passages"] == "int64"
    assert kinds["health_extent_low"] == kinds["health_score"] == "double"
    assert kinds["to_read"] == kinds["assessed_on"] == "string"
    refused = {row["file"]: row for row in found.to_pylist()}["e.txt"]
    assert refused["health_score"] is refused["main_theme"] is refused["questions"] is None
    assert refused["to_read"] == "refused"
