"""Lines of Markdown that say where a link leads that the text has by a name: `[the mill]: https://example.org/mill`.

A label in brackets looks alike, "[Otto]: #MeToo changed it", and words that somebody says are never
taken for an address.
"""

from __future__ import annotations

import re

from segmentcast.transcript.text.prose import collapse

_NAMED = re.compile(r"^ {0,3}\[(?!\^)([^\[\]\n]{1,200})\]:", re.M)
_ADDRESS = re.compile(
    # Behind the address stands a title or nothing. A word alone, "#MeToo" or "www.mill.example", may be an answer.
    r"[ \t]*(?=<?(?:(?P<sure>[a-z][a-z0-9+.-]{1,20}:(?=[/\w])|\{[{%])|www\.|\.{0,2}/|#))"
    r"(?:<[^<>\n]{1,1000}>|(?:\{\{[^{}\n]{0,300}\}\}|\{%[^{}\n]{0,300}%\})?[^\s<>]{0,1000})"
    r"(?:[ \t]+(?:\"[^\"\n]{0,400}\"|'[^'\n]{0,400}'|\([^()\n]{0,400}\)))?[ \t]*$",
    re.I | re.M,
)
_USED = re.compile(r"\[([^\[\]]{1,200})\](?![:(])")


def names_of(text: str) -> frozenset[str]:
    """The folded names, or labels, that begin a line in brackets and with a colon."""
    return frozenset(_folded(found[1]) for found in _NAMED.finditer(text))


def without(text: str) -> str:
    """The text without the lines that say where a link leads.

    A name that has words behind it elsewhere is a label. What may be an answer is an address only
    where the text has a link of that name.
    """
    lines = [(found, _ADDRESS.match(text, found.end())) for found in _NAMED.finditer(text)]
    labels = {_folded(found[1]) for found, address in lines if address is None}
    used = {_folded(found[1]) for found in _USED.finditer(text)}
    kept: list[str] = []
    end = 0
    for found, address in lines:
        name = _folded(found[1])
        if address and name not in labels and (address["sure"] or name in used):
            kept.append(text[end : found.start()])
            end = address.end()
    return "".join((*kept, text[end:]))


def _folded(name: str) -> str:
    return collapse(name).casefold()
