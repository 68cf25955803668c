"""Puts wrong letters of a font right: ligatures given out as other letters or as none, and shifted alphabets.

A file says for each glyph of a font which letters it stands for, and some programs say it wrongly ("Lastkraewagen",
"Wassersto"). A glyph is known here by its font, the character it is given out as and its width: the "e" that stands for "ft"
is as wide as those two letters. What it stands for is learnt from all words it occurs in, by how usual their spelling becomes
(``letter_groups``). Cheap signs decide whether a document is looked at at all.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.reading.normalise import BULLETS
from s3align.reading.pdf.known_words import is_known
from s3align.reading.pdf.letter_groups import UNKNOWN, costs_over, has_strange_group, strange_groups

LIGATURES = "ff fi fl ft ti tt tf fj fb fh fk ffi ffl fft ffj tti ttf fti tz ch ck ct st sp th Th ä ö ü ß Ä Ö Ü".split()
"""What one glyph may stand for: ligatures of fonts for office and print, and letters that shifts do not reach."""
_EXPECTED = {"ti": 5.0, "tt": 1.0, "ft": 0.7}
"""How many of 1,000 characters of real texts they are, German and English: medians."""
_MISSED = 2.0
"""Expected number of those that a document lacks altogether, from which it is looked at."""
_FEWEST_WORDS = 20
"""Words of a document or a page below which shares of words say nothing."""
VOWELLESS = 0.25
"""Share of words without a vowel: of texts in any language with Latin letters 0.08 have at most one."""
STRANGE = 0.4
"""Share of strangely spelt words from which a text is no German and no English one; those have up to 0.1."""
_NEAR = 3
"""Letters before and after a glyph that tell what it stands for."""
_WIDTH_STEP = 40
"""Classes of width in one line height."""
_WIDTH_ERROR = 0.22
"""Relative difference of widths between a ligature and its letters."""
_GAIN, _NEXT = 3.0, 3.0
"""Bits for each group of letters by which a reading must be more usual than what is there, and less than the best."""
_MOST_READINGS = 4
_PLAUSIBLE = 0.25
"""Share of words that may stay strange."""
_STRANGE_CONTEXTS = 0.5
"""Share of words that must look wrong before another reading is sought."""
_VARIANT_CONTEXTS = 0.25
"""The same for a letter of another width than usual in its font: a second glyph for it."""
_CERTAIN = 3
"""Different words from which they alone decide; with fewer the width must fit too."""
_KNOWN_AFTER, _KNOWN_BEFORE = 0.3, 0.1
"""Share of words with a glyph that must be known once it is read otherwise, and that may be known as they are."""
_FOREIGN, _READ = 0.1, 0.4
"""Share of letters in known words: below the first a text is none that we know, above the second it is."""
_SHIFT_WORDS = 20
MOST_PAGES = 8
"""Pages from which the letters of a document are learnt: they take ten times as long to read as others."""

_USUAL_LETTERS = frozenset("aeinrstdhulcgmobwkzvpAEINRSTDHULCGMBWKVP")
_PUNCTUATION = frozenset("-–—/\\.,:;'’‘`´\"“”„«»()*_·•×°@=<>+~^|{}")
_ENDS_WORDS = frozenset('!?"]}%…§')
_PRIVATE = "\ue000-\uf8ff"
_NO_LETTER = re.compile(f"[\x01-\x08\x0e-\x1f\x7f-\x9f\ufffd{_PRIVATE}]")
_NO_LETTER_BESIDE = re.compile(
    f"(?![{BULLETS}])(?:(?<=[^\\W\\d_]){_NO_LETTER.pattern}|{_NO_LETTER.pattern}(?=[^\\W\\d_]))"
)
_SIGN_INSIDE = re.compile(r"[a-zäöüß][A-Z&%$#\[\]{}|~^<>=+!\"?;§][a-zäöüß]")
_SHORTEST = 0.4  # thousand characters of a document that tell anything
_MANY_SIGNS = 6  # signs and capitals inside words of a page; programs and names of products have some
MANY_ODD = 3
"""Odd characters inside words from which a page or document is looked at."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_VOWEL = re.compile(r"[aeiouyäöüáéíóúàèìòùâêîôûåæøœı]", re.IGNORECASE)
_LAST_LATIN = "\u024f"
_PLACEHOLDERS = [chr(code) for code in range(0xFDD0, 0xFDF0)]  # code points that never are characters


