"""How Rich Text sets its words, put into the text as marks that striprtf hands through.

striprtf gives the words alone. Before it reads them, a character of the private use area goes wherever the
setting changes, and what is struck out, hidden or deleted goes out (RTF 1.9.1, "Character Text", \\b \\i \\ul
\\strike \\v \\deleted \\cf; "Paragraph Formatting Properties", \\outlinelevel).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from striprtf.striprtf import destinations

from segmentcast.transcript.readers.documents.left_out import LeftOut
from segmentcast.transcript.readers.documents.word_paragraphs import BOLD, Piece

HEADING = "heading"
_FIRST, _LAST = 0xE100, 0xF8FF
_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])|"
    r"(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)"
)
_MARK = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")
_STRUCK, _HIDDEN, _DELETED = "struck", "hidden", "deleted"
_SWITCHES = {
    "b": BOLD, "i": "italic", "ul": "underlined", "strike": _STRUCK, "striked": _STRUCK, "v": _HIDDEN,
    "deleted": _DELETED,
}  # fmt: skip
_GONE = frozenset({_STRUCK, _HIDDEN, _DELETED})
_CHARACTERS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "tab": " ",
}  # fmt: skip
_PLAIN_COLOURS = frozenset({"", "0", "1"})
"""Where the file has no table of colours."""
_COLOURS = re.compile(r"\{\\colortbl\b([^{}]{0,20000})\}")
_SHARE = re.compile(r"\\(?:red|green|blue)(\d{1,3})")
_DARKEST, _GREY = 96, 24
"""Shares of red, green and blue up to which, and within which, a colour is that of plain words."""
_TITLES = 9
"""Outline levels from this on are no titles."""


@dataclass(slots=True)
class Marks:
    """The settings that marks stand for: the kinds of emphasis, by the mark's number."""

    _settings: list[frozenset[str]] = field(default_factory=lambda: [frozenset()])
    _numbers: dict[frozenset[str], int] = field(default_factory=lambda: {frozenset(): 0})

    def mark_of(self, kinds: frozenset[str]) -> str:
        """The character, as Rich Text writes it, before words that are set so."""
        number = self._numbers.get(kinds)
        if number is None:
            if len(self._settings) > _LAST - _FIRST:
                number = 0
            else:
                number = self._numbers[kinds] = len(self._settings)
                self._settings.append(kinds)
        return f"{{\\uc1\\u{_FIRST + number}?}}"

    def without(self, text: str) -> str:
        """The text without marks."""
        return _MARK.sub("", text)

    def lines_of(self, text: str) -> Iterator[list[Piece]]:
        """The pieces of each line of a text with marks."""
        kinds: frozenset[str] = frozenset()
        for line in text.split("\n"):
            pieces: list[Piece] = []
            start = 0
            for mark in _MARK.finditer(line):
                pieces.append(Piece(line[start : mark.start()], kinds))
                number = ord(mark[0]) - _FIRST
                kinds = self._settings[number] if number < len(self._settings) else frozenset()
                start = mark.end()
            pieces.append(Piece(line[start:], kinds))
            yield [piece for piece in pieces if piece.text]


@dataclass(slots=True)
class _State:
    kinds: frozenset[str] = frozenset()
    colour: str = ""
    skip: int = 1
    """Characters after one of Unicode that stand for it in older programs."""
    ignored: bool = False
    title: bool = False


