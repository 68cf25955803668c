from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from calls_made import LEAD, OTHER, READER, hand_in, lead, open_call, person
from desk_builders import make_assessed, make_assessment, make_reading, make_record, make_refused, make_submission
from sqlalchemy import select

from s3align.desk.access import NotAllowedError, NotFoundError, Role
from s3align.desk.calls import archiving, exports
from s3align.desk.calls.call_forms import LotForm
from s3align.desk.calls.exports import Order, Table
from s3align.desk.context import Desk
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import AuditEntry, Call, Submission, now
from s3align.desk.work.assessing import assess_submission
from s3align.desk.work.pipelines import Pipelines
from s3align.render.verification_archive import verify_archive
from s3align.render.verification_finding import Outcome
from s3align.settings import Settings
from s3align.strategy.load import find_strategy, load_strategy

STRATEGY = load_strategy(find_strategy("ruhr"))
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1")


@pytest.fixture
def call(database, files):
    """A call with an assessed, a refused, a waiting, a late and a withdrawn submission, and two readings of the first."""
    made = open_call(database, deadline=now(), lots=[LotForm("Wasser", "green-tech", 2)])
    in_time, late = now() - timedelta(days=2), now() + timedelta(days=2)
    with database.writing() as session:
        kept = session.get(Call, made.id)
        first = make_assessed(session, kept, files=files, received_at=in_time, applicant="=cmd|'/c calc'!A1")
        refused = make_submission(session, kept, files=files, received_at=in_time)
        make_assessment(session, refused, make_refused(name=refused.file_name, sha256=refused.sha256))
        make_submission(session, kept, files=files, received_at=in_time)
        make_assessed(session, kept, files=files, received_at=late, file_name="=1+1.txt")
        make_assessed(session, kept, files=files, received_at=in_time, withdrawn_at=now())
        said = {"decision": "fits", "decided_at": now(), "verdicts": {"green-tech": "core"}, "remark": "=1+1"}
        make_reading(session, first, person(made, READER, Role.REVIEWER), **said)
        reasons = {"green-tech": {"code": "", "words": "Genau das."}}
        make_reading(
            session, first, person(made, OTHER, Role.REVIEWER), **said | {"decision": "unsure", "reasons": reasons}
        )
    with database.reading() as session:
        return session.get(Call, made.id)


def _written(database, call, tmp_path, table, asking=None):
    folder = tmp_path / "out"
    folder.mkdir()
    return exports.write(database, asking or lead(call), call, STRATEGY, Order(table, "de", folder))


def _lines(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_every_submission_is_a_line_whatever_became_of_it(database, call, tmp_path):
    lines = _lines(_written(database, call, tmp_path, Table.CSV))
    assert [line["number"] for line in lines] == ["1", "2", "3", "4", "5"]
    assert [line["reason"] for line in lines] == ["", "encrypted", "not_judged", "", ""]
    assert [line["late"] for line in lines] == ["0", "0", "0", "1", "0"]
    assert [line["withdrawn"] for line in lines] == ["0", "0", "0", "0", "1"]
    assert lines[0]["read_by"] == "other; reader"
    assert lines[0]["decision"] == "fits; unsure"


def test_nothing_in_a_table_is_a_formula(database, call, tmp_path):
    for line in _lines(_written(database, call, tmp_path, Table.CSV)):
        assert not [cell for cell in line.values() if cell.startswith(("=", "@", "+", "\t"))]


def test_the_workbook_has_receipt_and_readings_and_no_formula(database, call, tmp_path):
    book = openpyxl.load_workbook(_written(database, call, tmp_path, Table.WORKBOOK))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert sorted(row[0].value for row in book["Eingang"].iter_rows(min_row=2)) == [1, 2, 3, 4, 5]
    readings = [[cell.value for cell in row] for row in book["Lesungen"].iter_rows(min_row=2)]
    assert [row[1] for row in readings] == [OTHER, READER]
    assert any("Genau das." in str(cell) for cell in readings[0])


def test_the_codebook_explains_every_column(database, call, tmp_path):
    (tmp_path / "a").mkdir()
    table = _written(database, call, tmp_path / "a", Table.CSV)
    explained = {line["column"] for line in _lines(_written(database, call, tmp_path, Table.CODEBOOK))}
    assert set(_lines(table)[0]) == explained


def test_readings_are_a_table_of_their_own(database, call, tmp_path):
    lines = _lines(_written(database, call, tmp_path, Table.READINGS))
    assert [(line["number"], line["reader"], line["decision"]) for line in lines] == [
        ("1", OTHER, "unsure"), ("1", READER, "fits"),
    ]  # fmt: skip
    assert lines[1]["remark"] == "'=1+1"


def test_an_export_is_in_the_log(database, call, tmp_path):
    _written(database, call, tmp_path, Table.READINGS)
    with database.reading() as session:
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "call.exported"))
    assert (entry.actor, entry.after) == (LEAD, {"kind": "readings.csv", "count": 5})


