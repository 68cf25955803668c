"""`s3align review` as an office uses it: on the results of a real run, between one run and the next."""

from __future__ import annotations

import re
import shutil

import openpyxl
import pytest
from click.testing import CliRunner

from s3align.cli.main import cli
from s3align.cli.review import UNSETTLED_EXIT_CODE
from s3align.errors import UsageError
from s3align.render.review_workbook_read import read_review

WATER = (
    "Das Klärwerk gewinnt Phosphor aus Klärschlamm zurück und führt ihn im Kreislauf. Eine Anlage erzeugt Wasserstoff. "
    * 8
)
CARE = (
    "Das Krankenhaus erprobt die Therapie nach dem Schlaganfall. Pflegekräfte begleiten die klinische Studie täglich. "
    * 8
)


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    place = tmp_path_factory.mktemp("office")
    (place / "in").mkdir()
    for name, text in (("a.md", WATER), ("b.md", CARE), ("leer.md", "Zu kurz.")):
        (place / "in" / name).write_text(text, encoding="utf-8")
    assert call("batch", place / "in", "--out", place / "in" / "out").exit_code in (0, UNSETTLED_EXIT_CODE)
    return place


@pytest.fixture
def office(first_run, tmp_path):
    shutil.copytree(first_run, tmp_path / "office")
    return tmp_path / "office"


def call(*arguments):
    done = CliRunner().invoke(cli, ["--lang", "de", *map(str, arguments)], prog_name="s3align", standalone_mode=False)
    if done.exception:
        raise done.exception
    done.exit_code = done.return_value or 0
    return done


def review(office, *arguments):
    return call("review", office / "in" / "out", *arguments)


def settle(path, row, outcome, words=None, dated=None):
    book = openpyxl.load_workbook(path)
    for column, value in ((8, outcome), (9, words), (10, dated)):
        book["Abweichungen"].cell(row, column).value = value
    book.save(path)


