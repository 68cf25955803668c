"""What holds for the whole package: exports, layers, imports, words on public names, start-up, locks, texts."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import s3align
from s3align import errors
from s3align.cli.batch import SOME_REFUSED_EXIT_CODE
from s3align.cli.main import COMMANDS
from s3align.cli.strategy import FINDINGS_EXIT_CODE
from s3align.cli.verify import DIFFERS_EXIT_CODE, UNCHECKED_EXIT_CODE
from s3align.render.messages import LANGUAGES
from s3align.strategy.load import load_strategy, shipped_strategies

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "s3align"
PACKAGE_FILES = sorted(PACKAGE.rglob("*.py"))
ALL_FILES = sorted(
    [
        ROOT / "run.py",
        *(file for name in ("s3align", "tests", "benchmarks", "tools") for file in ROOT.glob(f"{name}/**/*.py")),
    ]
)
SYSTEM_SPECIFIC = {"fcntl", "grp", "msvcrt", "posix", "pwd", "resource", "termios", "tty", "winreg", "_winapi"}
NETWORK = {
    "aiohttp", "ftplib", "http.client", "http.server", "httpx", "requests", "smtplib", "socket", "socketserver",
    "urllib.request", "urllib3", "websockets", "xmlrpc",
}  # fmt: skip
ASKS_THE_NETWORK = {"s3align/web/people/fetching.py"}
"""Asks the identity provider that an administrator has set, and nobody else."""
REGION = re.compile(r"ruhr|NRW|Nordrhein|North Rhine|\bBMR\b|Business Metropole", re.IGNORECASE)
"""What no module and no template may name, whatever strategy travels with the package: its region and publisher."""
SLOW_TO_IMPORT = {
    "PIL", "alembic", "argon2", "authlib", "datasketch", "fastapi", "httpx", "pg8000", "prometheus_client", "sqlalchemy",
    "uvicorn", "distributed", "docx", "jinja2", "landlockpy", "lxml", "markdown_it", "numpy", "odfdo", "openpyxl",
    "pyarrow", "pypdf", "pypdfium2", "scipy", "seccompy", "simplemma", "sklearn", "spacy", "typst", "xlsxwriter",
}  # fmt: skip
"""Everything but click, and msgspec, which records are made of: it takes a hundredth of a second."""

WORDLESS = ("analysis", "assess", "desk", "jobs", "model", "reading", "record", "store", "strategy")
NO_READERS_LANGUAGE = {
    "analysis/compounds.py": "the letters between the parts of a German compound",
    "desk/calls/call_forms.py": "the languages in which the reports of a call can be made",
    "desk/storage/stemming.py": "endings of German words, by which the search folds them",
    "reading/ocr.py": "text recognition tries the models of two languages, by the language of the page",
    "strategy/scaffold.py": "the language of the placeholders in a new strategy whose own language has none",
    "strategy/structure.py": "an example in a message on a strategy that names no language",
}
"""Where "de" or "en" is not the language of somebody who reads a report: module and reason."""


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def imported(nodes: Iterator[ast.AST]) -> set[str]:
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes that run when a module is imported: everything outside functions."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from run_at_import(child)


def touches(names: set[str], forbidden: set[str]) -> set[str]:
    return {name for name in names if any(name == word or name.startswith(f"{word}.") for word in forbidden)}


def test_the_layers_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports.exe" if os.name == "nt" else "lint-imports")
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", ALL_FILES, ids=name_of)
def test_no_file_imports_a_system_specific_module_at_its_top(file: Path) -> None:
    assert not touches(imported(run_at_import(tree_of(file))), SYSTEM_SPECIFIC)


@pytest.mark.parametrize("file", PACKAGE_FILES, ids=name_of)
def test_the_package_is_offline(file: Path) -> None:
    if name_of(file) in ASKS_THE_NETWORK:
        return
    assert not touches(imported(ast.walk(tree_of(file))), NETWORK)


@pytest.mark.parametrize("file", sorted((PACKAGE / "desk").rglob("*.py")), ids=name_of)
def test_the_desk_knows_no_http_no_template_and_no_command_line(file: Path) -> None:
    assert not touches(imported(ast.walk(tree_of(file))), {"fastapi", "starlette", "uvicorn", "jinja2", "click"})


@pytest.mark.parametrize("file", PACKAGE_FILES, ids=name_of)
def test_nothing_is_unpickled(file: Path) -> None:
    assert not touches(
        imported(ast.walk(tree_of(file))), {"pickle", "joblib", "dill", "cloudpickle", "shelve", "marshal"}
    )


@pytest.mark.parametrize("file", PACKAGE_FILES, ids=name_of)
def test_text_files_are_opened_with_an_encoding(file: Path) -> None:
    for node in ast.walk(tree_of(file)):
        called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
        if called in ("read_text", "write_text"):
            assert "encoding" in {keyword.arg for keyword in node.keywords}, f"line {node.lineno}"


@pytest.mark.parametrize("file", PACKAGE_FILES, ids=name_of)
def test_every_public_name_says_what_it_is_for(file: Path) -> None:
    assert not [
        f"line {node.lineno}: {node.name}" for node in public_definitions(tree_of(file)) if not ast.get_docstring(node)
    ]


def public_definitions(
    node: ast.Module | ast.ClassDef,
) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    for child in node.body:
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from public_definitions(child)


def test_all_is_sorted_and_every_name_in_it_exists() -> None:
    assert s3align.__all__ == sorted(s3align.__all__)
    for name in s3align.__all__:
        assert getattr(s3align, name) is not None


def test_what_is_loaded_when_used_and_what_type_checkers_see_is_all_that_is_public() -> None:
    blocks = [node for node in tree_of(PACKAGE / "__init__.py").body if isinstance(node, ast.If)]
    typed = {
        alias.asname or alias.name
        for block in blocks
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed
    assert typed == set(s3align._HOMES) == set(s3align.__all__) - {"__version__"}


def test_check_stays_a_function_when_the_module_of_that_name_is_imported_first() -> None:
    code = "import s3align.pipeline; from s3align import check; raise SystemExit(0 if callable(check) else 1)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def imports_of(*arguments: str) -> set[str]:
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


@pytest.mark.parametrize(
    "arguments", [["-m", "s3align", "--help"], ["-m", "s3align", "--version"], ["-c", "import s3align"]]
)
def test_start_up_imports_nothing_slow(arguments: list[str]) -> None:
    assert not touches(imports_of(*arguments), SLOW_TO_IMPORT)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_on_a_command_imports_nothing_slow(command: str) -> None:
    assert not touches(imports_of("-m", "s3align", command, "--help"), SLOW_TO_IMPORT)


def test_every_dependency_but_two_counts_as_slow_to_import() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[\[<>=!~ ]", entry)[0] for entry in project["dependencies"]}
    modules = {"markdown-it-py": "markdown_it", "pillow": "PIL", "scikit-learn": "sklearn"}
    assert {modules.get(name, name) for name in needed} - SLOW_TO_IMPORT == {"click", "msgspec"}


def test_every_module_can_be_imported_by_itself() -> None:
    for file in PACKAGE_FILES:
        if file.name != "__main__.py" and "migrations/env" not in name_of(file):  # Alembic alone can run that one
            importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))


WATCHED = "/health/"
"""The address at which monitoring asks a server how it is: no theme, though one may be called so."""


def shipped_names() -> re.Pattern[str]:
    """Whole words, as they are written: themes' ids and names, places and the forms of their names."""
    shipped = [load_strategy(folder) for folder in shipped_strategies().values()]
    themes = {name for strategy in shipped for theme in strategy.themes for name in (theme.id, *theme.name.values())}
    places = {form for strategy in shipped for place in strategy.municipalities for form in (place.name, *place.forms)}
    names = sorted(themes | places, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w])")


