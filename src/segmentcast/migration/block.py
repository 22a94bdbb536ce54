"""Converts a feed's podcast:value block to text for show.toml."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from segmentcast.feed.raw_block import parse_block, parse_element
from segmentcast.migration.feed_names import name_of
from segmentcast.migration.imported_show import Losses

_MAX_NODES = 200


def block_text(nodes: Sequence[Any], losses: Losses, place: str) -> str:
    """The first of these elements as text, with the prefix `podcast:`; empty if it is not usable."""
    if not nodes:
        return ""
    value = nodes[0]
    for node in [one for one in value.iter() if name_of(one) == "podcast:valueRecipient"]:
        share = str(node.get("split") or "")
        if not node.get("type") or not node.get("address") or not share.isdecimal():
            who = " ".join(str(node.get("name") or "a recipient").split())[:60]
            losses.warn(
                "value", f"podcast:value: {who!r} has no address or share; left out", where=place
            )
            node.getparent().remove(node)
    text = _written(value)
    try:
        if not value.get("type") or not value.get("method") or "valueRecipient" not in text:
            raise ValueError("has no type, method, or recipient")
        parse_block(text, "value")
    except ValueError as error:
        reason = str(error).partition(" | ")[0]
        losses.warn("value", f"a podcast:value block is lost: it {reason}", where=place)
        return ""
    if len(nodes) > 1:
        losses.warn("value", "only the first of several podcast:value blocks is kept", where=place)
    return text


def elements_text(nodes: Sequence[Any], losses: Losses, place: str) -> tuple[str, ...]:
    """Elements without a setting of their own, as XML. Those that cannot be kept are reported."""
    kept: list[str] = []
    for node in nodes:
        name, text = name_of(node), _written(node)
        foreign = [child for child in node.iter() if not name_of(child).startswith("podcast:")]
        try:
            if foreign:
                what = f"<{name_of(foreign[0])}>, which is not of the podcast namespace"
                raise ValueError(f"contains {what}")
            if name == "podcast:alternateEnclosure" and not any(
                name_of(child) == "podcast:source" for child in node
            ):
                raise ValueError("has no podcast:source")
            parse_element(text)
        except ValueError as error:
            reason = str(error).partition(" | ")[0]
            losses.warn(name, f"<{name}> is not kept: it {reason}", where=place)
        else:
            kept.append(text)
    return tuple(kept[:50])


def _written(root: Any) -> str:
    """Serialises elements of the podcast namespace only, without recursion."""
    out: list[str] = []
    pending: list[Any] = [root]
    count = 0
    while pending and count < _MAX_NODES:
        node = pending.pop()
        if isinstance(node, str):
            out.append(node)
            continue
        name = name_of(node)
        if not name.startswith("podcast:"):
            continue
        count += 1
        attributes = "".join(
            f" {key}={quoteattr(str(value))}"
            for key, value in node.attrib.items()
            if not str(key).startswith("{")
        )
        out.append(f"<{name}{attributes}>{escape((node.text or '').strip())}")
        pending.append(f"</{name}>")
        pending.extend(reversed(list(node)))
    out.extend(part for part in reversed(pending) if isinstance(part, str))
    return "".join(out)
