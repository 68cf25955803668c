"""How fast the overview of a large run opens in a browser, and how soon a typed letter is shown.

Run ``python benchmarks/overview.py [--rows 1000 --rows 5000] [--times 5] [--keep FOLDER]``. Makes so many made-up files, writes
``index.html`` through the real table and renderer, opens it from the disk in headless Chromium, and types into the search
field. "open": from the start of the navigation until the finished page, script included, has been painted. "filter": from
pressing a key until what it changes has been painted (two animation frames). Printed are medians, of the slowest key its own
median, and the worst of all. "processor" is what the page's own thread took to open: it depends less on other programs.
Needs Chromium as ``chromium`` on the path.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from s3align.pipeline import Pipeline
from s3align.record.assessment import Finding, Flag, IntegrityNote, Question, Reason, Verdict
from s3align.render.overview import write_index
from s3align.store.row import PlaceEntry, ResultRow, ThemeFigures
from s3align.store.table import ResultTable
from s3align.strategy.model import Strategy

OPEN_LIMIT, FILTER_LIMIT = 2_000, 100
"""Milliseconds: what the project promises."""
TYPED = ("h", "a", "f", "e", "n")
"""A word that every fifth file has, letter by letter; then it is taken away again, letter by letter."""
_WORDS = (
    *("Kreislauf", "Hafen", "Pflege", "Quartier", "Sensoren", "Werkstoffe", "Lager", "Verkehr", "Boden", "Klinik"),
    *("gemeinsam", "erproben", "entwickeln", "regional", "digital", "sicher", "neu", "für", "und", "mit", "im", "der"),
)
_SPEAKING = (Verdict.CORE, Verdict.SIDE, Verdict.UNCLEAR)
_QUOTE_WORDS = 60
_FILES_PER_REFUSAL = 20
_TOWNS = 4
_QUESTIONS = 6
"""More than the two to five that complete proposals had on which this was measured; their details take about 4,500 bytes."""
_LAUNCH = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for place, end in enumerate(ends, start=3):
    os.dup2(end, place)
os.execvp(sys.argv[3], sys.argv[3:])
"""
"""Chromium reads commands from file 3 and answers in file 4; both ends are above these when they are put there."""
_KEY_CODES = {"Backspace": 8, "Enter": 13, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40}
"""Of keys that write no letter, as Windows numbers them."""
_PAINTED = """new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"""
_WATCH = """
window.keyTimes = [];
addEventListener("keydown", event => {
  const start = event.timeStamp;
  requestAnimationFrame(() => requestAnimationFrame(() => keyTimes.push(performance.now() - start)));
}, true);
document.querySelector("#filters [name=q]").focus();
"""


class Browser:
    """Chromium, spoken to over a pipe: https://chromedevtools.github.io/devtools-protocol/."""

    def __init__(self, width: int = 1280, height: int = 800) -> None:
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_read, self._write = os.pipe()
        self._read, to_write = os.pipe()
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},{height}"]
        command += [f"--user-data-dir={self._folder.name}", "--remote-debugging-pipe", "about:blank"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _LAUNCH, str(to_read), str(to_write), *command],
            pass_fds=(to_read, to_write),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(to_write)
        self._left, self._number, self._session = b"", 0, ""
        targets = self.call("Target.getTargets")["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self._session = self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Performance.enable", timeDomain="threadTicks")

    def call(self, method: str, **values: object) -> dict[str, Any]:
        """What the browser answers to a command."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": values}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        return self._wait(lambda answer: answer.get("id") == message["id"])["result"]

    def open(self, address: str) -> None:
        """Opens a page; back when it has been loaded."""
        self.call("Page.navigate", url=address)
        self._wait(lambda event: event.get("method") == "Page.loadEventFired")

    def run(self, code: str) -> Any:
        """The value of JavaScript, awaited."""
        answer = self.call("Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise SystemExit(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def busy(self) -> float:
        """Seconds of processor time that the page's thread has taken."""
        metrics = self.call("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")

    def press(self, key: str) -> None:
        """Presses and lets go a key."""
        named = key in _KEY_CODES
        code = {"windowsVirtualKeyCode": _KEY_CODES[key], "code": key} if named else {}
        text = {"text": "\r" if key == "Enter" else key} if key == "Enter" or not named else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **text, **code)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, **code)

    def close(self) -> None:
        """Ends it."""
        self._process.terminate()
        self._process.wait()
        os.close(self._read)
        os.close(self._write)
        self._folder.cleanup()

    def _wait(self, is_it: Any) -> dict[str, Any]:
        while True:
            while b"\0" not in self._left:
                more = os.read(self._read, 1 << 20)
                if not more:
                    raise SystemExit("Chromium has ended.")
                self._left += more
            message, self._left = self._left.split(b"\0", 1)
            answer = json.loads(message)
            if is_it(answer):
                return answer


