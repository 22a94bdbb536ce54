"""Numbers of pages within a talk, and the heads that stand beside them on each page: nobody says them.

    ... and I will be glad to take questions about it.

    PRIME MINISTER
    2

A number alone could be an answer; that of a page is one more than that of the page before, and a
page's words stand between them. One number alone is a page's where it says so ("Page 2 of 9"), or
where the document's own first words stand beside it once more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from segmentcast.model import Finding
from segmentcast.transcript.document import Block
from segmentcast.transcript.text.dates import parse_date
from segmentcast.transcript.text.prose import ends_sentence, ends_with_question, excerpt, word_count

_NUMBER = re.compile(
    r"[-–—\[(]?\s?(?P<page>(?:page|seite|página|pagina|pág\.|pag\.|p\.)\s?)?(?P<number>\d{1,3})"
    r"(?P<of>\s?(?:/|of|von|de|di|sur|van)\s?\d{1,3})?\s?[-–—\])]?",
    re.I,
)
_HEAD_AND_NUMBER = re.compile(r"(?P<head>[^\W\d_].{1,80}?)[\s/|·–—-]+(?P<number>\d{1,3})")
_OF_RECORDS = re.compile(
    r"\d{1,3}(?:st|nd|rd|th) (?:session|parliament|congress|sitting|legislature|assembly)|"
    r"(?:volume|vol\.|issue|number|no\.|part|book) ?\d{1,4}",
    re.I,
)
"""What a record of sittings has at the top of its pages, beside their date."""
_FIRST_PAGES = 3
"""Pages of which the first number may be: the ones before it have none."""
_LEAST_WORDS = 40
"""Words of a page."""
_SKIPPED = 2
_LONGEST_HEAD = 12
_AT_TOP = 3
_NAMED = 6


def settle(blocks: Sequence[Block], name: str) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """The blocks without numbers of pages and running heads, and the finding that says so."""
    out = _places(blocks)
    if not out:
        return tuple(blocks), ()
    kept: list[Block] = []
    gap = 0
    for at, block in enumerate(blocks):
        if at in out:
            gap = max(gap, block.gap)
            continue
        kept.append(replace(block, gap=max(gap, block.gap)) if gap and not block.gap else block)
        gap = 0
    first = blocks[min(out)]
    words = dict.fromkeys(excerpt(blocks[at].text, 60) for at in sorted(out))
    shown = ", ".join(f'"{text}"' for text in list(words)[:_NAMED])
    more = ", …" if len(words) > _NAMED else ""
    place = f"{name}:{first.line}" if first.line else name
    return tuple(kept), (
        Finding(
            "note", "furniture", place, f"numbers and heads of pages, not spoken: {shown}{more}"
        ),
    )


def _places(blocks: Sequence[Block]) -> frozenset[int]:
    """Where the numbers of pages and what stands beside them are."""
    plain = [None if block.label else _NUMBER.fullmatch(block.text) for block in blocks]
    numbers = {at: int(match["number"]) for at, match in enumerate(plain) if match}
    heads = {
        at: (match["head"].strip(), int(match["number"]))
        for at, block in enumerate(blocks)
        if at not in numbers
        and not block.label
        and word_count(block.text) <= _LONGEST_HEAD
        and (match := _HEAD_AND_NUMBER.fullmatch(block.text))
    }
    before = [0]
    for block in blocks:
        before.append(before[-1] + word_count(block.text))
    paged: set[int] = set()
    for series in (numbers, *_by_head(heads)):
        chain = _running(series, before)
        # Somebody may answer "2", and later "3": of two alone none is behind a question, of more few are.
        answers = sum(_answers(blocks, at) for at in chain)
        if (len(chain) > 2 and answers * 2 < len(chain)) or (len(chain) == 2 and not answers):
            paged.update(chain)
    paged.update(at for at, match in enumerate(plain) if match and match["page"] and match["of"])
    top = {block.text for block in blocks[:_AT_TOP] if not ends_sentence(block.text)}
    paged.update(
        at
        for at, number in numbers.items()
        if 1 < number <= _FIRST_PAGES and _repeats(blocks, at, top)
    )
    seams = _seams(blocks, plain)
    paged |= seams
    return frozenset(paged | _of_records(blocks, seams) | _beside(blocks, paged, top))


def _answers(blocks: Sequence[Block], at: int) -> bool:
    return at > 0 and ends_with_question(blocks[at - 1].text)


def _by_head(heads: dict[int, tuple[str, int]]) -> Iterator[dict[int, int]]:
    for words in {head for head, _ in heads.values()}:
        yield {at: number for at, (head, number) in heads.items() if head == words}


def _running(numbers: dict[int, int], before: Sequence[int]) -> list[int]:
    """The places of numbers that count the pages: each follows the one before, a page's words apart."""
    chain: list[int] = []
    last = 0
    for at, number in numbers.items():
        if not chain:
            if number <= _FIRST_PAGES and (number == 1 or before[at] >= _LEAST_WORDS):
                chain, last = [at], number
            continue
        far = before[at] - before[chain[-1]] >= _LEAST_WORDS * (number - last)
        if last < number <= last + _SKIPPED and far:
            chain.append(at)
            last = number
    return chain


def _seams(blocks: Sequence[Block], plain: Sequence[re.Match[str] | None]) -> set[int]:
    """The places of a number and "Page 8" beside it: the foot of one page, and the head of the next."""
    seams: set[int] = set()
    for at, (one, other) in enumerate(pairwise(plain)):
        # A number behind a question may answer it.
        if one and other and bool(one["page"]) != bool(other["page"]) and not _answers(blocks, at):
            step = int(other["number"]) - int(one["number"])
            seams.update((at, at + 1) if step in (0, 1) else ())
    return seams


def _of_records(blocks: Sequence[Block], seams: Set[int]) -> set[int]:
    """The places of a session, a volume, and a date that stand on beside a page's number."""
    found: set[int] = set()
    for seam in seams:
        for step in (-1, 1):
            at = seam + step
            while 0 <= at < len(blocks) and at not in seams and _is_of_records(blocks[at]):
                found.add(at)
                at += step
    return found


def _is_of_records(block: Block) -> bool:
    text = block.text
    if block.label or word_count(text) > _LONGEST_HEAD:
        return False
    return bool(_OF_RECORDS.fullmatch(text) or parse_date(text))


def _repeats(blocks: Sequence[Block], at: int, top: Set[str]) -> bool:
    """Whether the document's first words stand beside this place once more."""
    near = (at - 1, at + 1)
    return any(_AT_TOP <= place < len(blocks) and blocks[place].text in top for place in near)


def _beside(blocks: Sequence[Block], paged: Set[int], top: Set[str]) -> set[int]:
    """Where the words stand that most pages have beside their number, and nothing else has."""
    near = {
        place
        for at in paged
        for place in (at - 2, at - 1, at + 1, at + 2)
        if 0 <= place < len(blocks) and place not in paged and not blocks[place].label
    }
    short = {
        at
        for at in near
        if word_count(blocks[at].text) <= _LONGEST_HEAD and not ends_sentence(blocks[at].text)
    }
    counts = Counter(blocks[at].text for at in short)
    everywhere = Counter(block.text for block in blocks)
    heads = {
        text
        for text, count in counts.items()
        if (count > 1 and count * 2 > len(paged) and everywhere[text] <= count + 1)
        or (text in top and everywhere[text] == count + 1)
    }
    return {at for at in short if blocks[at].text in heads and not blocks[at].text.endswith(":")}
