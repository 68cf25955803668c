"""Guards: which words of a document speak of a theme without saying anything of a project.

A guard takes out sentences, runs of terms or clauses, never more, so that what stands beside them keeps its points. Two
kinds of sign are told apart. A *plain* sign stands by itself: five terms in a row and nothing else, one term five times, a
sentence of the strategy. A *faint* sign (a dense sentence, praise, a negation, a heading) is common in honest texts; it
counts only where the theme stands on such sentences alone: where the rest of the document, in ordinary sentences, has
hardly a term of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from s3align import budget
from s3align.analysis.languages import language_data
from s3align.analysis.tokens import AnalysedText
from s3align.assess.guarded_names import names_in
from s3align.assess.guarded_sentences import Flag, Sentence, Stretch, Unit, sentences_of
from s3align.assess.negation import negated_clauses

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
"""Terms in a row, with more than spaces between them, that may be a list."""
SAME_TERM = 3
"""Times that one term stands in a row."""
DENSE = 3
"""Different terms of a sentence from which it may be dense."""
MOST_CONCRETE = 1
"""Concrete words of a sentence that says hardly anything."""
CONCRETE_PER_TERM = 0.34
"""Concrete words for each term of a dense sentence; honest ones have two."""
SMALLEST_LIST = 12
"""Words from which a sentence or passage can be a list of keywords: a shorter one is a heading or a table's cell."""
MOST_FUNCTION = 0.1
"""Share of function words in a list; sentences of both languages have 0.3 to 0.5, dense noun style 0.15."""
LEAST_COVERED = 0.4
"""Share of a list's words that stand in terms."""
SALAD = 0.25
"""Share of function words from which terms without a concrete word are salad, no list."""
LEAST_VAGUE = 2
"""Words that would fit any project from which such a sentence is praise."""
FEWEST_FAINT = 4
"""Terms of a theme in sentences with a faint sign from which they are worth a look."""
FEWEST_ORDINARY = 40
"""Words in sentences without a sign from which others can be said to stand alone."""
SUPPORT = 0.34
"""Different terms in ordinary sentences for each one in sentences with a faint sign, from which a theme is supported."""
COPIED_LEMMAS = 0.6
FEWEST_COPIED = 5
"""Share of a sentence's content words that stand in one of the strategy's, and how many at least, for it to be reworded."""

_SENTENCES = 100
"""Between two looks at the budget: they are looked through in some milliseconds."""


def find_flags(
    stretches: Sequence[Stretch],
    sources: Mapping[str, Sequence[frozenset[str]]] | None = None,
    names: frozenset[str] = frozenset(),
) -> tuple[tuple[Flag, ...], ...]:
    """The flags of every stretch of a document, in order of their place.

    ``sources``: language -> the lemmas of each sentence that counts as copied, see ``lemmas_of``. ``names``: words of the
    names of the strategy, its region and themes, in lower case; they are not concrete.
    """
    masks = [names_in(stretch) for stretch in stretches]
    sentences = [
        sentence
        for number, (stretch, mask) in enumerate(zip(stretches, masks, strict=True))
        for sentence in sentences_of(number, stretch, mask, names)
    ]
    background = _background(stretches)
    for number, sentence in enumerate(sentences):
        if number % _SENTENCES == 0:
            budget.check()
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


def _mark(sentence: Sentence, stretch: Stretch, sources: Sequence[frozenset[str]]) -> None:
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
    sentence.flags += [Flag(NEGATED, first, end) for first, end in negated_clauses(sentence, stretch)]
    if sentence.concrete == 0 and any(flag.reason == NEGATED for flag in sentence.flags):
        sentence.flags = [Flag(NEGATED, sentence.first, sentence.end)]
        sentence.is_plain |= len(sentence.keys) > 1


def _flag(sentence: Sentence, reason: str, *, is_plain: bool = False) -> None:
    sentence.flags.append(Flag(reason, sentence.first, sentence.end))
    sentence.is_plain |= is_plain


