"""The READ ME of an archive: what is in it, how to check it, how to add up a result; for people without the program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from s3align.assess.overall import CORE_SHARE
from s3align.model.profiles import ADDRESSED_FROM
from s3align.record.assessment import Assessment, ThemeResult, ranked
from s3align.render.archive_words import lines, one_line, title, wrapped
from s3align.render.formats import date_text, percent, sure_points
from s3align.render.messages import Messages
from s3align.render.wording import headline, reason_sentence, theme_name
from s3align.strategy.model import Strategy

_LINUX = "sha256sum -c manifest-sha256.txt tagmanifest-sha256.txt"
_MACOS = "shasum -a 256 -c manifest-sha256.txt tagmanifest-sha256.txt"
_POWERSHELL = (
    "Get-Content manifest-sha256.txt, tagmanifest-sha256.txt -Encoding UTF8 | ForEach-Object {",
    "  $sum, $file = $_ -split '  ', 2",
    '  if (-not (Test-Path -LiteralPath $file)) { "MISSING: $file" }',
    "  elseif ((Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash -ne $sum)",
    '    { "DIFFERS: $file" } }',
)
"""Without a word where nothing differs. For PowerShell 5, which every Windows has."""
_KINDS = ("base", "keyword", "vocabulary", "remainder")


def readme(
    record: Assessment, facts: Mapping[str, Any], about: Mapping[str, str], strategy: Strategy, messages: Messages
) -> bytes:
    """The READ ME in the language of ``messages``.

    ``facts``: as in ``archive.json``. ``about``: path -> what it is. ``strategy`` words the themes where it is the record's.
    """
    own = None if "strategy" in facts["missing"] else strategy
    blocks = [
        title(messages("archive_title"), "="),
        wrapped(messages("archive_intro")),
        *_proposal(record, facts, own, messages),
        *_missing(record, facts, about, messages),
        *_files(about, messages),
        *_check(facts, messages),
        *_sums(record, facts, about, own, messages),
        *_repeat(record, facts, messages),
    ]
    return ("\n\n".join(blocks) + "\n").encode()


def _proposal(
    record: Assessment, facts: Mapping[str, Any], strategy: Strategy | None, messages: Messages
) -> Iterator[str]:
    """What was assessed, by what, and the result."""
    proposal, made = facts["proposal"], record.provenance
    copies = [name for name in proposal["names"] if name != proposal["name"]]
    known: dict[str, str | None] = {
        "name": proposal["name"],
        "copies": ", ".join(copies),
        "sha256": proposal["sha256"],
        "title": record.document.title,
        "applicant": record.document.applicant,
        "assessed_on": date_text(facts["assessed_on"], messages) if facts["assessed_on"] else None,
        "archived_on": date_text(facts["archived_on"], messages),
        "tool": f"s3align {made.tool_version}",
        "renderer": f"s3align {facts['archived_with']}" if facts["archived_with"] != made.tool_version else None,
        "strategy": f"{made.strategy_id} ({made.strategy_hash})",
        "model": made.model_hash,
        "settings": made.settings_hash,
    }
    yield title(messages("archive_proposal_title"))
    own = {"applicant": "masthead_applicant"}
    yield lines(
        {messages(own.get(name, f"archive_fact_{name}")): one_line(value) for name, value in known.items() if value}
    )
    yield title(messages("archive_result_title"))
    if not record.themes:
        yield wrapped(one_line(reason_sentence(record, messages) or messages("headline_not_assessed")))
        return
    if strategy is not None:
        yield wrapped(headline(record, strategy, messages))
    yield "\n".join(wrapped(_result(theme, strategy, messages), "    ", "  ") for theme in ranked(record.themes))


def _result(theme: ThemeResult, strategy: Strategy | None, messages: Messages) -> str:
    low, sure, high = map(sure_points, (theme.low, theme.sureness, theme.high))
    return messages(
        "archive_result",
        theme=_name(theme, strategy, messages),
        verdict=messages(f"verdict_{theme.verdict}"),
        points=sure,
        low=low,
        high=high,
        extent=percent(theme.extent, messages),
    )


def _name(theme: ThemeResult, strategy: Strategy | None, messages: Messages) -> str:
    return f"{theme_name(theme.id, strategy, messages)} [{theme.id}]" if strategy else theme.id


def _missing(
    record: Assessment, facts: Mapping[str, Any], about: Mapping[str, str], messages: Messages
) -> Iterator[str]:
    """What is not in the archive and why."""
    made, absence = record.provenance, facts["proposal"]["absence"]
    hashes = {
        "strategy": f"{made.strategy_id} ({made.strategy_hash})",
        "model": made.model_hash,
        "settings": made.settings_hash,
    }
    rows = [messages(f"archive_missing_{part}", hash=hashes[part]) for part in hashes if part in facts["missing"]]
    rows += [messages("archive_missing_report")] if "report" in facts["missing"] else []
    rows += [messages(f"archive_proposal_{absence}")] if absence else []
    rows += [] if facts["readings"] or "settled" in about.values() else [messages("archive_no_readings")]
    if rows:
        yield title(messages("archive_missing_title"))
        yield "\n".join(wrapped(line, "  ", "- ") for line in rows)


def _files(about: Mapping[str, str], messages: Messages) -> Iterator[str]:
    """What is in the archive; files of one kind are explained once."""
    yield title(messages("archive_files_title"))
    rows: dict[str, list[str]] = {}
    for path, kind in about.items():
        rows.setdefault(kind, []).append(path)
    yield "\n".join(
        "\n".join([*paths, wrapped(messages(f"archive_about_{kind}"), "    ")]) for kind, paths in rows.items()
    )
    yield wrapped(messages("archive_about_bag"))


def _check(facts: Mapping[str, Any], messages: Messages) -> Iterator[str]:
    """How to find out whether anything was changed."""
    yield title(messages("archive_check_title"))
    yield wrapped(messages("archive_check_intro"))
    yield wrapped(messages("archive_check_shell"))
    yield f"  {_LINUX}\n  {_MACOS}"
    yield wrapped(messages("archive_check_windows"))
    yield "\n".join(f"  {line}" for line in _POWERSHELL)
    yield wrapped(messages("archive_check_tool"))
    yield wrapped(messages("archive_check_limits", sha256=facts["proposal"]["sha256"]))


def _sums(
    record: Assessment,
    facts: Mapping[str, Any],
    about: Mapping[str, str],
    strategy: Strategy | None,
    messages: Messages,
) -> Iterator[str]:
    """How a theme's figure is the sum of its ledger, with the first theme as the example, and how a verdict follows."""
    if not record.themes:
        return
    yield title(messages("archive_sums_title"))
    tables = [path for path, kind in about.items() if kind == "ledger"]
    own = [path for path in tables if path.endswith(f"-{messages.language}.csv")]
    yield wrapped(messages("archive_sums_ledger", tables=(own or tables)[0]))
    yield "\n".join(wrapped(messages(f"archive_kind_{kind}"), "    ", f"  {kind}: ") for kind in _KINDS)
    yield wrapped(messages("archive_sums_do"))
    example = ranked(record.themes)[0]
    yield wrapped(messages("archive_sums_example", theme=_name(example, strategy, messages)))
    yield "\n".join(_example(example, messages))
    yield wrapped(messages("archive_sums_points", points=sure_points(example.sureness)))
    yield wrapped(messages("archive_sums_verdict"))
    yield "\n".join(wrapped(line, "    ", "  - ") for line in _borders(facts["unclear_from"], messages))
    yield wrapped(messages("archive_sums_limits"))


