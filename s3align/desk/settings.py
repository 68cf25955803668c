"""What an administrator may set of the server: one frozen object, each field with unit, range and reason.

A TOML file, then ``S3ALIGN_SERVER_…`` environment variables, then what the command line says. Limits on single files are
``s3align.settings``.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from s3align.errors import SettingsError, said
from s3align.nearest import nearest
from s3align.settings import SERVER_PREFIX


def _setting(default: Any, reason: str, *, unit: str = "", low: float | None = None, high: float | None = None) -> Any:
    return field(default=default, metadata={"unit": unit, "low": low, "high": high, "reason": reason})


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Settings of ``s3align serve`` and ``s3align desk``."""

    data: Path = _setting(Path("s3align-data"), "folder of database and files; back it up")  # noqa: RUF009 -- a path does not change
    database: str = _setting("", "postgresql://USER:PASSWORD@HOST/NAME; empty: a file in the data folder")
    accounts: bool = _setting(
        default=False, reason="people sign in; without it everything belongs to the one user of this computer"
    )
    host: str = _setting("127.0.0.1", "address to listen on; another one needs accounts")
    port: int = _setting(8733, "port to listen on", unit="", low=0, high=65_535)
    address: str = _setting("", "how browsers reach the server, such as https://s3.example.org; empty: host and port")
    behind_proxy: bool = _setting(default=False, reason="believe what a proxy on this computer says of visitors")
    workers: int = _setting(
        1, "processes that assess, started with the server; 0: started apart", unit="processes", low=0, high=64
    )
    strategies: str = _setting(
        "", "folder of own strategies, one folder each; empty: those that travel with the program"
    )
    models: str = _setting("", "folder of own models, one folder per strategy")
    open_check: bool = _setting(default=True, reason="anybody may check a proposal on the applicant's page")
    keep_checks_minutes: int = _setting(
        60, "an applicant reads the report and comes back once", unit="minutes", low=1, high=1_440
    )
    most_check_files: int = _setting(5, "files of one check: a proposal with its annexes", unit="files", low=1, high=50)
    most_upload_bytes: int = _setting(
        500_000_000, "of one upload: a zip with the proposals of a call", unit="bytes", low=1_000, high=20_000_000_000
    )
    most_zip_files: int = _setting(2_000, "files in one uploaded zip", unit="files", low=1, high=100_000)
    checks_per_hour: int = _setting(
        60, "checks from one address: an office behind one router", unit="checks", low=1, high=100_000
    )
    most_waiting_checks: int = _setting(
        200, "checks that wait at once; more would wait longer than somebody stays", unit="checks", low=1, high=100_000
    )
    session_hours: int = _setting(12, "a working day, then people sign in again", unit="hours", low=1, high=720)
    idle_minutes: int = _setting(60, "of a session that nobody uses", unit="minutes", low=5, high=1_440)
    requests_per_minute: int = _setting(
        1_200, "from one address: an office of thirty behind one router", unit="requests", low=10, high=1_000_000
    )
    oidc_issuer: str = _setting("", "https address of an identity provider (OpenID Connect); empty: none")
    oidc_client_id: str = _setting("", "name of this server at the identity provider")
    oidc_client_secret: str = _setting("", "secret of this server at the identity provider; never shown")
    metrics_token: str = _setting(
        "", "what monitoring sends as Bearer token to read /metrics; empty: only programs on this computer read it"
    )
    oidc_name: str = _setting("", "what the button for the identity provider says; empty: its host")
    oidc_in_own_network: bool = _setting(
        default=False, reason="the identity provider may have an address of the own network or of this computer"
    )
    timezone: str = _setting(
        "", "in which deadlines and all other times are told, such as Europe/Berlin; empty: that of the system"
    )
    keep_days: int = _setting(
        3_650,
        "from the day a call is closed; then `s3align desk due` lists its submissions, and nothing is deleted by itself",
        unit="days",
        low=0,
        high=36_500,
    )

    def __post_init__(self) -> None:
        """Raises SettingsError for a value of a wrong type or outside its range."""
        for entry in fields(self):
            object.__setattr__(
                self, entry.name, _checked(entry.name, getattr(self, entry.name), entry.default, entry.metadata)
            )

    @classmethod
    def load(cls, file: Path | None = None, given: Mapping[str, Any] | None = None) -> ServerSettings:
        """Settings of a file, the environment and ``given`` (None: not given).

        Raises SettingsError for an unknown key, a wrong type or a value outside its range.
        """
        settings = cls()
        if file is not None:
            settings = settings.updated(_read_toml(file))
        names = {entry.name for entry in fields(cls)}
        environment = {
            name.removeprefix(SERVER_PREFIX).lower(): value
            for name, value in sorted(os.environ.items())
            if name.startswith(SERVER_PREFIX)
        }
        settings = settings.updated(environment)
        return settings.updated(
            {key: value for key, value in (given or {}).items() if value is not None and key in names}
        )

    def updated(self, values: Mapping[str, Any]) -> ServerSettings:
        """A copy with some values changed. Raises SettingsError as ``load``."""
        known = [entry.name for entry in fields(self)]
        for name in values:
            if name not in known:
                raise SettingsError(
                    said(
                        "server_setting_unknown",
                        "Unknown setting of the server '{name}'. {hint}",
                        name=name,
                        hint=nearest(name, known),
                    )
                )
        return replace(self, **values)


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            said(
                "settings_closed",
                "The settings file {file} cannot be opened ({why}). Check the path.",
                file=file,
                why=error.strerror,
            )
        ) from error
    except ValueError as error:
        raise SettingsError(
            said(
                "settings_broken",
                "The settings file {file} is not valid TOML: {why}. Correct the line named.",
                file=file,
                why=error,
            )
        ) from error


_SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def _checked(name: str, value: Any, default: Any, metadata: Mapping[str, Any]) -> Any:
    if isinstance(default, bool):
        found = value if isinstance(value, bool) else _SWITCH.get(str(value).strip().lower())
        if found is None:
            raise SettingsError(
                said("server_setting_switch", "The setting '{name}' is a switch. Write true or false.", name=name)
            )
        return found
    if isinstance(default, int):
        return _number(name, value, metadata)
    if not isinstance(value, str | Path):
        raise SettingsError(said("server_setting_text", "The setting '{name}' is a text. Put it in quotes.", name=name))
    return type(default)(value) if isinstance(default, str) else Path(value)


def _number(name: str, value: Any, metadata: Mapping[str, Any]) -> int:
    try:
        number = int(value)
        is_whole = not isinstance(value, bool) and float(value) == number
    except (TypeError, ValueError, OverflowError):
        is_whole = False
    if not is_whole or not metadata["low"] <= number <= metadata["high"]:
        raise SettingsError(
            said(
                "server_setting_number",
                "The setting '{name}' must be a whole number from {low} to {high} {unit}.",
                name=name,
                low=metadata["low"],
                high=metadata["high"],
                unit=metadata["unit"],
            )
        )
    return number
