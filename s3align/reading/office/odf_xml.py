"""OpenDocument XML: hardened parsing, and names written as the specification writes them ("text:p")."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = {
    **{name: f"{_OASIS}{name}:1.0" for name in ("office", "style", "text", "table", "form")},
    "draw": f"{_OASIS}drawing:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "svg": f"{_OASIS}svg-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "field": "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0",
}
_PREFIXES = {uri: prefix for prefix, uri in _NAMESPACES.items()}
_KNOWN_NAMES = 2048
"""Names of elements that are remembered; a document uses some hundred."""


def parsed(data: bytes) -> Any:
    """The root element. Entities stay unexpanded, nothing is fetched, and libxml2's own limits hold.

    Raises lxml's XMLSyntaxError, also for elements nested deeper than 256.
    """
    from lxml import etree  # noqa: PLC0415 -- heavy, and needed for this kind of file only

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)


@cache
def qualified(name: str) -> str:
    """A name such as "text:p" as lxml writes it, with the namespace in braces."""
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


@lru_cache(_KNOWN_NAMES)
def _short(tag: str) -> str:
    uri, _, local = tag[1:].partition("}")
    return f"{_PREFIXES.get(uri, '')}:{local}"


def name_of(element: Any) -> str:
    """The name of an element as "text:p"; empty for an entity that was not expanded."""
    tag = element.tag
    return _short(tag) if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """The value of an attribute that is written as "text:style-name"."""
    value: str | None = element.get(qualified(name))
    return value


def is_on(element: Any, name: str) -> bool | None:
    """Whether a switch is set; None where the element does not have it."""
    value = attribute(element, name)
    return None if value is None else value.strip().lower() in ("true", "1")


def child(element: Any, name: str) -> Any | None:
    """The first child of a name."""
    return element.find(qualified(name))


def descendants(element: Any, *names: str) -> Iterator[Any]:
    """All elements of some names below an element, in the order of the document."""
    yield from element.iter(*(qualified(name) for name in names))
