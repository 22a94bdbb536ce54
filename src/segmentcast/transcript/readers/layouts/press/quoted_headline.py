"""A headline that quotes whom the page is about, which looks like a label and the words behind it.

    Otto Brand: "We were never late"        Otto Brand: «Nunca llegamos tarde»

Newspapers write it above an interview, with its lead, share buttons and introduction below. It is the
page's title: nobody says it, and least of all the whole page. Somebody who asks in quotation marks, or whose next
paragraph speaks to somebody, and who has turns below, says it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from segmentcast.model import Finding
from segmentcast.transcript.document import Block, Document
from segmentcast.transcript.labels import label_book
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.label_shapes import LabelShape
from segmentcast.transcript.labels.label_starts import at_start
from segmentcast.transcript.text.persons import speaks_of_itself, speaks_to_somebody
from segmentcast.transcript.text.prose import ends_sentence, excerpt, word_count

_QUOTED = re.compile(
    r"(?:\"[^\"]+\"|“[^“”]+”|„[^“”„]+[“”]|«[^«»]+»|»[^«»]+«|'[^'].*'|‘.+’|”[^”]+”|「[^「」]+」)"
)
_DASH = re.compile(r"[—–―] ?(?=[¿¡«“\"'’(\w])")
_FEWEST_DASHES = 3
_LONGEST = 30
_ABOVE = 5
"""A site's name, a section, a date may stand above a headline; more is a talk already."""
_CLOSES = "\"”“«»'’」 "


def settle(document: Document, name: str) -> Document:
    """The document, its title told where its headline looks like a label; else as it is."""
    at = _place(document.blocks)
    if at is None:
        return document
    headline = document.blocks[at]
    facts, notes = document.facts, document.notes
    if not facts.title:
        facts = replace(facts, title=headline.text)
    elif headline.text != facts.title:
        notes = (*notes, headline.text)
    return replace(
        document,
        blocks=document.blocks[:at] + document.blocks[at + 1 :],
        lines=tuple(line for line in document.lines if line.number != headline.line),
        facts=facts,
        notes=notes,
        findings=(*document.findings, *_perhaps_said(headline, document.blocks[at + 1 :], name)),
    )


def _perhaps_said(headline: Block, rest: Sequence[Block], name: str) -> list[Finding]:
    """A warning where the headline's person has turns below: it may be the first of them."""
    if headline.heading or not _has_turns(at_start(headline.text, headline.lead), rest):
        return []
    place = f"{name}:{headline.line}" if headline.line else name
    return [
        Finding(
            "warning", "page-words", place,
            f'taken for the page\'s headline, not spoken: "{excerpt(headline.text, 160)}"',
            "If somebody says it, end it with a full stop before the quotation mark.",
        )
    ]  # fmt: skip


def _place(blocks: Sequence[Block]) -> int | None:
    """Where the headline is: the page's first label, whose paragraph no turn can be."""
    for at, block in enumerate(blocks[: _ABOVE + 1]):
        opening = at_start(block.text, block.lead)
        if opening is None:
            continue
        label, begin = opening
        words = block.text[begin:].strip()
        named = label.shape is LabelShape.NAME and not label.generic
        if not named or not words or word_count(words) > _LONGEST or at + 1 >= len(blocks):
            return None
        rest = blocks[at + 1 :]
        if not block.heading and _goes_on(words, rest) and _has_turns(opening, rest):
            return None
        is_headline = _is_quoted(words, rest) or _heads_dialogue(words, rest)
        return at if is_headline else None
    return None


def _is_quoted(words: str, rest: Sequence[Block]) -> bool:
    """Whether the words are a quotation as in a headline, without a full stop, and no turn is one.

    The page goes on with words of its own, unlabelled: where the next paragraph has a label as well,
    these are turns of a talk whose house sets them in quotation marks.
    """
    if not _QUOTED.fullmatch(words) or words.rstrip(_CLOSES).endswith((".", "。", ",")):
        return False
    if at_start(rest[0].text, rest[0].lead) is not None:
        return False
    return not any(
        _QUOTED.fullmatch(block.text[opening[1] :].strip())
        for block in rest
        if (opening := at_start(block.text, block.lead)) is not None
    )


def _goes_on(words: str, rest: Sequence[Block]) -> bool:
    """Whether the words ask, or the one paragraph before the next label speaks to somebody."""
    if words.rstrip(_CLOSES).endswith(("?", "？", "؟")):
        return True
    followed = len(rest) > 1 and at_start(rest[1].text, rest[1].lead) is not None
    text = rest[0].text
    return followed and (speaks_to_somebody(text) or speaks_of_itself(text))


def _has_turns(opening: tuple[Label, int] | None, rest: Sequence[Block]) -> bool:
    """Whether the label of the opening is one of the labels below."""
    if opening is None:
        return False
    book = label_book.learn([(block.text, block.lead) for block in rest])
    starts = (book.start(block.text, block.lead) for block in rest) if book else ()
    return any(start is not None and start[0].key == opening[0].key for start in starts)


def _heads_dialogue(words: str, rest: Sequence[Block]) -> bool:
    """Whether the words, no sentence, are above a talk whose turns have dashes, and no labels."""
    dashes = sum(_DASH.match(block.text) is not None for block in rest)
    return (
        dashes >= _FEWEST_DASHES
        and not ends_sentence(words)
        and _DASH.match(rest[0].text) is None
        and not label_book.learn([(block.text, block.lead) for block in rest])
    )
