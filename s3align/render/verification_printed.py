"""Where a report shows something else than its record says, in words that a reader can look for."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from s3align.errors import S3AlignError
from s3align.pipeline import Pipeline
from s3align.render.verification_finding import Finding, Outcome

MOST_DIFFERENCES = 3
"""Differences that are shown; one is enough, and a few help to find them."""
_BEFORE = 5
"""Words shown before one that differs, so that the place can be found."""
_LONGEST = 60
"""Characters of a place that are shown."""
_UNSEEN = {"style", "script", "head"}


def printed_differences(shown: Sequence[str], expected: Sequence[str]) -> list[Finding]:
    """The first places where words shown are not the expected ones; that nothing a reader sees differs, where there is none."""
    places = _places(shown, expected)
    if not places:
        return [Finding(Outcome.DIFFERS, "verify_changed_unseen")]
    return [
        Finding(Outcome.DIFFERS, "verify_printed", {"printed": _around(shown, at), "recorded": _around(expected, at)})
        for at in places[:MOST_DIFFERENCES]
    ]


def _places(shown: Sequence[str], expected: Sequence[str]) -> list[int]:
    """Where words differ; of texts of different lengths the first place alone, since all that follows is shifted."""
    found = [at for at, pair in enumerate(zip(shown, expected, strict=False)) if pair[0] != pair[1]]
    if len(shown) == len(expected):
        return [at for at in found if at - 1 not in found]
    return found[:1] or [min(len(shown), len(expected))]


def _around(words: Sequence[str], at: int) -> str:
    text = " ".join(words[max(at - _BEFORE, 0) : at + 2])
    return text if len(text) <= _LONGEST else f"… {text[-_LONGEST:]}"


def words_of_html(source: str) -> list[str]:
    """The words of a page that a reader sees."""
    reader = _Text()
    reader.feed(source)
    reader.close()
    return " ".join(reader.parts).split()


class _Text(HTMLParser):
    """Gathers text outside the head, styles and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- the parser's
        self._depth += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag in _UNSEEN

    def handle_data(self, data: str) -> None:
        if self._depth <= 0:
            self.parts.append(data)


def words_of_pdf(body: bytes, name: str, pipeline: Pipeline) -> list[str]:
    """The words of a PDF, read by the confined worker; none where it cannot be read."""
    try:
        pages = pipeline.read(body, name=name).pages
    except S3AlignError:
        return []
    return [word for page in pages for word in page.text.split()]


def nearest_words(shown: Sequence[str], candidates: Sequence[Sequence[str]]) -> Sequence[str]:
    """Of several texts the one that a text was probably made from: that with which it shares most words."""
    seen = set(shown)
    return max(candidates, key=lambda words: len(seen & set(words)) - abs(len(words) - len(shown)))
