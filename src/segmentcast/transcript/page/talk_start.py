"""Where the talk begins on a page: behind its head, at a mark, a label, an indentation or a wide gap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, islice

from segmentcast.patterns import compile_late
from segmentcast.transcript.document import Block, Document, Facts
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.label_shapes import LabelShape, names_office
from segmentcast.transcript.page import furniture, standfirst
from segmentcast.transcript.page.head_lines import (
    GENERIC_TITLE,
    heads_page,
    is_fact,
    is_title_again,
    looks_like_title,
)
from segmentcast.transcript.text.dates import parse_date
from segmentcast.transcript.text.prose import ends_sentence, word_count

_JOINS = compile_late(
    r"\b(?:joins?|joined by|speaks?|spoke|talks?|talked|sits? down|sat down|interviews?|discuss(?:es)?|"
    r"reports?|in conversation|conversation with|explains?)\b",
    re.I,
)
_GREETS = compile_late(
    r"(?:^|[.!?,] )(?:(?:and )?(?:[Gg]ood (?:morning|afternoon|evening|day)\b|[Hh]ello\b|G['’]day\b|[Ww]elcome(?:[.!,]| back| to the (?:show|programme|program)\b)|"
    r"[Tt]hank(?:s| you)(?: so much| very much)? for (?:joining|being|coming|your time|having|talking|speaking)\b))"
)
_GREETS_BACK = compile_late(
    r"^(?:[Gg]ood (?:morning|afternoon|evening|day)\b|[Mm]orning\b|[Hh]ello\b|Hi\b|G['’]day\b)|"
    r"\b(?:[Tt]hanks|[Tt]hank you|[Pp]leasure|to be (?:here|with you|on|back)|[Gg]ood (?:morning|afternoon|evening),? [^\W\d_a-z])"
)
"""How somebody answers who was welcomed, within the first characters."""
_OPENING = 120
_MOST_HEAD = 8
_LONGEST_IN_HEAD = 80
_TURN_GAPS = 3
_TO_SOMEBODY = compile_late(r"\b(?:you|your|we|us|our|my|welcome|hello|thanks?)\b", re.I)
_FIRST_PERSON = compile_late(r"\b(?:I'm|I’m|we're|we’re|me|I)\b")
_QUOTED = compile_late(r"[“\"„«][^“”\"„«»]{1,600}[”\"“»]")
_SPEAKS = 0.15
"""Share of paragraphs that ask, or speak to somebody or of whoever speaks, from which they are said."""
_NAMED = compile_late(r"(?:\w+ ){0,3}[A-Z][\w'’.-]+ [A-Z][\w'’-]+ ")
_NAMING_WORDS = 6
"""A standfirst that names somebody in full may be short."""
_MOST_HEADER_BLOCKS = 30
_LONGEST_HEAD = 400
_WORDS_OF_SENTENCE = 5
"""More than an office or a group has."""
_LEAST_HEAD = 60
"""Words of a head that is no mere title, byline and standfirst."""


def start_of(
    blocks: list[Block],
    kinds: list[furniture.Kind | None],
    document: Document,
    book: LabelBook,
) -> tuple[int, Sequence[Block]]:
    """The index of the transcript's first block, and the introduction before it that its words alone tell."""
    words = [word_count(block.text) for block in blocks]
    total = sum(words) or 1
    labelled = _first_labelled(blocks, book)
    for at in range(min(len(blocks), 200)):
        if kinds[at] != "marker":
            continue
        if labelled is not None and at > labelled:
            break
        if sum(words[at + 1 :]) * 3 >= total:
            return _past_facts(blocks, at + 1, labelled or 0), ()
    if labelled is not None and not _is_talk(blocks[:labelled], total):
        certain = _first_certain(blocks, book, labelled)
        return certain, blocks[labelled:certain]
    indented = _first_indented(blocks, words)
    if indented is not None:
        return indented, ()
    start, introduction = _unmarked_start(blocks, kinds, document.facts)
    apart = _head_apart(blocks) if document.format == "text" else 0
    return (start, introduction) if start >= apart else (apart, ())


def _first_labelled(blocks: Sequence[Block], book: LabelBook) -> int | None:
    return next(
        (
            at
            for at, block in enumerate(blocks)
            if block.label or book.start(block.text, block.lead)
        ),
        None,
    )


def _first_certain(blocks: Sequence[Block], book: LabelBook, first: int) -> int:
    """The index of the first label that may be somebody's, from `first` on.

    "Her forecast in the “Harbour Hour” of Radio Quay: “…”" is of the introduction: there once, and the
    words of a sentence.
    """
    labels = [
        start[0] if (start := book.start(block.text, block.lead)) else None for block in blocks
    ]
    counts = Counter(label.key for label in labels if label)
    for at in range(first, len(blocks)):
        label = labels[at]
        if blocks[at].label or (label and (counts[label.key] > 1 or not _is_of_sentence(label))):
            return at
    return first


def _is_of_sentence(label: Label) -> bool:
    return (
        label.shape is not LabelShape.NAME
        and word_count(label.name) >= _WORDS_OF_SENTENCE
        and not names_office(label.name)
    )


def labels_stand_behind(blocks: Sequence[Block], book: LabelBook) -> bool:
    """Whether the page's words stand before its first label, and no label comes again behind another.

    So are references, credits and addresses at an article's end: "Roe, Jane: The title of a book."
    Who talks with somebody speaks again. What stands behind the mark of a transcript is one.
    """
    first = _first_labelled(blocks, book)
    kinds = [furniture.kind_of(block.text, edge=False) for block in blocks[: first or 0]]
    if not first or not is_mostly_head(blocks, kinds, first):
        return False
    if _is_talk(blocks[:first], sum(word_count(block.text) for block in blocks)):
        return False
    labels = [
        start[0].key
        for block in blocks[first:]
        if (start := book.start(block.text, block.lead)) is not None
    ]
    changes = [key for key, _ in groupby(labels)]
    return len(changes) == len(set(changes))