class Glyph(NamedTuple):
    """A glyph as far as it can be told from others: number of its font, what it is given out as, class of its width."""

    font: int
    sign: str
    width: int


@dataclass(frozen=True, slots=True)
class Spelling:
    """What glyphs stand for; ``fonts`` numbers the names of fonts."""

    meanings: Mapping[Glyph, str]
    fonts: dict[bytes, int]

    def mended(self, text_page: pypdfium2.PdfTextPage, raw: str) -> Mended | None:
        """The text of a page with its letters put right; None where nothing is wrong."""
        glyphs = page_glyphs(text_page, raw, self.fonts)
        found = [
            (place, self.meanings[glyph]) for place, glyph in enumerate(glyphs) if glyph and glyph in self.meanings
        ]
        if not found:
            return None
        signs = dict(zip(dict.fromkeys(text for _, text in found if len(text) > 1), _PLACEHOLDERS, strict=False))
        letters = list(raw)
        for place, text in found:
            letters[place] = signs.get(text, text if len(text) == 1 else letters[place])
        mended = "".join(letters)
        letters_of = {ord(sign): text for text, sign in signs.items()}
        touched = {place for place, _ in found}
        words = [
            (raw[word.start() : word.end()], word[0].translate(letters_of))
            for word in re.finditer(r"\S+", mended)
            if not touched.isdisjoint(range(*word.span()))
        ]
        return Mended(mended, letters_of, tuple(words))


@dataclass(frozen=True, slots=True)
class Mended:
    """A page's text with placeholders for ligatures, so that each place stays where it was, and what they stand for."""

    raw: str
    ligatures: Mapping[int, str]
    words: tuple[tuple[str, str], ...]
    """Each word put right, as it was and as it is."""


def odd_letters(raw: str) -> int:
    """How many characters inside words of a page's text hardly belong there."""
    signs = len(_SIGN_INSIDE.findall(raw))
    signs = signs if signs >= _MANY_SIGNS and signs * 500 >= len(raw) else 0  # programs and addresses have some
    return signs if raw.isascii() and raw.isprintable() else signs + len(_NO_LETTER_BESIDE.findall(raw))


def are_letters_doubtful(odd: Sequence[int], texts: Sequence[str]) -> bool:
    """Whether a document's letters may be wrong, by cheap signs: ``odd_letters`` and the text of each page."""
    if sum(odd) >= MANY_ODD:
        return True
    thousands = sum(map(len, texts)) / 1000
    missed = sum(
        share * thousands for letters, share in _EXPECTED.items() if not any(letters in text for text in texts)
    )
    return (missed >= _MISSED and thousands >= _SHORTEST) or any(map(_lacks_vowels, texts))


def is_no_language(text: str) -> bool:
    """Whether a text's letters are wrong throughout: words that nobody could pronounce and no language spells so."""
    return _lacks_vowels(text) and strange_share(text) > STRANGE and _known_share(text) < _FOREIGN


def is_spelt_better(text: str, other: str) -> bool:
    """Whether a text is a clearly better reading of a page than another one: fewer strange words, about as many words."""
    shares = strange_share(text), strange_share(other)
    return shares[0] < shares[1] / 2 and len(text) > len(other) / 2


def _lacks_vowels(text: str) -> bool:
    words = _WORD.findall(text[:800])
    return len(words) >= _FEWEST_WORDS and vowelless_share(words) > VOWELLESS


