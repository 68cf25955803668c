"""``s3align review``: the file in which people judge the proposals of a run, brought up to date and merged."""

from __future__ import annotations

import gc
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
from s3align.garbage import no_collection
from s3align.render.messages import LANGUAGES

if TYPE_CHECKING:
    from s3align.cli.review_words import Differences
    from s3align.errors import Said
    from s3align.render.review_workbook import ReviewBook
    from s3align.render.review_workbook_merge import BroughtOver, Merge, MergedFile
    from s3align.render.review_workbook_outcome import Outcome
    from s3align.store.run_proposals import RunProposals
    from s3align.strategy.model import Strategy

UNSETTLED_EXIT_CODE = 22
"""Done, but somebody has to settle conflicts, or cells that cannot be understood."""
_MOST_TOLD = 20
"""Cells that are named."""


@click.command("review")
@click.argument("results", type=click.Path(path_type=Path))
@click.option(
    "--reviewer",
    default="",
    help="Write a file of their own for this person, without the entries of others; their own in review.xlsx come along.",
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
@language_option("the file", "that of the file; of a new one, that of the run's reports, else see s3align --help")
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
    letter; the version before is kept as a copy with its date. Words chosen from a list are shown in the language of the file
    and follow it when --lang changes it; in whichever language they stand, they mean the same.

    With --merge, an entry that a person has corrected in their own file takes the place of the one taken from it before. What
    readers differ on stands on a sheet of its own: choose the outcome of your talk there, and it counts.

    \b
    s3align review RESULTS
    s3align review RESULTS --reviewer A
    s3align review RESULTS --merge review-A.xlsx --merge review-B.xlsx

    \b
    Exit codes:
       0  the file is up to date
       2  wrong call, or the file is open in Excel
       3  the file is damaged, or no review file
      22  done; with conflicts, unclear cells, or entries of another run
    """  # noqa: D205, D301 -- \b keeps the lines below as they are
    from s3align.cli.review_words import taken_lines  # noqa: PLC0415
    from s3align.render.review_workbook_begin import open_review  # noqa: PLC0415 -- heavy; not for --help
    from s3align.render.review_workbook_columns import form_of  # noqa: PLC0415
    from s3align.render.review_workbook_merge import Merge  # noqa: PLC0415
    from s3align.store.deletions import deleted  # noqa: PLC0415
    from s3align.store.review import REVIEW_FILE  # noqa: PLC0415
    from s3align.store.run_proposals import run_proposals  # noqa: PLC0415
    from s3align.strategy.load import find_strategy, load_strategy  # noqa: PLC0415
    from s3align.strategy.model import wording  # noqa: PLC0415

    path = out or results / (f"review-{_file_name(reviewer)}.xlsx" if reviewer else REVIEW_FILE)
    _check_call(path, reviewer=reviewer, blind=blind, merged=merged)
    _check_place(path, results)
    known = load_strategy(find_strategy(strategy), supported=supported_languages())
    run = run_proposals(results)
    _check_themes(results, run, known)
    asked = context.get_parameter_source("language") is ParameterSource.COMMANDLINE
    chosen = language if asked or context.find_root().params.get("language") else _known(run.language) or language
    form = form_of(known, chosen, run.folder, reviewer=reviewer.strip(), is_blind=blind)
    with no_collection():
        book = open_review(path, form, today(), keeps_language=not asked)
        if merged:
            book = book.afresh()
        common = results / REVIEW_FILE
        brings = book.is_new and bool(reviewer) and common.exists() and common.resolve() != path.resolve()
        book.follow(run)
        merge = Merge(book, later_wins=later, deleted=deleted(results))
        taken, brought = _take_in(merge, merged, common if brings else None)
        _bring_up_to_date(book, merge)
        differences = _compare(book) if merged or book.has_differences or _has_several(book) else None
        outcome = book.write(wording(known.name, book.form.language))
    for line in taken_lines(taken, brought, book.messages("review_head_reviewer"), talk()):
        click.echo(line, err=True)
    return _tell(book, outcome, differences, results)


def _known(language: str) -> str:
    """A language of an earlier run, where it is still spoken."""
    return language if language in LANGUAGES else ""


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


def _check_place(path: Path, results: Path) -> None:
    """Beside the results a name tells a review file from what every run writes anew, and `forget` finds it by that."""
    from s3align.store.review import is_review_file  # noqa: PLC0415 -- not for --help

    if path.resolve().is_relative_to(results.resolve()) and not (
        path.resolve().parent == results.resolve() and is_review_file(path)
    ):
        raise UsageError(
            said(
                "review_name",
                "{file} lies among the results, where review files are called review-NAME.xlsx. Name it so, directly in "
                "{results}, or name a file outside.",
                file=shown_name(path),
                results=shown_name(results),
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


def _take_in(merge: Merge, merged: Sequence[Path], common: Path | None) -> tuple[list[MergedFile], BroughtOver]:
    """``common``: the file of all, out of which a person's own entries come into their new file."""
    from s3align.render.review_workbook_merge import BroughtOver  # noqa: PLC0415 -- heavy; not for --help

    taken = []
    for file in merged:
        taken.append(merge.take_in(file))
        gc.collect()  # the workbook of the file: tens of megabytes that hold each other
    return taken, merge.bring_over(common) if common else BroughtOver()


def _bring_up_to_date(book: ReviewBook, merge: Merge) -> None:
    book.add_rows(tuple(merge.pending.values()))
    book.show()
    book.read()


def _has_several(book: ReviewBook) -> bool:
    return len({reading.reviewer for reading in book.outcome.readings}) > 1


def _compare(book: ReviewBook) -> Differences:
    """Writes how far the readers agree, and what they should talk about; how much that is."""
    from s3align.cli.review_words import Differences  # noqa: PLC0415
    from s3align.evaluation.agreement import agreement  # noqa: PLC0415
    from s3align.evaluation.agreement_words import agreement_view  # noqa: PLC0415 -- heavy; not for --help
    from s3align.evaluation.disagreements import Gravity, disagreements  # noqa: PLC0415
    from s3align.render.review_settled import difference_id  # noqa: PLC0415
    from s3align.render.review_workbook_differences import write_differences  # noqa: PLC0415
    from s3align.render.review_workbook_talk import write_agreement  # noqa: PLC0415

    readings, themes, machine = book.outcome.readings, book.form.theme_ids, book.program()
    found = disagreements(readings, themes)
    view = agreement_view(agreement(readings, themes, machine), found, book.form.names, book.form.language)
    said_of_it = [machine.get(entry.sha256, {}).get(entry.theme or "") for entry in found]
    program = [book.messages(f"verdict_{verdict}") if verdict else "" for verdict in said_of_it]
    ids = [difference_id(entry.sha256, entry.theme) for entry in found]
    settled = {difference_id(entry.sha256, entry.theme) for entry in book.settled}
    write_agreement(book, view)
    sheet = write_differences(book, view, ids, program)
    still = [entry.gravity for key, entry in zip(ids, found, strict=True) if key not in settled]
    return Differences(len(still), still.count(Gravity.OPPOSITE), len(settled), sheet)


def _tell(book: ReviewBook, outcome: Outcome, differences: Differences | None, results: Path) -> int:
    """What was written, what is to be settled, and what to do next; the exit code."""
    from s3align.cli.review_words import book_lines  # noqa: PLC0415 -- heavy; not for --help

    say = talk()
    if book.is_memory_lost:
        click.echo(say("talk_review_memory_lost", file=shown_name(book.path)), err=True)
    _complain(book.path, [cell.said for cell in outcome.wrong])
    for path in dict.fromkeys(path for path, _ in outcome.wrong_elsewhere):
        _complain(path, [cell.said for place, cell in outcome.wrong_elsewhere if place == path])
    if outcome.is_written:
        for kind in outcome.reduced:
            click.echo(say(f"talk_review_reduced_{kind}"), err=True)
    click.echo(f"{', '.join(_counts(outcome))}. → {book.path}")
    if outcome.typed_over:
        click.echo(say.count("talk_review_typed_over", outcome.typed_over), err=True)
    if not outcome.is_written:
        click.echo(say("talk_review_unchanged", file=shown_name(book.path)), err=True)
    if outcome.copy:
        click.echo(say("talk_review_copy", copy=shown_name(outcome.copy)), err=True)
    for line in book_lines(book, differences, say):
        click.echo(line, err=True)
    click.echo(_next(book, outcome, results), err=True)
    unsettled = outcome.conflicts or outcome.wrong or outcome.wrong_elsewhere or outcome.of_another_run
    return UNSETTLED_EXIT_CODE if unsettled else 0


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
    if book.form.reviewer:
        return say(
            "talk_review_next_reviewer",
            reviewer=book.form.reviewer,
            results=quoted(results),
            file=quoted(book.path),
        )
    return say("talk_review_next_fill")
