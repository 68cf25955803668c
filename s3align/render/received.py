"""What an export of the desk adds to the tables of results: how submissions came in, and what people said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from s3align.render.codebook import Column, Empty, Form
from s3align.render.columns import Field
from s3align.render.messages import Messages
from s3align.render.sheet import Cell
from s3align.render.tables import write_lines
from s3align.render.workbook_sheets import NO_LINES, SheetPlan, plan
from s3align.render.workbook_words import Words
from s3align.store.received import Agreed, Listed, PersonLine, Received
from s3align.store.row import ResultRow

_OPEN = Column("", empty=Empty.NOTHING)
_NUMBER = Column("number", Form.WHOLE, lowest=1)
_RECEIVED = (
    (_NUMBER, 8),
    (Column("file"), 30),
    (Column("received_at"), 20),
    (replace(_OPEN, key="lot"), 20),
    (replace(_OPEN, key="entered_applicant"), 24),
    (replace(_OPEN, key="late"), 10),
    (replace(_OPEN, key="withdrawn"), 14),
    (Column("earlier_number", Form.WHOLE, Empty.NOTHING, lowest=1), 12),
)
_AGREED = ((replace(_OPEN, key="agreed"), 30), (replace(_OPEN, key="agreed_by"), 24))
_LISTED_PLACE = Column("", Form.WHOLE, Empty.NOT_PLACED, lowest=1)
_PERCENT = Column("", Form.NUMBER, Empty.UNKNOWN, "percent", 0, 100)
_LISTED = (
    (Column("shortlist_lot"), 20),
    (Column("theme", values="theme"), 24),
    (Column("cut", Form.WHOLE, lowest=0), 9),
    (Column("standing", values="standing"), 26),
    (replace(_LISTED_PLACE, key="lot_rank_from"), 8),
    (replace(_LISTED_PLACE, key="lot_rank_to"), 8),
    (_NUMBER, 8),
    (replace(_OPEN, key="lot"), 20),
    (Column("shown_title"), 40),
    (replace(_OPEN, key="entered_applicant"), 24),
    (Column("verdict", values="verdict"), 15),
    (replace(_PERCENT, key="extent"), None),
    (replace(_PERCENT, key="extent_low"), None),
    (replace(_PERCENT, key="extent_high"), None),
)
READINGS = ("number", "file", "reader", "decision", "verdict", "reason", "remark", "decided_on", "blind", "saw_machine")
"""Columns of ``readings.csv`` before those of themes, by their ids."""
_FIRST = ("first_decision", "first_blind", "first_saw_machine")
_OUTCOME = ("agreed_decision", "agreed_on", "agreed_by")


def proposals_plan(words: Words, usual: SheetPlan, received: Mapping[str, Received]) -> SheetPlan:
    """The sheet of proposals with their numbers in front, and behind whether one was withdrawn and what was agreed on."""
    behind = ((replace(_OPEN, key="withdrawn"), 14), *_AGREED)

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        entry = received.get(row.name)
        for cells in usual.lines(row):
            if entry is None:
                yield (None, *cells, *[None] * len(behind))
            else:
                withdrawn = words("received_withdrawn") if entry.is_withdrawn else None
                yield (entry.number, *cells, withdrawn, *_agreed(entry, words))

    columns = (_NUMBER, *usual.columns, *(column for column, _ in behind))
    widths = (6, *usual.widths, *(width for _, width in behind))
    return SheetPlan(usual.key, columns, widths, lines, usual.frozen + 1)


def shortlist_plan(words: Words, listed: Sequence[Listed]) -> SheetPlan:
    """The sheet of the shortlists of lots, one after the other."""
    return replace(plan("shortlist", _LISTED, NO_LINES, frozen=0), closing=[_listed(entry, words) for entry in listed])


def received_plan(words: Words, received: Mapping[str, Received]) -> SheetPlan:
    """The sheet on how submissions came in; ``received``: by the names of rows."""

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        if entry := received.get(row.name):
            yield _received(entry, words.messages)

    return plan("received", _RECEIVED, lines)


def readings_plan(
    words: Words, readings: Mapping[str, Sequence[PersonLine]], received: Mapping[str, Received]
) -> SheetPlan:
    """The sheet of readings, one line for each person and submission."""
    verdict = replace(_OPEN, key="own_verdict", values="verdict")
    columns = (
        (_NUMBER, 8),
        (Column("file"), 30),
        (Column("reader"), 20),
        (replace(_OPEN, key="own_decision", values="decision"), 16),
        *((replace(verdict, head=name, about=name), 14) for name in words.themes.values()),
        (replace(_OPEN, key="own_reason"), 20),
        (replace(_OPEN, key="own_remark"), 50),
        (replace(_OPEN, key="own_theme_reasons"), 50),
        (Column("decided_on", Form.DATE, Empty.NOTHING), 12),
        (replace(_OPEN, key="reading_notes"), 30),
        (replace(_OPEN, key="first_answer"), 30),
        *_AGREED,
    )

    def lines(row: ResultRow) -> Iterator[Sequence[Cell]]:
        for line in readings.get(row.name, ()):
            entry = received[row.name]
            yield (
                entry.number,
                row.name,
                line.person,
                words.of("review_decision", line.decision) if line.decision else None,
                *(words.of("verdict", line.verdicts.get(theme, "")) or None for theme in words.themes),
                words.of("review_reason", line.reason) if line.reason else None,
                line.remark or None,
                "\n".join(f"{words.theme(theme)}: {text}" for theme, text in line.reasons.items()) or None,
                line.decided_on or None,
                "; ".join(_notes(line, words.messages)) or None,
                _first_answer(line, words),
                *_agreed(entry, words),
            )

    return plan("readings", columns, lines)


def received_fields(received: Mapping[str, Received], listed: Sequence[Listed]) -> tuple[Field, ...]:
    """The columns of ``results.csv`` on how submissions came in and what was agreed on, behind all others."""
    standings: dict[int, list[str]] = {}
    for line in listed:
        standings.setdefault(line.number, []).append(f"{line.lot}: {line.standing}")
    cells = {
        "number": lambda entry: entry.number,
        "received_at": lambda entry: entry.received_at.isoformat(timespec="seconds"),
        "lot": lambda entry: entry.lot or None,
        "entered_applicant": lambda entry: entry.applicant or None,
        "late": lambda entry: int(entry.is_late),
        "withdrawn": lambda entry: int(entry.is_withdrawn),
        "earlier_number": lambda entry: entry.earlier,
        "lot_standings": lambda entry: "; ".join(standings.get(entry.number, ())) or None,
        "agreed_decision": lambda entry: _outcome(entry, "") or None,
        "agreed_verdicts": lambda entry: (
            " ".join(f"{it.theme}:{it.outcome}" for it in entry.agreed if it.theme) or None
        ),
        "agreed_on": _agreed_on,
        "agreed_by": _agreed_by,
    }
    added = ("lot_standings", "agreed_decision", "agreed_verdicts", "agreed_on", "agreed_by")
    columns = {column.key: column for column, _ in _RECEIVED} | {key: replace(_OPEN, key=key) for key in added}
    columns["agreed_decision"] = replace(columns["agreed_decision"], values="decision")
    columns["agreed_on"] = replace(columns["agreed_on"], form=Form.DATE)
    switch = Column("", Form.WHOLE, lowest=0, highest=1)
    like = columns | {"late": replace(switch, key="late"), "withdrawn": replace(switch, key="withdrawn")}
    return tuple(
        Field(replace(like[key], head=key), lambda row, cell=cell: cell(received[row.name]))  # type: ignore[misc]
        for key, cell in cells.items()
    )


def write_readings(
    rows: Iterator[tuple[Received, PersonLine]], themes: Sequence[str], target: Path, messages: Messages
) -> None:
    """``readings.csv``: ids and words as they are, one line for each person and submission.

    ``blind`` and ``saw_machine`` are of the answers that stand there now; ``first_…`` is what was decided first, and
    ``agreed_…`` what people agreed on after they differed, the same in all lines of a submission.
    """
    heads = (*(head for head in READINGS if head != "verdict"), "changed", "conflict", *_FIRST, *_OUTCOME)
    verdicts = [f"{theme}_{part}" for theme in themes for part in ("verdict", "reason", "first_verdict", "agreed")]
    lines: Iterator[Sequence[str | int]] = (
        (
            entry.number,
            entry.file,
            line.person,
            line.decision,
            line.reason,
            line.remark,
            line.decided_on,
            int(line.is_blind),
            int(line.saw_machine),
            int(line.was_changed),
            int(line.has_conflict),
            line.first_decision,
            int(line.first_is_blind),
            int(line.first_saw_machine),
            _outcome(entry, ""),
            _agreed_on(entry) or "",
            _agreed_by(entry) or "",
            *(cell for theme in themes for cell in _of_theme(entry, line, theme)),
        )
        for entry, line in rows
    )
    write_lines((*heads, *verdicts), lines, target, messages, for_excel=False)


def _of_theme(entry: Received, line: PersonLine, theme: str) -> tuple[str, str, str, str]:
    verdicts = line.verdicts.get(theme, ""), line.reasons.get(theme, ""), line.first_verdicts.get(theme, "")
    return (*verdicts, _outcome(entry, theme))


def _outcome(entry: Received, theme: str) -> str:
    """The id of what was agreed on; "" of nothing."""
    return next((it.outcome for it in entry.agreed if it.theme == theme), "")


def _agreed_on(entry: Received) -> str | None:
    """The day of the last outcome."""
    return max((it.on for it in entry.agreed), default=None)


def _agreed_by(entry: Received) -> str | None:
    """Who wrote outcomes down, each once."""
    return "; ".join(dict.fromkeys(it.person for it in entry.agreed)) or None


def _agreed(entry: Received, words: Words) -> tuple[Cell, Cell]:
    """What was agreed on, with remarks; and when and by whom it was written down."""
    said = (_worded(it, words) + (f" ({it.remark})" if it.remark else "") for it in entry.agreed)
    by = dict.fromkeys(f"{it.on}, {it.person}" for it in entry.agreed)
    return "\n".join(said) or None, "\n".join(by) or None


def _worded(it: Agreed, words: Words) -> str:
    if not it.theme:
        return words.of("review_decision", it.outcome)
    return f"{words.theme(it.theme)}: {words.of('verdict', it.outcome)}"


def _first_answer(line: PersonLine, words: Words) -> Cell:
    """What a reading said when it was first decided, where it says something else now."""
    said = [words.of("review_decision", line.first_decision)] if line.first_decision != line.decision else []
    for theme in words.themes:
        first = line.first_verdicts.get(theme, "")
        if first != line.verdicts.get(theme, ""):
            said.append(f"{words.theme(theme)}: {words.of('verdict', first) if first else '–'}")
    if not said:
        return None
    return "\n".join(
        [
            *said,
            words("reading_blind" if line.first_is_blind else "reading_not_blind"),
            words("reading_saw_machine" if line.first_saw_machine else "reading_without_machine"),
        ]
    )


def _listed(entry: Listed, words: Words) -> Sequence[Cell]:
    shares = (entry.extent, entry.extent_low, entry.extent_high)
    return (
        entry.lot,
        words.theme(entry.theme),
        entry.cut,
        words.of("value_standing", entry.standing),
        entry.first,
        entry.last,
        entry.number,
        entry.own_lot or None,
        entry.title,
        entry.applicant or None,
        words.of("verdict", entry.verdict),
        *(None if share is None else round(share * 100, 4) for share in shares),
    )


def _received(entry: Received, messages: Messages) -> Sequence[Cell]:
    return (
        entry.number,
        entry.file,
        entry.received_at.astimezone().strftime("%Y-%m-%d %H:%M"),
        entry.lot or None,
        entry.applicant or None,
        messages("received_late") if entry.is_late else None,
        messages("received_withdrawn") if entry.is_withdrawn else None,
        entry.earlier,
    )


def _notes(line: PersonLine, messages: Messages) -> Iterator[str]:
    """What says how a reading came about."""
    if line.has_conflict:
        yield messages("reading_conflict")
        return
    yield messages("reading_blind" if line.is_blind else "reading_not_blind")
    yield messages("reading_saw_machine" if line.saw_machine else "reading_without_machine")
    if line.was_changed:
        yield messages("reading_was_changed")
