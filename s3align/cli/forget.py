"""``s3align forget``: delete one case from a folder of results completely."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from s3align.cli.batch import SOME_REFUSED_EXIT_CODE
from s3align.cli.language import in_words, talk
from s3align.cli.options import strategy_option, supported_languages
from s3align.cli.today import today
from s3align.errors import S3AlignError, UsageError, said
from s3align.files import shown_name
from s3align.render.messages import LANGUAGES
from s3align.settings import Settings

if TYPE_CHECKING:
    from s3align.jobs.forget import Plan
    from s3align.store.results import ResultStore
    from s3align.strategy.model import Strategy

_NOT_CONFIRMED_EXIT_CODE = 2
_MOST_TOLD = 20
"""Names of a kind that are told."""


@click.command("forget")
@click.argument("results", type=click.Path(path_type=Path))
@click.argument("file", metavar="FILE")
@click.option(
    "--with-proposal",
    is_flag=True,
    help="Delete the proposal in its folder too, with all copies of the same bytes there.",
)
@click.option("--yes", is_flag=True, help="Do not ask: for scripts.")
@click.option("--no-trace", is_flag=True, help="Leave no line in deletions.csv.")
@click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    help="Language of the tables and the overview (default: that of the last run).",
)
@strategy_option
def forget_command(
    results: Path,
    file: str,
    *,
    with_proposal: bool,
    yes: bool,
    no_trace: bool,
    language: str | None,
    strategy: str | None,
) -> int:
    """Delete the case FILE from RESULTS (the --out of batch) completely: records of all versions, reports, rows of all tables,
    what people wrote of it in review files and their copies, archives that lie below RESULTS. It says what will go, and asks.

    FILE: a name as it stands in the results. Files with the same bytes are the same case and go with it. The proposal stays
    in its folder unless you say --with-proposal; the next run would assess it again. Archives kept elsewhere, backups and
    mails are out of reach.

    RESULTS/deletions.csv keeps the day and the checksum of the file, so that the deletion can be shown. Whoever has the file
    can find its line; --no-trace leaves none.

    \b
    Exit codes:
       0  deleted
       2  wrong call, an unknown name, a file that is open elsewhere,
          or not confirmed: nothing was deleted
      22  deleted, but something is left to do: the message says what
    """  # noqa: D205, D301 -- \b keeps the lines below as they are
    from s3align.jobs.forget import carry_out, is_unfinished, plan  # noqa: PLC0415 -- heavy; not for --help
    from s3align.jobs.results_folder import open_results  # noqa: PLC0415
    from s3align.jobs.run import LEDGER  # noqa: PLC0415
    from s3align.store.deletions import note_deletion  # noqa: PLC0415
    from s3align.store.forgetting import open_for_forgetting  # noqa: PLC0415
    from s3align.strategy.load import find_strategy, load_strategy  # noqa: PLC0415

    known = load_strategy(find_strategy(strategy), supported=supported_languages())
    day = today()
    with open_results(results) as store, open_for_forgetting(results / LEDGER) as ledger:
        _check_themes(results, ledger.themes(), known)
        spoken = language or ledger.language() or talk().language
        if is_unfinished(results):
            _write_anew(store, results, known, spoken, for_excel=False)
            click.echo(talk()("talk_forget_finished"), err=True)
        found = plan(results, store.folder(), ledger, file, Settings.load().max_file_bytes)
        _say(found, results, with_proposal=with_proposal)
        if not (yes or _is_confirmed()):
            click.echo(talk()("talk_forget_kept"), err=True)
            return _NOT_CONFIRMED_EXIT_CODE
        for_excel = _is_for_excel(results)

        def note() -> None:
            if not no_trace:
                note_deletion(results, day, found.case.versions)

        carry_out(found, results, ledger, note, with_proposal=with_proposal)
        is_whole = _write_anew(store, results, known, spoken, for_excel=for_excel)
    return _end(found, results, is_whole=is_whole, is_noted=not no_trace)


def _check_themes(results: Path, themes: frozenset[str], strategy: Strategy) -> None:
    if not themes <= {theme.id for theme in strategy.themes}:
        raise UsageError(
            said(
                "forget_other_strategy",
                "The tables in {folder} cannot be written anew with the strategy '{strategy}': it has other themes. Name the one "
                "used with --strategy. Nothing was deleted.",
                folder=shown_name(results),
                strategy=strategy.id,
            )
        )


def _say(found: Plan, results: Path, *, with_proposal: bool) -> None:
    """What will go, what stays, and what nobody can reach from here."""
    for line in _lines(found, results, with_proposal=with_proposal):
        click.echo(line, err=True)


def _lines(found: Plan, results: Path, *, with_proposal: bool) -> Iterator[str]:
    say, case = talk(), found.case
    yield say("talk_forget_goes", folder=shown_name(results))
    yield f"- {say('talk_forget_case', name=case.name, sha256=case.sha256)}"
    if others := case.names[1:]:
        yield f"- {say('talk_forget_copies', names=_named(others))}"
    yield f"- {say('talk_forget_records', records=len(case.keys), reports=len(found.reports))}"
    for review in (review for review in found.reviews if review.is_changed):
        yield f"- {say('talk_forget_review', file=review.path.name, count=review.readings)}"
    if found.archives:
        yield f"- {say('talk_forget_archives', names=_named([path.name for path in found.archives]))}"
    if with_proposal and found.proposals:
        yield f"- {say('talk_forget_proposal', names=_named([shown_name(path) for path in found.proposals]))}"
    if found.proposals and not with_proposal:
        yield say("talk_forget_proposal_stays", names=_named([shown_name(path) for path in found.proposals]))
    if found.similar:
        yield say("talk_forget_similar", names=_named(found.similar))
    yield say("talk_forget_beyond")


def _named(names: tuple[str, ...] | list[str]) -> str:
    more = len(names) - _MOST_TOLD
    return ", ".join(names[:_MOST_TOLD]) + (f" … (+{more})" if more > 0 else "")


def _is_confirmed() -> bool:
    """Whether somebody at a terminal says yes. Raises UsageError where nobody is there to ask."""
    if not sys.stdin.isatty():
        raise UsageError(
            said("forget_not_asked", "Nobody can be asked here. Call in a terminal, or add --yes. Nothing was deleted.")
        )
    answer = click.prompt(talk()("talk_forget_question"), default="", show_default=False, err=True)
    return str(answer).strip().casefold() in talk()("talk_forget_yes").split()


def _is_for_excel(results: Path) -> bool:
    """Whether the table of the last run was written for a German Excel."""
    path = results / "results.csv"
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(3) == b"\xef\xbb\xbf"


def _write_anew(store: ResultStore, results: Path, strategy: Strategy, language: str, *, for_excel: bool) -> bool:
    from s3align.render.results import write_results  # noqa: PLC0415 -- heavy; not for --help

    try:
        write_results(store, results, strategy, language, for_excel=for_excel, places=store.shortlist())
    except S3AlignError as error:
        click.echo(talk()("talk_forget_tables", why=in_words(error)), err=True)
        return False
    return True


def _end(found: Plan, results: Path, *, is_whole: bool, is_noted: bool) -> int:
    from s3align.store.deletions import DELETIONS  # noqa: PLC0415 -- not for --help

    say, left = talk(), list(_left(found))
    if left:
        click.echo(say("talk_forget_left"), err=True)
    for line in left:
        click.echo(f"- {line}", err=True)
    noted = say("talk_forget_noted", file=DELETIONS) if is_noted else ""
    done = say("talk_forget_done_but" if left else "talk_forget_done", name=found.case.name)
    click.echo(f"{done} {noted}".rstrip() + f" → {results}")
    return SOME_REFUSED_EXIT_CODE if left or not is_whole else 0


def _left(found: Plan) -> Iterator[str]:
    """Where the case is still named in what people wrote, and what could not be looked into."""
    say = talk()
    for review in found.reviews:
        if review.mentions:
            places = [say(f"talk_forget_place_{entry.kind}", place=entry.place) for entry in review.mentions]
            yield say("talk_forget_mentions", file=review.path.name, places=_named(places))
    for why in dict.fromkeys(entry.why for entry in found.left):
        files = [entry.path for entry in found.left if entry.why is why]
        yield say(f"talk_forget_left_{why}", files=_named(files))
