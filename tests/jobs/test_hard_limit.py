"""A file that nothing can interrupt costs its worker, and is a row that says so; the others are assessed."""

from __future__ import annotations

import json

import pytest

from s3align import budget
from s3align.budget import Budget
from s3align.jobs import engines
from s3align.jobs.fingerprint import current_fingerprint
from s3align.jobs.task import Assignment, Task
from s3align.pipeline import default_pipeline
from s3align.store.results import StoredResult


def hanging_task(task: Task) -> StoredResult:
    """Works in a process of the pool, which takes it by its name."""
    budget._GRACE_SECONDS, budget._LAST_SECONDS = 0.1, 0.5
    with budget.spending(Budget.begin("assessing", 0.2, 10**9)):
        if task.name == "hang":
            sum(range(10**12))  # one call into compiled code, which no signal gets through to
    return StoredResult("{}", b"")


@pytest.mark.processes
def test_a_file_that_cannot_be_interrupted_is_timed_out_and_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = default_pipeline()
    shared = Assignment(current_fingerprint(pipeline), pipeline.settings, "de")
    monkeypatch.setattr(engines, "run_task", hanging_task)
    tasks = [Task(name, name, name, "0" * 64, "", shared) for name in ("a", "hang", "b", "c")]
    rows = {task.name: row for task, row in engines.embedded(2)(tasks)}
    assert rows.keys() == {"a", "hang", "b", "c"}
    lost = rows.pop("hang")
    assert lost is not None
    assert json.loads(lost.record)["reason"] == "timed_out"
    assert lost.for_its_time
    assert all(row == StoredResult("{}", b"") for row in rows.values())
