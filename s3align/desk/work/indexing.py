"""Makes submissions findable by their words whose record came from another run: that run kept the record, and not the text."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from s3align.desk.access import not_found
from s3align.desk.storage import search
from s3align.desk.storage.database import Database
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.tables import Call, Job, Submission
from s3align.desk.work import queue
from s3align.desk.work.pipelines import Pipelines
from s3align.desk.work.queue import JobKind, Priority, Progress, ToldStages
from s3align.errors import Cause, NotJudgedError, UsageError
from s3align.files import file_hash
from s3align.jobs.task import text_of

Ending = Callable[[Session], object]


def request(session: Session, submission_id: str) -> Job:
    """Asks for a submission to be read for the search alone, in the caller's transaction."""
    return queue.enqueue(session, JobKind.INDEX, submission_id, key=f"index:{submission_id}", priority=Priority.BEHIND)


def index_submission(
    database: Database,
    files: FileStore,
    pipelines: Pipelines,
    submission_id: str,
    progress: Progress | None = None,
    *,
    ending: Ending | None = None,
) -> None:
    """Reads a submission and keeps its words for the search; its assessments stay as they are.

    ``ending`` is called in the transaction that keeps them. Raises NotFoundError where the submission is gone,
    NotAssessableError in its kinds where the file cannot be read.
    """
    with database.reading() as session:
        submission = session.get(Submission, submission_id)
        call = session.get(Call, submission.call_id) if submission else None
    if submission is None or call is None:
        raise not_found()
    path, told = files.path(submission.sha256), ToldStages(progress)
    try:
        if file_hash(path) != submission.sha256:
            raise NotJudgedError(Cause.CHANGED)
        document = pipelines.of(call.strategy).read(path, name=submission.file_name, progress=told.recognised)
    except (OSError, UsageError) as error:
        raise NotJudgedError(Cause.UNREACHABLE) from error
    with database.writing() as session:
        if session.get(Submission, submission_id, with_for_update=True) is None:
            raise not_found()
        search.index(session, submission_id, text_of(document))
        if ending is not None:
            ending(session)
