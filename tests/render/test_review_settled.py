"""What people agree on after they differed is chosen from a list, counts, and changes nobody's own entry."""

from __future__ import annotations

from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries
from review_books import DAY, LATER, Hand, entries, form, proposal, run, shown, status, update

from s3align.cli.review import _compare
from s3align.record.assessment import Verdict
from s3align.render.review_settled import read_settled
from s3align.render.review_workbook_begin import open_review
from s3align.render.review_workbook_merge import Merge
from s3align.render.review_workbook_read import read_review
from s3align.store.review import Decision, Settled

RUN = run(proposal("a.pdf"), proposal("b.pdf"))
SHEET = "Abweichungen"


def together(path, *files, day=DAY, language="de", keeps_language=True):
    """As the command does it, with the sheet of differences."""
    book = open_review(path, form(language), day, keeps_language=keeps_language)
    book.follow(RUN)
    merge = Merge(book)
    for file in files:
        merge.take_in(file)
    book.add_rows(tuple(merge.pending.values()))
    book.show()
    book.read()
    differences = _compare(book)
    return differences, book.write("Eine Strategie")


def own_file(folder, name, **entry):
    path = folder / f"review-{name}.xlsx"
    update(path, RUN, form_=form(reviewer=name))
    with Hand(path) as hand:
        hand.enter("b.pdf", **entry)
    return path


@pytest.fixture
def ada(tmp_path):
    return own_file(tmp_path, "Ada", water="Kernthema", decision="passt")


@pytest.fixture
def ben(tmp_path):
    return own_file(tmp_path, "Ben", water="kein Bezug", decision="passt nicht")


@pytest.fixture
def path(tmp_path, ada, ben):
    made = tmp_path / "review.xlsx"
    together(made, ada, ben)
    return made


def cells(path, about, sheet=SHEET):
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    heads = next(rows)
    return next(found for row in rows if (found := dict(zip(heads, row, strict=True)))["Worüber"] == about)


def settle(path, about, **values):
    heads = {"outcome": "Ergebnis der Besprechung", "words": "Ergebnis in Worten", "dated": "Datum"}
    with Hand(path, SHEET) as hand:
        row = next(row for row in range(2, 9) if hand.sheet.cell(row, hand.column("Worüber")).value == about)
        for name, value in values.items():
            hand.sheet.cell(row, hand.column(heads[name])).value = value


def test_a_difference_is_open_until_its_outcome_is_chosen(path):
    differences, _ = together(path, day=LATER)
    assert (differences.still_open, differences.opposite, differences.settled) == (2, 2, 0)
    assert cells(path, "Wasser")["Stand"] == "offen"
    settle(path, "Wasser", words="lange besprochen")  # words alone settle nothing
    assert read_settled(path) == ()
    settle(path, "Wasser", outcome="Nebenthema", dated=datetime(2026, 11, 30))  # noqa: DTZ001 -- as Excel keeps days
    sha256 = RUN.proposals[1].sha256
    assert read_settled(path) == (
        Settled("b.pdf", sha256, "water", Verdict.SIDE, None, "lange besprochen", date(2026, 11, 30)),
    )
    differences, outcome = together(path, day=LATER)
    assert (differences.still_open, differences.opposite, differences.settled) == (1, 1, 1)
    assert not outcome.wrong
    assert cells(path, "Wasser")["Stand"] == "geklärt"
    assert cells(path, "Entscheidung")["Stand"] == "offen"
    assert all("geklärt: Wasser: Nebenthema" in status(path, "b.pdf", nth) for nth in (0, 1))
    assert "geklärt" not in status(path, "a.pdf")
    assert not together(path, day=LATER)[1].is_written


def test_a_decision_is_settled_with_a_decision(path):
    settle(path, "Entscheidung", outcome="zurück mit Fragen")
    assert [(entry.theme, entry.decision) for entry in read_settled(path)] == [(None, Decision.BACK)]


