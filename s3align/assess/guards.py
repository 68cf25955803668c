"""Guards: which words of a document speak of a theme without saying anything of a project.

A guard takes out sentences, runs of terms or clauses, never more, so that what stands beside them keeps its points. Two
kinds of sign are told apart. A *plain* sign stands by itself: five terms in a row and nothing else, one term five times, a
sentence of the strategy. A *faint* sign (a dense sentence, praise, a negation, a heading) is common in honest texts; it
counts only where the theme stands on such sentences alone: where the rest of the document, in ordinary sentences, has
hardly a term of it.

Words are *concrete* where they are no term, no function word, no word of the funding genre and none that would fit any
project (``guard_words``). Padding has terms and hardly a concrete word.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby, pairwise

from s3align.analysis.guard_words import GuardWords, guard_words
from s3align.analysis.languages import language_data
from s3align.analysis.terms import Hit
from s3align.analysis.tokens import AnalysedText, Token
from s3align.strategy.model import Strength

KEYWORD_LIST = "keyword_list"
TERM_DENSITY = "term_density"
PRAISE = "praise"
FOREIGN_BLOCK = "foreign_block"
REPEATED_TEXT = "repeated_text"
COPIED_TEXT = "copied_text"
NEGATED = "negated"
WORD_SALAD = "word_salad"
NAME = "name"
"""Why words give no points."""
TOLD = frozenset({KEYWORD_LIST, TERM_DENSITY, PRAISE, FOREIGN_BLOCK, REPEATED_TEXT, COPIED_TEXT, NEGATED, WORD_SALAD})
"""Reasons that a reader is told of: a company's name or an address is nothing to look at."""

