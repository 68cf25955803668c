"""``s3align_places``: a spaCy component that finds the names of a region's places, and near ones outside it.

It writes ``doc.spans["places"]``: a span's label is its role, its id (``span.id_``) the place's name in the strategy; a name
with two roles has two spans. ``place_roles`` judges the roles.

    nlp = spacy.blank("de")
    nlp.add_pipe("s3align_places", config={"strategy": "path/or/name"})

Longer names win, and wordings that only look like a place are taken out first: set phrases, other places of the name, and
names of institutions. Names that are also words of the language count only beside a word that shows it ("city of"), before
an addition of their own, as a firm's seat, or in a list of places. Names of persons and streets are no places.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, SpanGroup

from s3align.analysis.place_cues import CueWords, place_cues
from s3align.analysis.place_firmness import Firmness
from s3align.analysis.place_heads import Name
from s3align.analysis.place_roles import RoleReader
from s3align.analysis.place_settings import CELLS, Setting
from s3align.analysis.place_surroundings import Surroundings, is_proper
from s3align.analysis.units import Units, units_of
from s3align.record.assessment import OUTSIDE
from s3align.strategy.load import find_strategy, load_strategy
from s3align.strategy.model import Strategy, TrapKind

SPANS = "places"
_NAME, _ADJECTIVE = "name", "place_adjective"
_MASKS = (TrapKind.PHRASE, TrapKind.OTHER_PLACE, TrapKind.INSTITUTION, TrapKind.OUTSIDE)
"""In the order in which they are taken out of the text before names are looked for."""
_HYPHENS = frozenset("-‐‑")
_WORD = re.compile(r"\w+")
_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A name with a role: the place it stands for, and its first and last character (exclusive).

    ``firmness``: how firmly the text says so. ``is_institution``: the place is only named, or meant, by an institution's name.
    """

    place: str
    role: str
    start: int
    end: int
    firmness: Firmness = Firmness.PASSING
    is_institution: bool = False


