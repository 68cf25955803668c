"""Markdown counts as its reader sees it."""

from __future__ import annotations

import time

import pytest

from s3align.reading.read import read_bytes
from s3align.record.document import Document
from s3align.settings import Settings

SEEN = "Der Chor singt im Sommer auf der Treppe."
TRICK = "Maschinelles Lernen erkennt Angriffe auf Netze."


def read(text: str, name: str = "antrag.md") -> Document:
    return read_bytes(text.encode(), name=name, settings=Settings())


def shown(document: Document) -> str:
    return "\n".join(page.text for page in document.pages)


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(passage.kind.value, document.text(passage)) for passage in document.passages]


CONCEALED = {
    "comment": (f"<!-- {TRICK} -->", "comment"),
    "comment inside a line": (f"Der Anfang. <!-- {TRICK} --> Das Ende.", "comment"),
    "comment of several lines": (f"<!--\n\n{TRICK}\n\n-->", "comment"),
    "comment that never ends": (f"<!-- {TRICK}\n\n{TRICK}", "comment"),
    "processing instruction": (f"<?php {TRICK} ?>", "comment"),
    "hidden element": (f"<div hidden>{TRICK}</div>", "invisible"),
    "Markdown in a hidden element": (f"<div hidden>\n\n## {TRICK}\n\n</div>", "invisible"),
    "element in a hidden one": (f"<div hidden><p><b>{TRICK}</b></p></div>", "invisible"),
    "display": (f'<p style="display: none !important">{TRICK}</p>', "invisible"),
    "display in capitals": (f'<P STYLE="DISPLAY:NONE">{TRICK}</P>', "invisible"),
    "visibility": (f'<span style="visibility:hidden">{TRICK}</span>', "invisible"),
    "opacity": (f'<span style="opacity:0">{TRICK}</span>', "invisible"),
    "style sheet": (f'<style>.x, #y {{ display:none }}</style>\n\n<p class="a x">{TRICK}</p>', "invisible"),
    "template": (f"<template>{TRICK}</template>", "invisible"),
    "script": (f"<script>{TRICK}</script>", "invisible"),
    "no script": (f"<noscript>{TRICK}</noscript>", "invisible"),
    "size": (f'<span style="font-size:0">{TRICK}</span>', "tiny"),
    "colour": (f'<span style="color:#FFF">{TRICK}</span>', "white"),
    "font's colour": (f'<font color="white">{TRICK}</font>', "white"),
    "colour around": (f'<div style="color:white"><p><b>{TRICK}</b></p></div>', "white"),
    "its own ground": (f'<p style="color:#fff;background:#fff">{TRICK}</p>', "white"),
    "ground around": (f'<div style="background:black"><p style="color:#010101">{TRICK}</p></div>', "white"),
    "ground alone": (f'<p style="background:#000 none">{TRICK}</p>', "white"),
    "table's ground": (
        f'<table bgcolor="ffffff"><tr><td><font color="ffffff">{TRICK}</font></td></tr></table>',
        "white",
    ),
    "white as shares": (f'<p style="color:rgb(100% 100% 100%)">{TRICK}</p>', "white"),
    "white by lightness": (f'<p style="color:hsl(0,0%,100%)">{TRICK}</p>', "white"),
    "transparent": (f'<p style="color:rgba(0,0,0,0)">{TRICK}</p>', "white"),
    "transparent digits": (f'<p style="color:#0000">{TRICK}</p>', "white"),
    "pale name": (f'<p style="color:Snow">{TRICK}</p>', "white"),
    "comment in a style": (f'<p style="display/* x */:none">{TRICK}</p>', "invisible"),
    "size in a font": (f'<p style="font:italic 0.5px Arial">{TRICK}</p>', "tiny"),
    "share of a size": (f'<div style="font-size:0"><p style="font-size:2em">{TRICK}</p></div>', "tiny"),
    "scale": (f'<p style="transform:rotate(1deg) scale(0)">{TRICK}</p>', "tiny"),
    "zoom": (f'<p style="zoom:1%">{TRICK}</p>', "tiny"),
    "circle": (f'<p style="clip-path:circle(0)">{TRICK}</p>', "cut"),
    "inset": (f'<p style="clip:auto;clip-path:inset(100%)">{TRICK}</p>', "cut"),
    "moved": (f'<p style="transform:translateX(-9999px)">{TRICK}</p>', "outside"),
    "far to the right": (f'<p style="position:absolute;left:9999px">{TRICK}</p>', "outside"),
    "below the window": (f'<p style="position:fixed;top:200vh">{TRICK}</p>', "outside"),
    "choice not taken": (f"<select><option>Chor</option><option>{TRICK}</option></select>", "invisible"),
    "proposal": (f"<datalist><option>{TRICK}</option></datalist>", "invisible"),
    "bar": (f'<progress value="1">{TRICK}</progress>', "invisible"),
    "gauge": (f'<meter value="1">{TRICK}</meter>', "invisible"),
    "definition of a drawing": (f"<svg><defs><text>{TRICK}</text></defs></svg>", "invisible"),
    "description of a drawing": (f"<svg><desc>{TRICK}</desc></svg>", "invisible"),
    "note on a formula": (f"<math><mi>x</mi><annotation>{TRICK}</annotation></math>", "invisible"),
    "place": (f'<div style="position:absolute;left:-9999px">{TRICK}</div>', "outside"),
    "cut": (f'<div style="height:0;overflow:hidden">{TRICK}</div>', "cut"),
    "struck": (f"~~{TRICK}~~", "struck"),
    "deleted": (f"<del>{TRICK}</del>", "struck"),
    "struck by style": (f'<span style="text-decoration: line-through">{TRICK}</span>', "struck"),
    "title of a definition": (f'[x]: http://a.b "{TRICK}"', "link"),
    "comment by definition": (f"[//]: # ({TRICK})", "link"),
    "label of a definition": (f"[{TRICK}]: http://a.b", "link"),
    "title of a link": (f'[Chor](http://a.b "{TRICK}")', "link"),
    "address of a link": (f"[Chor](http://a.b/{TRICK.replace(' ', '-')}-und-weitere-Worte)", "link"),
    "text of an image": (f"![{TRICK}](bild.png)", "image_text"),
    "text of an image in HTML": (f'<img src="bild.png" alt="{TRICK}">', "image_text"),
    "tooltip": (f'<abbr title="{TRICK}">Chor</abbr>', "tooltip"),
}


