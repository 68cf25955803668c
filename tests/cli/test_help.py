"""Every command has its help in both languages, whole, tidy and without a word of the other."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from s3align import resources
from s3align.cli.language import _CLICK, spoken
from s3align.cli.main import COMMANDS, cli
from s3align.render.messages import LANGUAGES
from s3align.render.speech import speech

WIDTH = 80
ENGLISH_WORD = re.compile(
    r"(?<![-\w/.=])(?:the|of|and|with|where|that|which|are|is|file|files|report|reports|show|write|default|folder|usage|"
    r"options|commands|message|exit|this|each|every|proposal|proposals|texts|language|theme|path|directory|integer)(?![-\w/=]|\.\w)",
    re.IGNORECASE,
)
NAMES_IN_GERMAN = re.compile(
    r"`[^`]*`|\([a-z_, ]+\)|\[[a-z|]+\]|lang, text|file oder\s+text|lang und themes|mit id|themes oder labels|"
    r"s3align [a-z -]+|^  [a-z]+ {2,}|--[a-z-]+|strategy\s+list",
    re.MULTILINE,
)
"""What is English in German help too: commands, options, values, fields of files."""
OF_PROGRAMMERS = {
    "DeprecationWarning", "Name '{name}' defined twice", "Could not determine name", "No options defined but", "Unknown color",
    "Boolean option {decl", "Arguments take exactly", "Value must be an iterable", "Invalid start character", "UUID",
    "Choice({choices})", "does not match the format", "Do you want to continue?", "Confirm the action", "Press any key",
}  # fmt: skip
"""What click says of mistakes in a program, or of what this one does not use."""


def help_of(*path: str, language: str) -> str:
    done = CliRunner().invoke(cli, ["--lang", language, *path, "--help"], prog_name="s3align")
    assert done.exit_code == 0, done.output
    return done.output


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its path, in English, as it is declared."""
    context = click.Context(cli)
    CliRunner().invoke(cli, ["--lang", "en", "--help"])
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield from with_parts(name, command)


