"""``s3align example``: a proposal to try the tool on."""

from __future__ import annotations

from pathlib import Path

import click

from s3align.cli.options import language_option, strategy_option
from s3align.errors import UsageError, said
from s3align.files import refuse_inputs, write_atomically


@click.command("example")
@click.argument("file", type=click.Path(path_type=Path))
@language_option("the example")
@strategy_option
@click.option("--force", is_flag=True, help="Allow overwriting an existing file.")
def example_command(file: Path, *, language: str, strategy: str | None, force: bool) -> None:
    """Write an invented example proposal as PDF to FILE."""
    from s3align.example import build_example  # noqa: PLC0415 -- heavy; not for --help
    from s3align.strategy.load import find_strategy, load_strategy  # noqa: PLC0415

    found = load_strategy(find_strategy(strategy))
    source = found.examples.get(language) or next(iter(found.examples.values()), None)
    if source is None:
        raise UsageError(
            said(
                "no_example",
                "The strategy '{strategy}' has no example proposal. Name a Markdown file in its strategy.toml, e.g. "
                'example.{language} = "example.md".',
                strategy=found.id,
                language=language,
            )
        )
    refuse_inputs([file], [find_strategy(strategy)])
    write_atomically(file, build_example(source.read_text(encoding="utf-8")), force=force)
    click.echo(f"→ {file}")
