"""Questions and answers by letters in other languages, and initials with stops: made what labels are.

PREGUNTA. ... RESPUESTA. ... P. ... R. ...     El País and other Spanish papers
D. ... R. ...   Domanda, Risposta              Italian
F. ... A. ...   Frage, Antwort                 German
В: ... О: ...   Вопрос, Ответ                  Russian
Q.- ... R.- ...                                French offices, both in one paragraph at times
OTTO BRAND.- ... before them   whoever has the same mark behind a name in capitals
R. L. : ...     initials of names that stand in full elsewhere (French magazines)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from segmentcast.patterns import compile_late
from segmentcast.transcript.document import Block, Document, Line

_PAIRS: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset({"P", "PREGUNTA", "PERGUNTA"}), frozenset({"R", "RESPUESTA", "RESPOSTA"})),
    (frozenset({"D", "DOMANDA", "DEMANDE"}), frozenset({"R", "RISPOSTA", "RÉPONSE"})),
    (frozenset({"Q", "QUESTION"}), frozenset({"R", "RÉPONSE", "REPONSE"})),
    (frozenset({"F", "FRAGE"}), frozenset({"A", "ANTWORT"})),
    (frozenset({"V", "VRAAG"}), frozenset({"A", "ANTWOORD"})),
    (frozenset({"В", "ВОПРОС"}), frozenset({"О", "ОТВЕТ"})),
)
_LETTER = re.compile(
    r"(?P<mark>[A-ZÉВО]{1,10}|[A-Z][a-zé]{4,9})\s?(?P<behind>[.:]\s?[-–—]?|[-–—])\s+(?=\S)"
)
_CAPITALS = r"[^\W\d_a-z][^\W\d_a-z.'’-]{0,29}(?<![.:-])"
_NAMED = re.compile(
    rf"(?P<name>{_CAPITALS}(?: {_CAPITALS}){{1,5}})\s?(?P<behind>\.\s?[-–—]|[-–—])\s+(?=[^\W_]|[¿¡\"“«])"
)
_DASHED_START = re.compile(r"Q\s?\.?\s?[-–—]\s+(?=\S)")
_DASHED_WITHIN = compile_late(r"(?<=[.?!…»”\"]) +(?=[QR]\s?\.?\s?[-–—]\s+\S)")
_INITIALS = re.compile(r"(?P<letters>(?:[^\W\d_a-z]\.[- ]?){2,4})\s?:(?=\s)")
_FULL = compile_late(r"(?P<name>[^\W\d_][\w'’-]{1,30}(?: [^\W\d_][\w'’-]{1,30}){1,3}) ?:\s")
_TITLES = frozenset({"MR", "MS", "DR", "ST", "SR", "JR"})
_FEWEST = 2


def settle(document: Document) -> Document:
    """The document with `Q:` and `A:`, or initials without stops, where it has such labels."""
    document = _with_letters(_cut(document))
    return _with_initials(document)


def _cut(document: Document) -> Document:
    """The document, a paragraph that holds a question and its answer cut in two, where several do."""
    texts = [block.text for block in document.blocks]
    both = [text for text in texts if _DASHED_START.match(text) and _DASHED_WITHIN.search(text)]
    if len(both) < _FEWEST:
        return document
    return replace(
        document,
        blocks=tuple(
            replace(block, text=part, lead="") if part != block.text else block
            for block in document.blocks
            for part in _DASHED_WITHIN.split(block.text)
        ),
        lines=tuple(
            replace(line, text=part, lead="", width=line.indent + len(part))
            if part != line.text
            else line
            for line in document.lines
            for part in _DASHED_WITHIN.split(line.text)
        ),
    )


def _with_letters(document: Document) -> Document:
    marks = [_mark(block.text) for block in document.blocks]
    for asked, answered in _PAIRS:
        turns = [mark for mark in marks if mark in asked or mark in answered]
        if sum(mark in asked for mark in turns) < _FEWEST:
            continue
        if sum(mark in answered for mark in turns) < _FEWEST or not _alternate(turns, asked):
            continue

        behind = {
            _behind(found)
            for block in document.blocks
            if (found := _LETTER.match(block.text)) and found["mark"].upper() in asked | answered
        }

        def changed(
            text: str,
            asks: frozenset[str] = asked,
            says: frozenset[str] = answered,
            marks: Set[str] = frozenset(behind),
        ) -> str:
            if (named := _NAMED.match(text)) and _behind(named) in marks:
                return f"{named['name']}: {text[named.end() :]}"
            found = _LETTER.match(text)
            mark = found["mark"].upper() if found else ""
            if found is None or mark not in asks | says:
                return text
            return f"{'Q' if mark in asks else 'A'}: {text[found.end() :]}"

        return _rewritten(document, changed)
    return document


def _mark(text: str) -> str:
    found = _LETTER.match(text)
    return found["mark"].upper() if found else ""


def _behind(found: re.Match[str]) -> str:
    """The mark behind a letter or a name, whatever dash it has."""
    return re.sub("[–—]", "-", found["behind"]).replace(" ", "")


def _alternate(turns: Sequence[str], asked: frozenset[str]) -> bool:
    """Whether question and answer take turns, but for a few."""
    kinds = [mark in asked for mark in turns]
    changes = sum(one != other for one, other in pairwise(kinds))
    return kinds[0] and changes * 10 >= (len(kinds) - 1) * 8


def _with_initials(document: Document) -> Document:
    if not any(_INITIALS.match(block.text) for block in document.blocks):
        return document

    full = [found["name"] for block in document.blocks if (found := _FULL.match(block.text))]
    names = {"".join(word[0] for word in name.split()).upper(): name for name in full}

    def changed(text: str) -> str:
        found = _INITIALS.match(text)
        if found is None:
            return text
        letters = "".join(char for char in found["letters"] if char.isalpha())
        if letters in _TITLES and letters in names:  # "M. R." is nobody's title
            return f"{names[letters]}:{text[found.end() :]}"
        return f"{letters}:{text[found.end() :]}"

    return _rewritten(document, changed)


def _rewritten(document: Document, changed: Callable[[str], str]) -> Document:
    def block_of(block: Block) -> Block:
        text = changed(block.text)
        return block if text == block.text else replace(block, text=text, lead="")

    def line_of(line: Line) -> Line:
        text = changed(line.text)
        return line if text == line.text else replace(line, text=text, lead="")

    return replace(
        document,
        blocks=tuple(block_of(block) for block in document.blocks),
        lines=tuple(line_of(line) for line in document.lines),
    )
