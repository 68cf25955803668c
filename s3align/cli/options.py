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
