"""Accounts: who they are, and what they may do in which call."""

from __future__ import annotations

from s3align.desk.access import Principal
from s3align.desk.database import Database
from s3align.desk.tables import Account

LOCAL = "local"
"""Id and login of the one user of a computer without accounts."""


def local_principal(database: Database) -> Principal:
    """The one user of a computer without accounts, who may everything; their row is made where it is missing."""
    with database.reading() as session:
        known = session.get(Account, LOCAL)
    if known is None:
        with database.writing() as session:
            if session.get(Account, LOCAL) is None:
                session.add(Account(id=LOCAL, login=LOCAL, name=LOCAL, is_administrator=True))
    return Principal(account_id=LOCAL, name=LOCAL, is_administrator=True, is_local=True)
