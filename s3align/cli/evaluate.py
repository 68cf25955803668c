"""``s3align evaluate``: how good the scores are on labelled texts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from s3align.cli.language import spoken, talk
from s3align.cli.options import strategy_options, supported_languages
from s3align.errors import DataError, UsageError, said
from s3align.files import refuse_inputs, write_atomically
from s3align.plural import counted

if TYPE_CHECKING:
    from s3align.evaluation.evaluate import Evaluation
    from s3align.evaluation.finding import Finding
    from s3align.evaluation.padded import PaddingFigures
    from s3align.evaluation.worst_errors import WorstError

WORST = 5
"""Errors shown per language where the user says nothing: what a person reads at a glance."""


@click.command("evaluate")
@click.argument("data", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--cross-validate",
    is_flag=True,
    help="Learn on four fifths of DATA and assess the fifth left out, five times, instead of using the model.",
)
@click.option(
    "--padded",
    is_flag=True,
    help="Pad the texts of DATA with themes they are not about (term lists, slogans, copied sentences ...) and show what that changes.",
)
@click.option("--texts", type=click.IntRange(min=1), help="With --padded: at most so many texts of each language.")
@click.option("--lint", is_flag=True, help="List what is wrong or suspicious in DATA instead of measuring.")
@click.option("--kind", "kinds", multiple=True, help="Measure only texts of this kind (file name or the row's kind).")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="Table, one JSON object per language (or per finding of --lint), or a page with plots and the worst errors.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the proposals of a review file lie now (default: the folder that was assessed).",
)
@click.option("--errors", default=WORST, show_default=True, help="Worst errors shown per language, with their ledgers.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write instead of printing.")
@click.option("--force", is_flag=True, help="Overwrite the file named by --out.")
@strategy_options
@click.option("--corpus", type=click.Path(path_type=Path), help="Folder with texts/ for a strategy that has none.")
@click.option("--floors", type=click.Path(path_type=Path), help="Fail where a figure is below its floor in this file.")
@click.option("--pin", is_flag=True, help="Rewrite the floors of --floors, a little below the figures measured.")
@click.option("--reason", help="Why a floor is lowered; kept in the file.")
def evaluate_command(
    data: tuple[Path, ...],
    *,
    cross_validate: bool,
    padded: bool,
    texts: int | None,
    lint: bool,
    kinds: tuple[str, ...],
    form: str,
    folder: Path | None,
    errors: int,
    out: Path | None,
    force: bool,
    strategy: str | None,
    models: Path | None,
    corpus: Path | None,
    floors: Path | None,
    pin: bool,
    reason: str | None,
) -> int:
    """Measure the scores against labelled texts, or look for mistakes in them (--lint).

    DATA: JSON Lines with lang, text and themes or labels; proposals (PDF, .docx, .odt, .md, .txt) with what they are about in
    a .json of the same name beside them (themes, touched, none); a reviewer's CSV table with file or text, lang and themes;
    review files (review.xlsx, see `s3align review`); or folders with such JSON Lines and proposals. Rows that name a pair are compared with their translation, bad twins (twin_of)
    with their text.
    """
    from s3align.evaluation import evaluate as measuring  # noqa: PLC0415 -- heavy; not for --help
    from s3align.model.store import find_model  # noqa: PLC0415
    from s3align.strategy.load import find_strategy, load_strategy  # noqa: PLC0415

    strategy_folder = find_strategy(strategy)
    refuse_inputs([out], [*data, strategy_folder, models, corpus, floors])
    refuse_inputs([floors] if pin else [], [*data, strategy_folder, models])
    known = load_strategy(strategy_folder, supported=supported_languages())
    if lint:
        from s3align.evaluation.lint import lint_labelled  # noqa: PLC0415

        findings = lint_labelled(known, strategy_folder, data, corpus=corpus, folder=folder)
        _put(_listed(findings, form), out, force=force)
        return DataError.exit_code if any(finding.is_mistake for finding in findings) else 0
    if padded:
        _refuse_reviews(data)
        from s3align.evaluation.padded import evaluate_padded  # noqa: PLC0415 -- heavy; not for --help

        tried = evaluate_padded(known, find_model(known, strategy_folder, models), data, texts=texts)
        _put(_padded(tried, form, errors), out, force=force)
        return 0
    if cross_validate:
        found = measuring.cross_validate(known, strategy_folder, data, corpus=corpus, kinds=kinds, folder=folder)
    else:
        model = find_model(known, strategy_folder, models)
        found = measuring.evaluate(known, model, data, kinds=kinds, folder=folder)
        _warn(measuring.learnt_from(model, data))
    _tell(found)
    how = "cross-validated" if cross_validate else "model"
    _put(_shown(found, form, how, errors, known.theme_names(spoken())), out, force=force)
    if floors is not None:
        _gate(floors, data, found, pin=pin, reason=reason)
    return 0


def _listed(findings: Sequence[Finding], form: str) -> str:
    if form == "html":
        raise UsageError(said("lint_no_html", "--lint prints text or JSON. Leave --format html out."))
    if form == "json":
        return "\n".join(json.dumps(asdict(finding), ensure_ascii=False) for finding in findings)
    return "\n".join([*map(str, findings), counted(len(findings), "findings")])


def _padded(found: Mapping[str, PaddingFigures], form: str, errors: int) -> str:
    from s3align.evaluation.show import padding_lines  # noqa: PLC0415 -- heavy; not for --help

    if form == "html":
        raise UsageError(said("padded_no_html", "--padded prints text or JSON. Leave --format html out."))
    if form == "json":
        return "\n".join(_encoded({"language": language, **asdict(entry)}) for language, entry in found.items())
    return "\n\n".join("\n".join(padding_lines(entry, language, errors)) for language, entry in found.items())


def _encoded(row: Mapping[str, Any]) -> str:
    import msgspec  # noqa: PLC0415 -- heavy; not for --help

    return msgspec.json.encode(row).decode()


def _shown(found: Evaluation, form: str, how: str, errors: int, names: Mapping[str, str]) -> str:
    from s3align.evaluation.worst_errors import worst_errors  # noqa: PLC0415 -- heavy; not for --help

    worst = {language: worst_errors(rows, errors) for language, rows in found.verdicts.items()}
    if form == "html":
        from s3align.evaluation.page import render_page  # noqa: PLC0415 -- heavy; not for --help

        return render_page(found, worst, how.capitalize())
    if form == "json":
        return "\n".join(map(_encoded, _rows(found, worst)))
    return "\n\n".join(_texts(found, worst, how, names))


def _rows(found: Evaluation, worst: Mapping[str, Sequence[WorstError]]) -> Iterator[dict[str, Any]]:
    for language, figures in found.figures.items():
        yield {"language": language, **asdict(figures), "errors": worst[language]}
    if found.gap:
        yield {"parallel_texts": asdict(found.gap)}
    for language, twins in found.twins.items():
        yield {"bad_twins": language, **asdict(twins)}
    if found.reviewed:
        yield {"reviewed": found.reviewed.facts, "agreement": asdict(found.reviewed.agreement)}


def _texts(
    found: Evaluation, worst: Mapping[str, Sequence[WorstError]], how: str, names: Mapping[str, str]
) -> Iterator[str]:
    from s3align.evaluation.show import gap_line, table, twin_lines  # noqa: PLC0415 -- heavy; not for --help
    from s3align.evaluation.worst_errors import error_lines  # noqa: PLC0415

    if found.reviewed:
        from s3align.cli.plain_words import measured_text  # noqa: PLC0415
        from s3align.evaluation.agreement_words import agreement_view  # noqa: PLC0415 -- review files alone
        from s3align.render.view_agreement import agreement_lines  # noqa: PLC0415

        yield measured_text(found.reviewed, names, talk())
        yield "\n".join(agreement_lines(agreement_view(found.reviewed.agreement, (), names, spoken())))
        yield talk()("plain_technical")
    for language, figures in found.figures.items():
        yield "\n".join([table(figures, f"{language}, {how}"), *error_lines(worst[language], language)])
    if found.gap:
        yield gap_line(found.gap)
    for language, twins in found.twins.items():
        yield "\n".join(twin_lines(twins, language))


def _warn(seen: Sequence[Path]) -> None:
    if seen:
        click.echo(talk()("talk_learnt_from", files=", ".join(path.name for path in seen)), err=True)


def _tell(found: Evaluation) -> None:
    """What was not used of review files, and why the figures may be too good."""
    from s3align.cli.read_facts import learnt_lines, measured_lines  # noqa: PLC0415 -- heavy; not for --help

    lines = [
        *(measured_lines(found.reviewed, talk()) if found.reviewed else ()),
        *(learnt_lines(found.learnt, talk()) if found.learnt else ()),
    ]
    for line in lines:
        click.echo(line, err=True)


def _refuse_reviews(data: Sequence[Path]) -> None:
    from s3align.evaluation.review_files import is_review  # noqa: PLC0415 -- heavy; not for --help

    if any(is_review(path) for path in data):
        raise UsageError(said("padded_no_review", "--padded takes texts, no review files. Leave the .xlsx out."))


def _put(text: str, out: Path | None, *, force: bool) -> None:
    if out is None:
        click.echo(text)
    else:
        write_atomically(out, f"{text}\n".encode(), force=force)


def _gate(path: Path, data: Sequence[Path], found: Evaluation, *, pin: bool, reason: str | None) -> None:
    from s3align.evaluation.floors import below_floors, data_hash, pin_floors, read_floors  # noqa: PLC0415
    from s3align.evaluation.proposals import files_of  # noqa: PLC0415

    files = files_of(data)
    if pin:
        pin_floors(path, files, found, reason)
        return
    pinned = read_floors(path).get(data_hash(files))
    if pinned is None:
        raise UsageError(
            said("no_floors", "{file} has no floors for these files as they are now. Pin them with --pin.", file=path)
        )
    worse = below_floors(found, pinned["floors"])
    if worse:
        advice = talk()("talk_below_floors", figures="; ".join(worse))
        raise click.ClickException(advice)
