"""Builds models/*/terms-*.json: the words by which the terms of the shipped strategies are searched, ready to use.

To be run after a change of a strategy's terms, of a language's data, or of the code that finds words, lemmas and parts;
a test says when. Usage:

    python tools/build_term_words.py
"""

from __future__ import annotations

import msgspec

from s3align.analysis.annotator import Annotator, grouped_terms
from s3align.analysis.passages import blank
from s3align.analysis.term_words import Stored, key_of, stored_file, worked_out
from s3align.strategy.load import load_strategy, shipped_strategies


def main() -> None:
    """One line per strategy and language."""
    for folder in shipped_strategies().values():
        strategy = load_strategy(folder)
        for language in strategy.languages:
            lexicon = Annotator(blank(language).vocab, strategy, language).lexicon
            terms = [term for _, term in grouped_terms(strategy, language)]
            stored = Stored(key_of(terms, lexicon), tuple(worked_out(terms, lexicon)))
            file = stored_file(strategy.id, language)
            file.write_bytes(msgspec.json.encode(stored) + b"\n")
            print(f"{file}: {len(terms)} terms")


if __name__ == "__main__":
    main()
