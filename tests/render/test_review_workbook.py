"""What people write into a review file is kept to the letter, whatever happens to the run and to the file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table
from review_books import DAY, LATER, Hand, entries, form, proposal, run, shown, status, update

from s3align.errors import DataError, UsageError
from s3align.record.assessment import Verdict
from s3align.render.review_workbook_read import read_review
from s3align.store.review import Decision, ReasonCode

RUN = run(proposal("a.pdf"), proposal("b.pdf", care=Verdict.UNCLEAR), proposal("c.pdf"))


def day(*parts: int) -> datetime:
    """As Excel keeps days: without a zone."""
    return datetime(*parts)  # noqa: DTZ001


ENTRY = {
    "reviewer": "Ada Berg",
    "water": "Kernthema",
    "care": "am Rande",
    "reason": "nur Ziel",
    "remark": "=Seite 4: „nur ein Ziel“ ",
    "decision": "passt",
    "dated": day(2026, 11, 20),
}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "review.xlsx"
    update(path, RUN)
    return path


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fill(path, file="b.pdf", **changes):
    with Hand(path) as hand:
        hand.enter(file, **{**ENTRY, **changes})
        hand.cell(file, "remark").data_type = "s"


def test_a_new_file_has_a_row_per_proposal_and_says_what_the_program_says(path):
    rows = shown(path)
    assert list(rows) == ["a.pdf", "b.pdf", "c.pdf"]
    assert rows["b.pdf"][0]["title"] == "Titel b.pdf"
    assert rows["b.pdf"][0]["Programm: Wasser"] == "Kernthema"
    assert rows["b.pdf"][0]["Programm: Pflege"] == "unklar: bitte lesen"


def test_generated_cells_are_locked_for_who_protects_the_sheet_and_cells_of_people_are_not(path):
    with Hand(path) as hand:
        assert not hand.sheet.protection.sheet
        assert hand.cell("a.pdf", "title").protection.locked
        assert not any(hand.cell("a.pdf", head).protection.locked for head in ENTRY)
        assert hand.sheet.freeze_panes == "C2"
        assert hand.sheet.auto_filter.ref.startswith("A1:")


def test_lists_and_dates_are_checked_where_they_are_typed(path):
    with Hand(path) as hand:
        rules = {str(rule.sqref): rule for rule in hand.sheet.data_validations.dataValidation}
        lists = [rule for rule in rules.values() if rule.type == "list"]
        assert len(lists) == 4
        peoples = [rule for rule in rules.values() if rule.type != "custom"]
        assert all(rule.error and rule.prompt and rule.showErrorMessage for rule in peoples)
        assert any(rule.formula1 == '"Kernthema,Nebenthema,am Rande,kein Bezug,unklar"' for rule in lists)
        assert [rule.type for rule in rules.values()].count("date") == 1


def test_the_first_sheet_explains_and_the_last_one_is_hidden(path):
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Anleitung", "Prüfung", "s3align"]
    assert book["s3align"].sheet_state == "hidden"
    texts = [cell for row in book["Anleitung"].iter_rows(values_only=True) for cell in row if cell]
    assert {"Kernthema", "nur Ziel", "zurück mit Fragen", "Begründung in Worten"} <= set(texts)


def test_twice_in_a_row_changes_nothing(path):
    fill(path)
    update(path, RUN)
    before = digest(path)
    assert not update(path, RUN, LATER).is_written
    assert digest(path) == before
    assert len(list(path.parent.glob("review.*.xlsx"))) == 1


def test_an_entry_is_kept_to_the_letter_and_read(path):
    fill(path)
    outcome = update(path, run(*RUN.proposals, proposal("d.pdf")), LATER)
    assert entries(shown(path)["b.pdf"][0]) == ENTRY
    (reading,) = read_review(path)
    assert (reading.file, reading.reviewer, reading.dated) == ("b.pdf", "Ada Berg", date(2026, 11, 20))
    assert reading.verdicts == {"water": Verdict.CORE, "care": Verdict.TOUCHED}
    assert (reading.reason, reading.decision) == (ReasonCode.AIM_ONLY, Decision.FITS)
    assert reading.remark == ENTRY["remark"]
    assert reading.key == RUN.proposals[1].key
    assert outcome.readings == (reading,)


def test_a_new_proposal_comes_at_the_bottom_and_is_marked(path):
    outcome = update(path, run(*RUN.proposals, proposal("aa.pdf")), LATER)
    assert list(shown(path)) == ["a.pdf", "b.pdf", "c.pdf", "aa.pdf"]
    assert outcome.added == 1
    assert status(path, "aa.pdf") == "neu seit 03.12.2026"
    assert status(path, "a.pdf") == ""


def test_a_proposal_that_is_gone_stays_and_is_marked_and_comes_back(path):
    fill(path)
    assert update(path, run(*RUN.proposals[:1]), LATER).gone == 2
    assert status(path, "b.pdf") == "nicht mehr im Lauf (bemerkt am 03.12.2026)"
    assert entries(shown(path)["b.pdf"][0]) == ENTRY
    assert update(path, RUN, LATER).gone == 0
    assert status(path, "b.pdf") == ""


def test_a_changed_file_is_marked_and_the_entry_is_that_of_the_earlier_version(path):
    fill(path)
    now = run(RUN.proposals[0], proposal("b.pdf", "new bytes"), RUN.proposals[2])
    assert update(path, now, LATER).changed == 1
    assert "Datei geändert (bemerkt am 03.12.2026)" in status(path, "b.pdf")
    assert entries(shown(path)["b.pdf"][0]) == ENTRY
    (reading,) = read_review(path)
    assert reading.sha256 == RUN.proposals[1].sha256
    update(path, now, date(2027, 1, 1))
    assert "03.12.2026" in status(path, "b.pdf")


def test_a_verdict_of_the_program_that_changed_since_is_named(path):
    fill(path)
    now = run(RUN.proposals[0], proposal("b.pdf", water=Verdict.SIDE, care=Verdict.UNCLEAR), RUN.proposals[2])
    update(path, now, LATER)
    assert status(path, "b.pdf") == "Programm urteilt anders (bemerkt am 03.12.2026): Wasser: Kernthema → Nebenthema."
    assert shown(path)["b.pdf"][0]["Programm: Wasser"] == "Nebenthema"
    update(path, RUN, LATER)
    assert status(path, "b.pdf") == ""


def test_a_row_without_an_entry_is_not_marked_as_changed(path):
    update(path, run(proposal("a.pdf", "new bytes", water=Verdict.NONE), *RUN.proposals[1:]), LATER)
    assert status(path, "a.pdf") == ""


def test_who_reads_again_and_changes_the_date_has_read_the_new_version(path):
    fill(path)
    now = run(RUN.proposals[0], proposal("b.pdf", "new bytes"), RUN.proposals[2])
    update(path, now, LATER)
    with Hand(path) as hand:
        hand.enter("b.pdf", dated=day(2026, 12, 4))
    update(path, now, LATER)
    assert status(path, "b.pdf") == ""
    assert read_review(path)[0].sha256 == now.proposals[1].sha256


def test_an_entry_moves_along_with_a_renamed_file(path):
    fill(path)
    update(path, run(RUN.proposals[0], replace(RUN.proposals[1], names=("zz.pdf",)), RUN.proposals[2]), LATER)
    rows = shown(path)
    assert entries(rows["zz.pdf"][0]) == ENTRY
    assert "b.pdf" not in rows
    assert status(path, "zz.pdf") == ""


def test_two_files_that_change_names_keep_their_entries(path):
    fill(path, "a.pdf", remark="zu a")
    fill(path, "b.pdf", remark="zu b")
    one, other = (replace(RUN.proposals[number], names=(name,)) for number, name in ((0, "b.pdf"), (1, "a.pdf")))
    update(path, run(one, other, RUN.proposals[2]), LATER)
    assert shown(path)["b.pdf"][0]["remark"] == "zu a"
    assert shown(path)["a.pdf"][0]["remark"] == "zu b"


def test_a_deleted_row_comes_back_empty(path):
    fill(path, "a.pdf")
    with Hand(path) as hand:
        hand.sheet.delete_rows(hand.rows("b.pdf")[0])
    update(path, RUN)
    rows = shown(path)
    assert entries(rows["b.pdf"][0]) == {}
    assert entries(rows["a.pdf"][0]) == ENTRY


def test_what_the_office_adds_stays_where_it_is(path):
    with Hand(path) as hand:
        at = hand.sheet.max_column + 1
        hand.sheet.cell(1, at).value = "Telefonat"
        hand.sheet.cell(hand.rows("b.pdf")[0], at).value = "am Montag"
        hand.cell("b.pdf", "title").comment = Comment("Rückfrage!", "Ada")
        hand.cell("b.pdf", "title").fill = PatternFill("solid", fgColor="FF0000")
        hand.book.create_sheet("Termine")["B2"] = "10 Uhr"
    update(path, run(*RUN.proposals, proposal("d.pdf")), LATER)
    assert shown(path)["b.pdf"][0]["Telefonat"] == "am Montag"
    with Hand(path) as hand:
        assert hand.cell("b.pdf", "title").comment.text == "Rückfrage!"
        assert hand.cell("b.pdf", "title").fill.fgColor.rgb == "00FF0000"
        assert hand.book["Termine"]["B2"].value == "10 Uhr"


def test_rows_that_were_sorted_stay_so(path):
    fill(path)
    with Hand(path) as hand:
        hand.swap(2, 3)
    update(path, run(*RUN.proposals, proposal("d.pdf")), LATER)
    assert list(shown(path)) == ["b.pdf", "a.pdf", "c.pdf", "d.pdf"]
    assert entries(shown(path)["b.pdf"][0]) == ENTRY


def test_renamed_heads_are_known_and_stay_renamed(path):
    fill(path)
    with Hand(path) as hand:
        for head in ("decision", "remark", "water", "dated"):
            hand.sheet.cell(1, hand.column(head)).value = f"Unser Wort für {head}"
    assert update(path, RUN, LATER).filled == 1
    with Hand(path) as hand:
        assert hand.column("Unser Wort für decision")
    (reading,) = read_review(path)
    assert reading.decision is Decision.FITS
    assert reading.verdicts["water"] is Verdict.CORE


def test_columns_in_another_order_are_known_by_their_heads(path):
    fill(path)
    with Hand(path) as hand:
        one, other = hand.column("decision"), hand.column("water")
        for row in range(1, hand.sheet.max_row + 1):
            here, there = hand.sheet.cell(row, one), hand.sheet.cell(row, other)
            here.value, there.value = there.value, here.value
    update(path, RUN, LATER)
    (reading,) = read_review(path)
    assert reading.decision is Decision.FITS
    assert reading.verdicts == {"water": Verdict.CORE, "care": Verdict.TOUCHED}


def test_a_column_of_the_office_named_like_one_of_ours_does_not_take_its_place(path):
    fill(path)
    with Hand(path) as hand:
        hand.sheet.cell(1, hand.column("decision")).value = "Votum"
        at = hand.sheet.max_column + 1
        hand.sheet.cell(1, at).value = "Entscheidung"
        hand.sheet.cell(hand.rows("b.pdf")[0], at).value = "Ausschuss tagt im Mai"
    outcome = update(path, RUN, LATER)
    assert not outcome.wrong
    assert read_review(path)[0].decision is Decision.FITS


def test_another_language_words_heads_and_what_was_chosen_and_leaves_what_was_typed(path):
    fill(path, care="core?")
    update(path, RUN, LATER, form_=form("en"), keeps_language=False)
    sheet = openpyxl.load_workbook(path)["Prüfung"]
    assert "Decision" in [cell.value for cell in sheet[1]]
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "fits" in cells
    assert "passt" not in cells
    assert "core?" in cells
    assert read_review(path, lambda _: None)[0].decision is Decision.FITS
    assert not update(path, RUN, LATER, form_=form("en")).is_written
    update(path, RUN, LATER, form_=form("de"), keeps_language=False)
    assert entries(shown(path)["b.pdf"][0]) == ENTRY | {"care": "core?"}


def test_a_word_that_was_chosen_in_another_language_is_the_same_entry(path):
    fill(path)
    changed = run(proposal("a.pdf"), proposal("b.pdf", "new bytes"), proposal("c.pdf"))
    update(path, changed, LATER)
    assert "Datei geändert" in status(path, "b.pdf")
    update(path, changed, LATER, form_=form("en"), keeps_language=False)
    update(path, changed, LATER, form_=form("de"), keeps_language=False)
    assert "Datei geändert" in status(path, "b.pdf")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Kern", "core"), ("core ", "core"), ("KERNTHEMA", "core"), ("side theme", "side"), ("kein  bezug", "none")],
)
def test_a_word_that_can_mean_one_thing_is_understood_and_stays_as_typed(path, typed, meant):
    fill(path, water=typed)
    assert not update(path, RUN).wrong
    assert read_review(path)[0].verdicts["water"] == meant
    assert shown(path)["b.pdf"][0]["water"] == typed


@pytest.mark.parametrize("typed", ["Kernthema?", "vielleicht", 3, "=1+1", "k"])
def test_a_word_that_says_nothing_certain_is_named_by_its_cell_and_stays(path, typed):
    fill(path, water=typed)
    outcome = update(path, RUN)
    (wrong,) = outcome.wrong
    with Hand(path) as hand:
        assert wrong.cell == hand.cell("b.pdf", "water").coordinate
        assert hand.cell("b.pdf", "water").value == typed
    assert all(part in wrong.said for part in ("Prüfung", wrong.cell, "Kernthema"))
    assert "water" not in outcome.readings[0].verdicts
    with pytest.raises(DataError, match=wrong.cell):
        read_review(path)


@pytest.mark.parametrize("typed", ["27.11.2026", "2026-11-27", "27. November 2026", day(2026, 11, 27), 46353])
def test_a_day_is_understood_however_it_was_typed(path, typed):
    fill(path, dated=typed)
    update(path, RUN)
    assert read_review(path)[0].dated == DAY


@pytest.mark.parametrize("typed", ["3/4/2026", "31.02.2026", "morgen", "27.11.1926"])
def test_a_day_that_is_none_or_could_be_two_is_named(path, typed):
    fill(path, dated=typed)
    (wrong,) = update(path, RUN).wrong
    assert typed in wrong.said
    assert shown(path)["b.pdf"][0]["dated"] == typed


def test_the_version_before_lies_beside_the_new_one(path):
    fill(path)
    before = path.read_bytes()
    outcome = update(path, run(*RUN.proposals, proposal("d.pdf")), LATER)
    assert outcome.copy.name == "review.2026-12-03.xlsx"
    assert outcome.copy.read_bytes() == before
    fill(path, "a.pdf")
    assert update(path, RUN, LATER).copy.name == "review.2026-12-03-2.xlsx"


@pytest.mark.parametrize("lock", ["~$review.xlsx", ".~lock.review.xlsx#"])
def test_a_file_that_is_open_elsewhere_is_left_alone(path, lock):
    fill(path)
    before = digest(path)
    (path.parent / lock).write_bytes(b"x")
    with pytest.raises(UsageError, match="open in Excel"):
        update(path, run(proposal("d.pdf")), LATER)
    assert digest(path) == before


def test_a_second_entry_of_the_same_person_is_a_conflict_and_both_stay(path):
    fill(path)
    with Hand(path) as hand:
        source, target = hand.rows("b.pdf")[0], hand.sheet.max_row + 1
        for column in range(1, hand.sheet.max_column + 1):
            hand.sheet.cell(target, column).value = hand.sheet.cell(source, column).value
        hand.sheet.cell(target, hand.column("decision")).value = "passt nicht"
    outcome = update(path, RUN)
    assert outcome.conflicts == 1
    assert [row["decision"] for row in shown(path)["b.pdf"]] == ["passt", "passt nicht"]
    assert "Widerspruch: Ada Berg" in status(path, "b.pdf", 1)


def test_a_title_that_looks_like_a_formula_is_a_text(tmp_path):
    path = tmp_path / "review.xlsx"
    update(path, run(replace(proposal("a.pdf"), title='=HYPERLINK("x")')))
    with Hand(path) as hand:
        assert hand.cell("a.pdf", "title").data_type == "s"


def test_a_lost_hidden_sheet_is_made_again_by_the_names_of_files(path):
    fill(path)
    with Hand(path) as hand:
        del hand.book["s3align"]
    update(path, RUN, LATER)
    assert entries(shown(path)["b.pdf"][0]) == ENTRY
    assert read_review(path)[0].file == "b.pdf"


def _lose(path, *, only_content):
    with Hand(path) as hand:
        if only_content:
            hand.book["s3align"].delete_rows(1, 500)
        else:
            del hand.book["s3align"]


@pytest.mark.parametrize("only_content", [False, True])
def test_where_the_memory_is_lost_an_entry_on_a_file_that_has_changed_counts_nowhere_until_it_is_confirmed(
    path, only_content
):
    fill(path)
    now = run(RUN.proposals[0], proposal("b.pdf", "new bytes"), RUN.proposals[2])
    for _ in range(2):  # lost again, the row is still not that of the new bytes
        _lose(path, only_content=only_content)
        outcome = update(path, now, LATER)
        assert (len(outcome.wrong), outcome.readings, outcome.changed) == (1, (), 0)
        assert status(path, "b.pdf").startswith("Unbekannt, welche Fassung gelesen wurde")
        assert entries(shown(path)["b.pdf"][0]) == ENTRY
        told = []
        assert read_review(path, told.append) == ()
        assert "b.pdf" in told[0]
    assert not update(path, now, LATER).is_written
    with Hand(path) as hand:
        hand.enter("b.pdf", dated="3.12.2026")
    assert [reading.sha256 for reading in update(path, now, LATER).readings] == [now.proposals[1].sha256]
    assert status(path, "b.pdf") == ""


def test_where_memory_and_ids_are_lost_nothing_counts(path):
    fill(path)
    _lose(path, only_content=False)
    with Hand(path) as hand:
        at = next(cell.column for cell in hand.sheet[1] if cell.value == "ID")
        for row in range(2, 5):
            hand.sheet.cell(row, at).value = None
    assert update(path, RUN, LATER).readings == ()


def test_a_workbook_without_our_table_is_refused(tmp_path):
    path = tmp_path / "review.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "Einkauf"
    book.save(path)
    before = digest(path)
    with pytest.raises(DataError, match="no review file"):
        update(path, RUN)
    assert digest(path) == before


def test_cells_joined_by_hand_hold_for_all_of_their_rows(path):
    with Hand(path) as hand:
        hand.enter("a.pdf", reviewer="Ada", decision="passt")
        hand.enter("b.pdf", decision="passt nicht")
        at = hand.column("reviewer")
        hand.sheet.merge_cells(start_row=2, end_row=3, start_column=at, end_column=at)
        hand.sheet.merge_cells(start_row=2, end_row=3, start_column=3, end_column=3)
    outcome = update(path, run(*RUN.proposals, proposal("d.pdf")), LATER)
    assert [(reading.file, reading.reviewer) for reading in outcome.readings] == [("a.pdf", "Ada"), ("b.pdf", "Ada")]
    with Hand(path) as hand:
        assert len(hand.sheet.merged_cells.ranges) == 2
    assert not update(path, run(*RUN.proposals, proposal("d.pdf")), LATER).is_written


def test_a_table_of_excel_is_stretched_and_its_heads_stay(path):
    with Hand(path) as hand:
        hand.sheet.auto_filter.ref = None
        last = openpyxl.utils.get_column_letter(hand.sheet.max_column)
        hand.sheet.add_table(Table(displayName="Liste", ref=f"A1:{last}4"))
    update(path, run(*RUN.proposals, proposal("d.pdf")), LATER, form_=form("en"), keeps_language=False)
    with Hand(path) as hand:
        assert hand.sheet.tables["Liste"].ref == f"A1:{last}5"
        assert hand.column("decision")


def test_a_row_that_only_counts_is_no_entry_and_no_mistake(path):
    fill(path)
    with Hand(path) as hand:
        at = hand.column("decision")
        hand.sheet.cell(hand.sheet.max_row + 2, at).value = '=COUNTIF(A1:A4,"passt")'
    outcome = update(path, run(*RUN.proposals, proposal("d.pdf")), LATER)
    assert (outcome.filled, outcome.wrong) == (1, [])
    with Hand(path) as hand:
        assert hand.sheet.cell(6, at).value.startswith("=COUNTIF")
        assert hand.rows("d.pdf") == [7]


def test_an_entry_in_a_row_of_no_proposal_is_named_and_stays(path):
    with Hand(path) as hand:
        hand.sheet.cell(9, hand.column("decision")).value = "passt"
    outcome = update(path, RUN, LATER)
    assert "row 9" in outcome.wrong[0].said
    with Hand(path) as hand:
        assert hand.sheet.cell(9, hand.column("decision")).value == "passt"


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_excel_shows_beside_a_cell_fits_into_its_limits(tmp_path, language):
    path = tmp_path / "review.xlsx"
    update(path, RUN, form_=form(language))
    sheet = openpyxl.load_workbook(path).worksheets[1]
    for rule in sheet.data_validations.dataValidation:
        assert max(len(rule.promptTitle or ""), len(rule.errorTitle)) <= 32
        assert max(len(rule.prompt or ""), len(rule.error), len(rule.formula1)) <= 255
