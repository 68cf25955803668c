"""A case that is forgotten leaves no byte in the folder of results, and nothing else is touched."""

from __future__ import annotations

import csv
import hashlib
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
import unicodedata
import zipfile
from contextlib import closing
from pathlib import Path

import click
import openpyxl
import pytest
from archive_run import COPY, FIRST, OTHER, REMARK, SHORT, TEXT, THIRD, UNIQUE, call, make_run, say
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from s3align.errors import UsageError
from s3align.files import file_hash

pytestmark = pytest.mark.xdist_group("archive")
DATED = {**os.environ, "SOURCE_DATE_EPOCH": "1795000000"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder, results = make_run(tmp_path_factory.mktemp("forget"))
    say(results / "review.xlsx", FIRST, REMARK)
    say(results / "review.xlsx", THIRD, "Bleibt stehen.")
    shutil.copy(results / "review.xlsx", results / "review.2026-11-20.xlsx")
    (folder / FIRST).write_text(f"{TEXT}\nEine spätere Fassung ohne die Tiere von {UNIQUE[:10]}.\n", encoding="utf-8")
    (folder / COPY).write_bytes((folder / FIRST).read_bytes())
    call("batch", folder, "--out", results, "--workers", "1", "--lang", "de", "--excel-csv", code=22)
    call("archive", results, "--all", "--out", results / "archiv", "--lang", "de")
    return folder, results


@pytest.fixture
def run(made, tmp_path, monkeypatch):
    """A copy of the folder of results; the ledger still names the proposals of the module."""
    results = Path(shutil.copytree(made[1], tmp_path / "Ergebnisse"))
    folder = Path(shutil.copytree(made[0], tmp_path / "Anträge"))
    with closing(sqlite3.connect(results / "ledger.sqlite")) as ledger:
        ledger.execute("update run set value = ? where name = 'folder'", (os.fsencode(folder),))
        ledger.commit()
    return folder, results


def everything(results):
    """Every file with its bytes; of packed ones also what is packed."""
    for path in sorted(path for path in results.rglob("*") if path.is_file()):
        yield path.relative_to(results).as_posix(), path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as opened:
                for name in opened.namelist():
                    yield f"{path.name}:{name}", opened.read(name)


def traces(results, *words):
    """Where one of the words is left, in the name or the bytes of a file."""
    wanted = [word.encode() for word in words]
    return [name for name, body in everything(results) if any(word in body or word in name.encode() for word in wanted)]


GONE = ("Nashörn", "Nash\\u00f6rn", "Nash_rn", "nashörn", "rangieren nachts", "Quittenbaum")


def test_nothing_of_the_case_is_left_in_any_file_and_the_others_stay(run):
    folder, results = run
    before = {name for name, _ in everything(results)}
    known = {
        "ledger.sqlite",
        "index.html",
        "results.jsonl",
        "results.csv",
        "review.2026-11-20.xlsx:xl/worksheets/sheet2.xml",
    }
    assert known <= set(traces(results, *GONE))
    told = call("forget", results, FIRST, "--yes", "--lang", "de")
    assert COPY in told.stderr
    assert "davon von Menschen ausgefüllt: 1" in told.stderr
    assert str(folder / FIRST) in told.stderr  # it stays, and the next run would assess it again
    assert traces(results, *GONE, file_hash(folder / FIRST)) == ["deletions.csv"]
    with (results / "results.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [row["file"] for row in csv.DictReader(stream, delimiter=";")]  # as it was written before
    assert rows == [THIRD, SHORT]
    assert (results / "results.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert '<html lang="de"' in (results / "index.html").read_text(encoding="utf-8")
    assert {name for name, _ in everything(results)} >= {
        name for name in before if "Bleibendes" in name or "kurz" in name
    }
    assert (folder / FIRST).exists()
    again = call("batch", folder, "--out", results, "--workers", "1", "--lang", "de", code=22)
    assert "1 jetzt geprüft" in again.output


def test_a_file_that_had_the_name_before_keeps_what_people_wrote_of_it(run):
    folder, results = run
    (folder / THIRD).rename(folder / "umbenannt.md")
    (folder / THIRD).write_text(f"{TEXT}\nEine andere Sache unter dem alten Namen: {UNIQUE[:10]}.\n", encoding="utf-8")
    call("batch", folder, "--out", results, "--workers", "1", "--lang", "de", "--excel-csv", code=22)
    call("forget", results, THIRD, "--yes")
    for path in results.glob("review*.xlsx"):
        cells = [cell.value for sheet in openpyxl.load_workbook(path) for line in sheet.iter_rows() for cell in line]
        assert "Bleibt stehen." in cells, path.name


def test_what_people_wrote_of_others_stays_where_it_was(run):
    _, results = run
    call("forget", results, FIRST, "--yes")
    for name in ("review.xlsx", "review.2026-11-20.xlsx"):
        book = openpyxl.load_workbook(results / name)
        sheet = next(sheet for sheet in book.worksheets if any(cell.value == "Gelesen von" for cell in sheet[1]))
        texts = {cell.value for row in sheet.iter_rows() for cell in row}
        assert "Bleibt stehen." in texts
    call("review", results, "--lang", "de")
    assert "Bleibt stehen." in str(
        [
            cell.value
            for sheet in openpyxl.load_workbook(results / "review.xlsx")
            for row in sheet.iter_rows()
            for cell in row
        ]
    )


def test_records_of_earlier_versions_and_fingerprints_go_too(run):
    _, results = run

    def records():
        with closing(sqlite3.connect(results / "ledger.sqlite")) as ledger:
            rows = ledger.execute("select json_extract(record, '$.document.name') from result")
            return sorted(name for (name,) in rows)

    assert records().count(FIRST) == 2  # before and after it was changed
    call("forget", results, FIRST, "--yes")
    assert records() == sorted([THIRD, SHORT])


def test_a_copy_is_the_same_case_whichever_name_is_given(run):
    folder, results = run
    call("forget", results, COPY, "--yes", "--with-proposal")
    assert not (folder / FIRST).exists()
    assert not (folder / COPY).exists()
    assert (folder / THIRD).exists()
    call("batch", folder, "--out", results, "--workers", "1", "--lang", "de", code=22)
    assert traces(results, "Nashörn") == []


def test_a_proposal_that_was_changed_meanwhile_is_not_deleted(run):
    folder, results = run
    (folder / THIRD).write_text("Etwas anderes, das noch niemand geprüft hat.", encoding="utf-8")
    call("forget", results, THIRD, "--yes", "--with-proposal")
    assert (folder / THIRD).exists()


def test_a_file_that_is_gone_from_the_folder_can_be_forgotten(run):
    folder, results = run
    (folder / FIRST).unlink()
    (folder / COPY).unlink()
    call("batch", folder, "--out", results, "--workers", "1", "--lang", "de", code=22)
    assert "ledger.sqlite" in traces(results, "Nashörn")
    call("forget", results, FIRST, "--yes", "--no-trace")
    assert traces(results, *GONE) == []
    assert not (results / "deletions.csv").exists()


def test_deletions_are_listed_without_name_and_content(run, monkeypatch):
    folder, results = run
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DATED["SOURCE_DATE_EPOCH"])
    call("forget", results, FIRST, "--yes")
    call("forget", results, SHORT, "--yes")
    with (results / "deletions.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["sha256"] for row in rows if row["files"] != "0"] == [
        file_hash(folder / FIRST),
        file_hash(folder / SHORT),
    ]
    earlier = hashlib.sha256(f"{TEXT}\n{UNIQUE} {UNIQUE}\n".encode()).hexdigest()
    assert [row["sha256"] for row in rows if row["files"] == "0"] == [earlier]  # a version that may come back too
    assert rows[0] == {"deleted_on": "2026-11-18", "sha256": rows[0]["sha256"], "files": "2", "records": "2"}


def test_the_shortlists_of_the_last_run_stay_in_the_tables(run):
    folder, results = run
    call("batch", folder, "--out", results, "--workers", "1", "--lang", "de", "--shortlist", "1", code=22)

    def sheets():
        return openpyxl.load_workbook(results / "results.xlsx", read_only=True).sheetnames

    before = sheets()
    call("forget", results, SHORT, "--yes")
    assert sheets() == before


def test_the_last_case_leaves_empty_tables(run):
    _, results = run
    for name in (FIRST, THIRD, SHORT):
        call("forget", results, name, "--yes")
    assert (results / "results.jsonl").read_bytes() == b""
    assert (results / "index.html").exists()
    assert list((results / "reports").iterdir()) == []


def test_nobody_is_asked_where_nobody_can_answer_and_nothing_is_deleted(run):
    _, results = run
    before = dict(everything(results))
    with pytest.raises(UsageError, match="Nobody can be asked"):
        call("forget", results, FIRST)
    after = dict(everything(results))
    assert {name: after[name] for name in before if "sqlite" not in name} == {
        name: body for name, body in before.items() if "sqlite" not in name
    }


@pytest.mark.parametrize(("answer", "code"), [(b"nein\n", 2), (b"ja\n", 0)])
def test_a_person_at_a_terminal_is_asked(run, answer, code):
    _, results = run
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "s3align", "--lang", "de", "forget", str(results), THIRD]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        os.write(ours, answer)
        told = process.communicate(timeout=120)[1].decode()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == code, told
    assert "Geben Sie ja ein" in told
    assert ("Bleibendes" in (results / "results.jsonl").read_text(encoding="utf-8")) == (code != 0)


def test_a_running_batch_keeps_it_out(run):
    _, results = run
    with closing(sqlite3.connect(results / "lock.sqlite", isolation_level=None)) as lock:
        lock.execute("begin exclusive")
        with pytest.raises(UsageError, match="Another run"):
            call("forget", results, FIRST, "--yes")


def test_an_open_review_file_stops_it_before_anything_is_deleted(run):
    _, results = run
    (results / "~$review.xlsx").write_bytes(b"")
    with pytest.raises(UsageError, match="is open in"):
        call("forget", results, FIRST, "--yes")
    assert "ledger.sqlite" in traces(results, "Nashörn")
    (results / "~$review.xlsx").unlink()
    call("forget", results, FIRST, "--yes")


def test_words_of_people_in_sheets_of_their_own_are_named_and_left_to_them(run):
    _, results = run
    book = openpyxl.load_workbook(results / "review.xlsx")
    book.create_sheet("Notizen")["B7"] = f"{THIRD} noch einmal lesen"
    book.save(results / "review.xlsx")
    told = call("forget", results, THIRD, "--yes", code=22)
    assert "Notizen!B7" in told.stderr


def test_every_place_of_a_review_file_and_every_other_file_that_names_the_case_is_named(run):
    """The title is "Therapie nach dem Schlaganfall", the file "Bleibendes.md"."""
    folder, results = run
    review = results / "review-Ada_Berg.xlsx"
    call("review", results, "--reviewer", "Ada Berg", "--lang", "de")
    book = openpyxl.load_workbook(review)
    own = book.create_sheet("Meine Liste")
    own["B7"], own["B8"], own["B9"] = (
        "bleibendes noch einmal lesen",
        "Therapie  nach dem\nSchlaganfall",
        "Unbeteiligtes",
    )
    own["C9"].comment = Comment(unicodedata.normalize("NFD", f"wie {THIRD}"), "Ada Berg")
    book.create_sheet("Zu Bleibendes")
    book.defined_names["Bleibendes"] = DefinedName("Bleibendes", attr_text="'Meine Liste'!$B$7")
    book.properties.keywords = "Therapie nach dem Schlaganfall"
    book.save(review)
    own_words = {
        "Vermerk.txt": "Therapie nach dem\r\n Schlaganfall: Ablehnung".encode("cp1252"),
        "alt.doc": b"\xd0\xcf\x11\xe0" + bytes(99) + "über Bleibendes.md".encode("utf-16-le"),
        "unbeteiligt.txt": b"Bleibende Werte, Schlaganfall nach Therapie",
        "Brief zu Bleibendes.txt": b"x",
        "scan.pdf": b"%PDF-1.4",
        "kopie.md": (folder / THIRD).read_bytes(),
    }
    for name, body in own_words.items():
        (results / name).write_bytes(body)
    (results / "Post").mkdir()
    with zipfile.ZipFile(results / "Post" / "Brief.docx", "w", zipfile.ZIP_DEFLATED) as letter:
        letter.writestr("word/document.xml", "<w:p><w:r>Blei</w:r><w:r>bendes.md</w:r></w:p>")
    with zipfile.ZipFile(results / "Post" / "Anderes.docx", "w", zipfile.ZIP_DEFLATED) as letter:
        letter.writestr("word/document.xml", "<w:p>Nichts davon</w:p>")
    before = {name: (results / name).read_bytes() for name in own_words}
    told = call("forget", results, THIRD, "--yes", code=22)
    lines = [line for line in told.stderr.splitlines() if line.startswith("- ")]
    cells = next(line for line in lines if line.startswith("- review-Ada_Berg.xlsx: Zelle"))
    for place in (
        "Meine Liste!B7",
        "Meine Liste!B8",
        "Meine Liste!C9",
        "Zu Bleibendes",
        "Name Bleibendes",
        "Eigenschaften",
    ):
        assert place in cells
    assert "B9" not in cells.replace("!C9", "")
    named = {"Vermerk.txt", "alt.doc", "Brief zu Bleibendes.txt", "Post/Brief.docx"}
    assert {name for line in lines if "Titel nennen" in line for name in line.partition(": ")[2].split(", ")} == named
    assert "- Kopien des Antrags: kopie.md" in lines
    assert any(line.endswith(": scan.pdf") for line in lines)
    assert {name: (results / name).read_bytes() for name in own_words} == before
    assert "ist gelöscht" not in told.output
    assert "noch nicht aus dem" in told.output


def test_names_of_other_cases_are_no_trace_of_this_one(run):
    folder, results = run
    (folder / "Bleibendes zwei.md").write_text(TEXT.replace("Lastenräder", "Lastkähne"), encoding="utf-8")
    call("batch", folder, "--out", results, "--workers", "1", "--lang", "de", code=22)
    call("review", results, "--lang", "de")
    call("archive", results, "Bleibendes zwei.md", "--out", results / "archiv", "--lang", "de")
    call("forget", results, THIRD, "--yes")


def test_a_review_file_that_only_names_the_case_is_not_written(run):
    _, results = run
    shutil.copy(results / "review.xlsx", results / "review-alt.xlsx")
    book = openpyxl.load_workbook(results / "review-alt.xlsx")
    book.create_sheet("Notizen")["B7"] = f"{THIRD} noch einmal lesen"
    book.save(results / "review-alt.xlsx")
    call("forget", results, THIRD, "--yes", code=22)
    before = (results / "review-alt.xlsx").read_bytes()
    folder = results.parent / "Anträge"
    call("batch", folder, "--out", results, "--workers", "1", "--lang", "de", code=22)  # it comes back
    assert "Notizen!B7" in call("forget", results, THIRD, "--yes", code=22).stderr
    assert (results / "review-alt.xlsx").read_bytes() == before


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_found_however_its_letters_are_composed(run, form):
    folder, results = run
    (folder / unicodedata.normalize("NFD", "Dünen.md")).write_text(
        TEXT.replace("Lastenräder", "Karren"), encoding="utf-8"
    )
    call("batch", folder, "--out", results, "--workers", "1", "--lang", "de", code=22)
    asked = unicodedata.normalize(form, "Dünen.md")
    call("archive", results, asked, "--out", results.parent / f"{form}.zip")
    call("forget", results, asked, "--yes")
    assert traces(results, "nen.md") == []


def test_a_deleted_file_that_lies_in_the_folder_again_is_named_by_the_next_run(run, monkeypatch):
    folder, results = run
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DATED["SOURCE_DATE_EPOCH"])
    call("forget", results, FIRST, "--yes")
    (folder / "Ganz neu.md").write_text(TEXT, encoding="utf-8")
    told = call("batch", folder, "--out", results, "--workers", "1", "--lang", "de", code=22).output
    line = next(line for line in told.splitlines() if "gelöscht" in line)
    assert f"{FIRST} (gelöscht am 18.\xa0November 2026)" in line
    assert "Ganz neu" not in line
    again = call("batch", folder, "--out", results, "--workers", "1", "--lang", "de", code=22).output
    assert "gelöscht" not in again