@pytest.mark.parametrize("name", CONCEALED)
def test_what_nobody_sees_does_not_count_and_is_noted(name):
    source, concealment = CONCEALED[name]
    document = read(f"{SEEN}\n\n{source}")
    assert "Lernen" not in shown(document)
    assert SEEN in shown(document)
    assert [entry.concealment.value for entry in document.hidden if "lernen" in entry.quote.lower()] == [concealment]


VISIBLE = {
    "bold": f"**{TRICK}**",
    "element": f"<div>{TRICK}</div>",
    "opened by a click": f"<details><summary>Mehr</summary>\n\n{TRICK}\n\n</details>",
    "white on colour": f'<div style="background:#003366"><span style="color:white">{TRICK}</span></div>',
    "colour undone": f'<div style="color:#fff"><p style="color:#000">{TRICK}</p></div>',
    "size undone": f'<div style="font-size:0"><span style="font-size:12pt">{TRICK}</span></div>',
    "size undone by a font": f'<div style="font-size:0"><span style="font:bold 12px/1.5 Arial">{TRICK}</span></div>',
    "visibility undone": f'<div style="visibility:hidden"><p style="visibility:visible">{TRICK}</p></div>',
    "white around colour": f'<div style="color:white"><p style="background:#036 no-repeat">{TRICK}</p></div>',
    "white on a picture": f'<p style="color:white;background:#fff url(x.png)">{TRICK}</p>',
    "letters filled with colour": f'<p style="color:transparent;background:red;background-clip:text">{TRICK}</p>',
    "link in white": f'<div style="color:white"><a href="http://a.b">{TRICK}</a></div>',
    "colour of unknown notation": f'<p style="color:var(--c)">{TRICK}</p>',
    "digits without their sign": f'<p style="color:fff">{TRICK}</p>',
    "mirrored": f'<p style="transform:scaleX(-1)">{TRICK}</p>',
    "placed far down": f'<p style="position:absolute;top:3000px;left:40px">{TRICK}</p>',
    "choice": f"<select><option>Chor</option><option selected>{TRICK}</option></select>",
    "one of several choices": f"<select multiple><option>Chor</option><option>{TRICK}</option></select>",
    "small print": f'<span style="font-size:8pt">{TRICK}</span>',
    "code": f"```\n{TRICK}\n```",
    "indented": f"    {TRICK}",
    "quotation": f"> {TRICK}",
    "text of a link": f"[{TRICK}](http://a.b)",
    "text of a reference": f"[{TRICK}][x]\n\n[x]: http://a.b",
    "footnote": f"Satz[^1].\n\n[^1]: {TRICK}",
    "escaped comment": f"\\<!-- {TRICK} -->",
    "comment in code": f"`<!-- {TRICK} -->`",
    "inserted": f"<ins>{TRICK}</ins>",
    "after a comment": f"<!-- x --> {TRICK}",
    "after a hidden element": f"<span hidden>x</span>{TRICK}",
    "cell": f"| a | b |\n|---|---|\n| 1 | {TRICK} |",
    "deep": "> " * 60 + TRICK,
    "many open tags": "<div>" * 400 + TRICK,
}