def with_parts(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """A command, and all below it."""
    yield path, command
    if isinstance(command, click.Group):
        for part, inner in command.commands.items():
            yield from with_parts(f"{path} {part}", inner)


EVERY = dict(commands())
CALLS = [(), *(tuple(path.split()) for path in EVERY)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", CALLS, ids=" ".join)
def test_help_fits_a_terminal_and_is_in_one_language(path, language):
    text = help_of(*path, language=language)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert ("Aufruf:" in text) == ("Optionen:" in text) == (language == "de")
    if language == "de":
        assert not ENGLISH_WORD.findall(NAMES_IN_GERMAN.sub(" ", text))


def test_an_english_word_in_german_help_would_be_found():
    text = help_of("check", language="de").replace("Vorhandene Berichte überschreiben", "Allow overwriting reports")
    assert ENGLISH_WORD.findall(NAMES_IN_GERMAN.sub(" ", text)) == ["reports"]


def declared(command: click.Command) -> dict[str, str]:
    """Option -> English help, and the command's own texts."""
    options = [option for option in command.params if isinstance(option, click.Option)]
    keys = {option.opts[0].lstrip("-").replace("-", "_"): option.help or "" for option in options}
    return {"help": command.help or "", "short": command.get_short_help_str(), **keys}


def test_every_text_of_every_command_has_its_german_and_no_other_has_one():
    german = speech("de")
    everything = {"s3align": declared(cli), **{path: declared(command) for path, command in EVERY.items()}}
    everything["s3align"].pop("short")
    assert set(german.help) == set(everything)
    shared = set()
    for path, texts in everything.items():
        own = german.help[path]
        assert set(own) <= set(texts), path
        assert set(texts) - set(own) <= set(german.any), path
        shared |= set(texts) - set(own)
        same = [key for key, text in texts.items() if {**german.any, **own}[key] == text]
        assert same == [], path
    assert shared == set(german.any)


@pytest.mark.parametrize("path", list(EVERY))
def test_german_help_names_the_same_options_files_and_exit_codes(path):
    marks = re.compile(r"(?<![\w-])--[a-z][a-z-]+|\.[a-z]{2,4}\b|S3ALIGN_[A-Z]+|\b(?:jsonl?|html|pdf)\b|\b\d{1,3}\b")
    german, english = speech("de"), declared(EVERY[path])
    for key, text in english.items():
        if key == "short":
            continue
        translated = german.help[path].get(key, german.any.get(key, ""))
        assert set(marks.findall(text)) - {"80"} == set(marks.findall(translated)), (path, key)


def test_values_have_german_words():
    for path, command in EVERY.items():
        texts = help_of(*path.split(), language="de")
        for parameter in command.params:
            if isinstance(parameter, click.Argument):
                word = (parameter.metavar or str(parameter.name).upper()).strip("[].")
                assert (
                    speech("de").words[word if word in speech("de").words else parameter.metavar] in texts
                    or "[" in texts
                )


def messages_of_click() -> Iterator[str]:
    for module in _CLICK:
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                parts = node.args[: 1 if node.func.id == "_" else 2]
                yield from (part.value for part in parts if isinstance(part, ast.Constant))


def test_whatever_click_says_has_its_german_with_the_same_values():
    known = speech("de").click
    said = {text for text in messages_of_click() if not any(mark in text for mark in OF_PROGRAMMERS)}
    assert len(said) > 40
    assert said - set(known) == set()
    for english, german in known.items():
        values = {value.partition("!")[0] for value in re.findall(r"\{(\w+(?:!r)?)\}", english)}
        assert {value.partition("!")[0] for value in re.findall(r"\{(\w+(?:!r)?)\}", german)} <= values
        assert english != german or english == "path"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check",), "Es fehlt die Angabe 'DATEI...'"),
        (("check", "--nosuch"), "Die Option --nosuch gibt es nicht"),
        (("chek",), "Den Befehl „chek“ gibt es nicht"),
        (("check", "x", "--format", "doc"), "„doc“ gibt es nicht; möglich: 'html'"),
        (("check", "x", "--format"), "Die Option --format braucht einen Wert"),
        (("batch", "x"), "Es fehlt die Option '--out'"),
        (("batch", "x", "--out", "y", "--workers", "0"), "0 liegt nicht im Bereich"),
        (("batch", "x", "--out", "y", "--workers", "viele"), "„viele“ ist keine passende Zahl"),
        (("compare", "x", "y", "z"), "Eine Angabe ist zu viel (z)"),
        (("strategy", "new"), "Es fehlt die Angabe 'ORDNER'"),
    ],
)
def test_a_wrong_call_is_told_in_german_where_german_is_spoken(arguments, words, tmp_path):
    told = {}
    for language in LANGUAGES:
        done = CliRunner().invoke(cli, ["--lang", language, *arguments], prog_name="s3align")
        assert done.exit_code == 2
        told[language] = done.output
    assert words in told["de"]
    assert "Aufruf: s3align" in told["de"] or "--format braucht" in told["de"]
    assert not re.search(r"Error|Usage|Missing|Invalid|No such|Try ", told["de"])
    assert not re.search(r"Fehler|Aufruf|fehlt", told["en"])


def test_the_catalogue_is_read_for_german_alone_and_help_stays_light():
    code = (
        "import sys; from s3align.cli.main import main; sys.argv[1:] = ['--lang', '{}', 'check', '--help']\n"
        "try: main()\nfinally: print('tomllib' in sys.modules, 'jinja2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code.format("de")], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.endswith("True False\n")


def test_the_catalogue_holds_texts_alone():
    file = resources.folder("templates") / "locale" / "cli_de.toml"
    texts = tomllib.loads(file.read_text(encoding="utf-8"))

    def walk(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            for entry in part.values():
                yield from walk(entry)
        else:
            assert isinstance(part, str)
            yield part

    for text in walk(texts):
        assert text.strip(" \n") == text.lstrip("\n")
        assert not re.search(r"\b(du|dein\w*|dir|dich)\b|Nutzer\b|Antragsteller\b", text)
        assert text.count("„") == text.count("“")


def test_a_call_does_not_leave_its_language_behind():
    help_of("check", language="de")
    assert spoken() == "de"
    assert "Usage:" in help_of("check", language="en")
    assert "Show this message" in help_of("check", language="en")
