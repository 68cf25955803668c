"""What the page of a submission says of others that resemble it, in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from s3align.desk.access import Principal
from s3align.desk.review.resembling import Resembling, resembling
from s3align.desk.storage.tables import Submission
from s3align.render.formats import percent
from s3align.render.messages import Messages
from s3align.store.row import SharedPassage


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage in common: where it stands, how long it is, how it begins."""

    where: str
    words: str
    quote: str


@dataclass(frozen=True, slots=True)
class AlikeView:
    """Another submission; ``same``: how much of the text is the same, "" where the whole is not nearly the same."""

    id: str
    number: int
    title: str
    applicant: str
    is_withdrawn: bool
    same: str
    passages: Sequence[PassageView]
    is_likely_earlier: bool
    is_earlier: bool


def alike_view(session: Session, asking: Principal, submission: Submission, t: Messages) -> list[AlikeView]:
    """The submissions that resemble one, as far as who asks may see them."""
    return [_alike(found, submission, t) for found in resembling(session, asking, submission)]


def _alike(found: Resembling, submission: Submission, t: Messages) -> AlikeView:
    other = found.submission
    return AlikeView(
        id=other.id,
        number=other.number,
        title=other.title or other.file_name,
        applicant=other.applicant,
        is_withdrawn=other.withdrawn_at is not None,
        same=t("alike_same", share=percent(found.similarity, t)) if found.similarity else "",
        passages=[_passage(passage, other.number, t) for passage in found.passages],
        is_likely_earlier=found.is_likely_earlier,
        is_earlier=submission.earlier_id == other.id,
    )


def _passage(passage: SharedPassage, number: int, t: Messages) -> PassageView:
    here = t("alike_here_page", page=passage.page) if passage.page else t("alike_here")
    there = (
        t("alike_there_page", number=number, page=passage.other_page)
        if passage.other_page
        else t("alike_there", number=number)
    )
    told = [t("alike_words", count=passage.words)]
    if passage.files > 2:
        told.append(t("alike_files", count=passage.files))
    return PassageView(f"{here} · {there}", " · ".join(told), passage.quote)