def test_who_does_not_lead_takes_nothing_out(database, call, tmp_path):
    with pytest.raises(NotAllowedError):
        _written(database, call, tmp_path, Table.CSV, person(call, READER, Role.REVIEWER))


def test_a_lead_with_a_conflict_of_interest_gets_no_word_of_the_program_on_it(database, call, tmp_path):
    with database.writing() as session:
        first = session.scalars(select(Submission).order_by(Submission.number)).first()
        make_reading(session, first, lead(call), has_conflict=True)
    lines = _lines(_written(database, call, tmp_path, Table.CSV))
    assert lines[0]["main_theme"] == ""
    assert lines[3]["main_theme"] == "green-tech"


def test_similar_submissions_are_named_only_where_the_call_wants_that(database, call, tmp_path):
    with database.writing() as session:
        for submission in session.scalars(select(Submission).where(Submission.number.in_((1, 4)))):
            record = make_record(name=submission.file_name, sha256=submission.sha256)
            make_assessment(session, submission, record, signature=b"\1" * 512)
    (tmp_path / "a").mkdir()
    assert any(line["similar_to"] for line in _lines(_written(database, call, tmp_path / "a", Table.CSV)))
    with database.writing() as session:
        session.get(Call, call.id).checks = {"similar": False, "shared": False}
    with database.reading() as session:
        call = session.get(Call, call.id)
    assert not any(line["similar_to"] for line in _lines(_written(database, call, tmp_path, Table.CSV)))


@pytest.fixture
def desk(database, files, tmp_path):
    """The desk of a server with these files."""
    server = ServerSettings(data=tmp_path)
    return Desk(server, Settings(), database, files, Pipelines(server, Settings()))


def test_an_archive_holds_proposal_and_readings_and_is_as_verify_wants_it(desk, call, tmp_path):
    out = tmp_path / "archive"
    out.mkdir()
    made_from = archiving.sources(desk, call, ("de",), now().date())
    with desk.database.reading() as session:
        first = session.scalars(select(Submission).order_by(Submission.number)).first()
        made = archiving.archive(desk, session, lead(call), first, made_from, out)
    with zipfile.ZipFile(made.path) as archive:
        names = [name.partition("/")[2] for name in archive.namelist()]
        assert f"data/proposal/{first.file_name}" in names
        assert b"Genau das." in archive.read(
            next(name for name in archive.namelist() if name.endswith("readings.json"))
        )


def test_verify_finds_an_archive_whole_and_its_score_the_same(desk, database, files, tmp_path):
    call = open_call(database)
    taken = hand_in(database, files, call, body=("Wir bauen eine Anlage für Wasserstoff aus Strom. " * 30).encode())
    assess_submission(database, files, desk.pipelines, taken.submission_id)
    made_from = archiving.sources(desk, call, ("de",), now().date())
    with database.reading() as session:
        submission = session.get(Submission, taken.submission_id)
        made = archiving.archive(desk, session, lead(call), submission, made_from, tmp_path)
    found = list(verify_archive(made.path, None, desk.pipelines.of("ruhr"), None, {}))
    assert made.missing == []
    assert not [finding for finding in found if finding.outcome is Outcome.DIFFERS]


def test_the_archive_of_what_waits_or_is_not_for_their_eyes_is_not_there(desk, call, tmp_path):
    made_from = archiving.sources(desk, call, ("de",), now().date())
    with desk.database.writing() as session:
        found = list(session.scalars(select(Submission).order_by(Submission.number)))
        make_reading(session, found[0], lead(call), has_conflict=True)
        for submission in (found[0], found[2]):
            with pytest.raises(NotFoundError):
                archiving.archive(desk, session, lead(call), submission, made_from, tmp_path)


def test_all_archives_leave_as_one_zip_in_pieces_with_an_index(desk, call):
    made_from = archiving.sources(desk, call, ("de",), now().date())
    blocks = list(archiving.all_archives(desk, lead(call), call, made_from))
    assert len(blocks) > 4
    with zipfile.ZipFile(io.BytesIO(b"".join(blocks))) as whole:
        assert whole.testzip() is None
        index = list(csv.reader(whole.read("index.csv").decode("utf-8-sig").splitlines(), delimiter=";"))
        assert len(whole.namelist()) == 5
    assert [row[-1] for row in index[1:]][2] == "record"
    assert not [cell for row in index for cell in row if cell.startswith("=")]


def test_who_does_not_lead_gets_no_archives(desk, call):
    made_from = archiving.sources(desk, call, ("de",), now().date())
    with pytest.raises(NotAllowedError):
        archiving.all_archives(desk, person(call, READER, Role.REVIEWER), call, made_from)
