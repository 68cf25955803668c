"""Pads honest texts with what speaks of a theme and says nothing of a project, to try what the guards let pass.

A recipe makes four parts of padding for a theme. Given whole they stand together at the end of the text (or where the
recipe says); split, one part stands behind a sentence in each quarter of the text. Everything follows from the arguments:
the same seed gives the same text. Odd seeds take other sentences than even ones, so that what was looked at when a guard
was fitted is not what it is measured by (see ``padding_wording``).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from s3align.analysis.languages import language_data
from s3align.evaluation import padding_wording as words
from s3align.strategy.model import Strategy, Strength, Theme, wording

PARTS = 4
"""Parts of a padding; split, they stand in four places."""
LEAST_CHARACTERS = 60
"""A line with fewer is a heading or a row of a table: no sentence is put into it."""
_SENTENCE_END = re.compile(r"(?<=[a-zäöüß\d)][.!?])[ \n](?=[A-ZÄÖÜ])")
_WORD = re.compile(r"[^\W\d_]{5,}")
_LONGEST_TERM = 4
_LONGEST_FOREIGN = 3
"""Sentences of another project that are pasted in."""


@dataclass(frozen=True, slots=True)
class HonestText:
    """A text that was written about a project; ``themes``: what it is about, so that it is padded with something else."""

    text: str
    language: str
    themes: frozenset[str] = frozenset()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Padded:
    """A padded text, and where the padding stands in it."""

    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PaddedPair:
    """An honest text and what became of it; ``split``: whether the padding stands in four places."""

    honest: HonestText
    padded: Padded
    recipe: str
    theme: str
    split: bool


@dataclass(frozen=True, slots=True)
class Recipe:
    """A way to pad: ``make`` gives the parts, ``between`` stands between them where they are whole.

    ``place``: how the parts come into the text. ``can_split``: whether four places make sense.
    """

    name: str
    make: Callable[[_Pantry], list[str]]
    between: str = " "
    place: Callable[[str, Sequence[str], random.Random], Padded] | None = None
    can_split: bool = True

    def __call__(
        self,
        text: str,
        theme: str,
        strategy: Strategy,
        language: str,
        seed: int,
        *,
        split: bool = False,
        foreign: Sequence[str] = (),
    ) -> Padded:
        """The text padded with ``theme``; ``foreign``: texts about it from which sentences may be pasted."""
        chance = random.Random(f"{self.name} {theme} {language} {seed} {split}")  # noqa: S311 -- needs no secrecy
        pantry = _Pantry(strategy, strategy.theme(theme), language, chance, seed % 2, tuple(foreign))
        parts = self.make(pantry)
        if self.place is not None:
            return self.place(text, parts, chance)
        return _scattered(text, parts) if split else _appended(text, self.between.join(parts))


@dataclass(frozen=True, slots=True)
class _Pantry:
    """What the recipes draw from."""

    strategy: Strategy
    theme: Theme
    language: str
    chance: random.Random
    half: int
    foreign: tuple[str, ...]

    def terms(self, count: int) -> list[str]:
        """Different terms of the theme, strong ones and those of medium strength."""
        known = sorted(
            {
                term.text
                for term in self.strategy.terms
                if term.theme == self.theme.id
                and term.language == self.language
                and term.strength in (Strength.STRONG, Strength.MEDIUM)
                and len(term.text.split()) <= _LONGEST_TERM
            }
        )
        return self.chance.sample(known, min(count, len(known)))

    def sentence(self, choices: words.Wording, **more: str) -> str:
        """One sentence of this half with terms in it."""
        return self.fill(self.chance.choice(self.own(choices)), **more)

    def sentences(self, choices: words.Wording, count: int) -> list[str]:
        """Different sentences of this half with terms in them."""
        own = self.own(choices)
        return [self.fill(choice) for choice in self.chance.sample(own, min(count, len(own)))]

    def own(self, choices: words.Wording) -> tuple[str, ...]:
        """The sentences of this half in this language."""
        return choices[self.language][self.half :: 2]

    def fill(self, template: str, **more: str) -> str:
        """The template with terms and the theme's name."""
        filled = template.format_map(
            {
                **dict(zip("abcd", self.terms(4), strict=False)),
                "theme": wording(self.theme.name, self.language),
                "region": wording(self.strategy.region, self.language),
                "place": self.chance.choice([place.name for place in self.strategy.municipalities] or [""]),
                **more,
            }
        )
        return filled[0].upper() + filled[1:]


