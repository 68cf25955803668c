"""``s3align batch``: a folder of proposals, with tables, reports and an overview."""

from __future__ import annotations

import signal
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from s3align.cli.language import in_words, spoken, talk
from s3align.cli.options import language_option, settings_option, strategy_options
from s3align.cli.shortlist import wanted_places
from s3align.cli.today import today
from s3align.machine import available_cores
from s3align.render.formats import decimal
from s3align.settings import Settings

if TYPE_CHECKING:
    from s3align.jobs.run import Outcome, Progress
    from s3align.render.results import Written
    from s3align.store.table import Totals
    from s3align.strategy.model import Strategy

SOME_REFUSED_EXIT_CODE = 22
"""The run is complete, but not every file could be assessed."""


@click.command("batch")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Folder for the results; a stopped run goes on there."
)
@click.option("--workers", type=click.IntRange(1, 1024), help="Processes at once (default: as many as cores).")
@click.option("--engine", default="embedded", show_default=True, help="embedded, or dask:ADDRESS for a cluster.")
@language_option("reports and overview")
@click.option(
    "--no-reports", is_flag=True, help="Write no reports: faster, and less to store. Those that are there stay."
)
@click.option("--ship-files", is_flag=True, help="Send files to the workers of a cluster that do not see this folder.")
@click.option(
    "--excel-csv",
    is_flag=True,
    help="results.csv as a German Excel reads it: semicolons, decimal commas, a byte order mark.",
)
@click.option(
    "--shortlist",
    "shortlists",
    metavar="[THEME=]N",
    multiple=True,
    help="Show the cut after N places of a theme (by its id; without one, of each theme), and who cannot be told apart there.",
)
@strategy_options
@settings_option()
def batch_command(
    folder: Path,
    *,
    out: Path,
    workers: int | None,
    engine: str,
    language: str,
    no_reports: bool,
    ship_files: bool,
    excel_csv: bool,
    shortlists: tuple[str, ...],
    settings_file: Path | None,
    strategy: str | None,
    models: Path | None,
) -> int:
    """Assess every proposal below FOLDER (PDF, .docx, .odt, .txt, .md) once and write tables, reports and an overview.

    The same command goes on after a stop and assesses only what is new, changed or renamed; reports of files that are gone
    go with them.

    \b
    Exit codes:
       0  all files were assessed
       2  wrong call
      22  some files were not assessed, or have no report
     130  stopped; the same command goes on
    """  # noqa: D301 -- \b keeps the lines below as they are
    from s3align.jobs.engines import choose  # noqa: PLC0415 -- heavy; not for --help
    from s3align.jobs.fingerprint import current_fingerprint  # noqa: PLC0415
    from s3align.jobs.run import Options, open_run, run_folder  # noqa: PLC0415
    from s3align.jobs.task import Assignment  # noqa: PLC0415
    from s3align.pipeline import Pipeline  # noqa: PLC0415
    from s3align.render.results import write_results  # noqa: PLC0415

    pipeline = Pipeline(strategy, models, Settings.load(settings_file))
    places = wanted_places(shortlists, [theme.id for theme in pipeline.strategy.themes])
    named = (_absolute(strategy), str(models.resolve()) if models else None)  # workers may run elsewhere
    assignment = Assignment(current_fingerprint(pipeline), pipeline.settings, language, *named, assessed_on=today())
    options = Options(assignment, reports=not no_reports, ship=ship_files)
    chosen = choose(engine, workers or available_cores())
    show = _Display()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a system that shuts down ends a run like Ctrl-C
    try:
        with open_run(folder, out, assignment.fingerprint) as store:
            outcome = run_folder(folder, out, chosen, store, options, show.progress)
            show.show(talk()("talk_batch_writing", done=outcome.assessed + outcome.rendered))
            show.end()
            if outcome.changed:
                click.echo(talk()("talk_batch_changed"), err=True)
            written = write_results(store, out, pipeline.strategy, language, for_excel=excel_csv, places=places)
    except KeyboardInterrupt:
        show.end()
        click.echo(talk()("talk_batch_stopped"), err=True)
        return 130
    code = _tell(outcome, written.totals, out, with_reports=not no_reports)
    if written.shortlists:
        _tell_shortlists(written, pipeline.strategy)
    return code


def _tell(outcome: Outcome, totals: Totals, out: Path, *, with_reports: bool) -> int:
    """What the run has done, what is missing and what to do about it; the exit code."""
    from s3align.jobs.proposals import listed  # noqa: PLC0415 -- not for --help
    from s3align.record.assessment import Reason  # noqa: PLC0415

    say = talk()
    if outcome.left_out:
        named = ", ".join(map(in_words, listed(outcome.left_out)))
        click.echo(say("talk_batch_passed_over", named=named), err=True)
    if lost := totals.reasons[Reason.NOT_JUDGED]:
        click.echo(say("talk_batch_lost", count=lost), err=True)
    unreported = totals.unreported if with_reports else 0
    if unreported:
        click.echo(say("talk_batch_unreported", count=unreported), err=True)
    refused = totals.files - totals.assessed
    done = [say.count("talk_batch_files", outcome.files), say("talk_batch_assessed", count=outcome.assessed)]
    if outcome.rendered:
        done.append(say.count("talk_batch_rendered", outcome.rendered))
    done.append(say("talk_batch_refused", count=refused))
    click.echo(f"{', '.join(done)}. → {out / 'index.html'}")
    return SOME_REFUSED_EXIT_CODE if refused or unreported else 0


def _tell_shortlists(written: Written, strategy: Strategy) -> None:
    """What the cut of each theme says, and what its order is for."""
    from s3align.render.view_shortlist import shortlist_lines  # noqa: PLC0415 -- not for --help

    names = strategy.theme_names(spoken())
    for line in shortlist_lines(written.shortlists, written.totals, names, talk()):
        click.echo(line)


def _absolute(strategy: str | None) -> str | None:
    """A folder by its whole path; a name stays one."""
    return str(Path(strategy).resolve()) if strategy and Path(strategy).is_dir() else strategy


class _Display:
    """A line that is written over while a terminal looks at it; silent otherwise."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._is_seen = sys.stderr.isatty()
        self._was_written = False

    def progress(self, state: Progress) -> None:
        """Shows how far a run is."""
        seconds = max(time.monotonic() - self._start, 0.001)
        rate = state.done / seconds
        counts = {"done": state.done, "total": state.total, "refused": state.refused, "kept": state.kept}
        if rate:
            left = timedelta(seconds=round((state.total - state.done) / rate))
            pace = decimal(round(rate * 10), spoken(), signed=False)
            self.show(talk()("talk_batch_progress_left", **counts, rate=pace, left=left))
        else:
            self.show(talk()("talk_batch_progress", **counts))

    def show(self, text: str) -> None:
        """Writes over the line."""
        if self._is_seen:
            click.echo(f"\r{text:<78}", nl=False, err=True)
            self._was_written = True

    def end(self) -> None:
        """Leaves the line."""
        if self._was_written:
            click.echo(err=True)
            self._was_written = False
