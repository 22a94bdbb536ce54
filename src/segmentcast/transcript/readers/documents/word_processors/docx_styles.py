"""How Word sets text: the properties of runs, and the styles that they and paragraphs have by name.

Style ids are translated by Word ("berschrift1"); the names of built-in styles are not ("heading 1").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from segmentcast.transcript.readers.bounded_zip import events
from segmentcast.transcript.readers.documents.word_paragraphs import BOLD

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
OFF = frozenset({"0", "false", "off", "none"})
STRUCK, HIDDEN = "struck", "hidden"
_PROPERTIES = {
    "b": BOLD, "i": "italic", "u": "underlined", "strike": STRUCK, "dstrike": STRUCK, "vanish": HIDDEN,
}  # fmt: skip
_PLAIN_COLOURS = frozenset({"auto", "000000", ""})
_HEADINGS = ("heading", "title", "subtitle")
_ORDINARY = frozenset(
    "normal,body text,first paragraph,compact,no spacing,list paragraph,normal (web),text body,standard,default".split(
        ","
    )
)
"""Names of styles of plain paragraphs."""
_MOST_PARENTS = 20


def local_tag(element: Any) -> str:
    """The name of an element of WordprocessingML."""
    return str(element.tag).removeprefix(W).removeprefix(STRICT)


def value_of(element: Any, name: str = "val") -> str:
    """An attribute of an element of WordprocessingML; "" where it has none."""
    return str(element.get(f"{W}{name}") or element.get(f"{STRICT}{name}") or "")


def property_of(tag: str, element: Any) -> dict[str, bool]:
    """What an element of a run's properties sets, and whether it sets it or takes it away."""
    if tag in _PROPERTIES:
        return {_PROPERTIES[tag]: value_of(element) not in OFF}
    if tag == "color" and (colour := value_of(element).casefold()) not in _PLAIN_COLOURS:
        return {f"colour:{colour}": True}
    return {}


@dataclass(slots=True)
class _Style:
    name: str = ""
    parent: str = ""
    kinds: dict[str, bool] = field(default_factory=dict)


class Styles:
    """The styles of a document, by id."""

    def __init__(self, data: bytes = b"") -> None:
        """`data`: word/styles.xml. Raises what lxml and the bounds raise for broken ones."""
        self._styles: dict[str, _Style] = {}
        self._known: dict[str, dict[str, bool]] = {}
        style: _Style | None = None
        for event, element in events(data) if data else ():
            tag = local_tag(element)
            if tag == "style":
                if event == "start":
                    style = self._styles[value_of(element, "styleId")] = _Style()
                else:
                    style = None
                    element.clear()
            elif event == "start" or style is None:
                continue
            elif tag == "name":
                style.name = value_of(element).casefold()
            elif tag == "basedOn":
                style.parent = value_of(element)
            else:
                style.kinds |= property_of(tag, element)

    def is_heading(self, style: str) -> bool:
        """Whether paragraphs of this style are titles."""
        known = self._styles.get(style, _Style())
        return style.casefold().startswith(_HEADINGS) or known.name.startswith(_HEADINGS)

    def kinds_of(self, style: str) -> dict[str, bool]:
        """What a style and those that it is based on set."""
        if style in self._known:
            return self._known[style]
        kinds: dict[str, bool] = {}
        at = style
        for _ in range(_MOST_PARENTS):
            known = self._styles.get(at)
            if known is None:
                break
            kinds = known.kinds | kinds
            at = known.parent
        self._known[style] = kinds
        return kinds

    def mark_of(self, style: str) -> str:
        """The kind of emphasis that a paragraph's style is; "" for a plain one."""
        name = self._styles.get(style, _Style()).name or style.casefold()
        return "" if not name or name in _ORDINARY else f"style:{name}"
