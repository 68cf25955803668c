"""What a form field shows: that counts, whatever value is stored beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from s3align.reading.hidden.inspection import NEAR_WHITE, SMALLEST_SIZE
from s3align.reading.layout.layout_model import Line, Rectangle
from s3align.reading.normalise import Vocabulary, clean_text, garbage_share, join_lines, letters
from s3align.reading.pdf.annotations import Annotation, FormField
from s3align.reading.pdf.drawn_annotations import Drawn
from s3align.reading.reading_words import reading_words
from s3align.record.document import PassageKind

GARBLED_ABOVE = 0.05  # share of characters without meaning in what a field draws: then its stored value is read
LONGEST_LABEL = 60
"""Characters; a longer tooltip is a help text."""
_LAST_LATIN = "\u00ff"  # the last letter of the fonts that every viewer has
_OUTLINES = 20  # objects that are no text; a frame and a ground are fewer, letters drawn as shapes more
_LETTER_WIDTH = 0.5  # times the font size; mean of text fonts
_LEADING = 1.15  # times the font size
_USUAL_SIZE = 10.0  # points, where a field leaves the size to the viewer
_SMALLEST_AUTO = 4.0  # points: viewers shrink text that is to fit no further
_FONT_SIZE = re.compile(r"(-?[\d.]+)\s+Tf\b")
_COLOUR = re.compile(r"((?:-?[\d.]+\s+){1,4})(?:g|rg|k)\b")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as a reader sees it, and (concealment, text) of what is stored but not seen. ``lines``: where it stands."""

    text: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()
    kind: PassageKind = PassageKind.FORM_FIELD


def shown_answers(
    entry: Annotation, field: FormField, drawn: Drawn | None, page: Rectangle, printed: str, *, is_drawn_anew: bool
) -> Iterator[Shown]:
    """The answers in a field of a form, in the order in which it shows them.

    ``drawn``: what the field draws, None where that is not known; ``page``: the part of the page that can be seen; ``printed``:
    the letters of its text. ``is_drawn_anew``: viewers draw the fields by their values (NeedAppearances).
    """
    if not field.is_answer:
        return
    if field.is_box:
        if field.export and not entry.is_hidden:
            yield _checked(clean_text(field.export), printed)
    elif field.is_list:
        yield from _chosen(entry, field, drawn)
    else:
        value = clean_text("; ".join(field.options) if field.options else field.value)
        if not value and field.formatted:  # PDFium draws none for it, where the file has no look of its own
            value, is_drawn_anew = field.formatted, True
        yield _answer(_shown(value, entry, drawn, page, is_drawn_anew=is_drawn_anew))


def label_of(field: FormField, printed: str) -> str:
    """What the form calls a field, where that does not stand on the page anyway: short, to be read and not to be scored."""
    name = re.sub(r"\[\d+\]", "", field.name).rsplit(".", 1)[-1]
    label = clean_text(field.tooltip) or clean_text(name.replace("_", " "))
    is_new = len(label) <= LONGEST_LABEL and letters(label) not in printed
    return label.rstrip(": ") if is_new else ""


def _checked(export: str, printed: str) -> Shown:
    """A box that was checked: it shows nothing but the words that are printed beside it."""
    is_printed = bool(letters(export)) and letters(export) in printed
    return Shown(export, kind=PassageKind.FORM_FIELD if is_printed else PassageKind.PROMPT)


def _chosen(entry: Annotation, field: FormField, drawn: Drawn | None) -> Iterator[Shown]:
    """The options chosen of a list, in which a reader can scroll if any of it can be seen."""
    seen = _text(drawn.lines) if drawn else ""
    is_seen = any(letters(option) in letters(seen) for option in field.all_options if letters(option))
    chosen = [clean_text(option) for option in field.options] or [clean_text(field.value)]
    for option in filter(None, chosen):
        if is_seen or (entry.draws and seen):
            yield Shown(option)
        else:
            yield Shown(hidden=_because(entry, drawn, option))


def _answer(shown: Shown) -> Shown:
    """An answer that says nothing is marked as none. A preset value is one: programs that fill in forms store them as such."""
    if shown.text and says_nothing(shown.text):
        return replace(shown, kind=PassageKind.PROMPT)
    return shown


def says_nothing(text: str) -> bool:
    """Whether an answer is none: "-", "n/a", "entfällt"."""
    plain = letters(text)
    return not plain or plain in {letters(answer) for answer in reading_words().no_answer}


