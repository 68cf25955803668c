"""Counts the pages of reports printed from a browser and of their PDFs: paper should cost at most two pages more.

Run ``python benchmarks/print_pages.py PROPOSAL …``. Needs Chromium as ``chromium`` on the path. Exit code 1 where a printed
report has more than ``MOST_MORE`` pages more than its PDF.
"""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import tempfile
from pathlib import Path

from pypdf import PdfReader

from s3align import Pipeline, to_json
from s3align.render.html import render_html
from s3align.render.pdf import render_pdf

MOST_MORE = 2
"""Pages that a browser may need more than the PDF: it sets type and breaks of its own."""


def printed(html: str, chromium: str = "chromium") -> PdfReader:
    """A report as headless Chromium prints it, on A4 as the report's style says."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.html").write_text(html, encoding="utf-8")
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        command += ["--no-pdf-header-footer", f"--print-to-pdf={folder}/report.pdf", (folder / "report.html").as_uri()]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        return PdfReader(io.BytesIO((folder / "report.pdf").read_bytes()))


def main() -> int:
    """One line per proposal and language, and the worst difference."""
    pipeline, worst = Pipeline(), 0
    for name in sys.argv[1:]:
        assessment = pipeline.check(Path(name))
        record = to_json(assessment)
        for language in ("de", "en"):
            html = render_html(assessment, pipeline.strategy, language)
            pdf = len(PdfReader(io.BytesIO(render_pdf(assessment, pipeline.strategy, language))).pages)
            paper = len(printed(html).pages)
            worst = max(worst, paper - pdf)
            print(
                f"{Path(name).name} {language}: printed {paper}, PDF {pdf}, difference {paper - pdf:+}; "
                f"HTML {len(html.encode()):,} bytes, record {len(record):,} ({len(gzip.compress(record)):,} packed), "
                f"{len(assessment.passages)} passages",
                flush=True,
            )
    print(f"Worst difference: {worst:+} pages; at most {MOST_MORE:+} are wanted.")
    return int(worst > MOST_MORE)


if __name__ == "__main__":
    sys.exit(main())
