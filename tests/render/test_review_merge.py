"""The files of several readers are taken together: nothing is written over, and two entries of one person are a conflict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.comments import Comment
from review_books import LATER, Hand, entries, form, proposal, run, shown, status, update

from s3align.errors import UsageError
from s3align.record.assessment import Verdict
from s3align.render.review_workbook_begin import open_review
from s3align.render.review_workbook_merge import Merge
from s3align.render.review_workbook_read import read_review

RUN = run(proposal("a.pdf"), proposal("b.pdf"), proposal("c.pdf"))


def day(number: int) -> datetime:
    """In November, as Excel keeps days: without a zone."""
    return datetime(2026, 11, number)  # noqa: DTZ001


@pytest.fixture
def ada(tmp_path):
    return own_file(tmp_path, "Ada Berg", water="Kernthema", decision="passt", remark="S. 4", dated=day(20))


@pytest.fixture
def ben(tmp_path):
    return own_file(tmp_path, "Ben", blind=True, water="kein Bezug", decision="passt nicht", dated=day(21))


def own_file(folder, name, *, blind=False, **entry):
    path = folder / f"review-{name}.xlsx"
    update(path, RUN, form_=form(reviewer=name, blind=blind))
    with Hand(path) as hand:
        hand.enter("b.pdf", **entry)
    return path


def test_a_file_of_a_person_bears_their_name_and_no_entry(tmp_path):
    path = tmp_path / "review-Ada.xlsx"
    assert update(path, RUN, form_=form(reviewer="Ada")).filled == 0
    assert [entries(rows[0]) for rows in shown(path).values()] == [{"reviewer": "Ada"}] * 3
    assert not update(path, RUN, LATER, form_=form(reviewer="Ada")).is_written


def test_a_blind_file_shows_nothing_of_what_the_program_says_not_even_hidden(tmp_path):
    path = tmp_path / "review-Ben.xlsx"
    update(path, run(proposal("a.pdf", water=Verdict.UNCLEAR)), form_=form(reviewer="Ben", blind=True))
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book["Prüfung"][1]]
    assert not any("Programm" in head or head in ("Bericht", "Bitte selbst lesen") for head in heads)
    hidden = [str(cell) for row in book["s3align"].iter_rows(values_only=True) for cell in row]
    assert not any("unclear" in cell for cell in hidden)
    assert any("mit Absicht" in str(cell.value) for row in book["Anleitung"] for cell in row)


def test_a_reading_says_whether_the_program_was_in_sight(tmp_path, ada, ben):
    path = tmp_path / "review.xlsx"
    update(path, RUN, merged=(ada, ben))
    assert {reading.reviewer: reading.is_blind for reading in read_review(path)} == {"Ada Berg": False, "Ben": True}
    assert status(path, "b.pdf", 1) == "ohne die Urteile des Programms gelesen"
    update(path, RUN, LATER)
    assert [reading.is_blind for reading in read_review(path)] == [False, True]


def test_a_file_that_shows_the_program_does_not_become_blind(tmp_path, ada):
    with pytest.raises(UsageError, match="shows the program's verdicts already"):
        update(ada, RUN, form_=form(reviewer="Ada Berg", blind=True))


def test_a_blind_file_stays_blind(ben):
    update(ben, RUN, LATER, form_=form(reviewer="ben"))
    assert "Bericht" not in [cell.value for cell in openpyxl.load_workbook(ben)["Prüfung"][1]]


def test_nobody_is_given_the_file_of_another(ada):
    with pytest.raises(UsageError, match="file of Ada Berg"):
        update(ada, RUN, form_=form(reviewer="Ben"))


@pytest.mark.parametrize("is_there", [False, True])
def test_merged_there_is_a_row_per_proposal_and_person_side_by_side(tmp_path, ada, ben, is_there):
    path = tmp_path / "review.xlsx"
    if is_there:
        update(path, RUN)
    outcome = update(path, RUN, merged=(ada, ben))
    assert (outcome.filled, outcome.conflicts) == (2, 0)
    rows = shown(path)
    assert list(rows) == ["a.pdf", "b.pdf", "c.pdf"]
    assert [entries(row) for row in rows["b.pdf"]] == [
        {"reviewer": "Ada Berg", "water": "Kernthema", "decision": "passt", "remark": "S. 4", "dated": day(20)},
        {"reviewer": "Ben", "water": "kein Bezug", "decision": "passt nicht", "dated": day(21)},
    ]
    assert entries(rows["a.pdf"][0]) == {}


def test_merged_again_nothing_is_written(tmp_path, ada, ben):
    path = tmp_path / "review.xlsx"
    update(path, RUN, merged=(ada, ben))
    assert not update(path, RUN, LATER, merged=(ben, ada)).is_written


def test_an_entry_of_the_office_stays_when_files_are_merged_into_it(tmp_path, ada):
    path = tmp_path / "review.xlsx"
    update(path, RUN)
    with Hand(path) as hand:
        hand.enter("b.pdf", reviewer="Cem", decision="unsicher")
    update(path, RUN, merged=(ada,))
    assert [row["reviewer"] for row in shown(path)["b.pdf"]] == ["Cem", "Ada Berg"]


def test_two_different_entries_of_one_person_both_stay_and_are_named(tmp_path, ada):
    path = tmp_path / "review.xlsx"
    update(path, RUN, merged=(ada,))
    with Hand(path) as hand:
        hand.enter("b.pdf", decision="unsicher")
    assert update(path, RUN, merged=(ada,)).conflicts == 0  # the review file alone was changed
    with Hand(ada) as hand:
        hand.enter("b.pdf", decision="passt nicht", dated=day(25))
    outcome = update(path, RUN, merged=(ada,))
    assert outcome.conflicts == 1
    assert [row["decision"] for row in shown(path)["b.pdf"]] == ["unsicher", "passt nicht"]
    assert all("Widerspruch: Ada Berg" in status(path, "b.pdf", nth) for nth in (0, 1))
    assert not update(path, RUN, merged=(ada,)).is_written


@pytest.mark.parametrize(("number", "decision"), [(25, "passt nicht"), (5, "unsicher")])
def test_the_later_date_wins_where_that_is_asked_for(tmp_path, ada, number, decision):
    path = tmp_path / "review.xlsx"
    update(path, RUN, merged=(ada,))
    with Hand(path) as hand:
        hand.enter("b.pdf", decision="unsicher")
    with Hand(ada) as hand:
        hand.enter("b.pdf", decision="passt nicht", remark=None, dated=day(number))
    outcome = update(path, RUN, merged=(ada,), later=True)
    assert outcome.conflicts == 0
    assert [row["decision"] for row in shown(path)["b.pdf"]] == [decision]


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize("is_turned", [False, True])
def test_the_later_date_wins_among_the_files_of_one_call(tmp_path, is_there, is_turned):
    (tmp_path / "more").mkdir()
    first = own_file(tmp_path, "Ada Berg", decision="passt", dated=day(20))
    second = own_file(tmp_path / "more", "Ada Berg", decision="passt nicht", dated=day(25))
    path, files = tmp_path / "review.xlsx", (second, first) if is_turned else (first, second)
    if is_there:
        update(path, RUN)
        with Hand(path) as hand:
            hand.enter("b.pdf", reviewer="Ben", decision="unsicher")
    assert update(path, RUN, merged=files, later=True).conflicts == 0
    assert [row["decision"] for row in shown(path)["b.pdf"]][is_there:] == ["passt nicht"]
    assert not update(path, RUN, merged=files, later=True).is_written
    assert not update(path, RUN, merged=files).is_written


def test_files_of_one_call_with_one_date_are_a_conflict_that_later_does_not_settle(tmp_path):
    (tmp_path / "more").mkdir()
    first = own_file(tmp_path, "Ada Berg", decision="passt", dated=day(20))
    second = own_file(tmp_path / "more", "Ada Berg", decision="passt nicht", dated=day(20))
    assert update(tmp_path / "review.xlsx", RUN, merged=(first, second), later=True).conflicts == 1


def test_a_conflict_of_an_earlier_call_is_settled_by_the_later_date(tmp_path):
    (tmp_path / "more").mkdir()
    first = own_file(tmp_path, "Ada Berg", decision="passt", dated=day(20))
    second = own_file(tmp_path / "more", "Ada Berg", decision="passt nicht", dated=day(25))
    path = tmp_path / "review.xlsx"
    assert update(path, RUN, merged=(first, second)).conflicts == 1
    assert update(path, RUN, merged=(first, second), later=True).conflicts == 0
    assert [row["decision"] for row in shown(path)["b.pdf"] if "decision" in row] == ["passt nicht"]
    assert not update(path, RUN, merged=(first, second), later=True).is_written


def test_without_dates_later_decides_nothing(tmp_path, ada):
    path = tmp_path / "review.xlsx"
    update(path, RUN, merged=(ada,))
    with Hand(path) as hand:
        hand.enter("b.pdf", decision="unsicher")
    with Hand(ada) as hand:
        hand.enter("b.pdf", decision="passt nicht", dated=None)
    assert update(path, RUN, merged=(ada,), later=True).conflicts == 1


def test_columns_and_notes_of_a_reader_come_along(tmp_path, ada):
    path = tmp_path / "review.xlsx"
    with Hand(ada) as hand:
        at = hand.sheet.max_column + 1
        hand.sheet.cell(1, at).value = "Rückruf"
        hand.sheet.cell(hand.rows("b.pdf")[0], at).value = "bis Freitag"
        hand.cell("b.pdf", "decision").comment = Comment("nur mit Auflage", "Ada")
    update(path, RUN, merged=(ada,))
    assert shown(path)["b.pdf"][0]["Rückruf"] == "bis Freitag"
    with Hand(path) as hand:
        assert hand.cell("b.pdf", "decision").comment.text == "nur mit Auflage"


def test_a_formula_of_a_reader_is_taken_as_a_text(tmp_path, ada):
    path = tmp_path / "review.xlsx"
    with Hand(ada) as hand:
        hand.enter("b.pdf", remark='=WEBSERVICE("http://example.org")')
    update(path, RUN, merged=(ada,))
    with Hand(path) as hand:
        assert hand.cell("b.pdf", "remark").data_type == "s"


def test_an_entry_about_an_earlier_version_says_so(tmp_path, ada):
    path = tmp_path / "review.xlsx"
    now = run(RUN.proposals[0], proposal("b.pdf", "new bytes"), RUN.proposals[2])
    assert update(path, now, LATER, merged=(ada,)).changed == 1
    assert "Datei geändert" in status(path, "b.pdf")
    assert read_review(path)[0].sha256 == RUN.proposals[1].sha256


def test_of_a_file_of_another_run_nothing_is_taken_in_by_name(tmp_path, ada):
    path = tmp_path / "review.xlsx"
    other = replace(run(*(proposal(f"{name}.pdf", f"other {name}") for name in "abc")), folder="elsewhere")
    book = open_review(path, replace(form(), run=other.folder), LATER)
    book.follow(other)
    file = Merge(book).take_in(ada)
    assert (file.entries, file.taken, file.strange, file.run) == (1, 0, 1, "in")
    assert book.outcome.of_another_run == 1
    book.add_rows()
    book.show()
    book.read()
    assert (book.outcome.readings, book.outcome.changed) == ((), 0)


def test_of_a_run_whose_folder_was_moved_an_entry_on_a_file_that_has_changed_is_taken_in(tmp_path, ada):
    moved = replace(run(RUN.proposals[0], proposal("b.pdf", "new bytes"), RUN.proposals[2]), folder="elsewhere")
    book = open_review(tmp_path / "review.xlsx", replace(form(), run=moved.folder), LATER)
    book.follow(moved)
    file = Merge(book).take_in(ada)
    assert (file.taken, file.strange, book.outcome.of_another_run) == (1, 0, 0)


def test_an_entry_on_a_proposal_that_the_run_does_not_hold_is_kept_as_gone(tmp_path, ada):
    path = tmp_path / "review.xlsx"
    update(path, run(RUN.proposals[0]), merged=(ada,))
    assert shown(path)["b.pdf"][0]["decision"] == "passt"
    assert "nicht mehr im Lauf" in status(path, "b.pdf")
    assert not update(path, run(RUN.proposals[0]), merged=(ada,)).is_written


def test_a_renamed_proposal_is_known_by_its_bytes(tmp_path, ada):
    path = tmp_path / "review.xlsx"
    update(path, run(RUN.proposals[0], proposal("neu.pdf", "b.pdf")), merged=(ada,))
    assert shown(path)["neu.pdf"][0]["decision"] == "passt"


def test_a_cell_that_cannot_be_understood_is_taken_along_and_named(tmp_path, ada):
    path = tmp_path / "review.xlsx"
    with Hand(ada) as hand:
        hand.enter("b.pdf", water="vielleicht")
    outcome = update(path, RUN, merged=(ada,))
    assert [where.name for where, _ in outcome.wrong_elsewhere] == [ada.name]
    assert shown(path)["b.pdf"][0]["water"] == "vielleicht"


def test_a_file_without_a_name_is_called_after_itself(tmp_path):
    path, other = tmp_path / "review.xlsx", tmp_path / "von Dora.xlsx"
    update(other, RUN)
    with Hand(other) as hand:
        hand.enter("a.pdf", decision="passt")
    update(path, RUN, date(2026, 11, 30), merged=(other,))
    assert read_review(path)[0].reviewer == "von Dora"


def test_a_name_in_other_letters_is_the_same_person(tmp_path, ada):
    path = tmp_path / "review.xlsx"
    update(path, RUN, merged=(ada,))
    with Hand(path) as hand:
        hand.enter("a.pdf", reviewer="ADA  berg", decision="passt")
    assert {reading.reviewer for reading in update(path, RUN).readings} == {"ADA  berg"}


def test_what_a_file_keeps_for_itself_is_told(tmp_path, ada, ben):
    with Hand(ada) as hand:
        hand.book.create_sheet("Termine")["A1"] = "Montag"
        hand.book.create_sheet("leer")
        hand.cell("b.pdf", "title").value = "von Hand"
    book = open_review(tmp_path / "review.xlsx", form(), LATER)
    book.follow(RUN)
    work = Merge(book)
    first, second = (work.take_in(file) for file in (ada, ben))
    assert (first.sheets, first.typed_over) == (("Termine",), 1)
    assert (second.sheets, second.typed_over) == ((), 0)


def brought(tmp_path, run_=RUN, *, blind=False):
    """A new file of Ada's beside the file of all."""
    path = tmp_path / "new" / "review-Ada.xlsx"
    path.parent.mkdir(exist_ok=True)
    book = open_review(path, form(reviewer="ada berg", blind=blind), LATER)
    book.follow(run_)
    merge = Merge(book)
    found = merge.bring_over(tmp_path / "review.xlsx")
    book.add_rows(tuple(merge.pending.values()))
    book.show()
    book.read()
    return path, found, book.write("Eine Strategie")