def _is_list(sentence: Sentence) -> bool:
    covered = sum(unit.last + 1 - unit.first for unit in sentence.units)
    return (
        sentence.words >= SMALLEST_LIST
        and sentence.function <= MOST_FUNCTION * sentence.words
        and covered >= LEAST_COVERED * sentence.words
    )


def _is_copied(sentence: Sentence, stretch: Stretch, sources: Sequence[frozenset[str]]) -> bool:
    known = _all_lemmas(tuple(sources))
    tokens = stretch.text.tokens[sentence.first : sentence.end]
    if sum(token.lemma in known for token in tokens) < FEWEST_COPIED:
        return False
    closed = language_data(stretch.language).closed_class
    own = {token.lemma for token in tokens if token.text.lower() not in closed}
    enough = max(FEWEST_COPIED, COPIED_LEMMAS * len(own))
    return any(len(own & source) >= enough for source in sources)


@lru_cache
def _all_lemmas(sources: tuple[frozenset[str], ...]) -> frozenset[str]:
    return frozenset().union(*sources)


def _mark_runs(sentences: Sequence[Sentence], stretches: Sequence[Stretch]) -> None:
    """Terms in a row, also over the ends of sentences and passages."""
    rows: list[list[tuple[Sentence, Unit]]] = []
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


def _commas(row: Sequence[tuple[Sentence, Unit]], stretches: Sequence[Stretch]) -> int:
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


def _mark_run(row: Sequence[tuple[Sentence, Unit]]) -> None:
    counts = Counter(unit.key for _, unit in row)
    concrete = sum({id(sentence): sentence.concrete for sentence, _ in row}.values())
    reason = REPEATED_TEXT if max(counts.values()) >= SAME_TERM else KEYWORD_LIST
    is_plain = (
        reason == REPEATED_TEXT or len(counts) >= LONG_RUN or (len(counts) >= PLAIN_RUN and concrete <= MOST_CONCRETE)
    )
    for _, own in groupby(row, key=lambda entry: id(entry[0])):
        part = list(own)
        sentence = part[0][0]
        first, end = part[0][1].first, part[-1][1].last + 1
        if is_plain and sentence.concrete <= MOST_CONCRETE:
            first, end = sentence.first, sentence.end
        if is_plain and not sentence.is_plain:
            sentence.flags.clear()
        sentence.flags.append(Flag(reason, first, end))
        sentence.is_plain |= is_plain


def _unsupported(sentences: Sequence[Sentence], words: int) -> Iterator[Sentence]:
    """Sentences with a plain sign, and those with a faint one whose themes stand on such sentences alone.

    ``words``: those of the document; where hardly an ordinary one is left, nothing can be said of the others.
    """
    ordinary_words = words - sum(flag.end - flag.first for sentence in sentences for flag in _merged(sentence.flags))
    ordinary: dict[str, set[str]] = defaultdict(set)
    faint: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        flagged = _flagged_words(sentence)
        for unit in sentence.units:
            for theme in unit.themes:
                if unit.first in flagged:
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


def _is_weak(sentence: Sentence, weak: set[str]) -> bool:
    words = _flagged_words(sentence)
    flagged = [unit for unit in sentence.units if unit.first in words]
    return sum(not unit.themes.isdisjoint(weak) for unit in flagged) > len(flagged) / 2


def _flagged_words(sentence: Sentence) -> set[int]:
    return {index for flag in _merged(sentence.flags) for index in range(flag.first, flag.end)}


def _merged(flags: Iterable[Flag]) -> Iterator[Flag]:
    """Flags in order of their place, each only where none before it reaches."""
    done = 0
    for flag in sorted(flags, key=lambda flag: (flag.first, -flag.end)):
        if flag.end > done:
            yield Flag(flag.reason, max(flag.first, done), flag.end)
            done = flag.end
