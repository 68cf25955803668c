"""The components in other people's spaCy pipelines, and the same analysis in ours."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc

from s3align.analysis import Analyser, Piece, analyse, sure_hits
from s3align.analysis.pipeline import TOKENIZER
from s3align.errors import DataError, UsageError
from s3align.record.document import Document, Page, Passage
from s3align.strategy.load import find_strategy, load_strategy
from s3align.strategy.model import Strategy, Strength, Term

ROOT = Path(__file__).parents[2]
SENTENCES = (
    "Dr. Weber plant ein Wasserstoffgebäude.",
    "Am 3. Mai folgt die IT-Sicherheit für das Krankenhaus der Stadt.",
)
GERMAN = " ".join(SENTENCES)
ENGLISH = "The hospital will test machine learning for the logistics of the port, and it is about hydrogen."
STEPS = ("s3align_language", "s3align_sentences", "s3align_lemmas", "s3align_terms", "s3align_principles")


@pytest.fixture(scope="module")
def nlp() -> Language:
    """Somebody's pipeline, with spaCy's own tokeniser."""
    nlp = spacy.blank("de")
    nlp.add_pipe("s3align", config={"strategy": "ruhr"})
    return nlp


def spans(doc: Doc, group: str = "themes") -> list[tuple[str, str, str]]:
    return [(span.label_, span.id_, span.text) for span in doc.spans[group]]


def test_one_component_adds_all_of_it(nlp: Language) -> None:
    doc = nlp(GERMAN)
    assert ("green-tech", "Wasserstoff", "Wasserstoffgebäude") in spans(doc)
    assert ("cyber-ai", "IT-Sicherheit", "IT-Sicherheit") in spans(doc)
    assert [sentence.text for sentence in doc.sents] == [*SENTENCES]
    assert [(span.label_, span.text) for span in doc.spans["passages"]] == [("de", GERMAN)]
    station = next(token for token in doc if token.text == "Wasserstoffgebäude")
    assert station.lemma_ == "wasserstoffgebäude"
    assert station._.s3align_parts == ("wasserstoff", "gebäude")


def test_spans_carry_subtopic_term_and_strength(nlp: Language) -> None:
    doc = nlp(GERMAN)
    (span,) = [span for span in doc.spans["themes"] if span.id_ == "Wasserstoff"]
    assert (span.kb_id_, span._.s3align_strength) == ("hydrogen", "strong")
    assert doc[0:1]._.s3align_strength is None


def test_principles_have_spans_of_their_own(nlp: Language) -> None:
    doc = nlp("Das Vorhaben stärkt den Wissenstransfer in die Unternehmen.")
    assert ("transfer", "Wissenstransfer", "Wissenstransfer") in spans(doc, "principles")


def test_places_have_spans_of_their_own(nlp: Language) -> None:
    assert spans(nlp("Die Anlage steht in Bochum."), "places") == [("site", "Bochum", "Bochum")]


@pytest.mark.parametrize("language", ["de", "en"])
def test_displacy_draws_the_spans(language: str) -> None:
    nlp = spacy.blank(language)
    nlp.add_pipe("s3align", config={"strategy": "ruhr"})
    doc = nlp(GERMAN if language == "de" else ENGLISH)
    html = displacy.render(doc, style="span", options={"spans_key": "themes"}, jupyter=False)
    assert all(span.label_ in html for span in doc.spans["themes"])
    assert len(doc.spans["themes"]) >= 2


def test_the_steps_one_by_one_give_the_same_as_all_at_once(nlp: Language) -> None:
    apart = spacy.blank("de")
    for name in STEPS:
        apart.add_pipe(name)
    one, other = nlp(GERMAN), apart(GERMAN)
    assert spans(one) == spans(other)
    assert spans(one, "principles") == spans(other, "principles")
    assert [sentence.text for sentence in one.sents] == [sentence.text for sentence in other.sents]
    assert [token.lemma_ for token in one] == [token.lemma_ for token in other]


@settings(deadline=None)
@given(st.text(alphabet="ab C.,-:*/\n3'IT„“", max_size=60))
def test_our_tokeniser_and_spacys_find_the_same_terms_or_ours_finds_more(text: str) -> None:
    for tokenised in (_PLAIN, _OWN):
        doc = tokenised(f"Wasserstoff {text} Wasserstoff")
        assert "".join(token.text_with_ws for token in doc) == doc.text
        assert spans(doc)[0][1] == spans(doc)[-1][1] == "Wasserstoff"


def _made(config: dict[str, object]) -> Language:
    nlp = spacy.blank("de", config=config)
    nlp.add_pipe("s3align")
    return nlp


_PLAIN = _made({})
_OWN = _made({"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})


def test_passages_in_other_languages_are_left_alone(nlp: Language) -> None:
    doc = nlp(f"{GERMAN}\n\n{ENGLISH}")
    assert [span.label_ for span in doc.spans["passages"]] == ["de", "en"]
    assert max(span.end for span in doc.spans["themes"]) <= doc.spans["passages"][0].end


def test_sentences_and_lemmas_of_other_components_are_kept() -> None:
    nlp = spacy.blank("de")
    nlp.add_pipe("sentencizer", config={"punct_chars": [";"]})
    nlp.add_pipe("attribute_ruler").add([[{"ORTH": "Stadt"}]], {"LEMMA": "Ort"})
    nlp.add_pipe("s3align")
    doc = nlp("Wir sehen die Stadt; sie wächst. Und mehr.")
    assert [sentence.text for sentence in doc.sents] == ["Wir sehen die Stadt;", "sie wächst. Und mehr."]
    assert doc[3].lemma_ == "Ort"


def test_ambiguous_terms_need_a_sure_one_nearby(strategy: Strategy) -> None:
    terms = (
        Term("Netz", "ai", "part", "de", Strength.MEDIUM, False, True, "test:1"),
        Term("Roboter", "ai", "part", "de", Strength.STRONG, False, False, "test:2"),
    )
    analyser = Analyser(replace(strategy, terms=terms))
    alone, together = analyser.texts("de", [Piece("Ein Netz."), Piece("Ein Netz für Roboter.")])
    assert [hit.term.text for hit in alone.hits] == ["Netz"]
    assert sure_hits(alone.hits) == []
    assert [hit.term.text for hit in sure_hits(together.hits)] == ["Netz", "Roboter"]


def test_empty_docs_stay_empty(nlp: Language) -> None:
    for text in ("", " ", "\n\n", "."):
        assert spans(nlp(text)) == []


def test_docs_survive_the_way_through_bytes_and_nlp_pipe(nlp: Language) -> None:
    (doc,) = nlp.pipe([GERMAN])
    copy = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert spans(copy) == spans(nlp(GERMAN))
    assert copy[4]._.s3align_parts == doc[4]._.s3align_parts


def test_a_language_without_terms_is_an_error_that_names_those_with() -> None:
    with pytest.raises(DataError, match=r"has no terms in the pipeline's language 'fr'.*one of: de, en"):
        spacy.blank("fr").add_pipe("s3align", config={"strategy": "ruhr"})


def test_an_unknown_strategy_is_an_error_that_names_the_known() -> None:
    with pytest.raises(UsageError, match="ruhr"):
        spacy.blank("de").add_pipe("s3align", config={"strategy": "rurh"})


def test_a_strategy_may_be_a_folder() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("s3align", config={"strategy": str(ROOT / "corpus" / "strategies" / "ruhr")})
    assert "hydrogen" in {term for _, term, _ in spans(nlp(ENGLISH))}


def test_a_pipeline_can_be_kept_in_a_file(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert spans(again(GERMAN)) == spans(nlp(GERMAN))


def test_spacy_finds_the_components_by_entry_points(tmp_path: Path) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    info = tmp_path / "probe-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: probe\nVersion: 1\n", encoding="utf-8")
    lines = [
        f"[{group}]\n" + "\n".join(f"{key} = {value}" for key, value in rows.items())
        for group, rows in declared.items()
    ]
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    program = (
        "import spacy; nlp = spacy.blank('de'); nlp.add_pipe('s3align'); print(len(nlp('Wasserstoff').spans['themes']))"
    )
    path = f"{ROOT}:{tmp_path}" if sys.platform != "win32" else f"{ROOT};{tmp_path}"
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "1", done.stderr


def test_every_component_is_declared_as_an_entry_point() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    assert sorted(declared["spacy_factories"]) == sorted(["s3align", "s3align_places", *STEPS])
    assert list(declared["spacy_tokenizers"]) == [TOKENIZER]


def test_importing_the_layer_does_not_import_spacy() -> None:
    program = "import s3align.analysis, s3align.assess.assess, sys; print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_threads_share_one_analyser() -> None:
    analyser = Analyser(load_strategy(find_strategy("ruhr")))
    page = f"{GERMAN}\n{ENGLISH}"
    cut = (Passage(1, 0, len(GERMAN)), Passage(1, len(GERMAN) + 1, len(page)))
    document = Document("a", "0", (Page(1, page),), cut)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: analyse(document, analyser), range(8)))
    assert all(entry == found[0] for entry in found)
    assert [entry.language for entry in found[0]] == ["de", "en"]


def test_hits_of_the_product_are_the_spans_of_the_component(nlp: Language) -> None:
    (text,) = Analyser(load_strategy(find_strategy("ruhr"))).texts("de", [Piece(GERMAN)])
    ours = [
        (hit.term.theme, hit.term.text, GERMAN[text.tokens[hit.first].start : text.tokens[hit.last].end])
        for hit in sure_hits(text.hits)
    ]
    assert ours == spans(nlp(GERMAN))


def test_a_pipeline_whose_vocabulary_has_grown_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    analyser = Analyser(load_strategy(find_strategy("ruhr")))
    before = analyser.tokens(GERMAN, "de")
    pipeline = analyser._pipeline("de")
    monkeypatch.setattr("s3align.analysis.passages._MOST_WORDS", 5)
    assert analyser.tokens(GERMAN, "de") == before
    assert analyser._pipeline("de") is not pipeline
