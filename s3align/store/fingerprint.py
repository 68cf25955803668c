"""What a result depends on besides the file: the same fingerprint and the same file give the same result."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class RunFingerprint:
    """Hashes of model, settings and strategy, the tool's version, and what recognises text here."""

    model: str
    settings: str
    strategy: str
    version: str
    recognition: str = ""

    def key(self, name: str, sha256: str) -> str:
        """The key of a file's record: its name, which is part of the record, its content, and the fingerprint."""
        return hashlib.sha256(f"{name}\0{sha256}\0{self.name}".encode()).hexdigest()

    def rendering(self, language: str) -> str:
        """What a report depends on besides its record."""
        return f"{self.strategy} {self.version} {language}"

    @property
    def hash(self) -> str:
        """All of it as 64 hexadecimal digits."""
        return hashlib.sha256(self.name.encode()).hexdigest()

    @property
    def name(self) -> str:
        """All of it as one text."""
        return "\0".join(astuple(self))
