"""``s3align profile``: what a theme looks like to the tool."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from s3align.cli.options import language_option
from s3align.errors import UsageError
from s3align.model.labelled import read_many
from s3align.model.suggest import suggest
from s3align.pipeline import default_pipeline
from s3align.strategy.model import Strategy, Strength, Theme


class _ThemeOrCommand(click.Group):
    """A group whose first word may be a theme: ``profile THEME`` means ``profile show THEME``."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        return super().resolve_command(ctx, args if args[0] in self.commands else ["show", *args])


@click.group("profile", cls=_ThemeOrCommand)
def profile_command() -> None:
    """Show what a theme looks like to the tool (THEME), or what its profile misses (suggest)."""


@profile_command.command("suggest")
@click.argument("data", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--theme", "theme_id", help="Only this theme (default: all).")
@language_option("the profile")
@click.option("--top", type=click.IntRange(1, 1000), default=30, show_default=True, help="How many words per theme.")
def suggest_command(data: tuple[Path, ...], *, theme_id: str | None, language: str, top: int) -> None:
    """List words of labelled texts (JSON Lines) that tell a theme from the others and that no profile covers.

    Decide on each with a dictionary of the field; never take a word from texts that are held out for measuring.
    """
    judge = default_pipeline().assessor()
    themes = [_find(judge.strategy, theme_id)] if theme_id else list(judge.strategy.themes)
    texts = [row for row in read_many(data, [theme.id for theme in judge.strategy.themes]) if not row.is_weak]
    profiles = judge.profiles.languages[language]
    for theme in themes:
        click.echo(f"{theme.name[language]} ({theme.id})")
        for row in suggest(texts, theme.id, profiles, judge.analyser)[:top]:
            click.echo(f"  {row.word:<30} z {row.z:4.1f}   {row.inside} texts of the theme, {row.outside} others")


@profile_command.command("show")
@click.argument("theme_id", metavar="THEME")
@language_option("the profile")
@click.option(
    "--top", type=click.IntRange(1, 1000), default=40, show_default=True, help="How many learnt words to show."
)
def show_command(theme_id: str, *, language: str, top: int) -> None:
    """Show what THEME looks like to the tool: curated terms by sub-topic, and the learnt words with most weight."""
    judge = default_pipeline().assessor()
    theme = _find(judge.strategy, theme_id)
    click.echo(f"{theme.name[language]} ({theme.id})\n{theme.gloss[language]}\n")
    for part in theme.subtopics:
        terms = [
            term
            for term in judge.strategy.terms
            if (term.theme, term.subtopic, term.language) == (theme.id, part.id, language)
        ]
        click.echo(f"{part.name[language]}")
        for strength in Strength:
            wordings = [term.text + ("*" if term.ambiguous else "") for term in terms if term.strength is strength]
            if wordings:
                click.echo(f"  {strength}: {', '.join(wordings)}")
    profiles = judge.profiles.languages[language]
    weights = sorted(profiles.weights[theme.id].items(), key=lambda item: (-item[1], item[0]))
    click.echo(f"\nLearnt words ({len(weights)}), weight × inverse document frequency shown first\n")
    for word, weight in weights[:top]:
        click.echo(f"  {weight:6.2f}  idf {profiles.idf[word]:5.2f}  {word}")
    calibration = profiles.calibration[theme.id]
    click.echo(
        f"\nLog-odds = {calibration.base} + {calibration.slope}·(words + terms) - {calibration.rivalry}·strongest rival; "
        f"addressed from {profiles.threshold:.2f}"
    )
    owners = sorted(profiles.term_weights[theme.id].items(), key=lambda item: (-item[1], item[0]))
    click.echo("Weight of the terms of: " + ", ".join(f"{owner} {weight}" for owner, weight in owners))
    click.echo("* counts only near a sure term of the same theme")


def _find(strategy: Strategy, theme_id: str) -> Theme:
    known = [theme.id for theme in strategy.themes]
    if theme_id not in known:
        near = difflib.get_close_matches(theme_id, known, n=1)
        hint = f"Did you mean '{near[0]}'?" if near else f"Themes: {', '.join(known)}."
        raise UsageError(f"Unknown theme '{theme_id}'. {hint}")
    return strategy.theme(theme_id)
