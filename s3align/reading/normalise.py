"""Normalises the characters of a file: umlauts, ligatures, spaces and hyphens at line ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from s3align.reading.reading_words import reading_words

SOFT_HYPHEN = "\u00ad"
LINE_END_HYPHEN = "\ufffe"  # PDFium's mark for a hyphen at the end of a line

_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
BULLETS = "\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf02d\u25aa\u25cf\uf06e\uf0a8"  # Wingdings and Symbol, as Word writes them
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_DROPPED = [
    *range(0x20),
    *range(0x7F, 0xA0),
    0xAD,
    *range(0x200B, 0x2010),  # zero-width marks and direction marks
    *range(0x2028, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,
    *range(0xFFF0, 0xFFFC),
    0xFFFE,
    0xFFFF,
    *range(0xE000, 0xF900),  # private use: glyphs without a meaning outside their font
]
_TABLE: dict[int, str | None] = (
    dict.fromkeys(_DROPPED)
    | dict.fromkeys(map(ord, _SPACES), " ")
    | dict.fromkeys(map(ord, BULLETS), "•")
    | {ord(ligature): letters for ligature, letters in _LIGATURES.items()}
    | dict.fromkeys([0x2010, 0x2011, 0x2043], "-")
)
_GARBAGE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_HYPHENS = (LINE_END_HYPHEN, SOFT_HYPHEN, "-", "\u2010", "\u2011")

_MARK_BEFORE = re.compile("¨ ?([aouAOU])")
_MARK_AFTER = re.compile("([aouAOU]) ?¨")
_SURELY_BEFORE = re.compile("(?<![aouAOU])¨ ?[aouAOU]")
_SURELY_AFTER = re.compile("[aouAOU]¨(?![aouAOU])")

_WORD_END = re.compile(r"[\w/@.:-]*$")
_WORD_START = re.compile(r"\w*(?:-\w+)*")
_PUNCTUATION = ".,;:!?()[]»«„“”\"'’"


class Vocabulary:
    """The words that stand whole in a document: they tell whether a hyphen at a line end belongs to the word."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: set[str] = set()
        for line in lines:
            self._words.update(line.lower().split())
        self._hyphenated = {word.strip(_PUNCTUATION) for word in self._words if "-" in word}

    def prefers_hyphen(self, left: str, right: str) -> bool:
        """Whether the document writes "left-right" elsewhere, and nowhere "leftright"."""
        left, right = left.lower(), right.lower()
        return f"{left}-{right}" in self._hyphenated and f"{left}{right}" not in self._words


def garbage_share(text: str) -> float:
    """Share (0..1) of characters that no reader could have meant; bullets of symbol fonts are not counted."""
    characters = len(text)
    if not characters or (text.isascii() and text.isprintable()):
        return 0.0
    text = text.replace(LINE_END_HYPHEN, "")
    return sum(found not in BULLETS for found in _GARBAGE.findall(text)) / characters


def mark_stands_before(text: str) -> bool:
    """Whether a separate diaeresis belongs to the vowel after it ("f¨ur") rather than before it ("fu¨r")."""
    return len(_SURELY_BEFORE.findall(text)) >= len(_SURELY_AFTER.findall(text))


def clean_line(text: str, *, mark_before: bool = True) -> str:
    """The line in NFC, with plain spaces and whole letters.

    A hyphen at its end becomes "-", or stays U+00AD where the file itself says that it is only a break;
    ``mark_before`` is the page's ``mark_stands_before``.
    """
    text = text.strip()
    if text.isascii() and text.isprintable():
        return text if "  " not in text else " ".join(text.split())
    if "¨" in text:
        text = _compose_umlauts(text, mark_before=mark_before).strip()
    ending = _ending(text)
    text = unicodedata.normalize("NFC", text.translate(_TABLE))
    text = " ".join(text.split())
    return text.rstrip("-") + ending if ending else text


def clean_text(text: str) -> str:
    """A value of one or several lines as one normalised line."""
    return " ".join(filter(None, map(clean_line, text.splitlines())))


def letters(text: str) -> str:
    """The letters and digits of a text in their plainest form: what stays the same whatever cleaning does to a word."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


def _ending(text: str) -> str:
    if text.endswith(SOFT_HYPHEN):
        return SOFT_HYPHEN
    return "-" if text.endswith(_HYPHENS) else ""


def _compose_umlauts(text: str, *, mark_before: bool) -> str:
    first, second = (_MARK_BEFORE, _MARK_AFTER) if mark_before else (_MARK_AFTER, _MARK_BEFORE)
    composed = second.sub("\\1\u0308", first.sub("\\1\u0308", text))
    return composed.replace("¨", "")  # what is left stands apart from its vowel and would only part words


def join_lines(lines: Sequence[str], vocabulary: Vocabulary) -> str:
    """The lines of a paragraph as running text; words broken over a line end are made whole."""
    text = lines[0]
    for line in lines[1:]:
        text = _join(text, line, vocabulary)
    return text.removesuffix(SOFT_HYPHEN)


def _join(text: str, line: str, vocabulary: Vocabulary) -> str:
    if text.endswith(SOFT_HYPHEN):
        return text[:-1] + line
    if not text.endswith("-") or text.endswith((" -", "--")):
        return f"{text} {line}"
    left = _WORD_END.search(text[-80:-1])  # a bounded window keeps the search linear
    right = _WORD_START.match(line)
    return _join_word(text, line, left[0] if left else "", right[0] if right else "", vocabulary)


def _join_word(text: str, line: str, left: str, right: str, vocabulary: Vocabulary) -> str:
    if not left or not right or right.lower() in reading_words().after_suspended_hyphen:
        return f"{text} {line}"
    is_name = left[-1].isdigit() or not right[0].islower() or (len(left) > 1 and left.isupper()) or "/" in left
    first, hyphen, _ = right.partition("-")
    is_name = is_name or bool(hyphen and first in reading_words().between_hyphens)  # "Ende-/zu-Ende"
    if is_name or vocabulary.prefers_hyphen(left, right):
        return text + line
    return text[:-1] + line
