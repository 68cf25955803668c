"""What is kept of one proposal so that its result can be understood and checked in years, without this program.

A bag (``store.bag``) with the report, the record and its schema, the ledger and the weights that it names as tables, the
strategy's data, the model's card and hashes, the settings, what people wrote, and a READ ME that explains all of it. Nothing is
put in that is not what the record rests on: what is not at hand as it was is named as missing, with its hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from s3align.model.profiles import Profiles
from s3align.model.store import OWN_MODEL
from s3align.record.assessment import Assessment, Provenance
from s3align.record.codec import from_json, to_json
from s3align.render import render
from s3align.render.archive_form import (
    FACTS,
    READINGS,
    README_NAMES,
    RECORD,
    SETTLED,
    Given,
    about_of,
    as_json,
    facts_of,
    info_of,
    people_file,
    schema_file,
    settings_file,
)
from s3align.render.archive_readings import readings_text
from s3align.render.archive_readme import readme
from s3align.render.archive_tables import ledger_csv, weights_csv
from s3align.render.messages import LANGUAGES, Messages
from s3align.settings import Settings
from s3align.store.bag import PAYLOAD, BagFile, safe_name
from s3align.store.cases import Case
from s3align.store.review import PeopleWrote
from s3align.strategy.model import Strategy
from s3align.version import VERSION

_KEY_SIGNS = 12
"""Of the key in a bag's name: tells files of the same name apart."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What all archives of a run are made from: what is installed here, which need not be what a record rests on.

    ``strategy_files``, ``model_files`` (what describes the model) and ``whole_model`` (what it takes to use it; may be empty):
    name -> bytes. ``languages``: of the reports. ``archived_on``: today.
    """

    strategy: Strategy
    model: Profiles
    settings: Settings
    provenance: Provenance
    strategy_files: Mapping[str, bytes]
    model_files: Mapping[str, bytes]
    whole_model: Mapping[str, bytes]
    languages: Sequence[str]
    archived_on: date


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What lies beside a record: the proposal, or why it is not enclosed; its report as the run wrote it; what people wrote.

    ``absence``: "" where the proposal is there, else the end of a message key (``archive_proposal_…``).
    """

    proposal: Path | None = None
    absence: str = ""
    written: bytes | None = None
    people: PeopleWrote = field(default_factory=PeopleWrote)


@dataclass(frozen=True, slots=True)
class Archive:
    """A bag to be written: its name, its files, the fields of ``bag-info.txt``, and what is missing (``archive_missing_…``)."""

    name: str
    files: Sequence[BagFile]
    info: Mapping[str, str]
    missing: Sequence[str]


@dataclass(slots=True)
class Contents:
    """The files of ``data/``."""

    files: list[BagFile] = field(default_factory=list)

    def add(self, path: str, body: bytes) -> None:
        """Adds a file."""
        self.files.append(BagFile(PAYLOAD + path, body))


def make_archive(case: Case, enclosed: Enclosed, sources: Sources) -> Archive:
    """The archive of a case. Raises DataError where its record is damaged."""
    record = from_json(case.record, case.name)
    missing = list(_missing(record, sources))
    contents = Contents()
    if "strategy" not in missing:
        _add_reports(contents, record, case, sources)
    known = [file.body for file in contents.files]
    if enclosed.written is not None and enclosed.written not in known:
        contents.add("report/report-as-written.html", enclosed.written)
    if not contents.files:
        missing.append("report")
    _add_record(contents, record, sources, with_weights=not {"model", "strategy"} & set(missing))
    path = _add_proposal(contents, case, enclosed)
    missing += [] if enclosed.proposal or enclosed.absence == "unwanted" else ["proposal"]
    if enclosed.people:
        _add_people(contents, case, enclosed.people, sources, missing)
    _add_sources(contents, sources, missing)
    given = Given(case.name, case.names, case.sha256, enclosed.absence, case.assessed_on, sources.archived_on, VERSION)
    border = None if "model" in missing else sources.model.document.unclear_from
    facts = facts_of(given, record, path, missing, len(enclosed.people.readings), border)
    contents.add(FACTS, as_json(facts))
    name = f"{safe_name(case.name).replace('.', '-')}-{case.key[:_KEY_SIGNS]}"
    about = about_of(file.path for file in contents.files)
    texts = [
        BagFile(README_NAMES[language], readme(record, facts, about, sources.strategy, Messages.load(language)))
        for language in LANGUAGES
    ]
    return Archive(name, (*contents.files, *texts), info_of(given), missing)


def _missing(record: Assessment, sources: Sources) -> Iterator[str]:
    """What is not installed here as it was when the record was made."""
    then, now = record.provenance, sources.provenance
    if (then.strategy_id, then.strategy_hash) != (now.strategy_id, now.strategy_hash):
        yield "strategy"
    if then.model_hash != now.model_hash:
        yield "model"
    if then.settings_hash != now.settings_hash:
        yield "settings"


def _add_reports(contents: Contents, record: Assessment, case: Case, sources: Sources) -> None:
    for language in sources.languages:
        for form in ("html", "pdf"):
            body = render(record, sources.strategy, language, form, assessed_on=case.assessed_on)
            contents.add(f"report/report-{language}.{form}", body)


def _add_record(contents: Contents, record: Assessment, sources: Sources, *, with_weights: bool) -> None:
    contents.add(RECORD, to_json(record, indent=True))
    contents.add("record/record.schema.json", schema_file())
    if not record.themes:
        return
    for language in sources.languages:
        contents.add(f"record/ledger-{language}.csv", ledger_csv(record, language))
    for language in sources.languages if with_weights else ():
        weights = weights_csv(record, sources.strategy, sources.model, language)
        contents.add(f"record/weights-{language}.csv", weights)


def _add_proposal(contents: Contents, case: Case, enclosed: Enclosed) -> str:
    """Where the proposal lies in the archive; "" where it does not."""
    if enclosed.proposal is None:
        return ""
    path = f"{PAYLOAD}proposal/{safe_name(case.name)}"
    contents.files.append(BagFile(path, enclosed.proposal, case.sha256, packed=False))
    return path


def _add_people(contents: Contents, case: Case, people: PeopleWrote, sources: Sources, missing: Sequence[str]) -> None:
    if people.readings:
        contents.add(READINGS, people_file(people.readings))
    if people.settled:
        contents.add(SETTLED, people_file(people.settled))
    strategy = None if "strategy" in missing else sources.strategy
    for language in sources.languages:
        text = readings_text(people, case.sha256, strategy, Messages.load(language))
        contents.add(f"readings/readings-{language}.txt", text)


def _add_sources(contents: Contents, sources: Sources, missing: Sequence[str]) -> None:
    if "strategy" not in missing:
        for name, body in sorted(sources.strategy_files.items()):
            contents.add(f"strategy/{name}", body)
    if "model" not in missing:
        for name, body in sorted(sources.model_files.items()):
            contents.add(f"model/{name}", body)
        for name, body in sorted(sources.whole_model.items()):
            contents.add(f"strategy/{OWN_MODEL}/{name}", body)
    if "settings" not in missing:
        contents.add("settings.toml", settings_file(sources.settings))
