"""Builds corpus/language/*/lemmas.marisa: simplemma's word lists as tries, which a first run would take seconds to make.

For every language whose ``language.toml`` names such a file. Prints the SHA-256 that belongs beside it. Usage:

    python tools/build_lemma_lists.py
"""

from __future__ import annotations

import hashlib

import simplemma
from simplemma.strategies.dictionaries import TrieDictionaryFactory

from s3align import resources
from s3align.analysis.languages import language_data


def main() -> None:
    """One line per language."""
    print(f"simplemma {simplemma.__version__}")
    factory = TrieDictionaryFactory(use_disk_cache=False)
    for code in resources.languages():
        target = language_data(code).lemmas
        if target is not None:
            factory._build_trie(code).save(str(target))  # noqa: SLF001 -- there is no public way to build one
            print(f'{code}: lemmas_sha256 = "{hashlib.sha256(target.read_bytes()).hexdigest()}"')


if __name__ == "__main__":
    main()
