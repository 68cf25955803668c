"""Content controls (``w:sdt``): what they show, which is not always what the file holds as their content.

A control bound to data shows the data (ECMA-376 17.5.2.6); an empty one shows its prompt, which is the form's own text.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from s3align.reading.office.ooxml_names import VAL, W14, W15, W, value_of
from s3align.reading.office.opc import OpcPackage
from s3align.record.document import Concealment, PassageKind

_DATA = "{http://schemas.openxmlformats.org/officeDocument/2006/customXml}"
_STORES = {
    "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}": "core-properties",
    "{6668398D-A668-4E3E-A5EB-62B293D839F1}": "extended-properties",
}
"""Ids that Word gives the document's own properties, and the kinds of their relationships."""
_GALLERIES = {
    "table of contents": PassageKind.CONTENTS,
    "table of figures": PassageKind.CONTENTS,
    "bibliographies": PassageKind.REFERENCES,
    "watermarks": PassageKind.FURNITURE,
}
_UNBOUND = frozenset(
    [f"{W}{name}" for name in ("picture", "group", "docPartList", "docPartObj", "equation", "citation", "bibliography", "date")]
    + [f"{W14}checkbox", f"{W15}repeatingSection", f"{W15}repeatingSectionItem"]
)  # fmt: skip
"""Controls whose content is not the text of their data."""
_MOST_STORES = 200
_MOST_STEPS = 2_000_000
"""Elements of data looked at for all controls; a form has a few hundred controls and as many data."""
_LONGEST_PATH = 2_000  # characters
_MOST_PROMPTS = 5_000
_MAPPING = re.compile(r"xmlns:([\w.-]+)\s*=\s*(?:'([^']*)'|\"([^\"]*)\")")
_STEP = re.compile(r"/(@)?(?:([\w.-]+):)?([\w.-]+|\*)((?:\[[^\]]*\])*)")
_PATH = re.compile(rf"/?(?:{_STEP.pattern}){{1,60}}")
_PLACE = re.compile(r"\[\s*(\d{1,6})\s*\]")
_LOCAL_NAME = re.compile(r"local-name\(\)\s*=\s*['\"]([\w.-]+)['\"]")


@dataclass(frozen=True, slots=True)
class Control:
    """What a control says of its content: why it does not count, or that it is of another kind, or neither.

    ``stale``: what the file holds in place of the text that shows.
    """

    concealment: Concealment | None = None
    kind: PassageKind | None = None
    stale: tuple[Concealment, str] | None = None