def test_no_module_and_no_template_names_a_theme_a_place_or_the_region() -> None:
    files = [*PACKAGE_FILES, *(file for file in sorted((ROOT / "templates").rglob("*")) if file.is_file())]
    names = shipped_names()
    found = [
        f"{name_of(file)}:{number}: {match[0]}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        for match in (*names.finditer(line.replace(WATCHED, "")), *REGION.finditer(line))
    ]
    assert found == []


def test_names_are_found_as_whole_words_as_they_are_written() -> None:
    names = shipped_names()
    for line in ('if theme == "cyber-ai":', 'PLACES = ("Essen", "Herten")', "# Hagen, the given name", "Smart City"):
        assert names.search(line), line
    for line in ("a meal (essen)", "Hagenbuch", "unhealthy", "Alt-Herne", "Werner"):
        assert not names.search(line), line


def language_literals(file: Path) -> list[str]:
    constants = (node for node in ast.walk(tree_of(file)) if isinstance(node, ast.Constant))
    return [f"{name_of(file)}:{node.lineno}" for node in constants if node.value in LANGUAGES]


def test_no_layer_below_render_knows_a_readers_language() -> None:
    files = [file for layer in WORDLESS for file in ((PACKAGE / layer).rglob("*.py"))] + [PACKAGE / "pipeline.py"]
    found = {file.relative_to(PACKAGE).as_posix(): language_literals(file) for file in files}
    assert not [place for name, places in found.items() for place in places if name not in NO_READERS_LANGUAGE]
    assert all(found[name] for name in NO_READERS_LANGUAGE), "an exception that is not needed any more"


