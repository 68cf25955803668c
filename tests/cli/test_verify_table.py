"""A cell of results.csv that somebody has changed is found, in whichever column; what cannot be checked is named."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from s3align.cli.main import cli
from s3align.pipeline import Pipeline
from s3align.render.verification import verify
from s3align.render.verification_finding import Finding, Outcome
from s3align.render.verification_rows import is_open
from s3align.store.safe_cell import safe_cell

TEXT = """# Pakete mit dem Lastenrad in Herne

Gemeinsam mit der Stadt Herne nimmt ein Mikrodepot am Güterbahnhof in Herne Pakete an, Lastenräder liefern sie auf der letzten
Meile aus. Die Tourenplanung bündelt Sendungen mehrerer Paketdienste, und der Umschlag wird in Echtzeit verfolgt. Speditionen
melden Lieferungen digital an. Die Disposition teilt Fahrzeuge ein, das Lager arbeitet in zwei Schichten.

## Finanzplan

Personal 120.000 Euro, Räder 30.000 Euro.
"""
OTHER = TEXT.replace("Pakete", "Sendungen")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("made")
    folder = place / "in"
    (folder / "b").mkdir(parents=True)
    (folder / "a.md").write_text(TEXT, encoding="utf-8")
    (folder / "b" / "a.md").write_text(TEXT, encoding="utf-8")
    (folder / "c.md").write_text(OTHER, encoding="utf-8")
    (folder / "=1+1.md").write_text("Kurz.", encoding="utf-8")
    arguments = ["batch", str(folder), "--out", str(place / "run"), "--workers", "1"]
    done = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert done.return_value == 22, done.output
    return place / "run"


@pytest.fixture(scope="module")
def pipeline():
    return Pipeline()


@pytest.fixture(scope="module")
def run(made, tmp_path_factory):
    """The tables and reports alone, in a folder of their own."""
    place = tmp_path_factory.mktemp("run")
    for name in ("results.csv", "results.jsonl"):
        shutil.copy(made / name, place / name)
    shutil.copytree(made / "reports", place / "reports")
    return place


def table(run: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO((run / "results.csv").read_text(encoding="utf-8"), newline="")))


def findings(run: Path, rows: list[list[str]], pipeline: Pipeline) -> list[Finding]:
    """What a verification says of the table with these rows."""
    target = run / "changed.csv"
    with target.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return verify(target, None, pipeline)


def differing(found: list[Finding]) -> list[tuple[str, str]]:
    return [(one.about, one.values.get("column", "")) for one in found if one.outcome is Outcome.DIFFERS]


def unchecked(found: list[Finding]) -> list[str]:
    return [column for one in found if one.key == "verify_open_columns" for column in one.values["columns"].split(", ")]


def test_a_table_as_it_was_written_agrees_and_names_what_no_record_holds(run, pipeline):
    found = findings(run, table(run), pipeline)
    assert not differing(found)
    assert sorted(unchecked(found)) == sorted(head for head in table(run)[0] if is_open(head))
    assert any(one.key == "verify_rows_same" for one in found)


@pytest.mark.parametrize("change", ["another value", "emptied or filled"])
def test_every_changed_cell_is_found_or_its_column_is_named_as_not_checked(run, pipeline, change):
    rows = table(run)
    heads, names = rows[0], [row[0] for row in rows]
    at = names.index("a.md")
    missed = []
    checked = [head for head in range(1, len(heads)) if not is_open(heads[head])]
    wanted = [(head, row) for head in checked for row in (at, names.index(safe_cell("=1+1.md")))]
    altered = [list(row) for row in rows]
    for head, row in wanted:  # all at once, and every one has to be found
        before = rows[row][head]
        altered[row][head] = _other(before) if change == "another value" else ("" if before else "9")
    found = findings(run, altered, pipeline)
    known = {(about, column) for about, column in differing(found)}
    for head, row in wanted:
        name = "a.md" if row == at else "=1+1.md"
        if altered[row][head] != rows[row][head] and (name, heads[head]) not in known:
            missed.append((name, heads[head]))
    assert not missed
    assert not [entry for entry in known if entry[0] not in ("a.md", "=1+1.md")]


def _other(cell: str) -> str:
    try:
        return str(float(cell) + 1)
    except ValueError:
        return f"{cell} x".strip()


def test_a_changed_name_is_a_row_too_many_and_one_that_is_missing(run, pipeline):
    rows = table(run)
    rows[[row[0] for row in rows].index("c.md")][0] = "z.md"
    found = findings(run, rows, pipeline)
    assert {(one.key, one.about) for one in found if one.outcome is Outcome.DIFFERS} >= {
        ("verify_row_missing", "c.md"),
        ("verify_row_extra", "z.md"),
    }


def test_a_column_that_was_taken_away_is_missed_and_one_that_was_added_is_named(run, pipeline):
    rows = table(run)
    gone = rows[0].index("notes")
    found = findings(run, [[*row[:gone], *row[gone + 1 :], "mine" if row is rows[0] else ""] for row in rows], pipeline)
    missing = [one for one in found if one.key == "verify_missing_columns"]
    assert [one.values["columns"] for one in missing] == ["notes"]
    assert "mine" in unchecked(found)


def test_a_report_of_another_proposal_is_found_and_a_lost_one_too(run, pipeline):
    rows = table(run)
    names, at = [row[0] for row in rows], rows[0].index("report")
    first, other = names.index("a.md"), names.index("c.md")
    rows[first][at], rows[other][at] = rows[other][at], rows[first][at]
    assert ("a.md", "report") in differing(findings(run, rows, pipeline))
    rows = table(run)
    rows[other][at] = ""
    assert ("c.md", "report") in differing(findings(run, rows, pipeline))


def test_a_copy_that_is_called_one_of_another_file_is_found(run, pipeline):
    rows = table(run)
    at = rows[0].index("duplicate_of")
    row = rows[[entry[0] for entry in rows].index("b/a.md")]
    assert row[at] == "a.md"
    row[at] = "c.md"
    assert ("b/a.md", "duplicate_of") in differing(findings(run, rows, pipeline))
