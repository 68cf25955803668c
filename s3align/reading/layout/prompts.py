"""The form's own words: instructions, questions, help texts and placeholders are not what an applicant says.

A single instruction proves no form. Where several passages ask their reader for something, a passage (or the beginning of
one, where the answer stands behind it) that consists wholly of instructions, questions about the project and help texts is
the form's. Questions in the applicant's own voice, and questions inside running text, stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache

from s3align import resources
from s3align.reading.layout.layout_model import Block
from s3align.reading.layout.paragraphs import is_bullet
from s3align.reading.layout.section_titles import numbering_depth, without_numbering
from s3align.reading.reading_words import reading_words
from s3align.record.document import PassageKind

FILE = "form_words.toml"
FEWEST_PROMPTS = 3
"""Passages that ask their reader for something, from which a document is a form."""
LONGEST_HINT = 25
"""Words of a help text or a line with a limit; a longer one is an answer that mentions one."""
_MARKS = (".", "?", "!", ":", ")")
_LONGEST_PLACEHOLDER = 8  # words in brackets
_MAY_BE_PROMPTS = (PassageKind.BODY, PassageKind.HEADING, PassageKind.TABLE)
_SENTENCE_END = re.compile(r"(?<=[a-zäöüß\d)\]]{2}[.?!])\s+(?=[A-ZÄÖÜ(\[„\"…_.])")
_WORD = re.compile(r"[^\W\d_]+")
_BLANK = re.compile(r"[\s._…\-–—:☐□XxTMJ/]*")
_LEADERS = " \t\n._…–—-"  # what stands in a field for an answer to be written in by hand
_REFERRED = re.compile(r"(\b[^\W\d_]+) \d{1,3}\.?$")  # "siehe Anlage 3"
_UNTICKED = re.compile(r"\s*(?:[-*•]\s*)?(?:[☐□▢❏❑]|\[ ?\])\s*\S")
_OPTION = re.compile(r"(?=[☐□▢❏❑☒☑✔✓✗✘])")
_IN_BRACKETS = re.compile(r"\[[^\[\]]*\]|<[^<>]*>|\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class FormWords:
    """The words of all languages; the German file explains the lists."""

    please: frozenset[str]
    formal_address: frozenset[str]
    imperatives: frozenset[str]
    address: frozenset[str]
    own_voice: frozenset[str]
    hints: frozenset[str]
    limit_words: frozenset[str]
    most_words: frozenset[str]
    placeholders: frozenset[str]
    placeholder_words: frozenset[str]


@cache
def form_words() -> FormWords:
    """The words, read when first needed. Raises DataError for a file with other content."""
    lists = resources.word_lists(FILE, [field.name for field in fields(FormWords)])
    return FormWords(**{name: frozenset(words) for name, words in lists.items()})


def with_prompts(pages: Sequence[Sequence[Block]]) -> list[list[Block]]:
    """The blocks of every page, those of the form with the kind PROMPT; a block may be parted into question and answer."""
    asking = sum(
        _asks(_without_empty_answer(row))
        for page in pages
        for block in page
        if block.kind in _MAY_BE_PROMPTS
        for row in _rows(block)
    )
    is_form = asking >= FEWEST_PROMPTS
    return [[part for block in page for part in _parted(block, is_form=is_form)] for page in pages]


def is_placeholder(text: str) -> bool:
    """Whether a text is what stands in a field that nobody has filled in."""
    bare = text.strip().rstrip(".").casefold()
    if bare in form_words().placeholders or (_BLANK.fullmatch(text) and len(text) > 2):
        return True
    words = set(_WORD.findall(bare))
    in_brackets = _IN_BRACKETS.fullmatch(text.strip()) is not None
    return in_brackets and len(words) <= _LONGEST_PLACEHOLDER and not words.isdisjoint(form_words().placeholder_words)


def _rows(block: Block) -> list[str]:
    return block.text.split("\n") if block.kind is PassageKind.TABLE else [block.text]


def _parted(block: Block, *, is_form: bool) -> Iterator[Block]:
    if block.kind not in _MAY_BE_PROMPTS or not block.text:
        yield block
        return
    options = [part for part in _OPTION.split(block.text) if part.strip()]
    if any(map(_UNTICKED.match, options)) and (not block.lines or len(options) == 1):
        yield from (_option(block, part) for part in options)
        return
    rows = _rows(block)
    if len(rows) > 1 and (not block.lines or len(block.lines) == len(rows)):
        yield from _parted_rows(block, rows, is_form=is_form)
        return
    asked = _prompt_end(block.text, is_form=is_form, is_title=bool(block.level))
    if asked == len(block.text):
        yield replace(block, kind=PassageKind.PROMPT)
    elif asked and (line := _line_at(block, asked)) is not None:
        yield Block(block.text[:asked].rstrip(), PassageKind.PROMPT, block.level, block.lines[:line])
        yield Block(block.text[asked:], PassageKind.BODY if block.level else block.kind, None, block.lines[line:])
    else:
        yield block


def _option(block: Block, text: str) -> Block:
    """An option of a form: what is not ticked is the form's."""
    kind = PassageKind.PROMPT if _UNTICKED.match(text) else block.kind
    return replace(block, text=text.strip(), kind=kind)


