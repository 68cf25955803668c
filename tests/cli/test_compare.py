"""``s3align compare`` on real files: proposals, reports and records, and where it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from s3align.cli.main import cli
from s3align.errors import DataError, OutputExistsError, Said, UsageError
from s3align.example import build_example

TITLE = "# Pakete mit dem Lastenrad\n\n"
CHAPTERS = [
    """## Lieferung auf der letzten Meile

Ein Mikrodepot am Güterbahnhof nimmt Pakete an, Lastenräder liefern sie auf der letzten Meile aus. Die Tourenplanung bündelt
Sendungen mehrerer Paketdienste, und der Umschlag wird in Echtzeit verfolgt. Speditionen melden Lieferungen digital an.

""",
    """## Betrieb

Die Disposition teilt Fahrzeuge und Fahrerinnen ein, das Lager arbeitet in zwei Schichten und meldet Bestände stündlich.
Im zweiten Jahr kommen zwei weitere Depots hinzu, eines davon am Hafen.

""",
    """## Erprobung im Krankenhaus

Das Krankenhaus erprobt die Therapie von Patientinnen nach einem Schlaganfall. Ärztinnen und Pflegekräfte begleiten die
klinische Studie auf drei Stationen, ein Medizinprodukt misst die Werte, und die Rehabilitation beginnt früher.

""",
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("alt.md").write_text(TITLE + "".join(CHAPTERS), encoding="utf-8")
    Path("gedreht.md").write_text(TITLE + "".join(reversed(CHAPTERS)), encoding="utf-8")
    Path("neu.md").write_text(TITLE + "".join(CHAPTERS[:2]), encoding="utf-8")
    Path("alt.pdf").write_bytes(build_example(TITLE + "".join(CHAPTERS)))
    return tmp_path


def run(*arguments: str):
    done = CliRunner().invoke(cli, arguments, standalone_mode=False)
    if done.exception:
        raise done.exception
    return done


def compared(old: str, new: str) -> dict:
    return json.loads(run("compare", old, new, "--format", "json").output)


def passages(result: dict) -> list[str]:
    return [
        passage["quote"]
        for theme in result["themes"]
        for passage in (*theme["passages_gained"], *theme["passages_lost"])
    ]


@pytest.mark.parametrize("new", ["alt.md", "gedreht.md", "alt.pdf"])
def test_a_file_unchanged_reordered_or_set_as_pdf_has_no_new_passage_and_no_change(folder, new):
    result = compared("alt.md", new)
    assert passages(result) == []
    assert [theme["id"] for theme in result["themes"] if theme["change"] != "unclear"] == []
    assert result["principles_gained"] == result["principles_lost"] == []


def test_a_chapter_taken_out_changes_its_theme_and_is_quoted(folder):
    result = compared("alt.md", "neu.md")
    assert [theme["id"] for theme in result["themes"] if theme["change"] == "verdict"] == ["health"]
    assert all("Krankenhaus" in quote for quote in passages(result))
    assert passages(result)


WORKSHOP = """## Werkstatt

Zwei Mechanikerinnen warten nachts alle Räder, und die Genossenschaft mietet dafür den Keller des alten Stellwerks an.

