"""What a result depends on besides the file: the same frame and the same file give the same result."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass

from s3align.checking import default_judge
from s3align.reading import ocr
from s3align.settings import Settings
from s3align.version import VERSION


@dataclass(frozen=True, slots=True)
class Frame:
    """Hashes of model and settings, the tool's version, the language of sentences, and what recognises text here."""

    model: str
    settings: str
    version: str
    language: str
    recognition: str = ""

    def key(self, name: str, sha256: str) -> str:
        """The key of a file's record: its name, which is part of the record, its content, and the frame."""
        return hashlib.sha256(f"{name}\0{sha256}\0{self.name}".encode()).hexdigest()

    @property
    def name(self) -> str:
        """All of it as one text."""
        return "\0".join(astuple(self))


def current_frame(settings: Settings, language: str) -> Frame:
    """What results depend on here and now."""
    recognition = ocr.ability() if settings.max_recognised_pages else ""
    return Frame(default_judge().profiles.model_hash, settings.hash(), VERSION, language, recognition)