class PlaceMatcher:
    """Finds a strategy's places in documents of one vocabulary; ``nlp`` tokenises names as it does texts.

    ``languages``: whose cue words are used; those of the strategy where none are given.
    """

    def __init__(self, nlp: Language, strategy: Strategy, languages: Iterable[str] = ()) -> None:
        self._make_doc = nlp.make_doc
        self._vocab = nlp.vocab
        self._matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._kinds: dict[int, str] = {}
        self._places: dict[tuple[str, _Words], tuple[str, ...]] = {}
        cues = place_cues(tuple(languages) or strategy.languages)
        self._genitives = cues.genitives
        self._add_names(strategy, cues.genitives)
        self._telling = _telling_words({words for _, words in self._places})
        self._words = {self._units(trap.text) for trap in strategy.name_traps if trap.kind is TrapKind.COMMON_WORD}
        self._persons = {self._units(trap.text) for trap in strategy.name_traps if trap.kind is TrapKind.PERSON_NAME}
        self._risky = {self._units(trap.text) for trap in strategy.name_traps if trap.kind is TrapKind.ADJECTIVE}
        words = CueWords(cues)
        self._cues = Surroundings(self._units, cues, words, strategy)
        self._roles = RoleReader(words, self._cues.join)

    def __call__(self, doc: Doc) -> Doc:
        """Writes the places of a document into its spans."""
        if self.may_name_places(doc.text):
            return self.write_spans(doc)
        doc.spans[SPANS] = SpanGroup(doc, name=SPANS)
        return doc

    def write_spans(self, doc: Doc) -> Doc:
        """As a call, for a document of which ``may_name_places`` is known to be true."""
        spans = [
            span
            for entry in self.find(doc)
            if (span := doc.char_span(entry.start, entry.end, entry.role, span_id=entry.place, alignment_mode="expand"))
        ]
        doc.spans[SPANS] = SpanGroup(doc, name=SPANS, spans=spans)
        return doc

    def find(self, doc: Doc, setting: Setting | None = None) -> list[Found]:
        """The names in a document with their roles, in order; a name with two roles stands there twice."""
        units = units_of(doc)
        setting = setting or Setting()
        inside, outside = self._find(units, setting)
        judged = self._roles.judge(units, inside, setting) if inside else []
        found = [(entry.name, entry.role, entry.firmness) for entry in judged]
        found += [(name, OUTSIDE, Firmness.PASSING) for name in outside]
        return sorted(
            (
                Found(
                    name.place,
                    role,
                    units.starts[name.start],
                    units.end(name.end - 1),
                    firmness,
                    name.is_institution,
                )
                for name, role, firmness in found
            ),
            key=lambda entry: (entry.start, entry.end),
        )

    def may_name_places(self, text: str) -> bool:
        """Whether a telling word of some name stands in a text: most passages need no closer look."""
        return not self._telling.isdisjoint(_WORD.findall(text))

    def _add_names(self, strategy: Strategy, genitives: Sequence[str]) -> None:
        for kind in _MASKS:
            traps = [trap for trap in strategy.name_traps if trap.kind is kind]
            self._add(kind, {trap.text: (trap.text,) if kind is TrapKind.OUTSIDE else trap.places for trap in traps})
        towns = strategy.municipalities
        forms = {form: (town.name,) for town in towns for form in (town.name, *town.forms)}
        longer = {f"{form}{end}": named for form, named in forms.items() for end in genitives if form[-1].isalpha()}
        self._add(_NAME, longer | forms)
        self._add(_ADJECTIVE, {town.adjective: (town.name,) for town in towns if town.adjective})

    def _add(self, kind: str, places: Mapping[str, tuple[str, ...]]) -> None:
        wordings = {self._units(text): named for text, named in places.items()}
        self._places.update({(kind, words): named for words, named in wordings.items()})
        self._matcher.add(str(kind), [Doc(self._vocab, words=list(words)) for words in wordings])
        self._kinds[self._vocab.strings[str(kind)]] = str(kind)

    def _units(self, text: str) -> _Words:
        return tuple(units_of(self._make_doc(text)).texts)

    def _find(self, units: Units, setting: Setting) -> tuple[list[Name], list[Name]]:
        """The names of the region's places, and those of places outside."""
        spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for kind, start, end in self._matcher(units.matchable()):
            if _ends_word(units, end):
                spans[self._kinds[kind]].append((start, end))
        if not spans:
            return [], []
        taken: set[int] = set()
        inside, outside = self._masked(units, spans, taken)
        names = [*_whole(units, _longest(spans[_NAME]))]
        cell = names[0] if names and names[0][0] == 0 and self._is_cell(units, names[0][1], setting) else None
        inside += self._named(units, names, taken, cell)
        inside += self._adjectives(units, spans[_ADJECTIVE], taken)
        return sorted(inside, key=lambda name: name.start), outside

    def _masked(
        self, units: Units, spans: dict[str, list[tuple[int, int]]], taken: set[int]
    ) -> tuple[list[Name], list[Name]]:
        """Seats of institutions and places outside; with phrases and other places they are taken out of the text."""
        inside: list[Name] = []
        outside: list[Name] = []
        for kind in _MASKS:
            for start, end in _longest(spans[kind]):
                if taken.isdisjoint(range(start, end)):
                    taken.update(range(start, end))
                    places = self._places[kind, tuple(units.texts[start:end])]
                    if kind is TrapKind.INSTITUTION:
                        inside += [Name(place, start, end, is_institution=True) for place in places]
                    elif kind is TrapKind.OUTSIDE:
                        outside += [Name(place, start, end) for place in places]
        return inside, outside

    def _is_cell(self, units: Units, end: int, setting: Setting) -> bool:
        """Whether a name that begins a text is a cell, or begins one: alone in a row, or in a list of partners."""
        return (setting.kind in CELLS and end == len(units.texts)) or self._roles.lists_partners(setting)

    def _named(
        self, units: Units, spans: Sequence[tuple[int, int]], taken: set[int], cell: tuple[int, int] | None
    ) -> Iterator[Name]:
        """``cell``: a name that is the place, whatever it means beside."""
        spans = [
            (start, end)
            for start, end in spans
            if taken.isdisjoint(range(start, end)) and not self._cues.is_other(units, start, end)
        ]
        for index, (start, end) in enumerate(spans):
            if (start, end) == cell or not self._may_mislead(units, start, end) or self._is_sure(units, spans, index):
                yield Name(self._places[_NAME, tuple(units.texts[start:end])][0], start, end)

    def _may_mislead(self, units: Units, start: int, end: int) -> bool:
        """Whether a name, or what its genitive is made of, is also a word; or a person's, with a word beside it like one."""
        words = tuple(units.texts[start:end])
        stems = {words, *((*words[:-1], words[-1].removesuffix(ending)) for ending in self._genitives)}
        if not stems.isdisjoint(self._words):
            return True
        return not stems.isdisjoint(self._persons) and self._cues.is_beside_name(units, start, end)

    def _is_sure(self, units: Units, spans: Sequence[tuple[int, int]], index: int) -> bool:
        """Whether a name that is also a word is the place: by its surroundings, or in a list of places."""
        start, end = spans[index]
        return (
            self._cues.show_place(units, start, end)
            or (index > 0 and self._cues.join(units, spans[index - 1][1], start))
            or (index + 1 < len(spans) and self._cues.join(units, end, spans[index + 1][0]))
        )

    def _adjectives(self, units: Units, spans: Sequence[tuple[int, int]], taken: set[int]) -> Iterator[Name]:
        """An adjective counts before a proper noun; one that is also a word, before a noun that is known."""
        for start, end in _longest(spans):
            words, follows = tuple(units.texts[start:end]), units.texts[end] if end < len(units.texts) else ""
            is_noun = follows.startswith(self._cues.nouns) if words in self._risky else is_proper(follows)
            if is_noun and taken.isdisjoint(range(start, end)) and not self._cues.is_other(units, start, end):
                yield Name(self._places[_ADJECTIVE, words][0], start, end, is_adjective=True)


