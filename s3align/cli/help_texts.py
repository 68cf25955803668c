"""Commands with their help in another language: copies, so that the commands themselves stay English."""

from __future__ import annotations

import copy
from collections.abc import Mapping

import click

from s3align.render.speech import Speech, speech

GROUP = "s3align"
"""What the catalogue calls the group of all commands."""


def localised(command: click.Command, path: str, language: str) -> click.Command:
    """A command as a reader of ``language`` sees it; ``path`` is its name among the commands, such as "strategy new"."""
    texts = speech(language)
    if path not in texts.help:
        return command
    own, made = texts.help[path], copy.copy(command)
    made._help_option = None  # noqa: SLF001 -- click keeps it once made, with its words
    made.help, made.short_help = own.get("help", made.help), own.get("short", made.short_help)
    made.options_metavar = texts.words.get(made.options_metavar or "", made.options_metavar)
    made.params = [_localised(parameter, own, texts) for parameter in command.params]
    if isinstance(command, click.Group) and isinstance(made, click.Group):
        made.subcommand_metavar = texts.words.get(made.subcommand_metavar, made.subcommand_metavar)
        made.commands = {name: localised(part, f"{path} {name}", language) for name, part in command.commands.items()}
    return made


def summary(command: str, language: str, english: str) -> str:
    """What a command is for, in a line."""
    return speech(language).help.get(command, {}).get("short", english)


def _localised(parameter: click.Parameter, own: Mapping[str, str], texts: Speech) -> click.Parameter:
    made = copy.copy(parameter)
    made.metavar = _metavar(made, texts)
    if isinstance(made, click.Option):
        key = made.opts[0].lstrip("-").replace("-", "_")
        made.help = own.get(key, texts.any.get(key, made.help))
        made.prompt = texts.words.get(made.prompt, made.prompt) if made.prompt else made.prompt
    return made


def _metavar(parameter: click.Parameter, texts: Speech) -> str | None:
    """The word that stands for a value; click makes it of the name or the type where a command does not say."""
    if parameter.metavar is not None:
        return texts.words.get(parameter.metavar, parameter.metavar)
    if isinstance(parameter.type, click.Choice):
        return None
    if isinstance(parameter, click.Option):
        return texts.words.get(parameter.type.name.upper())
    word = texts.words.get(str(parameter.name).upper(), str(parameter.name).upper())
    word = word if parameter.required else f"[{word}]"
    return word if parameter.nargs == 1 else f"{word}..."
