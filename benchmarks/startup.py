"""How long ``s3align --help`` and ``s3align check`` take, cold: a new process each time, median of seven.

python benchmarks/startup.py [--pdf FILE] [--runs N]
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from s3align.example import build_example
from s3align.strategy.load import find_strategy

RUNS = 7
PAGES = 20
EXAMPLES = ("beispielantrag.md", "example-proposal.md")
HELP_BUDGET_SECONDS = 0.25
CHECK_BUDGET_SECONDS = 2.0


def main() -> None:
    """Measure and print; the figures are wall times in seconds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pdf", type=Path, help="a proposal of your own instead of the built one")
    parser.add_argument("--runs", type=int, default=RUNS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        pdf = options.pdf or built_proposal(Path(name))
        report_on("s3align --help", [timed("--help")[0] for _ in range(options.runs)], HELP_BUDGET_SECONDS)
        output = ("--out", str(Path(name) / "report.html"), "--force", "--timings")
        runs = [timed("check", str(pdf), *output) for _ in range(options.runs)]
        pages = len(PdfReader(pdf).pages)
        report_on(f"s3align check, {pages} pages, HTML report", [wall for wall, _ in runs], CHECK_BUDGET_SECONDS)
        print_split([(wall, stages(talk)) for wall, talk in runs])


def built_proposal(target: Path) -> Path:
    """The two example proposals, one after the other, until there are twenty pages."""
    examples = [(find_strategy() / "examples" / name).read_text(encoding="utf-8") for name in EXAMPLES]
    pages = PdfReader(io.BytesIO(build_example("\n\n".join(examples * 3)))).pages
    writer = PdfWriter()
    for page in pages[:PAGES]:
        writer.add_page(page)
    file = target / "proposal.pdf"
    writer.write(file)
    return file


def timed(*arguments: str) -> tuple[float, str]:
    """Wall time in seconds of one run of the command, and what it predicted on standard error."""
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "s3align", *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )
    wall = time.perf_counter() - begin
    if done.returncode:
        sys.exit(f"s3align {' '.join(arguments)} ended with exit code {done.returncode}:\n{done.stderr}")
    return wall, done.stderr


def stages(talk: str) -> Iterator[tuple[str, float]]:
    """The stages that ``--timings`` prints, one JSON object per line."""
    for line in talk.splitlines():
        if line.startswith("{"):
            entry = json.loads(line)
            yield entry["stage"], entry["seconds"]


def report_on(name: str, walls: list[float], budget: float) -> None:
    """One line: median, fastest, slowest, budget."""
    median = statistics.median(walls)
    verdict = "within" if median <= budget else "OVER"
    print(
        f"{name:44} median {median:6.3f} s  fastest {min(walls):6.3f}  slowest {max(walls):6.3f}"
        f"  {verdict} the budget of {budget:.2f} s"
    )


def print_split(runs: list[tuple[float, Iterator[tuple[str, float]]]]) -> None:
    """Median seconds per stage; the rest is Python's own start and end."""
    seconds: dict[str, list[float]] = {}
    for wall, measured in runs:
        split = dict(measured)
        split["interpreter and the rest"] = wall - sum(split.values())
        for stage, value in split.items():
            seconds.setdefault(stage, []).append(value)
    for stage, values in seconds.items():
        print(f"  {stage:42} median {statistics.median(values):6.3f} s")


if __name__ == "__main__":
    main()
