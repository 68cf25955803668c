"""OpenDocument files broken by chance, in their bytes and in their XML: each is read or refused.

CI tries a few; ``FUZZ_EXAMPLES=100000 pytest tests/reading/test_odf_fuzz.py`` goes on for long.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from xml.sax.saxutils import quoteattr

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import changed
from odf_builders import SEEN, frame, odt, p, packed, row, span, style, table

from s3align.errors import NotAssessableError
from s3align.reading.read import read_bytes
from s3align.record.document import Document
from s3align.settings import Settings

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
SEED = odt(
    p(SEEN, "P") + table(row(p("a"), p(span("b"))), columns="<table:table-column/>")
    + p(frame(SEEN, "svg:x='1cm' svg:width='9cm'"))
    + '<text:section text:display="condition" text:condition="ooow:1==1">'
    + '<text:h text:outline-level="1">Ziele</text:h></text:section>'
    + p('<text:note><text:note-body><text:p>Note</text:p></text:note-body></text:note><text:s text:c="3"/>'),
    style("text", "T", "text fo:color='#ffffff' fo:font-size='50%'") + style("paragraph", "P", "", parent="Base"),
    style("paragraph", "Base", "paragraph fo:break-before='page'; text fo:font-size='12pt'"),
    "<style:master-page style:name='Standard' style:page-layout-name='L'/>",
    "<style:page-layout style:name='L'><style:page-layout-properties fo:page-width='21cm'/></style:page-layout>",
)  # fmt: skip
PARTS = {name: zipfile.ZipFile(io.BytesIO(SEED)).read(name) for name in zipfile.ZipFile(io.BytesIO(SEED)).namelist()}
TOKENS = (
    (
        "<text:p> </text:p> <table:table> <draw:g> &a; &#0; <![CDATA[ <!-- --> 99999999999 -1 % # none 1e9cm NaN '' text:h "
        "text:style-name style:parent-style-name xmlns: \ufffe ٣ ²"
    )
    .encode()
    .split(b" ")
)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["flip", "drop", "insert", "repeat", "value"]),
        st.floats(0, 1),
        st.integers(0, 255),
        st.sampled_from(TOKENS),
    ),
    min_size=1,
    max_size=8,
)


def read_or_refused(data: bytes) -> None:
    try:
        document = read_bytes(data, name="a.odt", settings=Settings())
    except NotAssessableError:
        return
    assert isinstance(document, Document)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=CHANGES)
def test_a_package_broken_by_chance_is_read_or_refused(changes):
    read_or_refused(changed(SEED, changes))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(part=st.sampled_from(["content.xml", "styles.xml"]), changes=CHANGES)
def test_xml_broken_by_chance_is_read_or_refused(part, changes):
    read_or_refused(packed({**PARTS, part: changed(PARTS[part], changes)}))


VALUES = st.text(st.sampled_from('0123456789.-+%# ()=!<>&|"abcptmin:²٣\u2028'), max_size=30) | st.sampled_from(
    ["none", "solid", "page", "true", "1" * 400, "translate(1cm", "condition", "ooow:1==1"]
)
NAMES = st.sampled_from(
    sorted(
        {part.split(b"=")[0].decode() for part in PARTS["content.xml"].split() if b"=" in part and b"xmlns" not in part}
    )
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=NAMES, value=VALUES)
def test_any_value_of_an_attribute_is_read_or_refused(name, value):
    content = re.sub(
        rf"{re.escape(name)}=(\"[^\"]*\"|'[^']*')",
        lambda _: f"{name}={quoteattr(value)}",
        PARTS["content.xml"].decode(),
    )
    read_or_refused(packed({**PARTS, "content.xml": content.encode()}))
