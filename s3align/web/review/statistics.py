"""The figures of a call: what people have checked, how far they agree, how far the program pulls them, where they differ."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request, Response

from s3align.desk.access import Permission
from s3align.desk.calls import calls
from s3align.desk.lists import listing
from s3align.desk.review import reading_queue, statistics
from s3align.desk.review.statistics import EVERYBODY, CallStatistics, Pull
from s3align.evaluation.agreement import LEAST_CELLS, LEAST_PROPOSALS, Agreement
from s3align.evaluation.agreement_words import agreement_view
from s3align.evaluation.disagreements import Disagreement
from s3align.render.formats import percent
from s3align.render.messages import Messages
from s3align.render.view_agreement import AgreementPart, DifferenceRow
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.review.kept_figures import FiguresKey
from s3align.web.state import State
from s3align.web.words import web_messages

router = APIRouter(include_in_schema=False)
MOST_DIFFERENCES = 100
"""That the page shows, the gravest first; the list has all, ordered by how grave they are."""


@dataclass(frozen=True, slots=True)
class FiguresView:
    """Everything in words. ``checked``: what, how many, read by somebody, by enough. ``pull``: "" while too few.

    ``people``: all together first, then each two. ``differences``: id of the submission, its row, what was agreed on.
    ``settled``: how many are.
    """

    checked: tuple[tuple[str, int, str, str], ...]
    heads: tuple[str, ...]
    people: tuple[AgreementPart, ...]
    machine: tuple[AgreementPart, ...]
    notes: tuple[str, ...]
    pull: str
    pull_gap: str
    difference_heads: tuple[str, ...]
    differences: tuple[tuple[str, DifferenceRow, str], ...]
    settled: str
    more: int
    is_few: bool


@router.get("/desk/calls/{call_id}/agreement", dependencies=[needs(Permission.READ)])
def show(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """The page; who may not see it yet is shown how far they are themselves."""
    t = web_messages(reader_language(request))
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
        if not statistics.may_see(asking, call):
            progress = reading_queue.progress(session, asking, call_id)
            return page(request, "list/own_figures.html", call=call, progress=progress)
        strategy = state.pipelines.strategy(call.strategy)
        key = FiguresKey(call_id, listing.version_of(session, call_id), asking.account_id)
        found = state.figures.get(key) or statistics.of_call(session, asking, call, strategy)
    state.figures.keep(key, found)
    view = figures_view(found, strategy.theme_names(t.language), t)
    least = {"proposals": LEAST_PROPOSALS, "cells": LEAST_CELLS}
    return page(request, "list/agreement.html", call=call, found=found, view=view, least=least)


def figures_view(found: CallStatistics, names: dict[str, str], t: Messages) -> FiguresView:
    """The figures in words; ``names``: theme -> its name."""
    people = agreement_view(found.people, found.differences[:MOST_DIFFERENCES], names, t.language)
    machine = agreement_view(_everybody(found.machine, t), [], names, t.language)
    nothing = t("agreement_nothing")
    notes = dict.fromkeys((*people.notes, *(note for note in machine.notes if note != nothing)))
    return FiguresView(
        checked=tuple(
            (t(f"list_part_{row.part}"), row.number, _share(row.read, row.number, t), _share(row.enough, row.number, t))
            for row in found.checked
        ),
        heads=people.heads[1:],
        people=(*people.parts[-1:], *people.parts[:-1]),
        machine=machine.parts,
        notes=tuple(notes),
        pull=_pull(found.pull, t) if found.pull.is_shown else "",
        pull_gap=t("list_pull_few", blind=found.pull.blind[1], seen=found.pull.seen[1], least=LEAST_CELLS),
        difference_heads=people.difference_heads,
        differences=tuple(
            (found.ids[row.file], row, _outcome(found, entry, t))
            for row, entry in zip(people.differences, found.differences, strict=False)
        ),
        settled=_settled(found, t),
        more=max(0, len(found.differences) - MOST_DIFFERENCES),
        is_few=found.is_few,
    )


def _outcome(found: CallStatistics, row: Disagreement, t: Messages) -> str:
    """What was agreed on where people differ; "" where it is open."""
    outcome = found.settled.get((row.file, row.theme or ""), "")
    if not outcome:
        return ""
    return t("list_settled_as", outcome=t(f"{'verdict' if row.theme else 'review_decision'}_{outcome}"))


def _settled(found: CallStatistics, t: Messages) -> str:
    """How many differences there are, and how many of them are settled; "" where there are none."""
    settled = sum((row.file, row.theme or "") in found.settled for row in found.differences)
    return t("list_settled_count", count=len(found.differences), settled=settled) if found.differences else ""


def _everybody(found: Agreement, t: Messages) -> Agreement:
    """With a word instead of the sign for all people together."""
    compared = (
        replace(row, readers=tuple(t("list_everybody") if name == EVERYBODY else name for name in row.readers))
        for row in found.comparisons
    )
    return replace(found, comparisons=tuple(compared), alone=())


def _share(number: int, of: int, t: Messages) -> str:
    return t("list_share", count=number, share=percent(number / of, t)) if of else "–"


def _pull(found: Pull, t: Messages) -> str:
    blind, seen = (same / cells for same, cells in (found.blind, found.seen))
    points = round(abs(seen - blind) * 100)
    key = "list_pull_none" if points == 0 else "list_pull_more" if seen > blind else "list_pull_less"
    return t(
        key,
        blind=percent(blind, t),
        blind_cells=found.blind[1],
        seen=percent(seen, t),
        seen_cells=found.seen[1],
        points=points,
    )
