"""What a run leaves behind: records, tables, a workbook and an overview, written anew from the ledger each time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from s3align.batch.ledger import Ledger
from s3align.batch.ranking import Ranked, rank
from s3align.batch.run import REPORTS, report_name
from s3align.batch.similar import near_duplicates
from s3align.files import write_atomically
from s3align.strategy.model import Strategy

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the results: one file, with what its record says."""

    name: str
    sha256: str
    status: str
    reason: str
    message: str
    report: str
    words: int | None
    pages: int | None
    languages: str
    main: str
    second: str
    fit: str
    scores: dict[str, tuple[float, float, float, str]]
    places: tuple[tuple[str, str], ...]
    duplicate_of: str
    rank: Ranked | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """All entries in order of names, pairs of similar files with their similarity, and themes by id."""

    entries: tuple[Entry, ...]
    similar: tuple[tuple[str, str, float], ...]
    themes: dict[str, str]


def summarise(ledger: Ledger, strategy: Strategy, language: str, out: Path) -> Summary:
    """Reads the ledger once. Of files with the same content the first is the original; ``out`` holds the reports."""
    entries: list[Entry] = []
    signatures: dict[str, bytes] = {}
    first: dict[str, str] = {}
    for name, sha256, record, signature in ledger.results():
        original = first.setdefault(sha256, name)
        report = f"{REPORTS}/{report_name(original, sha256)}"
        report = report if (out / report).exists() else ""
        entries.append(_entry(name, sha256, json.loads(record), "" if original == name else original, report))
        if original == name and signature:
            signatures[name] = signature
    ranked = rank({entry.name: entry.scores for entry in entries if entry.scores and not entry.duplicate_of})
    named = tuple(replace(entry, rank=ranked.get(entry.name)) for entry in entries)
    themes = {theme.id: theme.name[language] for theme in strategy.themes}
    return Summary(named, tuple(near_duplicates(signatures)), themes)


def _entry(name: str, sha256: str, record: dict[str, Any], duplicate_of: str, report: str) -> Entry:
    document = record["document"]
    shares = document["languages"] or {}
    return Entry(
        name=name,
        sha256=sha256,
        status=record["status"],
        reason=record["reason"] or "",
        message=record["message"] or "",
        report=report,
        words=document["words"],
        pages=document["pages"],
        languages=" ".join(f"{code}:{share:.2f}" for code, share in sorted(shares.items())),
        main=record["primary_theme"] or "",
        second=record["secondary_theme"] or "",
        fit=(record["fit"] or {}).get("grade", ""),
        scores={row["id"]: (row["score"], row["low"], row["high"], row["grade"]) for row in record["themes"]},
        places=tuple((place["municipality"], place["role"]) for place in record["places"]),
        duplicate_of=duplicate_of,
    )


def write_jsonl(ledger: Ledger, target: Path) -> None:
    """``results.jsonl``: {"file", "record"} per line, in order of names."""
    lines = (
        f'{{"file": {json.dumps(name, ensure_ascii=False)}, "record": {record}}}\n'.encode()
        for name, _, record, _ in ledger.results()
    )
    write_atomically(target, lines, force=True)


def write_csv(summary: Summary, target: Path, *, for_excel: bool = False) -> None:
    """``results.csv``; ``for_excel`` writes a byte order mark and semicolons. Cells that could be formulas get a quote."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";" if for_excel else ",", lineterminator="\r\n" if for_excel else "\n")
    writer.writerow(columns(summary))
    writer.writerows([safe_cell(cell) for cell in row] for row in rows(summary))
    write_atomically(target, stream.getvalue().encode("utf-8-sig" if for_excel else "utf-8"), force=True)


def safe_cell(cell: object) -> object:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_DANGEROUS) else cell


def columns(summary: Summary) -> list[str]:
    """The heads of the table."""
    scores = [f"{theme}_{part}" for theme in summary.themes for part in ("score", "low", "high", "grade")]
    return [
        *("file", "status", "reason", "rank", "main_theme", "second_theme", "fit", *scores),
        *("places", "pages", "words", "languages", "duplicate_of", "similar_to", "report", "sha256", "message"),
    ]


def rows(summary: Summary) -> Iterator[list[Any]]:
    """One row per file, in order of names."""
    similar: dict[str, list[str]] = {}
    for one, other, share in summary.similar:
        similar.setdefault(one, []).append(f"{other} ({share:.2f})")
        similar.setdefault(other, []).append(f"{one} ({share:.2f})")
    for entry in summary.entries:
        scores = [value for theme in summary.themes for value in entry.scores.get(theme, ("", "", "", ""))]
        yield [
            *(entry.name, entry.status, entry.reason, entry.rank.label if entry.rank else "", entry.main, entry.second),
            *(entry.fit, *scores, "; ".join(f"{place} ({role})" for place, role in entry.places), entry.pages or ""),
            *(entry.words or "", entry.languages, entry.duplicate_of, "; ".join(similar.get(entry.name, ()))),
            *(entry.report, entry.sha256, entry.message),
        ]


def write_parquet(summary: Summary, target: Path) -> bool:
    """``results.parquet`` where pyarrow is installed; False where it is not."""
    try:
        import pyarrow as pa  # noqa: PLC0415 -- an optional extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        return False
    heads = columns(summary)
    kinds = {"pages": pa.int64(), "words": pa.int64()}
    schema = pa.schema(
        (head, pa.float64() if head.endswith(("_score", "_low", "_high")) else kinds.get(head, pa.string()))
        for head in heads
    )
    table = [
        {head: None if cell == "" else cell for head, cell in zip(heads, row, strict=True)} for row in rows(summary)
    ]
    stream = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(table, schema=schema), stream)
    write_atomically(target, stream.getvalue(), force=True)
    return True


def portfolio(entries: Sequence[Entry]) -> dict[str, dict[str, int]]:
    """Municipality -> main theme -> number of proposals with a site there."""
    counts: dict[str, dict[str, int]] = {}
    for entry in entries:
        if entry.main and not entry.duplicate_of:
            for place, role in entry.places:
                if role == "site":
                    themes = counts.setdefault(place, {})
                    themes[entry.main] = themes.get(entry.main, 0) + 1
    return dict(sorted(counts.items()))
