"""The lint of sources: facts without a date, facts that rest on doubtful sources, doubtful sources that are not marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from s3align.plural import counted
from s3align.strategy.definitions import DESCRIPTION_FILE, FUNDING_FILE
from s3align.strategy.facts import DOUBTFUL
from s3align.strategy.findings import Finding, finding
from s3align.strategy.model import Strategy
from s3align.strategy.rows import Row, StrategyFolder
from s3align.strategy.tables import MUNICIPALITIES, MUNICIPALITY_THEMES, SOURCES, SOURCES_FILE

_LOOKS_DOUBTFUL = re.compile(
    r"(?:^|\.)(?:wordpress\.com|blogspot\.\w+|tumblr\.com|medium\.com|substack\.com|jimdo\w*\.com|webspaceconfig\.de"
    r"|docplayer\.\w+(?:\.\w+)?|doczz\.\w+(?:\.\w+)?|docslib\.org|docest\.com|docsbay\.net|fdokument\.com|pdfslide\.\w+"
    r"|scribd\.com|yumpu\.com|issuu\.com|expydoc\.com|abcdocz\.com|studylib\w*\.\w+|paperzz\.com|vdocuments\.\w+|sambuz\.com"
    r"|facebook\.com|reddit\.com|gutefrage\.net|wikipedia\.org|lokalkompass\.de)$|blog|forum"
)
"""Hosts of private pages, of copies of documents, and of pages that anybody may write."""

_DOUBTFUL = {kind.value for kind in DOUBTFUL}


def lint_sources(files: StrategyFolder, strategy: Strategy) -> Iterator[Finding]:
    """What the sources of the strategy, loaded from this folder, leave open."""
    uses: Counter[str] = Counter()
    for where, fact, name in _facts(files):
        source = strategy.source(name)
        uses[source.id if source else ""] += 1
        if name and source is None:
            sentence = f"{fact} rests on an address for which no kind and no date are known."
            yield finding(where, "source-without-date", sentence, f"Give it a line in {SOURCES_FILE} and name its id.")
    for row in files.rows(SOURCES.file, SOURCES.names):
        yield from _doubts(row, uses[row.values["id"]])
    yield from _unknown_names(files, strategy)


def _doubts(row: Row, uses: int) -> Iterator[Finding]:
    """Whether a source is doubtful and used, or looks so and is not marked."""
    name, kind = row.values["id"], row.values["kind"]
    host = urlsplit(row.values["address"]).hostname or ""
    if kind in _DOUBTFUL and uses:
        sentence = f"'{name}' is a {kind} and carries {counted(uses, 'facts')} of the strategy."
        yield finding(row.source, "doubtful-source", sentence, "Look for a better one; readers are warned of this one.")
    elif kind not in _DOUBTFUL and _LOOKS_DOUBTFUL.search(host):
        sentence = f"'{name}' is called {kind}, but {host} looks like a private page or a copy."
        yield finding(row.source, "unmarked-source", sentence, f"Call it one of {', '.join(sorted(_DOUBTFUL))}.")


def _facts(files: StrategyFolder) -> Iterator[tuple[str, str, str]]:
    """Where a fact stands, what it is, and the source that it names."""
    for row in files.rows(MUNICIPALITIES.file, MUNICIPALITIES.names):
        yield row.source, f"the population of '{row.values['name']}'", row.values["population_source"]
    for row in files.rows(MUNICIPALITY_THEMES.file, MUNICIPALITY_THEMES.names):
        fact = f"what '{row.values['municipality']}' is known for in '{row.values['theme']}'"
        yield row.source, fact, row.values["source"]
    for file, names in ((FUNDING_FILE, ("fields", "calls", "funds")), (DESCRIPTION_FILE, ("statements", "areas"))):
        top = files.toml(file)
        for name in names:
            for entry in top.entries(name):
                what = entry.values.get("id") or entry.values.get("theme")
                yield entry.at("source"), f"'{what}' of {name}", entry.values.get("source", "")
    rule = files.toml(FUNDING_FILE).table("size_rule")
    yield rule.at("source"), "the size rule", rule.values.get("source", "")


def _unknown_names(files: StrategyFolder, strategy: Strategy) -> Iterator[Finding]:
    """Calls of which nothing is known though something is of others, and principles that the strategy does not have."""
    funding = files.toml(FUNDING_FILE)
    known = {entry.values["id"] for entry in funding.entries("calls")}
    for entry in funding.entries("fields") if known else ():
        for call in entry.values.get("calls", ()):
            if call not in known:
                sentence = f"nothing is known of the call '{call}'."
                yield finding(entry.at("calls"), "call-without-status", sentence, "Give it a [[calls]] of its own.")
    principles = {principle.id for principle in strategy.principles}
    for entry in files.toml(DESCRIPTION_FILE).entries("statements"):
        for name in entry.values.get("principles", ()):
            if name not in principles:
                sentence = f"the statement '{entry.values['id']}' names the principle '{name}', which there is not."
                yield finding(entry.at("principles"), "unknown-principle", sentence, "Correct the name or remove it.")
