"""What docs/server.md and deploy/ say of the server is so: settings, commands, addresses, limits."""

from __future__ import annotations

import configparser
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import click
import pytest

from s3align.cli.desk import desk_command
from s3align.cli.serve import serve_command
from s3align.desk.settings import SERVER_PREFIX, ServerSettings
from s3align.web.operations import router

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
TEXT = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
UNITS = sorted(DEPLOY.glob("*.service"))
SETTINGS = {field.name: field for field in fields(ServerSettings)}


def _rows():
    section = TEXT.split("## Every setting")[1].split("\n## ")[0]
    return {row[0]: row[1:] for row in re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) \|$", section, re.MULTILINE)}


def _number(text):
    return int(text.replace(",", ""))


def test_every_setting_is_in_the_table_and_none_is_invented():
    assert list(_rows()) == list(SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_is_told_as_it_is(name):
    field, (default, span, reason) = SETTINGS[name], _rows()[name]
    shown = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
    assert default == (f"`{shown}`" if shown else "empty")
    assert reason == field.metadata["reason"]
    if field.metadata["low"] is not None:
        low, high = re.match(r"([\d,]+) to ([\d,]+)", span).groups()
        assert (_number(low), _number(high)) == (field.metadata["low"], field.metadata["high"])


def test_settings_files_hold_settings_that_there_are():
    given = tomllib.loads((DEPLOY / "s3align.toml").read_text(encoding="utf-8"))
    assert given.keys() <= SETTINGS.keys()
    ServerSettings().updated(given)
    text = "\n".join(path.read_text(encoding="utf-8") for path in DEPLOY.iterdir()) + TEXT
    for name in re.findall(rf"{SERVER_PREFIX}([A-Z_]+)", text):
        assert name.lower() in {*SETTINGS, "name"}


def test_every_command_that_is_told_of_is_there():
    words = re.findall(r"s3align desk ([a-z]+)", TEXT + "".join(unit.read_text(encoding="utf-8") for unit in UNITS))
    assert len(set(words)) > 6
    for word in set(words) - {"account"}:
        assert word in desk_command.commands, word
    account = desk_command.commands["account"]
    assert isinstance(account, click.Group)
    assert set(re.findall(r"desk account ([a-z]+)", TEXT)) <= set(account.commands)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_what_there_is_with_options_that_there_are(unit):
    line = re.search(r"^ExecStart=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)[1]
    command = desk_command.commands.get(re.search(r"s3align (?:desk )?(\w+)", line)[1])
    if command is None:
        command = serve_command
    known = {name for parameter in command.params for name in parameter.opts}
    assert set(re.findall(r"--[a-z-]+", line)) - {"--utc"} <= known


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_holds_the_program_and_lets_the_reader_shut_itself_in(unit):
    parsed = configparser.RawConfigParser(strict=False)
    parsed.optionxform = str
    text = unit.read_text(encoding="utf-8")
    parsed.read_string(text)
    service = parsed["Service"]
    wanted = {"NoNewPrivileges": "yes", "ProtectSystem": "strict", "CapabilityBoundingSet": "", "User": "s3align"}
    assert {name: service[name] for name in wanted} == wanted
    for call in ("seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"):
        assert re.search(rf"^SystemCallFilter=.*\b{call}\b", text, re.MULTILINE)
    assert "MemoryDenyWriteExecute=yes" not in text.replace("# Not MemoryDenyWriteExecute=yes", "")


@pytest.mark.parametrize(
    ("file", "pattern"), [("nginx.conf", r"client_max_body_size\s+(\d+)m"), ("Caddyfile", r"max_size (\d+)MB")]
)
def test_a_proxy_takes_what_the_server_takes(file, pattern):
    most = int(re.search(pattern, (DEPLOY / file).read_text(encoding="utf-8"))[1]) * 1_000_000
    assert ServerSettings().most_upload_bytes < most <= ServerSettings().most_upload_bytes + 2_000_000


@pytest.mark.parametrize("file", ["nginx.conf", "Caddyfile"])
def test_a_proxy_leads_to_the_port_and_logs_no_addresses(file):
    text = (DEPLOY / file).read_text(encoding="utf-8")
    assert f"127.0.0.1:{ServerSettings().port}" in text
    assert re.search(r"access_log off|output discard", text)
    assert "/metrics" in text


def test_the_image_runs_without_rights_and_asks_an_address_that_there_is():
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER 10001", text, re.MULTILINE)
    assert f"http://127.0.0.1:{ServerSettings().port}/health/live" in text
    assert {route.path for route in router.routes} >= {"/health/live", "/health/ready", "/metrics"}
    for folder in re.findall(r"^COPY (\w+) \w+$", text, re.MULTILINE):
        assert (ROOT / folder).is_dir()


def test_every_file_of_the_folder_is_told_of():
    for path in DEPLOY.iterdir():
        assert path.name in TEXT
