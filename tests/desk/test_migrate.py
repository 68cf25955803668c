from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from s3align.desk.storage import migrate
from s3align.desk.storage.database import Database
from s3align.desk.storage.tables import Table
from s3align.errors import DataError, UsageError

_INDEX_OF_THE_SEARCH = ("search_index", "ix_search_text_vector", "vector")
"""What the step makes in the way of each kind of database, and no code names as a column."""


def _is_compared(_, name, *__):
    return not (name or "").startswith(_INDEX_OF_THE_SEARCH)


def test_the_migrated_tables_are_those_of_the_code(database):
    with database.reading() as session:
        options = {"compare_type": True, "compare_server_default": True, "include_object": _is_compared}
        found = compare_metadata(MigrationContext.configure(session.connection(), opts=options), Table.metadata)
    assert found == []


def test_a_column_that_the_migration_forgets_is_noticed(database):
    with database.writing() as session:
        session.connection().exec_driver_sql("alter table note drop column text")
    with pytest.raises(AssertionError):
        test_the_migrated_tables_are_those_of_the_code(database)


def test_all_steps_go_up_down_and_up_again(empty_database):
    assert not migrate.is_current(empty_database)
    migrate.upgrade(empty_database)
    assert migrate.is_current(empty_database)
    with empty_database.writing() as session:
        config = migrate._config()
        config.attributes["connection"] = session.connection()
        command.downgrade(config, "base")
    assert set(inspect(empty_database.engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(empty_database)
    migrate.upgrade(empty_database)
    assert migrate.is_current(empty_database)
    assert migrate.form_of(empty_database) == migrate.newest()


@pytest.mark.parametrize("form", ["elsewhere", "base", "-1", ""])
def test_there_is_no_way_back_to_a_form_that_nobody_knows_nor_to_no_tables_at_all(database, form):
    with pytest.raises(UsageError, match="0001"):
        migrate.downgrade(database, form)
    assert migrate.is_current(database)


def test_a_database_of_a_later_version_is_refused_and_left_alone(database):
    with database.writing() as session:
        session.connection().exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(DataError, match="later version"):
        migrate.upgrade(database)
    assert migrate.form_of(database) == "9999"


def test_two_that_upgrade_at_once_do_not_collide(empty_database):
    with ThreadPoolExecutor(4) as threads:
        others = [Database(empty_database.url) for _ in range(4)]
        list(threads.map(migrate.upgrade, others))
        for other in others:
            other.close()
    assert migrate.is_current(empty_database)


def test_two_processes_that_upgrade_at_once_do_not_collide(empty_database):
    program = (
        "import sys; from s3align.desk.storage.database import Database; from s3align.desk.storage.migrate import upgrade; "
        "upgrade(Database(sys.argv[1]))"
    )
    address = empty_database.url.render_as_string(hide_password=False)
    running = [subprocess.Popen([sys.executable, "-c", program, address]) for _ in range(2)]
    assert [one.wait(60) for one in running] == [0, 0]
    assert migrate.is_current(empty_database)
