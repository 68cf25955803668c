"""``s3align archive``: a folder of results as written records, one ZIP for each proposal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from s3align.cli.batch import SOME_REFUSED_EXIT_CODE
from s3align.cli.language import in_words, of_reports, talk
from s3align.cli.options import settings_option, strategy_options
from s3align.cli.today import today
from s3align.errors import UsageError, said
from s3align.render.messages import LANGUAGES
from s3align.settings import Settings

if TYPE_CHECKING:
    from s3align.jobs.archive import Order, Written
    from s3align.render.archive import Sources
    from s3align.store.cases import Case, Cases

BOTH = "both"
_MOST_TOLD = 10
"""Archives of which is told what is missing; the index has all."""


@click.command("archive")
@click.argument("results", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--all", "every", is_flag=True, help="Archive every proposal of the run, and write index.csv beside them."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder for the archives; for a single FILE also the name of its archive (.zip).",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice([*LANGUAGES, BOTH]),
    callback=of_reports,
    help="Language of the reports inside; the READ ME is there in all (default: see s3align --help).",
)
@click.option("--without-proposal", is_flag=True, help="Leave the proposal itself out.")
@click.option(
    "--with-model", is_flag=True, help="Add the whole model, so that the assessment can be repeated: 1 MB more."
)
@click.option("--force", is_flag=True, help="Replace archives that are there.")
@strategy_options
@settings_option("the settings of the run")
def archive_command(
    results: Path,
    files: tuple[str, ...],
    *,
    every: bool,
    out: Path,
    language: str,
    without_proposal: bool,
    with_model: bool,
    force: bool,
    strategy: str | None,
    models: Path | None,
    settings_file: Path | None,
) -> int:
    """Write an archive for proposals of RESULTS that explains the result years later without the tool.

    FILE: a name as it stands in the results. An archive is a ZIP with a bag after BagIt (RFC 8493): report (HTML, PDF), record,
    ledger, proposal, people's readings, what model and strategy gave, checksums, and a READ ME that says how to check and add
    up all of it. `s3align verify` checks one.

    \b
    Exit codes:
       0  all is in the archives
       2  wrong call
      22  written, but part of it is not at hand: the message says what
    """  # noqa: D301 -- \b keeps the lines below as they are
    from s3align.jobs.archive import Order, is_archive_name, people_said, write_archives, write_index  # noqa: PLC0415 -- heavy; not for --help
    from s3align.jobs.results_folder import open_results  # noqa: PLC0415
    from s3align.jobs.run import LEDGER  # noqa: PLC0415
    from s3align.store.cases import open_cases  # noqa: PLC0415

    if bool(files) == every:
        raise UsageError(said("archive_what", "Name the files to archive, or give --all for every file of the run."))
    if is_archive_name(out) and (every or len(files) > 1):
        raise UsageError(
            said("archive_one_zip", "{file} is one archive. Name a folder with --out for several files.", file=out)
        )
    languages = LANGUAGES if language == BOTH else (language,)
    sources = _sources(strategy, models, settings_file, languages, with_model=with_model)
    with open_results(results) as store, open_cases(results / LEDGER, store.fingerprint) as cases:
        people = people_said(results, lambda cell: click.echo(in_words(cell), err=True))
        order = Order(results, store.folder(), out, sources, people, with_proposal=not without_proposal, force=force)
        told = _Told(order)
        if every:
            write_index(told.watched(write_archives(told.assessed(cases), order)), order)
        else:
            wanted = {case.key: case for case in map(cases.find, files)}
            for _ in told.watched(write_archives(wanted.values(), order)):
                pass
    return told.end()


def _sources(
    strategy: str | None,
    models: Path | None,
    settings_file: Path | None,
    languages: tuple[str, ...],
    *,
    with_model: bool,
) -> Sources:
    from s3align.model import store  # noqa: PLC0415 -- heavy; not for --help
    from s3align.pipeline import Pipeline  # noqa: PLC0415
    from s3align.render.archive import Sources  # noqa: PLC0415
    from s3align.strategy.load import data_files, find_strategy  # noqa: PLC0415

    folder = find_strategy(strategy)
    pipeline = Pipeline(folder, models, Settings.load(settings_file))
    model = store.find_model(pipeline.strategy, folder, models)
    whole = store.model_files(model)
    return Sources(
        pipeline.strategy,
        pipeline.model,
        pipeline.settings,
        pipeline.provenance,
        {name: path.read_bytes() for name, path in data_files(folder, pipeline.strategy).items()},
        {path.name: path.read_bytes() for path in store.describing_files(model)},
        {path.name: path.read_bytes() for path in whole} if with_model else {},
        languages,
        today(),
    )


class _Told:
    """Says what is written, and what is missing in it."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._written = self._incomplete = self._without_record = 0
        self._last = order.out
        self._is_seen = sys.stderr.isatty()

    def assessed(self, cases: Cases) -> Iterator[Case]:
        """All cases with a record; the others are counted."""
        for case in cases.all():
            if isinstance(case, str):
                self._without_record += 1
            else:
                yield case

    def watched(self, written: Iterator[Written]) -> Iterator[Written]:
        """The same archives, each told of when it is written."""
        for entry in written:
            self._written, self._last = self._written + 1, entry.path
            self._incomplete += bool(entry.missing)
            if entry.missing and self._incomplete <= _MOST_TOLD:
                self._tell_missing(entry)
            elif self._is_seen:
                click.echo(f"\r{self._written}", nl=False, err=True)
            yield entry

    def _tell_missing(self, entry: Written) -> None:
        from s3align.record.codec import from_json  # noqa: PLC0415 -- not for --help

        made = from_json(entry.case.record).provenance
        hashes = {"strategy": made.strategy_hash, "model": made.model_hash, "settings": made.settings_hash}
        say = talk()
        parts = "; ".join(say(f"talk_archive_part_{part}", hash=hashes.get(part, "")[:12]) for part in entry.missing)
        click.echo(say("talk_archive_missing", file=entry.case.name, parts=parts), err=True)

    def end(self) -> int:
        """Says how many were written, and gives the exit code."""
        from s3align.jobs.archive import INDEX  # noqa: PLC0415 -- not for --help

        say = talk()
        if self._is_seen:
            click.echo("\r", nl=False, err=True)
        if (more := self._incomplete - _MOST_TOLD) > 0:
            click.echo(say("talk_archive_more", count=more, file=INDEX), err=True)
        if self._without_record:
            click.echo(say("talk_archive_without_record", count=self._without_record), err=True)
        click.echo(
            say.count(
                "talk_archive_written", self._written, place=self._last if self._written == 1 else self._order.out
            )
        )
        return SOME_REFUSED_EXIT_CODE if self._incomplete or self._without_record else 0
