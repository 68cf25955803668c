"""``s3align desk account``: who may sign in, and the first administrator."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from s3align.cli.desk_options import desk_options, need_web
from s3align.cli.language import talk
from s3align.errors import UsageError, said

if TYPE_CHECKING:
    from s3align.desk.settings import ServerSettings
    from s3align.desk.storage.database import Database

_ROLES = ("applicant", "reviewer", "lead", "administrator", "none")
_link = click.option("--link", is_flag=True, help="Print a link with which the person sets the password, once.")
_stdin = click.option("--stdin", is_flag=True, help="Read the password from standard input: its first line.")


@click.group("account")
def command() -> None:
    """Make accounts, give roles, set passwords."""


@command.command("create")
@click.argument("login")
@click.option("--name", help="How the person is called (default: the login).")
@click.option("--administrator", is_flag=True, help="May make accounts and calls, and give roles.")
@_link
@_stdin
@desk_options
def create_command(
    login: str,
    *,
    name: str | None,
    administrator: bool,
    link: bool,
    stdin: bool,
    data: Path | None,
    database: str | None,
    server_file: Path | None,
) -> None:
    """Make an account for LOGIN, an e-mail address or a word; asks for a password."""
    with need_web():
        from s3align.desk.people import accounts, invitations  # noqa: PLC0415 -- heavy; not for --help
        from s3align.desk.people.accounts import COMMAND_LINE  # noqa: PLC0415

    password = "" if link else _password(stdin=stdin)
    with _opened(data, database, server_file) as (server, found), found.writing() as session:
        made = accounts.create(
            session, COMMAND_LINE, login, name or "", is_administrator=administrator, password=password
        )
        if link:
            click.echo(_address(server.address, server.port) + invitations.create(session, COMMAND_LINE, made.id))
    click.echo(talk()("talk_desk_account_link" if link else "talk_desk_account", login=made.login), err=True)
    if not administrator:
        click.echo(talk()("talk_desk_account_role", login=made.login), err=True)


@command.command("list")
@desk_options
def list_command(*, data: Path | None, database: str | None, server_file: Path | None) -> None:
    """Show all accounts: login, name, administrator or not, and whether it is disabled."""
    with need_web():
        from s3align.desk.people import accounts  # noqa: PLC0415
        from s3align.desk.people.accounts import COMMAND_LINE  # noqa: PLC0415

    with _opened(data, database, server_file) as (_, found), found.reading() as session:
        for account in accounts.everybody(session, COMMAND_LINE):
            marks = ("administrator" if account.is_administrator else "", "" if account.is_active else "disabled")
            click.echo("\t".join((account.login, account.name, *filter(None, marks))))


@command.command("disable")
@click.argument("login")
@click.option("--undo", is_flag=True, help="Enable it again.")
@desk_options
def disable_command(
    login: str, *, undo: bool, data: Path | None, database: str | None, server_file: Path | None
) -> None:
    """Let LOGIN sign in no longer; its sessions and tokens end at once, and what it did stays."""
    with need_web():
        from s3align.desk.people import accounts  # noqa: PLC0415
        from s3align.desk.people.accounts import COMMAND_LINE  # noqa: PLC0415

    with _opened(data, database, server_file) as (_, found), found.writing() as session:
        accounts.set_active(session, COMMAND_LINE, accounts.find(session, login).id, is_active=undo)


@command.command("password")
@click.argument("login")
@_link
@_stdin
@desk_options
def password_command(
    login: str, *, link: bool, stdin: bool, data: Path | None, database: str | None, server_file: Path | None
) -> None:
    """Give LOGIN another password; asks for it. Its sessions end."""
    with need_web():
        from s3align.desk.people import accounts, invitations  # noqa: PLC0415
        from s3align.desk.people.accounts import COMMAND_LINE  # noqa: PLC0415

    password = "" if link else _password(stdin=stdin)
    with _opened(data, database, server_file) as (server, found), found.writing() as session:
        account = accounts.find(session, login)
        if link:
            click.echo(_address(server.address, server.port) + invitations.create(session, COMMAND_LINE, account.id))
        else:
            accounts.set_password(session, COMMAND_LINE, account.id, password)


@command.command("role")
@click.argument("login")
@click.argument("role", type=click.Choice(_ROLES), metavar="ROLE")
@click.option(
    "--call", "call_id", metavar="ID", help="The call that the role is in: what stands in the address of its page."
)
@desk_options
def role_command(
    login: str, role: str, *, call_id: str | None, data: Path | None, database: str | None, server_file: Path | None
) -> None:
    """Give LOGIN a role in a call, or without --call make it an administrator.

    \b
    ROLE, one of:
      applicant      hands in, and sees what they handed in
      reviewer       reads and decides
      lead           leads the call as well
      administrator  of the whole server, without --call
      none           takes the role away
    """  # noqa: D301 -- \b keeps the lines below as they are
    with need_web():
        from s3align.desk.access import Role  # noqa: PLC0415
        from s3align.desk.people import accounts  # noqa: PLC0415
        from s3align.desk.people.accounts import COMMAND_LINE  # noqa: PLC0415

    if role != "none" and (call_id is None) != (role == "administrator"):
        raise UsageError(
            said(
                "role_call",
                "An administrator is one of the whole server: leave out --call. Any other role is one in a call: give --call.",
            )
        )
    with _opened(data, database, server_file) as (_, found), found.writing() as session:
        account = accounts.find(session, login)
        if call_id is None:
            accounts.set_administrator(session, COMMAND_LINE, account.id, is_administrator=role == "administrator")
        else:
            accounts.give_role(session, COMMAND_LINE, call_id, account.id, None if role == "none" else Role(role))


@contextmanager
def _opened(
    data: Path | None, database: str | None, server_file: Path | None
) -> Iterator[tuple[ServerSettings, Database]]:
    """The settings and the database of a server; the first account makes the database."""
    from s3align.desk.settings import ServerSettings  # noqa: PLC0415
    from s3align.desk.storage.database import Database, database_url  # noqa: PLC0415
    from s3align.desk.storage.files import FileStore  # noqa: PLC0415
    from s3align.desk.storage.migrate import upgrade  # noqa: PLC0415

    server = ServerSettings.load(server_file, {"data": data, "database": database})
    FileStore(server.data)
    found = Database(database_url(server.database, server.data))
    try:
        upgrade(found)
        yield server, found
    finally:
        found.close()


def _password(*, stdin: bool) -> str:
    """The new password; never one of the command line, which every user of the computer can see."""
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError(
            said(
                "password_where",
                "Nobody can be asked for the password here. Give --stdin to read it, or --link for a link.",
            )
        )
    password: str = click.prompt(_in_words("Password"), hide_input=True, confirmation_prompt=True)
    return password


def _in_words(word: str) -> str:
    from s3align.cli.language import spoken  # noqa: PLC0415
    from s3align.render.speech import speech  # noqa: PLC0415

    return speech(spoken()).words.get(word, word)


def _address(address: str, port: int) -> str:
    return f"{address.rstrip('/') or f'http://127.0.0.1:{port}'}/invitation/"