def test_a_new_file_of_a_person_holds_their_entries_in_the_file_of_all_and_nobody_elses(tmp_path, ada, ben):
    update(tmp_path / "review.xlsx", RUN, merged=(ada, ben))
    path, found, outcome = brought(tmp_path)
    assert (found.taken, found.left, outcome.filled) == (1, 0, 1)
    assert [entries(row) for row in shown(path)["b.pdf"]] == [
        {"reviewer": "Ada Berg", "water": "Kernthema", "decision": "passt", "remark": "S. 4", "dated": day(20)}
    ]
    assert list(shown(path)) == ["a.pdf", "b.pdf", "c.pdf"]
    assert not update(tmp_path / "review.xlsx", RUN, merged=(path,)).is_written


def test_an_entry_that_comes_along_says_what_has_changed_since(tmp_path, ada):
    update(tmp_path / "review.xlsx", RUN, merged=(ada,))
    now = run(RUN.proposals[0], proposal("b.pdf", "new bytes", water=Verdict.SIDE), RUN.proposals[2])
    path, _, outcome = brought(tmp_path, now)
    assert outcome.changed == 1
    assert "Datei geändert (bemerkt am 03.12.2026)" in status(path, "b.pdf")
    assert "Wasser: Kernthema → Nebenthema" in status(path, "b.pdf")
    assert read_review(path)[0].sha256 == RUN.proposals[1].sha256


def test_into_a_blind_file_come_entries_alone_that_were_made_blind(tmp_path, ada):
    update(tmp_path / "review.xlsx", RUN, merged=(ada,))
    path, found, outcome = brought(tmp_path, blind=True)
    assert (found.taken, found.left, outcome.filled) == (0, 1, 0)
    (tmp_path / "review.xlsx").unlink()
    path.unlink()
    own = own_file(tmp_path / "new", "Ada Berg", blind=True, decision="passt")
    update(tmp_path / "review.xlsx", RUN, merged=(own,))
    path, found, _ = brought(tmp_path, blind=True)
    assert (found.taken, found.left) == (1, 0)
    assert read_review(path)[0].is_blind
    hidden = [str(cell) for row in openpyxl.load_workbook(path)["s3align"].iter_rows(values_only=True) for cell in row]
    assert not any("core" in cell for cell in hidden)
