"""What a page has in square brackets alone, a noun each, "[Handyklingeln]" and "[Pfeifen]": sounds, whatever the word.

An editor's words complete a sentence, so that others stand before or behind them; the page decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from segmentcast.model import Finding
from segmentcast.transcript.document import Block
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.text.directions import DirectionRule, DirectionRules, is_pronoun
from segmentcast.transcript.text.names import key_of
from segmentcast.transcript.text.prose import ends_sentence

_NOUN = re.compile(r"\[([^\W\d_a-zà-ÿ][^\W\d_]*(?:[-‐‑][^\W\d_]+)*\.?)\]")
_NO_STOP = re.compile(r"\s*[,;:’'–—-]")
_OPENS_SENTENCE = frozenset('[("“„«»‘¿¡–—-…')
_ARTICLES = frozenset(
    "the a an der die das den dem des ein eine le les la un une el los il lo".split()
)
_FEWEST = 3
_FEWEST_WORDS = 2
_NEARLY_ALL = 0.8
_LEAST_LETTERS = 3
_SHOWN = 3


def with_those_of(
    blocks: Sequence[Block],
    rules: DirectionRules,
    book: LabelBook,
    name: str,
    findings: list[Finding],
) -> DirectionRules:
    """The rules with the nouns that this page has for sounds, and a note of them; what a show's own say of one counts.

    A bracket with a word of the labels is no sound.
    """
    keys = {*book.accepted, *(key_of(block.label) for block in blocks if block.label)}
    people = {word for key in keys for word in key.split("-")}
    alone: list[tuple[str, Block]] = []
    others: list[str] = []
    for block in blocks:
        for noun, is_alone in _nouns(block.text):
            if rules.effect_of(noun, square=True, apart=True) is not None:
                continue
            if is_alone and key_of(noun) not in people:
                alone.append((noun, block))
            else:
                others.append(noun.rstrip("."))
    words = list(dict.fromkeys(noun.rstrip(".") for noun, _ in alone))
    counted = len(alone) + sum(noun not in words for noun in others)
    if len(alone) < max(_FEWEST, counted * _NEARLY_ALL) or len(words) < _FEWEST_WORDS:
        return rules
    findings.append(_note(words, alone[0][1], name))
    rows = tuple(DirectionRule(noun, "pause") for noun in words)
    return replace(rules, rows=rows + rules.rows)


def _note(nouns: list[str], first: Block, name: str) -> Finding:
    shown = ", ".join(f'"[{noun}]"' for noun in nouns[:_SHOWN])
    more = ", …" if len(nouns) > _SHOWN else ""
    return Finding(
        "note", "sounds-left-out", f"{name}:{first.line}" if first.line else name,
        f"single words in square brackets between sentences are taken for sounds, and are not read aloud: {shown}{more}",
        "If somebody says one of them, remove its brackets.",
    )  # fmt: skip


def _nouns(text: str) -> Iterator[tuple[str, bool]]:
    """The single words in square brackets, and whether each stands between two sentences."""
    if "[" not in text:
        return
    for found in _NOUN.finditer(text):
        before = text[: found.start()].rstrip()
        after = text[found.end() :]
        opens = after.lstrip()[:1]
        begins = not before or before[-1] in ":]：" or ends_sentence(before)
        ends = not opens or opens.isupper() or opens.isdigit() or opens in _OPENS_SENTENCE
        noun = sum(map(str.isalpha, found[1])) >= _LEAST_LETTERS and not _is_glue(found[1])
        yield found[1], begins and ends and noun and not _NO_STOP.match(after)


def _is_glue(word: str) -> bool:
    """An article or a pronoun: an editor put it into a sentence."""
    return word.casefold() in _ARTICLES or is_pronoun(word)
