"""``s3align check``: assess proposals, print a summary, write reports."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from s3align.cli.language import in_words, talk
from s3align.cli.options import language_option, password_option, settings_option, strategy_options
from s3align.cli.today import today
from s3align.errors import (
    SEVERAL_REASONS_EXIT_CODE,
    Cause,
    NotAssessableError,
    NotJudgedError,
    OutputExistsError,
    TimedOutError,
    TooLargeError,
    UsageError,
    said,
)
from s3align.files import exists_already, name_within_limit, refuse_inputs, shown_name, write_atomically
from s3align.settings import Settings

if TYPE_CHECKING:
    from s3align.pipeline import Pipeline
    from s3align.record.assessment import Assessment

_STDIN = "-"
_SUFFIXES = {"html": ".s3align.html", "pdf": ".s3align.pdf", "json": ".s3align.json", "text": ".s3align.txt"}
_ENDINGS = {"html": "html", "pdf": "pdf", "json": "json", "txt": "text"}


@dataclass(frozen=True, slots=True)
class _Options:
    language: str
    format: str
    force: bool
    password: str | None
    timings: bool
    annotate: Path | None
    attachment: str | None
    brief: bool
    pipeline: Pipeline
    today: date


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@language_option("report and summary")
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "pdf", "json", "jsonl", "text"]),
    help="html: report file and summary; pdf: tagged PDF (PDF/UA-1) for print; json: record file; jsonl: a record a line to standard output; text: summary only. Default: by the ending of --out, else html.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Report file, or a folder for several files. Default: in the current folder, named after the file, e.g. antrag.s3align.html.",
)
@click.option("--brief", is_flag=True, help="With --format pdf: the short form of two pages for committees.")
@click.option("--force", is_flag=True, help="Allow overwriting existing reports.")
@password_option("an encrypted PDF (never logged or stored)")
@click.option("--attachment", metavar="NAME", help="Assess a file attached to the PDF instead of its pages.")
@strategy_options
@settings_option()
@click.option(
    "--annotate",
    type=click.Path(path_type=Path),
    help="Write a copy of the PDF with the evidence highlighted, a colour for each theme, and a legend as its first page.",
)
@click.option("--timings", is_flag=True, help="Print the seconds of each stage to standard error as JSON lines.")
def check_command(
    files: tuple[str, ...],
    *,
    language: str,
    form: str | None,
    out: Path | None,
    force: bool,
    brief: bool,
    password: str | None,
    attachment: str | None,
    settings_file: Path | None,
    timings: bool,
    annotate: Path | None,
    strategy: str | None,
    models: Path | None,
) -> int:
    """Assess proposals (PDF, .docx, .odt, .txt, .md; "-" reads text from standard input) and write a report for each.

    \b
    Exit codes:
       0  all assessed
       2  wrong call
      10  unsupported kind of file
      11  encrypted
      12  damaged
      13  no text, such as a scan
      14  too little text
      15  language not covered
      16  too large
      17  a stage took longer than its limit
      18  not assessed this time: run it again
      19  an error in the program
      20  several files, different reasons
    """  # noqa: D301 -- \b keeps the lines below as they are
    from s3align import budget  # noqa: PLC0415 -- not for --help
    from s3align.pipeline import Pipeline, start_reader  # noqa: PLC0415 -- heavy; not for --help
    from s3align.render.annotated import refuse_other_files  # noqa: PLC0415
    from s3align.strategy.load import find_strategy  # noqa: PLC0415

    if annotate and (len(files) > 1 or files[0] == _STDIN):
        raise UsageError(said("annotate_one", "--annotate writes one copy. Give one PDF file."))
    if attachment and annotate:
        raise UsageError(
            said("annotate_attachment", "--annotate marks the pages of the PDF itself. Leave --attachment out.")
        )
    if annotate:
        refuse_other_files(Path(files[0]).name)
    form = _format(form, out)
    if brief and form != "pdf":
        raise UsageError(
            said("brief_is_pdf", "--brief is the short form of the PDF. Add --format pdf, or leave --brief out.")
        )
    targets = {file: _target(file, form, out, several=len(files) > 1) for file in files}
    refuse_inputs(
        (*targets.values(), annotate),
        (*(Path(file) for file in files if file != _STDIN), settings_file, find_strategy(strategy), models),
    )
    _refuse_existing([target for target in (*targets.values(), annotate) if target], force=force)
    settings = Settings.load(settings_file)
    start_reader(settings)  # while strategy and model are loaded
    pipeline = Pipeline(strategy, models, settings)
    options = _Options(language, form, force, password, timings, annotate, attachment, brief, pipeline, today())
    budget.own_process()
    codes = {_check_or_tell(file, targets[file], options, several=len(files) > 1) for file in files}
    codes.discard(0)
    return codes.pop() if len(codes) == 1 else (SEVERAL_REASONS_EXIT_CODE if codes else 0)


def _format(form: str | None, out: Path | None) -> str:
    """The format asked for, or that of the ending of ``out``. Raises UsageError where the two contradict each other."""
    ending = out.suffix.lower().removeprefix(".") if out and not out.is_dir() else ""
    meant = _ENDINGS.get(ending)
    if form and meant and form in _SUFFIXES and form != meant:
        raise UsageError(
            said(
                "ending_and_format",
                "{file} ends in .{ending}, but the format is {format}. Leave --format out, or change the ending.",
                file=out,
                ending=ending,
                format=form,
            )
        )
    return form or meant or "html"


def _target(file: str, form: str, out: Path | None, *, several: bool) -> Path | None:
    if form == "jsonl" and out is not None:
        raise UsageError(
            said(
                "jsonl_and_out",
                "--format jsonl prints to standard output. Leave --out out and redirect it, or use --format json.",
            )
        )
    if form not in _SUFFIXES or (form == "text" and out is None):  # printed
        return None
    name = name_within_limit("stdin" if file == _STDIN else Path(file).stem, _SUFFIXES[form])
    if out is None:
        return Path(name)
    if out.is_dir():
        return out / name
    if several:
        raise UsageError(
            said(
                "out_no_folder", "{out} is not a folder. Name an existing folder with --out for several files.", out=out
            )
        )
    return out


def _refuse_existing(targets: list[Path], *, force: bool) -> None:
    doubled = {target for target in targets if targets.count(target) > 1}
    if doubled:
        raise UsageError(
            said(
                "two_to_one",
                "Two files would be written to {file}. Check them one by one with --out.",
                file=min(doubled),
            )
        )
    existing = [target for target in targets if os.path.lexists(target)]
    if existing and not force:
        raise OutputExistsError(exists_already(existing[0]))


def _check_or_tell(file: str, target: Path | None, options: _Options, *, several: bool) -> int:
    """The exit code of a file; one that cannot be opened gets a record where programs read them, and the others follow."""
    from s3align.pipeline import source_name  # noqa: PLC0415 -- not for --help
    from s3align.record.assessment import DocumentFacts  # noqa: PLC0415

    try:
        return _check_one(file, target, options)
    except OutputExistsError:
        raise
    except UsageError as error:
        assessment = options.pipeline.refused(
            NotJudgedError(Cause.UNREACHABLE), DocumentFacts(name=source_name(file), sha256=None)
        )
        if options.format == "jsonl":
            _emit(assessment, None, options)
        if not several:
            raise
        click.echo(f"s3align: {in_words(error)}", err=True)
        return error.exit_code


def _check_one(file: str, target: Path | None, options: _Options) -> int:
    pipeline = options.pipeline
    most = pipeline.settings.max_file_bytes
    source: Path | bytes = sys.stdin.buffer.read(most + 1) if file == _STDIN else Path(file)
    name = "stdin.txt" if file == _STDIN else None
    if options.attachment and isinstance(source, Path):
        source = pipeline.attachment(source, options.attachment, password=options.password)
        name = options.attachment
    assessment = pipeline.check_document(
        source,
        name=name,
        password=options.password,
        progress=_show_progress if sys.stderr.isatty() else None,
        timer=_print_timing if options.timings else None,
    ).assessment
    start = perf_counter()
    if options.annotate and assessment.is_assessed:
        _write_annotated(Path(file), assessment, options.annotate, options)
    assessment = _emit_in_time(assessment, target, options)
    if options.timings:
        _print_timing("report", perf_counter() - start)
    _tell(assessment, target, options)
    return exit_code(assessment)


def _tell(assessment: Assessment, target: Path | None, options: _Options) -> None:
    """The summary, where the report is, and why there is none where a program reads the record."""
    from s3align.render.messages import Messages  # noqa: PLC0415 -- not for --help
    from s3align.render.text import render_text  # noqa: PLC0415
    from s3align.render.wording import reason_sentence  # noqa: PLC0415

    if options.format in ("html", "pdf", "text"):
        click.echo(render_text(assessment, options.pipeline.strategy, options.language, assessed_on=options.today))
    if target is not None:
        click.echo(f"→ {shown_name(target)}", err=options.format == "json")
    if options.annotate is not None and assessment.is_assessed:
        click.echo(f"→ {shown_name(options.annotate)}", err=options.format in ("json", "jsonl"))
    if assessment.reason is not None and options.format in ("json", "jsonl"):
        click.echo(f"s3align: {reason_sentence(assessment, Messages.load(options.language))}", err=True)


def _show_progress(done: int, total: int) -> None:
    line = talk()("talk_recognition", page=done, total=total)
    click.echo(f"\r{line}" + ("\n" if done == total else ""), nl=False, err=True)


def _write_annotated(file: Path, assessment: Assessment, target: Path, options: _Options) -> None:
    from s3align.render.annotated import render_annotated  # noqa: PLC0415 -- not for --help

    body = render_annotated(
        file,
        assessment,
        options.pipeline,
        options.language,
        assessed_on=options.today,
        password=options.password,
    )
    write_atomically(target, body, force=options.force)


def _emit(assessment: Assessment, target: Path | None, options: _Options) -> None:
    from s3align.record.codec import to_json  # noqa: PLC0415 -- not for --help
    from s3align.render import render  # noqa: PLC0415

    if options.format == "jsonl":
        click.echo(to_json(assessment).decode())
    elif target is not None:
        body = render(
            assessment,
            options.pipeline.strategy,
            options.language,
            options.format,
            brief=options.brief,
            assessed_on=options.today,
        )
        write_atomically(target, body, force=options.force)


def _emit_in_time(assessment: Assessment, target: Path | None, options: _Options) -> Assessment:
    """Writes the report; where that takes too long, one that says so. The assessment of the report written."""
    from s3align import budget  # noqa: PLC0415 -- not for --help

    try:
        with budget.spending(options.pipeline.budget("rendering")):
            _emit(assessment, target, options)
    except (TimedOutError, TooLargeError) as error:
        assessment = options.pipeline.refused(error, assessment.document)
        _emit(assessment, target, options)
    return assessment


def exit_code(assessment: Assessment) -> int:
    """0 for an assessed document, else the code of its reason."""
    codes = {kind.reason: kind.exit_code for kind in NotAssessableError.__subclasses__()}
    return codes[assessment.reason.value] if assessment.reason else 0


def _print_timing(stage: str, seconds: float) -> None:
    click.echo(json.dumps({"stage": stage, "seconds": round(seconds, 4)}), err=True)
