"""What a proposal says of itself on its first pages: its title, who applies, and its date. Shown on reports, never scored.

Forms name these fields in many ways; the names are data of each language (``cover_words.toml``). A value is taken from what
can be seen: the title and the date that the file gives itself count only where nothing is printed, the date is then marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property

from s3align import resources
from s3align.reading.normalise import letters
from s3align.record.assessment import DateSource
from s3align.record.document import Document, PassageKind

FILE = "cover_words.toml"
FIRST_PAGES = 3
"""Pages on which forms have their cover data."""
MOST_LINES = 120
"""Lines that are looked through at the beginning and at the end; cover sheets have fewer."""
LONGEST_TITLE, LONGEST_APPLICANT = 200, 120
"""Characters. Longer ones are no names; a title is cut, an applicant left out."""
EARLIEST, LATEST = 1990, 2099
"""Years of a document's date."""
_NUMBER = r"(?:[A-Za-z]?\d{1,2}(?:\.\d{1,2})*[.)]?\s+|[A-Za-z][.)]\s+|[-–•]\s+)?"
_BRACKET = r"(?:\s*\([^)]{1,60}\))?"
_BLANK = re.compile(r"^[\W_]*$")
_FILE_DATE = re.compile(r"^D:(\d{4})(\d{2})(\d{2})")
_SKIPPED = frozenset((PassageKind.FURNITURE, PassageKind.CONTENTS, PassageKind.REFERENCES))


@dataclass(frozen=True, slots=True)
class CoverData:
    """``dated`` is an ISO date, of the month alone ("2026-03") where no day is named; each is None where it is not named."""

    title: str | None = None
    applicant: str | None = None
    dated: str | None = None
    dated_by: DateSource | None = None


def cover_data(document: Document) -> CoverData:
    """The cover data of a document; looks at its first pages, and for a date at its last lines too."""
    words = cover_words()
    first = _lines(document, range(1, FIRST_PAGES + 1))
    last = _lines(document, range(len(document.pages), 0, -1)[:1])[-MOST_LINES:]
    dated = _printed_date(first, words) or _signed_date([*first, *last], words)
    file_date = None if dated else _file_date(document)
    return CoverData(
        title=_title(document, first, words),
        applicant=_applicant(first, words),
        dated=dated or file_date,
        dated_by=DateSource.TEXT if dated else (DateSource.FILE if file_date else None),
    )


@dataclass(frozen=True)
class CoverWords:
    """Names of fields and words around dates; the German file explains them."""

    title: tuple[str, ...] = ()
    short_title: tuple[str, ...] = ()
    applicant: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()
    dated_at: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    other_fields: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    legal_forms: tuple[str, ...] = ()

    @cached_property
    def title_label(self) -> re.Pattern[str]:
        """A line that begins with the name of a title's field."""
        return self._label(self.title)

    @cached_property
    def short_title_label(self) -> re.Pattern[str]:
        """As ``title_label`` for short titles."""
        return self._label(self.short_title)

    @cached_property
    def applicant_label(self) -> re.Pattern[str]:
        """As ``title_label`` for who applies; "Antragsteller ist der Verein" is one too."""
        return self._label(self.applicant, rf"(?:\s+(?:{_any(self.links)})\b)?")

    @cached_property
    def named_applicant(self) -> re.Pattern[str]:
        """A name with its role in brackets behind it."""
        return re.compile(rf"^(?P<name>[^\W_][^()]{{3,100}}?)\s*\((?:{_any(self.applicant)})\b", re.IGNORECASE)

    @cached_property
    def any_label(self) -> re.Pattern[str]:
        """A line that begins with the name of some field."""
        return self._label((*self.title, *self.short_title, *self.applicant, *self.dated, *self.other_fields))

    @cached_property
    def name_end(self) -> re.Pattern[str]:
        """What stands behind a name in a sentence or in a line with several fields."""
        next_field = _any((*self.other_fields, *self.dated, *self.title, *self.short_title))
        return re.compile(
            rf",?\s+(?:{_any(self.ends)})\b|\W+(?:{next_field})\W*:|(?<=[\wäöüß]{{4}})\.(?=\s+[A-ZÄÖÜ]|$)|[;\t|\n]",
            re.IGNORECASE,
        )

    @cached_property
    def month_numbers(self) -> dict[str, int]:
        """Names of months in small letters, and their numbers."""
        return {name: int(number) for number, name in (entry.split(maxsplit=1) for entry in self.months)}

    @cached_property
    def date(self) -> re.Pattern[str]:
        """A date in figures or words; groups ``iso``, ``figures``, ``day`` ``month`` ``year`` in either order."""
        months = _any(self.month_numbers)
        return re.compile(
            r"(?P<iso>\d{4}-\d{2}-\d{2})|(?P<figures>\d{1,2}\.\s?\d{1,2}\.\s?\d{4})"
            rf"|(?:(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+)?(?P<month>{months})(?:\s+(?P<day2>\d{{1,2}}),)?\s+(?P<year>\d{{4}})",
            re.IGNORECASE,
        )

    @cached_property
    def dated_label(self) -> re.Pattern[str]:
        """What stands before the date of the document at the beginning of a line or behind a sign."""
        names = _any(self.dated)
        begun = rf"(?:^\W*|[,;|(]\s*){_NUMBER}(?:{names})\W*\s"
        return re.compile(rf"(?:{begun}|\b(?:{names}):\W*\s)(?={self.date.pattern})", re.IGNORECASE)

    @cached_property
    def place_and_date(self) -> re.Pattern[str]:
        """The line above a signature: a place and a date."""
        return re.compile(
            rf"^[^\W\d_][\w \-/()]{{1,40}},\s+(?:(?:{_any(self.dated_at)})\s+)?(?={self.date.pattern})", re.IGNORECASE
        )

    @cached_property
    def legal_form(self) -> re.Pattern[str]:
        """A line that begins with a legal form: a name that was broken goes on there."""
        return re.compile(rf"^(?:{_any(self.legal_forms)})\b")

    def _label(self, words: Iterable[str], behind: str = "") -> re.Pattern[str]:
        further = rf"(?:\s+(?:{_any(self.joins)})\s+\w+)?"
        return re.compile(
            rf"^[*_#>\s]*{_NUMBER}(?:{_any(words)}){_BRACKET}{further}{_BRACKET}{behind}(?P<end>[*_]*\s*:[*_]*\s*|\s+|$)",
            re.IGNORECASE,
        )


