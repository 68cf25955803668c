"""The language layer: language per passage, words, lemmas, parts of compounds."""
