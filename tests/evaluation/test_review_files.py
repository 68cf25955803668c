"""Review files as labelled data: what people agree on counts, found by its bytes, and nothing else."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from review_books import DAY, Hand, update

from s3align.errors import DataError, UsageError
from s3align.evaluation.review_files import agreed, locate, open_review, read_proposals_of
from s3align.record.assessment import Verdict
from s3align.render.review_workbook_columns import ReviewForm
from s3align.store.review import Decision, Reading, Settled
from s3align.store.run_proposals import RunProposal, RunProposals

CORE, SIDE, TOUCHED, NONE, UNCLEAR = Verdict.CORE, Verdict.SIDE, Verdict.TOUCHED, Verdict.NONE, Verdict.UNCLEAR
THEMES = {"de": {"water": "Wasser", "care": "Pflege"}, "en": {"water": "Water", "care": "Care"}}


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read(file: str, *answers: Verdict, blind: bool = True) -> list[Reading]:
    return [
        Reading(file, sha(file), f"reader {place}", {"water": said}, is_blind=blind)
        for place, said in enumerate(answers)
    ]


@pytest.mark.parametrize(
    ("answers", "expected", "disputed", "is_open"),
    [
        ((CORE,), True, False, False),
        ((NONE,), False, False, False),
        ((CORE, SIDE), True, False, False),
        ((NONE, NONE), False, False, False),
        ((TOUCHED,), None, False, True),
        ((UNCLEAR,), None, False, True),
        ((TOUCHED, NONE), None, False, True),
        ((SIDE, TOUCHED), None, True, False),
        ((CORE, NONE), None, True, False),
        ((CORE, UNCLEAR), None, True, False),
        ((CORE, CORE, NONE), None, True, False),
    ],
)
def test_what_people_agree_on_counts(answers, expected, disputed, is_open) -> None:
    (found,) = agreed(read("1.md", *answers), ["water", "care"])
    assert found.expected.get("water") is expected
    assert found.disputed == (("water",) if disputed else ())
    assert found.open == (("water",) if is_open else ())
    assert "care" not in found.expected


@pytest.mark.parametrize(
    ("outcomes", "expected", "disputed", "is_open"),
    [
        ((), None, True, False),
        ((CORE,), True, False, False),
        ((NONE,), False, False, False),
        ((TOUCHED,), None, False, True),
        ((UNCLEAR,), None, False, True),
        ((CORE, NONE), None, True, False),
    ],
)
def test_what_people_have_settled_stands_for_what_each_of_them_says(outcomes, expected, disputed, is_open) -> None:
    settled = [Settled("1.md", sha("1.md"), "water", outcome) for outcome in outcomes]
    settled += [Settled("2.md", sha("2.md"), "water", SIDE), Settled("1.md", sha("1.md"), None, None, Decision.FITS)]
    (found,) = agreed(read("1.md", CORE, NONE), ["water", "care"], settled)
    assert found.expected.get("water") is expected
    assert (found.disputed, found.open) == (("water",) if disputed else (), ("water",) if is_open else ())
    assert found.settled == (("water",) if outcomes else ())


def test_a_proposal_is_found_under_its_name_or_any_other(tmp_path: Path) -> None:
    (tmp_path / "later" / "deep").mkdir(parents=True)
    (tmp_path / "same.md").write_text("same.md", encoding="utf-8")
    (tmp_path / "later" / "deep" / "renamed.md").write_text("moved.md", encoding="utf-8")
    (tmp_path / "changed.md").write_text("another text", encoding="utf-8")
    rows = [row for name in ("same.md", "moved.md", "changed.md", "gone.md") for row in read(name, CORE)]
    found = locate(agreed(rows, ["water"]), [tmp_path])
    assert {row.file: row.path.name for row in found.found} == {"same.md": "same.md", "moved.md": "renamed.md"}
    assert (found.missing, found.changed) == (("gone.md",), ("changed.md",))


def test_a_proposal_read_again_after_a_change_is_not_called_changed(tmp_path: Path) -> None:
    (tmp_path / "1.md").write_text("second version", encoding="utf-8")
    rows = [*read("1.md", CORE), Reading("1.md", sha("second version"), "reader 0", {"water": NONE})]
    found = locate(agreed(rows, ["water"]), [tmp_path])
    assert [row.expected for row in found.found] == [{"water": False}]
    assert found.changed == ()


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--folder"):
        locate(agreed(read("1.md", CORE), ["water"]), [tmp_path / "gone"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name in ("1.md", "2.md"):
        (made / name).write_text(name, encoding="utf-8")
    return made


@pytest.fixture
def review(tmp_path: Path, folder: Path) -> Path:
    """A review file of two proposals, not filled in yet."""
    path = tmp_path / "review.xlsx"
    rows = tuple(
        RunProposal((name,), sha(name), f"key-{name}", name, "", {"water": CORE, "care": NONE})
        for name in ("1.md", "2.md")
    )
    form = ReviewForm("de", "made-up", "0" * 16, THEMES, str(folder))
    update(path, RunProposals(str(folder), "0" * 16, rows), DAY, form_=form)
    return path


def test_what_is_entered_in_a_workbook_is_read_with_the_folder_it_is_of(review: Path, folder: Path) -> None:
    with Hand(review) as hand:
        hand.enter("1.md", reviewer="Ada", water="Kernthema", care="kein Bezug")
        hand.enter("2.md", water="am Rande")
    file = open_review(review)
    assert (file.folder, file.themes) == (str(folder), ("water", "care"))
    assert [row.reviewer for row in file.readings] == ["Ada", "review.xlsx"]
    found = read_proposals_of([review], ["water", "care"])
    assert {row.file: dict(row.expected) for row in found.found} == {"1.md": {"water": True, "care": False}, "2.md": {}}
    assert found.open == 1
    assert all(row.is_seen for row in found.found)


def test_the_folder_may_be_named_where_the_proposals_have_moved(review: Path, folder: Path, tmp_path: Path) -> None:
    with Hand(review) as hand:
        hand.enter("1.md", reviewer="Ada", water="Kernthema")
    folder.rename(tmp_path / "archive")
    with pytest.raises(UsageError, match="--folder"):
        read_proposals_of([review], ["water", "care"])
    found = read_proposals_of([review], ["water", "care"], tmp_path / "archive")
    assert [row.file for row in found.found] == ["1.md"]


def test_a_word_that_is_no_verdict_is_named_with_its_cell(review: Path) -> None:
    with Hand(review) as hand:
        hand.enter("1.md", reviewer="Ada", water="vielleicht schon")
        cell = hand.cell("1.md", "water").coordinate
    with pytest.raises(DataError, match=cell):
        read_proposals_of([review], ["water", "care"])


def test_a_review_file_of_another_strategy_is_refused(review: Path) -> None:
    with pytest.raises(DataError, match=r"made-up.*care.*--strategy"):
        read_proposals_of([review], ["water", "energy"])
