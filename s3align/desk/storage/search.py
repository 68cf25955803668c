"""Full-text search over submissions: SQLite's FTS5, PostgreSQL's index with its German endings.

A query is words, which all must stand in the text, in whatever inflection; "several words" in this order; `-word` for what
must not stand there; and `wasserst*` for all words that begin so, which finds compounds. Every query is a good one: signs that
mean nothing are passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from time import sleep

from sqlalchemy import (
    ColumnElement,
    Engine,
    Integer,
    Select,
    and_,
    column,
    delete,
    false,
    func,
    insert,
    literal_column,
    not_,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from s3align.desk.storage.stemming import folded, stem
from s3align.desk.storage.tables import SearchText, Submission

_PART = 480
"""Words of a part: PostgreSQL keeps at most 256 places of a word, and phrases need them all, even where each second word is
the same."""
_SHARED = 20
"""Words that a part has of the one before, so that a phrase of so many is found wherever it stands."""
_MOST_CLAUSES = 20
"""Words and phrases of a query that count; each is a search of its own."""
_PAGES = 500
"""Pages of the index that are written in one transaction: 2 MB, a small part of a second."""
_PAUSE = 0.05
"""Seconds between two such, since who waits for SQLite asks again only so often."""
_MERGE = text("insert into search_index (search_index, rank) values ('merge', :pages)")
_CLAUSE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a query: ``words``, folded, in their order; the last one begins so where ``is_prefix``."""

    words: tuple[str, ...]
    is_prefix: bool = False
    is_excluded: bool = False


def index(session: Session, submission_id: str, content: str) -> None:
    """Makes a submission findable by its text; what was indexed of it before goes."""
    remove(session, submission_id)
    words = folded(content)
    if _is_sqlite(session):
        words = [stem(word) for word in words]
    parts = [words[start : start + _PART + _SHARED] for start in range(0, len(words), _PART)]
    rows = [
        {"submission_id": submission_id, "part": number, "words": " ".join(part)} for number, part in enumerate(parts)
    ]
    if rows:
        session.execute(insert(SearchText), rows)


def remove(session: Session, submission_id: str) -> None:
    """Takes a submission out of the search."""
    session.execute(delete(SearchText).where(SearchText.submission_id == submission_id))


def forget_removed(engine: Engine) -> None:
    """Writes SQLite's index anew, which else keeps removed words until it happens to do so.

    In many transactions, between which others write: with ten thousand texts all of it takes many seconds. ``engine``: whose
    transactions write.
    """
    if engine.dialect.name != "sqlite":
        return
    pages, is_going_on = -_PAGES, True  # below 0: all that there is shall become one, which then goes on in steps
    while is_going_on:
        with Session(engine) as session, session.begin():
            before = _changes(session)
            session.execute(_MERGE, {"pages": pages})
            is_going_on = _changes(session) - before > 1  # the question itself counts as one
        pages = _PAGES
        sleep(_PAUSE if is_going_on else 0)


def _changes(session: Session) -> int:
    return session.scalar(select(func.total_changes())) or 0


def find(session: Session, call_id: str, query: str) -> set[str]:
    """The ids of a call's submissions whose text a query fits; all of them for a blank one."""
    return set(session.scalars(select(Submission.id).where(Submission.call_id == call_id, fits(session, query))))


def fits(session: Session, query: str) -> ColumnElement[bool]:
    """The condition on ``Submission`` that its text fits a query: for lists that sort and filter by more than that."""
    clauses = parsed(query)
    if not clauses and query.strip():
        return false()
    return and_(True, *(_condition(session, clause) for clause in clauses))


def parsed(query: str) -> list[Clause]:
    """What a query asks for; empty where it has no word."""
    found = (_clause(match) for match in _CLAUSE.finditer(query))
    return [clause for clause in found if clause is not None][:_MOST_CLAUSES]


def _clause(match: re.Match[str]) -> Clause | None:
    given = match["word"] if match["phrase"] is None else match["phrase"]
    words = tuple(folded(given))
    return Clause(words, given.rstrip().endswith("*"), match["minus"] is not None) if words else None


def _condition(session: Session, clause: Clause) -> ColumnElement[bool]:
    found = _sqlite(clause) if _is_sqlite(session) else _postgresql(clause)
    within = Submission.id.in_(found)
    return not_(within) if clause.is_excluded else within


def _sqlite(clause: Clause) -> Select[str]:
    """Words are in quotes, so that none is read as an operator of FTS5."""
    *head, last = clause.words
    whole = " ".join(stem(word) for word in clause.words)
    wanted = f'"{whole}"'
    if clause.is_prefix:  # "projekte*" also finds "projekt", which is how "projekte" is indexed
        wanted += f' OR "{" ".join([*map(stem, head), last])}" *'
    rows: Select[int] = (
        select(column("rowid", Integer))
        .select_from(table("search_index"))
        .where(column("search_index").op("match")(wanted))
    )
    return select(SearchText.submission_id).where(SearchText.number.in_(rows))


def _postgresql(clause: Clause) -> Select[str]:
    """Words are letters and digits alone, so that none is read as an operator; they have their endings off already."""
    *head, last = clause.words
    wanted = " <-> ".join(map(stem, clause.words))
    if clause.is_prefix:
        wanted = f"({wanted}) | ({' <-> '.join([*map(stem, head), f'{last}:*'])})"
    vector: ColumnElement[object] = literal_column("search_text.vector")
    return select(SearchText.submission_id).where(vector.op("@@")(func.to_tsquery(literal_column("'simple'"), wanted)))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
