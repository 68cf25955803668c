"""``s3align train``: make the model of a strategy."""

from __future__ import annotations

from pathlib import Path

import click

from s3align.cli.language import talk
from s3align.cli.options import strategy_options, supported_languages


@click.command("train")
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Labelled texts (JSON Lines) or review files (review.xlsx) to learn from beside the strategy's texts; can be given several times.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the proposals of a review file lie now (default: the folder that was assessed).",
)
@strategy_options
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    help="Folder with statistics/ to keep what is learnt, and with texts/ for a strategy that has none (default: the package's).",
)
def train_command(
    data: tuple[Path, ...],
    *,
    folder: Path | None,
    strategy: str | None,
    models: Path | None,
    corpus: Path | None,
) -> None:
    """Make the model of a strategy from labelled texts.

    The texts lie in texts/LANGUAGE/*.jsonl inside the strategy's folder; --data adds others. The model goes to model/ inside
    that folder, where every other command finds it, or to FOLDER/<strategy> with --models FOLDER. The strategies that travel
    with s3align are rebuilt from what was learnt before (corpus/statistics) unless --data is given. Of a review file, the
    proposals are learnt from with the verdicts that people agree on.
    """
    from s3align.cli.plain_words import learnt_text  # noqa: PLC0415 -- heavy; not for --help
    from s3align.cli.read_facts import learnt_lines  # noqa: PLC0415
    from s3align.evaluation.training import FEW_TEXTS, train_model  # noqa: PLC0415 -- heavy; not for --help
    from s3align.strategy.load import find_strategy, load_strategy  # noqa: PLC0415

    strategy_folder = find_strategy(strategy)
    known = load_strategy(strategy_folder, supported=supported_languages())
    made = train_model(known, strategy_folder, data=data, corpus=corpus, models=models, folder=folder)
    say = talk()
    for language, themes in made.from_terms:
        place = strategy_folder / "texts" / language
        click.echo(say("train_from_terms", language=language, themes=", ".join(themes), folder=place), err=True)
    if made.few_texts:
        named = "; ".join(f"{language}: {theme} ({number})" for language, theme, number in made.few_texts)
        click.echo(say("train_few_texts", count=FEW_TEXTS, named=named), err=True)
    if made.read:
        for line in learnt_lines(made.read, say):
            click.echo(line, err=True)
        click.echo(f"{learnt_text(made, known.id, models, say)}\n\n{say('plain_technical')}\n")
    for entry in made.figures:
        basis = "reference texts alone" if entry.is_reference_only else "labelled texts"
        click.echo(
            f"{entry.language}: macro-F1 {entry.overall.macro_f1:.3f}, cross-validated on {entry.overall.texts} {basis}"
        )
    click.echo(f"Model {made.model_hash} → {made.folder}")
