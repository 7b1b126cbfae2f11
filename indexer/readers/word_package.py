"""Open a Word document: the parts of it that hold text, as XML trees.

lxml reads the parts themselves, since the libraries for Word documents refuse what Word opens: a picture that is
missing, the stricter namespaces of ISO, macros. Names are told without their namespace for the second of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import Protocol
from zipfile import ZipFile

from lxml import etree

from indexer.readers.archive import checked_zip
from kb.errors import ReadError

_NUMBER = re.compile(r"\s*(-?[0-9]{1,6})(?:\.0*)?\s*")
_OFF = frozenset({"0", "false", "off", "none"})
_SAVE_AGAIN = "请用 Word 或 WPS 打开后另存为 .docx，再放入。"


class Node(Protocol):
    """An element of lxml: what is used of it here. `tag` is no text for a comment and the like."""

    tag: object
    text: str | None
    attrib: Mapping[str, str]

    def __iter__(self) -> Iterator[Node]: ...
    def iter(self) -> Iterator[Node]: ...
    def itertext(self) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True)
class Package:
    """A Word document in parts: roots of XML, None for a part that it does not have, and the title it states or ""."""

    document: Node
    styles: Node | None
    numbering: Node | None
    footnotes: Node | None
    endnotes: Node | None
    title: str


def opened(data: bytes) -> Package:
    """Raises ReadError: those of `checked_zip`, and "damaged" where there is no document in it that can be read."""
    with checked_zip(data) as archive:
        top = _related(archive, "")
        where = top.get("officeDocument", "word/document.xml")
        document = _part(archive, where)
        if document is None or name(document) != "document":
            raise ReadError("damaged", "文件里没有 Word 正文。", _SAVE_AGAIN)
        parts = _related(archive, where)

        def part(kind: str) -> Node | None:
            return _part(archive, parts.get(kind, ""))

        title = _title(_part(archive, top.get("core-properties", "")))
        return Package(document, part("styles"), part("numbering"), part("footnotes"), part("endnotes"), title)


def _part(archive: ZipFile, where: str) -> Node | None:
    """A part by its name; None for one that is not there."""
    if not where.lower().endswith((".xml", ".rels")) or where not in archive.NameToInfo:
        return None
    try:
        root: Node = etree.fromstring(archive.read(where), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise ReadError("damaged", "文件的内容已损坏，或嵌套过深。", _SAVE_AGAIN) from error
    return root


def _related(archive: ZipFile, where: str) -> dict[str, str]:
    """The names of the parts that a part ("" for the package) relates to, by the last word of their kind."""
    folder = dirname(where)
    relations = _part(archive, join(folder, "_rels", f"{where[len(folder) :].strip('/')}.rels"))
    found: dict[str, str] = {}
    for relation in () if relations is None else relations:
        if value(relation, "TargetMode") != "External":
            target = normpath(join("/", folder, value(relation, "Target"))).lstrip("/")
            found.setdefault(value(relation, "Type").rpartition("/")[2], target)
    return found


def _title(core: Node | None) -> str:
    found = child(core, "title")
    return "" if found is None else "".join(found.itertext()).strip()


def name(node: Node) -> str:
    """The name of an element without its namespace; "" for a comment and the like."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def value(node: Node | None, attribute: str = "val") -> str:
    """An attribute by its name without namespace; "" where it, or the element, is not there."""
    if node is None:
        return ""
    return next((told for key, told in node.attrib.items() if key.rpartition("}")[2] == attribute), "")


def number(written: str, default: int) -> int:
    """A whole number of up to six digits, or `default`."""
    found = _NUMBER.fullmatch(written)
    return int(found[1]) if found else default


def child(node: Node | None, *path: str) -> Node | None:
    """The first child of a name, its first child of the next, and so on; None where there is none."""
    for step in path:
        for one in () if node is None else node:
            if name(one) == step:
                node = one
                break
        else:
            return None
    return node


def is_on(node: Node | None, *path: str) -> bool:
    """Whether a property that is on or off is there and on."""
    found = child(node, *path)
    return found is not None and value(found).lower() not in _OFF


def children(node: Node | None, wanted: str) -> Iterator[Node]:
    """The children of a name."""
    return (one for one in node if name(one) == wanted) if node is not None else iter(())
