"""Reads the files of feed items from an untrusted feed."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

_HASHED = re.compile(r"([a-z]+/[a-z0-9-]+-([0-9a-f]{12})\.[a-z0-9]{1,12})$")
_PODCAST = "{https://podcastindex.org/namespace/1.0}"
_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file of the feed, at whatever base URL. `sha256` is its hash or a prefix, as far as known."""

    path: str
    mime: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ItemFiles:
    """The files and the title of an item."""

    title: str
    transcripts: tuple[NamedFile, ...] = ()
    chapters: NamedFile | None = None
    picture: NamedFile | None = None
    alternates: tuple[NamedFile, ...] = ()


def read_item_files(data: bytes) -> Iterator[tuple[str, ItemFiles]]:
    """GUID and files of each item in an RSS document; none if it is not one."""
    root = _root(data)
    for item in root.iterfind("channel/item") if root is not None else ():
        guid = (item.findtext("guid") or "").strip()
        if guid:
            yield guid, _files_of(item)


@dataclass(frozen=True, slots=True)
class ChannelFiles:
    """What a feed says of its show: title, author, and the show's picture."""

    title: str
    author: str
    picture: NamedFile | None


def read_channel(data: bytes) -> ChannelFiles | None:
    """Title, author and picture of an RSS document's channel; None if it is not one."""
    root = _root(data)
    channel = root.find("channel") if root is not None else None
    if channel is None:
        return None
    picture = channel.find(f"{_ITUNES}image")
    return ChannelFiles(
        " ".join((channel.findtext("title") or "").split()),
        " ".join((channel.findtext(f"{_ITUNES}author") or "").split()),
        _named(picture.get("href")) if picture is not None else None,
    )


def _root(data: bytes) -> etree._Element | None:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def _named(url: str | None, mime: str | None = "", sha256: str = "") -> NamedFile | None:
    match = _HASHED.search(url or "")
    return NamedFile(match[1], mime or "", sha256 or match[2]) if match else None


def _files_of(item: etree._Element) -> ItemFiles:
    transcripts = (
        _named(node.get("url"), node.get("type")) for node in item.iterfind(f"{_PODCAST}transcript")
    )
    alternates = (
        _named(_source(node), node.get("type"), _integrity(node))
        for node in item.iterfind(f"{_PODCAST}alternateEnclosure")
    )
    chapters, picture = item.find(f"{_PODCAST}chapters"), item.find(f"{_ITUNES}image")
    return ItemFiles(
        " ".join((item.findtext("title") or "").split()),
        tuple(file for file in transcripts if file),
        _named(chapters.get("url"), chapters.get("type")) if chapters is not None else None,
        _named(picture.get("href")) if picture is not None else None,
        tuple(file for file in alternates if file),
    )


def _source(node: etree._Element) -> str | None:
    source = node.find(f"{_PODCAST}source")
    return source.get("uri") if source is not None else None


def _integrity(node: etree._Element) -> str:
    """The SHA-256 in hexadecimal from `sha256-<base64>`; empty if there is none."""
    integrity = node.find(f"{_PODCAST}integrity")
    value = integrity.get("value", "") if integrity is not None else ""
    try:
        decoded = base64.b64decode(value.removeprefix("sha256-"), validate=True)
    except binascii.Error:
        return ""
    return decoded.hex() if len(decoded) == 32 else ""
