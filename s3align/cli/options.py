"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def language_option(what: str) -> Decorator:
    """``--lang``, German unless asked for English; ``what`` the language is of."""
    return click.option(
        "--lang",
        "language",
        type=click.Choice(["de", "en"]),
        default="de",
        show_default=True,
        help=f"Language of {what}.",
    )


def settings_option(what: str = "settings") -> Decorator:
    """``--settings FILE``."""
    return click.option("--settings", "settings_file", type=click.Path(path_type=Path), help=f"TOML file with {what}.")


def strategy_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--strategy NAME_OR_FOLDER`` and ``--models FOLDER``."""
    models = click.option(
        "--models",
        type=click.Path(path_type=Path),
        envvar="S3ALIGN_MODELS",
        help="Folder of models (default: the strategy's own).",
    )
    strategy = click.option(
        "--strategy",
        metavar="NAME_OR_FOLDER",
        envvar="S3ALIGN_STRATEGY",
        help="A strategy that travels with s3align, by its name, or the folder of another.",
    )
    return strategy(models(command))
