"""``s3align_places``: a spaCy component that finds the names of a region's places, and near ones outside it.

It writes ``doc.spans["places"]``: a span's label is its role, its id (``span.id_``) the place's name in the strategy.

    nlp = spacy.blank("de")
    nlp.add_pipe("s3align_places", config={"strategy": "path/or/name"})

Longer names win, and wordings that only look like a place are taken out first: set phrases, other places of the name, and
institutions, which name a partner's seat. Names that are also words of the language count only beside a word that shows it
("city of"), before an addition of their own, or in a list of places.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, SpanGroup

from s3align.analysis.place_cues import PlaceCues, place_cues
from s3align.analysis.units import Units, units_of
from s3align.record.assessment import MENTION, OUTSIDE, PARTNER, SITE
from s3align.strategy.load import find_strategy, load_strategy
from s3align.strategy.model import Strategy, TrapKind

SPANS = "places"
_NAME, _ADJECTIVE = "name", "place_adjective"
_MASKS = (TrapKind.PHRASE, TrapKind.OTHER_PLACE, TrapKind.INSTITUTION, TrapKind.OUTSIDE)
"""In the order in which they are taken out of the text before names are looked for."""
_JOINING_SIGNS = frozenset(",/&;–-")
_OPENING_SIGNS = frozenset(",(")
_HYPHENS = frozenset("-‐‑")
_GLUED_SIGNS = frozenset("-/")
_WORD = re.compile(r"\w+")
_LONGEST_JOIN = 6
"""Units between two names of a list: a sign, "as well as", "the city of"."""
_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A name: the place it stands for, its role there, and its first and last unit (exclusive)."""

    place: str
    role: str
    start: int
    end: int


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
        self._add_names(strategy)
        self._telling = _telling_words({words for _, words in self._places})
        self._words = {self._units(trap.text) for trap in strategy.name_traps if trap.kind is TrapKind.COMMON_WORD}
        self._risky = {self._units(trap.text) for trap in strategy.name_traps if trap.kind is TrapKind.ADJECTIVE}
        self._cues = _Cues(self._units, place_cues(tuple(languages) or strategy.languages), strategy)

    def __call__(self, doc: Doc) -> Doc:
        """Writes the places of a document into its spans."""
        if self.may_name_places(doc.text):
            return self.write_spans(doc)
        doc.spans[SPANS] = SpanGroup(doc, name=SPANS)
        return doc

    def write_spans(self, doc: Doc) -> Doc:
        """As a call, for a document of which ``may_name_places`` is known to be true."""
        units = units_of(doc)
        spans = [span for entry in self._find(units) if (span := _span(units, entry)) is not None]
        doc.spans[SPANS] = SpanGroup(doc, name=SPANS, spans=spans)
        return doc

    def may_name_places(self, text: str) -> bool:
        """Whether a telling word of some name stands in a text: most passages need no closer look."""
        return not self._telling.isdisjoint(_WORD.findall(text))

    def _add_names(self, strategy: Strategy) -> None:
        for kind in _MASKS:
            traps = [trap for trap in strategy.name_traps if trap.kind is kind]
            self._add(kind, {trap.text: (trap.text,) if kind is TrapKind.OUTSIDE else trap.places for trap in traps})
        towns = strategy.municipalities
        self._add(_NAME, {form: (town.name,) for town in towns for form in (town.name, *town.forms)})
        self._add(_ADJECTIVE, {town.adjective: (town.name,) for town in towns if town.adjective})

    def _add(self, kind: str, places: dict[str, tuple[str, ...]]) -> None:
        wordings = {self._units(text): named for text, named in places.items()}
        self._places.update({(kind, words): named for words, named in wordings.items()})
        self._matcher.add(str(kind), [Doc(self._vocab, words=list(words)) for words in wordings])
        self._kinds[self._vocab.strings[str(kind)]] = str(kind)

    def _units(self, text: str) -> _Words:
        return tuple(units_of(self._make_doc(text)).texts)

    def _find(self, units: Units) -> list[Found]:
        spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for kind, start, end in self._matcher(units.matchable()):
            if _ends_word(units, end):
                spans[self._kinds[kind]].append((start, end))
        if not spans:
            return []
        taken: set[int] = set()
        found = [*self._masked(units, spans, taken)]
        found += self._named(units, [*_whole(units, _longest(spans[_NAME]))], taken)
        found += self._adjectives(units, spans[_ADJECTIVE], taken)
        return self._cues.share_roles(units, sorted(found, key=lambda entry: entry.start))

    def _masked(self, units: Units, spans: dict[str, list[tuple[int, int]]], taken: set[int]) -> Iterator[Found]:
        """Seats of partners and places outside; with phrases and other places they are taken out of the text."""
        for kind in _MASKS:
            for start, end in _longest(spans[kind]):
                if taken.isdisjoint(range(start, end)):
                    taken.update(range(start, end))
                    yield from self._stood_for(units, kind, start, end)

    def _stood_for(self, units: Units, kind: TrapKind, start: int, end: int) -> Iterator[Found]:
        if kind in (TrapKind.INSTITUTION, TrapKind.OUTSIDE):
            role = OUTSIDE if kind is TrapKind.OUTSIDE else PARTNER
            for place in self._places[kind, tuple(units.texts[start:end])]:
                yield Found(place, role, start, end)

    def _named(self, units: Units, spans: Sequence[tuple[int, int]], taken: set[int]) -> Iterator[Found]:
        spans = [span for span in spans if taken.isdisjoint(range(*span))]
        for index, (start, end) in enumerate(spans):
            words = tuple(units.texts[start:end])
            if words not in self._words or self._is_sure(units, spans, index):
                yield Found(self._places[_NAME, words][0], self._cues.role(units, start, end), start, end)

    def _is_sure(self, units: Units, spans: Sequence[tuple[int, int]], index: int) -> bool:
        """Whether a name that is also a word is the place: by its surroundings, or in a list of places."""
        start, end = spans[index]
        return (
            self._cues.show_place(units, start, end)
            or (index > 0 and self._cues.join(units, spans[index - 1][1], start))
            or (index + 1 < len(spans) and self._cues.join(units, end, spans[index + 1][0]))
        )

    def _adjectives(self, units: Units, spans: Sequence[tuple[int, int]], taken: set[int]) -> Iterator[Found]:
        """An adjective counts before a proper noun; one that is also a word, before a noun that is known."""
        for start, end in _longest(spans):
            words, follows = tuple(units.texts[start:end]), units.texts[end] if end < len(units.texts) else ""
            is_noun = follows.startswith(self._cues.nouns) if words in self._risky else _is_proper(follows)
            if is_noun and taken.isdisjoint(range(start, end)):
                yield Found(self._places[_ADJECTIVE, words][0], MENTION, start, end)