def enter(path, file, nth=0, **values):
    book = openpyxl.load_workbook(path)
    sheet = book["Prüfung"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    files = sheet[openpyxl.utils.get_column_letter(heads["Datei"])]
    row = [cell.row for cell in files if cell.value == file][nth]
    for head, value in values.items():
        sheet.cell(row, heads[head.replace("_", " ")]).value = value
    book.save(path)


def test_a_file_is_written_with_what_to_do_next(office):
    done = review(office)
    path = office / "in" / "out" / "review.xlsx"
    assert "3 Anträge, 0 Einträge" in done.output
    assert "Als Nächstes" in done.output
    sheet = openpyxl.load_workbook(path)["Prüfung"]
    heads = [cell.value for cell in sheet[1]]
    rows = {row[heads.index("Datei")].value: row for row in sheet.iter_rows(min_row=2)}
    assert rows["leer.md"][heads.index("Bitte selbst lesen")].value == "ja: nicht beurteilt (zu wenig Text)"
    link = rows["a.md"][heads.index("Bericht")].hyperlink.target
    assert (path.parent / link).is_file()
    assert "schon auf dem Stand" in review(office).output


def test_a_run_leaves_the_review_file_alone_and_says_how_to_go_on(office):
    out = office / "in" / "out"
    review(office)
    enter(out / "review.xlsx", "b.md", Entscheidung="passt", Gelesen_von="Ada")
    before = (out / "review.xlsx").read_bytes()
    (office / "in" / "c.md").write_text(CARE.replace("Krankenhaus", "Klinikum"), encoding="utf-8")
    (office / "in" / "a.md").unlink()
    done = call("batch", office / "in", "--out", out, "--other-folder")
    assert "s3align review" in done.output
    assert "Übergangen" not in done.output
    assert (out / "review.xlsx").read_bytes() == before
    told = review(office).output
    assert re.search(r"3 Anträge, 1 Eintrag, 1 neu, 1 nicht mehr im Lauf", told), told
    assert [reading.file for reading in read_review(out / "review.xlsx")] == ["b.md"]


def test_two_readers_are_merged_with_agreement_and_a_list_to_talk_about(office):
    out = office / "in" / "out"
    for name, word in (("Ada Berg", "passt"), ("Ben", "passt nicht")):
        assert name in review(office, "--reviewer", name, "--blind").output
        file = out / f"review-{name.replace(' ', '_')}.xlsx"
        enter(file, "b.md", Entscheidung=word, Begründung_in_Worten=f"sagt {name}")
    merged = ["--merge", out / "review-Ada_Berg.xlsx", "--merge", out / "review-Ben.xlsx"]
    assert review(office, *merged).exit_code == 0
    book = openpyxl.load_workbook(out / "review.xlsx")
    assert book.sheetnames == ["Anleitung", "Prüfung", "Übereinstimmung", "Abweichungen", "s3align"]
    differences = list(book["Abweichungen"].iter_rows(min_row=2, values_only=True))
    assert len(differences) == 1
    assert "sagt Ada Berg" in str(differences[0])
    assert [cell.value for cell in book["Abweichungen"][2]][6] == "offen"
    done = review(office, *merged)
    assert "schon auf dem Stand" in done.output
    assert "1 offene Abweichung, davon gegensätzlich: 1. Siehe Blatt „Abweichungen“." in done.output
    settle(out / "review.xlsx", 2, "passt", "nach Gespräch")
    done = review(office)
    assert "0 offene Abweichungen; geklärt: 1." in done.output
    assert [cell.value for cell in openpyxl.load_workbook(out / "review.xlsx")["Abweichungen"][2]][6:9] == [
        "geklärt",
        "passt",
        "nach Gespräch",
    ]
    enter(out / "review-Ben.xlsx", "b.md", Entscheidung="unsicher")
    done = review(office, *merged)
    assert done.exit_code == 0
    assert "0 neu aufgenommen und 1 berichtigt" in done.output
    enter(out / "review-Ben.xlsx", "b.md", Begründung_in_Worten="sagt er anders")
    enter(out / "review.xlsx", "b.md", nth=1, Begründung_in_Worten="sagt das Amt anders")
    done = review(office, *merged)
    assert done.exit_code == UNSETTLED_EXIT_CODE
    assert "1 Widerspruch" in done.output
    assert openpyxl.load_workbook(out / "review.xlsx")["Abweichungen"].cell(2, 8).value == "passt"


def test_who_begins_a_file_of_their_own_finds_their_entries_of_before(office):
    out = office / "in" / "out"
    review(office)
    enter(out / "review.xlsx", "b.md", Entscheidung="passt", Gelesen_von="ada berg")
    assert "1 Eintrag dieser Person aus review.xlsx übernommen" in review(office, "--reviewer", "Ada Berg").output
    assert [reading.reviewer for reading in read_review(out / "review-Ada_Berg.xlsx")] == ["ada berg"]
    assert (
        "1 Eintrag dieser Person bleibt nur"
        in review(office, "--reviewer", "Ada Berg", "--blind", "--out", out / "review-blind.xlsx").output
    )
    assert "übernommen" not in review(office, "--reviewer", "Ben").output


def test_sheets_of_a_reader_and_cells_typed_over_are_told_once(office):
    out = office / "in" / "out"
    review(office, "--reviewer", "Ben")
    book = openpyxl.load_workbook(out / "review-Ben.xlsx")
    book.create_sheet("Termine")["A1"] = "Montag"
    book.save(out / "review-Ben.xlsx")
    enter(out / "review-Ben.xlsx", "b.md", Entscheidung="passt", Titel="von Hand")
    told = review(office, "--merge", out / "review-Ben.xlsx").output
    assert told.count("review-Ben.xlsx (Termine)") == 1
    assert "review-Ben.xlsx: 1 Zelle des Programms ist überschrieben" in told
    enter(out / "review.xlsx", "a.md", Titel="von Hand")
    assert "1 Zelle des Programms war überschrieben" in review(office).output


def test_a_difference_that_was_typed_over_is_written_anew_and_kept_as_a_note(office):
    out = office / "in" / "out"
    for name, word in (("Ada", "passt"), ("Ben", "passt nicht")):
        review(office, "--reviewer", name)
        enter(out / f"review-{name}.xlsx", "b.md", Entscheidung=word)
    review(office, "--merge", out / "review-Ada.xlsx", "--merge", out / "review-Ben.xlsx")
    book = openpyxl.load_workbook(out / "review.xlsx")
    sheet = book["Abweichungen"]
    before = sheet.cell(2, 5).value
    assert not sheet.protection.sheet
    assert "E2" in sheet.data_validations.dataValidation[0].sqref
    assert "H2" not in sheet.data_validations.dataValidation[0].sqref
    sheet.cell(2, 5).value = "von Hand"
    book.save(out / "review.xlsx")
    assert "1 Zelle des Programms war überschrieben" in review(office).output
    cell = openpyxl.load_workbook(out / "review.xlsx")["Abweichungen"].cell(2, 5)
    assert cell.value == before
    assert cell.comment.text.endswith("von Hand")
    assert "schon auf dem Stand" in review(office).output


def test_a_new_file_speaks_the_language_of_the_reports_unless_another_is_asked_for(office, monkeypatch):
    monkeypatch.delenv("S3ALIGN_LANG", raising=False)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    out = office / "in" / "out"
    for arguments, sheet in (((), "Prüfung"), (("--lang", "en"), "Review")):
        file = out / f"review-{sheet}.xlsx"
        CliRunner().invoke(cli, ["review", str(out), "--out", str(file), *arguments], standalone_mode=False)
        assert sheet in openpyxl.load_workbook(file).sheetnames


def test_wrong_cells_are_named_and_the_code_says_so(office):
    review(office)
    enter(office / "in" / "out" / "review.xlsx", "b.md", Entscheidung="mal sehen")
    done = review(office)
    assert done.exit_code == UNSETTLED_EXIT_CODE
    assert "„mal sehen“ gehört nicht zu: passt, unsicher, passt nicht, zurück mit Fragen" in done.output


def test_a_file_whose_hidden_sheet_is_gone_says_so(office):
    path = office / "in" / "out" / "review.xlsx"
    review(office)
    enter(path, "b.md", Entscheidung="passt", Gelesen_von="Ada")
    review(office)
    (office / "in" / "b.md").write_text(CARE.replace("Krankenhaus", "Klinikum"), encoding="utf-8")
    call("batch", office / "in", "--out", path.parent, "--other-folder")
    book = openpyxl.load_workbook(path)
    del book["s3align"]
    book.save(path)
    done = review(office)
    assert done.exit_code == UNSETTLED_EXIT_CODE
    assert "Das verborgene Blatt „s3align“ in" in done.output
    assert "Unbekannt, welche Fassung von b.md gelesen wurde" in done.output
    assert read_review(path, lambda _: None) == ()
    again = review(office)
    assert again.exit_code == UNSETTLED_EXIT_CODE
    assert "Das verborgene Blatt" not in again.output


def test_entries_of_another_run_with_the_same_names_are_left_out_and_told(office):
    other = office / "other"
    other.mkdir()
    for name, text in (("a.md", CARE), ("b.md", WATER)):
        (other / name).write_text(f"{text}\nEin anderer Antrag.", encoding="utf-8")
    call("batch", other, "--out", other / "out")
    call("review", other / "out", "--reviewer", "Ada")
    enter(other / "out" / "review-Ada.xlsx", "a.md", Entscheidung="passt")
    done = review(office, "--merge", other / "out" / "review-Ada.xlsx")
    assert done.exit_code == UNSETTLED_EXIT_CODE
    assert "gehört zu einem anderen Lauf" in done.output
    assert str(other) in done.output
    assert read_review(office / "in" / "out" / "review.xlsx") == ()


def test_a_folder_without_a_run_is_named(tmp_path):
    with pytest.raises(Exception, match="holds no results of `s3align batch`"):
        call("review", tmp_path)


@pytest.mark.parametrize("name", ["results.xlsx", "Liste.xlsx", "reports/review.xlsx"])
def test_among_the_results_a_review_file_bears_a_name_that_no_run_writes_over(office, name):
    with pytest.raises(UsageError, match=r"review-NAME\.xlsx"):
        review(office, "--out", office / "in" / "out" / name)
    review(office, "--out", office / "in" / "out" / "review-Amt.xlsx")
    review(office, "--out", office / "Liste.xlsx")
