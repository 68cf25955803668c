"""Generated cells refuse typing without a protected sheet; what gets in all the same is written anew, and kept as a note."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest
from openpyxl.comments import Comment
from review_books import LATER, Hand, entries, form, proposal, run, shown, update

from s3align.record.assessment import Verdict
from s3align.render.review_workbook_begin import open_review

RUN = run(proposal("a.pdf"), proposal("b.pdf", care=Verdict.UNCLEAR), proposal("c.pdf"))
GENERATED = ("title", "file", "status", "Bericht", "Programm: Wasser")
PEOPLES = ("reviewer", "water", "reason", "remark", "decision", "dated")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "review.xlsx"
    update(path, RUN)
    return path


def guards(sheet, row, column):
    """The rules of a cell that nothing meets."""
    at = sheet.cell(row, column).coordinate
    return [rule for rule in sheet.data_validations.dataValidation if rule.type == "custom" and at in rule.sqref]


def note(path, file, head):
    with Hand(path) as hand:
        comment = hand.cell(file, head).comment
        return comment.text if comment else ""


def test_generated_cells_refuse_typing_and_those_of_people_and_heads_do_not(path):
    with Hand(path) as hand:
        assert not hand.sheet.protection.sheet
        for head in GENERATED:
            (rule,) = guards(hand.sheet, 2, hand.column(head))
            assert (rule.formula1, rule.allow_blank, rule.showErrorMessage) == ("FALSE", False, True)
            assert rule.errorStyle in (None, "stop")
            assert not guards(hand.sheet, 1, hand.column(head))
        assert not any(guards(hand.sheet, 2, hand.column(head)) for head in PEOPLES)


@pytest.mark.parametrize(("language", "words"), [("de", "Ihr Text würde"), ("en", "Your text would")])
def test_the_refusal_is_a_sentence_in_the_language_of_the_file(tmp_path, language, words):
    path = tmp_path / "review.xlsx"
    update(path, RUN, form_=form(language))
    sheet = openpyxl.load_workbook(path).worksheets[1]
    (rule,) = guards(sheet, 2, 2)
    assert rule.error.startswith(words)


def test_rows_that_are_added_later_refuse_typing_too(path):
    update(path, run(*RUN.proposals, proposal("d.pdf")), LATER)
    with Hand(path) as hand:
        assert guards(hand.sheet, hand.rows("d.pdf")[0], hand.column("title"))
        assert guards(hand.sheet, 20_000, hand.column("title"))


def test_the_refusal_follows_a_column_that_was_moved(path):
    with Hand(path) as hand:
        one, other = hand.column("title"), hand.column("remark")
        for row in range(1, hand.sheet.max_row + 1):
            here, there = hand.sheet.cell(row, one), hand.sheet.cell(row, other)
            here.value, there.value = there.value, here.value
    assert update(path, RUN, LATER).typed_over == 0
    with Hand(path) as hand:
        assert hand.column("title") == other
        assert guards(hand.sheet, 2, other)
        assert not guards(hand.sheet, 2, one)


@pytest.mark.parametrize("head", GENERATED)
def test_what_is_typed_over_a_generated_cell_is_written_anew_and_kept_as_its_note(path, head):
    with Hand(path) as hand:
        before = hand.cell("b.pdf", head).value
        hand.enter("b.pdf", decision="passt")
        hand.cell("b.pdf", head).value = "von Hand"
    outcome = update(path, RUN, LATER)
    assert (outcome.typed_over, outcome.filled) == (1, 1)
    with Hand(path) as hand:
        assert hand.cell("b.pdf", head).value == before
    assert note(path, "b.pdf", head) == "Von Hand überschrieben (bemerkt am 03.12.2026). Dort stand: von Hand"
    assert entries(shown(path)["b.pdf"][0]) == {"decision": "passt"}
    again = update(path, RUN, LATER)
    assert (again.is_written, again.typed_over) == (False, 0)


def test_a_note_that_was_there_stays_above(path):
    with Hand(path) as hand:
        hand.cell("b.pdf", "title").comment = Comment("Rückfrage!", "Ada")
        hand.cell("b.pdf", "title").value = "von Hand"
    update(path, RUN, LATER)
    first, second = note(path, "b.pdf", "title").split("\n")
    assert first == "Rückfrage!"
    assert second.endswith("von Hand")


def test_what_the_program_itself_writes_otherwise_is_nobodys_typing(path):
    now = run(
        replace(RUN.proposals[0], title="Neuer Titel"), proposal("b.pdf", water=Verdict.NONE), proposal("c.pdf", "new")
    )
    assert update(path, now, LATER).typed_over == 0
    assert update(path, now, LATER, form_=form("en"), keeps_language=False).typed_over == 0
    assert update(path, run(now.proposals[0]), LATER).typed_over == 0
    assert update(path, now, LATER, form_=form(), keeps_language=False).typed_over == 0
    assert note(path, "a.pdf", "title") == ""


def test_an_emptied_cell_is_filled_again_and_not_counted(path):
    with Hand(path) as hand:
        hand.cell("b.pdf", "title").value = None
    assert update(path, RUN, LATER).typed_over == 0
    assert shown(path)["b.pdf"][0]["title"] == "Titel b.pdf"


def test_what_is_typed_over_a_proposal_that_is_gone_is_kept_when_it_comes_back(path):
    update(path, run(*RUN.proposals[:1]), LATER)
    with Hand(path) as hand:
        hand.cell("b.pdf", "title").value = "von Hand"
    assert update(path, run(*RUN.proposals[:1]), LATER).typed_over == 0
    assert shown(path)["b.pdf"][0]["title"] == "von Hand"
    assert update(path, RUN, LATER).typed_over == 1
    assert note(path, "b.pdf", "title").endswith("von Hand")


def test_a_second_row_of_a_proposal_is_nobodys_typing(path):
    now = run(proposal("a.pdf"), proposal("b.pdf", "new bytes"), proposal("c.pdf"))
    with Hand(path) as hand:
        hand.enter("b.pdf", reviewer="Ada", decision="passt")
        source, target = hand.rows("b.pdf")[0], hand.sheet.max_row + 1
        for column in range(1, hand.sheet.max_column + 1):
            hand.sheet.cell(target, column).value = hand.sheet.cell(source, column).value
        hand.sheet.cell(target, hand.column("reviewer")).value = "Ben"
    assert update(path, RUN, LATER).typed_over == 0
    with Hand(path) as hand:
        hand.enter("b.pdf", 1, dated="03.12.2026")
    for _ in range(2):  # the rows differ in what is to be known of them
        assert update(path, now, LATER).typed_over == 0


def test_a_file_with_typing_is_not_begun_afresh(path):
    with Hand(path) as hand:
        hand.cell("b.pdf", "title").value = "von Hand"
    book = open_review(path, form(), LATER)
    assert book.afresh() is book


def protected(path, **locks):
    with Hand(path) as hand:
        hand.sheet.protection.sheet = True
        for name, value in locks.items():
            setattr(hand.sheet.protection, name, value)


def as_of_an_earlier_build(path):
    """The hidden sheet knew nothing of what was written."""
    with Hand(path, "s3align") as hand:
        for row in range(hand.sheet.max_row, 0, -1):
            if hand.sheet.cell(row, 1).value in ("generated", "written"):
                hand.sheet.delete_rows(row)


def test_the_protection_of_an_earlier_build_is_taken_away(path):
    as_of_an_earlier_build(path)
    protected(path, sort=False, autoFilter=False)
    with Hand(path) as hand:
        hand.enter("b.pdf", decision="passt")
    outcome = update(path, RUN, LATER)
    assert (outcome.filled, outcome.typed_over) == (1, 0)
    with Hand(path) as hand:
        assert not hand.sheet.protection.sheet
        assert guards(hand.sheet, 2, hand.column("title"))


def test_a_protection_of_the_office_stays(path):
    protected(path)
    update(path, RUN, LATER)
    assert openpyxl.load_workbook(path)["Prüfung"].protection.sheet
    as_of_an_earlier_build(path)
    protected(path, password="geheim")  # noqa: S106 -- of a sheet in this test
    update(path, RUN, LATER)
    assert openpyxl.load_workbook(path)["Prüfung"].protection.sheet


def test_sorted_rows_and_rows_that_were_inserted_keep_their_proposals(path):
    for file in ("a.pdf", "c.pdf"):
        with Hand(path) as hand:
            hand.enter(file, remark=f"zu {file}")
    with Hand(path) as hand:
        hand.sheet.insert_rows(3, 2)
        values = [[cell.value for cell in row] for row in hand.sheet.iter_rows(min_row=2)]
        for number, row in enumerate(sorted(values, key=str, reverse=True), start=2):
            for column, value in enumerate(row, start=1):
                hand.sheet.cell(number, column).value = value
    assert update(path, run(*RUN.proposals, proposal("d.pdf")), LATER).typed_over == 0
    rows = shown(path)
    assert {file: row[0].get("remark") for file, row in rows.items() if file != "None"} == {
        "a.pdf": "zu a.pdf",
        "b.pdf": None,
        "c.pdf": "zu c.pdf",
        "d.pdf": None,
    }
