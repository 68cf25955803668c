"""``s3align batch``: a folder of proposals, with tables, reports and an overview."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from s3align.cli.language import spoken, talk
from s3align.cli.options import language_option, settings_option, strategy_options
from s3align.cli.progress import ProgressLine
from s3align.cli.run_summary import Summary, tell
from s3align.cli.shortlist import kept_places, lists_text, wanted_places
from s3align.cli.today import today
from s3align.files import shown_name
from s3align.machine import available_cores
from s3align.settings import Settings

if TYPE_CHECKING:
    from s3align.jobs.origin import OtherFolder
    from s3align.render.results import Written
    from s3align.strategy.model import Strategy

SOME_REFUSED_EXIT_CODE = 22
"""The run is complete, but something is missing: a file's assessment, a report, or a table."""
_KEEP_GONE_DAYS = 90
"""As ``jobs.run`` has it, which is too heavy for --help."""


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
    help="Show the cut after N places of a theme (by its id; without one, of each theme), and who cannot be told apart there. "
    "Later runs keep the lists; 0 alone takes them away.",
)
@click.option(
    "--keep-gone",
    type=click.IntRange(0, 36_500),
    metavar="DAYS",
    default=_KEEP_GONE_DAYS,
    show_default=True,
    help="Days for which results stay in the ledger that no file of the folder has any more; 0 removes them at once.",
)
@click.option(
    "--other-folder",
    is_flag=True,
    help="FOLDER may take the place of another, whose results vanish from the tables.",
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
    keep_gone: int,
    other_folder: bool,
    settings_file: Path | None,
    strategy: str | None,
    models: Path | None,
) -> int:
    """Assess every proposal below FOLDER (PDF, .docx, .odt, .txt, .md) once and write tables, reports and an overview.

    The same command goes on after a stop and assesses only what is new, changed or renamed. Rows and reports of files that
    are gone go with them; the ledger keeps their results for --keep-gone, so that a file that comes back is not assessed again.

    Results of another folder are left as they are: at a terminal the command asks, elsewhere it ends with exit code 2.

    \b
    Exit codes:
       0  all files were assessed
       2  wrong call
      22  some files were not assessed, or a report or table is missing
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
    options = Options(assignment, reports=not no_reports, ship=ship_files, keep_gone_days=keep_gone)
    chosen = choose(engine, workers or available_cores())
    agree: Callable[[OtherFolder], bool] = (
        (lambda _: True) if other_folder else (lambda found: _asked(found, out, keep_gone))
    )
    show = ProgressLine()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a system that shuts down ends a run like Ctrl-C
    try:
        with open_run(folder, out, assignment.fingerprint) as store:
            outcome = run_folder(folder, out, chosen, store, options, show.progress, agree=agree)
            show.show(talk()("talk_batch_writing", done=outcome.assessed + outcome.rendered))
            show.end()
            if outcome.changed:
                click.echo(talk()("talk_batch_changed"), err=True)
            lists = kept_places(store, places if shortlists else None)
            written = write_results(store, out, pipeline.strategy, language, for_excel=excel_csv, places=lists)
    except KeyboardInterrupt:
        show.end()
        click.echo(talk()("talk_batch_stopped"), err=True)
        return 130
    summary = Summary(outcome, written, out, with_reports=not no_reports, keep_days=keep_gone)
    tell(summary)
    if written.shortlists:
        if not shortlists:
            click.echo(talk()("talk_batch_lists_kept", lists=lists_text(written.shortlists)))
        _tell_shortlists(written, pipeline.strategy)
    return 0 if summary.is_whole else SOME_REFUSED_EXIT_CODE


def _asked(other: OtherFolder, out: Path, days: int) -> bool:
    """Whether a person at a terminal lets one folder take the place of another; nobody else is asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    question = talk()(
        "talk_batch_other_folder",
        out=shown_name(out),
        before=shown_name(other.before),
        folder=shown_name(other.now),
        missing=other.missing,
        known=other.known,
        days=days,
    )
    answer: str = click.prompt(question, prompt_suffix=" ", default="", show_default=False, err=True)
    return answer.strip().casefold() in talk()("talk_yes").split()


def _tell_shortlists(written: Written, strategy: Strategy) -> None:
    """What the cut of each theme says, and what its order is for."""
    from s3align.render.view_shortlist import shortlist_lines  # noqa: PLC0415 -- not for --help

    names = strategy.theme_names(spoken())
    for line in shortlist_lines(written.shortlists, written.totals, names, talk()):
        click.echo(line)


def _absolute(strategy: str | None) -> str | None:
    """A folder by its whole path; a name stays one."""
    return str(Path(strategy).resolve()) if strategy and Path(strategy).is_dir() else strategy
