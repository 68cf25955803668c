"""The model card: what the model is, what it was learnt from, how good it is, in figures written by the command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from s3align.evaluation.metrics import Figures
from s3align.evaluation.show import table

_TEXT = """# Model card: {strategy}

Written by `s3align train --data …`; do not edit. The model is JSON: inverse document frequencies, one weight per word and
theme (L2-regularised logistic regression on TF-IDF of lemmas and compound parts), and per theme four calibration figures.

## What a score means
The share of texts with this score that readers judged to be about the theme, among texts like those below. It is a
statement on wording, not on quality, feasibility or funding.

## Learnt from
{sources}

Texts: {texts}. The labelled texts from public sources are not part of the product; what was learnt from them is figures.
Weakly labelled texts (library headings) count a tenth, texts read by two annotators three times a text with its source's
own code. Library records
labelled by reading their beginning (`corpus/labels`) count once, or 0.3 where the reader was unsure; they were chosen for
being hard and, like the self-written reference texts, teach weights and are not measured on.

## How good it is
Five-fold cross-validated on the real labelled texts: word weights learnt on four fifths, combination, calibration and
thresholds fitted on texts that the weights had not seen, everything measured on texts that neither had seen.

{tables}

## Limits
- Shown for abstracts of 60 to 400 words; longer documents are judged by segments and were measured on few.
- Smart city and logistics have the fewest German reference texts; their figures are the least certain.
- German and English calibrations are fitted apart, so a text and its translation can differ: on 60 self-written pairs by 0.019
  on average, by 0.67 at most.
- Another genre is judged worse: on 47 German descriptions of funding programmes (none learnt from; the genre word list was
  written with them in view) macro-F1 was 0.53, and three in ten theme-less ones were given a theme. Project texts, not
  calls, are what the model is for.
- Long documents are judged worse than abstracts: on 23 labelled PDFs (none learnt from) micro-F1 was 0.53 and the top theme
  right in 5 of 7.
- Annotators agreed more than strangers would: the labels were made by one kind of reader.
- Ranges rest on leaving segments out, on drawing passages anew and on the length of the text. The score of one half of a text
  lies in the range of the other half in 89 % of all theme scores, and in 68 % of those of 0.1 and more (63 % is what an 80 %
  range should give).
- Source codes of 84 texts that the model doubted were read anew by title and beginning; the reading teaches, the source's code
  still measures.
- The genres of the reference texts added last were chosen after looking at errors on the texts measured here; texts that
  came close to one of these in subject were taken out again.
"""


def model_card(
    strategy: str, provenance: Mapping[str, Any], figures: Mapping[str, Sequence[tuple[str, Figures]]]
) -> str:
    """Markdown. ``figures``: language -> (heading, figures) pairs."""
    sources = "\n".join(f"- `{name}` (SHA-256 {digest[:16]}…)" for name, digest in provenance["learnt_from"].items())
    texts = ", ".join(f"{count} {name}" for name, count in provenance["texts"].items())
    tables = "\n\n".join(
        f"```text\n{table(entry, f'{language}, {heading}')}\n```"
        for language, entries in figures.items()
        for heading, entry in entries
    )
    return _TEXT.format(strategy=strategy, sources=sources, texts=texts, tables=tables)
