"""Whether a record agrees with itself, and with the proposal that it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from s3align.assess.overall import overall
from s3align.errors import UsageError, said
from s3align.files import file_hash
from s3align.pipeline import Pipeline
from s3align.record.assessment import Assessment, ThemeResult, Verdict
from s3align.record.codec import SUM_TOLERANCE, ledger_gap, to_json
from s3align.render.formats import BORDER
from s3align.render.verification_finding import Finding, Outcome
from s3align.strategy.model import Strategy
from s3align.version import VERSION

SAME_FIGURE = 1e-6
"""Figures are stored with six decimals."""
_PARTS = ("model_hash", "strategy_hash", "settings_hash", "tool_version")
_DECIDE_FIGURES = ("model_hash", "settings_hash", "tool_version")
"""Where one of these has changed, other figures are no sign of a change to the report: the model binds themes and terms."""


def contradictions(record: Assessment, strategy: Strategy) -> Iterator[Finding]:
    """Where a record contradicts itself, as one does in which a figure or verdict was changed by hand.

    Sums hold in every version; what follows from the figures is checked for records of this version and strategy alone.
    """
    if any(abs(ledger_gap(theme)) > SUM_TOLERANCE for theme in record.themes):
        yield Finding(Outcome.DIFFERS, "verify_sums")
        return
    if record.provenance.tool_version != VERSION or record.provenance.strategy_id != strategy.id:
        return
    for theme in record.themes:
        if _is_contradictory(theme):
            yield Finding(Outcome.DIFFERS, "verify_contradiction", {"theme": theme.id})
    if record.is_assessed != bool(record.themes) or (
        record.is_assessed and record.overall != overall(record.themes, strategy)
    ):
        yield Finding(Outcome.DIFFERS, "verify_contradiction_overall")


def _is_contradictory(theme: ThemeResult) -> bool:
    """Whether verdict, range and passages do not follow from the figures."""
    above = theme.sureness * 100 - BORDER
    is_near = abs(above) <= SAME_FIGURE * 100  # rounding may have carried it over
    return (
        not _lies_between(theme.low, theme.sureness, theme.high)
        or not _lies_between(theme.extent_low, theme.extent, theme.extent_high)
        or (theme.is_addressed != (above > 0) and not is_near)
        or bool(theme.pages) != bool(theme.passages)
        or (theme.verdict is not Verdict.UNCLEAR and (theme.verdict is Verdict.NONE) == bool(theme.passages))
    )


def _lies_between(low: float | None, figure: float, high: float | None) -> bool:
    """Whether a figure lies in its range; where an older record knows none, nothing contradicts it."""
    return low is None or high is None or low - SAME_FIGURE <= figure <= high + SAME_FIGURE


def hash_of(proposal: Path) -> str:
    """The SHA-256 of a proposal. Raises UsageError where it cannot be opened."""
    try:
        return file_hash(proposal)
    except OSError as error:
        raise UsageError(
            said(
                "cannot_open",
                "The file {file} cannot be opened ({why}). Check the path and its rights.",
                file=proposal,
                why=error.strerror,
            )
        ) from error


def same_file(sha256: str | None, proposal: Path) -> Finding:
    """Whether a proposal is the file that was assessed. Raises UsageError where it cannot be opened."""
    same = hash_of(proposal) == sha256
    key = "verify_same_file" if same else "verify_other_file"
    return Finding(Outcome.AGREES if same else Outcome.DIFFERS, key, {"file": proposal.name})


def recomputed(record: Assessment, proposal: Path, pipeline: Pipeline, password: str | None) -> Iterator[Finding]:
    """What assessing the proposal anew says of a record of it."""
    if proposal.name != record.document.name:
        yield Finding(Outcome.UNKNOWN, "verify_name", {"then": record.document.name, "now": proposal.name})
    again = _as_known_to(record, pipeline.check(proposal, name=record.document.name, password=password))
    if again.status != record.status:
        yield Finding(Outcome.DIFFERS, "verify_status", {"then": record.status.value, "now": again.status.value})
        return
    changed = [part for part in _PARTS if _part(record, part) != _part(again, part)]
    for part in _PARTS:
        key = f"verify_{part}_{'differs' if part in changed else 'same'}"
        values = {"then": _part(record, part), "now": _part(again, part)}
        yield Finding(Outcome.UNKNOWN if part in changed else Outcome.AGREES, key, values)
    if not _have_same_figures(record, again):
        is_open = any(part in _DECIDE_FIGURES for part in changed)
        key = "verify_figures_open" if is_open else "verify_figures_differ"
        yield Finding(Outcome.UNKNOWN if is_open else Outcome.DIFFERS, key)
        return
    yield Finding(Outcome.AGREES, "verify_figures_same")
    if _what_the_model_binds(record) != _what_the_model_binds(again) or (
        not changed and to_json(record) != to_json(again)
    ):
        yield Finding(Outcome.DIFFERS, "verify_record_differs")


def _as_known_to(record: Assessment, again: Assessment) -> Assessment:
    """``again`` without the ranges of extents where ``record`` is older than these."""
    if any(theme.extent_low is not None or theme.extent_high is not None for theme in record.themes):
        return again
    themes = tuple(msgspec.structs.replace(theme, extent_low=None, extent_high=None) for theme in again.themes)
    return msgspec.structs.replace(again, themes=themes)


def _part(record: Assessment, part: str) -> str:
    return str(getattr(record.provenance, part))


def _have_same_figures(one: Assessment, other: Assessment) -> bool:
    stored, computed = ({theme.id: theme.sureness for theme in record.themes} for record in (one, other))
    return stored.keys() == computed.keys() and all(
        abs(value - computed[theme]) <= SAME_FIGURE for theme, value in stored.items()
    )


def _what_the_model_binds(record: Assessment) -> bytes:
    """The part of a record that facts of the strategy and the tool's version leave as it is."""
    return msgspec.json.encode((record.themes, record.overall, record.questions, record.document))
