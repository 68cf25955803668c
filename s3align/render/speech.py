"""What the command line says of itself in other languages than English: help, click's messages, and errors.

The English texts stand in the code, where they are raised or declared; ``templates/locale/cli_<language>.toml`` holds the
others. Loaded for help texts too, so it imports nothing heavy.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from s3align.errors import DataError, NotAssessableError, Said
from s3align.resources import folder

_OF_THE_SYSTEM = ("why", "source")
"""Values that are no names of the user's, but words of the system or the program."""
OWN_LANGUAGE = "en"
"""The language of the texts in the code; it has no catalogue."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The texts of one language; what is missing stays English.

    ``help``: path of a command -> its texts; ``any``: option -> help, where commands share it; ``words`` that stand for
    values, messages of ``click`` and of the ``system``: English -> translated; ``errors``: id -> template; ``reasons``:
    reason of a record -> sentence.
    """

    help: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    any: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    click: Mapping[str, str] = field(default_factory=dict)
    system: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    def translated(self, value: object) -> object:
        """A sentence that was ``said``, with its values, in this language; a tuple as a list; anything else as it is."""
        if isinstance(value, tuple):
            return ", ".join(str(self.translated(entry)) for entry in value)
        if not isinstance(value, Said):
            return value
        template = self.errors.get(value.key)
        if template is None:
            return str(value)
        try:
            return template.format(**{name: self._value(name, entry) for name, entry in value.values.items()})
        except (KeyError, IndexError, ValueError):  # values from a worker that does not keep to the protocol
            return str(value)

    def _value(self, name: str, value: object) -> object:
        if name in _OF_THE_SYSTEM and not isinstance(value, Said):
            return self.system.get(str(value), value)
        return self.translated(value)

    def error(self, error: Exception) -> str:
        """What an error says."""
        message = error.args[0] if error.args else ""
        if isinstance(error, NotAssessableError) and not isinstance(message, Said):
            return self.reasons.get(error.reason, str(message))
        return str(self.translated(message))


@lru_cache
def speech(language: str) -> Speech:
    """The texts of a language. Raises DataError for a catalogue that cannot be read."""
    if language == OWN_LANGUAGE:
        return Speech()
    file = folder("templates") / "locale" / f"cli_{language}.toml"
    try:
        return Speech(**tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise DataError(f"The message catalogue {file} cannot be read: {error}. Install s3align again.") from error
