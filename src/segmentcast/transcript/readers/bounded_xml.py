"""XML with bounds: no entity is resolved, nothing is fetched, what cannot be parsed is a TranscriptError.

lxml as the rest of the house uses it, and not defusedxml: its parser is told to load no DTD and to
resolve nothing, and a document that declares entities is refused before it is parsed. libxml2 bounds
the depth (256) and the size of a text by itself.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from segmentcast.errors import TranscriptError
from segmentcast.transcript.document import Source

MOST_TAGS = 2_000_000
"""More than a transcript of a day with a tag for each word."""
_DECLARED = re.compile(r"\s*<\?xml\b[^>]{0,300}\?>")
_SUBSET = re.compile(r"<!DOCTYPE\b[^>\[]{0,2000}\[")
_PROLOGUE = 20_000
_FIX = "Export the transcript again, or mend the file at this place."


def root_of(source: Source) -> Any:
    """The root element. Raises TranscriptError with line and column, or for more than a transcript has."""
    text = _DECLARED.sub("", source.text, count=1)
    # The declaration's lines count in messages.
    text = "\n" * (source.text.count("\n") - text.count("\n")) + text
    if "<!ENTITY" in text or _SUBSET.search(text[:_PROLOGUE]):
        raise TranscriptError.at(
            source.name, "this XML declares entities, which no transcript needs.",
            "Delete the DOCTYPE with its declarations, or export the transcript again.",
        )  # fmt: skip
    if text.count("<") > MOST_TAGS:
        raise TranscriptError.at(
            source.name, f"this XML has more than {MOST_TAGS:,} tags.", "Is it the right file?"
        )
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, recover=False, remove_comments=True, remove_pis=True,
        collect_ids=False,  # tools write the same xml:id twice, which says nothing of the words
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        place = getattr(error, "position", None) or (0, 0)
        where = f"{source.name}:{place[0]}:{place[1]}" if place[0] else source.name
        what = str(getattr(error, "msg", None) or error).split(", line ")[0]
        raise TranscriptError.at(where, f"not XML: {what}.", _FIX) from None
    if root is None:
        raise TranscriptError.at(source.name, "the XML is empty.", _FIX)
    return root


def local_name(element: Any) -> str:
    """The name without its namespace; "" for what is no element."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str, default: str = "") -> str:
    """An attribute by its name without the namespace: tools disagree on the version of theirs."""
    value = element.get(name)
    if value is None:
        value = next(
            (each for key, each in element.attrib.items() if str(key).rpartition("}")[2] == name),
            default,
        )
    return str(value)