def _telling_words(forms: Collection[_Words]) -> frozenset[str]:
    """A word of every form, of which no form can be without it: its rarest, unless another form is one of its words."""
    single = {words[0] for words in forms if len(words) == 1}
    counts = Counter(word for words in forms for word in words)
    rarest = {
        min(filter(str.isalnum, words), key=lambda word: (counts[word], -len(word), word))
        for words in forms
        if single.isdisjoint(words) and any(map(str.isalnum, words))
    }
    return frozenset(single | rarest)


def _ends_word(units: Units, end: int) -> bool:
    """Whether no hyphen leads on in lower case, as in "Hafen-nah"."""
    leads_on = end + 1 < len(units.texts) and units.texts[end] in _HYPHENS and units.texts[end + 1][0].islower()
    return not (leads_on and units.is_glued(end - 1) and units.is_glued(end))


def _longest(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """From left to right, of spans that overlap the first and longest."""
    last = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= last:
            yield start, end
            last = end


def _whole(units: Units, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Names that are no second half of another word; of two names joined by a hyphen both count."""
    last = -1
    for start, end in spans:
        is_second = start > 0 and units.texts[start - 1] in _HYPHENS and units.is_glued(start - 1)
        if not is_second or last == start - 1:
            yield start, end
        last = end


@Language.factory(
    "s3align_places", default_config={"strategy": None, "languages": []}, assigns=["doc.spans"], retokenizes=False
)
def make_place_matcher(nlp: Language, name: str, strategy: str | None, languages: list[str]) -> PlaceMatcher:  # noqa: ARG001
    """The component for a spaCy pipeline.

    ``strategy``: a folder, or the name of one that travels with the package; the default one where none is given.
    ``languages``: whose cue words are used; those of the strategy where none are given.
    """
    return PlaceMatcher(nlp, load_strategy(find_strategy(strategy)), languages)
