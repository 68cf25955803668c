"""A worker: takes jobs from the queue, one after another, until it is told to end."""

from __future__ import annotations

import logging
import secrets
import threading
import traceback
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from s3align.desk.access import NotFoundError, not_found
from s3align.desk.checks import checks
from s3align.desk.context import Desk
from s3align.desk.storage.tables import Check, Job
from s3align.desk.work import assessing, comparing, indexing, queue
from s3align.desk.work.lease_keeper import LeaseKeeper
from s3align.desk.work.queue import MOST_ATTEMPTS, JobError, JobKind, Progress
from s3align.errors import Cause, FailedError, NotAssessableError, NotJudgedError, S3AlignError, Said, TimedOutError
from s3align.pipeline import Pipeline, start_reader
from s3align.settings import Settings

JOBS_PER_WORKER = 500
"""Jobs after which a process is replaced, which takes three seconds: whatever leaks stays small."""
IDLE_SECONDS = (0.2, 1.0)
"""Between two questions whether there is anything to do: first, and at most; each time twice as long."""
_AWAY_SECONDS = 5.0
"""Before a database that is away is asked again."""
_REST_SECONDS = 120.0
"""What a job may take beside its stages: rendering a report, comparing and indexing its text."""
_LOG = logging.getLogger(__name__)


def worker_name() -> str:
    """A name for a worker process that no other one has, and that tells nothing of who runs it."""
    return f"worker-{secrets.token_hex(6)}"


def most_seconds(settings: Settings) -> float:
    """How long any job may take: the limits of all its stages, one after another."""
    recognition = settings.max_recognised_pages * settings.max_recognition_seconds
    return settings.max_seconds + recognition + 3 * settings.max_assessing_seconds + _REST_SECONDS


