from __future__ import annotations

import pytest
from desk_builders import make_call, make_submission
from desk_servers import fresh_database
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s3align.desk.storage import search
from s3align.desk.storage.stemming import folded, stem
from s3align.desk.storage.tables import SearchText

TEXTS = {
    "hydrogen": "Die Erzeugung grünen Wasserstoffs im Hafen. Ein Wasserstoffspeicher ergänzt die Anlage.",
    "mobility": "Neue Formen der Mobilität für Städte und Gemeinden: Busse, die auf Abruf fahren.",
    "spelt": "Mobilitaet ohne Umlaute, in Staedten mit gruener Energie.",
    "english": "The projects build batteries for ships, and a city-wide network of charging points.",
    "code": "Die CO2-neutrale Giesserei nutzt 5G und KI. Ein neuer Kran, eine neue Halle.",
}


@pytest.fixture
def found(database):
    with database.writing() as session:
        call = make_call(session)
        ids = {name: make_submission(session, call).id for name in TEXTS}
        for name, content in TEXTS.items():
            search.index(session, ids[name], content)
    names = {value: key for key, value in ids.items()}

    def of(query: str) -> set[str]:
        with database.reading() as session:
            return {names[entry] for entry in search.find(session, call.id, query)}

    return of


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Wasserstoff", {"hydrogen"}),
        ("WASSERSTOFFS", {"hydrogen"}),
        ("grüner Wasserstoff", {"hydrogen"}),
        ("Wasserst*", {"hydrogen"}),
        ("Speicher", set()),
        ("wasserstoffspeichern", {"hydrogen"}),
        ("Mobilität", {"mobility", "spelt"}),
        ("mobilitaet", {"mobility", "spelt"}),
        ("Mobilitat", {"mobility", "spelt"}),
        ("Stadt", {"mobility", "spelt"}),
        ("Städten", {"mobility", "spelt"}),
        ("Mobilität -Busse", {"spelt"}),
        ("-Mobilität", {"hydrogen", "english", "code"}),
        ('"Formen der Mobilität"', {"mobility"}),
        ('"Mobilität der Formen"', set()),
        ('-"Formen der Mobilität" Mobilität', {"spelt"}),
        ('"neue Form*', {"mobility"}),
        ("project", {"english"}),
        ("city-wide", {"english"}),
        ("wide-city", set()),
        ("CO2", {"code"}),
        ("co2-neutral", {"code"}),
        ("5g", {"code"}),
        ("neuem", {"mobility", "code"}),
        ("Gießereien", {"code"}),
        ("die", {"hydrogen", "mobility", "code"}),
        ("projects*", {"english"}),
        ("", set(TEXTS)),
        ("???", set()),
        ("Ozean", set()),
    ],
)
def test_a_query_finds_the_texts_that_it_means(found, query, expected):
    assert found(query) == expected


def test_what_is_indexed_again_or_removed_is_found_no_more(database):
    with database.writing() as session:
        call = make_call(session)
        first, second = make_submission(session, call), make_submission(session, call)
        search.index(session, first.id, "Photovoltaik")
        search.index(session, second.id, "Photovoltaik")
    with database.writing() as session:
        search.index(session, first.id, "Windkraft")
        search.remove(session, second.id)
    with database.reading() as session:
        assert search.find(session, call.id, "Photovoltaik") == set()
        assert search.find(session, call.id, "Windkraft") == {first.id}


def test_a_call_finds_its_own_submissions_alone(database):
    with database.writing() as session:
        mine, other = make_call(session), make_call(session)
        for call in (mine, other):
            search.index(session, make_submission(session, call, content=call.id.encode()).id, "Photovoltaik")
    with database.reading() as session:
        assert len(search.find(session, mine.id, "Photovoltaik")) == 1


def test_a_phrase_is_found_where_parts_meet_and_late_in_a_long_text(database):
    filler = [f"wort{number}" for number in range(search._PART - 6)]
    words = [*filler, *"eins zwei drei vier fuenf sechs sieben acht neun zehn elf zwölf".split(), *filler]
    with database.writing() as session:
        submission = make_submission(session, make_call(session))
        search.index(session, submission.id, " ".join(words))
    with database.reading() as session:
        for start in range(len(filler) - 3, len(filler) + 12):
            phrase = " ".join(words[start : start + 3])
            assert search.find(session, submission.call_id, f'"{phrase}"'), phrase
        assert not search.find(session, submission.call_id, '"eins drei"')
        assert search.find(session, submission.call_id, f"wort0 {words[-1]} sechs")


def test_a_frequent_word_keeps_its_phrases(database):
    with database.writing() as session:
        submission = make_submission(session, make_call(session))
        search.index(session, submission.id, "der eine " * 900 + "der andere")
    with database.reading() as session:
        assert search.find(session, submission.call_id, '"der andere"')


QUERIES = st.text(
    st.sampled_from(list("abw äöüß\"*-()&|!:<>'%\\^{}+.,;0\x00\n\ud800€中é")) | st.characters(), max_size=40
)


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def shared(request, tmp_path_factory):
    with fresh_database(request.param, tmp_path_factory.mktemp("shared")) as database:
        with database.writing() as session:
            call = make_call(session)
            submission = make_submission(session, call)
        yield database, call.id, submission.id


@given(query=QUERIES, content=QUERIES)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_and_no_query_is_an_error(shared, query, content):
    database, call_id, submission_id = shared
    with database.writing() as session:
        search.index(session, submission_id, content)
        search.find(session, call_id, query)
        words = folded(content)
        if words:
            assert search.find(session, call_id, content.replace("-", " ").replace("*", " ")) == {submission_id}


WORDS = st.text(st.sampled_from("abeginklostuy"), min_size=1, max_size=8)
ENDINGS = st.sampled_from(
    "- e en ern em er es s est st end ung ig ik isch lich heit keit nisse igung lichkeit igkeit erlich enheit".replace(
        "-", ""
    ).split(" ")
)


@given(words=st.lists(st.builds(lambda word, ending: word + ending, WORDS, ENDINGS), min_size=20, max_size=60))
@settings(max_examples=60)
def test_endings_are_those_that_postgresql_takes_off(words):
    database = POSTGRESQL[0]
    words = [word for word in words if word]
    with database.reading() as session:
        rows = session.connection().exec_driver_sql(
            "select w, (ts_lexize('s3align_german_stem', w))[1] from unnest(string_to_array(%s, ' ')) w",
            (" ".join(words),),
        )
        assert [(word, stem(word)) for word in words] == [tuple(row) for row in rows]


POSTGRESQL = []


@pytest.fixture(autouse=True)
def _postgresql(request, tmp_path_factory):
    if request.node.originalname == "test_endings_are_those_that_postgresql_takes_off":
        with fresh_database("postgresql", tmp_path_factory.mktemp("stems")) as database:
            POSTGRESQL[:] = [database]
            yield
    else:
        yield


def test_parts_hold_folded_words_and_no_sentence(database):
    with database.writing() as session:
        submission = make_submission(session, make_call(session))
        search.index(session, submission.id, "Grün, grün!")
        assert "grun grun" in session.query(SearchText).one().words
