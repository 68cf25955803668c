"""``s3align review``: the file in which people judge the proposals of a run, brought up to date and merged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from s3align.cli.language import in_words, talk
from s3align.cli.options import language_option, strategy_option, supported_languages
from s3align.cli.today import today
from s3align.errors import UsageError, said
from s3align.files import quoted, shown_name

if TYPE_CHECKING:
    from s3align.errors import Said
    from s3align.render.review_workbook import Outcome, ReviewBook
    from s3align.render.review_workbook_merge import MergedFile
    from s3align.store.run_proposals import RunProposals
    from s3align.strategy.model import Strategy

UNSETTLED_EXIT_CODE = 22
"""Done, but somebody has to settle conflicts, or cells that cannot be understood."""
_MOST_TOLD = 20
"""Cells that are named."""


@click.command("review")
@click.argument("results", type=click.Path(path_type=Path))
@click.option(
    "--reviewer", default="", help="Write a file of their own for this person, without the entries of others."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File instead of review.xlsx (with --reviewer: instead of review-NAME.xlsx) in RESULTS.",
)
@click.option(
    "--blind", is_flag=True, help="With --reviewer: leave the program's verdicts out, so that they pull nobody."
)
@click.option(
    "--merge",
    "merged",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Take the file of a person into review.xlsx; can be given several times.",
)
@click.option("--later", is_flag=True, help="With --merge: where a person says two things, the later date wins.")
@language_option("the file")
@strategy_option
@click.pass_context
def review_command(
    context: click.Context,
    results: Path,
    *,
    reviewer: str,
    out: Path | None,
    blind: bool,
    merged: tuple[Path, ...],
    later: bool,
    language: str,
    strategy: str | None,
) -> int:
    """Write review.xlsx into RESULTS (the --out of batch): a row per proposal, with columns for your own verdicts, reason,
    decision and date. Called again, it brings the file up to date with the last run. What people have entered stays to the
    letter; the version before is kept as a copy with its date.

    \b
    s3align review RESULTS
    s3align review RESULTS --reviewer "Ada Berg"
    s3align review RESULTS --merge review-Ada_Berg.xlsx --merge review-Ben.xlsx

    \b
    Exit codes:
       0  the file is up to date
       2  wrong call, or the file is open in Excel
       3  the file is damaged, or no review file
      22  done, but there are conflicts, or cells that cannot be understood
    """  # noqa: D205, D301 -- \b keeps the lines below as they are
    from s3align.render.review_workbook_begin import open_review  # noqa: PLC0415 -- heavy; not for --help
    from s3align.render.review_workbook_columns import form_of  # noqa: PLC0415
    from s3align.store.review import REVIEW_FILE  # noqa: PLC0415
    from s3align.store.run_proposals import run_proposals  # noqa: PLC0415
    from s3align.strategy.load import find_strategy, load_strategy  # noqa: PLC0415
    from s3align.strategy.model import wording  # noqa: PLC0415

    path = out or results / (f"review-{_file_name(reviewer)}.xlsx" if reviewer else REVIEW_FILE)
    _check_call(path, reviewer=reviewer, blind=blind, merged=merged)
    known = load_strategy(find_strategy(strategy), supported=supported_languages())
    run = run_proposals(results)
    _check_themes(results, run, known)
    form = form_of(known, language, run.folder, reviewer=reviewer.strip(), is_blind=blind)
    keeps_language = context.get_parameter_source("language") is not ParameterSource.COMMANDLINE
    book = open_review(path, form, today(), keeps_language=keeps_language)
    if merged:
        book = book.afresh()
    taken = _bring_up_to_date(book, run, merged, later=later)
    if merged or _has_several(book):
        _compare(book)
    outcome = book.write(wording(known.name, book.form.language))
    return _tell(book, outcome, taken, results)


def _file_name(reviewer: str) -> str:
    """A name as part of a file's name on any system."""
    return "".join(sign if sign.isalnum() or sign in "-." else "_" for sign in reviewer.strip()) or "_"


def _check_call(path: Path, *, reviewer: str, blind: bool, merged: Sequence[Path]) -> None:
    if blind and not reviewer:
        raise UsageError(
            said("review_blind_whose", "--blind is for the file of one person. Name them with --reviewer NAME.")
        )
    if merged and reviewer:
        raise UsageError(
            said("review_merge_reviewer", "--merge merges into review.xlsx. Leave --reviewer and --blind out.")
        )
    for file in merged:
        if file.resolve() == path.resolve():
            raise UsageError(
                said(
                    "review_merge_itself",
                    "{file} cannot be merged with itself. Name the files of the persons.",
                    file=shown_name(file),
                )
            )


