"""``s3align profile``: what a theme looks like to the tool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from s3align.cli.options import strategy_options, supported_languages
from s3align.errors import UsageError, said
from s3align.nearest import nearest

if TYPE_CHECKING:
    from s3align.model.profiles import LanguageProfiles
    from s3align.strategy.model import Strategy, Theme


class _ThemeOrCommand(click.Group):
    """A group whose first word may be a theme: ``profile THEME`` means ``profile show THEME``."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        return super().resolve_command(ctx, args if args[0] in self.commands else ["show", *args])


_language = click.option(
    "--lang", "language", metavar="LANGUAGE", help="Language of the profile (default: the strategy's first)."
)


@click.group("profile", cls=_ThemeOrCommand, subcommand_metavar="THEME | COMMAND [ARGS]...")
def profile_command() -> None:
    """Show what a theme looks like to the tool, or what its profile misses.

    `profile THEME` is short for `profile show THEME`.
    """


@profile_command.command("suggest", short_help="List words that no profile covers.")
@click.argument("data", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--theme", "theme_id", help="Only this theme (default: all).")
@_language
@click.option("--top", type=click.IntRange(1, 1000), default=30, show_default=True, help="How many words per theme.")
@strategy_options
def suggest_command(
    data: tuple[Path, ...],
    *,
    theme_id: str | None,
    language: str | None,
    top: int,
    strategy: str | None,
    models: Path | None,
) -> None:
    """List words of labelled texts (JSON Lines) that tell a theme from the others and that no profile covers.

    Decide on each with a dictionary of the field; never take a word from texts that are held out for measuring.
    """
    from s3align.analysis.passages import Analyser  # noqa: PLC0415 -- heavy; not for --help
    from s3align.model.labelled_files import read_many  # noqa: PLC0415
    from s3align.model.suggest import suggest  # noqa: PLC0415
    from s3align.strategy.model import wording  # noqa: PLC0415

    known, profiles = _profiles(strategy, models, language)
    themes = [_find(known, theme_id)] if theme_id else list(known.themes)
    read = read_many(data, [theme.id for theme in known.themes], languages=known.languages)
    texts = [row for row in read if not row.is_weak]
    analyser = Analyser(known)
    for theme in themes:
        click.echo(f"{wording(theme.name, profiles.language)} ({theme.id})")
        for row in suggest(texts, theme.id, profiles, analyser)[:top]:
            click.echo(f"  {row.word:<30} z {row.z:4.1f}   {row.inside} texts of the theme, {row.outside} others")


@profile_command.command("show", short_help="Show what a theme looks like to the tool.")
@click.argument("theme_id", metavar="THEME")
@_language
@click.option(
    "--top", type=click.IntRange(1, 1000), default=40, show_default=True, help="How many learnt words to show."
)
@strategy_options
def show_command(theme_id: str, *, language: str | None, top: int, strategy: str | None, models: Path | None) -> None:
    """Show what THEME looks like to the tool: curated terms by sub-topic, and the learnt words with most weight."""
    from s3align.evaluation.profile import profile_lines  # noqa: PLC0415 -- heavy; not for --help

    known, profiles = _profiles(strategy, models, language)
    for line in profile_lines(known, _find(known, theme_id), profiles, top):
        click.echo(line)


def _profiles(strategy: str | None, models: Path | None, language: str | None) -> tuple[Strategy, LanguageProfiles]:
    """A strategy, and the profiles of its model in a language, or in its first."""
    from s3align.model import store  # noqa: PLC0415 -- heavy; not for --help
    from s3align.strategy.load import find_strategy, load_strategy  # noqa: PLC0415

    folder = find_strategy(strategy)
    known = load_strategy(folder, supported=supported_languages())
    language = language or known.languages[0]
    if language not in known.languages:
        raise UsageError(
            said(
                "no_such_language",
                "The strategy '{strategy}' has no language '{language}'. {hint}",
                strategy=known.id,
                language=language,
                hint=nearest(language, known.languages),
            )
        )
    model = store.load(store.find_model(known, folder, models), known.id, known.binding_hash)
    return known, model.languages[language]


def _find(strategy: Strategy, theme_id: str) -> Theme:
    known = [theme.id for theme in strategy.themes]
    if theme_id not in known:
        raise UsageError(
            said("theme_unknown", "Unknown theme '{theme}'. {hint}", theme=theme_id, hint=nearest(theme_id, known))
        )
    return strategy.theme(theme_id)
