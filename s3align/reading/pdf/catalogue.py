"""What only a PDF's catalogue says, which PDFium does not tell."""

from __future__ import annotations

import io
import logging
from contextlib import closing
from functools import cached_property

import pypdfium2
import pypdfium2.raw as pdfium

_READ_ERRORS = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError)


class Catalogue:
    """The root of a PDF, read when first asked; a file that pypdf cannot read says nothing."""

    def __init__(self, data: bytes, password: str | None) -> None:
        self._data, self._password = data, password

    @property
    def is_portfolio(self) -> bool:
        """Whether the pages are the cover of a collection of files (PDF 32000-1, 12.3.5)."""
        return self._entries[0]

    @property
    def fields_are_drawn_anew(self) -> bool:
        """Whether viewers draw the form's fields by their values (NeedAppearances, PDF 32000-1, 12.7.2)."""
        return self._entries[1]

    @cached_property
    def _entries(self) -> tuple[bool, bool]:
        from pypdf import PdfReader  # noqa: PLC0415 -- a tenth of a second, for the files that need it
        from pypdf.errors import PyPdfError  # noqa: PLC0415

        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it quotes files
        try:
            reader = PdfReader(io.BytesIO(self._plain()))
            root = reader.root_object
            form = root.get("/AcroForm", {})
            return "/Collection" in root, bool(form.get_object().get("/NeedAppearances") if form else False)
        except (PyPdfError, pypdfium2.PdfiumError, *_READ_ERRORS):
            return False, False

    def _plain(self) -> bytes:
        """The file without protection, as PDFium writes it: pypdf wants another package for modern ciphers."""
        if b"/Encrypt" not in self._data:
            return self._data
        buffer = io.BytesIO()
        with closing(pypdfium2.PdfDocument(self._data, password=self._password)) as document:
            document.save(buffer, flags=pdfium.FPDF_REMOVE_SECURITY)
        return buffer.getvalue()