def test_a_word_that_is_none_of_the_list_settles_nothing_and_is_named_with_its_cell(path):
    settle(path, "Wasser", outcome="passt")
    told = []
    assert read_settled(path, told.append) == ()
    assert "Kernthema, Nebenthema" in str(told[0])
    _, outcome = together(path)
    assert [cell.sheet for cell in outcome.wrong] == [SHEET]
    assert cells(path, "Wasser")["Ergebnis der Besprechung"] == "passt"
    assert cells(path, "Wasser")["Stand"] == "offen"


def test_settling_changes_nobodys_entry_and_merging_again_gives_no_conflict(path, ada, ben):
    before = [entries(row) for row in shown(path)["b.pdf"]]
    settle(path, "Wasser", outcome="Kernthema")
    _, outcome = together(path, ada, ben)
    assert outcome.conflicts == 0
    assert [entries(row) for row in shown(path)["b.pdf"]] == before
    with Hand(ben) as hand:
        hand.enter("b.pdf", water="am Rande")
    with Hand(path) as hand:
        hand.enter("b.pdf", nth=1, water="Nebenthema")
    assert together(path, ben)[1].conflicts == 0  # both sides changed what is settled
    with Hand(ben) as hand:
        hand.enter("b.pdf", remark="S. 7")
    assert together(path, ben)[1].conflicts == 1


def test_a_difference_that_is_gone_stays_listed_as_settled(path, ben):
    settle(path, "Wasser", outcome="Kernthema")
    with Hand(ben) as hand:
        hand.enter("b.pdf", water="Kernthema", decision="passt")
    differences, _ = together(path, ben)
    assert (differences.still_open, differences.settled) == (0, 1)
    assert cells(path, "Wasser")["Stand"] == "geklärt; keine Abweichung mehr"
    assert cells(path, "Entscheidung")["Stand"] == "keine Abweichung mehr"
    assert [entry.theme for entry in read_settled(path)] == ["water"]


def test_every_outcome_has_the_list_of_its_kind(path):
    sheet = openpyxl.load_workbook(path)[SHEET]
    lists = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            left, top, *_ = range_boundaries(str(rule.sqref).split(" ")[0])
            lists[sheet.cell(top, 4).value] = (sheet.cell(1, left).value, rule.formula1)
    assert lists["Wasser"][0] == lists["Entscheidung"][0] == "Ergebnis der Besprechung"
    assert "Kernthema" in lists["Wasser"][1]
    assert "passt nicht" in lists["Entscheidung"][1]


def test_columns_of_the_office_in_the_sheet_of_differences_stay(path):
    with Hand(path, SHEET) as hand:
        hand.sheet.insert_cols(3)
        hand.sheet.cell(1, 3).value, hand.sheet.cell(2, 3).value = "Wer leitet", "Cem"
    settle(path, "Wasser", outcome="Kernthema")
    together(path, day=LATER)
    assert {cells(path, about)["Wer leitet"] for about in ("Wasser", "Entscheidung")} == {"Cem", None}
    assert [entry.verdict for entry in read_settled(path)] == [Verdict.CORE]


def test_an_outcome_follows_the_language_of_the_file(path):
    settle(path, "Wasser", outcome="Kernthema")
    together(path, language="en", keeps_language=False)
    values = [cell for row in openpyxl.load_workbook(path)[SHEET].iter_rows(values_only=True) for cell in row]
    assert "core theme" in values
    assert "Kernthema" not in values[12:]
    assert [entry.verdict for entry in read_settled(path)] == [Verdict.CORE]


def test_the_instructions_say_how_to_settle(path):
    lines = [str(row[1].value) for row in openpyxl.load_workbook(path)["Anleitung"].iter_rows()]
    assert any("„Abweichungen“" in line and "„Übereinstimmung“" in line for line in lines)
    assert any("„Ergebnis der Besprechung“" in line for line in lines)


def test_what_is_read_of_people_is_what_they_entered(path):
    settle(path, "Wasser", outcome="am Rande")
    assert [entry.verdicts["water"] for entry in read_review(path)] == [Verdict.CORE, Verdict.NONE]
