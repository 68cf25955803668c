from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from s3align.cli.main import cli
from s3align.desk.people import signing_in
from s3align.desk.storage.database import Database, database_url
from s3align.errors import UsageError

PASSWORD = "drei Birnen im Regen"  # noqa: S105 -- of a made-up person


@pytest.fixture
def run(tmp_path):
    def called(*arguments, said=""):
        done = CliRunner().invoke(cli, ["desk", "account", *arguments, "--data", str(tmp_path)], input=said)
        if isinstance(done.exception, UsageError):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.output

    return called


def may_sign_in(tmp_path, password):
    database = Database(database_url("", tmp_path))
    try:
        return signing_in.sign_in(database, "ada", password, "192.0.2.1").is_administrator
    except signing_in.WrongPasswordError:
        return None
    finally:
        database.close()


def test_the_first_administrator_is_made_in_an_empty_folder_and_the_password_stands_nowhere(run, tmp_path):
    shown = run("create", "ada", "--administrator", "--stdin", said=f"{PASSWORD}\n")
    assert PASSWORD not in shown
    assert may_sign_in(tmp_path, PASSWORD) is True
    assert "ada\tada\tadministrator" in run("list")


def test_a_link_is_made_in_place_of_a_password(run):
    assert re.search(r"^http://127\.0\.0\.1:8733/invitation/\S{43}$", run("create", "ada", "--link"), re.MULTILINE)


def test_the_command_says_what_it_did_and_what_comes_next(run):
    made = run("create", "ada", "--administrator", "--stdin", said=f"{PASSWORD}\n")
    assert "ada" in made
    assert "--call" not in made
    assert "role ben reviewer --call" in run("create", "ben", "--link")


def test_where_nobody_can_be_asked_the_command_says_what_to_give(run):
    with pytest.raises(UsageError, match="--stdin"):
        run("create", "ada")


def test_a_weak_password_makes_no_account(run):
    with pytest.raises(UsageError):
        run("create", "ada", "--stdin", said="Passwort1234\n")
    assert run("list") == ""


def test_the_last_administrator_stays_and_another_can_be_disabled_and_enabled(run):
    run("create", "ada", "--administrator", "--link")
    with pytest.raises(UsageError):
        run("disable", "ada")
    run("create", "ben", "--link")
    run("role", "ben", "administrator")
    run("disable", "ada")
    assert "ada\tada\tadministrator\tdisabled" in run("list")
    run("disable", "ada", "--undo")
    assert "disabled" not in run("list")


def test_a_new_password_takes_the_place_of_the_old_one(run, tmp_path):
    run("create", "ada", "--stdin", said=f"{PASSWORD}\n")
    run("password", "ada", "--stdin", said="vier Igel unterm Laub\n")
    assert may_sign_in(tmp_path, PASSWORD) is None
    assert may_sign_in(tmp_path, "vier Igel unterm Laub") is False


@pytest.mark.parametrize("arguments", [("ada", "administrator", "--call", "0"), ("ada", "reviewer")])
def test_a_role_is_of_a_call_or_of_the_whole_server(run, arguments):
    run("create", "ada", "--link")
    with pytest.raises(UsageError):
        run("role", *arguments)
