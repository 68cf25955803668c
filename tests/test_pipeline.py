"""One pipeline for any caller: threads, failures nobody foresaw, order, and the parts it is made of."""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from s3align import Pipeline, Settings, Status, render_annotated, resources, to_json
from s3align.errors import UsageError
from s3align.example import build_example
from s3align.machine import available_cores
from s3align.pipeline import Checked, _Told
from s3align.reading.sandbox.client import shared
from s3align.record.assessment import Reason
from s3align.record.document import Concealment, Document, HiddenText, Page, Passage, PassageKind
from s3align.render import render

GERMAN = (resources.folder("corpus") / "strategies" / "ruhr" / "examples" / "beispielantrag.md").read_text(
    encoding="utf-8"
)
ENGLISH = (resources.folder("corpus") / "strategies" / "ruhr" / "examples" / "example-proposal.md").read_text(
    encoding="utf-8"
)
TELLTALE = "Geheimnisträgerprojekt"


@pytest.fixture(scope="module")
def pipeline():
    return Pipeline()


@pytest.fixture
def files(tmp_path):
    paths = []
    for number, text in enumerate((GERMAN, ENGLISH, GERMAN[:3000], "Zu kurz.", ENGLISH[:2500], GERMAN[3000:])):
        path = tmp_path / f"{number}.md"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def test_threads_that_share_a_pipeline_get_what_one_after_the_other_gets(pipeline, files):
    alone = [to_json(pipeline.check(path)) for path in files]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda path: to_json(pipeline.check(path)), files * 3))
    assert together == alone * 3


def test_a_pipe_keeps_the_order_of_its_sources(pipeline, files):
    found = list(pipeline.pipe(iter(files), readers=3))
    assert [entry.document.name for entry in found] == [path.name for path in files]
    assert [entry.status for entry in found].count(Status.NOT_ASSESSABLE) == 1


def test_a_pipe_ends_with_the_first_path_that_is_none(pipeline, files, tmp_path):
    found = pipeline.pipe([files[0], tmp_path / "nowhere.md", files[1]], readers=2)
    assert next(found).is_assessed
    with pytest.raises(UsageError, match=r"nowhere\.md does not exist"):
        next(found)


def test_checking_is_reading_and_assessing(pipeline, files):
    assert pipeline.assess(pipeline.read(files[0])) == pipeline.check(files[0])
    checked = pipeline.check_document(files[0])
    assert checked == Checked(pipeline.check(files[0]), pipeline.read(files[0]))
    assert pipeline.check_document(b"%PDF-1.4 broken", name="a.pdf").document is None


def test_every_stage_is_told_with_its_seconds(files):
    told = {}
    Pipeline().check_document(files[0], timer=told.__setitem__)
    assert list(told) == ["start", "reading", "language", "assessing"]
    assert all(seconds >= 0 for seconds in told.values())


@pytest.mark.parametrize(
    ("place", "stage"),
    [
        ("s3align.assess.assess.assess", "assessing"),
        ("s3align.reading.sandbox.client.file_bytes", "reading"),
    ],
)
def test_an_error_that_nobody_foresaw_is_logged_without_content_and_reported(
    tmp_path, monkeypatch, caplog, place, stage
):
    path = tmp_path / "a.md"
    path.write_text(GERMAN + TELLTALE, encoding="utf-8")
    pipeline = Pipeline()
    pipeline.check(path)

    def broken(*_, **__):
        raise ValueError(f"cannot parse {TELLTALE}")

    monkeypatch.setattr(place, broken)
    with caplog.at_level(logging.ERROR):
        assessment = pipeline.check(path)
    assert (assessment.status, assessment.reason) == (Status.NOT_ASSESSABLE, "failed")
    assert assessment.reason_values == {"stage": stage, "kind": "ValueError"}
    assert f"Unexpected ValueError in the stage '{stage}'" in caplog.text
    assert "broken" in caplog.text  # the place where it arose
    assert TELLTALE not in caplog.text


