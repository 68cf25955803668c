"""Work is linear in the text, and what is not stopped by limits is stopped by its budget."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from s3align import budget
from s3align.analysis import analyse
from s3align.analysis.sentences import LONGEST_SENTENCE
from s3align.analysis.tokenizer import LONGEST_CHUNK, cuts_of
from s3align.assess.assess import MOST_NOTES, assess
from s3align.budget import Budget
from s3align.errors import NotAssessableError, TimedOutError, TooLargeError
from s3align.pipeline import Pipeline, default_pipeline
from s3align.reading.limits import LONGEST_PASSAGE
from s3align.reading.read import read_bytes
from s3align.record.assessment import Reason
from s3align.record.document import Document, NoticeKind
from s3align.settings import Settings

HONEST = "Wir entwickeln in diesem Vorhaben ein Verfahren und die Stadt nutzt es für das neue Projekt der Region. "
MOST_RATIO = 3.0
"""Of the times for twice the text: 2 where work is linear, 4 where it grows with the square; timing is noisy."""
SHAPES = {
    "names and measures": "Hochschule entwickelt 2024 ",
    "exclamations": "!",
    "dots": ".",
    "brackets": "(",
    "commas": ",",
    "addresses": "www.",
    "hashtags": "#ki",
    "negations": "nicht befasst KI, ",
    "a long word": "wasserstoff",
    "combining marks": "\u0301",
    "emoji": "👩\u200d💻",
    "one word": "Wasserstoff ",
    "paragraphs": "Wort\n\n",
    "paragraphs of terms": "Wasserstoff im Test\n\n",
    "sentences of terms": "Wir erzeugen Wasserstoff im Test. ",
    "headings": "# Ziele\n\nText 1.\n\n",
}


def read(text: str, settings: Settings | None = None) -> Document:
    return read_bytes(text.encode(), name="a.txt", settings=settings or Settings())


def seconds_for(text: str) -> float:
    pipeline = default_pipeline()
    started = time.process_time()
    pipeline.assess(read(text))
    return time.process_time() - started


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_takes_at_most_twice_the_time(shape: str) -> None:
    default_pipeline().assess(read(HONEST * 8))  # loads what all need
    size = 40_000

    def text(factor: int) -> str:
        return HONEST * 8 + "\n\n" + SHAPES[shape] * (factor * size // len(SHAPES[shape]))

    seconds_for(text(1))
    once, twice = (min(seconds_for(text(factor)) for _ in range(2)) for factor in (1, 2))
    assert twice < MOST_RATIO * once + 0.05


def test_a_long_chunk_is_tokenised_without_loss_and_an_ordinary_text_as_before() -> None:
    tokenise = default_pipeline().assessor().analyser._pipeline("de")[0].tokenizer
    text = "Das ist z. B. so: " + "(" * 600 + " \n" + "x-" * 300 + "ende."
    assert tokenise(text).text == text
    assert cuts_of("a " * 10_000) == []
    assert len(cuts_of("." * (2 * LONGEST_CHUNK + 1))) == 4


def test_a_sentence_without_end_is_cut() -> None:
    document = read(HONEST.replace(".", "") * 200)
    sentences = [len(entry.text.sentences) for entry in analyse(document, default_pipeline().assessor().analyser)]
    words = len(document.pages[0].text.split())
    assert sum(sentences) >= words // LONGEST_SENTENCE


def test_a_long_passage_is_cut_between_sentences_and_loses_nothing() -> None:
    document = read(HONEST * 500)
    assert len(document.passages) > 2
    assert all(passage.end - passage.start <= LONGEST_PASSAGE for passage in document.passages)
    assert "".join(document.text(passage) for passage in document.passages) == document.pages[0].text
    assert all(document.text(passage).startswith("Wir ") for passage in document.passages)
    assert document.notices == ()


def test_passages_beyond_the_limit_are_left_out_and_told() -> None:
    document = read("Ein Absatz.\n\n" * 50, Settings(max_passages=20))
    assert len(document.passages) == 20
    (notice,) = document.notices
    assert (notice.kind, notice.page, notice.count) == (NoticeKind.SHORTENED, 1, 30)


def test_words_beyond_the_limit_are_left_out_and_told() -> None:
    document = read("Ein Absatz mit fünf Wörtern.\n\n" * 50, Settings(max_words=100))
    assert len(document.passages) == 20
    assert [notice.kind for notice in document.notices] == [NoticeKind.SHORTENED]


def test_text_beyond_the_limit_of_characters_is_told() -> None:
    settings = Settings(max_characters=1_000)
    assert [notice.kind for notice in read(HONEST * 50, settings).notices] == [NoticeKind.SHORTENED]
    assert read(HONEST * 5, settings).notices == ()


def test_a_report_lists_a_bounded_number_of_findings() -> None:
    # Each list of keywords is another one, and each would be a note.
    terms = [term.text for term in default_pipeline().strategy.terms if term.language == "de"]
    lists = [" ".join([*terms[at : at + 20], str(at)]) for at in range(3 * MOST_NOTES)]
    found = default_pipeline().assess(read("\n\n".join([HONEST * 8, *lists])))
    assert len(found.integrity) <= 10 * MOST_NOTES
    assert found.integrity[-1].kind == "more_notes"
    assert found.integrity[-1].count


def test_a_budget_refuses_what_takes_too_long_or_too_much() -> None:
    with pytest.raises(TimedOutError) as late, budget.spending(Budget("language", 1.0, 0.0, None)):
        budget.check()
    assert late.value.stage == "language"
    with pytest.raises(TooLargeError), budget.spending(Budget("assessing", 1e9, 1e9, 1)):
        budget.check()
    budget.check()  # nothing is left of them


def test_a_file_that_takes_too_long_to_assess_is_a_record_with_its_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = Pipeline()
    monkeypatch.setattr(Pipeline, "budget", lambda _, stage: Budget(stage, 60.0, 0.0, None))
    found = pipeline.check(HONEST.encode() * 8, name="a.txt")
    assert found.reason is Reason.TIMED_OUT
    assert dict(found.reason_values) == {"seconds": 60.0, "stage": "language"}
    monkeypatch.undo()
    assert pipeline.check(HONEST.encode() * 8, name="a.txt").is_assessed


def test_a_program_of_ours_is_interrupted_wherever_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "_GRACE_SECONDS", 0.0)
    monkeypatch.setattr(budget, "_owned", budget.threading.Event())
    budget.own_process()

    def hang() -> None:
        while True:
            pass

    with pytest.raises(TimedOutError), budget.spending(Budget.begin("assessing", 0.2, 10**9)):
        hang()


def test_a_clock_changes_no_result() -> None:
    document = read(HONEST * 20)
    pipeline = default_pipeline()
    passages = analyse(document, pipeline.assessor().analyser)
    try:
        bare = assess(document, passages, pipeline.assessor(), pipeline.settings)
    except NotAssessableError:  # pragma: no cover
        pytest.fail("the text can be assessed")
    assert bare == pipeline.assess(document)


def test_resident_memory_is_known_where_the_system_tells() -> None:
    known = budget.resident_bytes()
    assert (known is not None) == Path("/proc/self/statm").exists()
