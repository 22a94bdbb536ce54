"""How a page sets its words: by elements, by style attributes, and by the classes of its own style sheet.

Google Docs saves bold words as `<span class="c4">` with `.c4{font-weight:700}` in the head. Only rules of
one class are read, none within `@media`.
"""

from __future__ import annotations

import re
from typing import Any

BOLD, STRUCK, HIDDEN = "bold", "struck", "hidden"
_ELEMENTS = {
    "b": BOLD, "strong": BOLD, "i": "italic", "em": "italic", "u": "underlined",
    "s": STRUCK, "strike": STRUCK, "del": STRUCK,
}  # fmt: skip
_BLOCKS = frozenset("p div section li blockquote dd dt td h1 h2 h3 h4 h5 h6".split())
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold(?:er)?|[6-9]00)\b", re.I)
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.I)
_UNDERLINED = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,40}\bunderline", re.I)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,40}\bline-through", re.I)
_COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*([^;!]{3,40})", re.I)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BLACK = frozenset("#000 #000000 black inherit currentcolor initial unset rgb(0,0,0)".split())
_MEDIA = re.compile(
    r"@[a-z-]{3,20}[^{}]{0,400}\{(?:[^{}]{0,4000}\{[^{}]{0,4000}\}){0,2000}[^{}]{0,4000}\}", re.I
)
_RULE = re.compile(r"(?:^|(?<=[}\s,]))(?:span|p|li|h[1-6])?\.([\w-]{1,60})\s*\{([^{}]{1,2000})\}")
_MOST_RULES = 2_000
_LONGEST_SHEET = 400_000


class Sheet:
    """The kinds of emphasis (Block.emphasis, "struck", "hidden") that elements of one page have."""

    def __init__(self, root: Any) -> None:
        """`root`: the page, with its style sheets."""
        self._classes: dict[str, frozenset[str]] = {}
        sheets = "\n".join(element.text or "" for element in root.iter("style"))[:_LONGEST_SHEET]
        if "@" in sheets:
            sheets = _MEDIA.sub("", sheets)
        for rule in _RULE.finditer(sheets):
            if len(self._classes) >= _MOST_RULES:
                break
            # A class that hides is often one that a script takes away.
            if kinds := _declared(rule[2]) - {HIDDEN}:
                self._classes[rule[1]] = kinds

    def kinds_of(self, element: Any) -> frozenset[str]:
        """What an element sets its words in."""
        kinds: set[str] = set()
        if (kind := _ELEMENTS.get(element.tag)) is not None:
            kinds.add(kind)
        if declared := element.get("style"):
            kinds |= _declared(declared)
        colour = (element.get("color") or "").casefold() if element.tag == "font" else ""
        if colour and colour not in _BLACK:
            kinds.add(f"colour:{colour}")
        for name in (element.get("class") or "").split()[:20]:
            kinds |= self._classes.get(name, frozenset())
            if element.tag in _BLOCKS:
                kinds.add(f"style:{name.casefold()}")
        if element.tag == "blockquote":
            kinds.add("style:quotation")
        return frozenset(kinds)


def _declared(declarations: str) -> frozenset[str]:
    """What declarations of CSS set."""
    kinds: set[str] = set()
    for pattern, kind in (
        (_BOLD, BOLD), (_ITALIC, "italic"), (_UNDERLINED, "underlined"), (_STRUCK, STRUCK),
        (_NOT_SHOWN, HIDDEN),
    ):  # fmt: skip
        if pattern.search(declarations):
            kinds.add(kind)
    if (found := _COLOUR.search(declarations)) is not None:
        colour = "".join(found[1].casefold().split())
        if colour not in _BLACK:
            kinds.add(f"colour:{colour}")
    return frozenset(kinds)