PLAIN_RUN = 5
"""Different terms in a row that are a list by themselves, where their sentence has at most ``MOST_CONCRETE``."""
LONG_RUN = 6
"""The same in any sentence: a list may run into an honest one."""
FAINT_RUN = 3
SAME_TERM = 3
"""Times that one term stands in a row."""
DENSE = 3
"""Different terms of a sentence from which it may be dense."""
MOST_CONCRETE = 1
CONCRETE_PER_TERM = 0.34
"""Concrete words for each term of a dense sentence; honest ones have two."""
SMALLEST_LIST = 12
MOST_FUNCTION = 0.1
LEAST_COVERED = 0.4
LONGEST_TITLE = 8
SALAD = 0.25
"""Share of function words from which terms without a concrete word are salad, no list."""
LEAST_VAGUE = 2
FEWEST_FAINT = 4
"""Terms of a theme in sentences with a faint sign from which they are worth a look."""
FEWEST_ORDINARY = 40
"""Words in sentences without a sign from which others can be said to stand alone."""
SUPPORT = 0.34
"""Different terms in ordinary sentences for each one in sentences with a faint sign, from which a theme is supported."""
COPIED_LEMMAS = 0.6
FEWEST_COPIED = 5
LONGEST_NAME = 7
_ADDRESS_STARTS = frozenset({"www", "http", "https"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage as the guards see it; ``page`` is the text of the whole page."""

    text: AnalysedText
    language: str
    page: str
    is_heading: bool = False

    @property
    def is_title(self) -> bool:
        """Whether it stands above others: a heading, or a few words without a full stop."""
        tokens = self.text.tokens
        if self.is_heading or not tokens:
            return self.is_heading
        return len(tokens) <= LONGEST_TITLE and self.page[tokens[-1].end : tokens[-1].end + 1].strip() == ""

    @property
    def is_background_title(self) -> bool:
        """Whether it is the title of a section on what others have done."""
        title = " ".join(self.text.surfaces)
        return self.is_title and any(phrase in title for phrase in guard_words(self.language).background)


@dataclass(frozen=True, slots=True)
class Flag:
    """Words ``first`` up to, not including, ``end`` of a stretch give no points, for this reason."""

    reason: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Unit:
    """Words that stand in terms: ``first`` to ``last`` (inclusive), of which themes, and their lemmas."""

    first: int
    last: int
    themes: frozenset[str]
    key: str
    is_firm: bool


@dataclass(slots=True)
class _Sentence:
    """A sentence with terms."""

    stretch: int
    first: int
    end: int
    units: list[Unit]
    concrete: int
    function: int
    vague: int
    flags: list[Flag] = field(default_factory=list)
    is_plain: bool = False

    @property
    def words(self) -> int:
        return self.end - self.first

    @property
    def keys(self) -> set[str]:
        return {unit.key for unit in self.units}


def find_flags(
    stretches: Sequence[Stretch],
    sources: Mapping[str, Sequence[frozenset[str]]] | None = None,
    names: frozenset[str] = frozenset(),
) -> tuple[tuple[Flag, ...], ...]:
    """The flags of every stretch of a document, in order of their place.

    ``sources``: language -> the lemmas of each sentence that counts as copied, see ``lemmas_of``. ``names``: words of the
    names of the strategy, its region and themes, in lower case; they are not concrete.
    """
    masks = [_names(stretch) for stretch in stretches]
    sentences = [
        sentence
        for number, (stretch, mask) in enumerate(zip(stretches, masks, strict=True))
        for sentence in _sentences(number, stretch, mask, names)
    ]
    background = _background(stretches)
    for sentence in sentences:
        stretch = stretches[sentence.stretch]
        _mark(sentence, stretch, (sources or {}).get(stretch.language, ()))
        if sentence.stretch in background and not sentence.flags:
            _flag(sentence, FOREIGN_BLOCK)
    _mark_runs(sentences, stretches)
    found: list[list[Flag]] = [[Flag(NAME, first, end) for first, end in mask] for mask in masks]
    words = sum(len(stretch.text.tokens) for stretch in stretches)
    for sentence in _unsupported(sentences, words):
        found[sentence.stretch] += sentence.flags
    return tuple(tuple(_merged(flags)) for flags in found)


def _background(stretches: Sequence[Stretch]) -> set[int]:
    """The stretches that stand under the title of a section on what others have done."""
    found = set()
    is_background = False
    for number, stretch in enumerate(stretches):
        if stretch.is_title:
            is_background = stretch.is_background_title
        elif is_background:
            found.add(number)
    return found


def lemmas_of(text: AnalysedText, language: str) -> frozenset[str]:
    """The lemmas of a sentence's content words."""
    closed = language_data(language).closed_class
    return frozenset(token.lemma for token in text.tokens if token.text.lower() not in closed)


def sentence_ranges(text: AnalysedText) -> list[tuple[int, int]]:
    """The words of every sentence: first, and the one after the last."""
    starts = [token.start for token in text.tokens]
    cuts = sorted({0, len(starts), *(bisect_left(starts, place) for place in text.sentences)})
    return [(first, end) for first, end in pairwise(cuts)]


def units_of(text: AnalysedText, mask: Sequence[tuple[int, int]] = ()) -> list[Unit]:
    """The words in terms of themes, gathered where terms overlap; terms that reach into ``mask`` are left out."""
    masked = {index for first, end in mask for index in range(first, end)}
    hits = [hit for hit in text.hits if hit.first not in masked and hit.last not in masked]
    groups: list[list[Hit]] = []
    end = -1
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if hit.first > end:
            groups.append([])
        groups[-1].append(hit)
        end = max(end, hit.last)
    return [_unit(text, group) for group in groups]


def _unit(text: AnalysedText, hits: Sequence[Hit]) -> Unit:
    first, last = hits[0].first, max(hit.last for hit in hits)
    return Unit(
        first,
        last,
        frozenset(hit.term.theme for hit in hits),
        " ".join([token.lemma for token in text.tokens[first : last + 1]]),
        any(hit.term.strength is not Strength.WEAK and not hit.term.ambiguous for hit in hits),
    )


def _sentences(
    number: int, stretch: Stretch, mask: Sequence[tuple[int, int]], names: frozenset[str]
) -> Iterator[_Sentence]:
    units = units_of(stretch.text, mask)
    if not units:
        return
    firsts = [unit.first for unit in units]
    for first, end in sentence_ranges(stretch.text):
        own = units[bisect_left(firsts, first) : bisect_left(firsts, end)]
        if own:
            yield _counted((number, stretch), first, end, own, names)


def _counted(of: tuple[int, Stretch], first: int, end: int, units: list[Unit], names: frozenset[str]) -> _Sentence:
    number, stretch = of
    covered = {index for unit in units for index in range(unit.first, unit.last + 1)}
    counts: Counter[str] = Counter()
    for index in range(first, end):
        if index not in covered:
            token = stretch.text.tokens[index]
            kind = _kind(stretch.language, token.text, token.lemma, token.parts)
            if kind == _CONCRETE and (token.text.lower() in names or _is_label(stretch.page, token)):
                kind = _VAGUE
            counts[kind] += 1
    return _Sentence(number, first, end, units, counts[_CONCRETE], counts[_FUNCTION], counts[_VAGUE])


_CONCRETE, _VAGUE, _FUNCTION = "concrete", "vague", "function"
_LONGEST_LABEL = 6


def _is_label(page: str, token: Token) -> bool:
    """Whether a word is an abbreviation that a glossary explains."""
    return len(token.text) <= _LONGEST_LABEL and page[token.end : token.end + 2].strip()[:1] in (":", "=")


@lru_cache(maxsize=200_000)
def _kind(language: str, text: str, lemma: str, parts: tuple[str, ...]) -> str:
    data, words = language_data(language), guard_words(language)
    lower = text.lower()
    if lower in data.closed_class:
        return _FUNCTION
    if _is_vague(lower, words, language) or _is_vague(lemma, words, language) or _is_letter(lower):
        return _VAGUE
    return _VAGUE if len(parts) > 1 and all(_is_vague(part, words, language) for part in parts) else _CONCRETE


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


def _is_vague(word: str, words: GuardWords, language: str) -> bool:
    return word in words.vague or word in language_data(language).genre_words


def _mark(sentence: _Sentence, stretch: Stretch, sources: Sequence[frozenset[str]]) -> None:
    """The sign of one sentence, if any."""
    keys = len(sentence.keys)
    if _is_copied(sentence, stretch, sources):
        _flag(sentence, COPIED_TEXT, is_plain=True)
    elif _is_list(sentence):
        _flag(sentence, KEYWORD_LIST, is_plain=True)
    elif sentence.concrete == 0 and keys >= DENSE:
        _flag(sentence, WORD_SALAD if sentence.function >= SALAD * sentence.words else KEYWORD_LIST)
    elif keys >= DENSE and sentence.concrete <= CONCRETE_PER_TERM * keys:
        _flag(sentence, TERM_DENSITY)
    elif sentence.concrete <= MOST_CONCRETE and sentence.vague >= LEAST_VAGUE:
        _flag(sentence, PRAISE)
    elif sentence.concrete == 0:
        _flag(sentence, KEYWORD_LIST)
    sentence.flags += _negated(sentence, stretch)
    if sentence.concrete == 0 and any(flag.reason == NEGATED for flag in sentence.flags):
        sentence.flags = [Flag(NEGATED, sentence.first, sentence.end)]
        sentence.is_plain |= len(sentence.keys) > 1


def _flag(sentence: _Sentence, reason: str, *, is_plain: bool = False) -> None:
    sentence.flags.append(Flag(reason, sentence.first, sentence.end))
    sentence.is_plain |= is_plain


def _is_list(sentence: _Sentence) -> bool:
    covered = sum(unit.last + 1 - unit.first for unit in sentence.units)
    return (
        sentence.words >= SMALLEST_LIST
        and sentence.function <= MOST_FUNCTION * sentence.words
        and covered >= LEAST_COVERED * sentence.words
    )


def _is_copied(sentence: _Sentence, stretch: Stretch, sources: Sequence[frozenset[str]]) -> bool:
    if not sources:
        return False
    closed = language_data(stretch.language).closed_class
    own = {
        token.lemma for token in stretch.text.tokens[sentence.first : sentence.end] if token.text.lower() not in closed
    }
    return len(own) >= FEWEST_COPIED and any(
        len(own & source) >= max(FEWEST_COPIED, COPIED_LEMMAS * len(own)) for source in sources
    )


def _negated(sentence: _Sentence, stretch: Stretch) -> Iterator[Flag]:
    """The clauses of a sentence that say what is not."""
    words = guard_words(stretch.language)
    tokens = stretch.text.tokens
    for index in range(sentence.first, sentence.end):
        lower = tokens[index].text.lower()
        if lower in words.negations and not (
            index + 1 < sentence.end and tokens[index + 1].text.lower() in words.not_only
        ):
            first, end = _clause(stretch, index, sentence)
            if any(first <= unit.first < end for unit in sentence.units) and _is_about(stretch, first, end, sentence):
                yield Flag(NEGATED, first, end)


def _is_about(stretch: Stretch, first: int, end: int, sentence: _Sentence) -> bool:
    """Whether a clause speaks of what the project is about: what it deals with, its subject, its work."""
    about = guard_words(stretch.language).about
    covered = _covered(sentence)
    return any(
        token.lemma in about or token.text.lower() in about
        for index, token in enumerate(stretch.text.tokens[first:end], start=first)
        if index not in covered
    )


def _covered(sentence: _Sentence) -> set[int]:
    """The words of a sentence that stand in terms."""
    return {index for unit in sentence.units for index in range(unit.first, unit.last + 1)}


def _clause(stretch: Stretch, index: int, sentence: _Sentence) -> tuple[int, int]:
    """The words of the clause around a negation; clauses that only add terms belong to it."""
    text, clauses = stretch.text, stretch.text.clauses
    place = bisect_right(clauses, text.tokens[index].start)
    starts = [token.start for token in text.tokens[sentence.first : sentence.end]]
    first = sentence.first + (bisect_left(starts, clauses[place - 1]) if place else 0)
    end = sentence.first + bisect_left(starts, clauses[place]) if place < len(clauses) else sentence.end
    end = min(max(end, index + 1), sentence.end)
    while end < sentence.end and place < len(clauses):
        place += 1
        following = sentence.first + bisect_left(starts, clauses[place]) if place < len(clauses) else sentence.end
        if not _goes_on(stretch, end, following, sentence):
            break
        end = min(following, sentence.end)
    return max(first, sentence.first), end


def _goes_on(stretch: Stretch, first: int, end: int, sentence: _Sentence) -> bool:
    """Whether a clause only adds terms to the one before it."""
    tokens = stretch.text.tokens
    covered = _covered(sentence)
    return tokens[first].text.lower() not in language_data(stretch.language).clause_words and all(
        index in covered
        or _kind(stretch.language, tokens[index].text, tokens[index].lemma, tokens[index].parts) != _CONCRETE
        for index in range(first, min(end, sentence.end))
    )


def _mark_runs(sentences: Sequence[_Sentence], stretches: Sequence[Stretch]) -> None:
    """Terms in a row, also over the ends of sentences and passages."""
    rows: list[list[tuple[_Sentence, Unit]]] = []
    before: tuple[int, int] | None = None
    for sentence in sentences:
        for unit in sentence.units:
            is_next = before is not None and (
                before == (sentence.stretch, unit.first)
                or (
                    before[0] == sentence.stretch - 1
                    and unit.first == 0
                    and before[1] == len(stretches[before[0]].text.tokens)
                )
            )
            if not is_next:
                rows.append([])
            rows[-1].append((sentence, unit))
            before = sentence.stretch, unit.last + 1
    for row in rows:
        if len(row) >= PLAIN_RUN or (len(row) >= FAINT_RUN and _commas(row, stretches) >= FAINT_RUN - 1):
            _mark_run(row)


def _commas(row: Sequence[tuple[_Sentence, Unit]], stretches: Sequence[Stretch]) -> int:
    """How often more than a space stands between two terms: "recycled textile waste" is no list."""
    count = 0
    for (one, before), (other, after) in pairwise(row):
        stretch = stretches[one.stretch]
        tokens = stretch.text.tokens
        is_apart = one.stretch != other.stretch or bool(
            stretch.page[tokens[before.last].end : tokens[after.first].start].strip()
        )
        count += is_apart
    return count


def _mark_run(row: Sequence[tuple[_Sentence, Unit]]) -> None:
    counts = Counter(unit.key for _, unit in row)
    concrete = sum({id(sentence): sentence.concrete for sentence, _ in row}.values())
    reason = REPEATED_TEXT if max(counts.values()) >= SAME_TERM else KEYWORD_LIST
    is_plain = (
        reason == REPEATED_TEXT or len(counts) >= LONG_RUN or (len(counts) >= PLAIN_RUN and concrete <= MOST_CONCRETE)
    )
    for _, own in groupby(row, key=lambda entry: id(entry[0])):
        part = list(own)
        sentence = part[0][0]
        if is_plain and sentence.concrete > MOST_CONCRETE:
            sentence.flags.clear()
        sentence.flags.append(Flag(reason, part[0][1].first, part[-1][1].last + 1))
        sentence.is_plain |= is_plain


def _unsupported(sentences: Sequence[_Sentence], words: int) -> Iterator[_Sentence]:
    """Sentences with a plain sign, and those with a faint one whose themes stand on such sentences alone.

    ``words``: those of the document; where hardly an ordinary one is left, nothing can be said of the others.
    """
    ordinary_words = words - sum(flag.end - flag.first for sentence in sentences for flag in _merged(sentence.flags))
    ordinary: dict[str, set[str]] = defaultdict(set)
    faint: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for unit in sentence.units:
            is_flagged = any(flag.first <= unit.first < flag.end for flag in sentence.flags)
            for theme in unit.themes:
                if is_flagged:
                    faint[theme][unit.key] += 1
                elif unit.is_firm:
                    ordinary[theme].add(unit.key)
    weak = {
        theme
        for theme, keys in faint.items()
        if ordinary_words >= FEWEST_ORDINARY
        and keys.total() >= FEWEST_FAINT
        and len(ordinary[theme]) < SUPPORT * len(keys)
    }
    for sentence in sentences:
        if sentence.is_plain or (sentence.flags and _is_weak(sentence, weak)):
            yield sentence


def _is_weak(sentence: _Sentence, weak: set[str]) -> bool:
    flagged = [unit for unit in sentence.units if any(flag.first <= unit.first < flag.end for flag in sentence.flags)]
    return sum(not unit.themes.isdisjoint(weak) for unit in flagged) > len(flagged) / 2


def _names(stretch: Stretch) -> list[tuple[int, int]]:
    """Company names, addresses and hashtags: ranges of words."""
    words = guard_words(stretch.language)
    tokens = stretch.text.tokens
    found = []
    for index, token in enumerate(tokens):
        lower = token.text.lower()
        if token.start and stretch.page[token.start - 1] == "#":
            found.append((index, _address_end(stretch, index)))
        elif not token.text.islower() and _is_form(tokens, index, words):
            found.append((_name_start(stretch, index, words), index + 1))
        elif lower in _ADDRESS_STARTS:
            found.append((index, _address_end(stretch, index)))
    return found


def _is_form(tokens: Sequence[Token], index: int, words: GuardWords) -> bool:
    """Whether a word ends a company's name; "e. V." is two words."""
    lower = tokens[index].text.lower()
    before = tokens[index - 1].text.lower() if index else ""
    return lower in words.company_forms or f"{before}.{lower}" in words.company_forms


def _name_start(stretch: Stretch, index: int, words: GuardWords) -> int:
    tokens = stretch.text.tokens
    start = first = index
    while first > 0 and index - first < LONGEST_NAME:
        between = stretch.page[tokens[first - 1].end : tokens[first].start]
        if between.strip(" -&./+()") or "\n\n" in between:
            break
        first -= 1
        text = tokens[first].text
        if text[0].isupper() or text[0].isdigit():
            start = first
        elif text not in words.name_links and text != "e":
            break
    return start


def _address_end(stretch: Stretch, index: int) -> int:
    tokens = stretch.text.tokens
    end = index + 1
    while end < len(tokens) and not any(map(str.isspace, stretch.page[tokens[end - 1].end : tokens[end].start])):
        end += 1
    return end


def _merged(flags: Iterable[Flag]) -> Iterator[Flag]:
    """Flags in order of their place, each only where none before it reaches."""
    done = 0
    for flag in sorted(flags, key=lambda flag: (flag.first, -flag.end)):
        if flag.end > done:
            yield Flag(flag.reason, max(flag.first, done), flag.end)
            done = flag.end
