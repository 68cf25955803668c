"""Turns the bytes of a text file into characters where nothing says which encoding they are in.

UTF-16 and UTF-32 are known by their byte order mark or by the zeros among their bytes, UTF-8 by its form. What is left are
the one-byte encodings of Windows, DOS and old Macs: the one whose umlauts and quotation marks stand where such characters
can stand wins. On sentences with two umlauts and more this was right where a general detector guessed at languages.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator

_BYTE_ORDER_MARKS = (  # those of UTF-32 begin like those of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_ONE_BYTE = ("cp1252", "cp850", "mac-roman", "cp437")
"""In the order in which they are preferred where nothing tells them apart."""
_SAMPLE = 65_536
"""Bytes that tell the encoding; a page of text has about 3,000."""
_LEAST_TEXT = 0.9
_LATIN_END = 0x180
"""Share of characters below the end of Europe's letters, or typographic; of text read in the wrong width it is below a half."""
_MOST_CONTROLS = 0.02
"""Share of control characters from which a file is no text; printers' codes in old texts are rarer."""
_HIGH = re.compile(rb"[\x80-\xff]")
_ESCAPED = re.compile("[\udc80-\udcff]+")  # how Python keeps bytes that are not UTF-8
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_COMMON = frozenset("äöüÄÖÜß")
_WIDESPREAD = frozenset("éèàáâêîôûçñíóúëïøåæœÉÈÀÅØŒ")
_TYPOGRAPHIC = frozenset("„“”‚‘’–—…•«»€§°·²³½×\u00a0©®™")
_COMMON_WEIGHT, _WIDESPREAD_WEIGHT, _TYPOGRAPHIC_WEIGHT, _IMPOSSIBLE = 4, 2, 1, -4


def decode(data: bytes) -> str:
    """The text of bytes in any encoding that text files of Western Europe have; never fails."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    wide = _wide_encoding(data[:_SAMPLE])
    if wide:
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded_in_part(data)


def is_text(text: str) -> bool:
    """Whether decoded bytes are text, to judge by the share of control characters: a program or a picture is full of them."""
    sample = text[:_SAMPLE]
    return len(_CONTROL.findall(sample)) <= _MOST_CONTROLS * len(sample)


def _wide_encoding(sample: bytes) -> str | None:
    """The encoding of two or four bytes a character that makes text of a sample with zeros; None where none does."""
    if b"\0" not in sample:
        return None
    return next((encoding for encoding in _WIDE if _text_share(sample, encoding) >= _LEAST_TEXT), None)


def _text_share(sample: bytes, encoding: str) -> float:
    width = 4 if "32" in encoding else 2
    text = sample[: len(sample) // width * width].decode(encoding, errors="replace")
    usual = sum(
        sign.isspace() or (sign.isprintable() and ord(sign) < _LATIN_END) or sign in _TYPOGRAPHIC for sign in text
    )
    return usual / len(text) if text else 0.0


def _decoded_in_part(data: bytes) -> str:
    """Bytes that are not UTF-8 throughout: the parts that are, where any are, and the others as one-byte characters."""
    encoding = _one_byte_encoding(data)
    if not _is_mostly_utf8(data):
        return _one_byte(data, encoding)
    text = data.decode("utf-8", errors="surrogateescape")
    return _ESCAPED.sub(lambda part: _one_byte(part[0].encode("utf-8", errors="surrogateescape"), encoding), text)


def _one_byte(data: bytes, encoding: str) -> str:
    return data.decode(encoding, errors="replace")


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether more characters beyond ASCII are in UTF-8 than are not: texts pasted together from two sources."""
    text = data[:_SAMPLE].decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return len(re.findall(r"[^\x00-\x7f\ufffd]", text)) > broken


def _one_byte_encoding(data: bytes) -> str:
    """The one-byte encoding in which the characters beyond ASCII make most sense."""
    places = [place.start() for place in _HIGH.finditer(data[:_SAMPLE])]
    scores = {encoding: sum(_plausibilities(data, places, encoding)) for encoding in _ONE_BYTE}
    return max(_ONE_BYTE, key=lambda encoding: scores[encoding])


def _plausibilities(data: bytes, places: list[int], encoding: str) -> Iterator[int]:
    for place in places:
        before, sign, after = (
            _one_byte(data[index : index + 1], encoding) if index >= 0 else ""
            for index in (place - 1, place, place + 1)
        )
        yield _plausibility(before, sign, after)


def _plausibility(before: str, sign: str, after: str) -> int:
    """How well a character stands between its neighbours: letters inside words in one case, marks around them."""
    if sign.isalpha() and unicodedata.category(sign) in ("Ll", "Lu"):
        weight = _COMMON_WEIGHT if sign in _COMMON else _WIDESPREAD_WEIGHT if sign in _WIDESPREAD else 0
        is_out_of_case = sign.isupper() and before.islower()
        return _IMPOSSIBLE if is_out_of_case or not weight else weight
    if sign not in _TYPOGRAPHIC:
        return _IMPOSSIBLE
    return _IMPOSSIBLE if before.isalpha() and after.isalpha() and sign != "’" else _TYPOGRAPHIC_WEIGHT
