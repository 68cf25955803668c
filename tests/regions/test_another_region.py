"""Other regions than the shipped one go the whole way: new, validate, train, check, batch, compare, verify, in both languages.

Auental: German only, five themes, no places, no principles. Three Rivers: English only, eight themes, three places. A folder
that `s3align strategy new` has just written goes the same way.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from s3align import Pipeline, from_json
from s3align.cli.main import cli
from s3align.cli.verify import DIFFERS_EXIT_CODE, UNCHECKED_EXIT_CODE
from s3align.errors import ModelError

DATA = Path(__file__).parent.parent / "strategy" / "data"
REGIONS = {"auental": ("de", 5, 0), "three_rivers": ("en", 8, 3)}


def run(*arguments: str | Path, code: int = 0) -> Result:
    done = CliRunner().invoke(cli, [str(part) for part in arguments], standalone_mode=False)
    if done.exception:
        raise done.exception
    assert (done.return_value or 0) == code, done.output
    return done


@pytest.fixture(scope="module", params=REGIONS)
def region(request, tmp_path_factory):
    """A copy of a region's folder with its model, learnt from its own texts."""
    folder = Path(shutil.copytree(DATA / request.param, tmp_path_factory.mktemp("regions") / request.param))
    run("train", "--strategy", folder)
    return folder


@pytest.fixture(scope="module")
def proposals(region, tmp_path_factory):
    """Three proposals made of the region's texts: about one theme, about another, about none."""
    language, *_ = REGIONS[region.name]
    rows = [
        json.loads(line)
        for file in sorted((region / "texts" / language).glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    themes = sorted({theme for row in rows for theme in row["themes"]})
    folder = tmp_path_factory.mktemp("proposals")
    for name, wanted in (("first.md", [themes[0]]), ("second.md", [themes[1]]), ("none.md", [])):
        texts = [row["text"] for row in rows if row["themes"] == wanted][:4]
        (folder / name).write_text("\n\n".join(texts), encoding="utf-8")
    return folder


def test_its_folder_has_no_mistake_and_can_be_shown(region):
    language, themes, places = REGIONS[region.name]
    assert str(themes) in run("strategy", "validate", region).output
    shown = run("strategy", "show", region).output
    assert language in shown
    assert (f"{places} places" in shown) or not places
    run("strategy", "lint", region)


def test_its_proposals_get_its_themes_in_every_format_and_language(region, proposals, tmp_path):
    for name in ("first.md", "none.md"):
        for language in ("de", "en"):
            for form in ("html", "pdf", "json"):
                out = tmp_path / f"{name}.{language}.{form}"
                arguments = ("check", proposals / name, "--lang", language, "--format", form, "--out", out)
                assert str(out) in run(*arguments, "--strategy", region).output
    records = {name: from_json((tmp_path / f"{name}.de.json").read_bytes()) for name in ("first.md", "none.md")}
    assert len(records["first.md"].themes) == REGIONS[region.name][1]
    assert records["first.md"].overall.primary == min(theme.id for theme in records["first.md"].themes)
    assert records["none.md"].overall.primary is None
    assert (tmp_path / "first.md.de.json").read_bytes() == (tmp_path / "first.md.en.json").read_bytes()


def test_its_reports_name_its_themes_and_nothing_of_another_region(region, proposals, tmp_path):
    out = tmp_path / "report.html"
    run("check", proposals / "first.md", "--strategy", region, "--out", out)
    page = out.read_text(encoding="utf-8")
    strategy = Pipeline(region).strategy
    for theme in strategy.themes:
        name = next(iter(theme.name.values()))
        assert name.split("/")[0].split("&")[0].strip() in page
    assert not re.search(r"Ruhr|NRW|Nordrhein", page)
    assert ('id="places-title"' in page) == bool(strategy.municipalities)
    assert ('id="about-title"' in page) == bool(strategy.description)


def test_a_folder_of_proposals_is_worked_off(region, proposals, tmp_path):
    out = tmp_path / "out"
    run("batch", proposals, "--out", out, "--workers", "1", "--strategy", region)
    with (out / "results.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["file"]: row for row in csv.DictReader(stream)}
    assert {row["status"] for row in rows.values()} == {"assessed"}
    assert rows["first.md"]["main_theme"]
    assert not rows["none.md"]["main_theme"]
    again = run("batch", proposals, "--out", out, "--workers", "1", "--strategy", region, "--lang", "en")
    assert "0 checked now, 3 reports written anew" in again.output
    reports = [path.read_text(encoding="utf-8") for path in (out / "reports").iterdir()]
    assert len(reports) == 3
    assert all('<html lang="en">' in page for page in reports)


def test_two_versions_are_compared(region, proposals, tmp_path):
    done = run("compare", proposals / "first.md", proposals / "second.md", "--strategy", region, "--format", "json")
    changes = {row["id"]: row["new"] - row["old"] for row in json.loads(done.output)["themes"]}
    assert len(changes) == REGIONS[region.name][1]
    assert min(changes.values()) < -0.2
    assert max(changes.values()) > 0.2
    for language in ("de", "en"):
        out = tmp_path / f"{language}.html"
        options = ("--strategy", region, "--lang", language, "--out", out)
        run("compare", proposals / "first.md", proposals / "second.md", *options)
        page = out.read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in page
        assert not re.search(r"Ruhr|NRW|Nordrhein", page)


@pytest.mark.parametrize("form", ["html", "pdf", "json"])
def test_its_reports_can_be_verified(region, proposals, tmp_path, form):
    report, proposal = tmp_path / f"r.{form}", proposals / "first.md"
    run("check", proposal, "--strategy", region, "--format", form, "--out", report)
    done = run("verify", report, "--file", proposal, "--strategy", region, "--lang", "en")
    assert "All figures are the same." in done.output
    run("verify", report, "--file", proposals / "none.md", "--strategy", region, code=DIFFERS_EXIT_CODE)
    assert "--strategy" in run("verify", report, code=UNCHECKED_EXIT_CODE).output  # the default is another one


def test_a_fact_binds_no_model_and_a_term_does(region, proposals, tmp_path):
    copy = Path(shutil.copytree(region, tmp_path / region.name))
    outline = copy / "strategy.toml"
    outline.write_text(outline.read_text(encoding="utf-8").replace("publisher = ", 'publisher = "Neu" # ', 1), "utf-8")
    run("check", proposals / "first.md", "--strategy", copy, "--format", "text")
    terms = copy / "terms.csv"
    lines = terms.read_text(encoding="utf-8").splitlines()
    terms.write_text("\n".join([*lines[:-1], lines[-1].replace(lines[-1].split(",")[3], "Umgewandelt")]), "utf-8")
    with pytest.raises(ModelError, match="s3align train"):
        run("check", proposals / "first.md", "--strategy", copy, "--format", "text")


@pytest.mark.parametrize("languages", [("de",), ("en",), ("de", "en", "fr")])
def test_a_new_folder_works_at_once(tmp_path, languages):
    folder, given = tmp_path / "new", [part for language in languages for part in ("--language", language)]
    run("strategy", "new", folder, "--name", "Strategy of Nowhere", *given)
    run("strategy", "validate", folder)
    run("train", "--strategy", folder)
    texts = sorted((folder / "texts" / languages[0]).glob("*.jsonl"))
    row = next(row for row in map(json.loads, texts[0].read_text(encoding="utf-8").splitlines()) if row["themes"])
    proposal = tmp_path / "proposal.txt"
    proposal.write_text(row["text"], encoding="utf-8")
    assert run("check", proposal, "--strategy", folder, "--format", "text", "--lang", "en").output