def is_mostly_head(
    blocks: Sequence[Block], kinds: Sequence[furniture.Kind | None], start: int
) -> bool:
    """Whether more words stand before `start` than from there on, and no mark says that the talk begins there."""
    words = [word_count(block.text) for block in blocks]
    head = sum(words[at] for at in range(start) if kinds[at] is None)
    return head > max(sum(words[start:]), _LEAST_HEAD) and "marker" not in kinds[:start]


def _head_apart(blocks: list[Block]) -> int:
    """The index of the first block behind a wide gap, where what is before stands closer together and is no talk.

    Of a page copied with its header; wide gaps are those between turns.
    """
    gaps = Counter(block.gap for block in blocks[1:])
    wide = max((gap for gap, count in gaps.items() if count >= _TURN_GAPS), default=0)
    first = next((at for at in range(1, len(blocks)) if blocks[at].gap >= wide), 0)
    head = blocks[:first]
    if wide < 2 or not 2 <= first <= _MOST_HEAD:
        return 0
    texts = [block.text for block in head if furniture.kind_of(block.text, edge=True) != "note"]
    if any(
        text.endswith("?")
        or _FIRST_PERSON.search(text)
        or _TO_SOMEBODY.search(text)
        or word_count(text) > _LONGEST_IN_HEAD
        for text in texts[1:]
    ):
        return 0
    return first if texts and heads_page(texts[0]) else 0


def _is_talk(head: Sequence[Block], total: int) -> bool:
    """Whether what stands before the first label is a statement before the questions: too long for a head, and speech.

    An article's introduction is as long, and speaks to nobody outside its quotations.
    """
    words = sum(word_count(block.text) for block in head)
    if words <= _LONGEST_HEAD or words * 2 <= total:
        return False
    bare = [
        _QUOTED.sub("", block.text).replace("US", "")
        for block in head
        if word_count(block.text) > 1
    ]
    speech = sum(
        "?" in text or bool(_FIRST_PERSON.search(text) or _TO_SOMEBODY.search(text))
        for text in bare
    )
    return speech >= len(bare) * _SPEAKS


def _past_facts(blocks: list[Block], at: int, before: int) -> int:
    """Past the dates and addresses between a page's mark and its first label."""
    while at < before and is_fact(blocks[at].text):
        at += 1
    return at


def _first_indented(blocks: list[Block], words: list[int]) -> int | None:
    inside = [at for at, block in enumerate(blocks) if block.indent >= 2]
    if not inside or inside[0] == 0 or blocks[0].indent >= 2:
        return None
    if sum(words[at] for at in inside) * 10 < sum(words[inside[0] :]) * 6:
        return None
    return inside[0]


def _unmarked_start(
    blocks: list[Block], kinds: list[furniture.Kind | None], facts: Facts
) -> tuple[int, Sequence[Block]]:
    """Without a mark, a label or indentation: a title, date lines, and a paragraph that reads like a summary."""
    at = 0
    seen_title = bool(facts.title) and not GENERIC_TITLE.fullmatch(facts.title)
    limit = min(len(blocks) - 1, _MOST_HEADER_BLOCKS)
    while at < limit:
        block = blocks[at]
        if (
            kinds[at] is not None
            or furniture.kind_of(block.text, edge=True) == "note"
            or is_fact(block.text)
            or is_title_again(block.text, facts.title)
        ):
            at += 1
        elif block.heading and seen_title and block.text.endswith("?"):
            break  # the interview's first question
        elif block.heading or (not seen_title and _heads_talk(blocks, kinds, at)):
            seen_title = True
            at += 1
        else:
            break
    summarised = seen_title and at < limit and _looks_like_summary(blocks, at, facts)
    if at == 1 and not summarised and blocks[0].text.endswith("?") and not blocks[0].heading:
        return 0, ()
    introduced = standfirst.length_of(blocks, at) if seen_title and at < limit else 0
    start = at + max(int(summarised), introduced)
    while seen_title and start < limit and is_fact(blocks[start].text):
        start += 1
    return start, blocks[at + int(summarised) : at + introduced]


def _heads_talk(blocks: list[Block], kinds: list[furniture.Kind | None], at: int) -> bool:
    """Whether a paragraph before an unlabelled talk is its headline.

    A long one without a full stop is one only where the paragraphs after it end as sentences do: a
    recogniser's draft has no full stop anywhere.
    """
    if looks_like_title(blocks[at].text):
        return True
    if not heads_page(blocks[at].text):
        return False
    after = range(at + 1, len(blocks))
    prose = (n for n in after if kinds[n] is None and not is_fact(blocks[n].text))
    first = [blocks[n].text for n in islice(prose, 3)]
    return bool(first) and all(map(ends_sentence, first))


def _looks_like_summary(blocks: list[Block], at: int, facts: Facts) -> bool:
    block, after = blocks[at], blocks[at + 1]
    if facts.summary and block.text[:60].casefold() == facts.summary[:60].casefold():
        return True
    if _FIRST_PERSON.search(block.text) or block.text.endswith("?"):
        return False
    if standfirst.greets_of_itself(block.text):
        return False
    if _GREETS.search(block.text) and _GREETS_BACK.search(after.text[:_OPENING]):
        return False
    return (
        after.gap > block.gap
        or parse_date(after.text) is not None  # the page's own date: nobody says it
        or (
            bool(_JOINS.search(block.text))
            and word_count(block.text) >= (_NAMING_WORDS if _NAMED.match(block.text) else 12)
        )
    )
