"""Bad twins: for a text about a theme one that has its place, people and turns of phrase, and nothing of its subject.

The text must be given its themes, and its twin must not. A row is a twin where it names its text (``twin_of``), or where its
id is the text's with ``-twin`` behind it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from s3align.evaluation.bootstrap import Share, share
from s3align.evaluation.verdict import Verdict

KEY = "twin_of"
ENDING = "-twin"


@dataclass(frozen=True, slots=True)
class TwinFigures:
    """Of the pairs those ``apart``: the text was given its themes, the twin none of them.

    ``not_given``: the texts that were not given a theme of theirs, ``unclear`` of them those where a person has to read.
    ``given``: the twins that were given a theme of the text. ``alone``: twins whose text was not among the data.
    """

    apart: Share
    not_given: tuple[str, ...]
    unclear: tuple[str, ...]
    given: tuple[str, ...]
    alone: int


def twins_in(files: Iterable[Path]) -> dict[str, str]:
    """Twin -> its text, as rows of JSON Lines name them. The files are such as ``read_many`` has read."""
    return {
        str(row["id"]): str(row[KEY])
        for path in files
        for line in _text(path).splitlines()
        if f'"{KEY}"' in line and {"id", KEY} <= (row := json.loads(line)).keys()
    }


def twin_figures(verdicts: Sequence[Verdict], named: Mapping[str, str]) -> TwinFigures | None:
    """How well texts and their twins are kept apart; None where there are no twins. ``named``: see ``twins_in``."""
    known = {verdict.id: verdict for verdict in verdicts}
    texts = {verdict.id: text for verdict in verdicts if (text := _text_of(verdict, named, known)) is not None}
    pairs = [(known[text], known[twin]) for twin, text in texts.items() if text in known]
    if not texts:
        return None
    not_given = [text for text, _ in pairs if not all(text.predicted[theme][1] for theme in text.about)]
    given = [twin for text, twin in pairs if any(twin.predicted[theme][1] for theme in text.about - twin.about)]
    wrong = {verdict.id for verdict in (*not_given, *given)}
    apart = [int(not {text.id, twin.id} & wrong) for text, twin in pairs]
    return TwinFigures(
        share(apart, [1] * len(apart)),
        _ids(not_given),
        _ids([text for text in not_given if text.about & text.unclear]),
        _ids(given),
        len(texts) - len(pairs),
    )


def _text_of(verdict: Verdict, named: Mapping[str, str], known: Mapping[str, Verdict]) -> str | None:
    if verdict.id in named:
        return named[verdict.id]
    text = verdict.id.removesuffix(ENDING)
    return text if text != verdict.id and text in known else None


def _ids(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    return tuple(sorted(verdict.id for verdict in verdicts))


def _text(path: Path) -> str:
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig") as stream:
        return str(stream.read())
