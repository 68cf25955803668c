"""How a document answers the principles by which it is read besides its theme."""

from __future__ import annotations

from s3align.record.assessment import PrincipleResult
from s3align.render.view_context import Context
from s3align.render.view_ledger import evidence_views
from s3align.render.view_model import PrincipleView


def principle_view(result: PrincipleResult, context: Context) -> PrincipleView:
    """A principle with its grade, its passages and its question."""
    known = next((principle for principle in context.strategy.principles if principle.id == result.id), None)
    return PrincipleView(
        name=context.word(known.name) if known else result.id,
        css=result.grade.value,
        grade=context.grade(result.grade) if result.evidence else context.messages("principle_none"),
        evidence=evidence_views(result.evidence, context.messages),
        question=context.word(known.question) if known else "",
    )


def open_principles(context: Context) -> list[PrincipleResult]:
    """The principles without evidence that no flag answers either."""
    flags = {flag.kind for flag in context.assessment.flags}
    answered = {principle.id for principle in context.strategy.principles if principle.answered_by in flags}
    return [result for result in context.assessment.principles if not result.evidence and result.id not in answered]
