"""Options of all commands about the desk, and what they need to be installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from s3align.errors import UsageError, said

_OWN = "s3align"


def desk_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--data``, ``--database`` and ``--server``, given to the command as ``data``, ``database`` and ``server_file``."""
    for option in (
        click.option(
            "--server", "server_file", type=click.Path(path_type=Path), help="TOML file with server settings."
        ),
        click.option("--database", help="postgresql://USER:PASSWORD@HOST/NAME. Default: a file in the data folder."),
        click.option(
            "--data", type=click.Path(path_type=Path), help="Folder of database and files (default: s3align-data)."
        ),
    ):
        command = option(command)
    return command


@contextmanager
def need_web() -> Iterator[None]:
    """Imports inside need the extra ``web``. Raises UsageError where it is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == _OWN:
            raise
        raise UsageError(
            said(
                "no_web",
                "The web application needs the package {package}, which is not installed. Install s3align[web]: "
                "python3 -m pip install 's3align[web]'.",
                package=error.name or "?",
            )
        ) from error
