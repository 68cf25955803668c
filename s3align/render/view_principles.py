"""How a document answers what it is read by besides its theme: by origin, what is found, denied and open."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from s3align.record.assessment import Finding, PrincipleResult
from s3align.render.view_context import Context
from s3align.render.view_ledger import evidence_views
from s3align.render.view_model import PrincipleGroupView, PrincipleView
from s3align.render.view_sources import source_view
from s3align.strategy.model import Principle, PrincipleGroup

SHOWN = (Finding.FOUND, Finding.HINTED)
"""Findings whose passages speak for a principle."""


def principle_groups(context: Context) -> tuple[PrincipleGroupView, ...]:
    """The principles of a record under the headings of the strategy's groups; empty groups are left out.

    A strategy without groups, and a principle that it does not know any more, stand under one heading without a note.
    """
    known = {principle.id: principle for principle in context.strategy.principles}
    groups = context.strategy.principle_groups
    views = [_group(group, _results(context, known, (group.id,)), context) for group in groups]
    others = _results(context, known, (), without=[group.id for group in groups])
    return (*(view for view in views if view is not None), *_ungrouped(others, context))


def open_principles(context: Context) -> list[PrincipleResult]:
    """The principles of which nothing was found and that no flag answers either."""
    return [
        result
        for result in context.assessment.principles
        if result.told is Finding.NONE and not _is_answered(result.id, context)
    ]


def _results(
    context: Context, known: dict[str, Principle], groups: Collection[str], *, without: Collection[str] | None = None
) -> list[PrincipleResult]:
    """The results of some groups; of all but ``without`` where that is given."""

    def group(result: PrincipleResult) -> str:
        return known[result.id].group if result.id in known else ""

    if without is not None:
        return [result for result in context.assessment.principles if group(result) not in without]
    return [result for result in context.assessment.principles if group(result) in groups]


def _group(group: PrincipleGroup, results: list[PrincipleResult], context: Context) -> PrincipleGroupView | None:
    if not results:
        return None
    source = context.messages("principles_source", source=_source_title(group.source, context))
    return _view(context.word(group.name), f"{context.word(group.note)}", source, results, context)


def _ungrouped(results: list[PrincipleResult], context: Context) -> Iterator[PrincipleGroupView]:
    if results:
        yield _view(context.messages("principles_ungrouped"), "", "", results, context)


def _view(name: str, note: str, source: str, results: list[PrincipleResult], context: Context) -> PrincipleGroupView:
    rows = [(result, _principle(result, context)) for result in results]
    is_open = {result.id for result in open_principles(context)}
    return PrincipleGroupView(
        name=name,
        note=note,
        source=source,
        found=tuple(view for result, view in rows if result.id not in is_open and result.told is not Finding.DENIED),
        denied=tuple(view for result, view in rows if result.told is Finding.DENIED),
        open=tuple(view for result, view in rows if result.id in is_open),
    )


def _principle(result: PrincipleResult, context: Context) -> PrincipleView:
    known = next((principle for principle in context.strategy.principles if principle.id == result.id), None)
    finding, messages = result.told, context.messages
    by_flag = finding is Finding.NONE and _is_answered(result.id, context)
    shown = Finding.FOUND if by_flag else finding
    return PrincipleView(
        name=context.word(known.name) if known else result.id,
        css=shown.value,
        finding=messages(f"finding_{shown.value}"),
        evidence=evidence_views(result.evidence, messages),
        question=context.word(known.question) if known else "",
        note=messages("principle_by_flag") if by_flag else "",
        source=_own_source(known, context) if known else "",
        asks=shown is not Finding.FOUND,
    )


def _is_answered(principle: str, context: Context) -> bool:
    flags = {flag.kind for flag in context.assessment.flags}
    return any(row.answered_by in flags for row in context.strategy.principles if row.id == principle)


def _own_source(principle: Principle, context: Context) -> str:
    if not principle.source:
        return ""
    return context.messages("principles_source", source=_source_title(principle.source, context))


def _source_title(name: str, context: Context) -> str:
    """What the strategy calls a source, where it is found and how old it is."""
    source = source_view(name, context)
    return f"{source.title}, {source.address} ({source.note})" if source else name