@dataclass(slots=True)
class _Marking:
    """The text as far as it is marked."""

    marks: Marks
    unspoken: LeftOut
    out: list[str] = field(default_factory=list)
    states: list[_State] = field(default_factory=list)
    state: _State = field(default_factory=_State)
    marked: frozenset[str] = frozenset()
    plain_colours: frozenset[str] = _PLAIN_COLOURS
    replaced: int = 0
    paragraph: int = 1

    def add_words(self, raw: str, shown: str) -> None:
        """Words in Rich Text, and what they say."""
        state = self.state
        gone = state.kinds & _GONE
        if state.ignored:
            self.out.append(raw)
        elif gone:
            kind = next(kind for kind in (_DELETED, _HIDDEN, _STRUCK) if kind in gone)
            places = getattr(self.unspoken, kind)
            places.append((self.paragraph, shown))
        else:
            kinds = state.kinds | ({f"colour:{state.colour}"} if state.colour else set())
            kinds = frozenset(kinds | ({HEADING} if state.title else set()))
            if kinds != self.marked:
                self.out.append(self.marks.mark_of(kinds))
                self.marked = kinds
            self.out.append(raw)

    def add_word(self, word: str, number: str | None, raw: str) -> None:
        """A control word."""
        state = self.state
        if word in destinations:
            state.ignored = True
        if word == "u" and number is not None:
            code = int(number) % 0x10000 if -0x8000 <= int(number) < 0x10000 else 0xFFFD
            self.add_words(raw, chr(code))
            self.replaced = state.skip
            return
        if word in _CHARACTERS:
            self.add_words(raw, _CHARACTERS[word])
            return
        if word in _SWITCHES:
            on = number != "0"
            kind = frozenset({_SWITCHES[word]})
            state.kinds = state.kinds | kind if on else state.kinds - kind
        elif word == "ulnone":
            state.kinds -= {"underlined"}
        elif word == "plain":
            state.kinds, state.colour = frozenset(), ""
        elif word == "cf":
            state.colour = "" if (number or "") in self.plain_colours else str(number)
        elif word == "uc":
            state.skip = min(int(number or 1), 10)
        elif word == "outlinelevel":
            state.title = int(number or 0) < _TITLES
        elif word == "pard":
            state.title = False
        elif word in {"par", "line", "sect", "page", "row"} and not state.ignored:
            self.paragraph += 1
        self.out.append(raw)


def marked(raw: str, marks: Marks, unspoken: LeftOut) -> str:
    """Rich Text with marks where its setting changes, without what is not shown, which goes to `unspoken`."""
    at = _Marking(marks, unspoken, plain_colours=_plain_colours(raw))
    for token in _TOKEN.finditer(raw):
        whole = token[0]
        if (brace := token["brace"]) is not None:
            at.replaced = 0
            _open_or_close(at, brace)
            at.out.append(whole)
        elif (word := token["word"]) is not None:
            at.replaced = 0
            at.add_word(word, token["number"], whole)
        elif token["sign"] is not None:
            at.replaced = 0
            at.state.ignored = at.state.ignored or token["sign"] == "*"
            at.out.append(whole)
        elif token["hex"] is not None:
            shown = bytes.fromhex(token["hex"]).decode("cp1252", errors="replace")
            at.add_words(whole, "" if at.replaced else shown)
            at.replaced = max(0, at.replaced - 1)
        elif (text := token["text"]) is not None:
            stand_ins = min(at.replaced, len(text))
            at.replaced = 0
            if stand_ins:
                at.add_words(text[:stand_ins], "")
            if text[stand_ins:]:
                at.add_words(text[stand_ins:], text[stand_ins:])
        else:
            at.out.append(whole)
    return "".join(at.out)


def _plain_colours(raw: str) -> frozenset[str]:
    """The numbers of the colours that plain words have: the reader's own, black and dark grey."""
    table = _COLOURS.search(raw)
    if table is None:
        return _PLAIN_COLOURS
    plain = {""}
    for number, entry in enumerate(table[1].split(";")):
        shares = [int(share) for share in _SHARE.findall(entry)] or [0]
        if max(shares) <= _DARKEST and max(shares) - min(shares) <= _GREY:
            plain.add(str(number))
    return frozenset(plain)


def _open_or_close(at: _Marking, brace: str) -> None:
    if brace == "{":
        state = at.state
        at.states.append(state)
        at.state = _State(state.kinds, state.colour, state.skip, state.ignored, state.title)
    elif at.states:
        at.state = at.states.pop()