def test_cells_joined_over_rows_lose_what_is_in_the_case_and_are_named_where_they_begin_above(run):
    _, results = run
    book = openpyxl.load_workbook(results / "review.xlsx")
    sheet = next(sheet for sheet in book.worksheets if any(cell.value == "Gelesen von" for cell in sheet[1]))
    heads = {cell.value: cell.column for cell in sheet[1]}
    rows = {sheet.cell(row, heads["Datei"]).value: row for row in range(2, sheet.max_row + 1)}
    first, second = sorted((rows[THIRD], rows[FIRST]))
    assert second == first + 1
    at = sheet.cell(first, heads["Begründung in Worten"])
    sheet.merge_cells(start_row=first, end_row=second, start_column=at.column, end_column=at.column)
    at.value = "Beide gemeinsam besprechen."
    book.save(results / "review.xlsx")
    below = next(name for name, row in rows.items() if row == second)
    told = call("forget", results, below, "--yes", code=22)
    assert f"!{at.coordinate}" in told.stderr


def test_similar_files_that_stay_are_named(run):
    folder, results = run
    (folder / "Bleibendes neu.md").write_text(f"{OTHER}\nDer Antrag wird im Mai eingereicht.\n", encoding="utf-8")
    call("batch", folder, "--out", results, "--workers", "1", "--lang", "de", code=22)
    told = call("forget", results, THIRD, "--yes")
    assert "fast denselben Text: Bleibendes neu.md" in told.stderr
    assert not [name for name in traces(results, "Bleibendes.md") if not name.startswith("review")]


