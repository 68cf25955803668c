"""What the lint of a strategy reports: doubtful, not wrong."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """Something doubtful in a strategy: where, which kind of doubt, what it is, what to do."""

    file: str
    line: int
    code: str
    sentence: str
    remedy: str

    def __str__(self) -> str:
        """As it is shown: file, line, code, sentence, remedy."""
        return f"{self.file}:{self.line}: {self.code}: {self.sentence} {self.remedy}"


def finding(source: str, code: str, sentence: str, remedy: str) -> Finding:
    """A finding about what stands at ``source`` ("file:line")."""
    file, _, line = source.rpartition(":")
    return Finding(file, int(line), code, sentence, remedy)