def padded_pairs(
    texts: Iterable[HonestText],
    strategy: Strategy,
    seed: int = 0,
    recipes: Mapping[str, Recipe] | None = None,
    foreign: Mapping[tuple[str, str], Sequence[str]] | None = None,
) -> Iterator[PaddedPair]:
    """Every text with every recipe, whole and split, each with a theme that the text is not about.

    ``foreign``: (theme, language) -> texts about the theme, for the recipe that pastes from another project.
    """
    for number, honest in enumerate(texts):
        others = [theme.id for theme in strategy.themes if theme.id not in honest.themes]
        for place, (name, recipe) in enumerate((recipes or RECIPES).items()):
            theme = others[(number + place) % len(others)]
            given = [text for text in (foreign or {}).get((theme, honest.language), ()) if text != honest.text]
            if recipe.make is _foreign_block and not given:
                continue
            for split in (False, True)[: 1 + recipe.can_split]:
                own_seed = 2 * number + seed % 2
                padded = recipe(honest.text, theme, strategy, honest.language, own_seed, split=split, foreign=given)
                yield PaddedPair(honest, padded, name, theme, split)


def _keyword_list(pantry: _Pantry) -> list[str]:
    terms = pantry.terms(24)
    rows = [terms[place::PARTS] for place in range(PARTS)]
    mark = "" if pantry.half else "."
    return [", ".join(row) + mark for row in rows]


def _slogans(pantry: _Pantry) -> list[str]:
    return [pantry.sentence(words.SLOGANS) for _ in range(PARTS)]


def _repeated_term(pantry: _Pantry) -> list[str]:
    (term,) = pantry.terms(1)
    return [f"{' '.join([term] * 5)}." if pantry.half else f"{', '.join([term] * 5)}." for _ in range(PARTS)]


def _word_salad(pantry: _Pantry) -> list[str]:
    function_words = sorted(language_data(pantry.language).closed_class)
    parts = []
    for _ in range(PARTS):
        row = [*pantry.terms(5), *pantry.chance.sample(function_words, 6)]
        pantry.chance.shuffle(row)
        text = " ".join(row)
        parts.append(f"{text[0].upper()}{text[1:]}.")
    return parts


def _praise(pantry: _Pantry) -> list[str]:
    return pantry.sentences(words.PRAISE, PARTS)


def _own_sentences(pantry: _Pantry) -> list[str]:
    every = [pantry.theme.gloss, *(part.question for part in pantry.theme.subtopics)]
    return [wording(text, pantry.language) for text in pantry.chance.sample(every, PARTS)]


def _reworded(pantry: _Pantry) -> list[str]:
    return [_in_other_words(sentence, pantry) for sentence in _own_sentences(pantry)]


def _in_other_words(sentence: str, pantry: _Pantry) -> str:
    """Clauses in another order, and some words changed."""
    clauses = re.split(r"[,:] ", sentence.rstrip(".?"))
    clauses = clauses[::-1] if len(clauses) > 1 else clauses
    known = words.SYNONYMS[pantry.language]
    changed = " ".join(known.get(word.lower(), word) for word in ", ".join(clauses).split())
    return f"{changed[0].upper()}{changed[1:]}."


def _foreign_block(pantry: _Pantry) -> list[str]:
    sentences = _SENTENCE_END.split(pantry.chance.choice(pantry.foreign))
    count = min(len(sentences), PARTS if pantry.half else _LONGEST_FOREIGN)
    start = pantry.chance.randrange(len(sentences) - count + 1)
    return sentences[start : start + count]


def _partner_list(pantry: _Pantry) -> list[str]:
    names = [pantry.sentence(words.PARTNERS, a=_as_name(term)) for term in pantry.terms(2 * PARTS)]
    lead = words.PARTNER_LEAD[pantry.language]
    return [f"{lead} {'; '.join(names[2 * place : 2 * place + 2])}." for place in range(PARTS)]


def _addresses(pantry: _Pantry) -> list[str]:
    slugs = [re.sub(r"[^\w]+", "-", term.lower()).strip("-") for term in pantry.terms(2 * PARTS)]
    return [
        pantry.sentence(words.ADDRESSES, slug=slug, other=other)
        for slug, other in zip(slugs[::2], slugs[1::2], strict=True)
    ]


def _headings(pantry: _Pantry) -> list[str]:
    return [pantry.sentence(words.HEADINGS) for _ in range(PARTS)]


def _state_of_the_art(pantry: _Pantry) -> list[str]:
    return [words.STATE_HEADING[pantry.language] + "\n\n", *pantry.sentences(words.STATE_OF_THE_ART, PARTS)]