def main() -> int:
    """One line per size; exit code 1 where a median is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, action="append", help="files of a run; may be given several times")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="a folder for the pages")
    given = parser.parse_args()
    strategy, failed = Pipeline(None, None).strategy, False
    with tempfile.TemporaryDirectory() as made:
        for rows in given.rows or (1_000, 5_000):
            page = (given.keep or Path(made)).resolve() / f"index-{rows}.html"
            seconds = write(rows, strategy, page)
            opened, busy, filtered = measured(page, given.times)
            keys = [statistics.median(times) for times in zip(*filtered, strict=True)]
            failed |= statistics.median(opened) > OPEN_LIMIT or max(keys) > FILTER_LIMIT
            print(
                f"{rows} files, {page.stat().st_size / 1e6:.1f} MB, written in {seconds:.1f} s: "
                f"open {statistics.median(opened):.0f} ms (worst {max(opened):.0f}, processor {statistics.median(busy):.0f}), "
                f"filter {statistics.median(keys):.0f} ms (slowest key {max(keys):.0f}, worst {max(map(max, filtered)):.0f})"
            )
    return int(failed)


def write(rows: int, strategy: Strategy, target: Path) -> float:
    """Writes an overview of ``rows`` made-up files; the seconds of processor time that the page took."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        table = ResultTable(database, [theme.id for theme in strategy.themes])
        table.fill((row, b"", None) for row in made_up(rows, strategy))
        start = time.process_time()
        write_index(table, strategy, target, "de")
        return time.process_time() - start


def measured(page: Path, times: int) -> tuple[list[float], list[float], list[list[float]]]:
    """Milliseconds until the page was painted, of processor time for that, and until each key was; each time a new browser."""
    opened: list[float] = []
    busy: list[float] = []
    filtered: list[list[float]] = []
    for _ in range(times):
        browser = Browser()
        try:
            before = browser.busy()
            browser.open(page.as_uri())
            opened.append(browser.run(_PAINTED))
            busy.append(1_000 * (browser.busy() - before))
            browser.run(_WATCH)
            for key in (*TYPED, *["Backspace"] * len(TYPED)):
                browser.press(key)
                browser.run(_PAINTED)
            browser.run(_PAINTED)
            filtered.append(browser.run("keyTimes"))
        finally:
            browser.close()
    return opened, busy, filtered


def made_up(count: int, strategy: Strategy) -> Iterator[ResultRow]:
    """Files as a run would have them: one in twenty was not assessed, the others have all that a row can hold."""
    draw = random.Random(7)  # noqa: S311 -- made-up figures, nothing secret
    for number in range(count):
        yield _refused(number) if number % _FILES_PER_REFUSAL == 0 else _assessed(number, draw, strategy)


def _words(draw: random.Random, count: int) -> str:
    return " ".join(draw.choices(_WORDS, k=count))


def _refused(number: int) -> ResultRow:
    return _row(number, reason=Reason.TOO_LITTLE_TEXT.value, reason_values={"words": 12, "minimum": 40})


def _assessed(number: int, draw: random.Random, strategy: Strategy) -> ResultRow:
    verdicts = [draw.choice([*Verdict, Verdict.NONE, Verdict.NONE]) for _ in strategy.themes]
    themes = {
        theme.id: _figures(verdict, draw) for theme, verdict in zip(strategy.themes, sorted(verdicts), strict=True)
    }
    addressed = [theme for theme, figures in themes.items() if figures.verdict in (Verdict.CORE, Verdict.SIDE)]
    first = strategy.themes[0]
    towns = draw.sample(strategy.municipalities, min(_TOWNS, len(strategy.municipalities)))
    return _row(
        number,
        title=_words(draw, 9),
        applicant=_words(draw, 3),
        themes=themes,
        main=addressed[0] if addressed else "",
        nearest="" if addressed else first.id,
        addressed=addressed,
        places=[PlaceEntry(place.name, ("site",), 3) for place in towns],
        principles={principle.id: draw.choice(list(Finding)).value for principle in strategy.principles},
        questions=[Question(principle=principle.id) for principle in strategy.principles[:_QUESTIONS]],
        notes=[IntegrityNote("hidden_white", 2, "", 12)],
        hints=[Flag("field", addressed[0])] if addressed else (),
    )


def _figures(verdict: Verdict, draw: random.Random) -> ThemeFigures:
    share = 0.0 if verdict is Verdict.NONE else draw.uniform(0.02, 0.6)
    quote = _words(draw, _QUOTE_WORDS) if verdict in _SPEAKING else ""
    pages: Sequence[int] = (2, 3, 5) if share else ()
    return ThemeFigures(share, share / 2, min(1.0, share * 1.5), verdict, share, share / 2, share, 12, pages, quote, 3)


def _row(number: int, **values: Any) -> ResultRow:
    plain: dict[str, Any] = dict.fromkeys(("status", "reason", "main", "second", "rule", "nearest", "duplicate_of"), "")
    plain |= dict.fromkeys(("addressed", "places", "questions", "notes", "hints", "unread_pages"), ())
    plain |= {name: {} for name in ("reason_values", "themes", "principles")}
    plain |= {
        "name": f"Eingang/antrag-{number:05}.pdf",
        "sha256": f"{number:064x}",
        "report": f"reports/antrag-{number:05}.html",
        "words": 2_500,
        "pages": 9,
        "languages": {"de": 1.0},
        "left_out": {"budget": 9},
        "passages_counted": 44,
        "assessed_on": "2026-05-03",
    }
    return ResultRow(**plain | values)


if __name__ == "__main__":
    sys.exit(main())
