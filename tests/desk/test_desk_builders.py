from __future__ import annotations

from desk_builders import make_assessed, make_call, make_person, make_reading

from s3align.desk.storage.tables import StoredAssessment, Submission
from s3align.record.codec import from_json


def test_what_is_built_is_in_the_database_with_a_record_that_reads(database, files):
    with database.writing() as session:
        call = make_call(session)
        submission = make_assessed(session, call, files=files)
        make_reading(session, submission, make_person(session, call), decision="fits")
    with database.reading() as session:
        kept = session.get(Submission, submission.id)
        record = from_json(session.get(StoredAssessment, kept.assessment_id).record)
    assert record.overall.primary == "green-tech"
    assert files.path(kept.sha256).exists()