def test_names_that_do_not_exist_and_other_strategies_are_told(run):
    _, results = run
    with pytest.raises(UsageError, match=r"Did you mean 'Bleibendes\.md'"):
        call("forget", results, "bleibendes.md", "--yes")
    with pytest.raises(UsageError, match="other themes"):
        call("forget", results, THIRD, "--yes", "--strategy", Path(__file__).parents[1] / "strategy" / "data" / "coast")
    assert "Bleibendes" in (results / "results.jsonl").read_text(encoding="utf-8")


def test_a_deletion_that_was_stopped_before_the_tables_were_written_is_finished(run, monkeypatch):
    _, results = run

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("s3align.cli.forget._write_anew", stop)
        with pytest.raises(click.Abort):
            call("forget", results, FIRST, "--yes")
    assert not (results / "results.csv").exists()
    assert (results / "deletions.csv").is_file()
    with pytest.raises(UsageError, match="There is no file"):
        call("forget", results, FIRST, "--yes")
    assert (results / "results.csv").is_file()
    assert (results / "index.html").is_file()


def test_what_a_killed_review_left_half_written_goes_too(run):
    _, results = run
    left = results / ".review.2026-11-27-3.xlsx.koucjtke"
    left.write_bytes((results / "review.xlsx").read_bytes())
    call("forget", results, FIRST, "--yes")
    assert not left.exists()


def test_a_deletion_that_was_stopped_half_way_is_finished_by_the_same_command(run):
    _, results = run
    report = next((results / "reports").glob("Nashörnchen-*.html"))
    report.unlink()
    report.mkdir()  # what cannot be deleted like a file
    with pytest.raises(UsageError, match="cannot be deleted"):
        call("forget", results, FIRST, "--yes")
    assert "ledger.sqlite" in traces(results, "Nashörn")
    report.rmdir()
    call("forget", results, FIRST, "--yes", "--no-trace")
    assert traces(results, *GONE) == []
