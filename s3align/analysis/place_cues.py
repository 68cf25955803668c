"""Words around a place's name that say what it stands for: ``corpus/language/<code>/place_cues.toml``, one per language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import cache

from s3align import resources

FILE = "place_cues.toml"
_PHRASE_WORDS = re.compile(r"[\w*?]+|[^\w\s*?]")


@dataclass(frozen=True, slots=True)
class PlaceCues:
    """Wordings by what they do; the German file explains them. A language without a file has none."""

    place_before: tuple[str, ...] = ()
    place_after: tuple[str, ...] = ()
    given_names: tuple[str, ...] = ()
    no_place_before: tuple[str, ...] = ()
    surname_links: tuple[str, ...] = ()
    no_place_after: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    join_links: tuple[str, ...] = ()
    adjective_nouns: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    determiners: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    located: tuple[str, ...] = ()
    journeys: tuple[str, ...] = ()
    towards: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    sits: tuple[str, ...] = ()
    genitives: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    buildings: tuple[str, ...] = ()
    owned: tuple[str, ...] = ()
    own_ground: tuple[str, ...] = ()
    indefinite: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    premises: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    selves: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    legal_forms: tuple[str, ...] = ()
    site_labels: tuple[str, ...] = ()
    partner_labels: tuple[str, ...] = ()
    other_labels: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    work: tuple[str, ...] = ()
    carried_out: tuple[str, ...] = ()
    takes_part: tuple[str, ...] = ()
    stands_aside: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    lies: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()


@cache
def place_cues(languages: tuple[str, ...]) -> PlaceCues:
    """The cues of several languages together: a name in a heading of two words is in no language for sure.

    Raises DataError for a file with other content.
    """
    return PlaceCues(**resources.word_lists(FILE, [entry.name for entry in fields(PlaceCues)], languages))


@dataclass(slots=True)
class CueWords:
    """Looks up which lists a word belongs to, and where wordings of several words stand; each word is looked up once.

    An entry is a word in any case; ``*`` stands for any letters ("erprob*", "*werke"), ``?`` for one. An entry of several
    words is found word by word.
    """

    cues: PlaceCues
    _single: dict[str, re.Pattern[str]] = field(init=False)
    _phrases: dict[str, list[tuple[str, tuple[re.Pattern[str], ...]]]] = field(init=False)
    _known: dict[str, frozenset[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._phrases = defaultdict(list)
        self._single = {}
        for entry in fields(self.cues):
            words = [_PHRASE_WORDS.findall(text.lower()) for text in getattr(self.cues, entry.name)]
            single = [found[0] for found in words if len(found) == 1]
            if single:
                self._single[entry.name] = _pattern(single)
            for found in words:
                if len(found) > 1:
                    patterns = tuple(_pattern([word]) for word in found)
                    self._phrases[found[0] if not {"*", "?"} & {*found[0]} else ""].append((entry.name, patterns))

    def lists_of(self, word: str) -> frozenset[str]:
        """The lists in which a single word stands."""
        known = self._known.get(word)
        if known is None:
            lower = word.lower()
            known = frozenset(name for name, pattern in self._single.items() if pattern.fullmatch(lower))
            self._known[word] = known
        return known

    def phrases(self, words: Sequence[str]) -> Iterable[tuple[str, int, int]]:
        """Wordings of several words in a text: their list, their first word and the one after their last."""
        lower = [word.lower() for word in words]
        for index, word in enumerate(lower):
            for name, patterns in (*self._phrases.get(word, ()), *self._phrases.get("", ())):
                end = index + len(patterns)
                if end <= len(lower) and all(
                    pattern.fullmatch(found) for pattern, found in zip(patterns, lower[index:end], strict=True)
                ):
                    yield name, index, end


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word).replace(r"\*", r"\w*").replace(r"\?", r"\w") for word in words))
