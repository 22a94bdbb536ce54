"""Where a page's own words begin behind the talk: readers' comments, lists of links, boxes about the author.

A line that pages write above such things, with nobody of the talk behind it. What looks like a label
below a prompt for comments ("gullwatcher says:") is a reader's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from segmentcast.transcript.document import Block
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.page import furniture
from segmentcast.transcript.text.prose import ends_sentence, ends_talk, is_end_word, word_count

_COMMENTS = re.compile(
    r"(?:\d{1,6} (?:comments?|replies|responses)|comments? \d{1,6}|(?:readers? )?comments|"
    r"(?:leave|add|post|write) (?:us )?(?:a|your) (?:\w{1,20} )?(?:comments?|reply)(?: below)?|"
    r"join the (?:conversation|discussion)|have your say)"
)
_HEADS = re.compile(
    r"(?:tags?|topics?|filed under|related(?: .{1,40})?|read more|more on this(?: \w{1,20})?|more (?:stories|news) .{1,40}|"
    r"stay connected|about (?:the|our) (?:authors?|writers?|reporters?|journalists?|interviewers?)|"
    r"sponsor(?:ed)? (?:message|content)|support comes from|support provided by|share(?: this)?(?: \w{1,20})?|"
    r"sign up (?:to|for) .{1,60}|subscribe to .{1,60}|(?:tags?|topics|filed under|transcript checked by|transcribed by|word count|duration|running time) ?: ?.{1,120})"
)
_NOT_WORDS = re.compile(r"[^\w\s:'’]+")
_LONGEST = 120
_FEWEST_LABELS = 2
_SHORT = 3
_LEAST = 80
"""Words behind the line that need not be few beside the talk's."""
_LONGEST_LIST = 60
_FEW_WORDS = 12
"""Words that may stand behind "END", who to ask or where: more go on with the talk."""
_SHORT_END = 60
"""Words behind a copyright line that are surely the page's, however short the talk."""


def start_of(blocks: Sequence[Block], start: int, book: LabelBook) -> int | None:
    """The index of the first block of the page's own words behind the talk that begins at `start`."""
    labels = [_label(block, book) for block in blocks]
    words = [word_count(block.text) for block in blocks]
    total = sum(words[start:])
    labelled = sum(label is not None for label in labels) >= _FEWEST_LABELS
    keys: set[str] = set()
    last = {label: at for at, label in enumerate(labels) if label is not None}
    last_label = max((at for at, label in enumerate(labels) if label), default=-1)
    open_behind = _sums_behind([not ends_sentence(block.text) for block in blocks])
    before, speaks_until = 0, -1
    for at in range(start, len(blocks)):
        label = labels[at]
        if label is not None:
            keys.add(label)
            speaks_until = max(speaks_until, last[label])
        behind = total - before
        before += words[at]
        talked = len(keys) >= _FEWEST_LABELS if labelled else behind * 2 <= total
        if not talked or label is not None or speaks_until > at:
            continue
        text = _flat(blocks[at].text)
        if _COMMENTS.fullmatch(text):
            if behind * 2 <= total or text != "comments":
                return at
        elif last_label < at and (
            _HEADS.fullmatch(text) or furniture.heads_a_list(blocks[at].text)
        ):
            after = len(blocks) - at - 1
            # Behind a heading of links sentences are no headlines: somebody says them.
            few = labelled and after <= _SHORT and not furniture.heads_a_list(blocks[at].text)
            if behind <= max(_LEAST, total // 3) and (few or open_behind[at] * 2 >= after):
                return at
    return None


def copyright_line(blocks: list[Block], start: int, book: LabelBook) -> int | None:
    """The index of the line that says whose the page is: whatever follows is the page's."""
    words = [word_count(block.text) for block in blocks]
    total = sum(words[start:]) or 1
    found = [at for at in range(start + 1, len(blocks)) if furniture.is_copyright(blocks[at].text)]
    behind = _sums_behind(words)
    few = [at for at in found if behind[at] <= max(_SHORT_END, total // 3)]
    return _first_behind_labels(few, blocks, book)


def end_mark(blocks: list[Block], start: int, book: LabelBook) -> int | None:
    """The index of the line that says that the text ends. Behind a word that somebody may say, few words are."""
    words = [word_count(block.text) for block in blocks]
    total = sum(words[start:]) or 1
    behind = _sums_behind(words)
    found = []
    for at in range(start + 1, len(blocks)):
        text = blocks[at].text
        if not ends_talk(text, blocks[at - 1].text):
            continue
        bare = is_end_word(text) or text.startswith("#")
        if behind[at] <= (_FEW_WORDS if bare else max(_SHORT_END, total // 3)):
            found.append(at)
    return _first_behind_labels(found, blocks, book)


def _first_behind_labels(found: list[int], blocks: list[Block], book: LabelBook) -> int | None:
    """The first of these blocks that no label follows, and that has none itself."""
    if not found:
        return None
    for last in reversed(range(found[0], len(blocks))):
        if _label(blocks[last], book) is not None:
            return next((at for at in found if at > last), None)
    return found[0]


def _sums_behind(counts: Sequence[int]) -> list[int]:
    """For each block the sum over those behind it."""
    behind = list(accumulate(reversed(counts), initial=0))
    return behind[-2::-1]


def list_of_links(blocks: list[Block], start: int, book: LabelBook) -> int | None:
    """The index of the heading over the headlines of other pages, where nothing but them is behind it."""
    for at in range(max(start + 1, len(blocks) - _LONGEST_LIST), len(blocks) - 1):
        if not furniture.heads_a_list(blocks[at].text):
            continue
        after = [block for block in blocks[at + 1 :] if not furniture.heads_a_list(block.text)]
        headlines = sum(_is_headline(block, book) for block in after)
        if after and headlines * 10 >= len(after) * 9:
            return at
    return None


def _is_headline(block: Block, book: LabelBook) -> bool:
    ended = ends_sentence(block.text) and not block.text.endswith("?")
    return not ended and word_count(block.text) <= 24 and not book.start(block.text, block.lead)


def _label(block: Block, book: LabelBook) -> str | None:
    """Whose label the block has."""
    if block.label is not None:
        return block.label
    start = book.start(block.text, block.lead)
    return start[0].key if start is not None else None


def _flat(text: str) -> str:
    """The words of a short line that is no sentence; "" for others."""
    if len(text) > _LONGEST or (text.endswith((".", "?", "!", "…"))):
        return ""
    return " ".join(_NOT_WORDS.sub(" ", text.casefold()).split()).strip(" :")
