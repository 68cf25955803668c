"""A person's own correction is no conflict, an earlier copy of a file is no correction, and what was deleted stays out."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime

import pytest
from review_books import DAY, Hand, form, proposal, run, shown, update

from s3align.cli.review_words import book_lines, taken_lines
from s3align.render.messages import Messages
from s3align.render.review_workbook_begin import open_review
from s3align.render.review_workbook_merge import BroughtOver, Merge
from s3align.render.review_workbook_names import similar_names

RUN = run(proposal("a.pdf"), proposal("b.pdf"))
SAY = Messages.load("de")


def day(number):
    return datetime(2026, 11, number)  # noqa: DTZ001 -- as Excel keeps days


def own_file(path, name, run_=RUN, **entry):
    update(path, run_, form_=form(reviewer=name))
    with Hand(path) as hand:
        hand.enter("b.pdf", **entry)
    return path


def merge(path, *files, run_=RUN, deleted=None):
    """What was taken of each file, what happened to the review file, and what is said."""
    book = open_review(path, form(), DAY)
    book.follow(run_)
    work = Merge(book, deleted=deleted)
    taken = [work.take_in(file) for file in files]
    book.add_rows(tuple(work.pending.values()))
    book.show()
    book.read()
    outcome = book.write("Eine Strategie")
    told = [*taken_lines(taken, BroughtOver(), "Gelesen von", SAY), *book_lines(book, None, SAY)]
    return taken, outcome, " ".join("\n".join(told).split())


@pytest.fixture
def ada(tmp_path):
    return own_file(tmp_path / "review-Ada.xlsx", "Ada Berg", decision="passt")


def decisions(path):
    return [row["decision"] for row in shown(path)["b.pdf"]]


def test_a_corrected_entry_takes_the_place_of_the_one_before_which_stays_in_the_copy(tmp_path, ada):
    path = tmp_path / "review.xlsx"
    merge(path, ada)
    with Hand(ada) as hand:
        hand.enter("b.pdf", decision="passt nicht")
    (file,), outcome, told = merge(path, ada)
    assert (file.taken, file.corrected, outcome.conflicts) == (0, 1, 0)
    assert "1 berichtigt" in told
    assert decisions(path) == ["passt nicht"]
    assert decisions(outcome.copy) == ["passt"]
    (file,), outcome, _ = merge(path, ada)
    assert (file.taken, file.corrected, outcome.is_written) == (0, 0, False)


def test_an_earlier_copy_of_a_file_is_no_correction(tmp_path, ada):
    path, earlier = tmp_path / "review.xlsx", tmp_path / "review-Ada.2026-11-20.xlsx"
    with Hand(ada) as hand:
        hand.enter("b.pdf", dated=day(20))
    shutil.copy(ada, earlier)
    merge(path, ada)
    with Hand(ada) as hand:
        hand.enter("b.pdf", decision="passt nicht", dated=day(25))
    merge(path, ada)
    (file,), outcome, _ = merge(path, earlier)
    assert (file.corrected, outcome.conflicts) == (0, 0)
    assert decisions(path) == ["passt nicht"]


def test_two_files_of_one_person_in_one_call_are_a_conflict_not_a_correction(tmp_path, ada):
    other = own_file(tmp_path / "review-other.xlsx", "Ada Berg", decision="passt nicht")
    _, outcome, _ = merge(tmp_path / "review.xlsx", ada, other)
    assert outcome.conflicts == 1


def test_a_name_that_sounds_like_another_is_told(tmp_path, ada):
    path = tmp_path / "review.xlsx"
    merge(path, ada)
    other = own_file(tmp_path / "review-short.xlsx", "A. Berg", decision="unsicher")
    _, _, told = merge(path, other)
    assert "„A. Berg“ ist neu und klingt wie „Ada Berg“" in told
    assert [row["reviewer"] for row in shown(path)["b.pdf"]] == ["Ada Berg", "A. Berg"]
    assert "klingt wie" not in merge(path, other)[2]
    ben = own_file(tmp_path / "review-Ben.xlsx", "Ben", decision="unsicher")
    assert "klingt wie" not in merge(path, ben)[2]


@pytest.mark.parametrize("name", ["A. Berg", "Berg, Ada", "Ada Breg", "Berg", "ada m. berg"])
def test_names_that_may_be_one_person(name):
    assert list(similar_names(name, ["Ben Cohn", "Ada Berg"])) == ["Ada Berg"]


@pytest.mark.parametrize("name", ["Anna Berg", "Ben", "B. Berg", "A. B.", "", "Reader 2"])
def test_names_of_somebody_else(name):
    assert list(similar_names(name, ["Ada Berg", "Reader 1"])) == []


def test_an_entry_without_a_name_is_named_with_its_cell(tmp_path):
    path, other = tmp_path / "review.xlsx", tmp_path / "von Dora.xlsx"
    for file in (path, other):
        update(file, RUN)
        with Hand(file) as hand:
            hand.enter("a.pdf", decision="passt")
            cell = hand.cell("a.pdf", "reviewer").coordinate
    (file,), outcome, told = merge(path, other)
    assert (file.nameless, file.called, outcome.nameless) == ((cell,), "von Dora", (cell,))
    assert told.count(f"Zelle {cell}") == 2
    with Hand(path) as hand:
        hand.enter("a.pdf", reviewer="Cem")
    assert merge(path)[1].nameless == ()


def test_a_deleted_case_does_not_come_back_with_an_earlier_file(tmp_path, ada):
    path, gone = tmp_path / "review.xlsx", RUN.proposals[1].sha256
    with Hand(ada) as hand:
        hand.enter("a.pdf", decision="unsicher")
    now = run(RUN.proposals[0])
    (file,), _, told = merge(path, ada, run_=now, deleted={gone: DAY})
    assert (file.entries, file.taken, file.left_out) == (2, 1, {gone: DAY})
    assert list(shown(path)) == ["a.pdf"]
    assert "Am 27. November 2026 gelöscht, nicht aufgenommen: 1" in told
    assert gone[:12] in told
    assert "b.pdf" not in told
    assert "passt" in decisions(ada)


def test_a_deleted_case_that_the_run_holds_again_is_taken(tmp_path, ada):
    path, gone = tmp_path / "review.xlsx", RUN.proposals[1].sha256
    (file,), _, _ = merge(path, ada, deleted={gone: DAY})
    assert (file.taken, file.left_out) == (1, {})


def test_proposals_that_the_run_has_not_come_to_are_counted(tmp_path):
    waiting = replace(RUN.proposals[1], verdicts={}, is_waiting=True)
    _, outcome, told = merge(tmp_path / "review.xlsx", run_=run(RUN.proposals[0], waiting))
    assert outcome.waiting == 1
    assert "1 Antrag ist noch nicht beurteilt" in told
    assert "noch nicht beurteilt" not in merge(tmp_path / "review.xlsx")[2]


def test_words_chosen_in_another_language_are_taken_in_that_of_the_file(tmp_path):
    path, other = tmp_path / "review.xlsx", tmp_path / "review-Eve.xlsx"
    update(other, RUN, form_=form("en", reviewer="Eve"))
    with Hand(other, "Review") as hand:
        at = next(cell.column for cell in hand.sheet[1] if cell.value == "Decision")
        hand.sheet.cell(3, at).value = "does not fit"
    merge(path, other)
    assert decisions(path) == ["passt nicht"]
    assert not merge(path, other)[1].is_written
