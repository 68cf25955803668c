"""How fast the list of a call is with ten thousand submissions, in the database alone and as the whole page over HTTP.

Run ``python benchmarks/web_list.py [--submissions 10000] [--times 7] [--database postgresql://…] [--keep FOLDER]``. Fills an
empty database with one call: records of 60,000 signs each (as those of 20-page proposals are), six figures per assessment, two
readings for most. Then asks for the list as a lead and as a reviewer whom the call hides the program from, in the orders and
with the filters of the page. "list": ``list_submissions`` in a transaction of its own. "page": the same as HTML,
asked for over HTTP from a server in this process. Printed are the median and the slowest of ``--times`` runs after a first one
that does not count, and the processor time of this process and of PostgreSQL, which other programs disturb less;
the command fails where a median is over 300 ms. Without ``--database`` the embedded one is measured.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import uvicorn
from sqlalchemy import insert

from s3align.desk.access import Principal, Role
from s3align.desk.lists.listing import list_submissions
from s3align.desk.lists.listing_query import ListQuery
from s3align.desk.people.sessions import begin
from s3align.desk.review.reading_queue import next_to_read, progress
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.database import Database, database_url
from s3align.desk.storage.migrate import upgrade
from s3align.desk.storage.tables import (
    Account,
    Call,
    Lot,
    Membership,
    PersonReading,
    StoredAssessment,
    Submission,
    ThemeFigure,
    joined,
    new_id,
)
from s3align.record.assessment import Verdict
from s3align.strategy.load import find_strategy, load_strategy
from s3align.web.app import make_app
from s3align.web.people.cookies import session_cookie

LIMIT = 300
"""Milliseconds: what the project promises."""
READERS = 15
WHO = ("lead", "reviewer")
"""The first two people: the call hides the program from the second one."""
_RECORD_SIGNS = 60_000
_AT_ONCE = 500
"""Rows in one statement."""
_WORDS = ("Kreislauf", "Hafen", "Pflege", "Quartier", "Sensoren", "Werkstoffe", "Lager", "Verkehr", "Boden", "Klinik")
_BEGIN = datetime(2026, 3, 1, 8, tzinfo=UTC)
_SHARES = {Verdict.CORE: 0.13, Verdict.SIDE: 0.12, Verdict.UNCLEAR: 0.08, Verdict.TOUCHED: 0.17, Verdict.NONE: 0.5}
_DECISIONS = ("fits", "fits", "fits", "unsure", "does_not_fit", "back")


PAGES = {
    "as it opens": "submissions",
    "200 rows by main theme": "submissions?sort=main&size=200",
    "by a theme": "submissions?sort=theme&descending=1&theme={theme}",
    "a person must read": "submissions?to_read=any",
    "addressed, read by few": "submissions?addressed={theme}&readers=fewer&sort=main",
    "by disagreement": "submissions?sort=disagreement&descending=1",
    "search": "submissions?text=Quartier",
    "queue": "queue",
    "the call itself": "",
}
"""Addresses below that of the call, which are asked for over HTTP by somebody who has signed in."""


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--database", help="of an empty PostgreSQL database")
    parser.add_argument(
        "--keep", type=Path, help="a folder for the embedded database; one that is there is measured again"
    )
    parser.add_argument("--parts", nargs="+", choices=("list", "page"), default=["list", "page"])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        database = Database(database_url(given.database, folder))
        upgrade(database)
        call, people = _known(database) or fill(database, given.submissions)
        asked = [*runs(database, call, people)] if "list" in given.parts else []
        slowest = max((_measure(database, name, run, given.times) for name, run in asked), default=0.0)
        settings = ServerSettings(data=folder, database=given.database or "", accounts=True)
        with database.writing() as session:
            secrets = {who: begin(session, settings, people[place].id) for place, who in enumerate(WHO)}
        for who, secret in secrets.items() if "page" in given.parts else ():
            with _serving(settings, {session_cookie(settings): secret}) as client:
                for name, page in PAGES.items():
                    address = f"/desk/calls/{call.id}/{page.format(theme=_theme())}".rstrip("/")
                    run = partial(_get, client, address)
                    slowest = max(slowest, _measure(database, f"page, {who}, {name}", run, given.times))
        database.close()
    print(f"slowest median: {slowest:.0f} ms, limit {LIMIT} ms")
    return int(slowest > LIMIT)


def runs(database: Database, call: Call, people: list[Account]) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is measured, by name."""
    theme = _theme()
    lead = Principal(people[0].id, roles={call.id: Role.LEAD})
    reader = Principal(people[1].id, roles={call.id: Role.REVIEWER})
    asked: dict[str, dict[str, object]] = {
        "as it opens": {},
        "last page": {"page": 10_000, "size": 200},
        "by theme": {"sort": "theme", "theme": theme, "descending": "1"},
        "by main theme": {"sort": "main", "size": 200},
        "by disagreement": {"sort": "disagreement", "descending": "1"},
        "by readings": {"sort": "readings"},
        "a person must read": {"to_read": "any"},
        "addressed and read by few": {"addressed": theme, "readers": "fewer", "sort": "main"},
        "decision, lot, mine": {"decision": "fits", "lot": "-", "mine": "unread"},
        "text": {"text": "Quartier"},
    }
    for who, asking in (("lead", lead), ("reviewer", reader)):
        for name, address in asked.items():
            query = ListQuery.of_address({key: str(value) for key, value in address.items()})
            yield f"list, {who}, {name}", partial(_list, database, asking, call, query)
    yield "queue: progress", lambda: _progress(database, reader, call)
    yield "queue: next to read", lambda: _next(database, reader, call)


