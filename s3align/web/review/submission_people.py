"""What people say of a submission beside what the program says: one column each, what they differ on, notes and history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk.access import Principal
from s3align.desk.review import notes, outcomes, readings, settling
from s3align.desk.review.reading_forms import says_something
from s3align.desk.review.reading_history import HistoryEntry, history
from s3align.desk.storage.tables import Account, PersonReading, Settlement, Submission
from s3align.record.assessment import Assessment
from s3align.render.messages import Messages
from s3align.render.review_workbook_words import Choice, words
from s3align.strategy.model import Strategy, wording
from s3align.web.times import moment_text

DECISION = ""
"""In place of a theme, where something is about the decision."""


@dataclass(frozen=True, slots=True)
class Said:
    """A cell: ``value`` ("core", "fits", "") and its word; ``why``: the reason given, in words."""

    value: str = ""
    word: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was agreed on: its value and word, remark, by whom and when."""

    value: str
    word: str
    remark: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Row:
    """A theme, or the decision (``theme`` DECISION): what the program says, then each person. ``choices``: value -> word."""

    theme: str
    name: str
    program: Said
    people: Sequence[Said]
    differs: bool
    outcome: Outcome | None
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """Who a column is of; ``marks``: such as that they read without the verdicts of the program."""

    name: str
    when: str
    marks: Sequence[str]
    remark: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in the history: who, when, what in one line, what they wrote, and what they could see."""

    who: str
    when: str
    what: str
    words: Sequence[str]
    marks: Sequence[str]


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note with who wrote it and when."""

    who: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class PeopleView:
    """All that people say, as far as the person who asks may see it."""

    people: Sequence[Person]
    rows: Sequence[Row]
    notes: Sequence[NoteView]
    history: Sequence[Entry]

    @property
    def has_differences(self) -> bool:
        """Whether people differ on anything."""
        return any(row.differs and row.outcome is None for row in self.rows)

    @property
    def has_outcomes(self) -> bool:
        """Whether anything was agreed on."""
        return any(row.outcome for row in self.rows)


def people_view(
    session: Session,
    asking: Principal,
    submission: Submission,
    strategy: Strategy,
    record: Assessment | None,
    t: Messages,
) -> PeopleView:
    """``record``: of the program, None where it may not be seen or there is none."""
    found = [row for row in readings.visible(session, asking, submission) if says_something(row)]
    versions, written = history(session, asking, submission), notes.visible(session, asking, submission)
    agreed = settling.settled(session, asking, submission)
    ids = {row.account_id for row in found} | {row.account_id for row in versions} | {row.account_id for row in written}
    ids |= {row.account_id for row in agreed.values()}
    names = names_of(session, asking, ids, t)
    found.sort(key=lambda row: (row.account_id != asking.account_id, names[row.account_id].casefold(), row.account_id))
    worded = _Words(t, strategy)
    differ = outcomes.themes_differing(found)
    return PeopleView(
        people=[_person(row, names, worded) for row in found],
        rows=[
            _row(
                theme,
                found,
                record,
                worded,
                differs=theme in differ,
                outcome=_outcome(agreed.get(theme), names, worded),
            )
            for theme in (DECISION, *worded.themes)
        ],
        notes=[NoteView(names[row.account_id], moment_text(row.created_at, t), row.text) for row in written],
        history=[_entry(entry, names, worded) for entry in versions],
    )


def names_of(session: Session, asking: Principal, ids: set[str], t: Messages) -> dict[str, str]:
    """Account -> the name that people read."""
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {row.id: t("submission_you") if row.id == asking.account_id else row.name for row in rows}


class _Words:
    """The words for all values of a strategy in one language."""

    def __init__(self, t: Messages, strategy: Strategy) -> None:
        self.t = t
        self.themes = {theme.id: wording(theme.name, t.language) for theme in strategy.themes}
        self.verdicts = words(Choice.VERDICT, t)
        self.decisions = words(Choice.DECISION, t)
        self.reasons = words(Choice.REASON, t)

    def why(self, reason: Mapping[str, Any] | None) -> str:
        """A reason from the list and in words."""
        if not reason:
            return ""
        return ": ".join(part for part in (self.reasons.get(reason["code"], ""), reason["words"]) if part)


def _person(row: PersonReading, names: Mapping[str, str], worded: _Words) -> Person:
    t = worded.t
    marks = []
    if row.has_conflict:
        marks.append(t("submission_conflict_said"))
    if row.decision:
        marks.append(t("submission_was_blind" if row.is_blind else "submission_was_not_blind"))
        if not row.saw_machine:
            marks.append(t("submission_without_machine"))
    if row.was_changed:
        marks.append(t("submission_was_changed"))
    return Person(
        names[row.account_id], moment_text(row.changed_at, t), marks, row.remark, worded.reasons.get(row.reason, "")
    )


def _row(
    theme: str,
    found: Sequence[PersonReading],
    record: Assessment | None,
    worded: _Words,
    *,
    differs: bool,
    outcome: Outcome | None,
) -> Row:
    choices = worded.verdicts if theme else worded.decisions
    verdict = ""
    if theme and record is not None:
        verdict = next((row.verdict.value for row in record.themes if row.id == theme), "")
    return Row(
        theme=theme,
        name=worded.themes[theme] if theme else worded.t("agreement_decision"),
        program=Said(verdict, worded.t(f"verdict_{verdict}") if verdict else ""),
        people=[_said(row, theme, choices, worded) for row in found],
        differs=differs,
        outcome=outcome,
        choices=choices,
    )


def _outcome(row: Settlement | None, names: Mapping[str, str], worded: _Words) -> Outcome | None:
    if row is None:
        return None
    value = row.verdict or row.decision
    word = (worded.verdicts if row.theme else worded.decisions)[value]
    return Outcome(value, word, row.remark, names[row.account_id], moment_text(row.created_at, worded.t))


def _said(row: PersonReading, theme: str, choices: Mapping[str, str], worded: _Words) -> Said:
    value = row.verdicts.get(theme, "") if theme else row.decision
    return Said(value, choices.get(value, ""), worded.why(row.reasons.get(theme)) if theme else "")


def _entry(entry: HistoryEntry, names: Mapping[str, str], worded: _Words) -> Entry:
    t, content = worded.t, entry.content
    told = [worded.decisions.get(content["decision"], "")] if content["decision"] else []
    told += [f"{worded.themes.get(theme, theme)}: {worded.verdicts[it]}" for theme, it in content["verdicts"].items()]
    if content["has_conflict"]:
        told = [t("submission_conflict_said")]
    words_said = [worded.reasons.get(content["reason"], ""), content["remark"]]
    words_said += [f"{worded.themes.get(theme, theme)}: {worded.why(it)}" for theme, it in content["reasons"].items()]
    marks = [t("submission_history_change")] if entry.is_change else []
    if entry.saw_others:
        marks.append(t("submission_history_saw_others"))
    if not entry.saw_machine:
        marks.append(t("submission_without_machine"))
    what = "; ".join(told) or t("submission_history_no_decision")
    return Entry(names[entry.account_id], moment_text(entry.at, t), what, [word for word in words_said if word], marks)