class Controls:
    """The data that controls are bound to, and the prompts that the document's glossary holds for them."""

    def __init__(self, package: OpcPackage, main: str, placeholder_styles: frozenset[str]) -> None:
        self._package, self._main = package, main
        self._placeholder_styles = placeholder_styles
        self._steps = 0

    def open(self, control: Any) -> Control:
        """What is to be known of a control; where it shows other text than its content, the content is replaced by it."""
        properties, content = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
        if properties is None or content is None:
            return Control()
        is_prompt = self._is_prompt(properties, content)
        bound = self._bound(properties, is_prompt=is_prompt)
        if bound and _normal(bound) != _normal(held := _plain(content)):
            _show(content, bound)
            return Control(stale=(Concealment.PROMPT if is_prompt else Concealment.UNSHOWN, held))
        if bound == "" or (is_prompt and not bound):
            return Control(concealment=Concealment.PROMPT)
        gallery = next((entry.get(VAL) or "" for entry in properties.iter(f"{W}docPartGallery")), "")
        return Control(kind=_GALLERIES.get(gallery.lower()))

    def _is_prompt(self, properties: Any, content: Any) -> bool:
        """Whether a control shows its prompt: it says so, and nobody has put other text there since, or it is the same.

        Programs that fill in forms leave the mark in place. Word writes a prompt in a style of its own, so that text in
        plain type is an answer where the control names a prompt with which it cannot be compared.
        """
        mark = properties.find(f"{W}showingPlcHdr")
        says_so = mark is not None and (mark.get(VAL) or "1").lower() not in ("0", "false", "off")
        name = value_of(properties, "placeholder", "docPart")
        prompt = self._prompts.get(name) if name else None
        if not name:
            return says_so
        if prompt and _normal(prompt) == _normal(_plain(content)):
            return True
        styles = (value_of(run, "rPr", "rStyle") for run in content.iter(f"{W}r"))
        return says_so and any(style in self._placeholder_styles for style in styles)

    @cached_property
    def _prompts(self) -> dict[str, str]:
        """The texts of the glossary's parts, by name."""
        found: dict[str, str] = {}
        for part in self._package.related(self._main, "glossarydocument"):
            root = self._package.xml(part)
            for entry in () if root is None else root.iter(f"{W}docPart"):
                name, body = value_of(entry, "docPartPr", "name"), entry.find(f"{W}docPartBody")
                if name and body is not None and len(found) < _MOST_PROMPTS:
                    found[name] = _plain(body)
        return found

    def _bound(self, properties: Any, *, is_prompt: bool) -> str | None:
        """The text that the control's data give it, "" where they are empty, so that Word shows the prompt.

        None where it is not bound to text, or the data are not there.
        """
        binding = properties.find(f"{W}dataBinding")
        if binding is None:
            binding = properties.find(f"{W15}dataBinding")
        if binding is None or any(child.tag in _UNBOUND for child in properties):
            return None
        choices = _choices(properties)
        if properties.find(f"{W}text") is None and choices is None and not is_prompt:
            return None  # rich text: its content is newer than what a plain value could say
        path, spaces = binding.get(f"{W}xpath") or "", _spaces(binding.get(f"{W}prefixMappings") or "")
        values = (self._select(root, path, spaces) for root in self._stores(binding.get(f"{W}storeItemID")))
        value = next((value for value in values if value is not None), None)
        if value is None or value.lstrip().startswith("<"):  # a whole document as XML
            return None
        if not value.strip():
            return ""
        if choices is None:
            return value
        is_free = properties.find(f"{W}comboBox") is not None
        return choices.get(value.strip(), value if is_free or not choices else None)

    def _select(self, root: Any, path: str, spaces: dict[str, str]) -> str | None:
        """The text at a path of the plain kind that Word writes: steps of names, each with a place; None for no such place.

        No XPath engine: a path comes from the file, and one can be written that takes for ever.
        """
        if len(path) > _LONGEST_PATH or not _PATH.fullmatch(path):
            return None
        node: Any = None
        for index, step in enumerate(_STEP.finditer(path)):
            is_attribute, prefix, name, conditions = step.groups()
            space = spaces.get(prefix or "", "") or (root.nsmap.get(prefix) if prefix else "") or ""
            if is_attribute:
                return None if node is None else node.get(f"{{{space}}}{name}" if space else name)
            start = root.iter() if path.startswith("//") else [root]
            node = self._step(start if index == 0 else node, space, name, conditions)
            if node is None:
                return None
        return "".join(node.itertext())

    def _step(self, candidates: Any, space: str, name: str, conditions: str) -> Any | None:
        local = _LOCAL_NAME.search(conditions)
        wanted = local[1] if local else name
        place = _PLACE.search(conditions)
        left = int(place[1]) if place else 1
        for node in candidates:
            self._steps += 1
            if self._steps > _MOST_STEPS:
                return None
            tag = node.tag if isinstance(node.tag, str) else ""
            if wanted != "*" and tag.rpartition("}")[2] != wanted:
                continue
            if not local and wanted != "*" and space and tag != f"{{{space}}}{wanted}":
                continue
            left -= 1
            if left == 0:
                return node
        return None

    def _stores(self, store_id: str | None) -> Iterator[Any]:
        """The roots of the data with an id, of all data where none is given."""
        kind = _STORES.get((store_id or "").upper())
        if kind:
            roots = (self._package.xml(part) for part in self._package.related("", kind))
            yield from (root for root in roots if root is not None)
            return
        for name, root in self._data:
            if not store_id or name == store_id.lower():
                yield root

    @cached_property
    def _data(self) -> list[tuple[str, Any]]:
        """The roots of all data parts, with their ids."""
        found = []
        for part in self._package.related(self._main, "customxml")[:_MOST_STORES]:
            root = self._package.xml(part)
            settings = self._package.related(part, "customxmlprops")
            properties = self._package.xml(settings[0]) if settings else None
            store_id = "" if properties is None else properties.get(f"{_DATA}itemID") or ""
            if root is not None:
                found.append((store_id.lower(), root))
        return found


def _choices(properties: Any) -> dict[str, str] | None:
    """The texts that a list shows, by the values that its data hold; None for no list."""
    entries = properties.find(f"{W}dropDownList")
    if entries is None:
        entries = properties.find(f"{W}comboBox")
    if entries is None:
        return None
    found = {}
    for entry in entries.findall(f"{W}listItem"):
        value = entry.get(f"{W}value") or entry.get(f"{W}displayText") or ""
        found[value] = entry.get(f"{W}displayText") or value
    return found


def _plain(element: Any) -> str:
    """The text in an element as the file holds it."""
    return " ".join(" ".join(entry.text or "" for entry in part.iter(f"{W}t")) for part in _paragraphs(element))


def _paragraphs(element: Any) -> list[Any]:
    return list(element.iter(f"{W}p")) or [element]


def _normal(text: str) -> str:
    return "".join(text.split()).casefold()


def _show(content: Any, text: str) -> None:
    """Replaces the content of a control by a text that looks like the first run of it."""
    carrier = next(content.iter(f"{W}p"), None)
    run = next((content if carrier is None else carrier).iter(f"{W}r"), None)
    look = run.find(f"{W}rPr") if run is not None else None
    look = copy.deepcopy(look) if look is not None else None
    place = content if carrier is None else carrier
    for child in list(place):
        if child.tag != f"{W}pPr":
            place.remove(child)
    if carrier is not None:
        for other in list(carrier.getparent()):
            if other is not carrier and other.tag == f"{W}p":
                carrier.getparent().remove(other)
    shown = place.makeelement(f"{W}r")
    place.append(shown)
    if look is not None:
        shown.append(look)
    words = shown.makeelement(f"{W}t")
    words.text = text
    shown.append(words)


def _spaces(mappings: str) -> dict[str, str]:
    return {prefix: one or other for prefix, one, other in _MAPPING.findall(mappings[:10_000])}