def _theme() -> str:
    return load_strategy(find_strategy()).themes[0].id


def _get(client: httpx.Client, address: str) -> None:
    client.get(address).raise_for_status()


@contextmanager
def _serving(settings: ServerSettings, cookies: dict[str, str]) -> Iterator[httpx.Client]:
    """A server on a free port of this computer, and a client that asks it."""
    app = make_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, ws="none"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            base = f"http://127.0.0.1:{listening.getsockname()[1]}"
            while not server.started:
                time.sleep(0.02)
            with httpx.Client(base_url=base, timeout=60, cookies=cookies) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()
            app.state.server.database.close()


def _list(database: Database, asking: Principal, call: Call, query: ListQuery) -> None:
    with database.reading() as session:
        list_submissions(session, asking, call, query)


def _progress(database: Database, asking: Principal, call: Call) -> None:
    with database.reading() as session:
        progress(session, asking, call.id)


def _next(database: Database, asking: Principal, call: Call) -> None:
    with database.writing() as session:
        next_to_read(session, asking, call.id)


def _spent(database: Database) -> float:
    """Seconds of processor time of this process, and of PostgreSQL's for this database where they are on this computer."""
    spent = time.process_time()
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            pids = connection.exec_driver_sql("select pid from pg_stat_activity where datname = current_database()")
            for file in (Path(f"/proc/{pid}/stat") for pid in pids.scalars()):
                ticks = file.read_text().rpartition(")")[2].split() if file.exists() else [0] * 13
                spent += (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
    return spent


def _measure(database: Database, name: str, run: Callable[[], object], times: int) -> float:
    run()
    taken = []
    processor = _spent(database)
    for _ in range(times):
        begin = time.perf_counter()
        run()
        taken.append((time.perf_counter() - begin) * 1000)
    processor = (_spent(database) - processor) * 1000 / times
    median = statistics.median(taken)
    print(f"{name:<48} {median:7.0f} ms  (slowest {max(taken):.0f}, processor {processor:.0f})", flush=True)
    return median


def _known(database: Database) -> tuple[Call, list[Account]] | None:
    """What an earlier run has filled."""
    with database.reading() as session:
        call = session.query(Call).first()
        return (call, session.query(Account).order_by(Account.login).all()) if call else None


def fill(database: Database, number: int) -> tuple[Call, list[Account]]:
    """A call with so many submissions, and the people who read in it; the first one leads it."""
    chance = random.Random(19)  # noqa: S311 -- made-up figures, always the same
    themes = [theme.id for theme in load_strategy(find_strategy()).themes]
    with database.writing() as session:
        call = Call(
            title="Aufruf", strategy="", language="de", deadline=_BEGIN + timedelta(days=20), hides_machine=True
        )
        people = [Account(login=f"p{place:02}", name=f"Person {place}") for place in range(READERS)]
        session.add_all([call, *people])
        session.flush()
        lots = [Lot(call_id=call.id, title=theme, theme=theme, position=place) for place, theme in enumerate(themes)]
        session.add_all(lots)
        session.add_all(
            Membership(account_id=person.id, call_id=call.id, role="reviewer" if place else "lead")
            for place, person in enumerate(people)
        )
        session.flush()
        record = _record(chance)
        for first in range(1, number + 1, _AT_ONCE):
            made = [
                _submission(chance, place, call, lots, people, themes, record)
                for place in range(first, min(first + _AT_ONCE, number + 1))
            ]
            for table in (Submission, StoredAssessment, ThemeFigure, PersonReading):
                if rows := [row for each in made for row in each[table]]:
                    session.execute(insert(table), rows)
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("analyze")
    return call, people


def _record(chance: random.Random) -> str:
    words: list[str] = []
    while sum(map(len, words)) < _RECORD_SIGNS:
        words.append(f'{{"{chance.choice(_WORDS)}":{chance.random()}}}')
    return "".join(words)[:_RECORD_SIGNS]


def _submission(  # noqa: PLR0917 -- all of one run
    chance: random.Random,
    number: int,
    call: Call,
    lots: list[Lot],
    people: list[Account],
    themes: list[str],
    record: str,
) -> dict[type, list[dict[str, Any]]]:
    """The rows of a submission, by table."""
    own, assessment, is_refused = new_id(), new_id(), chance.random() < 0.04
    verdicts = {theme: chance.choices(list(_SHARES), list(_SHARES.values()))[0] for theme in themes}
    if is_refused:
        verdicts = {}
    addressed = [theme for theme, verdict in verdicts.items() if verdict in (Verdict.CORE, Verdict.SIDE)]
    unclear = Verdict.UNCLEAR in verdicts.values()
    to_read = (
        "refused" if is_refused else ("beside" if addressed else "unclear") if unclear else "" if addressed else "none"
    )
    readers = chance.sample(people[1:], chance.choice((0, 1, 2, 2, 2)))
    decisions = [chance.choice(_DECISIONS) for _ in readers]
    return {
        Submission: [
            {
                "id": own,
                "call_id": call.id,
                "number": number,
                "lot_id": chance.choice(lots).id if chance.random() < 0.9 else None,
                "file_name": f"antrag-{number}.pdf",
                "sha256": new_id() + new_id(),
                "suffix": ".pdf",
                "size": 900_000,
                "title": " ".join(chance.choices(_WORDS, k=6)),
                "applicant": f"{chance.choice(_WORDS)} GmbH",
                "state": "refused" if is_refused else "assessed",
                "assessment_id": assessment,
                "received_at": _BEGIN + timedelta(minutes=3 * number),
                "withdrawn_at": _BEGIN if chance.random() < 0.02 else None,
                "readings": len(decisions),
                "decisions": joined(decisions),
                "main": addressed[0] if addressed else "",
                "to_read": to_read,
                "addressed": joined(addressed),
                "gravity": 4 if {"fits", "does_not_fit"} <= set(decisions) else 2 * (len(set(decisions)) > 1),
            }
        ],
        StoredAssessment: [
            {
                "id": assessment,
                "submission_id": own,
                "fingerprint": "f" * 64,
                "record": record,
                "signature": b"s" * 512,
                "passages": b"p" * 4_000,
                "reason": "encrypted" if is_refused else "",
                "main": addressed[0] if addressed else "",
                "to_read": to_read,
                "pages": None if is_refused else chance.randint(4, 40),
                "words": None if is_refused else chance.randint(900, 12_000),
                "language": "" if is_refused else chance.choice(("de", "de", "de", "en")),
            }
        ],
        ThemeFigure: [
            {
                "assessment_id": assessment,
                "theme": theme,
                "verdict": verdict.value,
                "sureness": chance.random(),
                "low": 0.1,
                "high": 0.9,
                "extent": chance.random() / 2,
            }
            for theme, verdict in verdicts.items()
        ],
        PersonReading: [
            {
                "id": new_id(),
                "submission_id": own,
                "account_id": reader.id,
                "assessment_id": assessment,
                "decision": decision,
                "verdicts": {theme: verdict.value for theme, verdict in verdicts.items()},
                "remark": " ".join(chance.choices(_WORDS, k=30)),
                "decided_at": _BEGIN + timedelta(days=30),
                "saw_machine": False,
            }
            for reader, decision in zip(readers, decisions, strict=True)
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