def vowelless_share(words: Sequence[str]) -> float:
    """Share (0..1) of words in Latin letters that nobody could pronounce; abbreviations aside."""
    latin = [word for word in words if max(word) <= _LAST_LATIN and not word.isupper()]
    if len(latin) < max(_FEWEST_WORDS, len(words) // 2):
        return 0.0
    return sum(not _VOWEL.search(word) for word in latin) / len(latin)


def strange_share(text: str) -> float:
    """Share (0..1) of a text's different words that have groups of letters that no language has."""
    words = set(_WORD.findall(text))
    if len(words) < _FEWEST_WORDS:
        return 0.0
    return sum(strange_groups(word) > 0 for word in words) / len(words)


def page_glyphs(text_page: pypdfium2.PdfTextPage, raw: str, fonts: dict[bytes, int]) -> list[Glyph | None]:
    """The glyph of each character; None for what PDFium has put in, and for text in which places cannot be told."""
    if text_page.count_chars() < len(raw) or any(sign > "\uffff" for sign in raw):
        return [None] * len(raw)
    page, box, font_of = text_page.raw, pdfium.FS_RECTF(), _Fonts(text_page, fonts)
    found: list[Glyph | None] = []
    for index, sign in enumerate(raw):
        if sign in "\r\n\ufffe" or not pdfium.FPDFText_GetLooseCharBox(page, index, box):
            found.append(None)
            continue
        tall = abs(box.top - box.bottom)
        width = round(_WIDTH_STEP * abs(box.right - box.left) / tall) if tall > 0 else 0
        is_own = sign != " " or pdfium.FPDFText_IsGenerated(page, index) == 0
        found.append(Glyph(font_of(index), sign, width) if is_own else None)
    return found


class _Fonts:
    """Numbers fonts by their names; a text object has one font."""

    def __init__(self, text_page: pypdfium2.PdfTextPage, numbers: dict[bytes, int]) -> None:
        self._page, self._numbers = text_page.raw, numbers
        self._name, self._flags = ctypes.create_string_buffer(128), ctypes.c_int()
        self._known: dict[int, int] = {}

    def __call__(self, index: int) -> int:
        item = pdfium.FPDFText_GetTextObject(self._page, index)
        owner = ctypes.addressof(item.contents) if item else 0
        if owner not in self._known or not owner:
            length = pdfium.FPDFText_GetFontInfo(self._page, index, self._name, len(self._name), self._flags)
            name = self._name.value if 0 < length <= len(self._name) else b""
            self._known[owner] = self._numbers.setdefault(name, len(self._numbers))
        return self._known[owner]


def learnt(pages: Iterable[tuple[pypdfium2.PdfTextPage, str]]) -> Spelling:
    """What glyphs of a document stand for where the file says it wrongly, from some pages with their text."""
    fonts: dict[bytes, int] = {}
    rows = [page_glyphs(text_page, raw, fonts) for text_page, raw in pages]
    meanings = _shifts(rows)
    meanings.update(_ligatures(rows, meanings))
    return Spelling(meanings, fonts)


def _shifts(rows: Sequence[Sequence[Glyph | None]]) -> dict[Glyph, str]:
    """Fonts whose letters are all shifted by one number, in the alphabet or in the codes."""
    texts: dict[int, list[str]] = defaultdict(list)
    glyphs: dict[int, set[Glyph]] = defaultdict(set)
    for row in rows:
        last = None
        for glyph in row:
            font = glyph.font if glyph else last
            if font is None:
                continue
            if font != last:
                texts[font].append(" ")
            texts[font].append(glyph.sign if glyph else " ")
            if glyph:
                glyphs[font].add(glyph)
            last = font
    meanings: dict[Glyph, str] = {}
    tables = {font: _shift("".join(signs)) for font, signs in texts.items()}
    usual = next((table for table in tables.values() if table), None)
    for font, table in tables.items():  # of a font with a few words, as of headings, nothing can be learnt
        chosen = table or (usual if usual and _is_foreign("".join(texts[font])) else None)
        if chosen:
            meanings.update({glyph: chosen[glyph.sign] for glyph in glyphs[font] if glyph.sign in chosen})
    return meanings


def _shift(text: str) -> dict[str, str] | None:
    """What each character stands for in a text whose characters are shifted; None for a text that is not."""
    sample = text[: 12 * _SHIFT_WORDS]
    if len(sample) < 3 * _FEWEST_WORDS or _known_share(sample) > _FOREIGN:
        return None
    known, table = max(
        ((_known_share(sample.translate(_codes(shift))), shift) for shift in _tables()), key=lambda reading: reading[0]
    )
    words = set(filter(is_known, _WORD.findall(sample.translate(_codes(table)))))
    return table if known > _READ and len(words) >= _FEWEST_WORDS / 2 else None


def _codes(table: Mapping[str, str]) -> dict[int, str]:
    return {ord(sign): letter for sign, letter in table.items()}


def _is_foreign(text: str) -> bool:
    """Whether a text has no word at all that is known."""
    return _known_share(text) == 0.0


def _known_share(text: str) -> float:
    """Share of letters that stand in known words."""
    words = _WORD.findall(text)
    return sum(len(word) for word in words if is_known(word)) / max(sum(map(str.isalpha, text)), 1)


def _tables() -> Iterator[dict[str, str]]:
    for number in range(1, 26):
        yield {chr(first + place): chr(first + (place + number) % 26) for first in (0x41, 0x61) for place in range(26)}
    for number in (*range(-40, 0), *range(1, 41)):  # fonts number their glyphs from the space on
        yield {
            chr(code): chr(code + number)
            for code in range(0x01, 0x7F)
            if 0x20 <= code + number < 0x7F and chr(code) not in " \r\n\t"
        }


def _ligatures(rows: Sequence[Sequence[Glyph | None]], shifted: Mapping[Glyph, str]) -> dict[Glyph, str]:
    """Glyphs that stand for other letters than the file says, by the words around them."""
    contexts: dict[Glyph, Counter[tuple[str, str]]] = defaultdict(Counter)
    for row in rows:
        text = "".join(shifted.get(glyph, glyph.sign) if glyph else " " for glyph in row)
        for place, glyph in enumerate(row):
            if glyph and (context := _context(text, place)):
                contexts[glyph][context] += 1
    widths = _letter_widths(contexts, shifted)
    readings: dict[Glyph, list[str]] = {}
    for glyph, found in contexts.items():
        sign = shifted.get(glyph, glyph.sign)
        likely = _readings(sign, glyph, list(found), widths) if _may_be_wrong(sign, glyph, widths) else []
        if likely:
            readings[glyph] = likely
    return _proven(rows, shifted, readings)


def _proven(
    rows: Sequence[Sequence[Glyph | None]], shifted: Mapping[Glyph, str], readings: Mapping[Glyph, Sequence[str]]
) -> dict[Glyph, str]:
    """Of the readings of each glyph the one that makes most known words, of words that are not known."""
    words: dict[Glyph, set[tuple[Glyph, ...]]] = defaultdict(set)
    for row in rows if readings else ():
        for is_word, group in itertools.groupby(row, lambda glyph: _is_in_word(glyph, shifted, readings)):
            word = tuple(glyph for glyph in group if glyph) if is_word else ()
            for glyph in readings.keys() & set(word):
                words[glyph].add(word)
    first = dict(shifted) | {glyph: likely[0] for glyph, likely in readings.items()}
    found: dict[Glyph, str] = {}
    for glyph, likely in readings.items():
        before = sum(is_known(_spelt(word, shifted)) for word in words[glyph])
        after = [sum(is_known(_spelt(word, first | {glyph: text})) for word in words[glyph]) for text in likely]
        best = max(after)
        least = max(1 if _is_meaningless(glyph.sign) else 2, _KNOWN_AFTER * len(words[glyph]))
        if best >= least and before <= _KNOWN_BEFORE * len(words[glyph]) and after.count(best) == 1:
            found[glyph] = likely[after.index(best)]
            first[glyph] = found[glyph]
    return found


def _is_in_word(glyph: Glyph | None, shifted: Mapping[Glyph, str], readings: Mapping[Glyph, Sequence[str]]) -> bool:
    return glyph is not None and (glyph in readings or shifted.get(glyph, glyph.sign).isalpha())


def _spelt(word: Sequence[Glyph], meanings: Mapping[Glyph, str]) -> str:
    return "".join(meanings.get(glyph, glyph.sign) for glyph in word)


def _is_meaningless(sign: str) -> bool:
    return _NO_LETTER.match(sign) is not None and sign not in BULLETS


def _context(text: str, place: int) -> tuple[str, str] | None:
    """The letters before and after a place, with the borders of the word; None where they tell nothing."""
    before, after = text[max(place - _NEAR, 0) : place], text[place + 1 : place + 1 + _NEAR]
    if _NO_LETTER.search(before) or _NO_LETTER.search(after):  # as unknown as the glyph itself
        return None
    cut = max((index for index, sign in enumerate(before) if not sign.isalpha()), default=-1)
    head = (" " if cut >= 0 or place < _NEAR else "") + before[cut + 1 :]
    stop = next((index for index, sign in enumerate(after) if not sign.isalpha()), None)
    tail = after[:stop] + ("" if stop is None and len(after) == _NEAR else " ")
    if len(head.strip()) + len(tail.strip()) < 2:
        return None
    return head, tail


def _letter_widths(
    contexts: Mapping[Glyph, Counter[tuple[str, str]]], shifted: Mapping[Glyph, str]
) -> dict[tuple[int, str], int]:
    """Font and letter -> the usual class of its width."""
    most: dict[tuple[int, str], tuple[int, int]] = {}
    for glyph, found in contexts.items():
        key = glyph.font, shifted.get(glyph, glyph.sign)
        most[key] = max(most.get(key, (0, 0)), (found.total(), glyph.width))
    return {key: width for key, (_, width) in most.items()}


def _may_be_wrong(sign: str, glyph: Glyph, widths: Mapping[tuple[int, str], int]) -> bool:
    """Whether a glyph is worth asking about: not the usual one of a letter that any text has."""
    if sign.isspace() or sign.isdigit() or sign in _PUNCTUATION:
        return False
    if not sign.isalpha():
        return sign.isascii() or _is_meaningless(sign)
    return sign not in _USUAL_LETTERS or widths[glyph.font, sign] != glyph.width


def _readings(
    sign: str, glyph: Glyph, contexts: Sequence[tuple[str, str]], widths: Mapping[tuple[int, str], int]
) -> list[str]:
    """What a glyph may stand for, the likeliest first: what makes the words around it clearly more usual."""
    is_meaningless = _is_meaningless(sign)
    inner = [context for context in contexts if context[0].strip()] or list(contexts)
    own = UNKNOWN + _GAIN
    if not is_meaningless:
        is_variant = widths[glyph.font, sign] != glyph.width
        if len(inner) < 2 or _is_usual(sign, inner, _VARIANT_CONTEXTS if is_variant else _STRANGE_CONTEXTS):
            return []
        own = min(own, _cost(sign.lower(), inner)) if sign.isalpha() and not sign.isupper() else own
    is_certain = len(inner) >= _CERTAIN
    costs = sorted(
        (_cost(letters.lower(), inner), letters)
        for letters in LIGATURES
        if letters != sign and (is_certain or _fits(letters, glyph, widths))
    )
    likely = [(cost, letters) for cost, letters in costs if cost < costs[0][0] + _NEXT and own - cost >= _GAIN]
    return [letters for _, letters in likely if _strangers(letters.lower(), inner) <= _PLAUSIBLE][:_MOST_READINGS]


def _is_usual(sign: str, contexts: Sequence[tuple[str, str]], share: float) -> bool:
    """Whether words may well be written so: a letter in groups that words have, a sign or a capital beside a word."""
    if sign.isalpha() and not sign.isupper():
        return _strangers(sign, contexts) < share
    behind = sum(
        context[0][-1:].islower() and (sign not in _ENDS_WORDS or bool(context[1].strip())) for context in contexts
    )
    return behind < share * len(contexts)


def _cost(letters: str, contexts: Sequence[tuple[str, str]]) -> float:
    """Bits for each group of letters around a glyph that is read so, the mean of all words."""
    return sum(costs_over(before.lower(), letters, after.lower()) for before, after in contexts) / len(contexts)


def _strangers(letters: str, contexts: Sequence[tuple[str, str]]) -> float:
    """Share of the words that have a group of letters no language has."""
    words = [before.lower() + letters.lower() + after.lower() for before, after in contexts]
    return sum(has_strange_group(word) for word in words) / len(words)


def _fits(letters: str, glyph: Glyph, widths: Mapping[tuple[int, str], int]) -> bool:
    """Whether a glyph is about as wide as the letters of a reading; letters that the font lacks say nothing."""
    known = [widths.get((glyph.font, letter)) for letter in letters]
    present = [width for width in known if width]
    if len(present) < len(letters):
        return True
    return abs(sum(present) - glyph.width) <= max(_WIDTH_ERROR * sum(present), 1.5)
