"""The language layer: what stands in a text, found by spaCy pipelines of components of our own.

How Docs, passages and words relate:

- A **passage** is a stretch of a page (``record.document.Passage``). It has one language, found by its function words.
- All passages of one language become one **Doc**, with an empty line between them and ``doc.spans["passages"]`` around
  each. Hundreds of short passages cost as little as one long text, and what crosses a passage's limits is never matched.
- A **token** is what spaCy's tokeniser makes: words, punctuation, line breaks. What depends on its text alone (is it a
  word, its lemma, its compound parts, may it end a sentence) is worked out once per different token and kept
  (``lexicon``); a Doc is analysed by looking its tokens up, in columns (``words``), never token by token through spaCy's
  Python objects.
- A **word** is a token that begins with a letter or digit. A foreign tokeniser's token may hold several
  ("IT-Sicherheit"); ours has one. Terms are matched on the words alone: "künstliche, intelligente" has no gap for a comma.
- **Hits** are terms found, by word; as **spans** of the Doc they stand in ``doc.spans["themes"]`` and
  ``doc.spans["principles"]``, label = theme or principle, kb_id = sub-topic, id = term.
- ``analyse`` takes the Doc apart again: each ``AnalysedPassage`` has its words (``Token``, with their place on the page),
  its hits by word, and where its sentences and clauses begin.

The same ``Annotator`` does this for a document and as the component "s3align" in anyone's spaCy pipeline (``pipeline``).
Importing this package does not import spaCy, which takes half a second; ``warm_up`` does, best while a file is being read.
"""

from s3align.analysis.detect import detect_language
from s3align.analysis.languages import supported_languages
from s3align.analysis.passages import HEADING_EMPHASIS, Analyser, Piece, analyse, surfaces, warm_up
from s3align.analysis.terms import Hit, sure_hits
from s3align.analysis.tokens import AnalysedPassage, AnalysedText, Token

__all__ = [
    "HEADING_EMPHASIS",
    "AnalysedPassage",
    "AnalysedText",
    "Analyser",
    "Hit",
    "Piece",
    "Token",
    "analyse",
    "detect_language",
    "supported_languages",
    "sure_hits",
    "surfaces",
    "warm_up",
]
