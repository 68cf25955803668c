"""What the page of a submission shows of the file and of what the program says: as values and words, ready for the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from s3align.desk.storage.tables import EvidenceMark, StoredAssessment, Submission
from s3align.record.assessment import Assessment, Evidence
from s3align.record.codec import from_json
from s3align.render.formats import integer
from s3align.render.messages import Messages
from s3align.render.view import build_view
from s3align.render.view_ledger import capitalised
from s3align.render.view_model import EvidenceView, Piece, ReportView, ThemeView
from s3align.render.wording import reason_sentence
from s3align.strategy.model import Strategy

PDF = ".pdf"
RIGHT, WRONG = "right", "wrong"
MOST_PAGES = 400
"""Pages of a proposal that are offered as pictures at once; further ones are in the file itself."""


@dataclass(frozen=True, slots=True)
class Card:
    """A passage that speaks for a theme. ``image``: address of its page with the passage marked, "" where there are no pages.

    ``text``: address of the passage in the text around it. ``mark``: RIGHT, WRONG or "" of the person who asks; ``rights`` and
    ``wrongs``: how many of the others say so.
    """

    theme: str
    passage: int
    place: str
    page: int
    lang: str | None
    pieces: Sequence[Piece]
    recognised: str | None
    image: str
    text: str
    mark: str
    rights: int
    wrongs: int

    @property
    def id(self) -> str:
        """Of its element in the page."""
        return f"card-{self.theme}-{self.passage}"


@dataclass(frozen=True, slots=True)
class ThemeCards:
    """A theme with its verdict and evidence; ``is_open``: shown at once."""

    view: ThemeView
    cards: Sequence[Card]
    is_open: bool


@dataclass(frozen=True, slots=True)
class MachineView:
    """What the program says of a submission. ``refusal``: why it could not judge; ``view`` None then, and ``themes`` empty.

    ``questions``: to be sent to the applicant, ready to copy; "" where none is open.
    """

    assessment_id: str
    view: ReportView | None
    refusal: str | None
    themes: Sequence[ThemeCards]
    questions: str

    def card(self, theme: str, passage: int) -> Card | None:
        """The evidence for a theme in a passage; None where it is not shown."""
        cards = (card for shown in self.themes for card in shown.cards)
        return next((card for card in cards if (card.theme, card.passage) == (theme, passage)), None)


def machine_view(
    submission: Submission,
    stored: StoredAssessment,
    strategy: Strategy,
    messages: Messages,
    marks: Sequence[tuple[bool, EvidenceMark]],
    letters: Messages,
) -> MachineView:
    """``marks``: whether one is of the person who asks, and the mark; ``letters``: in the language of the call."""
    record = from_json(stored.record)
    if not record.is_assessed:
        refusal = reason_sentence(record, messages)
        return MachineView(stored.id, None, refusal, (), questions_text(record, strategy, letters, submission))
    view = build_view(record, strategy, messages.language)
    has_pages = submission.suffix == PDF
    themes = [
        ThemeCards(
            theme,
            [
                _card(submission.id, stored.id, theme.id, raw, shown, marks, has_pages=has_pages)
                for raw, shown in zip(record.theme(theme.id).evidence, theme.evidence, strict=False)
                if raw.passage is not None
            ],
            theme.detailed or theme.leading,
        )
        for theme in view.themes
    ]
    return MachineView(stored.id, view, None, themes, questions_text(record, strategy, letters, submission))


def _card(
    submission_id: str,
    assessment_id: str,
    theme: str,
    raw: Evidence,
    shown: EvidenceView,
    marks: Sequence[tuple[bool, EvidenceMark]],
    *,
    has_pages: bool,
) -> Card:
    own, others = _counted(marks, assessment_id, theme, raw.passage or 0)
    place = urlencode({"assessment": assessment_id, "theme": theme, "passage": raw.passage or 0})
    address = f"/desk/submissions/{submission_id}"
    return Card(
        theme=theme,
        passage=raw.passage or 0,
        place=capitalised(shown.page) + (f" · {shown.section}" if shown.section else ""),
        page=raw.page,
        lang=shown.lang,
        pieces=shown.pieces,
        recognised=shown.recognised,
        image=f"{address}/pages/{raw.page}?{place}" if has_pages else "",
        text=f"{address}/text?{place}#passage",
        mark=own,
        rights=others[True],
        wrongs=others[False],
    )


def _counted(
    marks: Sequence[tuple[bool, EvidenceMark]], assessment_id: str, theme: str, passage: int
) -> tuple[str, Mapping[bool, int]]:
    own, others = "", {True: 0, False: 0}
    for is_own, mark in marks:
        if (mark.assessment_id, mark.theme, mark.passage) != (assessment_id, theme, passage):
            continue
        if is_own:
            own = RIGHT if mark.is_right else WRONG
        else:
            others[mark.is_right] += 1
    return own, others


def questions_text(record: Assessment, strategy: Strategy, messages: Messages, submission: Submission) -> str:
    """The open questions of a record as a letter to the applicant, in the language of ``messages``."""
    title = submission.title or submission.file_name
    if not record.is_assessed:
        reason = reason_sentence(record, messages) or ""
        return messages("submission_letter_refused", title=title, reason=reason)
    asked = build_view(record, strategy, messages.language).advice
    if not asked:
        return ""
    lines = [f"{number}. {row.about}: {row.question}".rstrip(": ") for number, row in enumerate(asked, 1)]
    return messages("submission_letter", title=title, questions="\n".join(lines))


def size_words(size: int, messages: Messages) -> str:
    """Bytes as people read them: "12 kB", "3 MB"."""
    if size < 1_000_000:
        return messages("submission_kilobytes", size=integer(max(1, round(size / 1000)), messages.language))
    return messages("submission_megabytes", size=integer(round(size / 1_000_000), messages.language))
