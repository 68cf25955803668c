"""``s3align desk``: what an administrator does for the desk at the command line."""

from __future__ import annotations

import importlib
from typing import Any

import click

COMMANDS: dict[str, str] = {}
"""Command -> what it is for; ``desk_<command>`` is its module."""


class _DeskGroup(click.Group):
    """Imports a command's module when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module: Any = importlib.import_module(f"s3align.cli.desk_{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command


@click.group("desk", cls=_DeskGroup)
def desk_command() -> None:
    """Administer the desk: database, accounts, audit log, backup."""
