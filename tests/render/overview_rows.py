"""Rows of a made-up run, and the overview made of them through the real table and renderer. All text self-written."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from s3align.record.assessment import Flag, IntegrityNote, Question, Verdict
from s3align.render.overview import write_index
from s3align.store.compared_text import packed
from s3align.store.row import PlaceEntry, ResultRow, SharedPassage, ThemeFigures
from s3align.store.table import ResultTable
from s3align.strategy.model import Strategy

HEALTH, CITY, GREEN = "health", "smart-city", "green-tech"
QUOTE = "Die Klinik pflegt ihre Daten selbst."


def figures(verdict: Verdict, extent: float = 0.0) -> ThemeFigures:
    """A theme's figures; what is addressed or unclear has a passage."""
    quote = QUOTE if verdict in (Verdict.CORE, Verdict.SIDE, Verdict.UNCLEAR) else ""
    low, high = extent / 2, min(1.0, extent * 1.2)
    return ThemeFigures(extent, low, high, verdict, extent, low, high, 4, (2, 3, 4), quote, 2)


def row(name: str, strategy: Strategy, said: dict[str, tuple[Verdict, float]] | None = None, **more: Any) -> ResultRow:
    """A file; ``said``: theme -> verdict and extent, the other themes have no relation; None: it was not assessed."""
    themes = (
        {}
        if said is None
        else {theme.id: figures(*said.get(theme.id, (Verdict.NONE, 0.0))) for theme in strategy.themes}
    )
    order = sorted(themes, key=lambda theme: (list(Verdict).index(themes[theme].verdict), -themes[theme].extent))
    addressed = [theme for theme in order if themes[theme].verdict in (Verdict.CORE, Verdict.SIDE)]
    plain: dict[str, Any] = {
        "name": name,
        "sha256": "0" * 64,
        "status": "assessed" if themes else "not_assessable",
        "reason": "" if themes else "too_little_text",
        "reason_values": {} if themes else {"words": 12, "minimum": 40},
        "report": f"reports/{name}.html" if themes else "",
        "words": 2_500,
        "pages": 9,
        "languages": {"de": 1.0},
        "main": addressed[0] if addressed else "",
        "second": "",
        "rule": "",
        "nearest": "" if addressed or not themes else order[0],
        "themes": {theme: themes[theme] for theme in order},
        "addressed": addressed,
        "places": (),
        "principles": {},
        "questions": (),
        "notes": (),
        "hints": (),
        "unread_pages": (),
        "left_out": {},
        "passages_counted": 44,
        "duplicate_of": "",
    }
    return ResultRow(**plain | more)


def run_rows(strategy: Strategy) -> list[ResultRow]:
    """Nine files: five that address a theme, one of them a copy; one unclear, one without a theme, two not assessed."""
    core, side, unclear, touched = Verdict.CORE, Verdict.SIDE, Verdict.UNCLEAR, Verdict.TOUCHED
    return [
        row("a.pdf", strategy, {HEALTH: (core, 0.6), CITY: (side, 0.1)}, title="Ärztliche Nähe", applicant="Klinik Nord",
            places=(PlaceEntry("Bottrop", ("site",), 3),), principles={"innovation": "found"}, assessed_on="2026-05-03"),
        row("b.pdf", strategy, {HEALTH: (side, 0.2), GREEN: (unclear, 0.05)}, title="Zuhause alt werden",
            applicant="Verein Süd", places=(PlaceEntry("Schermbeck", ("mention",), 4),),
            principles={"innovation": "denied"}, notes=(IntegrityNote("hidden_white", 3, "x", 7),)),
        row("c.pdf", strategy, {GREEN: (core, 0.7)}, title="Elektrolyse am Hafen", similar=(("d.pdf", 0.93),)),
        row("d.pdf", strategy, {GREEN: (core, 0.4)}, title="Elektrolyse am Kanal", similar=(("c.pdf", 0.93),),
            shared=(SharedPassage("c.pdf", 2, 5, 61, "Das Konsortium arbeitet seit Jahren"),)),
        row("kopie.pdf", strategy, {GREEN: (core, 0.7)}, title="Elektrolyse am Hafen", duplicate_of="c.pdf"),
        row("u.pdf", strategy, {CITY: (unclear, 0.1)}, title="Der Platz am Rathaus", unread_pages=(4,)),
        row("n.pdf", strategy, {CITY: (touched, 0.02)}, title="Chorfest"),
        row("leer.pdf", strategy),
        row("leer2.pdf", strategy, reason="damaged", reason_values={}),
    ]  # fmt: skip


def full_row(strategy: Strategy) -> ResultRow:
    """A file with everything that a row can hold."""
    return row(
        "alles.pdf",
        strategy,
        {HEALTH: (Verdict.CORE, 0.6), CITY: (Verdict.UNCLEAR, 0.1)},
        title="Alles drin",
        applicant="Stadt Bottrop",
        dated="2026-02",
        assessed_on="2026-05-03",
        places=(PlaceEntry("Bottrop", ("site", "municipal_partner"), 3, (3, 7)),),
        principles={"innovation": "hinted"},
        principle_pages={"innovation": (2, 5)},
        questions=(Question(HEALTH, "care"), Question(GREEN, "water"), Question(principle="innovation")),
        notes=(IntegrityNote("hidden_white", 3, "x", 7),),
        hints=(Flag("field", HEALTH),),
        unread_pages=(4, 5),
        left_out={"budget": 9, "keyword_list": 1},
        similar=(("b.pdf", 0.9),),
        shared=(SharedPassage("c.pdf", 2, 5, 61, "Das Konsortium arbeitet seit Jahren"),),
        shared_total=2,
        is_compared=True,
    )


def made_text(seed: str, words: int = 60) -> str:
    """A text that no other has a row of."""
    choose = random.Random(seed)  # noqa: S311 -- the same text in every run
    return " ".join("".join(choose.choices("abdeghiklmnorstu", k=7)) for _ in range(words))


def write_overview(
    rows: list[ResultRow],
    strategy: Strategy,
    target: Path,
    language: str = "de",
    texts: Mapping[str, Sequence[str]] | None = None,
    **more: Any,
) -> str:
    """Writes ``index.html`` of these rows and reads it again; ``texts``: the pages of files that are compared."""
    kept = {name: packed(pages) for name, pages in (texts or {}).items()}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        table = ResultTable(database, [theme.id for theme in strategy.themes])
        ordered = sorted(rows, key=lambda row: row.name)
        table.fill((replace(row, is_compared=row.name in kept), b"", kept.get(row.name)) for row in ordered)
        write_index(table, strategy, target, language, **more)
    return target.read_text(encoding="utf-8")
