"""What opens below a row of the overview besides the figures: principles, places, questions, notes and likenesses, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from s3align.record.assessment import Finding, Flag, IntegrityNote, PageNumber
from s3align.render.columns import asked, finding_of
from s3align.render.formats import enumeration, page_ranges, percent
from s3align.render.shared_passages import shared_passages
from s3align.render.view_overview_words import Words
from s3align.store.row import PlaceEntry, ResultRow


@dataclass(frozen=True, slots=True)
class ListView:
    """A heading with entries."""

    title: str
    entries: tuple[str, ...]


def list_views(row: ResultRow, words: Words) -> tuple[ListView, ...]:
    """All that a run knows of a file, under headings in the order in which they are shown; none is empty."""
    lists = _Lists(row, words)
    found = {
        "principles_title": lists.principles(),
        "overview_places": map(lists.place, row.places),
        "advice_title": lists.questions(),
        "integrity_title": map(lists.note, row.notes),
        "flags_title": map(lists.hint, row.hints),
        "overview_left_out": lists.left_out(),
        "batch_duplicates": lists.resembling(),
        "shared_title": lists.shared(),
    }
    views = (ListView(words.messages(title), tuple(entries)) for title, entries in found.items())
    return tuple(view for view in views if view.entries)


class _Lists:
    """Words one row."""

    def __init__(self, row: ResultRow, words: Words) -> None:
        self._row, self._words, self._messages = row, words, words.messages

    def principles(self) -> Iterator[str]:
        """Those of each finding in a line, with the pages of their passages."""
        known, row = self._words.cells.principles, self._row
        told = {key: finding_of(row, known[key]) if key in known else found for key, found in row.principles.items()}
        for finding in Finding:
            if named := [self._principle(key) for key, found in told.items() if found == finding]:
                yield f"{self._messages(f'finding_{finding}')}: {'; '.join(named)}"

    def _principle(self, key: str) -> str:
        known = self._words.cells.principles.get(key)
        return self._at(self._words.cells.word(known.name) if known else key, self._row.principle_pages.get(key, ()))

    def place(self, place: PlaceEntry) -> str:
        """A place with its roles, each with its page."""
        pages = place.role_pages or (place.page,)
        roles = (
            self._at(self._words.cells.of("role", role), () if page is None else (page,))
            for role, page in zip_longest(place.roles, pages[: len(place.roles)])
        )
        return f"{place.id}: {', '.join(roles)}"

    def questions(self) -> Iterator[str]:
        """The questions that a report shows as well."""
        for about, question in map(self._words.cells.question, asked(self._row)):
            yield f"{about}: {question}" if question else about

    def note(self, note: IntegrityNote) -> str:
        """What to know of the file, with its page and a number."""
        page = () if note.page is None else (note.page,)
        count = "" if note.count is None else f": {note.count}"
        return self._at(f"{self._words.cells.of('integrity', note.kind)}{count}", page)

    def hint(self, hint: Flag) -> str:
        """A hint on funding; the report has its sources."""
        text = ": ".join(filter(None, self._words.cells.hint(hint)))
        return f"{text} ({enumeration(hint.places, self._messages)})" if hint.places else text

    def left_out(self) -> Iterator[str]:
        """Pages that could not be read, and how much text of each kind does not count."""
        row = self._row
        if row.unread_pages:
            yield self._messages("overview_unread", list=page_ranges(row.unread_pages))
        yield from (f"{self._words.cells.left_out(kind)}: {number}" for kind, number in row.left_out.items())

    def resembling(self) -> Iterator[str]:
        """The file of which it is a copy, and those that it resembles as a whole."""
        row, messages = self._row, self._messages
        if row.duplicate_of:
            yield messages("batch_copy_of", original=row.duplicate_of)
        for other, share in row.similar:
            yield messages("overview_similar", file=other, share=percent(share, messages))

    def shared(self) -> Iterator[str]:
        """Passages in common with other files, and whether it was compared; nothing of what was not assessed, and of copies."""
        row = self._row
        if not row.is_assessed or row.duplicate_of:
            return
        yield from shared_passages(row, self._messages)
        if not row.is_compared:
            yield self._messages("overview_uncompared")

    def _at(self, text: str, pages: Sequence[PageNumber]) -> str:
        """With its pages, where the file has some of its own."""
        return f"{text} ({self._words.pages(pages)})" if pages and self._row.has_pages else text