def _shown(value: str, entry: Annotation, drawn: Drawn | None, page: Rectangle, *, is_drawn_anew: bool) -> Shown:
    text = _text(drawn.lines) if drawn else ""
    if drawn and text and garbage_share(text) <= GARBLED_ABOVE:
        return _compared(value, text, drawn)
    if not value:
        return Shown(hidden=drawn.hidden if drawn else ())
    if entry.is_hidden or (drawn and drawn.hidden and not text):
        return Shown(hidden=_because(entry, drawn, value))
    if (
        text
        or not entry.draws
        or is_drawn_anew
        or max(letters(value), default="") > _LAST_LATIN
        or (drawn and drawn.others >= _OUTLINES)
    ):
        return _by_its_style(value, entry, page)
    return Shown(hidden=(("unshown", value),))


def _because(entry: Annotation, drawn: Drawn | None, value: str) -> tuple[tuple[str, str], ...]:
    """A value that does not show, with the reason for which most of it does not."""
    reasons = Counter(why for why, text in (drawn.hidden if drawn else ()) for _ in text)
    left, bottom, right, top = entry.box
    usual = "outside" if not (left < right and bottom < top) and not entry.is_hidden else "unseen"
    return ((reasons.most_common(1)[0][0] if reasons else usual, value),)


def _compared(value: str, text: str, drawn: Drawn) -> Shown:
    """The value, as far as it is what the field draws; else what it draws."""
    if not value:
        return Shown(text, drawn.hidden, drawn.lines)
    missing = _not_shown(value, text)
    if not missing:  # perhaps in another order, as of text that stands upside down
        return Shown(value, lines=drawn.lines)
    stored, places = _letters_with_places(value)
    seen = letters(text)
    start = stored.find(seen) if seen else -1
    if start < 0:
        return Shown(text, missing, drawn.lines)
    first, last = places[start], places[start + len(seen) - 1]
    first = 0 if start == 0 else first
    end = len(value) if start + len(seen) == len(stored) else last + 1
    rest = f"{value[:first]} {value[end:]}".strip()
    return Shown(value[first:end], (("cut", rest),) if rest else (), drawn.lines)


def _letters_with_places(value: str) -> tuple[str, list[int]]:
    found = [(letter, place) for place, sign in enumerate(value) for letter in letters(sign)]
    return "".join(letter for letter, _ in found), [place for _, place in found]


def _not_shown(value: str, text: str) -> tuple[tuple[str, str], ...]:
    """What of a value stands nowhere in the text that is drawn, as a note.

    Words in letters that the usual fonts have not are taken as shown: their field may be drawn without them here only.
    """
    missing = Counter(_WORD.findall(value.casefold())) - Counter(_WORD.findall(text.casefold()))
    missing = Counter({word: count for word, count in missing.items() if max(word) <= _LAST_LATIN})
    if not missing:
        return ()
    kept = " ".join(word for word in value.split() if not missing.keys().isdisjoint(_WORD.findall(word.casefold())))
    return (("cut" if 2 * missing.total() < len(_WORD.findall(value)) else "unshown", kept),)


def _by_its_style(value: str, entry: Annotation, page: Rectangle) -> Shown:
    """A value without a look of its own, as viewers draw it: by the size and colour that its field asks for."""
    left, bottom = max(entry.box[0], page[0]), max(entry.box[1], page[1])
    right, top = min(entry.box[2], page[2]), min(entry.box[3], page[3])
    if right - left < SMALLEST_SIZE or top - bottom < SMALLEST_SIZE:
        return Shown(hidden=(("outside", value),))
    found = _FONT_SIZE.search(entry.style)
    size = abs(_number(found[1])) if found else 0.0
    if found and 0 < size < SMALLEST_SIZE:
        return Shown(hidden=(("tiny", value),))
    if _is_pale(entry.style):
        return Shown(hidden=(("white", value),))
    size = size or (_USUAL_SIZE if top - bottom < 2 * _USUAL_SIZE else _SMALLEST_AUTO)
    rows = max(int((top - bottom) / (size * _LEADING)), 1)
    room = int(rows * (right - left) / (size * _LETTER_WIDTH)) + 1
    end = len(value) if len(value) <= room * 1.2 else (value.rfind(" ", 0, room) + 1 or room)
    rest = value[end:].strip()
    return Shown(value[:end].strip(), (("cut", rest),) if rest else ())


def _is_pale(style: str) -> bool:
    found = _COLOUR.findall(style)
    if not found:
        return False
    shades = [_number(shade) for shade in found[-1].split()]
    if len(shades) == 4:  # cyan, magenta, yellow, black
        shades = [1 - min(shade + shades[3], 1.0) for shade in shades[:3]]
    return min(shades) * 255 >= NEAR_WHITE


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _text(lines: Sequence[Line]) -> str:
    texts = [line.text for line in lines]
    return join_lines(texts, Vocabulary(texts)) if texts else ""
