"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from s3align import resources
from s3align.cli.language import of_reports
from s3align.render.messages import LANGUAGES
from s3align.settings import MODELS_VARIABLE, STRATEGY_VARIABLE

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def language_option(what: str, otherwise: str = "see s3align --help") -> Decorator:
    """``--lang``, by default as the whole command line; ``what`` the language is of, ``otherwise``: what holds without."""
    return click.option(
        "--lang",
        "language",
        type=click.Choice(LANGUAGES),
        callback=of_reports,
        help=f"Language of {what} (default: {otherwise}).",
    )


def text_or_json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--format text`` or ``json``, given to the command as ``form``."""
    option = click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="Lines for people, or one JSON object.",
    )
    return option(command)


def password_option(whose: str) -> Decorator:
    """``--password``; ``whose`` it is, and what becomes of it."""
    return click.option(
        "--password",
        prompt=True,
        prompt_required=False,
        hide_input=True,
        default=None,
        help=f"Password of {whose}; asked for where none follows.",
    )


def settings_option(what: str = "settings") -> Decorator:
    """``--settings FILE``."""
    return click.option("--settings", "settings_file", type=click.Path(path_type=Path), help=f"TOML file with {what}.")


def strategy_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--strategy NAME_OR_FOLDER``, given to the command as ``strategy``."""
    option = click.option(
        "--strategy",
        metavar="NAME_OR_FOLDER",
        envvar=STRATEGY_VARIABLE,
        show_envvar=True,
        help="A strategy that travels with s3align (`s3align strategy list`), or the folder of another.",
    )
    return option(command)


def strategy_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--strategy NAME_OR_FOLDER`` and ``--models FOLDER``, given to the command as ``strategy`` and ``models``."""
    return strategy_option(models_option(command))


def models_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--models FOLDER``, given to the command as ``models``."""
    option = click.option(
        "--models",
        type=click.Path(path_type=Path, file_okay=False),
        envvar=MODELS_VARIABLE,
        show_envvar=True,
        help="Folder of models, one folder per strategy inside (default: model/ in the strategy's folder, or those of s3align).",
    )
    return option(command)


def supported_languages() -> tuple[str, ...]:
    """Languages in which texts can be analysed, and so strategies written."""
    return resources.languages()
