"""What ``s3align doctor`` found, as text for 80 columns and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from s3align.diagnosis import Finding, Section, State
from s3align.render.formats import enumeration, integer
from s3align.render.messages import Messages
from s3align.render.speech import speech

_MEGABYTE = 1_000_000
_SIGNS = {State.FINE: "ok", State.HINT: "!", State.ABSENT: "-"}
_INDENT = " " * 5


def render_diagnosis(facts: Mapping[str, str], findings: Sequence[Finding], language: str, width: int = 80) -> str:
    """A line for each finding, grouped, and what to do at the end; ``width`` in columns."""
    messages = Messages.load(language)
    blocks = [[messages("doctor_head", **facts)]]
    for section in Section:
        rows = [finding for finding in findings if finding.section is section]
        if rows:
            lines = [
                line
                for finding in rows
                for line in _wrapped(_sign(finding.state, messages), _text(finding, messages), width)
            ]
            blocks.append([messages(f"doctor_section_{section}"), *lines])
    blocks.append(textwrap.wrap(_conclusion(findings, messages), width))
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def diagnosis_json(facts: Mapping[str, str], findings: Iterable[Finding]) -> str:
    """The same facts for programs; keys and values are the same in every language."""
    return json.dumps({**facts, "findings": [asdict(finding) for finding in findings]}, indent=2, ensure_ascii=False)


def _sign(state: State, messages: Messages) -> str:
    return messages("doctor_sign_failed") if state is State.FAILED else _SIGNS[state]


def _wrapped(sign: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=f" {sign:<3} ",
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _text(finding: Finding, messages: Messages) -> str:
    if finding.state is State.FAILED:
        error = speech(messages.language).translated(finding.values["error"])
        return messages(f"doctor_{finding.key}_failed", error=error)
    if finding.section is Section.ATTEMPTS:
        outcome = messages(f"doctor_outcome_{finding.values['outcome']}")
        return messages(f"doctor_try_{finding.key}", outcome=outcome)
    return messages(f"doctor_{finding.key}", **_shown(finding.values, messages))


def _shown(values: Mapping[str, str | int], messages: Messages) -> dict[str, str | int]:
    """The values as a reader wants them: sizes in megabytes, languages by name."""
    shown = dict(values)
    if isinstance(size := values.get("bytes"), int):
        shown["bytes"] = integer(round(size / _MEGABYTE), messages.language)
    if isinstance(codes := values.get("languages"), str):
        shown["languages"] = enumeration([messages.language_name(code) for code in codes.split()], messages)
    return shown


def _conclusion(findings: Sequence[Finding], messages: Messages) -> str:
    failed = sum(finding.state is State.FAILED for finding in findings)
    hints = sum(finding.state is State.HINT for finding in findings)
    if failed:
        return messages.count("doctor_conclusion_failed", failed)
    return messages.count("doctor_conclusion_hints", hints) if hints else messages("doctor_conclusion_fine")