"""


def test_a_section_of_no_theme_that_came_or_went_is_told_in_every_format(folder):
    Path("mehr.md").write_text(TITLE + "".join(CHAPTERS) + WORKSHOP, encoding="utf-8")
    for old, new, side, words in (
        ("mehr.md", "alt.md", "removed", ("Weggefallen: 1 ganzer Abschnitt", "ganzer Abschnitt weggefallen")),
        ("alt.md", "mehr.md", "added", ("Dazugekommen: 1 ganzer Abschnitt", "ganzer Abschnitt neu")),
    ):
        result = compared(old, new)
        assert [theme["id"] for theme in result["themes"] if theme["change"] != "unclear"] == []
        assert [section["title"] for section in result["text"][side]["sections"]] == ["Werkstatt"]
        assert result["text"]["added" if side == "removed" else "removed"]["sections"] == []
        run("compare", old, new, "--out", "v.html", "--force")
        printed = " ".join(run("compare", old, new).output.split())
        for text in (printed, Path("v.html").read_text(encoding="utf-8")):
            for word in ("Kein Thema hat sich klar geändert, der Text aber schon", *words, "Zwei Mechanikerinnen"):
                assert word in text


def test_a_text_only_reordered_is_said_to_be_the_same(folder):
    result = compared("alt.md", "gedreht.md")
    assert result["text"]["removed"]["sections"] == result["text"]["added"]["sections"] == []
    assert "nichts dazugekommen und nichts weggefallen" in " ".join(
        run("compare", "alt.md", "gedreht.md").output.split()
    )


def test_where_only_a_report_is_at_hand_the_text_is_not_compared_and_that_is_said(folder):
    run("check", "alt.md", "--out", "r.html")
    assert compared("r.html", "neu.md")["text"] is None
    run("compare", "r.html", "neu.md", "--out", "v.html")
    page = Path("v.html").read_text(encoding="utf-8")
    assert "Weil nicht beide Anträge vorliegen" in page
    assert "Was im Text dazugekommen" not in page


def test_the_report_is_written_where_asked_or_named_after_the_new_file(folder):
    done = run("compare", "alt.md", "neu.md", "--out", "v.html", "--lang", "en")
    assert "→ v.html" in done.output
    assert '<html lang="en">' in Path("v.html").read_text(encoding="utf-8")
    assert "→ neu.s3align-compare.html" in run("compare", "alt.md", "neu.md", "--format", "html").output
    with pytest.raises(OutputExistsError):
        run("compare", "alt.md", "neu.md", "--format", "html")
    run("compare", "alt.md", "neu.md", "--format", "html", "--force")
    with pytest.raises(UsageError, match="read by this command"):
        run("compare", "alt.md", "neu.md", "--format", "text", "--out", "alt.md", "--force")
    with pytest.raises(UsageError, match="format is json"):
        run("compare", "alt.md", "neu.md", "--format", "json", "--out", "w.html")


def test_the_same_comparison_gives_the_same_bytes(folder, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    for name in ("a.html", "b.html"):
        run("compare", "alt.md", "neu.md", "--out", name)
    assert Path("a.html").read_bytes() == Path("b.html").read_bytes()


@pytest.mark.parametrize("form", ["html", "json"])
def test_a_report_stands_for_its_proposal_and_the_result_says_so(folder, form):
    run("check", "alt.md", "--format", form, "--out", f"r.{form}")
    same = compared(f"r.{form}", "alt.md")
    assert (same["old_text_known"], same["new_text_known"]) == (False, True)
    assert passages(same) == []
    changed = compared(f"r.{form}", "neu.md")
    assert any("Krankenhaus" in quote for quote in passages(changed))
    assert "nur der Bericht" in " ".join(run("compare", f"r.{form}", "neu.md").output.split())


def test_reports_that_cannot_be_compared_are_named_with_what_to_do(folder):
    run("check", "alt.md", "--format", "json", "--out", "r.json")
    record = json.loads(Path("r.json").read_text(encoding="utf-8"))
    other = {**record, "provenance": {**record["provenance"], "strategy_id": "another"}}
    Path("other.json").write_text(json.dumps(other), encoding="utf-8")
    record["themes"][0]["sureness"] = 0.5
    Path("forged.json").write_text(json.dumps(record), encoding="utf-8")
    Path("none.html").write_text("<html></html>", encoding="utf-8")
    for name, words in (("other.json", "--strategy"), ("forged.json", "sums"), ("none.html", "no record")):
        with pytest.raises(DataError, match=words) as raised:
            run("compare", name, "neu.md")
        assert isinstance(raised.value.args[0], Said)
    run("check", "alt.md", "--format", "pdf", "--out", "r.pdf")
    with pytest.raises(UsageError, match="PDF report"):
        run("compare", "r.pdf", "neu.md")