@dataclass
class Worker:
    """Takes jobs until ``stopping`` is set, or it has done ``most_jobs``."""

    desk: Desk
    keeper: LeaseKeeper
    name: str
    stopping: threading.Event
    most_jobs: int = JOBS_PER_WORKER
    _is_warm: bool = False

    def run(self) -> None:
        """Works. A job under way is finished before this returns."""
        jobs, idle = 0, IDLE_SECONDS[0]
        while not self.stopping.is_set() and jobs < self.most_jobs:
            try:
                job = self._next()
            except SQLAlchemyError as error:
                _LOG.warning("The database cannot be asked for work (%s)", type(error).__name__)
                self.stopping.wait(_AWAY_SECONDS)
                continue
            if job is None:
                self.stopping.wait(idle)
                idle = min(2 * idle, IDLE_SECONDS[1])
                continue
            self.do(job)
            jobs, idle = jobs + 1, IDLE_SECONDS[0]

    def do(self, job: Job) -> None:
        """Does a job that was taken; whatever happens in it is written down in the queue, or its lease ends."""
        try:
            with self.keeper.holding(job) as progress:
                self._do(job, progress)
        except SQLAlchemyError as error:
            _LOG.error("A job could not be kept (%s); it is done again", type(error).__name__)
            self.stopping.wait(_AWAY_SECONDS)

    def give_back(self) -> None:
        """Returns the job under way to the queue, as if nobody had taken it: the process is about to end."""
        job = self.keeper.job
        if job is not None:
            with self.desk.database.writing() as session:
                queue.give_back(session, job)

    def _next(self) -> Job | None:
        database = self.desk.database
        with database.reading() as session:
            if not queue.is_due(session):
                return None
        self._warm_up()
        with database.writing() as session:
            return queue.claim(session, self.name)

    def _warm_up(self) -> None:
        """Loads what nearly all jobs need before the first is taken, so that none is held by a process that only starts."""
        if self._is_warm:
            return
        self._is_warm = True
        with suppress(S3AlignError):  # whoever needs it is told so
            start_reader(self.desk.settings)
            self.desk.pipelines.of("").assessor().analyser.warm_up()

    def _do(self, job: Job, progress: Progress) -> None:
        try:
            if queue.is_to_give_up(job):
                self._give_up(job, _reason(job))
            else:
                self._work(job, progress)
        except NotFoundError:  # deleted while it waited
            self._finish(job)
        except NotJudgedError as error:
            self._after_not_judged(job, error)
        except S3AlignError as error:  # the strategy or the model: nothing that another attempt would mend
            _LOG.error("A job failed: %s", _id_of(error))
            self._fail(job, _id_of(error), is_final=True)
        except SQLAlchemyError:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever nobody foresaw must cost this job alone
            frames = "".join(
                traceback.format_tb(error.__traceback__)
            )  # without the message, which may quote the proposal
            _LOG.error("Unexpected %s in a job\n%s", type(error).__name__, frames)
            self._after_unexpected(job, error)

    def _work(self, job: Job, progress: Progress) -> None:
        desk = self.desk
        if job.kind == JobKind.ASSESS:
            assessing.assess_submission(
                desk.database,
                desk.files,
                desk.pipelines,
                job.subject,
                progress,
                ending=lambda session: queue.finish(session, job),
                is_last=job.attempts >= MOST_ATTEMPTS,
            )
            return
        if job.kind == JobKind.COMPARE:
            comparing.compare(desk.database, job.subject, lambda session: queue.finish(session, job))
            return
        if job.kind == JobKind.INDEX:
            self._index(job, progress)
            return
        checks.run(desk.files, job.subject, job.payload["file"], self._pipeline_of_check(job), progress)
        self._finish(job)

    def _index(self, job: Job, progress: Progress) -> None:
        """A file that cannot be read has no words to be found by, and its record says why; nothing is amiss."""
        desk = self.desk
        try:
            indexing.index_submission(
                desk.database,
                desk.files,
                desk.pipelines,
                job.subject,
                progress,
                ending=lambda session: queue.finish(session, job),
            )
        except NotJudgedError:
            raise
        except NotAssessableError:
            self._finish(job)

    def _give_up(self, job: Job, error: NotAssessableError) -> None:
        desk = self.desk
        if job.kind == JobKind.ASSESS:
            assessing.give_up(
                desk.database,
                desk.pipelines,
                job.subject,
                error,
                ending=lambda session: queue.fail(session, job, error.reason, is_final=True),
            )
            return
        if job.kind != JobKind.CHECK:  # what people see stays as it is
            self._fail(job, error.reason, is_final=True)
            return
        checks.give_up(desk.files, job.subject, job.payload["file"], self._pipeline_of_check(job), error)
        self._fail(job, error.reason, is_final=True)

    def _pipeline_of_check(self, job: Job) -> Pipeline:
        with self.desk.database.reading() as session:
            check = session.get(Check, job.subject)
        if check is None:
            raise not_found()
        return self.desk.pipelines.of(check.strategy)

    def _after_not_judged(self, job: Job, error: NotJudgedError) -> None:
        if job.attempts < MOST_ATTEMPTS:
            self._fail(job, error.reason)
        else:
            self._give_up(job, error)

    def _after_unexpected(self, job: Job, error: Exception) -> None:
        """The last of the attempts leaves a record that says that the program failed."""
        if job.attempts < MOST_ATTEMPTS:
            self._fail(job, type(error).__name__)
            return
        try:
            self._give_up(job, FailedError("worker", type(error).__name__))
        except SQLAlchemyError:
            raise
        except Exception:  # noqa: BLE001 -- the same again, most likely
            self._fail(job, type(error).__name__, is_final=True)

    def _finish(self, job: Job) -> None:
        with self.desk.database.writing() as session:
            queue.finish(session, job)

    def _fail(self, job: Job, error: str, *, is_final: bool = False) -> None:
        with self.desk.database.writing() as session:
            queue.fail(session, job, error[:80], is_final=is_final)


def _reason(job: Job) -> NotAssessableError:
    """Why a job is given up: it ended its workers, or had to be ended with one."""
    if job.error == JobError.TIMED_OUT:
        return TimedOutError("The file took longer than any may, and its process was ended.", "assessing")
    return NotJudgedError(Cause.ENDED)


def _id_of(error: S3AlignError) -> str:
    """What the queue keeps of an error: the id of its sentence, which says nothing of a proposal."""
    text = error.args[0] if error.args else ""
    return text.key if isinstance(text, Said) else type(error).__name__
