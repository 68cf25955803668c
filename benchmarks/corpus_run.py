"""Runs ``check`` over every PDF of a folder and counts: assessed, refused and why, crashed, timed out.

python benchmarks/corpus_run.py FOLDER [--workers N] [--timeout SECONDS] [--details FILE]

Each worker is a process of its own that is replaced when it dies or takes too long, so that one bad file costs
one row. The exit code is 1 where a file crashed or timed out.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

Row = dict[str, Any]


class Worker:
    """A process that assesses one file after the other, with a time limit for each."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._process = self._started()

    @staticmethod
    def _started() -> subprocess.Popen[str]:
        command = [sys.executable, __file__, "--worker"]
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
        )
        assert process.stdout is not None  # noqa: S101 - for the type checker
        process.stdout.readline()  # the ready line: imports do not count against the first file
        return process

    def assess(self, file: Path) -> Row:
        """What became of one file; a worker that died or hung is replaced."""
        process, late = self._process, threading.Event()
        assert process.stdin is not None  # noqa: S101 - for the type checker
        assert process.stdout is not None  # noqa: S101 - for the type checker

        def stop() -> None:
            late.set()
            process.kill()

        begin = time.perf_counter()
        alarm = threading.Timer(self._timeout, stop)
        alarm.start()
        process.stdin.write(f"{file}\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        alarm.cancel()
        seconds = time.perf_counter() - begin
        if answer and not late.is_set():
            return {"file": file.name, "seconds": seconds, **json.loads(answer)}
        process.kill()
        code = process.wait()
        self._process = self._started()
        outcome = "timed out" if late.is_set() else "crashed"
        return {"file": file.name, "seconds": seconds, "outcome": outcome, "detail": f"exit code {code}"}

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()


def assess_lines() -> None:
    """The worker: one path per line in, one JSON object per line out."""
    from s3align import check  # noqa: PLC0415 - only the worker pays for it
    from s3align.errors import NotAssessableError  # noqa: PLC0415

    print("ready", flush=True)
    for line in sys.stdin:
        try:
            record = check(line.rstrip("\n"))
            row = {"outcome": record.status.value, "detail": record.reason and record.reason.value}
        except NotAssessableError as error:
            row = {"outcome": "not_assessable", "detail": error.reason}
        except Exception as error:  # noqa: BLE001 - counted, that is what this program is for
            row = {"outcome": "crashed", "detail": f"{type(error).__name__}: {error}"}
        print(json.dumps(row), flush=True)


def run(files: list[Path], workers: int, timeout: float) -> list[Row]:
    """All files through ``workers`` processes; rows in the order of the files."""
    waiting: queue.SimpleQueue[Path] = queue.SimpleQueue()
    for file in files:
        waiting.put(file)
    rows: dict[str, Row] = {}

    def work() -> None:
        worker = Worker(timeout)
        while True:
            try:
                file = waiting.get_nowait()
            except queue.Empty:
                break
            rows[str(file)] = worker.assess(file)
            print(f"\r{len(rows)} of {len(files)}", end="", file=sys.stderr, flush=True)
        worker.close()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(file=sys.stderr)
    return [rows[str(file)] for file in files]


def print_table(rows: list[Row]) -> None:
    """Counts per outcome and reason, the times, and every file that crashed or timed out."""
    counts = Counter((row["outcome"], row["detail"] if row["outcome"] == "not_assessable" else None) for row in rows)
    print(f"| outcome | reason | files |\n|---|---|---:|\n| all | | {len(rows)} |")
    for (outcome, reason), count in sorted(counts.items(), key=lambda entry: (entry[0][0], -entry[1])):
        print(f"| {outcome} | {reason or ''} | {count} |")
    seconds = sorted(row["seconds"] for row in rows)
    print(f"\nSeconds per file: median {statistics.median(seconds):.3f}, slowest {seconds[-1]:.3f}")
    for row in failed(rows):
        print(f"{row['outcome']}: {row['file']}: {row['detail']}")


def failed(rows: list[Row]) -> list[Row]:
    """The files that neither got an assessment nor a reason."""
    return [row for row in rows if row["outcome"] in ("crashed", "timed out")]


def main() -> int:
    """Parse the call, run, print; 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds per file")
    parser.add_argument("--details", type=Path, help="write one JSON object per file here")
    options = parser.parse_args()
    files = sorted(file for file in options.folder.rglob("*") if file.suffix.lower() == ".pdf")
    if not files:
        sys.exit(f"{options.folder} has no PDF files.")
    rows = run(files, options.workers, options.timeout)
    print_table(rows)
    if options.details:
        options.details.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return 1 if failed(rows) else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--worker"]:
        assess_lines()
    else:
        sys.exit(main())