def _check_themes(results: Path, run: RunProposals, strategy: Strategy) -> None:
    themes = {theme for proposal in run.proposals for theme in proposal.verdicts}
    if not themes <= {theme.id for theme in strategy.themes}:
        raise UsageError(
            said(
                "review_run_of_another",
                "The results in {folder} have other themes than the strategy '{strategy}'. Name the one used with --strategy.",
                folder=shown_name(results),
                strategy=strategy.id,
            )
        )


def _bring_up_to_date(book: ReviewBook, run: RunProposals, merged: Sequence[Path], *, later: bool) -> list[MergedFile]:
    from s3align.render.review_workbook_merge import Pending, take_in  # noqa: PLC0415 -- heavy; not for --help

    book.follow(run)
    pending: Pending = {}
    taken = [take_in(book, file, pending, later_wins=later) for file in merged]
    book.add_rows(tuple(pending.values()))
    book.show()
    book.read()
    return taken


def _has_several(book: ReviewBook) -> bool:
    return len({reading.reviewer for reading in book.outcome.readings}) > 1


def _compare(book: ReviewBook) -> None:
    """Writes how far the readers agree, and what they should talk about."""
    from s3align.cli.agreement_words import agreement_view  # noqa: PLC0415 -- heavy; not for --help
    from s3align.evaluation.agreement import agreement  # noqa: PLC0415
    from s3align.evaluation.disagreements import disagreements  # noqa: PLC0415
    from s3align.render.review_workbook_talk import difference_id, write_agreement, write_differences  # noqa: PLC0415

    readings, themes, machine = book.outcome.readings, book.form.theme_ids, book.program()
    found = disagreements(readings, themes)
    view = agreement_view(agreement(readings, themes, machine), found, book.form.names, book.form.language)
    said_of_it = [machine.get(entry.sha256, {}).get(entry.theme or "") for entry in found]
    program = [book.messages(f"verdict_{verdict}") if verdict else "" for verdict in said_of_it]
    ids = [difference_id(entry.sha256, entry.theme) for entry in found]
    write_agreement(book.book, view, book.messages, book.writer)
    write_differences(book.book, view, ids, program, book.messages, book.writer)


def _tell(book: ReviewBook, outcome: Outcome, taken: Sequence[MergedFile], results: Path) -> int:
    """What was written, what is to be settled, and what to do next; the exit code."""
    say = talk()
    for file in taken:
        shown = shown_name(file.path)
        click.echo(say("talk_review_merged", file=shown, entries=file.entries, taken=file.taken), err=True)
    _complain(book.path, [cell.said for cell in outcome.wrong])
    for path in dict.fromkeys(path for path, _ in outcome.wrong_elsewhere):
        _complain(path, [cell.said for place, cell in outcome.wrong_elsewhere if place == path])
    if outcome.is_written:
        for kind in outcome.reduced:
            click.echo(say(f"talk_review_reduced_{kind}"), err=True)
    click.echo(f"{', '.join(_counts(outcome))}. → {book.path}")
    if not outcome.is_written:
        click.echo(say("talk_review_unchanged", file=shown_name(book.path)), err=True)
    if outcome.copy:
        click.echo(say("talk_review_copy", copy=shown_name(outcome.copy)), err=True)
    click.echo(_next(book, outcome, results), err=True)
    return UNSETTLED_EXIT_CODE if outcome.conflicts or outcome.wrong or outcome.wrong_elsewhere else 0


def _complain(path: Path, sentences: Sequence[Said]) -> None:
    if not sentences:
        return
    click.echo(talk()("talk_review_wrong", file=shown_name(path)), err=True)
    for sentence in sentences[:_MOST_TOLD]:
        click.echo(f"  {in_words(sentence)}", err=True)
    if more := len(sentences[_MOST_TOLD:]):
        click.echo(f"  {talk()('talk_review_wrong_more', count=more)}", err=True)


def _counts(outcome: Outcome) -> Iterator[str]:
    say = talk()
    yield say.count("talk_review_proposals", outcome.proposals)
    yield say.count("talk_review_filled", outcome.filled)
    for kind in ("added", "changed", "gone"):
        if number := getattr(outcome, kind):
            yield say(f"talk_review_{kind}", count=number)
    if outcome.conflicts:
        yield say.count("talk_review_conflicts", outcome.conflicts)


def _next(book: ReviewBook, outcome: Outcome, results: Path) -> str:
    """The most urgent thing to do."""
    say, status = talk(), book.messages("review_head_status")
    if outcome.conflicts:
        return say("talk_review_next_conflicts", status=status)
    if outcome.changed:
        return say("talk_review_next_changed", status=status)
    if book.form.reviewer and not outcome.filled:
        return say(
            "talk_review_next_reviewer",
            reviewer=book.form.reviewer,
            results=quoted(results),
            file=quoted(book.path),
        )
    return say("talk_review_next_fill")
