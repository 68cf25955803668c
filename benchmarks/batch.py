"""Measures `s3align batch`: speed and scaling, kills, the memory of the parent, the overhead of a cluster.

python benchmarks/batch.py speed FOLDER            1 and 2 workers, stages, and against PDFium's text alone
python benchmarks/batch.py cost [FOLDER]           CPU and wall time against PDFium's text, of a folder or of made proposals
python benchmarks/batch.py kills [KILLS] [FILES]   processes killed at random moments; results compared byte for byte
python benchmarks/batch.py memory FILES...         small PDFs made by code; the largest memory of the parent for each number
python benchmarks/batch.py simulate FILES...       the same without judging: files of a line, records of real size
python benchmarks/batch.py writers FILES...        CPU and memory of each table, workbook and page of a simulated run
python benchmarks/batch.py cluster [FILES]         Dask on loopback against this machine's own processes

Made files are one page each: a reference text of the corpus with a number of its own. Nothing is kept.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from s3align.errors import NotAssessableError
from s3align.example import build_example
from s3align.jobs.fingerprint import current_fingerprint
from s3align.jobs.run import Options, open_run, run_folder
from s3align.jobs.task import Assignment, Task
from s3align.pipeline import Pipeline, check, default_pipeline
from s3align.reading.read import read_bytes
from s3align.record.codec import to_json
from s3align.render.columns import fields
from s3align.render.html import render_html
from s3align.render.messages import Messages
from s3align.render.overview import write_index
from s3align.render.results import write_results
from s3align.render.tables import write_csv, write_parquet
from s3align.render.workbook import write_workbook
from s3align.settings import Settings
from s3align.store.results import SCRATCH, StoredResult
from s3align.store.similar import PERMUTATIONS
from s3align.store.table import gathered
from s3align.strategy.load import find_strategy

CORPUS = find_strategy() / "texts"
RESULTS = ("results.jsonl", "results.csv", "results.codebook.csv", "results.xlsx", "index.html")
WORDS_PER_PAGE = 300
PROPOSALS = 60
TEXTS_PER_PROPOSAL = 60
SAMPLES = 40
"""Real records that a simulation repeats with other names and scores."""


def main() -> None:
    """Runs the measurement that the command names."""
    name, *rest = sys.argv[1:] or ["help"]
    if name == "speed":
        speed(Path(rest[0]))
    elif name == "cost":
        cost(Path(rest[0]) if rest else None)
    elif name == "kills":
        kills(*(int(number) for number in rest))
    elif name == "memory":
        memory([int(number) for number in rest])
    elif name == "simulate":
        simulate([int(number) for number in rest])
    elif name == "writers":
        writers([int(number) for number in rest])
    elif name == "simulated":
        _simulated(Path(rest[0]), Path(rest[1]))
    elif name == "written":
        _written(rest[0], Path(rest[1]), Path(rest[2]))
    elif name == "cluster":
        cluster(*(int(number) for number in rest))
    else:
        print(__doc__)


def speed(folder: Path) -> None:
    """Files and pages per second; the share of each stage; the whole run over PDFium's text of the same files.

    Text recognition is off: PDFium's text has none of it, and a page takes it two seconds.
    """
    files = sorted(folder.rglob("*.pdf"))
    start = time.perf_counter()
    pages = sum(map(_pdfium_text, files))
    raw = time.perf_counter() - start
    print(f"PDFium's text alone, one process: {raw:.1f} s, {len(files)} files, {pages} pages")
    seconds = {}
    for workers, options in ((1, []), (2, []), (1, ["--no-reports"]), (2, ["--no-reports"])):
        with tempfile.TemporaryDirectory() as made:
            settings = Path(made) / "settings.toml"
            settings.write_text("max_recognised_pages = 0\n", encoding="utf-8")
            start = time.perf_counter()
            _run(folder, Path(made) / "out", "--workers", str(workers), "--settings", str(settings), *options)
            took = seconds[workers, not options] = time.perf_counter() - start
        name = f"{workers} worker{'s' * (workers > 1)}, {'without' if options else 'with'} reports"
        rates = f"{len(files) / took:.1f} files/s, {pages / took:.0f} pages/s, {took / raw:.2f} × PDFium"
        print(f"{name}: {took:.1f} s, {rates}", flush=True)
    for reports in (True, False):
        gain = seconds[1, reports] / seconds[2, reports]
        print(f"two workers, {'with' if reports else 'without'} reports: {gain:.2f} times as fast as one")
    stages = _stages(files)
    total = sum(stages.values())
    print("stages: " + ", ".join(f"{stage} {took / total:.0%}" for stage, took in stages.most_common()))


def cost(folder: Path | None) -> None:
    """CPU seconds (user and system, of all processes) and wall seconds over those of PDFium's text of the same files.

    All by one worker, one after the other, without text recognition. "reading" is reading alone, in this process; the whole
    is ``batch``, its start and its tables included.
    """
    with tempfile.TemporaryDirectory() as made:
        if folder is None:
            folder = Path(made) / "in"
            _make_proposals(folder)
        files = sorted(folder.rglob("*.pdf"))
        pages = 0

        def raw() -> None:
            nonlocal pages
            pages = sum(map(_pdfium_text, files))

        settings = Path(made) / "settings.toml"
        settings.write_text("max_recognised_pages = 0\n", encoding="utf-8")
        whole = ("--workers", "1", "--settings", str(settings))
        base = _spent(raw)
        print(f"{len(files)} files, {pages} pages; PDFium's text: CPU {base[0]:.1f} s, wall {base[1]:.1f} s")
        for name, action in (
            ("reading", lambda: _read_all(files)),
            ("whole without reports", lambda: _run(folder, Path(made) / "bare", *whole, "--no-reports")),
            ("whole with reports", lambda: _run(folder, Path(made) / "out", *whole)),
        ):
            cpu, wall = _spent(action)
            print(
                f"{name}: CPU {cpu:.1f} s, {cpu / base[0]:.1f} × PDFium; wall {wall:.1f} s, {wall / base[1]:.1f} ×",
                flush=True,
            )


def _spent(action: Callable[[], object]) -> tuple[float, float]:
    """CPU seconds, of this process and of those that it has waited for, and wall seconds."""
    before, start = os.times(), time.perf_counter()
    action()
    after = os.times()
    return sum(after[:4]) - sum(before[:4]), time.perf_counter() - start


def _read_all(files: Sequence[Path]) -> None:
    for path in files:
        with suppress(NotAssessableError):
            read_bytes(path.read_bytes(), name=path.name, settings=Settings(max_recognised_pages=0))


def _make_proposals(folder: Path) -> None:
    """Proposals of about twenty pages: reference texts of the corpus, one after the other."""
    folder.mkdir()
    texts = _texts()
    for number in range(PROPOSALS):
        chosen = [texts[(number * TEXTS_PER_PROPOSAL + part) % len(texts)] for part in range(TEXTS_PER_PROPOSAL)]
        text = "\n\n".join(chosen).encode("cp1252", "ignore").decode("cp1252")  # what the standard fonts have
        (folder / f"{number:03}.pdf").write_bytes(build_example(text))


def _stages(files: Sequence[Path]) -> Counter[str]:
    stages: Counter[str] = Counter()
    pipeline = Pipeline(settings=Settings(max_recognised_pages=0))
    for path in files:
        checked = pipeline.check_document(path, timer=lambda stage, took: stages.update({stage: took}))
        start = time.perf_counter()
        render_html(checked.assessment, pipeline.strategy, "de")
        to_json(checked.assessment)
        stages["report"] += time.perf_counter() - start
    return stages


def kills(count: int = 200, files: int = 500) -> None:
    """Kills parent or worker, at random moments, until ``count`` is reached; every finished run is compared."""
    choose = random.Random(7)  # noqa: S311 -- which process dies is no secret
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "in"
        _make(folder, files)
        undisturbed = Path(made) / "undisturbed"
        _run(folder, undisturbed)
        expected = _state(undisturbed)
        done, runs, differing, victims = 0, 0, 0, Counter[str]()
        while done < count:
            out = Path(made) / f"killed{runs}"
            is_complete = False
            while not is_complete:
                process = _started(folder, out)
                while process.poll() is None:
                    time.sleep(choose.uniform(0.2, 5))
                    if done < count and process.poll() is None:
                        done += 1
                        victims[_kill_one(process.pid, choose)] += 1
                is_complete = process.returncode == 0
                if process.returncode not in (0, -signal.SIGKILL):
                    raise SystemExit(f"run {runs + 1} ended with {process.returncode} after {done} kills")
            runs += 1
            found = _state(out)
            differing += found != expected
            names = (out / "results.csv").read_text(encoding="utf-8").splitlines()[1:]
            distinct = len(set(names)) == len(names) == files
            print(
                f"run {runs}: {done} kills so far, same bytes: {found == expected}, every file once: {distinct}",
                flush=True,
            )
    print(f"{done} kills ({dict(victims)}) in {runs} runs over {files} files: {differing} runs with other results")


def memory(sizes: Sequence[int]) -> None:
    """The largest memory of the parent, without reports."""
    for files in sizes:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made) / "in"
            _make(folder, files)
            peak, took = _watched(_started(folder, Path(made) / "out", "--no-reports"))
        print(f"{files} files: {took:.0f} s ({files / took:.1f} files/s), parent at most {peak} MB", flush=True)


def simulate(sizes: Sequence[int]) -> None:
    """Everything but judging: finding and hashing files, the ledger, tables, workbook and overview."""
    for files in sizes:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made) / "in"
            _make_lines(folder, files)
            peak, took = _watched(
                subprocess.Popen([sys.executable, __file__, "simulated", str(folder), str(Path(made) / "out")])
            )
            out = Path(made) / "out"
            size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 2**20
        print(f"{files} files: {took:.0f} s, parent at most {peak} MB, results and ledger {size:.0f} MB", flush=True)


def _make_lines(folder: Path, files: int) -> None:
    for number in range(files):
        part = folder / f"{number // 1000:04}"
        part.mkdir(parents=True, exist_ok=True)
        (part / f"{number:06}.txt").write_text(f"{number}", encoding="ascii")


def writers(sizes: Sequence[int]) -> None:
    """Each writer of results by itself, in a process of its own, over the ledger of a simulated run."""
    for files in sizes:
        with tempfile.TemporaryDirectory() as made:
            folder, out = Path(made) / "in", Path(made) / "out"
            _make_lines(folder, files)
            subprocess.run([sys.executable, __file__, "simulated", str(folder), str(out)], check=True)
            for writer in ("rows", "csv", "parquet", "workbook", "index"):
                process = subprocess.Popen(
                    [sys.executable, __file__, "written", writer, str(folder), str(out)], stdout=subprocess.PIPE
                )
                peak, _ = _watched(process)
                said = process.stdout.read().decode().strip() if process.stdout else ""
                print(f"{files} files, {writer}: {said}, at most {peak} MB", flush=True)


def _written(writer: str, folder: Path, out: Path) -> None:
    """Prints the CPU seconds of one writer; "rows" is what comes before all of them."""
    pipeline = default_pipeline()
    strategy, messages = pipeline.strategy, Messages.load("de")
    columns = fields(strategy, messages)
    with open_run(folder, out, current_fingerprint(pipeline)) as store:
        before = _spent_so_far()
        with gathered(store, out) as table:
            if writer == "rows":
                print(f"CPU {_spent_so_far() - before:.1f} s", end="")
                return
            target, before = out / "written", _spent_so_far()
            if writer == "csv":
                write_csv(table, columns, target, messages)
            elif writer == "parquet":
                write_parquet(table, columns, target)
            elif writer == "workbook":
                write_workbook(table, strategy, "de", target, out / SCRATCH)
            else:
                write_index(table, strategy, target, "de", 100)
    print(f"CPU {_spent_so_far() - before:.1f} s, {target.stat().st_size / 2**20:.1f} MB written", end="")


def _spent_so_far() -> float:
    return sum(os.times()[:2])


def _simulated(folder: Path, out: Path) -> None:
    choose = np.random.default_rng(7)
    with tempfile.TemporaryDirectory() as made:
        _make(Path(made) / "in", SAMPLES)
        records = [json.loads(to_json(check(path))) for path in sorted((Path(made) / "in").iterdir())]
    signature = choose.integers(2**32, size=PERMUTATIONS, dtype="<u4")

    def engine(tasks: Iterable[Task]) -> Iterator[tuple[Task, StoredResult | None]]:
        nonlocal signature
        for number, task in enumerate(tasks):
            record = {**records[number % len(records)]}
            record["document"] = {**record["document"], "name": task.name, "sha256": task.sha256}
            record["themes"] = [
                {**theme, "sureness": score, "low": score * 0.8, "high": 1 - (1 - score) * 0.8}
                for theme, score in zip(record["themes"], choose.random(len(record["themes"])).tolist(), strict=True)
            ]
            if number % 10 == 0:  # the other nine are revisions of the first
                signature = choose.integers(2**32, size=PERMUTATIONS, dtype="<u4")
            signature[choose.integers(PERMUTATIONS, size=3)] += 1
            yield task, StoredResult(json.dumps(record, ensure_ascii=False), signature.tobytes())

    pipeline = default_pipeline()
    assignment = Assignment(current_fingerprint(pipeline), pipeline.settings, "de")
    options = Options(assignment, reports=False)
    with open_run(folder, out, assignment.fingerprint) as store:
        run_folder(folder, out, engine, store, options)
        write_results(store, out, pipeline.strategy, "de", places={theme.id: 100 for theme in pipeline.strategy.themes})


def _watched(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    """The largest memory of a process in MB, and its seconds."""
    peak, start = 0, time.perf_counter()
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(0.1)
    if process.returncode not in (0, 22):
        raise SystemExit("the run failed")
    return peak, time.perf_counter() - start


def cluster(files: int = 200) -> None:
    """Seconds per file of two Dask workers on loopback against two processes of this machine."""
    from distributed import LocalCluster  # noqa: PLC0415 -- an optional extra

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "in"
        _make(folder, files)
        start = time.perf_counter()
        _run(folder, Path(made) / "embedded", "--workers", "2")
        own = time.perf_counter() - start
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as dask:
            start = time.perf_counter()
            _run(folder, Path(made) / "dask", "--engine", f"dask:{dask.scheduler_address}")
            other = time.perf_counter() - start
        same = _state(Path(made) / "embedded") == _state(Path(made) / "dask")
    print(f"own processes {own / files * 1000:.0f} ms a file, Dask {other / files * 1000:.0f} ms, same bytes: {same}")


def _started(folder: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "s3align", "batch", str(folder), "--out", str(out), *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _run(folder: Path, out: Path, *options: str) -> None:
    if _started(folder, out, *options).wait() not in (0, 22):
        raise SystemExit("the run failed")


def _state(out: Path) -> dict[str, str]:
    """Names and hashes of results and reports."""
    files = [out / name for name in RESULTS] + sorted((out / "reports").iterdir())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _make(folder: Path, count: int) -> None:
    folder.mkdir()
    texts = _texts()
    for number in range(count):
        words = texts[number % len(texts)].split()[:WORDS_PER_PAGE]
        (folder / f"{number:06}.pdf").write_bytes(_page(f"Nr. {number}. {' '.join(words)}"))


def _texts() -> list[str]:
    """The reference texts of the corpus."""
    return [
        json.loads(line)["text"]
        for path in sorted(CORPUS.rglob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def _page(text: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 10)
    for number, line in enumerate(simpleSplit(text, "Helvetica", 10, 450)):
        canvas.drawString(70, 780 - 14 * number, line)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _pdfium_text(path: Path) -> int:
    """Pages of a file whose text PDFium has read."""
    read = 0
    with suppress(pdfium.PdfiumError):
        for page in pdfium.PdfDocument(path):
            page.get_textpage().get_text_bounded()
            read += 1
    return read


def _children(pid: int) -> list[int]:
    try:
        direct = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [descendant for child in map(int, direct) for descendant in (child, *_children(child))]


def _kill_one(parent: int, choose: random.Random) -> str:
    """Kills the parent in half of the cases, otherwise one of its processes."""
    children = _children(parent)
    victim = parent if not children or choose.random() < 0.5 else choose.choice(children)
    try:
        os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        return "gone already"
    return "parent" if victim == parent else "worker"


def _resident(pid: int) -> int:
    """Megabytes that a process holds."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


if __name__ == "__main__":
    main()
