"""What people say at the desk, read back by the commands that measure and learn."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner
from desk_builders import make_account, make_assessment, make_call, make_person, make_record, make_submission, principal

from s3align.cli.main import cli
from s3align.desk.access import NotAllowedError, Role
from s3align.desk.review import evidence_marks, marks, readings, settling
from s3align.desk.review.reading_forms import ReadingForm, ThemeReason
from s3align.desk.storage.tables import Membership
from s3align.evaluation.review_files import open_review, read_proposals_of
from s3align.record.assessment import Verdict
from s3align.render.review_workbook_read import read_review
from s3align.store.review import Decision, ReasonCode
from s3align.strategy.load import find_strategy, load_strategy

TEXT = (
    "Wir bauen eine Anlage, die Wasserstoff aus überschüssigem Windstrom gewinnt. Der Elektrolyseur liefert grünen Wasserstoff "
    "an ein Stahlwerk; die Abwärme heizt ein Gewächshaus. Reststoffe werden im Kreislauf geführt und recycelt. "
)
DAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def strategy():
    return load_strategy(find_strategy(None))


@pytest.fixture
def desk(database, tmp_path):
    """Two read submissions that lie in a folder as well, by two people of one name, one of whom has read blind."""
    folder = tmp_path / "proposals"
    folder.mkdir()
    with database.writing() as session:
        call = make_call(session, hides_machine=True)
        lead = make_person(session, call, Role.LEAD, "Lea L")
        submissions = []
        for number in (1, 2):
            content = f"# Vorhaben {number}\n\n{TEXT * 12}".encode()
            (folder / f"{number}.md").write_bytes(content)
            submission = make_submission(session, call, content=content, file_name="antrag.md", suffix=".md")
            make_assessment(session, submission, make_record(name="antrag.md", sha256=submission.sha256))
            submissions.append(submission)
        ada, bea = (make_person(session, call, name="Ada Beispiel") for _ in range(2))
        first, second = submissions
        told = {"green-tech": Verdict.CORE, "health": Verdict.NONE}
        reasons = {"green-tech": ThemeReason(ReasonCode.WORK_SHOWN, "=1+1")}
        readings.save(session, ada, first.id, ReadingForm(decision=Decision.FITS, verdicts=told, reasons=reasons))
        readings.save(
            session, bea, first.id, ReadingForm(decision=Decision.UNSURE, verdicts=told | {"health": Verdict.SIDE})
        )
        readings.save(session, ada, second.id, ReadingForm(decision=Decision.FITS, verdicts=told, remark="Klar."))
        readings.save(session, bea, second.id, ReadingForm(has_conflict=True))
        evidence_marks.mark(session, ada, first.id, first.assessment_id, "green-tech", 2, is_right=False)
        settling.settle(session, lead, first.id, "health", Verdict.NONE, "Nur ein Wort.")
        settling.settle(session, lead, first.id, "", Decision.FITS)
        yield session, call, lead, folder, tmp_path / "review.xlsx"


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_review_file_says_what_people_said(desk, strategy, language):
    session, call, lead, _, path = desk
    assert marks.write_review(session, lead, call, strategy, path, language=language, day=DAY) == 3
    found = {(row.file, row.reviewer): row for row in read_review(path)}
    assert set(found) == {
        ("0001 antrag.md", "Ada Beispiel"), ("0001 antrag.md", "Ada Beispiel (2)"), ("0002 antrag.md", "Ada Beispiel"),
    }  # fmt: skip
    first = found["0001 antrag.md", "Ada Beispiel"]
    assert first.verdicts == {"green-tech": Verdict.CORE, "health": Verdict.NONE}
    assert first.decision is Decision.FITS
    assert first.is_blind
    assert "=1+1" in first.remark
    settled = {entry.theme: entry for entry in open_review(path).settled}
    assert settled["health"].verdict is Verdict.NONE
    assert settled["health"].remark == "Nur ein Wort."
    assert settled[None].decision is Decision.FITS


def test_the_commands_measure_with_it_and_check_it(desk, strategy):
    session, call, lead, folder, path = desk
    marks.write_review(session, lead, call, strategy, path, language="de", day=DAY)
    checked = CliRunner().invoke(cli, ["--lang", "en", "evaluate", str(path), "--folder", str(folder), "--lint"])
    measured = CliRunner().invoke(cli, ["--lang", "en", "evaluate", str(path), "--folder", str(folder)])
    assert measured.exit_code == 0, measured.output
    assert "2" in measured.output
    assert "Traceback" not in checked.output


def test_what_people_agree_on_is_there_to_learn_from(desk, strategy):
    session, call, lead, folder, path = desk
    marks.write_review(session, lead, call, strategy, path, language="de", day=DAY)
    read = read_proposals_of([path], [theme.id for theme in strategy.themes], folder)
    assert (len(read.found), read.missing, read.disputed) == (2, (), 0)
    assert all(row.expected == {"green-tech": True, "health": False} for row in read.found)
    assert not any(row.is_seen for row in read.found)


def test_only_the_lead_takes_it_out(desk, strategy):
    session, call, _, _, path = desk
    account = make_account(session)
    session.add(Membership(account_id=account.id, call_id=call.id, role=Role.REVIEWER.value))
    reader = principal(account, {call.id: Role.REVIEWER})
    with pytest.raises(NotAllowedError):
        marks.write_review(session, reader, call, strategy, path, language="de", day=DAY)
    with pytest.raises(NotAllowedError):
        marks.mark_rows(session, reader, call)


def test_marks_on_evidence_say_where_and_what(desk):
    session, call, lead, _, _ = desk
    (row,) = marks.mark_rows(session, lead, call)
    assert (row.number, row.theme, row.passage, row.page, row.is_right) == (1, "green-tech", 2, 1, False)
    assert row.quote
    assert len(row.sha256) == 64
