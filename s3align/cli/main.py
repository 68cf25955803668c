"""The command line: one lazy group, a module per command. Parses, calls the library, renders, exits."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from contextlib import suppress
from typing import Any

import click

from s3align.cli.help_texts import GROUP, localised, summary
from s3align.cli.language import in_words, speak, spoken, talk
from s3align.errors import S3AlignError, UsageError, said
from s3align.render.messages import LANGUAGES
from s3align.render.speech import speech
from s3align.settings import LANGUAGE_VARIABLE
from s3align.version import VERSION

_PIPE_EXIT_CODE = 141
"""As of a program that the system ends because nobody reads what it writes."""
COMMANDS = {
    "archive": "Write archives that explain results years later.",
    "batch": "Assess a folder of proposals; tables, reports, overview.",
    "check": "Assess proposals and write a report for each.",
    "compare": "Show what a new version of a proposal gained and lost.",
    "desk": "Administer the desk: database, accounts, audit log, backup.",
    "doctor": "Say whether everything works and how well files are confined.",
    "evaluate": "Measure the scores against labelled texts.",
    "example": "Write an example proposal as PDF.",
    "forget": "Delete one case from a run's results completely.",
    "profile": "Show what a theme looks like to the tool.",
    "review": "Write a review file for people, bring it up to date, merge several.",
    "schema": "Print the JSON Schema of the record.",
    "serve": "Serve the page for applicants and the desk in a browser.",
    "strategy": "Make, check and show strategies.",
    "train": "Make the model of a strategy from labelled texts.",
    "verify": "Check that a report is unchanged and its scores hold.",
}
"""Command -> what it is for. The module of a command is named after it."""


class _LazyGroup(click.Group):
    """Imports a command's module when it is called, so that --help and --version are immediate.

    A call is in the language that its arguments and the environment ask for.
    """

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        language = speak(args)
        return click.Group.make_context(localised(self, GROUP, language), info_name, args, parent, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"s3align.cli.{cmd_name}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return localised(command, cmd_name, spoken())

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        rows = [(name, summary(name, spoken(), english)) for name, english in COMMANDS.items()]
        with formatter.section(speech(spoken()).click.get("Commands", "Commands")):
            formatter.write_dl(rows)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="s3align")
@click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    envvar=LANGUAGE_VARIABLE,
    show_envvar=True,
    help="Language of help, messages and reports (default: that of the system). A command's own --lang is that of its reports.",
)
@click.option("--debug", is_flag=True, help="Show the full traceback of an error.")
@click.pass_context
def cli(ctx: click.Context, *, language: str | None, debug: bool) -> None:  # noqa: ARG001 -- read by ``cli.language``
    """Show how well a project proposal fits the region's Smart Specialisation Strategy (S3).

    \b
    s3align check antrag.pdf            writes a report named after the file
    s3align --lang de check antrag.pdf  everything in German
    s3align check --help                what a command takes
    """  # noqa: D301 -- \b keeps the lines below as they are
    ctx.obj = {"debug": debug}


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line; errors of the package become a sentence and their exit code."""
    _speak_utf8()
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    speak(given)
    try:
        result: Any = cli.main(args=arguments, standalone_mode=False)
        sys.stdout.flush()
    except S3AlignError as error:
        if debug:
            raise
        click.echo(f"s3align: {in_words(error)}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not disturb the end
        click.echo(talk()("talk_stopped"), err=True)
        sys.exit(130)
    except SystemExit:  # click ends so where the reader of standard output has gone
        _drop_output()
        raise
    except OSError as error:
        if debug:
            raise
        _drop_output()
        if isinstance(error, BrokenPipeError):
            sys.exit(_PIPE_EXIT_CODE)
        why = said(
            "io", "Cannot read or write ({why}). Make room, or write to another place.", why=error.strerror or error
        )
        click.echo(f"s3align: {in_words(why)}", err=True)
        sys.exit(UsageError.exit_code)
    sys.exit(result if isinstance(result, int) else 0)


def _drop_output() -> None:
    """What could not be written is not tried again when the interpreter ends, which would print a traceback."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