def test_what_the_machine_does_is_no_fault_of_the_program(tmp_path, monkeypatch):
    path = tmp_path / "a.md"
    path.write_text(GERMAN, encoding="utf-8")
    pipeline = Pipeline()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("s3align.assess.assess.assess", full)
    assessment = pipeline.check(path)
    assert (assessment.reason, assessment.reason_values) == ("not_judged", {"cause": "failed"})


def test_settings_belong_to_the_pipeline(files):
    strict = Pipeline(settings=Settings(min_words=5000))
    assert strict.check(files[0]).reason == "too_little_text"
    assert strict.check(files[0]).reason_values["minimum"] == 5000
    assert strict.provenance.settings_hash != Pipeline().provenance.settings_hash


def test_evidence_of_a_pdf_knows_its_place_on_the_page(pipeline):
    assessment = pipeline.check(build_example(GERMAN), name="a.pdf")
    cards = [card for theme in assessment.addressed for card in theme.evidence]
    assert cards
    for card in cards:
        assert card.box is not None
        for term in card.terms:
            assert term.boxes
            for box in term.boxes:
                assert card.box.left <= box.left < box.right <= card.box.right
                assert card.box.bottom <= box.bottom < box.top <= card.box.top
    assert all(
        card.box is None for theme in pipeline.check(GERMAN.encode(), name="a.md").themes for card in theme.evidence
    )


def test_what_a_caller_s_function_raises_is_no_fault_of_the_file_or_of_the_next(pipeline, files):
    def broken(*_):
        raise ValueError("the caller's own mistake")

    told = _Told(broken)
    told(1, 2)
    told(2, 2)
    with pytest.raises(ValueError, match="caller's own"):
        told.raise_if_failed()
    _Told(None).raise_if_failed()
    assert pipeline.check(files[0]).is_assessed


def test_a_child_forked_while_a_reader_is_lent_out_has_readers_of_its_own(pipeline, files):
    pool = shared()
    with ExitStack() as stack:
        for _ in range(available_cores()):
            stack.enter_context(pool._borrowed())
        child = os.fork()
        if child == 0:
            os._exit(0 if pipeline.check(files[0]).is_assessed else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_highlights_go_into_the_file_that_was_assessed_alone(pipeline):
    proposal = build_example(GERMAN)
    assessment = pipeline.check(proposal, name="a.pdf")
    with pytest.raises(UsageError, match=r"not the a\.pdf that was assessed"):
        render_annotated(proposal + b"%", assessment, pipeline, "de")


def test_a_refused_file_tells_what_of_it_does_not_count(pipeline):
    hidden = HiddenText(1, Concealment.WHITE, "Wasserstoff für den Hafen", 80)
    document = Document("leer.pdf", "0" * 64, (Page(1, "Zu kurz."),), (Passage(1, 0, 8),), hidden=(hidden,))
    assessment = pipeline.assess(document)
    assert (assessment.status, assessment.reason) == (Status.NOT_ASSESSABLE, Reason.TOO_LITTLE_TEXT)
    assert [(note.kind, note.page, note.count) for note in assessment.integrity] == [("hidden_white", 1, 80)]
    assert "Text in der Farbe des Hintergrunds" in render(assessment, pipeline.strategy, "de", "html").decode()


def test_a_form_without_answers_is_short_by_the_words_that_count(pipeline):
    asked = "Bitte beschreiben Sie das Vorhaben. " * 20
    text = f"{asked}Zu kurz."
    passages = (Passage(1, 0, len(asked), PassageKind.PROMPT), Passage(1, len(asked), len(text)))
    assessment = pipeline.assess(Document("form.pdf", "0" * 64, (Page(1, text),), passages))
    assert (assessment.reason, assessment.reason_values) == (Reason.TOO_LITTLE_TEXT, {"words": 2, "minimum": 40})
