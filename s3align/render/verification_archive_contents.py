"""Whether the files of an archive say what its record says: each is made anew from it, or held against a hash in it.

What this installation cannot make anew (another version, strategy or model), and what only the archive itself says, is named:
nothing is passed over in silence.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from s3align.errors import S3AlignError
from s3align.pipeline import Pipeline
from s3align.record.assessment import Assessment
from s3align.record.codec import to_json
from s3align.render.archive_form import FACTS, README_NAMES, as_json, info_of, people_file, schema_file
from s3align.render.archive_readings import readings_text
from s3align.render.archive_readme import readme
from s3align.render.archive_tables import ledger_csv, weights_csv
from s3align.render.messages import Messages
from s3align.render.verification_archive_bound import of_model, of_settings, of_strategy
from s3align.render.verification_archive_checked import Checked, Facts, Standing
from s3align.render.verification_finding import Finding, Outcome
from s3align.store.bag import DECLARATION, DECLARED, INFO, MANIFEST, PAYLOAD, TAG_MANIFEST, info_file
from s3align.store.bag_reader import Bag
from s3align.strategy.model import Strategy

_CHECKED_ELSEWHERE = ("report_html", "report_pdf", "report_written", "proposal")
_WORDS = ("readings", "settled")
_TAGS = (DECLARATION, INFO, MANIFEST, TAG_MANIFEST, *README_NAMES.values())
_MOST_FACTS = 1_000_000
"""Bytes of ``archive.json``, which has about two thousand."""


def of_contents(
    bag: Bag, paths: Sequence[str], record: Assessment, pipeline: Pipeline, installed: Mapping[str, Path]
) -> Iterator[Finding]:
    """What can be said of every file but reports and proposal; ``paths``: those that can be unpacked.

    ``installed``: path in an archive -> file of the strategy and the model that are used here.
    """
    try:
        facts = msgspec.json.decode(bag.read(PAYLOAD + FACTS, _MOST_FACTS), type=Facts)
    except KeyError:
        yield Finding(Outcome.DIFFERS, "verify_archive_file_missing", about=PAYLOAD + FACTS)
        return
    except (msgspec.DecodeError, UnicodeDecodeError, zipfile.BadZipFile):
        yield Finding(Outcome.DIFFERS, "verify_archive_differs", about=PAYLOAD + FACTS)
        return
    checked = Checked(bag, paths, record, pipeline, installed, facts)
    yield from _grouped(checked)
    for path in (*README_NAMES.values(), DECLARATION, INFO):
        if path not in bag.entries:
            yield Finding(Outcome.DIFFERS, "verify_archive_file_missing", about=path)
    yield Finding(Outcome.UNKNOWN, "verify_archive_given")


def _grouped(checked: Checked) -> Iterator[Finding]:
    """A line for each file that differs, and one for all others of a kind."""
    found: dict[Standing, list[str]] = {}
    for path in checked.paths:
        kind = checked.kinds.get(path, "")
        if kind not in _CHECKED_ELSEWHERE and path not in (MANIFEST, TAG_MANIFEST):
            found.setdefault(_standing(path, kind, checked), []).append(path)
    for standing, paths in sorted(found.items()):
        if standing is Standing.SAME:
            yield Finding(Outcome.AGREES, "verify_archive_same", {"count": str(len(paths))})
        elif standing in (Standing.DIFFERS, Standing.FOREIGN):
            yield from (Finding(Outcome.DIFFERS, f"verify_archive_{standing}", about=path) for path in paths)
        else:
            yield Finding(Outcome.UNKNOWN, f"verify_archive_{standing}", {"files": ", ".join(paths)})


def _standing(path: str, kind: str, checked: Checked) -> Standing:
    if not kind and path not in _TAGS:
        return Standing.FOREIGN if checked.can_make() else Standing.NOT_ANEW
    bound = {"strategy": of_strategy, "model": of_model, "whole_model": of_model, "settings": of_settings}
    if kind in bound:
        return bound[kind](path, checked)
    made, parts = _anew(path, kind, checked)
    if not checked.can_make(*parts):
        return Standing.NOT_ANEW
    try:
        standing = Standing.of(is_same=made() == checked.bag.read(path))
    except (S3AlignError, KeyError, ValueError, IndexError):  # of a record, or of readings, that somebody made up
        return Standing.DIFFERS
    return Standing.WORDS if kind in _WORDS and standing is Standing.SAME else standing


def _anew(path: str, kind: str, checked: Checked) -> tuple[Callable[[], bytes], Collection[str]]:
    """What makes a file anew, and which parts that takes beside this version."""
    record, pipeline = checked.record, checked.pipeline
    language = path.rpartition(".")[0].rpartition("-")[2]
    strategy = None if "strategy" in checked.missing else pipeline.strategy
    whole = ("strategy", "model")
    if path in README_NAMES.values():
        spoken = next(language for language, name in README_NAMES.items() if name == path)
        return lambda: _readme(spoken, checked), whole
    if path == INFO:
        return lambda: _info(checked), ()
    makers: dict[str, tuple[Callable[[], bytes], Collection[str]]] = {
        "": (lambda: DECLARED, ()),
        "record": (lambda: to_json(record, indent=True), ()),
        "schema": (schema_file, ()),
        "ledger": (lambda: ledger_csv(record, language), ()),
        "weights": (lambda: weights_csv(record, pipeline.strategy, pipeline.model, language), whole),
        "readings": (lambda: people_file(checked.readings), ()),
        "settled": (lambda: people_file(checked.settled), ()),
        "readings_text": (lambda: _readings_text(language, strategy, checked), ("strategy",)),
        "facts": (lambda: as_json(checked.facts_anew()), ("model",)),
    }
    return makers[kind]


def _readme(language: str, checked: Checked) -> bytes:
    about = {path: kind for path, kind in checked.kinds.items() if path.startswith(PAYLOAD)}
    return readme(checked.record, checked.facts_anew(), about, checked.pipeline.strategy, Messages.load(language))


def _readings_text(language: str, strategy: Strategy | None, checked: Checked) -> bytes:
    sha256 = checked.record.document.sha256 or ""
    return readings_text(checked.people, sha256, strategy, Messages.load(language))


def _info(checked: Checked) -> bytes:
    sizes = [entry.file_size for path, entry in checked.bag.entries.items() if path.startswith(PAYLOAD)]
    return info_file(info_of(checked.given), sum(sizes), len(sizes))