def dependency_lines() -> list[str]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return re.findall(r'^  "[A-Za-z0-9_.-]+(?:\[[^\]]*\])?[<>=!~].*$', text, flags=re.MULTILINE)


def test_every_dependency_has_its_reason() -> None:
    lines = dependency_lines()
    assert len(lines) >= 10
    assert not [line for line in lines if not re.search(r'",\s+# \S+ \S+', line)]


@pytest.mark.parametrize("name", ["runtime.txt", "build.txt", "dev.txt"])
def test_locks_have_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--(?!hash)", text, flags=re.MULTILINE)
    for entry in re.split(r"\n(?=[a-z0-9])", text.partition("\n")[2]):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def locked(name: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements" / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_locks_hold_every_dependency_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = {
        "runtime.txt": project["project"]["dependencies"],
        "build.txt": groups["build"],
        "dev.txt": [entry for entry in groups["dev"] if isinstance(entry, str)],
    }
    for name, entries in wanted.items():
        assert {re.split(r"[\[<>=!~ ]", entry)[0].lower() for entry in entries} <= locked(name)


@pytest.mark.parametrize("readme", ["README.md", "README.de.md"])
def test_the_readme_lists_every_exit_code(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    shown = {int(code) for code in re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE)}
    codes = {
        value.exit_code for value in vars(errors).values() if inspect.isclass(value) and hasattr(value, "exit_code")
    }
    of_commands = {DIFFERS_EXIT_CODE, UNCHECKED_EXIT_CODE, SOME_REFUSED_EXIT_CODE, FINDINGS_EXIT_CODE}
    assert shown == codes | of_commands | {0, errors.SEVERAL_REASONS_EXIT_CODE}


def test_no_text_of_the_repository_names_a_place_on_somebodys_machine() -> None:
    place = re.compile(r"/(?:home|root|Users)/\w|/tmp/\w|[A-Z]:\\\\Users")
    endings = {".py", ".md", ".toml", ".csv", ".json", ".html", ".txt", ".css", ".jsonl"}
    folders = ("s3align", "corpus", "models", "templates", "docs", "benchmarks", "requirements")
    files = [
        ROOT / "pyproject.toml",
        *ROOT.glob("*.md"),
        *(file for name in folders for file in ROOT.glob(f"{name}/**/*")),
    ]
    texts = {name_of(file): file.read_text(encoding="utf-8") for file in files if file.suffix in endings}
    assert not [name for name, text in texts.items() if place.search(text)]


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *ROOT.glob("benchmarks/*.md"), *ROOT.glob("docs/**/*.md")], ids=name_of
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?![a-z]+:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]