class _Cues:
    """Looks up what stands before and after a name."""

    def __init__(self, units: Callable[[str], _Words], cues: PlaceCues, strategy: Strategy) -> None:
        def before(wordings: Iterable[str]) -> set[_Words]:
            return {units(form) for text in wordings for form in (text, text[0].upper() + text[1:])}

        context = strategy.place_context
        self._place = before((*cues.place_before, *cues.site_before))
        # A wording in both lists names a partner.
        self._roles = dict.fromkeys(before(cues.site_before), SITE) | dict.fromkeys(
            before(cues.partner_before), PARTNER
        )
        self._reach = max(map(len, self._place | self._roles.keys()), default=0)
        self._after = {units(text) for text in (*cues.place_after, *context.after)}
        self._legal_forms = {units(text) for text in cues.partner_after}
        self._joins = before(cues.joins) | {()}
        self._links = before(cues.join_links) | {()}
        self._postal_code = re.compile(context.postal_code) if context.postal_code else None
        self.nouns = cues.adjective_nouns

    def role(self, units: Units, start: int, end: int) -> str:
        """What a name stands for: the longest cue before it decides."""
        after = end + 1 if units.texts[end : end + 1] and units.texts[end] in _OPENING_SIGNS else end
        if _begins(units, after, self._legal_forms):
            return PARTNER
        known = (self._roles[words] for words in self._before(units, start) if words in self._roles)
        return next(known, MENTION)

    def show_place(self, units: Units, start: int, end: int) -> bool:
        """Whether what stands around a name shows that the place is meant."""
        return (
            any(words in self._place for words in self._before(units, start))
            or bool(self._postal_code and start and self._postal_code.fullmatch(units.texts[start - 1]))
            or _begins(units, end, self._after)
        )

    def join(self, units: Units, end: int, start: int) -> bool:
        """Whether what stands between two names makes them a list: a sign or a word, and maybe an article."""
        between = tuple(units.texts[end:start]) if start - end <= _LONGEST_JOIN else ()
        if not between:
            return False
        rest = between[1:] if between[0] in _JOINING_SIGNS else between
        ways = [rest[count:] for count in range(len(rest) + 1) if rest[:count] in self._joins]
        return any(way in self._links and way != between for way in ways)

    def share_roles(self, units: Units, found: Sequence[Found]) -> list[Found]:
        """In "in A-Stadt, B-Dorf und C-Burg" all three are sites."""
        shared: list[Found] = []
        for entry in found:
            last = shared[-1] if shared else None
            is_telling = last is not None and last.role in (SITE, PARTNER) and entry.role == MENTION
            if last is not None and is_telling and self.join(units, last.end, entry.start):
                shared.append(replace(entry, role=last.role))
            else:
                shared.append(entry)
        return shared

    def _before(self, units: Units, start: int) -> Iterator[_Words]:
        """The wordings that end before a name, longest first; a colon between does not matter."""
        end = start - 1 if start and units.texts[start - 1] == ":" else start
        for length in range(min(self._reach, end), 0, -1):
            yield tuple(units.texts[end - length : end])


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


def _span(units: Units, entry: Found) -> Span | None:
    """The words of a name; all of a token that a tokeniser has made of a name and more."""
    first, last = units.starts[entry.start], units.end(entry.end - 1)
    return units.doc.char_span(first, last, label=entry.role, span_id=entry.place, alignment_mode="expand")


def _begins(units: Units, start: int, wordings: set[_Words]) -> bool:
    """Whether one of the wordings stands there; a hyphen or stroke must touch what it belongs to."""
    return any(
        tuple(units.texts[start : start + len(words)]) == words
        and (words[0] not in _GLUED_SIGNS or units.is_glued(start - 1))
        for words in wordings
    )


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


def _is_proper(word: str) -> bool:
    return len(word) > 1 and word[0].isupper()


@Language.factory(
    "s3align_places", default_config={"strategy": None, "languages": []}, assigns=["doc.spans"], retokenizes=False
)
def make_place_matcher(nlp: Language, name: str, strategy: str | None, languages: list[str]) -> PlaceMatcher:  # noqa: ARG001
    """The component for a spaCy pipeline.

    ``strategy``: a folder, or the name of one that travels with the package; the default one where none is given.
    ``languages``: whose cue words are used; those of the strategy where none are given.
    """
    return PlaceMatcher(nlp, load_strategy(find_strategy(strategy)), languages)
