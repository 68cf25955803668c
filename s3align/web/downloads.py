"""How a browser is told to save what it gets, and under which name."""

from __future__ import annotations

import re
from urllib.parse import quote

SEALED = "default-src 'none'; sandbox"
"""Content-Security-Policy of what is to be saved: a browser that opens it all the same runs and loads nothing."""
_LONGEST_STEM, _LONGEST_ENDING = 150, 24
_NOT_PLAIN = re.compile(r"[^\w.() -]", re.ASCII)


def attachment(stem: str, ending: str = "") -> str:
    """A Content-Disposition that has a browser save a file under a name (RFC 6266, RFC 8187), whatever is in that.

    ``ending``: such as ".s3align.pdf", kept whole where the name is too long.
    """
    name = f"{stem[:_LONGEST_STEM]}{ending[-_LONGEST_ENDING:]}"
    encoded = quote(name.encode("utf-8", "replace"), safe="")
    return f"attachment; filename=\"{_NOT_PLAIN.sub('_', name)}\"; filename*=UTF-8''{encoded}"


def saved(stem: str, ending: str = "") -> dict[str, str]:
    """The headers of a file that a browser is to save and never to show; ``stem`` and ``ending`` as of ``attachment``."""
    return {"content-disposition": attachment(stem, ending), "content-security-policy": SEALED}