@cache
def cover_words() -> CoverWords:
    """The words of all languages together: a form may be in another language than the text. DataError for other content."""
    return CoverWords(**resources.word_lists(FILE, [field.name for field in fields(CoverWords)]))


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


def _lines(document: Document, pages: Iterable[int]) -> list[str]:
    """Lines that are no running heads, lists or sources, with the names of form fields before their answers."""
    wanted = frozenset(pages)
    found: list[str] = []
    for passage in document.passages:
        if passage.page in wanted and passage.kind not in _SKIPPED:
            found += (line.strip() for line in document.text(passage).split("\n") if line.strip())
    return found[:MOST_LINES] if 1 in wanted else found


def _title(document: Document, lines: Sequence[str], words: CoverWords) -> str | None:
    """The title that a field names, then the document's own, then a short title: forms have titles of their own."""
    named = _value(lines, words.title_label, words)
    own = document.title if document.title and _is_printed(document.title, document) else None
    found = named or own or _value(lines, words.short_title_label, words)
    return _cut(found) if found else None


def _is_printed(title: str, document: Document) -> bool:
    """Whether a reader finds the title on the first pages, however it is broken or capitalised there."""
    return letters(title) in letters(" ".join(page.text for page in document.pages[:FIRST_PAGES]))


def _cut(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 2].rsplit(" ", 1)[0] + " …"


def _applicant(lines: Sequence[str], words: CoverWords) -> str | None:
    """Who a field names, or "A-Verein (Antragsteller)"."""
    named = (match["name"].strip() for line in lines if (match := words.named_applicant.match(line)))
    found = _value(lines, words.applicant_label, words) or next(named, None)
    return found if found and len(found) <= LONGEST_APPLICANT else None


def _value(lines: Sequence[str], label: re.Pattern[str], words: CoverWords) -> str | None:
    """What stands behind the first field of a name: on its line or, where nothing follows there, on the next ones."""
    for index, line in enumerate(lines):
        found = label.match(line)
        if found is None:
            continue
        value = line[found.end() :].strip()
        following = [*lines[index + 1 : index + 4]]
        if not value or value.startswith("("):
            value = _next_value(following, words)
        elif following and words.legal_form.match(following[0]):
            value = f"{value} {following[0]}"
        value = words.name_end.split(value, maxsplit=1)[0].strip(' ,:*_„“"')
        if value and not _BLANK.match(value) and _is_name(value):
            return value
    return None


def _next_value(following: Sequence[str], words: CoverWords) -> str:
    for line in following:
        if line.startswith("("):  # the rest of the field's name
            continue
        return "" if words.any_label.match(line) else line
    return ""


def _is_name(value: str) -> bool:
    """Names begin with a capital or a figure; "Antragsteller werden gebeten ..." is none."""
    return value[0].isupper() or value[0].isdigit()


def _printed_date(lines: Sequence[str], words: CoverWords) -> str | None:
    return next(filter(None, (_date_behind(line, words.dated_label, words) for line in lines)), None)


def _signed_date(lines: Sequence[str], words: CoverWords) -> str | None:
    return next(filter(None, (_date_behind(line, words.place_and_date, words) for line in reversed(lines))), None)


def _date_behind(line: str, label: re.Pattern[str], words: CoverWords) -> str | None:
    found = label.search(line)
    date = words.date.match(line, found.end()) if found else None
    return _iso(date, words) if date else None


def _iso(date: re.Match[str], words: CoverWords) -> str | None:
    if date["iso"]:
        year, month, day = map(int, date["iso"].split("-"))
    elif date["figures"]:
        day, month, year = (int(part) for part in date["figures"].split("."))
    else:
        year, day = int(date["year"]), int(date["day"] or date["day2"] or 0)
        month = words.month_numbers[date["month"].lower()]
    return _checked(year, month, day)


_MONTHS = 12


def _checked(year: int, month: int, day: int) -> str | None:
    """An ISO date, or None where the figures make none; day 0 stands for none named."""
    if not (EARLIEST <= year <= LATEST and 1 <= month <= _MONTHS and 0 <= day <= 31):
        return None
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


def _file_date(document: Document) -> str | None:
    """The day on which the file says that it was made."""
    found = _FILE_DATE.match(document.metadata.get("CreationDate", ""))
    return _checked(*map(int, found.groups())) if found else None