def _line_at(block: Block, place: int) -> int | None:
    """The index of the printed line that begins at a character of a block, None where none does; 0 where none is known."""
    if not block.lines:
        return 0
    wanted, letters = _letters(block.text[:place]), 0
    for index, line in enumerate(block.lines):
        if letters >= wanted:
            return index if letters == wanted else None
        letters += _letters(line.text)
    return None


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _parted_rows(block: Block, rows: Sequence[str], *, is_form: bool) -> Iterator[Block]:
    """A table whose rows are the form's, the applicant's, or a question with its answer."""
    kept: list[int] = []

    def taken() -> Iterator[Block]:
        if kept:
            lines = tuple(block.lines[index] for index in kept) if block.lines else ()
            yield Block("\n".join(rows[index] for index in kept), block.kind, None, lines)
            kept.clear()

    for index, row in enumerate(rows):
        asked = _prompt_end(row, is_form=is_form, is_row=True)
        if not asked or (block.lines and asked < len(row)):
            kept.append(index)
            continue
        yield from taken()
        yield Block(row[:asked].rstrip(), PassageKind.PROMPT, None, block.lines[index : index + 1])
        if asked < len(row):
            yield Block(row[asked:], block.kind)
    yield from taken()


def _prompt_end(text: str, *, is_form: bool, is_title: bool = False, is_row: bool = False) -> int:
    """How many characters at the beginning of a text are the form's.

    In a row of a table an answer may follow where no mark ends the question: there a mark is wanted, and no help text known.
    """
    if is_placeholder(text):
        return len(text)
    if not is_form:
        return 0
    answered = _without_empty_answer(text)
    if not answered:
        return len(text)
    end = _asked_end(answered, is_title=is_title, is_row=is_row)
    return len(text) if end == len(answered) else end


def _without_empty_answer(text: str) -> str:
    """A text without an answer at its end that says nothing, as in a row of a form: "entfällt", "k. A.", "……"."""
    bare = _without_leaders(text)
    bare = _REFERRED.sub(r"\1", bare)
    for answer in sorted(reading_words().no_answer | form_words().placeholders, key=len, reverse=True):
        said = bare if answer.endswith(".") else bare.rstrip(".")
        before = said[: -len(answer)]
        if said.casefold().endswith(answer) and (not before or before[-1].isspace()):
            return before.rstrip()
    return bare


def _without_leaders(text: str) -> str:
    """A text without leaders at its end; the full stop of its last sentence stays."""
    bare = text.rstrip(_LEADERS)
    rest = text[len(bare) :]
    return f"{bare}." if rest.startswith(".") and not rest.startswith("..") else bare


def _asked_end(text: str, *, is_title: bool, is_row: bool) -> int:
    end = 0
    for start, stop, sentence in _sentences(text):
        is_rest = bool(end) and is_placeholder(sentence)
        is_named = not is_row and (_is_hint(sentence) or (not start and _is_title(sentence, is_title=is_title)))
        is_asking = _asks(sentence) and (not is_row or sentence.rstrip().endswith(_MARKS))
        if not (is_asking or is_rest or is_named):
            break
        end = stop
    return end


def _sentences(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, start of the next, and text of every sentence."""
    start = 0
    gaps = {gap.start(): gap.end() for gap in _SENTENCE_END.finditer(text)}
    gaps |= {gap.start(1): gap.end(1) for gap in _limit_in_brackets().finditer(text)}
    for end, begin in sorted(gaps.items()):
        yield start, begin, text[start:end]
        start = begin
    yield start, len(text), text[start:]


def _asks(text: str) -> bool:
    """Whether the first sentence of a text asks its reader for something."""
    sentence = without_numbering(next(_sentences(text))[2].strip("-–•* ("))
    known = form_words()
    written = _WORD.findall(sentence)
    words = [word.casefold() for word in written]
    if len(words) < 2 or not known.own_voice.isdisjoint(words):
        return False
    if words[0] in known.please or written[1] in known.formal_address:
        return True
    about = not known.address.isdisjoint(words)
    is_request = words[0] in known.imperatives and about and not is_bullet(text)
    is_question = sentence.rstrip(" )").endswith("?") and about
    return is_request or is_question or (len(words) <= LONGEST_HINT and _limit().search(sentence) is not None)


def _is_hint(sentence: str) -> bool:
    """Whether a sentence of a form is a help text: it begins like one, or stands in brackets with an example or a limit."""
    bare = without_numbering(sentence.strip()).lstrip("([").casefold()
    is_short = len(bare.split()) <= LONGEST_HINT
    begins = any(bare.startswith((f"{hint} ", f"{hint}:")) for hint in form_words().hints)
    return is_short and begins and form_words().own_voice.isdisjoint(_WORD.findall(bare))


def _is_title(sentence: str, *, is_title: bool) -> bool:
    """Whether a question of a form stands as a title: numbered, or set as one."""
    is_numbered = is_title or numbering_depth(sentence) is not None
    words = _WORD.findall(sentence.casefold())
    return is_numbered and sentence.endswith("?") and form_words().own_voice.isdisjoint(words)


@cache
def _limit() -> re.Pattern[str]:
    return re.compile(rf"{_limit_words()}[\s).:]*$", re.IGNORECASE)


@cache
def _limit_in_brackets() -> re.Pattern[str]:
    return re.compile(rf"{_limit_words()}\)[.:]?(\s+)(?=\S)", re.IGNORECASE)


def _limit_words() -> str:
    most, units = (
        "|".join(map(re.escape, sorted(words))) for words in (form_words().most_words, form_words().limit_words)
    )
    return rf"\b(?:{most})\s*\d[\d.,]*\s*(?:{units})"
