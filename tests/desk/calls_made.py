"""Calls and submissions for tests, made by code."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from s3align.desk.access import Principal, Role
from s3align.desk.calls import call_forms, calls, intake
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.database import Database
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.tables import Account, Call, Membership

ADMIN = Principal(account_id="admin", name="Ada Berg", is_administrator=True)
LEAD, READER, APPLICANT, OTHER = "lead", "reader", "applicant", "other"


def person(call: Call | None, account_id: str, role: Role | None) -> Principal:
    """Who has a role in a call."""
    roles = {call.id: role} if call is not None and role is not None else {}
    return Principal(account_id=account_id, name=account_id, roles=roles)


def open_call(database: Database, **values: object) -> Call:
    """A call that "lead" leads, "reader" reads in and "applicant" and "other" hand in to."""
    form = call_forms.CallForm(**({"title": "Wärme", "strategy": "ruhr"} | values))
    with database.writing() as session:
        for name in ("admin", LEAD, READER, APPLICANT, OTHER):
            if session.get(Account, name) is None:
                session.add(Account(id=name, login=name, name=name, is_administrator=name == "admin"))
        session.flush()
        call = calls.create(session, ADMIN, form)
        roles = {LEAD: Role.LEAD, READER: Role.REVIEWER, APPLICANT: Role.APPLICANT, OTHER: Role.APPLICANT}
        session.add_all(Membership(account_id=name, call_id=call.id, role=role.value) for name, role in roles.items())
    return call


def lead(call: Call) -> Principal:
    """The lead of a call."""
    return person(call, LEAD, Role.LEAD)


def applicant(call: Call, name: str = APPLICANT) -> Principal:
    """Somebody who hands in."""
    return person(call, name, Role.APPLICANT)


def hand_in(
    database: Database,
    files: FileStore,
    call: Call,
    name: str = "antrag.txt",
    body: bytes = b"Ein Antrag.",
    asking: Principal | None = None,
    **more: object,
) -> intake.TakenIn:
    """Hands a file in, as the lead where nobody else is named."""
    settings = ServerSettings(data=Path("unused"))
    return intake.take_in(database, files, settings, asking or lead(call), call.id, name, io.BytesIO(body), **more)


def zipped(entries: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    """A zip of names and bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return made
