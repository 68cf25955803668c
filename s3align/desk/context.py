"""What every process of the desk works with: settings, database, files and pipelines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from s3align.desk.settings import ServerSettings
from s3align.desk.storage.database import Database, database_url
from s3align.desk.storage.files import FileStore
from s3align.desk.work.pipelines import Pipelines
from s3align.settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk of a server, in one process."""

    server: ServerSettings
    settings: Settings
    database: Database
    files: FileStore
    pipelines: Pipelines

    @classmethod
    def of(cls, server: ServerSettings, settings: Settings) -> Self:
        """The desk that settings describe; nothing is connected to or loaded yet, and the data folder is made."""
        database = Database(database_url(server.database, server.data))
        return cls(server, settings, database, FileStore(server.data), Pipelines(server, settings))
