"""A small run by code: rows of real records, with what only some files have, in a table and its workbook."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from functools import cache

from s3align.pipeline import Pipeline
from s3align.record.assessment import Flag, IntegrityNote, Verdict
from s3align.record.codec import to_json
from s3align.store.compared_text import packed
from s3align.store.results import Result
from s3align.store.row import ResultRow, row_of
from s3align.store.table import ResultTable

TEXT = (
    "In Essen bauen wir mit der Stadt einen Elektrolyseur, der grünen Wasserstoff für die Industrie erzeugt. "
    "Die Anlage wird mit Strom aus Wind betrieben und speist ein Netz aus Leitungen für Wasserstoff. "
) * 3
OTHER = (
    "Das Krankenhaus in Herne erprobt die Therapie von Patientinnen nach einem Schlaganfall auf drei Stationen. "
    "Ein Medizinprodukt misst die Werte, und die Rehabilitation beginnt früher als bisher in der Klinik. "
) * 3
SHORT = "Das ist kurz."
SHARED = (
    "Ein gemeinsamer Satz steht in zwei Anträgen, weil beide Häuser seit vielen Jahren zusammen arbeiten und ihre Partner "
    "in denselben Worten vorstellen. Die Hochschule misst, der Verband lädt ein, und die Stadt stellt Räume bereit. Was "
    "daraus wird, berichten alle drei einmal im Jahr."
)
NOTES = (IntegrityNote("hidden_white", 2, "Wasserstoff", 7), IntegrityNote("pages_cut", count=90))
FORMULA = "=HYPERLINK(1)"


@cache
def pipeline() -> Pipeline:
    """The shipped strategy's."""
    return Pipeline()


@cache
def made_row(text: str, name: str) -> ResultRow:
    """The row of a text, assessed."""
    record = pipeline().check(text.encode(), name=name)
    result = Result(name, name, "a" * 64, "key", to_json(record).decode(), b"", date(2026, 3, 1))
    return row_of(result, record, f"reports/{name}.html")


def rows() -> list[ResultRow]:
    """A proposal with everything there is, another one with odd texts, one that is unclear, a copy and a refused file."""
    full = replace(
        made_row(TEXT, "a.txt"),
        title="Wasserstoff\x07 für\x0ballе",
        applicant=FORMULA,
        dated="2026-02-03",
        notes=NOTES,
        hints=(Flag("field", "green-tech"), Flag("joint", "joint", ("Essen", "Herne"))),
        unread_pages=(2, 3, 4, 9),
        left_out={"budget": 3, "praise": 1, "unheard_of": 2},
    )
    other = replace(made_row(OTHER, "b.txt"), title="+49 _x0041_ <b>&amp;", dated="2026-02", sha256="b" * 64)
    themes = {theme: replace(found, verdict=Verdict.UNCLEAR) for theme, found in other.themes.items()}
    unclear = replace(other, name="c.txt", themes=themes, addressed=(), main="", sha256="c" * 64, report="")
    copy = replace(full, name="d.txt", duplicate_of="a.txt")
    refused = replace(made_row(SHORT, "e.txt"), sha256="e" * 64)
    return [full, other, unclear, copy, refused]


def made_table(entries: list[ResultRow] | None = None) -> ResultTable:
    """The table of some rows, of all of ``rows`` where none are given."""
    table = ResultTable(sqlite3.connect(":memory:", isolation_level=None))
    pages = {"a.txt": ["", SHARED], "b.txt": ["", "", "", "", SHARED]}
    texts = {name: packed(text) for name, text in pages.items()}
    table.fill((row, b"", texts.get(row.name)) for row in (rows() if entries is None else entries))
    return table
