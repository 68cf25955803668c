"""``s3align desk``: what an administrator does for the desk at the command line."""

from __future__ import annotations

import importlib
from typing import Any

import click

COMMANDS = (
    "audit",
    "backup",
    "delete",
    "due",
    "migrate",
    "restore",
    "scrub",
    "verify",
    "worker",
    "account",
    "export",
    "import",
)  # fmt: skip
"""Each is ``command`` in its module ``desk_<command>``, which imports what is heavy when it is called."""


@click.group("desk")
def desk_command() -> None:
    """Administer the desk: database, accounts, audit log, backup."""


for name in COMMANDS:
    module: Any = importlib.import_module(f"s3align.cli.desk_{name.replace('-', '_')}")
    desk_command.add_command(module.command, name)
