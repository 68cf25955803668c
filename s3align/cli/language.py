"""Which language the command line speaks, and in which it writes reports.

Help, errors and progress follow ``--lang``, then S3ALIGN_LANG, then the system's locale. Reports do too, but where none of
them says anything they are German, as they have always been, while the command line stays English.
"""

from __future__ import annotations

import locale
import os
import re
from collections.abc import Mapping, Sequence
from contextvars import ContextVar

import click
from click import core, decorators, exceptions, formatting, parser, termui, types

from s3align.render.messages import LANGUAGES, Messages
from s3align.render.speech import OWN_LANGUAGE, speech
from s3align.settings import LANGUAGE_VARIABLE

REPORTS = "de"
"""The language of reports where nobody says anything: scripts count on it."""
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_SAYS_NOTHING = {"", "c", "posix"}
_WINDOWS_NAMES = {"german": "de"}
"""Windows calls locales by English names, such as German_Germany."""
_CLICK = (core, decorators, exceptions, formatting, parser, termui, types)
_spoken: ContextVar[str] = ContextVar("spoken", default=OWN_LANGUAGE)


def spoken() -> str:
    """The language in which the command line speaks now."""
    return _spoken.get()


def speak(arguments: Sequence[str]) -> str:
    """Chooses the language for a call and returns it; the first ``--lang`` is the group's, where that has one."""
    language = _asked_for(arguments) or of_environment() or OWN_LANGUAGE
    _spoken.set(language)
    return language


def of_reports(context: click.Context, _: click.Parameter, asked: str | None) -> str:
    """The language of a command's reports and results: its own ``--lang``, else what holds for the whole call."""
    return asked or context.find_root().params.get("language") or of_environment() or REPORTS


def of_environment(variables: Mapping[str, str] | None = None) -> str | None:
    """The interface language that S3ALIGN_LANG or the locale asks for; None where they say nothing."""
    variables = os.environ if variables is None else variables
    own = variables.get(LANGUAGE_VARIABLE, "")
    if own in LANGUAGES:
        return own
    found = next((value for name in _LOCALE_VARIABLES if (value := variables.get(name))), "")
    return of_locale(found or _of_windows())


def of_locale(name: str) -> str | None:
    """The interface language for a locale ("de_AT.UTF-8"): English where there is no other; None for "C" and none at all."""
    code = re.split(r"[_.@-]", name)[0].casefold()
    if code in _SAYS_NOTHING:
        return None
    code = _WINDOWS_NAMES.get(code, code)
    return code if code in LANGUAGES else OWN_LANGUAGE


def talk() -> Messages:
    """What the command line says beside its product, in the language it speaks now."""
    return Messages.load(spoken())


def in_words(error: Exception | str) -> str:
    """An error, or a sentence where it was ``said``, in the language spoken now."""
    known = speech(spoken())
    return known.error(error) if isinstance(error, Exception) else str(known.translated(error))


def _of_windows() -> str:
    return (locale.getlocale(locale.LC_CTYPE)[0] or "") if os.name == "nt" else ""


def _asked_for(arguments: Sequence[str]) -> str | None:
    for place, argument in enumerate(arguments):
        if argument == "--":
            return None
        name, _, value = argument.partition("=")
        wanted = value or "".join(arguments[place + 1 : place + 2])
        if name == "--lang" and wanted in LANGUAGES:
            return wanted
    return None


def _translated(text: str) -> str:
    return speech(spoken()).click.get(text, text)


def _counted(one: str, many: str, number: int) -> str:
    return _translated(one if number == 1 else many)


def teach_click() -> None:
    """Has click look its own words up in our catalogue.

    It asks gettext, which knows no catalogue but the system's compiled ones, in the language of the environment; its
    modules hold the function under the name that gettext recommends.
    """
    for module in _CLICK:
        for name, function in (("_", _translated), ("ngettext", _counted)):
            if hasattr(module, name):
                setattr(module, name, function)


teach_click()
