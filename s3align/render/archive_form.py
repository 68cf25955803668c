"""What the files of an archive are called and hold: used where one is written, and where one is checked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import msgspec

from s3align.files import quoted
from s3align.model.store import OWN_MODEL
from s3align.record.assessment import Assessment
from s3align.record.schema import json_schema
from s3align.settings import Settings
from s3align.store.bag import PAYLOAD, SOURCE_HASH
from s3align.store.review import Reading, Settled

FORM = "s3align.archive/1"
FACTS = "archive.json"
RECORD = "record/record.json"
READINGS = "readings/readings.json"
SETTLED = "readings/settled.json"
README_NAMES = {"de": "LIESMICH.txt", "en": "README.txt"}
_KINDS = tuple(
    (kind, re.compile(form))
    for kind, form in (
        ("report_html", r"report/report-[a-z]{2,3}\.html"),
        ("report_pdf", r"report/report-[a-z]{2,3}\.pdf"),
        ("report_written", r"report/report-as-written\.html"),
        ("record", r"record/record\.json"),
        ("schema", r"record/record\.schema\.json"),
        ("ledger", r"record/ledger-[a-z]{2,3}\.csv"),
        ("weights", r"record/weights-[a-z]{2,3}\.csv"),
        ("proposal", r"proposal/[^/]+"),
        ("readings", r"readings/readings\.json"),
        ("settled", r"readings/settled\.json"),
        ("readings_text", r"readings/readings-[a-z]{2,3}\.txt"),
        ("strategy", rf"strategy/(?!{OWN_MODEL}/).+"),
        ("model", r"model/[^/]+"),
        ("whole_model", rf"strategy/{OWN_MODEL}/.+"),
        ("settings", r"settings\.toml"),
        ("facts", r"archive\.json"),
    )
)
"""What the files of ``data/`` are, in the order in which a READ ME explains them."""


@dataclass(frozen=True, slots=True)
class Given:
    """What an archive says that nothing else in it shows. ``absence``: as in ``Enclosed``."""

    name: str
    names: Sequence[str]
    sha256: str
    absence: str
    assessed_on: date | None
    archived_on: date
    archived_with: str


def about_of(paths: Iterable[str]) -> dict[str, str]:
    """Paths of ``data/`` -> what each is (``archive_about_…``), kind by kind; a file that no archive has is not in it."""
    found = [
        (place, path, kind)
        for path in paths
        for place, (kind, form) in enumerate(_KINDS)
        if form.fullmatch(path.removeprefix(PAYLOAD)) and path.startswith(PAYLOAD)
    ]
    kinds: dict[str, str] = {}
    for _, path, kind in sorted(found):
        kinds.setdefault(path, kind)
    return kinds


def facts_of(
    given: Given, record: Assessment, path: str, missing: Sequence[str], readings: int, unclear_from: float | None
) -> dict[str, Any]:
    """What ``archive.json`` says for programs, and the READ ME for people.

    ``path``: of the proposal in the archive, "" where it is not there; ``readings``: how many are; ``unclear_from``: the
    border of the model, where that is at hand.
    """
    return {
        "form": FORM,
        "proposal": {
            "name": given.name,
            "names": list(given.names),
            "sha256": given.sha256,
            "path": path,
            "absence": given.absence,
        },
        "assessed_on": given.assessed_on.isoformat() if given.assessed_on else None,
        "archived_on": given.archived_on.isoformat(),
        "archived_with": given.archived_with,
        "provenance": msgspec.to_builtins(record.provenance),
        "unclear_from": unclear_from,
        "missing": list(missing),
        "readings": readings,
        "repeat": _command(path, missing),
    }


def _command(path: str, missing: Sequence[str]) -> str:
    """What assesses the proposal again and compares, to be called in the unpacked folder; "PROPOSAL" where it is not there."""
    words = ["s3align", "verify", PAYLOAD + RECORD, "--file", path or "PROPOSAL"]
    words += [] if "strategy" in missing else ["--strategy", f"{PAYLOAD}strategy"]
    words += [] if "settings" in missing else ["--settings", f"{PAYLOAD}settings.toml"]
    return " ".join(map(quoted, words))


def info_of(given: Given) -> dict[str, str]:
    """The fields of ``bag-info.txt`` that RFC 8493 reserves for this."""
    return {
        "Bag-Software-Agent": f"s3align {given.archived_with}",
        "Bagging-Date": given.archived_on.isoformat(),
        SOURCE_HASH: f"sha256:{given.sha256}",
        "Internal-Sender-Identifier": given.name,
    }


def settings_file(settings: Settings) -> bytes:
    """All settings, as ``--settings`` reads them."""
    return "".join(f"{entry.name} = {getattr(settings, entry.name)}\n" for entry in fields(settings)).encode()


def people_file(wrote: Sequence[Reading] | Sequence[Settled]) -> bytes:
    """People's readings, or what they have agreed on, as values."""
    return as_json(msgspec.to_builtins(list(wrote)))


def schema_file() -> bytes:
    """What the fields of a record mean."""
    return as_json(json_schema())


def as_json(value: Any) -> bytes:
    """Values as JSON for people and programs, as archives have it."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