def _negated(pantry: _Pantry) -> list[str]:
    return pantry.sentences(words.NEGATED, PARTS)


def _in_brackets(pantry: _Pantry) -> list[str]:
    return [f"({', '.join(pantry.terms(3))})" for _ in range(PARTS)]


def _hashtags(pantry: _Pantry) -> list[str]:
    return [" ".join(f"#{_as_name(term)}" for term in pantry.terms(5)) for _ in range(PARTS)]


def _bullets(pantry: _Pantry) -> list[str]:
    mark = "|" if pantry.half else "-"
    return ["\n\n" + "\n".join(f"{mark} {term}" for term in pantry.terms(5)) + "\n\n" for _ in range(PARTS)]


def _glossary(pantry: _Pantry) -> list[str]:
    lines = [pantry.sentence(words.GLOSSARY, a=term, short=_initials(term)) for term in pantry.terms(3 * PARTS)]
    return ["\n\n" + "\n".join(lines[place::PARTS]) + "\n\n" for place in range(PARTS)]


def _as_name(term: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in re.split(r"[\s-]+", term) if word)


def _initials(term: str) -> str:
    found = "".join(word[0] for word in re.split(r"[\s-]+", term) if word)
    return (found if len(found) > 1 else term[:3]).upper()


def _appended(text: str, padding: str) -> Padded:
    """The padding as a paragraph of its own at the end."""
    return _assembled(text, {len(text): padding}, ("\n\n", ""))


def _scattered(text: str, parts: Sequence[str]) -> Padded:
    """One part behind a sentence in each stretch of the text."""
    places = _sentence_ends(text) or [len(text)]
    chosen: dict[int, str] = {}
    for number, part in enumerate(parts):
        place = places[(2 * number + 1) * len(places) // (2 * len(parts))]
        chosen[place] = f"{chosen[place]} {part}" if place in chosen else part
    return _assembled(text, chosen, (" ", ""))


def _inside_sentences(text: str, parts: Sequence[str], chance: random.Random) -> Padded:
    """Each part behind a word in the middle of a sentence."""
    places = [found.end() for found in _WORD.finditer(text)]
    return _assembled(text, dict(zip(sorted(chance.sample(places, len(parts))), parts, strict=True)), (" ", ""))


def _above_paragraphs(text: str, parts: Sequence[str], _chance: random.Random) -> Padded:
    """Each part as a heading; a text of one paragraph is parted for it."""
    places = [0, *_sentence_ends(text)]
    chosen = {places[number * len(places) // len(parts)]: part for number, part in enumerate(parts)}
    return _assembled(text, chosen, ("\n\n", "\n\n"))


def _sentence_ends(text: str) -> list[int]:
    """The ends of sentences in lines that are long enough to be sentences, and not in tables."""
    found = []
    start = 0
    for line in text.split("\n"):
        if len(line) >= LEAST_CHARACTERS and line[0] not in "|#":
            found += [start + end.start() for end in _SENTENCE_END.finditer(line)]
        start += len(line) + 1
    return found


def _assembled(text: str, inserted: Mapping[int, str], around: tuple[str, str]) -> Padded:
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    done = length = 0
    for place in sorted(inserted):
        before = text[done:place] + (around[0] if place else "")
        start = length + len(before)
        spans.append((start, start + len(inserted[place])))
        pieces += [before, inserted[place], around[1]]
        length = start + len(inserted[place]) + len(around[1])
        done = place
    return Padded("".join([*pieces, text[done:]]), tuple(spans))


_ALL = (
    Recipe("keyword_list", _keyword_list),
    Recipe("slogans", _slogans),
    Recipe("repeated_term", _repeated_term),
    Recipe("word_salad", _word_salad),
    Recipe("praise", _praise),
    Recipe("copied_strategy", _own_sentences),
    Recipe("reworded_strategy", _reworded),
    Recipe("foreign_block", _foreign_block),
    Recipe("partner_list", _partner_list),
    Recipe("addresses", _addresses),
    Recipe("headings", _headings, place=_above_paragraphs, can_split=False),
    Recipe("state_of_the_art", _state_of_the_art, can_split=False),
    Recipe("negated", _negated),
    Recipe("brackets", _in_brackets, place=_inside_sentences, can_split=False),
    Recipe("hashtags", _hashtags),
    Recipe("bullets", _bullets),
    Recipe("glossary", _glossary),
)
RECIPES: Mapping[str, Recipe] = {recipe.name: recipe for recipe in _ALL}
"""Name -> recipe."""
