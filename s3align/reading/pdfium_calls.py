"""PDFium's functions handed plain addresses, for what is asked of every object and letter of a page.

pypdfium2 hands over pointer objects, which take more than half of the time of such a call. Objects are the integers of their
addresses here, buffers those of ``ctypes.addressof``; an object that is not there is None.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

Call = Callable[..., Any]


def handle(opened: Any) -> int:
    """The address of what pypdfium2 has opened: a page or its text."""
    return ctypes.cast(opened.raw, ctypes.c_void_p).value or 0


def address(item: Any) -> int:
    """The address of an object that pypdfium2 hands out as a pointer."""
    return ctypes.addressof(item.contents)


def _plain(function: Any) -> Call:
    kinds = [ctypes.c_void_p if _is_pointer(kind) else kind for kind in (function.restype, *function.argtypes)]
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    call: Call = ctypes.CFUNCTYPE(*kinds)(address)
    return call


def _is_pointer(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, ctypes._Pointer)  # noqa: SLF001 -- ctypes has no public name for it


count_objects = _plain(pdfium.FPDFPage_CountObjects)
get_object = _plain(pdfium.FPDFPage_GetObject)
count_inner = _plain(pdfium.FPDFFormObj_CountObjects)
get_inner = _plain(pdfium.FPDFFormObj_GetObject)

get_type = _plain(pdfium.FPDFPageObj_GetType)
get_bounds = _plain(pdfium.FPDFPageObj_GetBounds)
get_matrix = _plain(pdfium.FPDFPageObj_GetMatrix)
get_fill_colour = _plain(pdfium.FPDFPageObj_GetFillColor)
get_stroke_colour = _plain(pdfium.FPDFPageObj_GetStrokeColor)
get_stroke_width = _plain(pdfium.FPDFPageObj_GetStrokeWidth)
get_draw_mode = _plain(pdfium.FPDFPath_GetDrawMode)
has_transparency = _plain(pdfium.FPDFPageObj_HasTransparency)
set_active = _plain(pdfium.FPDFPageObj_SetIsActive)

count_marks = _plain(pdfium.FPDFPageObj_CountMarks)
get_mark = _plain(pdfium.FPDFPageObj_GetMark)
get_mark_name = _plain(pdfium.FPDFPageObjMark_GetName)

get_clip = _plain(pdfium.FPDFPageObj_GetClipPath)
count_clips = _plain(pdfium.FPDFClipPath_CountPaths)
count_segments = _plain(pdfium.FPDFClipPath_CountPathSegments)
get_segment = _plain(pdfium.FPDFClipPath_GetPathSegment)
get_point = _plain(pdfium.FPDFPathSegment_GetPoint)

set_fill_colour = _plain(pdfium.FPDFPageObj_SetFillColor)
set_render_mode = _plain(pdfium.FPDFTextObj_SetTextRenderMode)
get_render_mode = _plain(pdfium.FPDFTextObj_GetTextRenderMode)
get_object_size = _plain(pdfium.FPDFTextObj_GetFontSize)
get_object_text = _plain(pdfium.FPDFTextObj_GetText)

get_owner = _plain(pdfium.FPDFText_GetTextObject)
get_letter = _plain(pdfium.FPDFText_GetUnicode)
get_letter_box = _plain(pdfium.FPDFText_GetCharBox)
