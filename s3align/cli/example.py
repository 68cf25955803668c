"""``s3align example``: a proposal to try the tool on."""

from __future__ import annotations

from pathlib import Path

import click

from s3align import resources
from s3align.cli.options import language_option
from s3align.example import build_example
from s3align.files import write_atomically

_SOURCES = {"de": "beispielantrag.md", "en": "example-proposal.md"}


@click.command("example")
@click.argument("file", type=click.Path(path_type=Path))
@language_option("the example")
@click.option("--force", is_flag=True, help="Allow overwriting an existing file.")
def example_command(file: Path, *, language: str, force: bool) -> None:
    """Write an invented example proposal as PDF to FILE."""
    markdown = (resources.folder("corpus") / "examples" / _SOURCES[language]).read_text(encoding="utf-8")
    write_atomically(file, build_example(markdown), force=force)
    click.echo(f"→ {file}")
