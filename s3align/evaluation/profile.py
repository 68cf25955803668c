"""What a theme looks like to the tool, as text: curated terms, learnt words, and how the two opinions are put together."""

from __future__ import annotations

from collections.abc import Iterator

from s3align.model.profiles import LanguageProfiles
from s3align.strategy.model import Strategy, Strength, Subtopic, Theme, wording


def profile_lines(strategy: Strategy, theme: Theme, profiles: LanguageProfiles, top: int) -> Iterator[str]:
    """The profile of a theme in the profiles' language; ``top`` learnt words are shown."""
    language = profiles.language
    yield f"{wording(theme.name, language)} ({theme.id})\n{wording(theme.gloss, language)}\n"
    for part in theme.subtopics:
        yield from _terms(strategy, theme, part, language)
    vocabulary, keywords, fusion = profiles.vocabulary, profiles.keywords, profiles.fusion[theme.id]
    weights = sorted(vocabulary.weights[theme.id].items(), key=lambda item: (-item[1], item[0]))
    yield f"\nLearnt words ({len(weights)}), weight × inverse document frequency shown first\n"
    for word, weight in weights[:top]:
        yield f"  {weight:6.2f}  idf {vocabulary.idf[word]:5.2f}  {word}"
    yield f"\nLog-odds = {fusion.base} + {fusion.vocabulary}·(words) + {fusion.keyword}·(terms)"
    owners = sorted(keywords.weights[theme.id].items(), key=lambda item: (-item[1], item[0]))
    yield "Weight of the terms of: " + ", ".join(f"{owner} {weight}" for owner, weight in owners)
    worst = sorted(keywords.reliability.get(theme.id, {}).items(), key=lambda item: (item[1], item[0]))[:top]
    yield "Least reliable terms: " + ", ".join(f"{term} {value}" for term, value in worst)
    yield "* counts only near a sure term of the same theme"


def _terms(strategy: Strategy, theme: Theme, part: Subtopic, language: str) -> Iterator[str]:
    yield wording(part.name, language)
    for strength in Strength:
        wordings = [
            term.text + ("*" if term.ambiguous else "")
            for term in strategy.terms
            if (term.theme, term.subtopic, term.language, term.strength) == (theme.id, part.id, language, strength)
        ]
        if wordings:
            yield f"  {strength}: {', '.join(wordings)}"
