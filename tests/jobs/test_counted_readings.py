"""What people enter into review.xlsx, and the lists that were asked for, stand in the results of every later run."""

from __future__ import annotations

import csv
import shutil

import openpyxl
import pytest
from click.testing import CliRunner

from s3align.cli.main import cli
from s3align.render.messages import Messages

SAY = Messages.load("de")
CARE = "Das Krankenhaus erprobt die Therapie nach dem Schlaganfall. Pflegekräfte begleiten die klinische Studie. " * 8
NOTHING = "Der Verein feiert im Sommer ein Fest mit Kuchen und Musik. Alle Nachbarn sind herzlich eingeladen. " * 8


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    place = tmp_path_factory.mktemp("readings")
    (place / "in").mkdir()
    for name, text in (("a.md", CARE), ("b.md", NOTHING), ("leer.md", "Zu kurz.")):
        (place / "in" / name).write_text(text, encoding="utf-8")
    batch(place)
    call("review", place / "out")
    return place


@pytest.fixture
def office(first_run, tmp_path):
    shutil.copytree(first_run, tmp_path / "office")
    return tmp_path / "office"


def call(*arguments):
    done = CliRunner().invoke(cli, ["--lang", "de", *map(str, arguments)], prog_name="s3align", standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.output


def batch(office, *options):
    return call("batch", office / "in", "--out", office / "out", "--no-reports", "--other-folder", *options)


def enter(office, file, **values):
    path = office / "out" / "review.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Prüfung"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, heads["Datei"]).value == file)
    for head, value in values.items():
        sheet.cell(row, heads[head.replace("_", " ")]).value = value
    book.save(path)


def table(office):
    with (office / "out" / "results.csv").open(encoding="utf-8", newline="") as stream:
        return {row["file"]: row for row in csv.DictReader(stream)}


def test_what_somebody_has_read_no_longer_waits_until_the_file_changes(office):
    assert SAY.count("overview_read", 2) in batch(office)
    enter(office, "b.md", Gelesen_von="Ada Berg", Entscheidung="passt nicht")
    told = batch(office)
    assert SAY.count("overview_read", 1) in told
    assert SAY.count("overview_read_more", 1) in told
    row = table(office)["b.md"]
    assert (row["read_by"], row["decision"], row["to_read"]) == ("Ada Berg", "does_not_fit", "")
    assert table(office)["leer.md"]["to_read"] == "refused"
    verified = call("verify", office / "out" / "results.csv")
    assert "read_by, decision" in verified
    assert "to_read" not in verified

    enter(office, "leer.md", Gelesen_von="Ben", Entscheidung="zurück mit Fragen")
    assert SAY.count("overview_read_all", 2) in batch(office)
    (office / "in" / "b.md").write_text(f"{NOTHING}Neu.", encoding="utf-8")
    assert SAY.count("overview_read", 1) in batch(office)
    assert table(office)["b.md"]["read_by"] == ""


def test_a_row_that_says_read_and_to_be_read_at_once_is_found(office):
    enter(office, "b.md", Gelesen_von="Ada Berg", Entscheidung="passt nicht")
    batch(office)
    path = office / "out" / "results.csv"
    path.write_text(path.read_text(encoding="utf-8").replace('"Ada Berg","does_not_fit"', '"",""'), encoding="utf-8")
    assert "to_read" in call("verify", path)


def test_a_damaged_review_file_costs_only_what_is_in_it(office):
    (office / "out" / "review.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    told = batch(office)
    assert "review.xlsx" in told
    assert "zählt in diesen Ergebnissen als gelesen" in told
    assert SAY.count("overview_read", 2) in told
    assert table(office)["b.md"]["to_read"]


def test_a_cell_that_cannot_be_understood_is_counted_and_the_rest_is_read(office):
    enter(office, "b.md", Gelesen_von="Ada Berg", Entscheidung="blau", Begründung_in_Worten="Kein Bezug.")
    assert "Zellen, die nicht zu verstehen sind; sie zählen nicht (1)" in batch(office)
    assert (table(office)["b.md"]["read_by"], table(office)["b.md"]["decision"]) == ("Ada Berg", "")


def test_lists_stay_until_they_are_taken_away(office):
    assert not any(table(office)["a.md"][head] for head in table(office)["a.md"] if head.endswith("_shortlist"))
    assert "Listen wie" not in batch(office, "--shortlist", "health=2")
    assert table(office)["a.md"]["health_shortlist"]
    told = batch(office)
    assert "Listen wie beim letzten Lauf: health=2. Mit --shortlist 0 keine." in told
    assert table(office)["a.md"]["health_shortlist"]
    assert 'class="lots"' in (office / "out" / "index.html").read_text(encoding="utf-8")
    assert "Listen wie" not in batch(office, "--shortlist", "0")
    assert "Listen wie" not in batch(office)
    assert not table(office)["a.md"]["health_shortlist"]
    assert 'class="lots"' not in (office / "out" / "index.html").read_text(encoding="utf-8")
