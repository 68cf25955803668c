"""Language, tokens, lemmas, compound parts."""
