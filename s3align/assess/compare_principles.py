"""Which principles two versions answer differently: found, hinted at, not found, or denied by the text itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from s3align.record.assessment import Assessment, Evidence, Finding, PrincipleResult

_RISING = (Finding.DENIED, Finding.NONE, Finding.HINTED, Finding.FOUND)


@dataclass(frozen=True, slots=True)
class PrincipleChange:
    """A principle with another finding, and the strongest passage that shows it: of the new version, else of the old one.

    ``is_new``: whether the passage stands in the new version. Without a passage (``page`` None) the quote is empty.
    """

    id: str
    old: Finding
    new: Finding
    page: int | None
    section: str | None
    quote: str
    language: str
    is_new: bool
    page_label: str | None = None


def principle_changes(
    old: Assessment, new: Assessment
) -> tuple[tuple[PrincipleChange, ...], tuple[PrincipleChange, ...]]:
    """The principles that the new version speaks for more clearly, and those that it speaks for less.

    Principles that only one record has are left out: they come from another state of the strategy.
    """
    changes = list(_changes(old, new))
    gained = tuple(row for row in changes if _RISING.index(row.old) < _RISING.index(row.new))
    return gained, tuple(row for row in changes if row not in gained)


def _changes(old: Assessment, new: Assessment) -> Iterator[PrincipleChange]:
    before = {result.id: result for result in old.principles}
    for result in new.principles:
        was = before.get(result.id)
        if was is not None and was.told is not result.told:
            yield _change(was, result)


def _change(old: PrincipleResult, new: PrincipleResult) -> PrincipleChange:
    card: Evidence | None = next(iter((*new.evidence, *old.evidence)), None)
    return PrincipleChange(
        id=new.id,
        old=old.told,
        new=new.told,
        page=card.page if card else None,
        section=card.section if card else None,
        quote=card.quote if card else "",
        language=card.language if card else "other",
        is_new=bool(new.evidence),
        page_label=card.page_label if card else None,
    )