@pytest.mark.parametrize("name", VISIBLE)
def test_what_a_reader_sees_counts(name):
    document = read(f"{SEEN}\n\n{VISIBLE[name]}")
    assert TRICK in shown(document)


def test_in_a_plain_text_everything_is_visible():
    document = read(f"{SEEN}\n\n<!-- {TRICK} -->\n\n<div hidden>{TRICK}</div>", "antrag.txt")
    assert shown(document).count(TRICK) == 2
    assert document.hidden == ()


def test_marks_entities_and_tasks_are_no_words():
    document = read("# Ein *Titel*\n\n1. [x] **fertig** &ndash; H<sub>2</sub>\n   - innen\n\nSatz[^2] mit `Wort`.")
    assert kinds(document) == [
        ("heading", "Ein Titel"),
        ("body", "1. fertig – H2"),
        ("body", "- innen"),
        ("body", "Satz mit Wort."),
    ]


def test_a_short_line_in_bold_is_a_title():
    document = read("**Finanzplan**\n\n100 Euro\n\n**Was wir tun**\n\nWir singen.\n\n**Ein Satz in Fettschrift.**")
    assert [kind for kind, _ in kinds(document)] == ["heading", "budget", "heading", "body", "body"]
    assert [section.level for section in document.sections] == [3, 3]


@pytest.mark.parametrize("mark", ["---", "+++"])
def test_the_head_of_a_file_gives_its_title_and_nothing_else(mark):
    sign = ":" if mark == "---" else " ="
    head = f'{mark}\ntitle{sign} "Das Chorfest"\nkeywords{sign} "{TRICK}"\n{mark}\n'
    document = read(f"{head}\n{SEEN}")
    assert document.title == "Das Chorfest"
    assert shown(document) == f"Das Chorfest\n{SEEN}"
    assert [(entry.concealment.value, TRICK in entry.quote) for entry in document.hidden] == [("front_matter", True)]


def test_a_rule_above_a_text_is_no_head():
    document = read(f"---\n\n{SEEN}\n\n---\n\n{TRICK}")
    assert shown(document) == f"{SEEN}\n{TRICK}"


def test_a_form_feed_ends_a_page_in_hidden_text_too():
    document = read(f"Eins.\n\f<!-- {TRICK}\f-->\nDrei.\n\f")
    assert [page.text for page in document.pages] == ["Eins.", "", "Drei."]
    assert [(entry.page, entry.words) for entry in document.hidden] == [(2, 6)]


@pytest.mark.parametrize("piece", ["[", "![", "<a ", "*a ", "`a", "<!--", "&#", "> ", "[a](", "|\n", "<div style='"])
def test_reading_takes_time_in_proportion_to_length(piece):
    def seconds(length: int) -> float:
        started = time.process_time()
        read(f"Wort\n\n{piece * (length // len(piece))}")
        return time.process_time() - started

    short = max(seconds(10_000), 0.02)
    assert seconds(40_000) < 12 * short


@pytest.mark.parametrize("style", ["font:" + "1" * 1_900, "a" * 1_900, "transform:" + "scale(" * 300])
def test_no_style_takes_long(style):
    started = time.process_time()
    read(f"{SEEN}\n\n" + f'<p style="{style}">Wort</p>\n\n' * 200)
    assert time.process_time() - started < 2.0
