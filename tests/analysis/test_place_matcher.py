"""The component for places: in anyone's pipeline, with any tokeniser, in a language with cue words or without."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import spacy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, get_words_and_spaces

from s3align.analysis.places import PlaceMatcher  # the import registers the component
from s3align.analysis.units import units_of
from s3align.strategy.load import find_strategy, load_strategy

COAST = Path(__file__).parent.parent / "strategy" / "data" / "coast"
PLACES = """
Dünenkreis,Kreis,,,,,,,,,,
Sandhafen,Stadt,Dünenkreis,,,,,,Sandhafener,,,
Fluth,Stadt,,,,,,,Fluther,,,
Nord-Moorburg,Stadt,,,,,,,,,,
"""
FORMS = "place,form\nFluth,Fluth (Meer)\nDünenkreis,EK-Dünen\nSandhafen,district of Sandhafen\n"
TRAPS = """kind,text,places,remedy
outside,Fernhafen,,elsewhere
common_word,Fluth,Fluth,the flood
adjective,Fluther,Fluth,a boat
institution,Universität Sandhafen-Fluth,Sandhafen;Fluth,a seat
other_place,Berg-Fluth,Fluth,another
other_place,Fernhafen-Fluth,Fluth,another
other_place,Sandhafener Heide,Sandhafen,elsewhere
phrase,Ebbe und Fluth,Fluth,the tide
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = Path(shutil.copytree(COAST, tmp_path_factory.mktemp("strategy") / "coast"))
    header = (folder / "municipalities.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "municipalities.csv").write_text(header + PLACES, encoding="utf-8")
    (folder / "name_traps.csv").write_text(TRAPS, encoding="utf-8")
    (folder / "place_forms.csv").write_text(FORMS, encoding="utf-8")
    (folder / "places.toml").write_text('after = ["/Meer", "(Küste)"]\npostal_code = \'K\\d{3}\'\n', encoding="utf-8")
    return folder


def hyphens_apart(nlp: Language) -> Language:
    nlp.tokenizer.infix_finditer = compile_infix_regex([*nlp.Defaults.infixes, r"[-/()]"]).finditer
    return nlp


def spaces_alone(nlp: Language) -> Language:
    def tokenise(text: str) -> Doc:
        words, spaces = get_words_and_spaces(text.split(), text)
        return Doc(nlp.vocab, words=words, spaces=spaces)

    nlp.tokenizer = tokenise
    return nlp


PIPELINES = {
    "de": lambda: spacy.blank("de"),
    "en": lambda: spacy.blank("en"),
    "xx": lambda: spacy.blank("xx"),
    "de, hyphens apart": lambda: hyphens_apart(spacy.blank("de")),
    "de, spaces alone": lambda: spaces_alone(spacy.blank("de")),
}


@pytest.fixture(scope="module", params=PIPELINES)
def nlp(request, folder) -> Language:
    nlp = PIPELINES[request.param]()
    nlp.add_pipe("s3align_places", config={"strategy": str(folder)})
    return nlp


def places(doc: Doc) -> list[tuple[str, str]]:
    return [(span.id_, span.label_) for span in doc.spans["places"]]


SENTENCES = [
    ("Die Anlage entsteht in Sandhafen.", [("Sandhafen", "site")]),
    ("Die Anlage entsteht in\nSandhafen.", [("Sandhafen", "site")]),
    ("In Sandhafen, Fluth und der Stadt Nord-Moorburg.", [(p, "site") for p in ("Sandhafen", "Fluth")]
     + [("Nord-Moorburg", "site")]),
    ("Built in Sandhafen, Fluth, and Nord-Moorburg.", [(p, "site") for p in ("Sandhafen", "Fluth", "Nord-Moorburg")]),
    ("Projektstandort: Sandhafen", [("Sandhafen", "site")]),
    ("In der Stadt Fluth wird gebaut.", [("Fluth", "site")]),
    ("Die Stadt Fluth hilft.", [("Fluth", "municipal_partner")]),
    ("Die Müller Bau, Sandhafen GmbH, baut.", [("Sandhafen", "partner")]),
    ("Ebbe und Fluth kommen in Fluth vor.", [("Fluth", "site")]),
    ("Die Fluth steigt.", []),
    ("Es liegt bei Fluth/Meer.", [("Fluth", "mention")]),
    ("Es liegt bei Fluth (Küste).", [("Fluth", "mention")]),
    ("Es liegt bei Fluth (Meer).", [("Fluth", "mention")]),
    ("Post an K123 Fluth", [("Fluth", "mention")]),
    ("Post an X123 Fluth", []),
    ("Post an A-K123 Fluth", [("Fluth", "mention")]),
    ("Fluth-Mitte wird umgebaut, Fluth - Mitte der Woche - steigt.", [("Fluth", "mention")]),
    ("Fluth und Sandhafen verbindet ein Weg.", [("Fluth", "mention"), ("Sandhafen", "mention")]),
    ("Die Strecke Sandhafen-Fluth ist neu.", [("Sandhafen", "mention"), ("Fluth", "mention")]),
    ("Sandhafen-Altstadt und Sandhafen-ähnlich", [("Sandhafen", "mention")]),
    ("Alt-Sandhafen, Berg-Fluth und das Sandhafenfest", []),
    ("Partner ist die Universität Sandhafen-Fluth.", [("Sandhafen", "partner"), ("Fluth", "partner")]),
    ("Am Abend ruht Fluth in Sandhafen.", [("Sandhafen", "site")]),
    ("Wir helfen - Sandhafen auch; Sandhafen - auch wir.", [("Sandhafen", "mention")] * 2),
    ("Es liegt bei Fernhafen-Fluth, nahe der Sandhafener Heide.", []),
    ("Die Sandhafener Musik, Sandhafener B", [("Sandhafen", "mention")]),
    ("Firmen aus Fernhafen", [("Fernhafen", "outside")]),
    ("Sandhafener Betriebe, sandige Sandhafener, die ruhen", [("Sandhafen", "mention")]),
    ("Der Fluther Hafen und der Fluther Wind", [("Fluth", "mention")]),
    ("EK-Dünen, Dünenkreis", [("Dünenkreis", "mention"), ("Dünenkreis", "mention")]),
    ("Standort\n\nSandhafen liegt am Meer.\n\nFluth\n\n, Sandhafen", [("Sandhafen", "mention")] * 2),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_places_are_found_whatever_the_tokeniser(nlp, text, expected):
    assert places(nlp(text)) == expected


PIECES = (
    "Sandhafen", "Fluth", "Nord-Moorburg", "Moorburg", "Fernhafen", "Universität", "Sandhafener", "Fluther", "Ebbe",
    "in", "In", "Stadt", "der", "und", "and", "an", "K123", "GmbH", "Hafen", "Mitte", "Küste", "Berg", "Projektstandort",
    "-", "-", "/", ",", ".", ":", "(", ")", " ", " ", " ", "\n", "\n\n", "’s", "„", "3,5", "z.B.",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("3,5in Sandhafen")  # some tokenisers part "5in"
@example("in\nSandhafen.")  # as many units as tokens, but others
def test_every_tokeniser_leads_to_the_same_places(pipelines, text):
    found = {name: places(nlp(text)) for name, nlp in pipelines.items()}
    assert len({tuple(named) for named in found.values()}) == 1, found


@pytest.fixture(scope="module")
def pipelines(folder) -> dict[str, Language]:
    pipelines = {name: make() for name, make in PIPELINES.items()}
    for nlp in pipelines.values():
        nlp.add_pipe("s3align_places", config={"strategy": str(folder)})
    return pipelines


def test_spans_can_be_drawn(pipelines):
    html = displacy.render(
        pipelines["de"]("Die Anlage entsteht in Sandhafen."), style="span", options={"spans_key": "places"}
    )
    assert "Sandhafen" in html
    assert "site" in html


def test_a_pipeline_with_the_component_can_be_saved_and_loaded(pipelines, tmp_path):
    pipelines["en"].to_disk(tmp_path / "model")
    loaded = spacy.load(tmp_path / "model")
    assert places(loaded("Built in Sandhafen")) == [("Sandhafen", "site")]


def test_a_span_covers_the_words_of_the_name(folder):
    nlp = hyphens_apart(spacy.blank("de"))
    nlp.add_pipe("s3align_places", config={"strategy": str(folder)})
    doc = nlp("Die Bahn von Sandhafen-Altstadt nach Fluth (Meer) und Nord-Moorburg.")
    assert [span.text for span in doc.spans["places"]] == ["Sandhafen", "Fluth (Meer)", "Nord-Moorburg"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "L'installation se trouve à Sandhafen, Fluth et Nord-Moorburg.", ["site", "site", "site"]),
        ("fr", "La ville de Fluth participe.", ["municipal_partner"]),
        ("nl", "De proef vindt plaats in de stad Fluth en Sandhafen.", ["site", "site"]),
        ("nl", "Sandhafen Techniek B.V. en Sandhafen B.V. doen mee.", ["partner", "partner"]),
    ],
)
def test_cue_words_of_other_languages_tell_the_role(folder, language, text, expected):
    nlp = spacy.blank(language)
    nlp.add_pipe("s3align_places", config={"strategy": str(folder), "languages": [language]})
    assert [role for _, role in places(nlp(text))] == expected


def test_a_language_without_cue_words_has_mentions(folder):
    nlp = spacy.blank("xx")
    nlp.add_pipe("s3align_places", config={"strategy": str(folder), "languages": ["xx"]})
    assert places(nlp("In Sandhafen, Projektstandort: Fluth, Fernhafen.")) == [
        ("Sandhafen", "mention"),
        ("Fernhafen", "outside"),
    ]
    assert places(nlp("Fluth, Sandhafen")) == [("Fluth", "mention"), ("Sandhafen", "mention")]


@pytest.mark.parametrize("config", [{}, {"strategy": "ruhr"}])
def test_a_strategy_that_travels_with_the_package_is_found_by_name(config):
    nlp = spacy.blank("de")
    nlp.add_pipe("s3align_places", config=config)
    assert places(nlp("Die Anlage entsteht in Herne.")) == [("Herne", "site")]


def test_units_are_cut_from_the_text():
    doc = spacy.blank("de")("Die Nord-Süd-Bahn\nfährt „Bochum’s“ Weg (neu), 3,5 km.")
    units = units_of(doc)
    assert all(doc.text.startswith(text, start) for text, start in zip(units.texts, units.starts, strict=True))
    assert "".join(units.texts) == "".join(doc.text.split())


def test_no_name_passes_unnoticed():
    strategy = load_strategy(find_strategy("ruhr"))
    matcher = PlaceMatcher(spacy.blank("de"), strategy)
    names = [form for place in strategy.municipalities for form in (place.name, *place.forms, place.adjective)]
    names += [trap.text for trap in strategy.name_traps if trap.kind in {"institution", "outside"}]
    assert [name for name in names if name and not matcher.may_name_places(f"Der Ort ({name}) liegt dort.")] == []
    assert not matcher.may_name_places("Die Hochschule in der Stadt am Hafen ist ein Partner im Kreis.")
