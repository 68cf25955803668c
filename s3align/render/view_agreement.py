"""What a sheet or a terminal shows of the agreement of people: texts alone, in the reader's language."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from s3align.render.messages import Messages

_WIDTH = 80
_THEME, _COUNT, _FIGURE = 18, 12, 25


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """A theme of a comparison, or all themes (``is_overall``); a figure that is not shown is empty."""

    theme: str
    proposals: int
    same: str
    share: str
    kappa: str
    weighted_kappa: str
    ac1: str
    ac2: str
    is_overall: bool

    @property
    def cells(self) -> tuple[str | int, ...]:
        """From left to right, as ``AgreementView.heads`` without the first."""
        return (
            self.theme,
            self.proposals,
            self.same,
            self.share,
            self.kappa,
            self.weighted_kappa,
            self.ac1,
            self.ac2,
        )


@dataclass(frozen=True, slots=True)
class AgreementPart:
    """Who was compared, with the rows; ``remark``: how many proposals they have in common."""

    who: str
    remark: str
    rows: tuple[AgreementRow, ...]


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """What people differ about, with who says what: one text per person."""

    gravity: str
    file: str
    about: str
    said: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """From left to right, as ``AgreementView.difference_heads``; one line per person in the last."""
        return self.gravity, self.file, self.about, "\n".join(self.said)


@dataclass(frozen=True, slots=True)
class AgreementView:
    """All of it: ``intro`` above; ``heads`` of who and of ``AgreementRow.cells``; ``notes`` below, which say what it means.

    ``differences_title`` and ``difference_heads`` belong to ``differences``, the gravest first; ``no_differences`` stands
    there where there are none.
    """

    intro: str
    heads: tuple[str, ...]
    parts: tuple[AgreementPart, ...]
    notes: tuple[str, ...]
    differences_title: str
    difference_heads: tuple[str, ...]
    differences: tuple[DifferenceRow, ...]
    no_differences: str


def agreement_lines(view: AgreementView) -> Iterator[str]:
    """The figures for a terminal of 80 columns: counts, kappa and AC1; the sheet has all."""
    yield from textwrap.wrap(view.intro, _WIDTH)
    for part in view.parts:
        yield ""
        yield from textwrap.wrap(part.who, _WIDTH)
        yield from _lines([view.heads[place] for place in (1, 3, 5, 7)])
        for row in part.rows:
            yield from _lines([row.theme, row.same, row.kappa or "–", row.ac1 or "–"])
        yield from textwrap.wrap(part.remark, _WIDTH)
    yield from [""] if view.notes else []
    yield from (line for note in view.notes for line in textwrap.wrap(note, _WIDTH))


def difference_lines(view: AgreementView, most: int, messages: Messages) -> Iterator[str]:
    """The first ``most`` differences for a terminal, and how many more there are."""
    yield f"{view.differences_title}:" if view.differences else view.no_differences
    for row in view.differences[:most]:
        yield from textwrap.wrap(
            f"{row.file}, {row.about} ({row.gravity})", _WIDTH, initial_indent="  ", subsequent_indent="  "
        )
        for said in row.said:
            yield from textwrap.wrap(said, _WIDTH, initial_indent="    ", subsequent_indent="    ")

    if more := len(view.differences[most:]):
        yield messages("agreement_differences_more", count=more)


def _lines(cells: Sequence[str]) -> Iterator[str]:
    """Theme and figures; a long name has a line of its own."""
    theme, same, *figures = cells
    shown = f"{same:>{_COUNT}}{''.join(f'{figure:>{_FIGURE}}' for figure in figures)}"
    if len(theme) > _THEME:
        yield theme
        theme = ""
    yield f"{theme:<{_THEME}}{shown}"