def _borders(unclear_from: float | None, messages: Messages) -> Iterator[str]:
    """What follows from which figure, from the highest to the lowest."""
    border = _figure(ADDRESSED_FROM, messages, 2)
    limit = border if unclear_from is None else _figure(unclear_from, messages, 2)
    yield messages("archive_border_addressed", border=border, share=percent(CORE_SHARE, messages))
    if unclear_from is not None:
        yield messages("archive_border_unclear", unclear=limit, border=border)
    yield messages("archive_border_touched", limit=limit)
    yield messages("archive_border_none", limit=limit)


def _example(theme: ThemeResult, messages: Messages) -> Iterator[str]:
    """The ledger of a theme, passage by passage."""
    millionths: Counter[tuple[str, int]] = Counter()
    for line in theme.contributions:
        group = ("passage", line.passage + 1) if line.passage is not None else (line.kind, 0)
        millionths[group] += round(line.value * 1_000_000)
    for (kind, number), value in millionths.items():
        yield f"  {_figure(value / 1_000_000, messages):>10}  {messages(f'archive_line_{kind}', number=number)}"
    yield f"  {'-' * 10}"
    yield f"  {_figure(theme.sureness, messages):>10}  {messages('archive_line_sum')}"


def _figure(value: float, messages: Messages, digits: int = 6) -> str:
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if messages.language == "de" else text


def _repeat(record: Assessment, facts: Mapping[str, Any], messages: Messages) -> Iterator[str]:
    """Which command assesses the proposal again, and what it takes."""
    yield title(messages("archive_repeat_title"))
    yield wrapped(messages("archive_repeat", version=record.provenance.tool_version))
    yield f"  {facts['repeat']}"
