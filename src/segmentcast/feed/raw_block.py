"""Parses handwritten XML for a feed.

Only elements of the Podcasting 2.0 namespace are allowed, without document types, entities or
processing instructions.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from segmentcast.feed.podcast_namespace import PODCAST, Element

MAX_BYTES = 20_000
_MAX_DEPTH = 8
_BY_SETTINGS = frozenset(
    "guid locked medium funding updateFrequency trailer podroll value txt person transcript chapters"
    " soundbite socialInteract publisher".split()
)


def parse_block(text: str, name: str) -> Element:
    """Parses a `podcast:<name>` element; its prefix needs no declaration.

    Raises ValueError, with the fix after ` | `, for anything else.
    """
    return _parsed(text, name)


def parse_element(text: str) -> Element:
    """The element of the podcast namespace in the text, unless a setting writes it.

    Raises ValueError, with the remedy after ` | `, for anything else.
    """
    element = _parsed(text, "")
    name = element.name.removeprefix(f"{{{PODCAST}}}")
    if name in _BY_SETTINGS:
        raise ValueError(
            f"contains <podcast:{name}>, which segmentcast writes | use its own setting"
        )
    return element


def _parsed(text: str, name: str) -> Element:
    """The one element of the text: the named one, or any where `name` is empty."""
    one = f"one <podcast:{name or '...'}> element"
    form = f" | write {one} with elements of the podcast namespace in it"
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise ValueError(f"is longer than {MAX_BYTES} bytes{form}")
    if re.search(r"<[!?]", text):
        raise ValueError(f"contains a declaration, a comment or an instruction{form}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(f'<block xmlns:podcast="{PODCAST}">{text}</block>', parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = getattr(error, "msg", str(error))
        raise ValueError(f"is not well-formed XML: {reason}{form}") from None
    children = list(root)
    if (
        len(children) != 1
        or (name and children[0].tag != f"{{{PODCAST}}}{name}")
        or (root.text or "").strip()
        or (children[0].tail or "").strip()
    ):
        raise ValueError(f"is not {one}{form}")
    return _element(children[0], form, 1)


def _element(node: Any, form: str, depth: int) -> Element:
    if depth > _MAX_DEPTH:
        raise ValueError(f"is nested more than {_MAX_DEPTH} levels deep{form}")
    if not isinstance(node.tag, str) or not node.tag.startswith(f"{{{PODCAST}}}"):
        raise ValueError(f"contains {node.tag!r}, which is not in the podcast namespace{form}")
    if any(key.startswith("{") for key in node.attrib):
        raise ValueError(f"contains an attribute of another namespace{form}")
    if any((child.tail or "").strip() for child in node):
        raise ValueError(f"contains text between its elements{form}")
    return Element(
        node.tag,
        (node.text or "").strip(),
        tuple((str(key), str(value)) for key, value in node.attrib.items()),
        tuple(_element(child, form, depth + 1) for child in node),
    )
